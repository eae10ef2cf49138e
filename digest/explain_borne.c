/* Whether a source bears out what a sentence of the word files speaks of. A threat has one set of
 * sentences for all of its kind, and the next text tells of another case: a phishing mail may ask for
 * a card or for none. So nothing that one of them names (things.yaml) is told where the source does
 * not name it. */
#include "explain-private.h"

#include <string.h>

static void put(GHashTable *things, const KwWord *thing)
{
	g_autoptr(GPtrArray) implied = kw_word_texts(thing, "implies");

	g_hash_table_add(things, (gpointer)kw_word_id(thing));
	for (guint i = 0; i < implied->len; i++)
		g_hash_table_add(things, implied->pdata[i]);
}

static void put_all(GHashTable *things, const KwWords *words, const char *text)
{
	g_autoptr(GPtrArray) named = kw_words_match(words, "things", text ? text : "");

	for (guint i = 0; i < named->len; i++)
		put(things, named->pdata[i]);
}

GHashTable *kw_borne_find(const KwItem *item, const KwWords *words)
{
	GHashTable *things = g_hash_table_new(g_str_hash, g_str_equal);

	put_all(things, words, item->title);
	put_all(things, words, item->text);
	return things;
}

gboolean kw_telling_bears(const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "things");

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) told = kw_word_texts(all->pdata[i], "told");

		for (guint j = 0; j < told->len; j++)
			if (strstr(sentence, told->pdata[j]) &&
			    !g_hash_table_contains(t->things, kw_word_id(all->pdata[i])))
				return FALSE;
	}
	return TRUE;
}
