/* What a story is about: one of its products (explain_products.c), which threat, and whether
 * something of it is to be repaired.
 *
 * An attack as such (ransomware) that a text mentions beside a product is not taken for a weakness
 * of that product, unless the source gives the weakness a number: half of all reports mention
 * Windows or a VPN in passing. */
#include "explain-private.h"

#include "base/effects.h"

#include <string.h>

#define ROUND_UP_PRODUCTS 3

gboolean kw_telling_states_weakness(const KwTelling *t)
{
	gboolean is_denied = kw_facts_has(t->facts, "no-weakness");

	for (guint i = 0; t->refs && i < t->refs->len && !is_denied; i++) {
		const KwRef *ref = t->refs->pdata[i];

		if (!strcmp(ref->kind, "cve") || !strcmp(ref->kind, "jvn") ||
		    !strcmp(ref->kind, "jvndb"))
			return TRUE;
	}
	return kw_source_is_about_weakness(t->item->title);
}

gboolean kw_telling_mentions_weakness(const KwTelling *t)
{
	return kw_telling_states_weakness(t) || (kw_source_is_about_weakness(t->item->text) &&
						 !kw_facts_has(t->facts, "no-weakness"));
}

/* The entries of `file` that the title names. */
static GPtrArray *in_title(const KwTelling *t, const char *file)
{
	return kw_words_match_affirmed(t->words, file, t->item->title ? t->item->title : "");
}

/* Whatever happens to it, it is to be removed: there is nothing to replace it by. */
static gboolean is_for_removal(const KwTelling *t)
{
	const char *action = t->product ? kw_word_text(t->product, "owner_action") : NULL;

	return !g_strcmp0(action, "remove-unused");
}

const char *kw_telling_own_ask(const KwTelling *t)
{
	return t->threat && !is_for_removal(t) ? kw_word_text(t->threat, "ask") : NULL;
}

gboolean kw_telling_has_own_steps(const KwTelling *t)
{
	return kw_telling_own_ask(t) || kw_word_is_yes(t->threat, "of_named");
}

/* What the source states may make the usual questions pointless: there is nothing to update to. */
static const char *ask_of_facts(const KwTelling *t)
{
	for (guint i = 0; t->facts && i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		const char *ask = fact->is_acted_on ? kw_word_text(fact->word, "ask") : NULL;

		if (ask)
			return ask;
	}
	return NULL;
}

const char *kw_telling_ask_set(const KwTelling *t)
{
	const char *own = kw_telling_own_ask(t);
	const char *stated = own ? own : ask_of_facts(t);
	const char *of_product = t->product ? kw_word_text(t->product, "ask") : NULL;

	if (stated)
		return stated;
	return of_product ? of_product : t->kind;
}

/* The title names the product, and the attack or the trick is one that the text mentions. */
static gboolean is_beside_product(const KwTelling *t, const KwWord *product)
{
	const char *kind = t->threat ? kw_word_text(t->threat, "kind") : NULL;

	/* no weakness, says the source: then somebody signs in */
	if (kind && kw_word_text(t->threat, "of_device") && kw_facts_has(t->facts, "no-weakness"))
		return FALSE;
	return product && (!g_strcmp0(kind, "incident") || !g_strcmp0(kind, "trick")) &&
	       kw_telling_is_titled(t, product) && !kw_threat_is_titled(t) &&
	       !kw_telling_own_ask(t) && !kw_telling_states_weakness(t);
}

/* The title names an attack and nothing else, and neither the first sentences nor what is affected
 * names the product: it is one of the ways in. */
static gboolean is_of_attack(const KwTelling *t, const KwWord *product)
{
	g_autoptr(GPtrArray) start = kw_telling_start(t, KW_FIRST_SENTENCES);
	g_autoptr(GPtrArray)
		affected = kw_words_match_affirmed(t->words, "products", t->said->affected_text);

	return product && kw_threat_is_titled(t) && !g_ptr_array_find(affected, product, NULL) &&
	       !kw_source_is_about_weakness(t->item->title) &&
	       !kw_telling_quote(t, start, "products", product);
}

static gboolean concerns_product(const KwTelling *t, const KwWord *product)
{
	if (!strcmp(t->nature, "trick") || kw_word_is_yes(t->threat, "of_other"))
		return FALSE;
	if (!strcmp(t->nature, "incident"))
		return kw_telling_has_own_steps(t) ||
		       (kw_telling_states_weakness(t) && !is_of_attack(t, product));
	return TRUE;
}

/* The source says what its owner is to do about it. The message to a contractor speaks of a
 * weakness, and nobody has. */
