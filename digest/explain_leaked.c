/* Which data of people a source names as lost, leaked or seen: in a sentence that states it
 * (stated/: told-data) or in the list below one, by the words of data.yaml. */
#include "explain-private.h"

#define MAX_LIST_ITEMS 8 /* below a sentence that opens a list */
#define MAX_ITEM_CHARS 60

static void join(GHashTable *kinds, const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) named = kw_words_match(t->words, "data", sentence);

	for (guint i = 0; i < named->len; i++)
		g_hash_table_add(kinds, named->pdata[i]);
}

/* A line below "Information that may have leaked:". */
static gboolean is_item(const char *sentence)
{
	return g_utf8_strlen(sentence, -1) <= MAX_ITEM_CHARS &&
	       !kw_forms_has_form(sentence, "no-data-item");
}

static GHashTable *find_kinds(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	GHashTable *kinds = g_hash_table_new(NULL, NULL);
	guint room = 0;

	for (guint i = 0; i < told->len; i++) {
		const char *sentence = told->pdata[i];

		if (kw_forms_has_form(sentence, "told-data"))
			room = kw_forms_has_form(sentence, "opens-data-list") ? MAX_LIST_ITEMS : 0;
		else if (room && is_item(sentence))
			room--;
		else {
			room = 0;
			continue;
		}
		join(kinds, t, sentence);
	}
	return kinds;
}

/* In the order of data.yaml, as many as one line holds. */
static char *list_names(const KwTelling *t, GHashTable *kinds)
{
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "data");
	size_t room = g_ascii_strtoull(kw_words_phrase(t->words, "list.max"), NULL, 10);
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < all->len; i++) {
		const char *name = kw_word_text(all->pdata[i], "name");

		if (!g_hash_table_contains(kinds, all->pdata[i]))
			continue;
		if ((size_t)(g_utf8_strlen(names->str, -1) + g_utf8_strlen(name, -1)) > room) {
			g_string_append(names, kw_words_phrase(t->words, "list.more"));
			break;
		}
		g_string_append_printf(names, "%s%s",
				       names->len ? kw_words_phrase(t->words, "list.and") : "",
				       name);
	}
	return g_string_free(names, FALSE);
}

void kw_telling_put_leaked(KwTelling *t)
{
	g_autofree char *names = NULL;

	if (kw_facts_has(t->facts, "told-data")) {
		g_autoptr(GHashTable) kinds = find_kinds(t);

		names = list_names(t, kinds);
	}
	json_object_set_string_member(t->data, "leaked", names ? names : "");
}
