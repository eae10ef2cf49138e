/* Which threat a story may tell of. Intake took the first that the source names (ingest/rate); what
 * is written about a threat has to fit the whole source, and a guess is worse than nothing: where
 * it does not fit, none is told, and a person is asked. */
#include "explain-private.h"

#include "base/effects.h"

#define MANY_KINDS 3 /* of weakness, in a title */

gboolean kw_telling_has_reason(const KwTelling *t, const char *reason)
{
	return kw_source_list_has(t->item->severity_why, reason);
}

static gboolean is_of_cloud(const KwTelling *t)
{
	const GPtrArray *ids = t->story->products;
	const KwWord *first = ids->len ? kw_words_find(t->words, "products", ids->pdata[0]) : NULL;

	return first && !g_strcmp0(kw_word_text(first, "kind"), "cloud");
}

/* Of a cloud service the story is told, with nothing to do. */
const char *kw_telling_no_concern(const KwTelling *t)
{
	gboolean is_idle = kw_facts_has(t->facts, "nothing-to-do");

	if (kw_telling_has_reason(t, "unaffected") ||
	    (is_idle && kw_facts_has(t->facts, "not-affected")))
		return "unaffected";
	return is_idle && kw_facts_has(t->facts, "provider-fixed") && !is_of_cloud(t) ? "repaired"
										      : NULL;
}

gboolean kw_telling_is_several(const KwTelling *t)
{
	return g_ptr_array_find_with_equal_func(t->story->needs_person, "several-products",
						g_str_equal, NULL);
}

/* It is told instead of `threat` (threats.yaml: rather). */
static gboolean is_rather(const KwWord *threat, const KwWord *other)
{
	return kw_word_has(threat, "rather", kw_word_id(other));
}

/* By its name, or by one that it is told instead of. */
gboolean kw_threat_is_titled(const KwTelling *t)
{
	g_autoptr(GPtrArray) named =
		kw_words_match_affirmed(t->words, "threats", t->item->title ? t->item->title : "");

	for (guint i = 0; t->threat && i < named->len; i++)
		if (named->pdata[i] == t->threat || is_rather(named->pdata[i], t->threat))
			return TRUE;
	return FALSE;
}

GPtrArray *kw_telling_start(const KwTelling *t, guint most)
{
	const GPtrArray *told = t->said->told;
	GPtrArray *start = g_ptr_array_new();

	for (guint i = 0; i < MIN(told->len, most); i++)
		g_ptr_array_add(start, told->pdata[i]);
	return start;
}

/* An attack that a text mentions once, and late, is not what it is about. */
static gboolean is_mentioned(const KwTelling *t, const KwWord *first)
{
	const char *kind = kw_word_text(t->threat, "kind");
	const GPtrArray *told = t->said->told;
	g_autoptr(GPtrArray) start = kw_telling_start(t, KW_FIRST_SENTENCES);

	if ((g_strcmp0(kind, "trick") && g_strcmp0(kind, "incident")) ||
	    (first && kw_telling_states_weakness(t)))
		return FALSE;
	return !kw_telling_quote(t, start, "threats", t->threat) &&
	       kw_telling_count(t, told, "threats", t->threat) == 1;
}

static guint count_makers(const KwTelling *t)
{
	const GPtrArray *ids = t->story->products;
	g_autoptr(GHashTable) makers = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < ids->len; i++) {
		const KwWord *product = kw_words_find(t->words, "products", ids->pdata[i]);
		const char *maker = kw_word_text(product, "maker");

		g_hash_table_add(makers, (gpointer)(maker ? maker : kw_word_id(product)));
	}
	return g_hash_table_size(makers);
}

gboolean kw_telling_is_shared(const KwTelling *t, const KwWord *first)
{
	return first && count_makers(t) > 1 && !kw_telling_is_titled(t, first);
}

/* One threat, and products of several makers: whose it is we cannot say. */
static gboolean is_anybodys(const KwTelling *t, const KwWord *first)
{
	return !g_strcmp0(kw_word_text(t->threat, "kind"), "weakness") &&
	       kw_telling_is_shared(t, first) &&
	       (kw_telling_has_reason(t, "exploited") ||
		kw_telling_has_reason(t, "known-exploited")) &&
	       !kw_threat_is_titled(t);
}

