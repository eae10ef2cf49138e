/* Which of the products that an item names its story is about. Intake names all that the title and
 * the sections on what is affected have; a text names more than it is about: who makes it, what it
 * runs on, what one is to move to, what was attacked last year. */
#include "explain-private.h"

#include <string.h>

/* It is no platform that another is for ("Edge for Android"), nor what one is to move to. */
static gboolean is_meant_at(const KwTelling *t, const char *text, const KwWordSpot *spot)
{
	return !(text != t->item->title && kw_word_is_yes(spot->word, "platform") &&
		 kw_source_is_beneath(text, spot->at)) &&
	       !kw_source_is_beside(text, spot->at, spot->at + spot->length);
}

/* The products that `text` names before `end`, and means. */
static GPtrArray *match_meant(const KwTelling *t, const char *text, size_t end)
{
	const GArray *spots = kw_telling_spots(t, "products", text);
	GPtrArray *named = g_ptr_array_new();

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		const KwWord *word = spot->word;

		if (spot->is_negated || spot->at >= end || !is_meant_at(t, text, spot))
			continue;
		if (kw_host_is_at(text, spot))
			word = kw_host_addition(t, word);
		if (word)
			g_ptr_array_add(named, (gpointer)word);
	}
	return named;
}

gboolean kw_telling_names(const KwTelling *t, const char *text, const KwWord *product)
{
	GPtrArray *named = g_hash_table_lookup(t->named, text);

	if (!named) {
		named = match_meant(t, text, G_MAXSIZE);
		g_hash_table_insert(t->named, (gpointer)text, named);
	}
	return g_ptr_array_find(named, product, NULL);
}

gboolean kw_telling_is_titled(const KwTelling *t, const KwWord *product)
{
	return t->item->title && kw_telling_names(t, t->item->title, product);
}

gboolean kw_telling_is_of_maker(const KwWord *product, const KwWord *other)
{
	return !g_strcmp0(kw_word_text(product, "maker"), kw_word_text(other, "maker"));
}

/* `product` stands for all of its maker's, or the text has but his name, and one of them is named
 * as well: a text on one product names its maker first. */
static gboolean is_only_maker(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	return (kw_word_is_yes(product, "general") || kw_telling_is_called_as_maker(t, product)) &&
	       kw_telling_is_of_maker(product, other) && !kw_telling_has_own_title(t, product);
}

/* The title names a version: what the text says of the others, or of the family, is beside it. */
static gboolean is_other_version(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	g_autoptr(GPtrArray) families = kw_word_texts(other, "version_of");
	g_autoptr(GPtrArray) own = kw_word_texts(product, "version_of");
	gboolean is_sibling = families->len && own->len &&
			      !strcmp(families->pdata[0], own->pdata[0]);

	return (is_sibling || kw_word_has(other, "version_of", kw_word_id(product))) &&
	       kw_telling_is_titled(t, other) && !kw_telling_is_titled(t, product) &&
	       !kw_source_is_of_several(t->item->title);
}

/* The title names the family, and the first sentences behind it none but a version, more than once.
 * Of Windows many a version is weak, and the text begins with any. */
static gboolean is_family(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	const GPtrArray *told = t->said->told;
	guint count = 0;

	if (!kw_word_has(other, "version_of", kw_word_id(product)) ||
	    kw_word_is_yes(product, "platform") || kw_telling_has_own_title(t, product) ||
	    kw_source_is_of_several(t->item->title))
		return FALSE;
	for (guint i = 1; i < MIN(told->len, KW_HEAD_SENTENCES); i++) {
		if (kw_telling_names(t, told->pdata[i], product))
			return FALSE;
		count += kw_telling_names(t, told->pdata[i], other);
	}
	return count > 1; /* once is an aside */
}

/* One of the first sentences says that the other, a part of the product, is weak; or any that calls
 * it so by name. */
static gboolean is_whole(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	const GPtrArray *told = t->said->told;

	if (!kw_word_has(other, "part_of", kw_word_id(product)))
		return FALSE;
	for (guint i = 0; i < told->len; i++) {
		g_autofree char *added = kw_source_added(t->words, told->pdata[i]);

		if ((added || i < KW_FIRST_SENTENCES) &&
		    kw_source_is_of_concern(told->pdata[i], KW_CONCERN_WEAKNESS) &&
		    kw_telling_names(t, told->pdata[i], other))
			return TRUE;
	}
	return FALSE;
}

