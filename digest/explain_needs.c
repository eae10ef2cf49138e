/* What a person has to look at before a story goes out: what the rules could not make out, each
 * with its reason (phrases needs.…). */
#include "explain-private.h"

#include <string.h>

/* A trick or an attack that the title does not name: a seminar mentions it as well. */
static gboolean is_in_passing(const KwTelling *t)
{
	gboolean is_attack = !strcmp(t->nature, "trick") || !strcmp(t->nature, "incident");

	return is_attack && !t->product && t->threat_quote && !kw_threat_is_titled(t);
}

/* There is a section on what to do, and nothing in it is known, not even a version. */
static gboolean is_remedy_unread(const KwTelling *t)
{
	g_autoptr(GPtrArray) versions = NULL;

	if (!t->said->remedy->len || kw_telling_has_own_steps(t) || kw_facts_has(t->facts, "fixed"))
		return FALSE;
	for (guint i = 0; i < t->facts->len; i++)
		if (g_array_index(t->facts, KwFact, i).is_of_remedy)
			return FALSE;
	versions = kw_source_versions(t->said);
	return !versions->len && kw_telling_has_weakness(t) && strcmp(t->nature, "update");
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
	if (is_in_passing(t))
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
