/* What a story says: its headline, whom it concerns, what can happen. What to do about it is in
 * explain_steps.c; what the story is about was found in explain.c.
 *
 * The sentences come from the product, then from the threat, then from what the source states, so
 * that a reader meets the thing, the harm, and how sure it is, in this order. */
#include "explain-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_OTHER_PRODUCTS 3
#define MAX_OTHER_CHARS    40 /* of their names: one sentence has 60 */

/* --- headline --- */

static size_t headline_room(const KwTelling *t)
{
	return g_ascii_strtoull(kw_words_phrase(t->words, "headline.max"), NULL, 10);
}

/* headline.NAME, or the shorter one where that is too long for a phone. */
static char *headline_of_product(const KwTelling *t, const char *name)
{
	g_autofree char *id = g_strconcat("headline.", name, NULL);
	g_autofree char *text = kw_telling_phrase(t, id);

	if ((size_t)g_utf8_strlen(text, -1) <= headline_room(t))
		return g_steal_pointer(&text);
	return kw_telling_phrase_of(t, id, "short");
}

static char *headline_of_threat(const KwTelling *t)
{
	const char *key = t->product ? "headline_product" : "headline";
	const char *pattern = t->threat ? kw_word_text(t->threat, key) : NULL;

	return pattern ? kw_pattern_render(kw_word_id(t->threat), pattern, t->data) : NULL;
}

/* The name of the pattern for a story about a product. */
static const char *pattern_of(const KwTelling *t)
{
	if (!strcmp(t->nature, "update"))
		return "update";
	if (*t->nature && kw_word_text(t->threat, "head"))
		return "weakness";
	return kw_telling_is_repairable(t) ? "unclear" : "notice";
}

static char *headline_of_source(KwTelling *t)
{
	g_autofree char *title = kw_source_title(t->item->title);
	g_autofree char *name = !strcmp(t->nature, "weakness") ? kw_source_product(title) : NULL;

	if (name) {
		json_object_set_string_member(t->data, "name", name);
		return kw_telling_phrase(t, "headline.weakness.short");
	}
	if (g_strcmp0(t->item->language, kw_words_phrase(t->words, "language")))
		kw_telling_need_person(t, "other-language");
	return kw_text_cut(title, headline_room(t));
}

void kw_telling_headline(KwTelling *t)
{
	KwStory *story = t->story;

	if (t->item->headline && *t->item->headline) {
		story->headline = kw_text_one_line(t->item->headline);
		return;
	}
	story->headline = headline_of_threat(t);
	if (!story->headline && t->product)
		story->headline = headline_of_product(t, pattern_of(t));
	if (!story->headline)
		story->headline = headline_of_source(t);
}

/* What the rules could not make out. */
void kw_telling_needs(KwTelling *t)
{
	gboolean is_about_people = !strcmp(t->nature, "trick") ||
				   (!strcmp(t->nature, "incident") && !kw_telling_own_ask(t));

	if (!t->product && !is_about_people)
		kw_telling_need_person(t, "no-product");
	if (t->product && !*t->nature)
		kw_telling_need_person(t, "no-threat");
}

/* --- whom it concerns --- */

/* The products from the one at `first` on, as the sentence `phrase`; nothing where there are none.
 */
static void tell_products(KwTelling *t, guint first, const char *phrase)
{
	const GPtrArray *ids = t->story->products;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = first; i < ids->len && i < first + MAX_OTHER_PRODUCTS; i++) {
		const KwWord *product = kw_words_find(t->words, "products", ids->pdata[i]);
		const char *name = kw_word_text(product, "name");

		name = name ? name : kw_word_id(product);
		if (g_utf8_strlen(names->str, -1) + g_utf8_strlen(name, -1) >= MAX_OTHER_CHARS)
			break;
		if (names->len)
			g_string_append(names, kw_words_phrase(t->words, "list.and"));
		g_string_append(names, name);
	}
	if (!names->len)
		return;
	json_object_set_string_member(t->data, "others", names->str);
	kw_telling_add(t, t->story->who, phrase);
}

void kw_telling_who(KwTelling *t)
{
	GPtrArray *who = t->story->who;

	if (!t->product) {
		if (t->threat)
			kw_pattern_add(who, t->threat, "who", t->data);
		if (!who->len)
			kw_telling_add(t, who, "who.unknown");
		if (!strcmp(t->nature, "incident"))
			tell_products(t, 0, "who.named");
		return;
	}
	kw_pattern_add(who, t->product, "who", t->data);
	if (!who->len)
		g_ptr_array_add(who, kw_telling_phrase_of(t, "who", t->kind));
	kw_pattern_add(who, t->product, "see", t->data);
	kw_pattern_add(who, t->product, "brought_by", t->data);
	if (kw_telling_has_message(t))
		kw_telling_add(t, who, "who.unsure");
	tell_products(t, 1, "who.also");
}

/* --- what can happen --- */

static void tell_threat(KwTelling *t)
{
	g_autofree char *key = g_strconcat("what_", t->kind, NULL);
	guint before = t->story->what->len;

	if (!t->threat)
		return;
	kw_pattern_add(t->story->what, t->threat, key, t->data);
	if (t->story->what->len == before)
		kw_pattern_add(t->story->what, t->threat, "what", t->data);
}

/* What the reasons of the urgency let us say ("what.exploited"). */
static void tell_reasons(KwTelling *t)
{
	const char *list = t->item->severity_why;
	g_auto(GStrv) ids = g_strsplit(list ? list : "", " ", 0);

	for (char **id = ids; *id; id++)
		if (kw_pattern_find(t->words, "what", *id))
			g_ptr_array_add(t->story->what, kw_telling_phrase_of(t, "what", *id));
}

void kw_telling_what(KwTelling *t)
{
	GPtrArray *what = t->story->what;

	if (t->product)
		kw_pattern_add(what, t->product, "about", t->data);
	tell_threat(t);
	if (t->product && !t->threat && kw_telling_is_repairable(t))
		kw_telling_add(t, what, "what.unclear");
	if (kw_telling_has_weakness(t))
		tell_reasons(t);
	for (guint i = 0; i < t->facts->len; i++) {
		const char *reason = kw_word_text(t->facts->pdata[i], "needs");

		kw_pattern_add(what, t->facts->pdata[i], "what", t->data);
		if (reason)
			kw_telling_need_person(t, reason);
	}
	if (what->len == 0 || (what->len == 1 && t->product))
		kw_telling_add(t, what, "what.unknown");
}
