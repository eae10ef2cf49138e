/* Where the title says by name what is weak, what the text names behind that is another thing: what
 * it is made with, what is made with it, who has it as well. */
#include "explain-private.h"

#include "base/title.h"

#include <string.h>

/* The title names `product`, or another of its maker's that we know. */
static gboolean is_maker_titled(const KwTelling *t, const KwWord *product)
{
	const GArray *spots = kw_telling_spots(t, "products", t->item->title);

	for (guint i = 0; i < spots->len; i++)
		if (kw_telling_is_of_maker(product, g_array_index(spots, KwWordSpot, i).word))
			return TRUE;
	return FALSE;
}

/* The first sentence to name either has `name` before the product. Neither: it is told further
 * down. */
static gboolean comes_behind(const KwTelling *t, const KwWord *product, const char *name)
{
	const GPtrArray *told = t->said->told;
	g_autofree char *title = kw_title_plain(t->item->title);

	for (guint i = 1; i < MIN(told->len, KW_HEAD_SENTENCES); i++) {
		const char *sentence = told->pdata[i];
		const char *at = strstr(sentence, name);
		gboolean is_named = kw_telling_names(t, sentence, product);
		size_t place = is_named ? kw_telling_place_in(t, product, sentence)
					: strlen(sentence);

		if (strstr(sentence, title)) /* once more */
			continue;
		/* what is named as added to another has no place of its own */
		if (at && is_named)
			return place < strlen(sentence) && (size_t)(at - sentence) < place;
		if (at || is_named)
			return at != NULL;
	}
	return TRUE;
}

gboolean kw_telling_is_behind(const KwTelling *t, const KwWord *product)
{
	return t->title_name && kw_source_is_about_weakness(t->item->title) &&
	       !kw_telling_is_titled(t, product) && !is_maker_titled(t, product) &&
	       !kw_telling_names(t, t->said->affected_text, product) &&
	       kw_telling_is_in_text(t, product) && comes_behind(t, product, t->title_name);
}

gboolean kw_telling_is_other_titled(const KwTelling *t)
{
	const GArray *spots = kw_telling_spots(t, "products", t->item->title);

	for (guint i = 0; i < spots->len; i++)
		if (kw_telling_is_makers_other(t, g_array_index(spots, KwWordSpot, i).word))
			return TRUE;
	return FALSE;
}
