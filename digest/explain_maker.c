/* A maker's name is none of its products': of those entries of products.yaml that are called as
 * their maker is (`namesake`), a text that has nothing but that name may be on any thing of his. */
#include "explain-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_OTHER_CHARS 36 /* of a headline that has nothing else */

/* What stands at `spot` is the maker's name. */
static gboolean is_namesake_at(const char *text, const KwWordSpot *spot)
{
	g_autoptr(GPtrArray) makers = kw_word_texts(spot->word, "namesake");
	g_autofree char *here = g_strndup(text + spot->at, spot->length);
	g_autofree char *folded = kw_text_fold(here);

	for (guint i = 0; i < makers->len; i++) {
		g_autofree char *maker = kw_text_fold(makers->pdata[i]);

		if (!strcmp(folded, maker))
			return TRUE;
	}
	return FALSE;
}

/* `text` names the product in no other way. */
static gboolean is_only_namesake(const KwTelling *t, const KwWord *product, const char *text)
{
	const GArray *spots = kw_telling_spots(t, "products", text);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (spot->word == product && !is_namesake_at(text, spot) &&
		    !kw_host_is_at(text, spot))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_telling_is_called_as_maker(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) makers = kw_word_texts(product, "namesake");
	const GPtrArray *told = t->said->told;
	gboolean is_only = makers->len && is_only_namesake(t, product, t->item->title) &&
			   is_only_namesake(t, product, t->said->affected_text);

	for (guint i = 0; i < MIN(told->len, KW_HEAD_SENTENCES) && is_only; i++)
		is_only = is_only_namesake(t, product, told->pdata[i]);
	return is_only;
}

gboolean kw_telling_is_maker_beside(const KwTelling *t, const KwWord *product)
{
	const char *text = t->item->text ? t->item->text : "";

	return !kw_telling_is_titled(t, product) && kw_telling_is_called_as_maker(t, product) &&
	       is_only_namesake(t, product, text) &&
	       kw_telling_quote(t, t->said->told, "products", product);
}

/* "Synology Router Manager", where the sentence has it; NULL = it has none. */
static char *thing_in(const KwTelling *t, const KwWord *product, const char *sentence)
{
	const GArray *spots = kw_telling_spots(t, "products", sentence);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		g_autofree char *maker = g_strndup(sentence + spot->at, spot->length);
		g_autofree char *thing = NULL;
		g_autofree char *name = NULL;

		if (spot->word != product || spot->is_negated)
			continue;
		thing = kw_source_thing_of(sentence + spot->at + spot->length);
		name = thing ? g_strconcat(maker, " ", thing, NULL) : NULL;
		if (name && g_utf8_strlen(name, -1) <= MAX_OTHER_CHARS)
			return g_steal_pointer(&name);
	}
	return NULL;
}

char *kw_telling_makers_thing(const KwTelling *t, const KwWord *product)
{
	const GPtrArray *told = t->said->told;
	char *name = NULL;

	if (!kw_telling_is_called_as_maker(t, product))
		return NULL;
	for (guint i = 0; i < MIN(told->len, KW_FIRST_SENTENCES) && !name; i++)
		if (kw_source_is_of_concern(told->pdata[i], KW_CONCERN_WEAKNESS))
			name = thing_in(t, product, told->pdata[i]);
	return name;
}

/* What `text` calls by the name of a product and more ("X Browser"), or NULL. */
static char *other_in(const KwTelling *t, const char *text)
{
	const GArray *spots = kw_telling_spots(t, "products", text);
	char *name = NULL;

	for (guint i = 0; i < spots->len && !name; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		g_autofree char *more = kw_source_renamed(text + spot->at + spot->length);

		if (more)
			name = g_strdup_printf("%.*s%s", (int)spot->length, text + spot->at, more);
	}
	return name;
}

/* So the first sentences, or what says which are affected. */
static char *name_of_other(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	char *name = NULL;

	for (guint i = 0; i < MIN(told->len, KW_FIRST_SENTENCES) && !name; i++)
		name = other_in(t, told->pdata[i]);
	return name ? name : other_in(t, t->said->affected_text);
}

/* What the first sentences name as added to another. */
static char *name_of_added(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	char *name = NULL;

	for (guint i = 0; i < MIN(told->len, KW_FIRST_SENTENCES) && !name; i++)
		name = kw_source_added(t->words, told->pdata[i]);
	return name;
}

char *kw_telling_unknown_name(const KwTelling *t)
{
	g_auto(GStrv) ids = g_strsplit(t->item->products ? t->item->products : "", " ", 0);
	char *name = NULL;

	for (char **id = ids; *id && !name; id++) {
		const KwWord *product = kw_words_find(t->words, "products", *id);

		name = product ? kw_telling_makers_thing(t, product) : NULL;
	}
	name = name ? name : name_of_added(t);
	name = name ? name : name_of_other(t);
	return name ? name : g_strdup(t->title_name);
}
