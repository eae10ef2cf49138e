/* Where a source names the words of a file. Many rules ask it of the same sentences: each is
 * searched once. */
#include "explain-private.h"

static void free_table(gpointer table)
{
	g_hash_table_unref(table);
}

GHashTable *kw_spots_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_table);
}

/* What was found in texts, for the words of `file`: text -> GArray of KwWordSpot. */
static GHashTable *found_of(const KwTelling *t, const char *file)
{
	GHashTable *found = g_hash_table_lookup(t->spots, file);

	if (!found) {
		found = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
		g_hash_table_insert(t->spots, (gpointer)g_intern_string(file), found);
	}
	return found;
}

const GArray *kw_telling_spots(const KwTelling *t, const char *file, const char *text)
{
	const char *key = text ? text : "";
	GHashTable *found = found_of(t, file);
	GArray *spots = g_hash_table_lookup(found, key);

	if (!spots) {
		spots = kw_words_spots(t->words, file, key);
		g_hash_table_insert(found, (gpointer)key, spots);
	}
	return spots;
}

gboolean kw_spots_have(const GArray *spots, const KwWord *word, gboolean only_affirmed)
{
	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (spot->word == word && !(only_affirmed && spot->is_negated))
			return TRUE;
	}
	return FALSE;
}

const char *kw_telling_quote(const KwTelling *t, const GPtrArray *sentences, const char *file,
			     const KwWord *word)
{
	for (guint i = 0; word && i < sentences->len; i++)
		if (kw_spots_have(kw_telling_spots(t, file, sentences->pdata[i]), word, FALSE))
			return sentences->pdata[i];
	return NULL;
}

guint kw_telling_count(const KwTelling *t, const GPtrArray *sentences, const char *file,
		       const KwWord *word)
{
	guint count = 0;

	for (guint i = 0; word && i < sentences->len; i++)
		count += kw_spots_have(kw_telling_spots(t, file, sentences->pdata[i]), word, FALSE);
	return count;
}
