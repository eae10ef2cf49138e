/* What is told of what the source states (facts.yaml): whom it concerns alone, and what can happen.
 */
#include "explain-private.h"

#include <string.h>

#define MAX_WHAT  7 /* sentences */
#define MIN_FACTS 2 /* though the rest says much */

/* A fact without a sentence only decides: whether it is told, and what is done. */
static gboolean is_minor(const KwFact *fact)
{
	return kw_word_text(fact->word, "what") && kw_word_is_yes(fact->word, "minor");
}

static gboolean is_major(const KwFact *fact)
{
	return kw_word_text(fact->word, "what") && !kw_word_is_yes(fact->word, "minor");
}

/* "The weakness is repaired" says nothing where passwords were stolen, and "users need not do
 * anything" is said of a cloud beside the product. */
static gboolean is_tellable(const KwTelling *t, const KwFact *fact)
{
	gboolean is_attack = !strcmp(t->nature, "incident") && !kw_telling_states_weakness(t);
	g_autoptr(GPtrArray) kinds = kw_word_texts(fact->word, "of_kind");

	if (is_minor(fact) && kw_telling_is_shared(t, t->product))
		return FALSE;
	if (kinds->len && !kw_word_has(fact->word, "of_kind", t->kind))
		return FALSE;
	if (kw_word_is_yes(fact->word, "of_weakness") && !*t->nature &&
	    !kw_telling_mentions_weakness(t))
		return FALSE;
	return !is_attack || kw_word_is_yes(fact->word, "of_attack") ||
	       kw_word_text(fact->word, "of_other");
}

/* The number of a weakness that a sentence of a list begins with; "" = none. */
static char *listed_number(const char *sentence)
{
	const char *start = sentence + strspn(sentence, "-*[( ");

	return g_str_has_prefix(start, "CVE-")
		       ? g_strndup(start, 4 + strspn(start + 4, "0123456789-"))
		       : g_strdup("");
}

/* The text tells of one after the other. */
static gboolean lists_several(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	g_autofree char *first = g_strdup("");

	for (guint i = 1; i < told->len; i++) {
		g_autofree char *number = listed_number(told->pdata[i]);

		if (*first && *number && strcmp(first, number))
			return TRUE;
		if (!*first && *number) {
			g_free(first);
			first = g_steal_pointer(&number);
		}
	}
	return FALSE;
}

/* The text gives the number of one weakness, and of no other. */
static gboolean has_one_number(const KwTelling *t)
{
	const GPtrArray *told = t->said->told;
	g_autofree char *one = NULL;

	for (guint i = 0; i < told->len; i++)
		for (const char *p = told->pdata[i]; (p = strstr(p, "CVE-")); p++) {
			g_autofree char *number = listed_number(p);

			if (one && strcmp(one, number))
				return FALSE;
			if (!one)
				one = g_steal_pointer(&number);
		}
	return one != NULL;
}

gboolean kw_telling_is_of_many(const KwTelling *t)
{
	return kw_facts_has(t->facts, "several-weaknesses") || lists_several(t) ||
	       (kw_facts_has(t->facts, "these-weaknesses") && !has_one_number(t));
}

/* What is said of one of several weaknesses is not said of all. */
static const char *key_of(const KwTelling *t, const KwFact *fact, const char *key,
			  const char *of_several)
{
	return kw_word_text(fact->word, of_several) && kw_telling_is_of_many(t) ? of_several : key;
}

/* Of one product's weakness: of many, each has its own. */
static gboolean has_scope(const KwTelling *t)
{
	return kw_telling_has_weakness(t) && strcmp(t->nature, "update") &&
	       !kw_telling_no_concern(t) && !kw_telling_is_several(t) &&
	       !kw_telling_is_shared(t, t->product);
}

void kw_telling_scope(KwTelling *t)
{
	gboolean is_told = has_scope(t);

	for (guint i = 0; i < t->facts->len && is_told; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);

		if (is_tellable(t, fact))
			kw_telling_add_word(t, t->story->who, "facts", fact->word,
					    key_of(t, fact, "who", "who_several"), fact->quote);
	}
}

/* In the order of facts.yaml; the minor ones only where the others leave room. */
void kw_telling_facts(KwTelling *t)
{
	GPtrArray *what = t->story->what;
	guint room = what->len + MIN_FACTS < MAX_WHAT ? MAX_WHAT - what->len : MIN_FACTS;
	guint major = 0, most = what->len + room;

	for (guint i = 0; i < t->facts->len; i++)
		major += is_major(&g_array_index(t->facts, KwFact, i));
	room -= MIN(major, room);
	for (guint i = 0; i < t->facts->len && what->len < most; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);

		if (!is_tellable(t, fact) || (!is_major(fact) && (!is_minor(fact) || !room)))
			continue;
		room -= is_minor(fact);
		kw_telling_add_word(t, what, "facts", fact->word,
				    key_of(t, fact, "what", "what_several"), fact->quote);
	}
	if (what->len < MAX_WHAT)
		kw_telling_differing(t);
}