/* "A vulnerability in X may allow an attacker to view the password of `product`", and the title
 * names X. */
static gboolean is_outcome(const KwTelling *t, const KwWord *product, const char *sentence)
{
	size_t end = kw_source_outcome(sentence);
	g_autoptr(GPtrArray) subjects = NULL;
	gboolean is_of_titled = FALSE;

	if (!sentence[end])
		return FALSE;
	subjects = match_meant(t, sentence, end);
	for (guint i = 0; i < subjects->len; i++)
		is_of_titled |= kw_telling_is_titled(t, subjects->pdata[i]);
	return is_of_titled && !g_ptr_array_find(subjects, product, NULL);
}

gboolean kw_telling_is_in_text(const KwTelling *t, const KwWord *product)
{
	return kw_spots_have(kw_telling_spots(t, "products", t->item->text), product, TRUE) ||
	       kw_spots_have(kw_telling_spots(t, "products", t->item->title), product, TRUE);
}

/* The section on what is affected names it, or a sentence of concern; or nothing does: it is not of
 * this text that we have it. */
static gboolean is_said_of(const KwTelling *t, const KwWord *product, KwConcern concern)
{
	const GPtrArray *body = t->said->body;
	gboolean is_concerned = FALSE;

	if (kw_telling_names(t, t->said->affected_text, product))
		return TRUE;
	for (guint i = 0; i < body->len; i++) {
		/* a list goes with the sentence before it */
		is_concerned = kw_source_is_of_concern(body->pdata[i], concern) ||
			       (is_concerned && kw_source_is_listed(body->pdata[i]));
		if (is_concerned && kw_telling_names(t, body->pdata[i], product) &&
		    !is_outcome(t, product, body->pdata[i]))
			return TRUE;
	}
	return !kw_telling_is_in_text(t, product);
}

/* Only the title names it, and the text says of the other that it is weak: "comes for Outlook", and
 * the weakness is one of Exchange. */
static gboolean is_only_titled(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	const char *text = t->item->text ? t->item->text : "";

	return kw_telling_is_of_maker(product, other) && kw_telling_is_titled(t, product) &&
	       !kw_source_is_about_weakness(t->item->title) &&
	       !kw_telling_names(t, text, product) && kw_telling_names(t, text, other) &&
	       is_said_of(t, other, KW_CONCERN_WEAKNESS);
}

/* Wherever `text` names `product`, it says who makes what follows: "X製Y", "Xが提供するY". */
static gboolean is_maker_in(const KwTelling *t, const KwWord *product, const char *text)
{
	const GArray *spots = kw_telling_spots(t, "products", text);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		g_autofree char *here = NULL;
		const char *rest = text + spot->at + spot->length;

		if (spot->word != product)
			continue;
		here = g_strndup(text + spot->at, spot->length);
		rest -= g_str_has_suffix(here, "製") ? strlen("製") : 0;
		if (!kw_source_is_maker_of(rest))
			return FALSE;
	}
	return TRUE;
}

size_t kw_telling_place_in(const KwTelling *t, const KwWord *product, const char *title)
{
	const GArray *spots = kw_telling_spots(t, "products", title);

	for (guint i = 0; i < spots->len; i++)
		if (g_array_index(spots, KwWordSpot, i).word == product)
			return g_array_index(spots, KwWordSpot, i).at;
	return strlen(title);
}

/* It only makes the other, which the title names behind it, or alone. */
static gboolean is_maker_of(const KwTelling *t, const KwWord *product, const KwWord *other)
{
	const char *title = t->item->title;

	if (!kw_telling_is_titled(t, other) || is_maker_in(t, other, title))
		return FALSE;
	return (!kw_telling_is_titled(t, product) ||
		kw_telling_place_in(t, product, title) < kw_telling_place_in(t, other, title)) &&
	       is_maker_in(t, product, title) && is_maker_in(t, product, t->item->text);
}

