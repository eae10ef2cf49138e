/* What a person has to look at before a story goes out: what the rules could not make out, each
 * with its reason (phrases needs.…). */
#include "explain-private.h"

#include "base/effects.h"

#include <string.h>

#define LEAD_SENTENCES 5 /* title included, that a matter should be named in */

/* A trick or an attack that the title does not name: a seminar mentions it as well. */
static gboolean is_in_passing(const KwTelling *t)
{
	gboolean is_attack = !strcmp(t->nature, "trick") || !strcmp(t->nature, "incident");

	return is_attack && !t->product && t->threat_quote && !kw_threat_is_titled(t);
}

/* The title, how the text starts, and how its overview does. */
static GPtrArray *lead_of(const KwTelling *t)
{
	const GPtrArray *overview = t->said->overview;
	GPtrArray *lead = kw_telling_start(t, LEAD_SENTENCES);

	for (guint i = 0; i < MIN(overview->len, LEAD_SENTENCES); i++)
		g_ptr_array_add(lead, overview->pdata[i]);
	return lead;
}

/* What the weakness does stands neither in `lead` nor in what the text says of the impact. */
static gboolean is_effect_in_passing(const KwTelling *t, const GPtrArray *lead)
{
	g_autoptr(GPtrArray) named = NULL, stated = NULL;

	if (strcmp(t->nature, "weakness") || kw_threat_is_titled(t) ||
	    kw_telling_quote(t, lead, "threats", t->threat))
		return FALSE;
	named = kw_words_match(t->words, "threats", t->said->impact_text);
	stated = kw_effects_stated(t->words, t->item->title, t->said->impact_text, lead);
	return !g_ptr_array_find(named, t->threat, NULL) &&
	       !g_ptr_array_find(stated, t->threat, NULL);
}

/* The product stands neither there nor in what is affected. */
static gboolean is_product_in_passing(const KwTelling *t, const GPtrArray *lead)
{
	g_autoptr(GPtrArray) affected = NULL;

	if (!t->product || kw_telling_is_titled(t, t->product) ||
	    kw_telling_quote(t, lead, "products", t->product))
		return FALSE;
	affected = kw_words_match_affirmed(t->words, "products", t->said->affected_text);
	return !g_ptr_array_find(affected, t->product, NULL);
}

/* A text of a few lines has no place for what is beside the point. */
static gboolean is_beside_point(const KwTelling *t)
{
	g_autoptr(GPtrArray) lead = lead_of(t);

	return t->said->told->len > LEAD_SENTENCES &&
	       (is_effect_in_passing(t, lead) || is_product_in_passing(t, lead));
}

/* There is a section on what to do, and nothing in it is known, not even a version. */
static gboolean is_remedy_unread(const KwTelling *t)
{
	if (!t->said->remedy->len || kw_telling_has_own_steps(t) || kw_facts_has(t->facts, "fixed"))
		return FALSE;
	for (guint i = 0; i < t->facts->len; i++)
		if (g_array_index(t->facts, KwFact, i).is_of_remedy)
			return FALSE;
	return !t->fixed->len && kw_telling_has_weakness(t) && strcmp(t->nature, "update");
}

static gboolean is_empty(const KwItem *item)
{
	return (!item->text || !*item->text) && g_strcmp0(item->reuse, "link-only");
}

/* "続きを読む", "…": the end of the text is missing. */
static gboolean is_cut_off(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;

	return told->len > 1 && kw_forms_has_form(told->pdata[told->len - 1], "cut-off");
}

/* What the rules could not make out. */
void kw_telling_needs(KwTelling *t)
{
	gboolean is_about_people = !strcmp(t->nature, "trick") ||
				   (!strcmp(t->nature, "incident") && !kw_telling_own_ask(t));
	gboolean is_about_none = kw_telling_no_concern(t) || kw_telling_is_report(t);
	gboolean no_product = !t->product && !is_about_people && !is_about_none;
	gboolean no_threat = (t->product || t->name) && !*t->nature;

	if (!g_strcmp0(t->item->state, "restricted"))
		kw_telling_need_person(t, "restricted");
	if ((no_product || no_threat) && is_empty(t->item))
		kw_telling_need_person(t, "no-text");
	if (no_product)
		kw_telling_need_person(t, kw_notice_is_all(t) ? "kind-alone" : "no-product");
	if (is_cut_off(t))
		kw_telling_need_person(t, "cut-off");
	if (no_threat)
		kw_telling_need_person(t, "no-threat");
	if (is_in_passing(t) || is_beside_point(t))
		kw_telling_need_person(t, "in-passing");
	if (is_remedy_unread(t))
		kw_telling_need_person(t, "no-remedy");
	if (kw_source_is_foreign(t->item->text))
		kw_telling_need_person(t, "unknown-language");
	for (guint i = 0; i < t->facts->len && kw_telling_has_weakness(t); i++) {
		const char *reason = kw_word_text(g_array_index(t->facts, KwFact, i).word, "needs");

		if (reason)
			kw_telling_need_person(t, reason);
	}
}
