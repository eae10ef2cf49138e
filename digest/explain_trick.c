/* Whom a trick pretends to come from, and by which way it comes, as far as the source says so:
 * what is the same for one bank and another stands in threats.yaml, the rest is the text's. */
#include "explain-private.h"

#include "base/title.h"

#define MAX_WAYS   2
#define MAX_STOLEN 2

char *kw_trick_poser(const KwTelling *t)
{
	g_autofree char *title = kw_title_plain(t->item->title ? t->item->title : "");
	g_autofree char *name = kw_source_posed(title);

	return name && kw_telling_can_name(t, name) ? g_steal_pointer(&name) : NULL;
}

/* Words like "電話番号" have no name: they only keep what is in them from being found. */
static void add_ways(GPtrArray *ways, const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "ways", sentence);

	for (guint i = 0; i < named->len && ways->len < MAX_WAYS; i++)
		if (kw_word_text(named->pdata[i], "name") &&
		    !g_ptr_array_find(ways, named->pdata[i], NULL))
			g_ptr_array_add(ways, named->pdata[i]);
}

/* Those of the title; where it names none, those by which one of the first sentences says that the
 * trick comes. */
static GPtrArray *find_ways(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	GPtrArray *ways = g_ptr_array_new();

	add_ways(ways, t, t->item->title ? t->item->title : "");
	for (guint i = 1; !ways->len && i < MIN(told->len, KW_HEAD_SENTENCES); i++)
		if (kw_forms_has_form(told->pdata[i], "told-way"))
			add_ways(ways, t, told->pdata[i]);
	return ways;
}

/* A weakness, an update, figures: that is told of somebody's product. */
static gboolean is_of_other_kind(const KwTelling *t)
{
	const char *kind = t->threat ? kw_word_text(t->threat, "kind") : "trick";

	return (g_strcmp0(kind, "trick") && g_strcmp0(kind, "incident")) ||
	       kw_telling_states_weakness(t) || kw_telling_is_of_reports(t);
}

gboolean kw_trick_is_asking(const KwTelling *t, const KwWord *first)
{
	static const char *const all[] = {"asks-greeting", "asks-to-sign-in", "asks-threat"};

	if (first || is_of_other_kind(t) || kw_forms_among(t->said->told, G_MAXUINT, "told-doubt"))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (!kw_forms_among(t->said->told, G_MAXUINT, all[i]))
			return FALSE;
	return TRUE;
}

/* What a fake page takes, as far as the source names it ("passwords or card numbers"). */
static char *find_stolen(const KwTelling *t)
{
	g_autoptr(GPtrArray) things = kw_words_list(t->words, "things");
	g_autoptr(GPtrArray) stolen = g_ptr_array_new();

	for (guint i = 0; i < things->len && stolen->len < MAX_STOLEN; i++)
		if (kw_word_text(things->pdata[i], "stolen") &&
		    kw_telling_bears_thing(t, things->pdata[i]))
			g_ptr_array_add(stolen, (char *)kw_word_text(things->pdata[i], "stolen"));
	if (!stolen->len)
		return kw_telling_phrase(t, "stolen.something");
	g_ptr_array_add(stolen, NULL);
	return g_strjoinv(kw_words_phrase(t->words, "list.or"), (char **)stolen->pdata);
}

void kw_telling_put_trick(KwTelling *t)
{
	gboolean is_trick = t->threat && !g_strcmp0(t->nature, "trick");
	gboolean has_app = kw_facts_has(t->facts, "told-app");
	gboolean has_file = kw_facts_has(t->facts, "told-file") &&
			    !kw_facts_has(t->facts, "told-page");
	gboolean is_in_app = is_trick && kw_facts_has(t->facts, "in-app-message");
	g_autofree char *look = kw_telling_phrase(t, is_in_app ? "look.phone" : "look.own");
	g_autofree char *stolen = is_trick ? find_stolen(t) : g_strdup("");
	g_autofree char *posed = is_trick ? kw_trick_poser(t) : NULL;
	g_autoptr(GPtrArray) ways = is_trick ? find_ways(t) : g_ptr_array_new();
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < ways->len; i++)
		g_string_append_printf(names, "%s%s", i ? kw_words_phrase(t->words, "list.or") : "",
				       kw_word_text(ways->pdata[i], "name"));
	json_object_set_string_member(t->data, "posed", posed ? posed : "");
	json_object_set_string_member(t->data, "ways", names->str);
	json_object_set_string_member(t->data, "stolen", stolen);
	json_object_set_boolean_member(t->data, "bad_app", has_app);
	json_object_set_boolean_member(t->data, "bad_file", has_file && !has_app);
	json_object_set_boolean_member(t->data, "bad_page", !has_file && !has_app);
	json_object_set_boolean_member(t->data, "in_app", is_in_app);
	json_object_set_string_member(t->data, "look", look);
}
