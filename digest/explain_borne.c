/* Whether a source bears out what a sentence of the word files speaks of. A threat has one set of
 * sentences for all of its kind, and the next text tells of another case: a phishing mail may ask
 * for a card or for none. So nothing that one of them names (things.yaml) is told where the source
 * does not name it. */
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

gboolean kw_telling_bears_thing(const KwTelling *t, const KwWord *thing)
{
	if (!g_hash_table_size(t->things)) { /* a text on a weakness is seldom asked of */
		put_all(t->things, t->words, t->item->title);
		put_all(t->things, t->words, t->item->text);
		g_hash_table_add(t->things, (gpointer) ""); /* asked, though it names nothing */
	}
	return g_hash_table_contains(t->things, kw_word_id(thing));
}

gboolean kw_telling_bears(const KwTelling *t, const char *sentence)
{
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "things");

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) told = kw_word_texts(all->pdata[i], "told");

		for (guint j = 0; j < told->len; j++)
			if (strstr(sentence, told->pdata[j]) &&
			    !kw_telling_bears_thing(t, all->pdata[i]))
				return FALSE;
	}
	return TRUE;
}
