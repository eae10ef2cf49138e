/* A product that a text names only as what something else is added to, or made for ("an extension
 * for X"): that is meant, and nothing that is known of X holds of it. */
#include "explain-private.h"

const KwWord *kw_host_addition(const KwTelling *t, const KwWord *host)
{
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "products");

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) wholes = kw_word_texts(all->pdata[i], "part_of");

		if (kw_word_is_yes(all->pdata[i], "various") &&
		    g_ptr_array_find_with_equal_func(wholes, kw_word_id(host), g_str_equal, NULL))
			return all->pdata[i];
	}
	return NULL;
}

gboolean kw_host_is_at(const char *text, const KwWordSpot *spot)
{
	g_autoptr(GPtrArray) wholes = kw_word_texts(spot->word, "part_of");

	/* an addition is none */
	return !wholes->len && kw_source_is_host(text, spot->at, spot->at + spot->length,
						 kw_word_is_yes(spot->word, "platform"));
}

/* How `text` names `product`: not at all, only as a host, or (once) as itself. */
typedef enum {
	ABSENT,
	HOST,
	ITSELF,
} Naming;

static Naming naming_of(const KwTelling *t, const KwWord *product, const char *text)
{
	const GArray *spots = kw_telling_spots(t, "products", text);
	Naming naming = ABSENT;

	for (guint i = 0; i < spots->len && naming != ITSELF; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (spot->word == product)
			naming = kw_host_is_at(text, spot) ? HOST : ITSELF;
	}
	return naming;
}

gboolean kw_host_is_only(const KwTelling *t, const KwWord *product)
{
	const GPtrArray *told = t->said->told;
	Naming naming = naming_of(t, product, t->item->title);

	for (guint i = 0; i < MIN(told->len, KW_HEAD_SENTENCES) && naming == ABSENT; i++)
		naming = naming_of(t, product, told->pdata[i]);
	return naming == HOST;
}