static gboolean has_remedy(const KwTelling *t)
{
	for (guint i = 0; i < t->facts->len && !kw_word_is_yes(t->product, "contractor"); i++)
		if (g_array_index(t->facts, KwFact, i).is_of_remedy)
			return TRUE;
	return FALSE;
}

gboolean kw_telling_is_repairable(const KwTelling *t)
{
	if (!t->product || kw_telling_is_guide(t))
		return FALSE;
	return *t->nature || kw_telling_states_weakness(t) ||
	       (kw_telling_is_titled(t, t->product) &&
		(kw_telling_mentions_weakness(t) || has_remedy(t)));
}

static gboolean has_questions(const KwTelling *t)
{
	g_autofree char *stem = g_strconcat("ask.", kw_telling_ask_set(t), NULL);

	return kw_pattern_find(t->words, stem, "0") != NULL;
}

gboolean kw_telling_has_message(const KwTelling *t)
{
	gboolean is_looked_after =
		kw_telling_is_repairable(t) &&
		(kw_telling_own_ask(t) || kw_word_is_yes(t->product, "contractor"));

	/* whether one has what only a specialist knows by name, only he can tell */
	return (is_looked_after || t->name) && has_questions(t);
}

/* The title tells that somebody was broken into: a number in the text is one of the ways. */
static gboolean is_of_breach(const KwTelling *t)
{
	return kw_source_list_has(t->item->severity_why, "breach") &&
	       !kw_source_is_about_weakness(t->item->title);
}

gboolean kw_telling_has_weakness(const KwTelling *t)
{
	return t->product || !strcmp(t->nature, "weakness") ||
	       (!*t->nature && kw_telling_states_weakness(t) && !is_of_breach(t));
}

/* The text of an advisory on a product may warn of mails that misuse it. */
static gboolean is_trick_in_passing(const KwTelling *t, const KwWord *product)
{
	return product && t->threat && !g_strcmp0(kw_word_text(t->threat, "kind"), "trick") &&
	       kw_telling_states_weakness(t) && !kw_source_list_has(t->item->severity_why, "scam");
}

/* Where intake found none in the title and in the sections on what is affected, the text before
 * them may still say what the weakness of the one product does. */
static const KwWord *find_threat(const KwTelling *t, const KwWord *first)
{
	const char *text = t->item->text ? t->item->text : "";
	gboolean is_aside = !g_strcmp0(t->item->category, "end-of-support") &&
			    !kw_telling_is_ended(t, first);
	g_autoptr(GPtrArray) stated = NULL, told = NULL;

	if (t->item->category && *t->item->category && !is_aside)
		return kw_words_find(t->words, "threats", t->item->category);
	if (t->story->products->len != 1 || !kw_telling_mentions_weakness(t))
		return NULL;
	stated = kw_effects_stated(t->words, t->item->title, t->said->impact_text, t->said->told);
	if (stated->len)
		return stated->pdata[0];
	told = kw_words_match(t->words, "threats", text);
	for (guint i = 0; i < told->len; i++)
		if (!g_strcmp0(kw_word_text(told->pdata[i], "kind"), "weakness"))
			return told->pdata[i];
	return NULL;
}

/* Words like "leak" stand in many a text that speaks of no weakness (threats.yaml: stated). */
static gboolean is_weakness_unheard_of(const KwTelling *t)
{
	return kw_word_is_yes(t->threat, "stated") && !kw_telling_mentions_weakness(t);
}

static guint count_families(const KwTelling *t)
{
	const GPtrArray *ids = t->story->products;
	g_autoptr(GPtrArray) products = g_ptr_array_new();

	for (guint i = 0; i < ids->len; i++)
		g_ptr_array_add(products,
				(gpointer)kw_words_find(t->words, "products", ids->pdata[i]));
	return kw_words_count_families(products);
}

/* One reason holds for all that is listed; in the report of a week each has its own. */
static gboolean is_exploited_as_one(const KwTelling *t)
{
	const char *why = t->item->severity_why;

	return !kw_source_list_has(why, "weekly") &&
	       (kw_source_list_has(why, "exploited") || kw_source_list_has(why, "known-exploited"));
}

/* What stopped together is one thing, whatever parts of it are listed. */
static gboolean is_one_outage(const KwTelling *t)
{
	return kw_telling_has_reason(t, "outage") && !kw_telling_has_reason(t, "weekly");
}

/* One product that the title names for many. */
static gboolean is_one_of_many(const KwTelling *t)
{
	return kw_source_is_one_of_many(t->item->title) && count_families(t) > 1;
}

