/* Other products of the same maker that the remedy lists with their versions, line by line ("X 7.6:
 * upgrade to 7.6.3"): they have the weakness as well, wherever else the text names them. */
#include "explain-private.h"

#include <string.h>

/* Of the line: a name that it begins with, and a version behind it; NULL = it is none such. */
static const KwWord *listed_on(const KwTelling *t, const char *line)
{
	g_autoptr(GArray) spots = NULL;
	const KwWordSpot *spot;

	if (!strpbrk(line, "0123456789") || (!strchr(line, ':') && !strstr(line, "：")))
		return NULL;
	spots = kw_words_spots(t->words, "products", line);
	spot = spots->len ? &g_array_index(spots, KwWordSpot, 0) : NULL;
	return spot && !spot->at && !spot->is_negated && kw_source_is_versioned(line + spot->length)
		       ? spot->word
		       : NULL;
}

void kw_telling_add_listed(const KwTelling *t, const KwWord *first)
{
	g_auto(GStrv) lines = g_strsplit(t->said->remedy_text, "\n", -1);
	GPtrArray *ids = t->story->products;

	for (char **line = lines; *line; line++) {
		const KwWord *word = listed_on(t, *line);
		gpointer id = word ? (gpointer)g_intern_string(kw_word_id(word)) : NULL;

		if (word && kw_telling_is_of_maker(word, first) && !g_ptr_array_find(ids, id, NULL))
			g_ptr_array_add(ids, id);
	}
}
