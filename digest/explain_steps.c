/* What the owner does, what he tells his staff, and what is asked of the company that looks after
 * the product: the actions of actions.yaml, `tell` of threats.yaml, the questions of phrases ask.*.
 * What the story says besides is in explain_story.c.
 *
 * Version numbers go only into the message: an owner who compares them gets them wrong. */
#include "explain-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_CVES        2
#define MAX_STEPS       8
#define MAX_QUESTIONS   6
#define MAX_TITLE_CHARS 55 /* with what stands around it, a sentence of 60 */

/* One action that is asked of somebody, and what of the source asks for it. */
typedef struct {
	const KwWord *action;
	const char *quote;
} Step;

static void add_step(const KwTelling *t, GArray *steps, const char *id, const char *quote)
{
	const Step step = {kw_words_find(t->words, "actions", id), quote};

	for (guint i = 0; i < steps->len; i++)
		if (g_array_index(steps, Step, i).action == step.action)
			return;
	if (step.action)
		g_array_append_val(steps, step);
}

/* The actions that `key` of a word names. */
static void add_steps(const KwTelling *t, GArray *steps, const KwWord *word, const char *key,
		      const char *quote)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(word, key);

	for (guint i = 0; i < ids->len; i++)
		add_step(t, steps, ids->pdata[i], quote);
}

static gboolean is_contractors(const KwWord *action)
{
	return !g_strcmp0(kw_word_text(action, "who"), "contractor");
}

/* --- what the source asks for --- */

/* The key of facts.yaml under which the owner's actions stand: who looks after the product decides,
 * then its kind. */
static char *action_key(const KwTelling *t, const KwWord *fact)
{
	g_autofree char *of_kind = g_strconcat("owner_action_", t->kind, NULL);

	if (kw_pattern_is_yes(t->product, "contractor"))
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
			add_steps(t, steps, fact->word, key, fact->quote);
	}
	return steps->len > before;
}

/* What else facts ask for; what is to be done at a product that a contractor looks after, he does.
 */
static void add_also(const KwTelling *t, GArray *steps)
{
	for (guint i = 0; i < t->facts->len; i++) {
		const KwFact *fact = &g_array_index(t->facts, KwFact, i);
		g_autoptr(GPtrArray) ids = kw_word_texts(fact->word, "also");

		for (guint j = 0; j < ids->len; j++) {
			const KwWord *action = kw_words_find(t->words, "actions", ids->pdata[j]);

			if (action && is_contractors(action) == kw_telling_has_message(t))
				add_step(t, steps, ids->pdata[j], fact->quote);
		}
	}
}

/* What the remedy asks for first; else what is always done about such a product. */
static void add_repair(const KwTelling *t, GArray *steps)
{
	if (kw_telling_own_ask(t))
		add_steps(t, steps, t->threat, "todo", t->threat_quote);
	else if (!add_remedy(t, steps))
		add_steps(t, steps, t->product, "owner_action", NULL);
	add_steps(t, steps, t->product, "also", NULL);
	add_also(t, steps);
}

/* It is about products, though about what of them we cannot say. */
static gboolean has_maker(const KwTelling *t)
{
	return kw_telling_has_weakness(t) || t->story->products->len;
}

/* All that is asked, in order: of the owner, and of the contractor. */
static GArray *find_steps(const KwTelling *t)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(Step));

	if (kw_telling_is_repairable(t))
		add_repair(t, steps);
	else if (t->threat)
		add_steps(t, steps, t->threat, kw_telling_own_ask(t) ? "todo_alone" : "todo",
			  t->threat_quote);
	if (!steps->len)
		add_step(t, steps, has_maker(t) ? "see-maker" : "ask-us", NULL);
	return steps;
}

/* --- what to do --- */

static void tell_step(KwTelling *t, const KwWord *action, const char *quote)
{
	gboolean is_today = !strcmp(t->story->level, "today") && kw_word_text(action, "do_today");
	const char *minutes = kw_word_text(action, "minutes");

	kw_telling_add_word(t, t->story->todo, "actions", action, is_today ? "do_today" : "do",
			    quote);
	t->story->minutes += minutes ? (int)g_ascii_strtoll(minutes, NULL, 10) : 0;
}

