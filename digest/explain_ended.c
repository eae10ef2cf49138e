/* Whose support ends. Many a text says in an aside that old versions get no repairs any more, or
 * asks to look until when one does: that is a fact beside the story. The story is an end of support
 * where the title says so, or where a sentence says it of a product that the title names; of
 * another one of the first has to. */
#include "explain-private.h"

#include <string.h>

#define END "end-of-support"

static gboolean is_of_story(const KwTelling *t, const KwWord *product)
{
	return g_ptr_array_find_with_equal_func(t->story->products, kw_word_id(product),
						g_str_equal, NULL);
}

static gboolean has_titled(const KwTelling *t)
{
	const GPtrArray *ids = t->story->products;

	for (guint i = 0; i < ids->len; i++)
		if (kw_telling_is_titled(t, kw_words_find(t->words, "products", ids->pdata[i])))
			return TRUE;
	return FALSE;
}

/* Where the sentence says that support ends; -1 = nowhere. */
static gssize place_of_end(const KwTelling *t, const char *sentence)
{
	g_autoptr(GArray) spots = kw_words_spots(t->words, "threats", sentence);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (!spot->is_negated && !strcmp(kw_word_id(spot->word), END))
			return (gssize)spot->at;
	}
	return kw_forms_has_form(sentence, "support-ends") ? 0 : -1; /* of what it begins with */
}

/* The product that the sentence names nearest to the place. */
static const KwWord *nearest(const KwTelling *t, const char *sentence, gssize place)
{
	const GArray *spots = kw_telling_spots(t, "products", sentence);
	const KwWord *product = NULL;
	gssize least = G_MAXSSIZE;

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		gssize away = ABS((gssize)spot->at - place);

		if (spot->is_negated || away >= least || !is_of_story(t, spot->word))
			continue;
		least = away;
		product = spot->word;
	}
	return product;
}

const KwWord *kw_telling_ended(const KwTelling *t, const KwWord *first)
{
	const GPtrArray *told = t->said->told;
	gboolean is_any = !has_titled(t);

	if (t->item->title && place_of_end(t, t->item->title) >= 0)
		return first;
	for (guint i = 0; i < (is_any ? MIN(told->len, KW_HEAD_SENTENCES) : told->len); i++) {
		gssize place = place_of_end(t, told->pdata[i]);
		const KwWord *product = place < 0 ? NULL : nearest(t, told->pdata[i], place);

		if (product && (is_any || kw_telling_is_titled(t, product)))
			return product;
	}
	return NULL;
}

gboolean kw_telling_is_of_end(const KwTelling *t)
{
	return t->threat && !strcmp(kw_word_id(t->threat), END);
}

gboolean kw_telling_is_ended(const KwTelling *t, const KwWord *first)
{
	return !t->item->text || (t->item->title && place_of_end(t, t->item->title) >= 0) ||
	       kw_telling_ended(t, first);
}
