/* The version that repairs the product ("3.20.0以降に更新"), where the text states exactly one for
 * one product. A second number, be it of another branch or of another product, and none is told:
 * half of a list would be taken for the whole.
 *
 * Where it states none, those before which the product is affected may be told to who looks for
 * one. */
#include "explain-private.h"

#include <string.h>

#define FACT     "fixed"
#define END      "before"
#define MAX_ENDS 3 /* of branches: the sentence has 60 characters */

/* Something of it is not repaired by that version. */
static gboolean is_partly_fixed(const KwTelling *t)
{
	static const char *const others[] = {"no-fix",  "fix-comes", "fix-numbered", "no-support",
					     "no-plan", "replace",   "go-back"};

	for (guint i = 0; i < G_N_ELEMENTS(others); i++)
		if (kw_facts_has(t->facts, others[i]))
			return TRUE;
	return FALSE;
}

/* Whether the section on what is affected lists several. */
static gboolean is_of_several(const KwTelling *t)
{
	g_auto(GStrv) lines = g_strsplit(t->said->affected_text, "\n", 0);
	guint count = 0;

	for (char **line = lines; *line; line++)
		count += strpbrk(*line, "0123456789") != NULL;
	return count > 1 || t->story->products->len + (t->name != NULL) != 1 ||
	       kw_source_is_of_several(t->item->title ? t->item->title : "");
}

/* A sentence tells of a repair with a number, and it is not certain which is its version. */
static gboolean is_unclear(const char *sentence)
{
	for (const char *p = sentence; (p = strchr(p, '.')); p++)
		if (p > sentence && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]))
			return kw_forms_has_form(sentence, FACT);
	return FALSE;
}

/* The version that all sentences that give one agree on; NULL = they give none, or several. */
static char *version_of(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	g_autofree char *version = NULL;

	for (guint i = 0; i < told->len; i++) {
		g_autofree char *caught = kw_forms_fetch(told->pdata[i], FACT);

		if (caught ? version && strcmp(caught, version) : is_unclear(told->pdata[i]))
			return NULL;
		if (caught && !version)
			version = g_steal_pointer(&caught);
	}
	for (guint i = 0; version && i < t->fixed->len; i++)
		if (!strstr(((KwStated *)t->fixed->pdata[i])->text, version))
			return NULL;
	return g_steal_pointer(&version);
}

void kw_telling_put_fixed(KwTelling *t)
{
	gboolean is_one = kw_facts_has(t->facts, FACT) && !is_partly_fixed(t) && !is_of_several(t);
	g_autofree char *version = is_one ? version_of(t) : NULL;
	g_autofree char *text = NULL;

	json_object_set_string_member(t->data, "version", version ? version : "");
	text = version ? kw_telling_phrase(t, "fixed.version") : g_strdup("");
	json_object_set_string_member(t->data, "fixed", text);
}

/* Adds the ends that one sentence gives, each once. FALSE: one of them is not certain. */
static gboolean add_ends(GPtrArray *ends, const char *sentence)
{
	const char *rest;
	g_autoptr(GPtrArray) caught = kw_forms_fetch_all(sentence, END, &rest);

	for (guint i = 0; i < caught->len; i++)
		if (!g_ptr_array_find_with_equal_func(ends, caught->pdata[i], g_str_equal, NULL))
			g_ptr_array_add(ends, g_strdup(caught->pdata[i]));
	return !kw_forms_has_form(rest, END);
}

/* "8.1.29, 8.2.20": all before which it is affected; "" = none is given, or not all are certain. */
static char *join_ends(const KwTelling *t)
{
	g_autoptr(GPtrArray) ends = g_ptr_array_new_with_free_func(g_free);
	const GPtrArray *told = t->said->told;
	gboolean is_whole = TRUE;

	for (guint i = 0; i < told->len && is_whole; i++)
		is_whole = add_ends(ends, told->pdata[i]);
	if (!is_whole || ends->len > MAX_ENDS)
		return g_strdup("");
	g_ptr_array_add(ends, NULL);
	return g_strjoinv(kw_words_phrase(t->words, "list.and"), (char **)ends->pdata);
}

void kw_telling_put_before(KwTelling *t)
{
	gboolean is_one = !kw_facts_has(t->facts, FACT) && !is_of_several(t);
	g_autofree char *ends = is_one ? join_ends(t) : g_strdup("");

	json_object_set_string_member(t->data, "before", ends);
}