/* That no updates come any more is no news of an update. */
static gboolean is_no_update(const KwTelling *t)
{
	return !g_strcmp0(kw_word_text(t->threat, "kind"), "update") && !kw_threat_is_titled(t) &&
	       (kw_facts_has(t->facts, "no-support") || kw_facts_has(t->facts, "ended"));
}

/* It speaks of updates in general: nothing that is known has one, or it is a guide to them. */
static gboolean is_of_updates(const KwTelling *t, const KwWord *first)
{
	return kw_telling_is_guide(t) ||
	       (!first && !g_strcmp0(kw_word_text(t->threat, "kind"), "update") &&
		!kw_threat_is_titled(t) && !kw_telling_states_weakness(t));
}

/* The trick that a text on updates in general warns of; NULL = none. */
static const KwWord *warned_of(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;

	for (guint i = 0; i < told->len; i++) {
		g_autoptr(GPtrArray) named = NULL;

		if (!kw_forms_has_form(told->pdata[i], "told-warning"))
			continue;
		named = kw_words_match_affirmed(t->words, "threats", told->pdata[i]);
		for (guint j = 0; j < named->len; j++)
			if (!g_strcmp0(kw_word_text(named->pdata[j], "kind"), "trick"))
				return named->pdata[j];
	}
	return NULL;
}

static gboolean states_fix(const KwTelling *t)
{
	return kw_forms_among(t->said->told, G_MAXUINT, "fixed");
}

/* What is told in place of an update that does not come any more: that support ends, unless
 * something is repaired nevertheless. */
static const KwWord *end_of_updates(const KwTelling *t, const KwWord *first)
{
	return first && !states_fix(t) ? kw_words_find(t->words, "threats", "end-of-support")
				       : NULL;
}

/* Of several tricks that the title names, the first of the word file: it says more; unless the text
 * says more than that one. */
static const KwWord *most_special(const KwTelling *t)
{
	const char *title = t->item->title ? t->item->title : "";
	g_autoptr(GPtrArray) named = kw_words_match_affirmed(t->words, "threats", title);
	g_autoptr(GPtrArray) all = kw_words_list(t->words, "threats");

	for (guint i = 0; i < all->len; i++)
		if (!g_strcmp0(kw_word_text(all->pdata[i], "kind"), "trick") &&
		    g_ptr_array_find(named, all->pdata[i], NULL))
			return is_rather(all->pdata[i], t->threat) ? t->threat : all->pdata[i];
	return t->threat;
}

/* A trick in the name of a bank, in a text whose title names somebody else that one pretends to be.
 */
static gboolean is_posed_otherwise(const KwTelling *t)
{
	g_autofree char *posed = kw_word_is_yes(t->threat, "poses") && !kw_threat_is_titled(t)
					 ? kw_trick_poser(t)
					 : NULL;

	return posed != NULL;
}

/* "Ransomware uses spoofed IT calls": what the title calls a trick is the way in, and what people
 * can do something about; what it ends in is not. */
static gboolean is_way_in(const KwTelling *t, const KwWord *trick)
{
	return trick != t->threat && !kw_word_text(trick, "gives_way") &&
	       !kw_telling_states_weakness(t) && !kw_telling_has_reason(t, "breach") &&
	       !kw_telling_is_of_reports(t);
}

/* What the story is rather about where the title names a product: its maker was broken into, or
 * somebody signs in to it. */