/* Several products and none in the title: the first of a list is not what the list is about, unless
 * all of it is urgent for the same reason. */
static gboolean is_round_up(const KwTelling *t)
{
	g_autoptr(GPtrArray) named = in_title(t, "products");

	if (is_one_of_many(t))
		return TRUE;
	if (named->len || is_exploited_as_one(t) || is_one_outage(t))
		return FALSE;
	return kw_telling_has_reason(t, "weekly") || count_families(t) >= ROUND_UP_PRODUCTS;
}

/* One number, and many that have it: whose it is we cannot say, and what it is all the same. */
static gboolean is_of_one_weakness(const KwTelling *t)
{
	guint n = 0;

	for (guint i = 0; t->refs && i < t->refs->len; i++)
		n += !strcmp(((const KwRef *)t->refs->pdata[i])->kind, "cve");
	return n == 1 && !kw_telling_has_reason(t, "weekly");
}

/* Figures, a guide, an event: what it names is no news, unless its support ends. */
static gboolean is_of_figures(const KwTelling *t)
{
	return kw_telling_has_reason(t, "report") && !kw_telling_states_weakness(t) &&
	       !kw_telling_is_of_end(t);
}

/* Products that a text on an attack names as ways in are not what it is about. */
static void drop_ways_in(KwTelling *t)
{
	GPtrArray *ids = t->story->products;

	if (t->product || strcmp(t->nature, "incident"))
		return;
	for (guint i = ids->len; i-- > 0;)
		if (is_of_attack(t, kw_words_find(t->words, "products", ids->pdata[i])))
			g_ptr_array_remove_index(ids, i);
}

/* "Use Windows 11: Windows 10 ends": of a family and one of its versions, the version ends. */
static const KwWord *drop_families(KwTelling *t, const KwWord *first)
{
	GPtrArray *ids = t->story->products;

	for (guint i = ids->len; i-- > 0;) {
		g_autoptr(GPtrArray) families = kw_word_texts(
			kw_words_find(t->words, "products", ids->pdata[i]), "version_of");

		for (guint j = 0; j < families->len; j++)
			if (g_ptr_array_remove(ids, (gpointer)g_intern_string(families->pdata[j])))
				i = MIN(i, ids->len);
	}
	return ids->len ? kw_words_find(t->words, "products", ids->pdata[0]) : first;
}

/* The product whose support ends is the first, whatever it runs on. */
static const KwWord *put_ended_first(KwTelling *t, const KwWord *known)
{
	const KwWord *first = drop_families(t, known);
	const KwWord *ended = kw_telling_ended(t, first);
	gpointer id = ended ? (gpointer)g_intern_string(kw_word_id(ended)) : NULL;

	if (!ended || ended == first)
		return first;
	g_ptr_array_remove(t->story->products, id);
	g_ptr_array_insert(t->story->products, 0, id);
	return ended;
}

void kw_telling_subject(KwTelling *t)
{
	const KwWord *first = kw_telling_products(t);

	t->threat = find_threat(t, first);
	if (kw_telling_is_of_end(t))
		first = put_ended_first(t, first);
	if (is_trick_in_passing(t, first) || is_weakness_unheard_of(t) ||
	    is_beside_product(t, first))
		t->threat = NULL;
	t->threat = kw_threat_told(t, first);
	if (kw_telling_no_concern(t) || is_of_figures(t) || is_one_of_many(t))
		first = NULL;
	if (is_round_up(t) &&
	    (!t->threat || kw_telling_has_reason(t, "weekly") || !kw_threat_is_titled(t))) {
		first = NULL;
		if (!is_of_one_weakness(t)) {
			kw_telling_need_person(t, "several-products");
			t->threat = NULL;
		}
	}
	t->nature = t->threat ? kw_word_text(t->threat, "kind") : NULL;
	t->nature = t->nature ? t->nature : "";
	t->product = concerns_product(t, first) ? first : NULL;
	t->kind = t->product ? kw_word_text(t->product, "kind") : NULL;
	t->kind = t->kind ? t->kind : "unknown";
	t->story->threat = t->threat ? g_intern_string(kw_word_id(t->threat)) : NULL;
	kw_telling_drop_products(t);
	drop_ways_in(t);
	t->product_quote = kw_telling_quote(t, t->said->told, "products", t->product);
	t->threat_quote = kw_telling_quote(t, t->said->told, "threats", t->threat);
	if (!t->product && !kw_telling_is_several(t) && kw_telling_has_weakness(t) &&
	    (!strcmp(t->nature, "weakness") || kw_telling_mentions_weakness(t)))
		t->name = kw_telling_unknown_name(t);
}
