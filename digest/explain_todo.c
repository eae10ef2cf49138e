/* What the owner does, the line of it for this week's list, and what he tells his staff. Which
 * actions these are is explain_steps.c. */
#include "explain-private.h"

#include <string.h>

#define FEW_STEPS 3
#define MAX_OWN   2
#define ROOM      2 /* for one of them, and the last step */

static void tell_step(KwTelling *t, const KwWord *action, const char *quote)
{
	gboolean is_today = !strcmp(t->story->level, "today") && kw_word_text(action, "do_today");
	const char *minutes = kw_word_text(action, "minutes");

	kw_telling_add_word(t, t->story->todo, "actions", action, is_today ? "do_today" : "do",
			    quote);
	t->story->minutes += minutes ? (int)g_ascii_strtoll(minutes, NULL, 10) : 0;
}

/* What follows one step may be a step of its own. */
static gboolean is_told(const KwTelling *t, const KwWord *action)
{
	g_autofree char *from = g_strdup_printf("actions:%s.do", kw_word_id(action));

	for (guint i = 0; i < t->story->origins->len; i++)
		if (g_str_has_prefix(((KwOrigin *)t->story->origins->pdata[i])->from, from))
			return TRUE;
	return FALSE;
}

/* One step and those that follow it; an action that names itself ends at the ceiling. Of what is
 * vague there are no more than `most`. */
static void tell_steps(KwTelling *t, const KwStep *step, guint most)
{
	const KwWord *action = step->action;

	for (; action && t->story->todo->len < KW_STEPS_MAX; action = kw_steps_next(t, action)) {
		gboolean is_vague = kw_word_is_yes(action, "vague");

		if (!is_told(t, action) && (!is_vague || t->story->todo->len < most))
			tell_step(t, action, step->quote);
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

/* Takes the line of `word`, of the file `file`, where it has one that the source bears out. */
static gboolean take_line(KwTelling *t, const char *file, const KwWord *word)
{
	const char *line = word ? kw_word_text(word, "line") : NULL;
	g_autofree char *from = NULL, *text = NULL;

	if (!line)
		return FALSE;
	text = kw_pattern_render(kw_word_id(word), line, t->data);
	if (!kw_telling_bears(t, text))
		return FALSE;
	from = g_strdup_printf("%s:%s.line", file, kw_word_id(word));
	take_action(t, g_steal_pointer(&text), from);
	return TRUE;
}

/* Nothing is known but the threat. */
static void tell_action_of_threat(KwTelling *t, const KwWord *first)
{
	if (!take_line(t, "threats", t->threat) && !take_line(t, "actions", first))
		take_action(t, g_strdup(t->story->headline), "headline");
}

/* The one line in the list of this week's actions. */
static void tell_action(KwTelling *t, const KwWord *first)
{
	const char *own = first ? kw_word_text(first, "line_product") : NULL;
	const char *line = own || !first ? own : kw_word_text(first, "line");
	g_autofree char *id = g_strconcat("action.", t->name ? "titled" : t->kind, NULL);
	g_autofree char *text = NULL;

	if (!t->product && !t->name) {
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

/* What the source asks for itself, as far as there is room for it: a little more beside few steps
 * of ours. */
static void tell_own(KwTelling *t, const GPtrArray *own)
{
	guint most = MAX_OWN + (t->story->todo->len <= FEW_STEPS);

	for (guint i = 0; i < MIN(own->len, most) && t->story->todo->len < KW_STEPS_MAX - 1; i++) {
		const KwStated *stated = own->pdata[i];

		json_object_set_string_member(t->data, "advice", stated->text);
		kw_telling_add(t, t->story->todo, stated->phrase, stated->quote);
	}
}

/* What it asks for stands before the last step, or in the place of one, and goes before what is
 * vague. */
static void tell_all(KwTelling *t, const GArray *steps, const GPtrArray *own)
{
	gboolean is_own_told = FALSE;

	for (guint i = 0; i < steps->len; i++) {
		KwStep step = g_array_index(steps, KwStep, i);
		gboolean is_replaced = kw_advice_replaces(t, own, step.action);

		if (kw_steps_is_contractors(step.action))
			continue;
		if (!is_own_told && (is_replaced || kw_word_is_yes(step.action, "last"))) {
			tell_own(t, own);
			is_own_told = TRUE;
		}
		if (is_replaced)
			step.action = kw_steps_next(t, step.action);
		tell_steps(t, &step, KW_STEPS_MAX - (own->len && !is_own_told ? ROOM : 0));
	}
	if (!is_own_told)
		tell_own(t, own);
}

void kw_telling_todo(KwTelling *t)
{
	g_autoptr(GArray) steps = kw_steps_find(t);
	g_autoptr(GPtrArray) own = kw_advice_find(t, steps);
	const KwWord *first = NULL;

	for (guint i = 0; i < steps->len && !first; i++)
		if (!kw_steps_is_contractors(g_array_index(steps, KwStep, i).action))
			first = g_array_index(steps, KwStep, i).action;
	tell_all(t, steps, own);
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
