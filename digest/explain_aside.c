/* What a source says beside its matter: the background (base/background.h), and what it says of a
 * product of another maker than those of its title. Its sections on the side are cut before
 * (explain_source.c). */
#include "explain-private.h"

#define OPENS "opens-topic" /* what may stand before the name that a sentence is about */
#define TOPIC "topic"       /* what follows it */

/* A platform is what others run on, and no topic. */
static gboolean is_meant(const KwWordSpot *spot)
{
	return !spot->is_negated && !kw_word_is_yes(spot->word, "platform");
}

/* One that its title names has the same maker. */
static gboolean is_of_title(const KwTelling *t, const KwWord *product)
{
	const GArray *spots = kw_telling_spots(t, "products", t->item->title);

	for (guint i = 0; i < spots->len; i++) {
		const KwWord *titled = g_array_index(spots, KwWordSpot, i).word;

		if (titled == product ||
		    (kw_word_text(product, "maker") && kw_telling_is_of_maker(titled, product)))
			return TRUE;
	}
	return FALSE;
}

/* "For Foo, …": the sentence begins with the name of what it is about. */
static gboolean is_topic(const char *sentence, const KwWordSpot *spot)
{
	g_autofree char *before = g_strndup(sentence, spot->at);

	return (!spot->at || kw_forms_has_form(before, OPENS)) &&
	       kw_forms_has_form(sentence + spot->at + spot->length, TOPIC);
}

static gboolean is_of_other(const KwTelling *t, const char *sentence)
{
	const GArray *spots = kw_telling_spots(t, "products", t->item->title);
	const KwWordSpot *first = NULL;

	if (!spots->len)
		return FALSE;
	spots = kw_telling_spots(t, "products", sentence);
	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (is_of_title(t, spot->word))
			return FALSE;
		if (!first && is_meant(spot))
			first = spot;
	}
	return first && is_topic(sentence, first);
}

gboolean kw_telling_is_aside(const KwTelling *t, const char *sentence)
{
	return kw_fold_of(sentence)->is_background || is_of_other(t, sentence);
}
