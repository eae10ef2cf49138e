/* Where a source names the words of a file. Many rules ask it of the same sentences: each is
 * searched once. */
#include "explain-private.h"

/* What was found for the words of one file. A sentence stands in the text, in its section and in a
 * list of them, each time at another address: the second key is its words. */
typedef struct {
	GHashTable *by_place, *by_words; /* const char * -> GArray * of KwWordSpot */
} Found;

static GHashTable *table_new(GHashFunc hash, GEqualFunc equal)
{
	return g_hash_table_new_full(hash, equal, NULL, (GDestroyNotify)g_array_unref);
}

static Found *found_new(void)
{
	Found *found = g_new0(Found, 1);

	found->by_place = table_new(NULL, NULL);
	found->by_words = table_new(g_str_hash, g_str_equal);
	return found;
}

static void found_free(gpointer data)
{
	Found *found = data;

	g_hash_table_unref(found->by_place);
	g_hash_table_unref(found->by_words);
	g_free(found);
}

GHashTable *kw_spots_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, NULL, found_free);
}

static Found *found_of(const KwTelling *t, const char *file)
{
	Found *found = g_hash_table_lookup(t->spots, file);

	if (!found) {
		found = found_new();
		g_hash_table_insert(t->spots, (gpointer)g_intern_string(file), found);
	}
	return found;
}

static GArray *find_by_words(const KwTelling *t, Found *found, const char *file, const char *text)
{
	GArray *spots = g_hash_table_lookup(found->by_words, text);

	if (!spots) {
		spots = kw_words_spots(t->words, file, text);
		g_hash_table_insert(found->by_words, (gpointer)text, spots);
	}
	return spots;
}

const GArray *kw_telling_spots(const KwTelling *t, const char *file, const char *text)
{
	const char *key = text ? text : "";
	Found *found = found_of(t, file);
	GArray *spots = g_hash_table_lookup(found->by_place, key);

	if (!spots) {
		spots = find_by_words(t, found, file, key);
		g_hash_table_insert(found->by_place, (gpointer)key, g_array_ref(spots));
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
