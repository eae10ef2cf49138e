/* How a story calls its product, where the entry of products.yaml stands for several: by the name
 * that the title gives in a form of base/title.yaml ("「X」における…の脆弱性"), else by those names
 * of the entry that are told as they stand (`own`). */
#include "explain-private.h"

#include "base/text.h"
#include "base/title.h"

#include <string.h>

#define MAX_NAME_CHARS 24 /* of a headline's 45 */
#define MAX_OWN_NAMES  3

static gboolean is_short(const char *name)
{
	return g_utf8_strlen(name, -1) <= MAX_NAME_CHARS;
}

/* `name` ends `text`, as a word: the maker may stand before it ("Trend Micro Apex One"). */
static gboolean is_end_of(const char *text, const char *name)
{
	size_t before = strlen(text) - MIN(strlen(name), strlen(text));

	return !strcmp(text + before, name) && (!before || !g_ascii_isalnum(text[before - 1]));
}

/* The longest of the product's own names that stands there, as products.yaml writes it, or NULL. */
static const char *own_name_at(const KwWord *product, const char *text, const KwWordSpot *spot)
{
	g_autoptr(GPtrArray) names = kw_word_texts(product, "own");
	g_autofree char *here = g_strndup(text + spot->at, spot->length);
	g_autofree char *folded = kw_text_fold(here);
	const char *longest = NULL;

	if (spot->word != product || spot->is_negated)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *name = kw_text_fold(names->pdata[i]);

		if (is_end_of(folded, name) &&
		    (!longest || strlen(longest) < strlen(names->pdata[i])))
			longest = names->pdata[i];
	}
	return longest;
}

/* Behind the name of the maker at the start of `name`: "Fortinet製FortiWeb" is FortiWeb. */
static const char *behind_maker(const KwTelling *t, const char *name)
{
	g_autoptr(GArray) spots = kw_words_spots(t->words, "products", name);
	const KwWordSpot *first = spots->len ? &g_array_index(spots, KwWordSpot, 0) : NULL;

	if (!first || first->at || !kw_telling_is_of_maker(t->product, first->word) ||
	    !name[first->length] || own_name_at(first->word, name, first))
		return name;
	name += first->length;
	name += g_str_has_prefix(name, "製") ? strlen("製") : 0;
	return name + strspn(name, " ");
}

char *kw_telling_title_name(const KwTelling *t)
{
	return kw_title_name(t->item->title);
}

/* The name in a form that titles have. */
static char *name_by_form(const KwTelling *t)
{
	g_autofree char *name = kw_telling_title_name(t);
	g_autofree char *own = name ? g_strdup(behind_maker(t, name)) : NULL;

	if (own && !is_short(own))
		kw_source_cut_to_first(own);
	return own && is_short(own) ? g_steal_pointer(&own) : NULL;
}

/* Of the product's own names in `text` the first, and as many more as one line holds; NULL = none.
 */
static char *own_names_in(const KwTelling *t, const KwWord *product, const char *text, guint most)
{
	g_autoptr(GArray) spots = kw_words_spots(t->words, "products", text);
	g_autoptr(GPtrArray) told = g_ptr_array_new();
	g_autofree char *names = NULL;

	for (guint i = 0; i < spots->len && told->len < most; i++) {
		const char *name = own_name_at(product, text, &g_array_index(spots, KwWordSpot, i));
		g_autofree char *more = NULL;

		if (!name || g_ptr_array_find_with_equal_func(told, name, g_str_equal, NULL))
			continue;
		more = names ? g_strconcat(names, kw_words_phrase(t->words, "list.and"), name, NULL)
			     : g_strdup(name);
		if (!is_short(more))
			break;
		g_ptr_array_add(told, (gpointer)name);
		g_free(names);
		names = g_steal_pointer(&more);
	}
	return g_steal_pointer(&names);
}

gboolean kw_telling_has_own_title(const KwTelling *t, const KwWord *product)
{
	g_autofree char *name = t->item->title ? own_names_in(t, product, t->item->title, 1) : NULL;

	return name != NULL;
}

char *kw_telling_own_name(const KwTelling *t)
{
	const char *title = t->item->title ? t->item->title : "";
	gboolean is_various = kw_pattern_is_yes(t->product, "various");
	gboolean is_titled = t->product && kw_telling_is_titled(t, t->product);
	char *name = NULL;

	if (!t->product)
		return NULL;
	if (is_various && is_titled && kw_source_is_about_weakness(title))
		name = name_by_form(t);
	if (!name)
		name = own_names_in(t, t->product, title, MAX_OWN_NAMES);
	/* the title has a name that stands for all of them */
	if (!name && (is_various || !is_titled))
		name = own_names_in(t, t->product, t->item->text ? t->item->text : "", 1);
	return name;
}