/* One step and those that follow it; an action that names itself ends at the ceiling. */
static void tell_steps(KwTelling *t, const Step *step)
{
	const KwWord *action = step->action;

	while (action && t->story->todo->len < MAX_STEPS) {
		const char *next = kw_word_text(action, "then");

		tell_step(t, action, step->quote);
		action = next ? kw_words_find(t->words, "actions", next) : NULL;
	}
}

/* Takes `text`, filled from pattern `from`, for the line in the list of this week's actions. */
static void take_action(KwTelling *t, char *text, const char *from)
{
	t->story->action = text;
	kw_telling_trace(t, "action", text, from, t->product_quote);
}

static void take_action_phrase(KwTelling *t, const char *id)
{
	g_autofree char *from = g_strconcat("phrases:", id, NULL);

	take_action(t, kw_telling_phrase(t, id), from);
}

/* Nothing is known but the threat, or the name in the title. */
static void tell_action_of_threat(KwTelling *t, const KwWord *first)
{
	const char *line = t->threat ? kw_word_text(t->threat, "line") : NULL;
	g_autofree char *from = NULL;

	if (t->name) {
		take_action_phrase(t, "action.titled");
	} else if (line) {
		from = g_strdup_printf("threats:%s.line", kw_word_id(t->threat));
		take_action(t, kw_pattern_render(kw_word_id(t->threat), line, t->data), from);
	} else if (first && has_maker(t) && kw_word_text(first, "line")) {
		from = g_strdup_printf("actions:%s.line", kw_word_id(first));
		take_action(t, g_strdup(kw_word_text(first, "line")), from);
	} else {
		take_action(t, g_strdup(t->story->headline), "headline");
	}
}

/* The one line in the list of this week's actions. */
static void tell_action(KwTelling *t, const KwWord *first)
{
	const char *own = first ? kw_word_text(first, "line_product") : NULL;
	const char *line = own || !first ? own : kw_word_text(first, "line");
	g_autofree char *id = g_strconcat("action.", t->kind, NULL);
	g_autofree char *text = NULL;

	if (!t->product) {
		tell_action_of_threat(t, first);
		return;
	}
	text = line ? kw_pattern_render(kw_word_id(first), line, t->data) : g_strdup("");
	json_object_set_string_member(t->data, "do", text);
	if (*text)
		take_action_phrase(t, id);
	else
		take_action(t, g_strdup(t->story->headline), "headline");
}

void kw_telling_todo(KwTelling *t)
{
	g_autoptr(GArray) steps = find_steps(t);
	const KwWord *first = NULL;

	for (guint i = 0; i < steps->len; i++) {
		const Step *step = &g_array_index(steps, Step, i);

		if (is_contractors(step->action))
			continue;
		first = first ? first : step->action;
		tell_steps(t, step);
	}
	tell_action(t, first);
}

/* --- what to tell the staff --- */

/* Where the threat's own steps are told, and not the repair of a product. */
void kw_telling_tell(KwTelling *t)
{
	if (!kw_telling_is_repairable(t))
		kw_telling_add_word(t, t->story->tell, "threats", t->threat, "tell",
				    t->threat_quote);
}

/* --- what to ask the contractor --- */

static void tell_question(KwTelling *t, const Step *step, int n)
{
	const char *ask = kw_word_text(step->action, "ask");
	g_autofree char *from = g_strdup_printf("actions:%s.ask", kw_word_id(step->action));
	g_autofree char *text = ask ? kw_pattern_render(kw_word_id(step->action), ask, t->data)
				    : NULL;

	json_object_set_int_member(t->data, "n", n);
	json_object_set_string_member(t->data, "question", text ? text : "");
	if (text)
		kw_telling_say(t, t->story->ask, kw_telling_phrase(t, "ask.question"), from,
			       step->quote);
}

