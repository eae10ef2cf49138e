/* What is asked of the owner and of the contractor: actions of actions.yaml, of which the remedy of
 * the source (facts.yaml) decides first. How the owner's are told is explain_todo.c, the message to
 * the company that looks after the product explain_ask.c. */
#include "explain-private.h"

#include <string.h>

#define MAX_ADVICE 3

/* The same is asked of a website and of a device in other words (actions.yaml: same_as). */
static gboolean is_same(const KwWord *one, const KwWord *other)
{
	return one == other || !g_strcmp0(kw_word_text(one, "same_as"), kw_word_id(other)) ||
	       !g_strcmp0(kw_word_text(other, "same_as"), kw_word_id(one));
}

/* The action, or what takes its place where the facts make it pointless (actions.yaml: unless,
 * else); NULL = nothing does, or it is none of such a story (not_of). */
static const KwWord *fitting(const KwTelling *t, const char *id)
{
	const KwWord *action = kw_words_find(t->words, "actions", id);
	g_autoptr(GPtrArray) facts = action ? kw_word_texts(action, "unless") : NULL;

	if (action && !g_strcmp0(kw_word_text(action, "not_of"), t->nature))
		return NULL;
	for (guint i = 0; facts && i < facts->len; i++)
		if (kw_facts_has(t->facts, facts->pdata[i])) {
			const char *other = kw_word_text(action, "else");

			return other ? kw_words_find(t->words, "actions", other) : NULL;
		}
	return action;
}

/* Whether the message opens with this question. */
static gboolean is_asked(const KwTelling *t, const char *id)
{
	g_autofree char *opening = g_strdup_printf("ask.%s.0", kw_telling_ask_set(t));
	const KwWord *phrase = kw_words_find(t->words, "phrases", opening);
	const KwWord *question = fitting(t, id);

	return question && !strcmp(kw_word_id(question), id) &&
	       kw_word_has(phrase, "questions", id);
}

static gboolean is_held(const GArray *steps, const KwWord *action)
{
	for (guint i = 0; i < steps->len; i++)
		if (is_same(g_array_index(steps, KwStep, i).action, action))
			return TRUE;
	return FALSE;
}

void kw_steps_add(const KwTelling *t, GArray *steps, const char *id, const char *quote)
{
	const KwStep step = {fitting(t, id), quote};
	const char *with = step.action ? kw_word_text(step.action, "with") : NULL;

	if (step.action && !is_held(steps, step.action) && (!with || is_asked(t, with)))
		g_array_append_val(steps, step);
}

/* The actions that `key` of a word names. */
void kw_steps_add_of(const KwTelling *t, GArray *steps, const KwWord *word, const char *key,
		     const char *quote)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(word, key);

	for (guint i = 0; i < ids->len; i++)
		kw_steps_add(t, steps, ids->pdata[i], quote);
}

/* The threat's own, as far as the source bears out what they speak of. What stands last shows them
 * to others: it is none where there are no others. */
static void add_of_threat(const KwTelling *t, GArray *steps, const char *key)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(t->threat, key);
	guint before = steps->len;

	for (guint i = 0; i < ids->len; i++) {
		const KwWord *action = kw_words_find(t->words, "actions", ids->pdata[i]);
		const char *sentence = action ? kw_word_text(action, "do") : NULL;

		if (!sentence || kw_telling_bears(t, sentence))
			kw_steps_add(t, steps, ids->pdata[i], t->threat_quote);
	}
	if (ids->len > 1 && steps->len == before + 1 &&
	    kw_word_is_yes(g_array_index(steps, KwStep, before).action, "last"))
		g_array_set_size(steps, before);
}

gboolean kw_steps_is_contractors(const KwWord *action)
{
	return !g_strcmp0(kw_word_text(action, "who"), "contractor");
}

/* --- what the source asks for --- */

/* The key of facts.yaml under which the owner's actions stand: who looks after the product decides,
 * then its kind. */
static char *action_key(const KwTelling *t, const KwWord *fact)
{
	g_autofree char *of_kind = g_strconcat("owner_action_", t->name ? "named" : t->kind, NULL);

	if (kw_word_is_yes(t->product, "contractor"))
		return g_strdup("contractor_action");
	return g_strdup(kw_word_text(fact, of_kind) ? of_kind : "owner_action");
}

/* Appends the actions of the first fact that has some, in place of the product's own. */
static gboolean add_remedy(const KwTelling *t, GArray *steps)
{
	guint before = steps->len;

	for (guint i = 0; i < t->facts->len && steps->len == before; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		g_autofree char *key = action_key(t, fact->word);

		if (fact->is_acted_on)
			kw_steps_add_of(t, steps, fact->word, key, fact->quote);
	}
	return steps->len > before;
}

/* What is to be done at a product that a contractor looks after, he does; of one that only the
 * title names, nobody knows who does. */
static gboolean is_asked_of(const KwTelling *t, const KwWord *action)
{
	gboolean is_contractors = kw_steps_is_contractors(action);

	return is_contractors == kw_telling_has_message(t) || (t->name && !is_contractors);
}

/* What else facts ask for. */
static void add_also(const KwTelling *t, GArray *steps)
{
	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		g_autoptr(GPtrArray) ids = kw_word_texts(fact->word, "also");

		for (guint j = 0; j < ids->len; j++) {
			const KwWord *action = kw_words_find(t->words, "actions", ids->pdata[j]);

			if (action && is_asked_of(t, action))
				kw_steps_add(t, steps, ids->pdata[j], fact->quote);
		}
	}
}

