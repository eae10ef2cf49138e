/* To whom it happened: the company that tells of it, or its service, by the forms of title.yaml. */
#include "explain-private.h"

#include "base/sentences.h"
#include "base/title.h"

#include <string.h>

const char *kw_telling_head(const KwTelling *t, guint i)
{
	const GPtrArray *told = t->said->told;

	if (i >= MIN(told->len, KW_HEAD_SENTENCES))
		return NULL;
	return strlen(told->pdata[i]) <= KW_SENTENCE_MAX_BYTES ? told->pdata[i] : "";
}

char *kw_telling_find_name(const KwTelling *t, char *(*find)(const char *))
{
	const char *sentence;
	char *name = NULL;

	for (guint i = 0; !name && (sentence = kw_telling_head(t, i)); i++) {
		g_autofree char *plain = kw_title_plain(sentence);

		name = find(plain);
	}
	return name;
}

/* The name is in letters that readers of any language can tell from one another. */
static gboolean is_latin(const char *name)
{
	for (const char *p = name; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalpha(c) && g_unichar_get_script(c) != G_UNICODE_SCRIPT_LATIN)
			return FALSE;
	}
	return TRUE;
}

gboolean kw_telling_can_name(const KwTelling *t, const char *name)
{
	return is_latin(name) ||
	       !g_strcmp0(t->item->language, kw_words_phrase(t->words, "language"));
}

/* "Break-in at X", and below it the company that gives notice of it: X is where it had its data. A
 * name in brackets is that of its service. */
static gboolean is_by_way_of(const KwTelling *t, const char *name)
{
	const char *title = t->item->title ? t->item->title : "";
	g_autofree char *quoted = g_strdup_printf("「%s」", name);

	return strstr(title, name) && !strstr(title, quoted) && kw_source_is_own_notice(title);
}

static char *find_victim(const KwTelling *t)
{
	g_autofree char *name = kw_telling_find_name(t, kw_source_victim);
	g_autofree char *company = kw_telling_find_name(t, kw_source_signed);

	return company && (!name || is_by_way_of(t, name)) ? g_steal_pointer(&company)
							   : g_steal_pointer(&name);
}

void kw_telling_put_victim(KwTelling *t)
{
	gboolean is_told = t->threat && !t->product && strcmp(t->nature, "weakness");
	g_autofree char *name = is_told ? find_victim(t) : NULL;

	if (name && !kw_telling_can_name(t, name))
		g_clear_pointer(&name, g_free);
	json_object_set_string_member(t->data, "victim", name ? name : "");
	json_object_set_boolean_member(t->data, "mended", kw_facts_has(t->facts, "mended"));
}