/* The set's own questions, then those that the source gives reason for. */
static GArray *find_questions(const KwTelling *t, const KwWord *opening)
{
	g_autoptr(GArray) steps = find_steps(t);
	GArray *questions = g_array_new(FALSE, FALSE, sizeof(Step));

	add_steps(t, questions, opening, "questions", NULL);
	for (guint i = 0; i < steps->len; i++) {
		const Step *step = &g_array_index(steps, Step, i);

		if (is_contractors(step->action))
			add_step(t, questions, kw_word_id(step->action), step->quote);
	}
	return questions;
}

void kw_telling_ask(KwTelling *t)
{
	g_autofree char *id = g_strdup_printf("ask.%s.0", kw_telling_ask_set(t));
	g_autoptr(GArray) questions = NULL;

	if (!kw_telling_has_message(t))
		return;
	questions = find_questions(t, kw_words_find(t->words, "phrases", id));
	kw_telling_add(t, t->story->ask, id, t->product_quote);
	for (guint i = 0; i < questions->len && i < MAX_QUESTIONS; i++)
		tell_question(t, &g_array_index(questions, Step, i), (int)i + 1);
}

static char *join(const KwTelling *t, const GPtrArray *texts)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	g_ptr_array_extend(all, (GPtrArray *)texts, NULL, NULL);
	g_ptr_array_add(all, NULL);
	return g_strjoinv(kw_words_phrase(t->words, "list.and"), (char **)all->pdata);
}

/* The first of `sentences` that holds `piece` as it is; else `piece`, which then stands elsewhere
 * (an address, a number made canonical). */
static const char *quote_of(const GPtrArray *sentences, const char *piece)
{
	for (guint i = 0; i < sentences->len; i++)
		if (strstr(sentences->pdata[i], piece))
			return sentences->pdata[i];
	return piece;
}

/* "CVE-2026-12345, JPCERT-AT-2026-0030": under the opening. */
static void tell_numbers(KwTelling *t)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *joined = NULL;
	char *line;
	gint64 more = 0;

	for (guint i = 0; t->refs && i < t->refs->len; i++) {
		const KwRef *ref = t->refs->pdata[i];

		if (strcmp(ref->kind, "cve"))
			continue;
		if (ids->len < MAX_CVES)
			g_ptr_array_add(ids, ref->value);
		else
			more++;
	}
	if (t->item->publisher_id)
		g_ptr_array_add(ids, t->item->publisher_id);
	if (ids->len == 0)
		return;
	joined = join(t, ids);
	json_object_set_string_member(t->data, "ids", joined);
	json_object_set_int_member(t->data, "more", more);
	line = kw_telling_phrase(t, "ask.ids");
	kw_telling_trace(t, "ask", line, "phrases:ask.ids", quote_of(t->said->told, ids->pdata[0]));
	g_ptr_array_insert(t->story->ask, 1, line);
}

/* The source's own title: "an add-on for WordPress" may be any of thousands. */
static void tell_title(KwTelling *t)
{
	g_autofree char *title = kw_source_title(t->item->title);
	g_autofree char *cut = kw_text_cut(title, MAX_TITLE_CHARS);

	if (!*cut)
		return;
	json_object_set_string_member(t->data, "title", cut);
	kw_telling_add(t, t->story->ask, "ask.title", t->item->title);
}

static void tell_versions_and_source(KwTelling *t)
{
	g_autoptr(GPtrArray) versions = kw_source_versions(t->said);

	if (versions->len && g_strcmp0(t->item->reuse, "link-only")) {
		g_autofree char *joined = join(t, versions);

		json_object_set_string_member(t->data, "versions", joined);
		kw_telling_add(t, t->story->ask, "ask.versions",
			       quote_of(t->said->remedy, versions->pdata[0]));
	}
	if (t->item->url) {
		json_object_set_string_member(t->data, "url", t->item->url);
		kw_telling_add(t, t->story->ask, "ask.source", t->item->url);
	}
}

void kw_telling_ask_details(KwTelling *t)
{
	if (!t->story->ask->len)
		return;
	tell_numbers(t);
	tell_title(t);
	tell_versions_and_source(t);
}