static const KwWord *of_product(const KwTelling *t, const KwWord *first)
{
	gboolean is_looked_after = kw_word_is_yes(first, "contractor");
	gboolean is_device = first && !g_strcmp0(kw_word_text(first, "kind"), "device");
	const KwWord *breach = kw_words_find(t->words, "threats", "data-breach");
	gboolean is_breach = kw_telling_has_reason(t, "breach");
	gboolean is_other = first && t->threat && !kw_word_text(t->threat, "of_service");
	const char *id = NULL;

	if (!first && is_breach && t->threat && kw_facts_has(t->facts, "change-passwords"))
		is_looked_after = FALSE; /* its customers are asked to do something */
	else if (!first ||
		 (kw_telling_states_weakness(t) && !(is_breach && kw_telling_is_titled(t, first))))
		return NULL; /* a weakness that a break-in was done with is not what is told */
	if (is_breach && (!first || kw_telling_is_titled(t, first)))
		id = kw_word_text(is_other || !t->threat ? breach : t->threat,
				  is_looked_after ? "of_maker" : "of_service");
	else if (t->threat && is_device && is_looked_after && count_makers(t) == 1)
		id = kw_word_text(t->threat, "of_device");
	return id ? kw_words_find(t->words, "threats", id) : NULL;
}

/* Of a product that is known its own notice is told. */
static const KwWord *of_outage(const KwTelling *t, const KwWord *first)
{
	return kw_telling_has_reason(t, "outage") && !first &&
			       (!t->threat || !kw_threat_is_titled(t))
		       ? kw_words_find(t->words, "threats", "outage")
		       : NULL;
}

/* What the first sentences call an attack, where intake looked at sections alone and found none. */
static const KwWord *first_attack(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;

	for (guint i = 0; i < MIN(told->len, KW_FIRST_SENTENCES); i++) {
		g_autoptr(GPtrArray)
			named = kw_words_match_affirmed(t->words, "threats", told->pdata[i]);
		const char *kind = named->len ? kw_word_text(named->pdata[0], "kind") : NULL;

		if (!g_strcmp0(kind, "trick") || !g_strcmp0(kind, "incident"))
			return named->pdata[0];
	}
	return NULL;
}

static gboolean has_category(const KwTelling *t)
{
	return t->item->category && *t->item->category;
}

static const KwWord *choose(KwTelling *t, const KwWord *first)
{
	const KwWord *of = kw_threat_of_company(t, first);

	if (!of && kw_trick_is_asking(t, first))
		of = kw_words_find(t->words, "threats", "service-mail");
	of = of ? of : of_product(t, first);
	of = of ? of : of_outage(t, first);
	if (of)
		return of;
	if (!t->threat)
		return has_category(t) || kw_telling_states_weakness(t) ||
				       kw_telling_is_of_reports(t)
			       ? NULL
			       : first_attack(t);
	if (kw_telling_no_concern(t) || is_anybodys(t, first))
		return NULL;
	if (is_of_updates(t, first))
		return warned_of(t);
	if (is_no_update(t))
		return end_of_updates(t, first);
	if (is_posed_otherwise(t))
		return most_special(t);
	if (kw_threat_is_titled(t) && !g_strcmp0(kw_word_text(t->threat, "kind"), "trick"))
		return kw_telling_has_reason(t, "report") ? NULL
							  : most_special(t); /* figures on it */
	if (kw_threat_is_titled(t) && !g_strcmp0(kw_word_text(t->threat, "kind"), "incident") &&
	    is_way_in(t, most_special(t)))
		return most_special(t);
	if (kw_threat_is_titled(t))
		return t->threat;
	if (kw_telling_is_of_reports(t)) /* a guide to what ends tells that it does */
		return kw_telling_is_of_end(t) && kw_telling_is_titled(t, first) ? t->threat : NULL;
	if (!is_mentioned(t, first))
		return t->threat;
	kw_telling_need_person(t, "in-passing");
	return NULL;
}

/* "XSS / CSRF / IDOR": of many kinds that the title lists, what the text says that follows. */
static const KwWord *of_list(const KwTelling *t)
{
	g_autoptr(GPtrArray) stated = kw_effects_stated(t->words, NULL, "", t->said->body);

	return stated->len ? stated->pdata[0] : t->threat;
}

const KwWord *kw_threat_told(KwTelling *t, const KwWord *first)
{
	const KwWord *threat = choose(t, first);

	if (threat && threat == t->threat && kw_effects_titled(t) >= MANY_KINDS)
		threat = of_list(t);

	return threat && kw_telling_bears_threat(t, threat) ? threat : NULL;
}