/* What the remedy asks for first; else what is always done about such a product. */
static void add_repair(const KwTelling *t, GArray *steps)
{
	if (kw_telling_has_own_steps(t))
		add_of_threat(t, steps, "todo");
	else if (!add_remedy(t, steps))
		kw_steps_add_of(t, steps, t->product, "owner_action", NULL);
	kw_steps_add_of(t, steps, t->product, "also", NULL);
	add_also(t, steps);
}

/* It is about products, though about what of them we cannot say. */
static gboolean has_maker(const KwTelling *t)
{
	return kw_telling_has_weakness(t) || t->story->products->len;
}

/* What the source asks for where nothing is to be repaired: the actions that `key` of its facts
 * names. */
static void add_unrepaired(const KwTelling *t, GArray *steps, const char *key)
{
	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);

		if (fact->is_acted_on)
			kw_steps_add_of(t, steps, fact->word, key, fact->quote);
	}
}

const KwWord *kw_steps_next(const KwTelling *t, const KwWord *action)
{
	const char *id = kw_word_text(action, "then");
	const KwWord *next = id ? kw_words_find(t->words, "actions", id) : NULL;
	const char *instead = next && kw_telling_has_message(t) ? kw_word_text(next, "instead")
								: NULL;

	return instead ? kw_words_find(t->words, "actions", instead) : next;
}

/* How many sentences the steps make, with those that follow each. */
static guint count_sentences(const KwTelling *t, const GArray *steps)
{
	guint count = 0;

	for (guint i = 0; i < steps->len; i++) {
		const KwWord *action = g_array_index(steps, KwStep, i).action;

		for (; action && count < KW_STEPS_MAX; action = kw_steps_next(t, action))
			count++;
	}
	return count;
}

/* What the source advises to people, who have no product to repair: `room` steps at most; with
 * `is_remedy` only where it says what to do about it. */
static void add_advice(const KwTelling *t, GArray *steps, guint room, gboolean is_remedy)
{
	guint most = steps->len + room;
	KwStep last = {0};

	if (steps->len)
		last = g_array_index(steps, KwStep, steps->len - 1);
	if (kw_word_is_yes(last.action, "last"))
		g_array_set_size(steps, steps->len - 1);
	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);

		if (is_remedy && !fact->is_of_remedy)
			continue;
		if (steps->len < most && count_sentences(t, steps) + 1 < KW_STEPS_MAX)
			kw_steps_add_of(t, steps, fact->word, "advice", fact->quote);
	}
	if (kw_word_is_yes(last.action, "last"))
		g_array_append_val(steps, last);
}

/* Nothing has to be repaired, as far as we know, and something has to be done. */
static gboolean is_advised(const KwTelling *t)
{
	if (kw_notice_is_all(t) && !kw_word_is_yes(t->notice, "heeded"))
		return FALSE;
	return !kw_telling_is_repairable(t) && (t->product || !kw_telling_has_weakness(t)) &&
	       !kw_telling_is_report(t) && !kw_telling_no_concern(t);
}

/* A list of outages has nothing to update to. */
static gboolean is_to_update(const KwTelling *t)
{
	return kw_telling_mentions_weakness(t) || kw_facts_has(t->facts, "fixed");
}

/* Nothing is known that could be done. */
static const char *last_resort(const KwTelling *t)
{
	if (kw_telling_no_concern(t))
		return "nothing-to-do";
	if (kw_telling_is_report(t))
		return "read-report";
	if (kw_telling_is_several(t))
		return is_to_update(t) ? "see-updates" : "read-source";
	if (t->item->title && has_maker(t) && kw_forms_has_form(t->item->title, "titled-server"))
		return "ask-who-made-system";
	if (!has_maker(t))
		return "read-source";
	return t->name ? "see-maker-named" : "see-maker";
}

/* What can be done about a product of which nothing is known but its name. */
static const char *resort_of_product(const KwTelling *t)
{
	return kw_word_is_yes(t->product, "contractor") ? "ask-concern" : "see-maker-named";
}

/* All that is asked, in order: of the owner, and of the contractor. */
GArray *kw_steps_find(const KwTelling *t)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(KwStep));
	guint room = is_advised(t) ? MAX_ADVICE : 0;

	if (!strcmp(t->nature, "incident"))
		add_advice(t, steps, room, TRUE);
	room -= MIN(room, steps->len);
	if (kw_telling_is_repairable(t))
		add_repair(t, steps);
	else if (t->threat)
		add_of_threat(t, steps, kw_telling_own_ask(t) ? "todo_alone" : "todo");
	if (!steps->len && t->name) {
		add_remedy(t, steps);
		add_also(t, steps);
	}
	if (!steps->len && !kw_telling_is_report(t) && !kw_notice_is_all(t))
		add_unrepaired(t, steps, t->product ? "owner_action_idle" : "owner_action_unknown");
	if (!steps->len && kw_telling_has_reason(t, "outage") && strcmp(t->kind, "pc"))
		kw_steps_add(t, steps, "see-outage-notice", t->item->title);
	if (!steps->len && t->product)
		kw_steps_add(t, steps, resort_of_product(t), NULL);
	add_advice(t, steps, room, FALSE);
	if (!steps->len && kw_notice_is_all(t))
		kw_steps_add_of(t, steps, t->notice, "todo", t->item->title);
	if (!steps->len)
		kw_steps_add(t, steps, last_resort(t), NULL);
	return steps;
}
