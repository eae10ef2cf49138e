/* What a story says: whom it concerns, what can happen. Its headline is explain_headline.c, what to
 * do about it explain_steps.c; what the story is about was found in explain_subject.c.
 *
 * The sentences come from the product, then from the threat, then from what the source states, so
 * that a reader meets the thing, the harm, and how sure it is, in this order. */
#include "explain-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_OTHER_PRODUCTS 3
#define MAX_OTHER_CHARS    40 /* of their names: one sentence has 60 */

/* --- whom it concerns --- */

const KwWord *kw_telling_put_others(KwTelling *t, guint first, guint most, glong room)
{
	const GPtrArray *ids = t->story->products;
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = first; i < ids->len && i < first + most; i++) {
		const char *name = t->story->product_names->pdata[i];

		if (g_utf8_strlen(names->str, -1) + g_utf8_strlen(name, -1) >= room)
			break;
		if (names->len)
			g_string_append(names, kw_words_phrase(t->words, "list.and"));
		g_string_append(names, name);
	}
	json_object_set_string_member(t->data, "others", names->str);
	return names->len ? kw_words_find(t->words, "products", ids->pdata[first]) : NULL;
}

/* The products from the one at `first` on, as the sentence `phrase`; nothing where there are none.
 */
static void tell_products(KwTelling *t, guint first, const char *phrase)
{
	const KwWord *other = kw_telling_put_others(t, first, MAX_OTHER_PRODUCTS, MAX_OTHER_CHARS);

	if (other)
		kw_telling_add(t, t->story->who, phrase,
			       kw_telling_quote(t, t->said->told, "products", other));
}

/* The source names products, though which of them are meant we cannot say. */
static gboolean has_names(const KwTelling *t)
{
	return t->story->products->len || kw_telling_has_weakness(t);
}

/* No product is known: those whom the threat concerns, or the users of what the title names. */
static void tell_unknown(KwTelling *t)
{
	GPtrArray *who = t->story->who;

	if (t->name)
		kw_telling_add(t, who, "who.titled", t->item->title);
	kw_telling_scope(t);
	if (kw_telling_has_message(t))
		kw_telling_add(t, who, "who.unsure", NULL);
	if (!t->name)
		kw_telling_add_word(t, who, "threats", t->threat, "who", t->threat_quote);
	if (kw_notice_is_all(t))
		kw_telling_add_word(t, who, "notices", t->notice, "who", t->item->title);
	if (!who->len)
		kw_telling_add(t, who,
			       has_names(t) && !kw_notice_is_all(t) ? "who.unknown" : "who.unread",
			       NULL);
	if (!strcmp(t->nature, "incident") || !*t->nature)
		tell_products(t, 0, "who.named");
}

void kw_telling_who(KwTelling *t)
{
	GPtrArray *who = t->story->who;

	if (!t->product) {
		tell_unknown(t);
		return;
	}
	kw_telling_add_word(t, who, "products", t->product, "who", t->product_quote);
	if (!who->len)
		kw_telling_add_of(t, who, "who", t->kind, t->product_quote);
	kw_telling_add_word(t, who, "products", t->product, "see", NULL);
	kw_telling_add_word(t, who, "products", t->product, "brought_by", NULL);
	kw_telling_scope(t);
	if (kw_telling_has_message(t))
		kw_telling_add(t, who, "who.unsure", NULL);
	tell_products(t, 1, "who.also");
}

/* --- what can happen --- */

/* What the reasons of the urgency let us say ("what.exploited"). */
static void tell_reasons(KwTelling *t)
{
	const char *list = t->item->severity_why;
	g_auto(GStrv) ids = g_strsplit(list ? list : "", " ", 0);
	gboolean is_attack = !kw_telling_has_weakness(t) ||
			     (!strcmp(t->nature, "incident") && !kw_telling_states_weakness(t));

	/* an update repairs many: which of them is meant we cannot say */
	const char *of = is_attack ? "-attack" : !strcmp(t->nature, "update") ? "-update" : "";

	for (char **id = ids; *id; id++) {
		g_autofree char *such = g_strconcat(*id, of, NULL);
		const char *part = kw_pattern_find(t->words, "what", such) ? such : *id;
		gboolean is_aside = (t->product || kw_notice_is_all(t)) &&
				    !strcmp(*id, "report"); /* a guide to it */

		if (!is_aside && kw_pattern_find(t->words, "what", part))
			kw_telling_add_of(t, t->story->what, "what", part, NULL);
	}
}

/* What is stated of one product of a round-up is not stated of all. */
static void tell_several(KwTelling *t)
{
	const char *why = t->item->severity_why;

	kw_telling_add(t, t->story->what, "what.several", t->item->title);
	if (kw_source_list_has(why, "exploited") || kw_source_list_has(why, "known-exploited"))
		kw_telling_add(t, t->story->what, "what.several-exploited", NULL);
	for (guint i = 0; i < t->facts->len && kw_telling_mentions_weakness(t); i++)
		kw_telling_add_word(t, t->story->what, "facts",
				    g_array_index(t->facts, KwFact, i).word, "what_round_up",
				    g_array_index(t->facts, KwFact, i).quote);
}

/* Where nothing else is known, what kind of text it is. */
static void tell_kind(KwTelling *t)
{
	if (t->notice && !t->threat)
		kw_telling_add_word(t, t->story->what, "notices", t->notice, "what",
				    t->item->title);
	else
		kw_telling_add(t, t->story->what, "what.unknown", NULL);
}

void kw_telling_what(KwTelling *t)
{
	GPtrArray *what = t->story->what;

	if (kw_telling_is_several(t)) {
		tell_several(t);
		return;
	}
	kw_telling_add_word(t, what, "products", t->product, "about", NULL);
	kw_telling_effects(t);
	if (kw_telling_no_concern(t))
		kw_telling_add_of(t, what, "what", kw_telling_no_concern(t), t->item->title);
	if (!t->threat && (t->name || (t->product && kw_telling_is_weak(t))))
		kw_telling_add(t, what, "what.unclear", t->item->title);
	if (kw_telling_has_weakness(t)) {
		if ((t->threat || kw_telling_mentions_weakness(t)) && !kw_telling_no_concern(t))
			tell_reasons(t);
		kw_telling_facts(t);
	} else if (kw_notice_is_all(t)) {
		kw_telling_add_word(t, what, "notices", t->notice, "what", t->item->title);
		tell_reasons(t);
	} else if (kw_telling_is_report(t)) {
		kw_telling_add(t, what, "what.report", t->item->title);
	} else if (!*t->nature && !kw_telling_no_concern(t)) {
		tell_reasons(t);
	} else if (!strcmp(t->nature, "incident")) {
		kw_telling_facts(t);
	}
	if (what->len == 0 || (what->len == 1 && t->product))
		tell_kind(t);
}