static gboolean gives_way(const KwTelling *t, const KwWord *product, const GPtrArray *named)
{
	for (guint i = 0; i < named->len; i++)
		if (named->pdata[i] != product && (is_only_maker(t, product, named->pdata[i]) ||
						   is_other_version(t, product, named->pdata[i]) ||
						   is_family(t, product, named->pdata[i]) ||
						   is_whole(t, product, named->pdata[i]) ||
						   is_maker_of(t, product, named->pdata[i]) ||
						   is_only_titled(t, product, named->pdata[i])))
			return TRUE;
	return FALSE;
}

/* "X for Windows", and X is none of the products that we know. */
static gboolean is_beneath_other(const KwTelling *t, const KwWord *product)
{
	return t->title_name && kw_word_is_yes(product, "platform") &&
	       !kw_word_is_yes(product, "various") && kw_telling_is_titled(t, product) &&
	       kw_source_runs_on(t->item->title);
}

/* The text begins with it, or says that it is affected. */
static gboolean is_early(const KwTelling *t, const KwWord *product)
{
	const GPtrArray *told = t->said->told;
	gboolean is_named = kw_telling_names(t, t->said->affected_text, product);

	for (guint i = 0; i < MIN(told->len, KW_HEAD_SENTENCES) && !is_named; i++)
		is_named = kw_telling_names(t, told->pdata[i], product);
	return is_named || !kw_telling_is_in_text(t, product);
}

/* The text names it in passing: beside another maker's that the title names, only what is weak is
 * meant, and not what comes up further down; and where the title tells of something that does not
 * work, only what does not. */
static gboolean is_passing(const KwTelling *t, const KwWord *product, const GPtrArray *named)
{
	KwConcern concern = kw_telling_has_reason(t, "outage") ? KW_CONCERN_TROUBLE
							       : KW_CONCERN_ANY;

	if (kw_telling_is_titled(t, product))
		return FALSE;
	for (guint i = 0; i < named->len; i++)
		if (!kw_telling_is_of_maker(product, named->pdata[i]) &&
		    kw_telling_is_titled(t, named->pdata[i]))
			concern = KW_CONCERN_WEAKNESS;
	return (concern == KW_CONCERN_WEAKNESS && !is_early(t, product)) ||
	       !is_said_of(t, product, concern);
}

/* All that the item names, in its order; what is added to one stands for that. */
static GPtrArray *named_products(const KwTelling *t)
{
	g_auto(GStrv) ids = g_strsplit(t->item->products ? t->item->products : "", " ", 0);
	GPtrArray *named = g_ptr_array_new();

	for (char **id = ids; *id; id++) {
		const KwWord *product = kw_words_find(t->words, "products", *id);

		if (product && kw_host_is_only(t, product))
			product = kw_host_addition(t, product);
		if (product && !g_ptr_array_find(named, product, NULL))
			g_ptr_array_add(named, (gpointer)product);
	}
	return named;
}

const KwWord *kw_telling_products(KwTelling *t)
{
	g_autoptr(GPtrArray) named = named_products(t);
	const KwWord *first = NULL;

	for (guint i = 0; i < named->len; i++) {
		const KwWord *product = named->pdata[i];

		if (gives_way(t, product, named) || is_beneath_other(t, product) ||
		    kw_telling_is_behind(t, product) || kw_telling_is_maker_beside(t, product) ||
		    kw_telling_is_makers_other(t, product) || is_passing(t, product, named))
			continue;
		first = first ? first : product;
		g_ptr_array_add(t->story->products, (gpointer)g_intern_string(kw_word_id(product)));
	}
	if (first)
		kw_telling_add_listed(t, first);
	return first && !kw_telling_is_titled(t, first) && kw_telling_is_other_titled(t) ? NULL
											 : first;
}

void kw_telling_drop_products(KwTelling *t)
{
	GPtrArray *ids = t->story->products;
	gboolean has_platform = t->product && !kw_word_is_yes(t->product, "platform") &&
				kw_telling_is_titled(t, t->product);

	if (!t->product &&
	    (!strcmp(t->nature, "trick") || kw_word_is_yes(t->threat, "mistake") ||
	     kw_word_is_yes(t->threat, "of_other") || kw_telling_has_reason(t, "report")))
		g_ptr_array_set_size(ids, 0);
	for (guint i = ids->len; has_platform && i-- > 0;)
		if (kw_word_is_yes(kw_words_find(t->words, "products", ids->pdata[i]), "platform"))
			g_ptr_array_remove_index(ids, i);
}
