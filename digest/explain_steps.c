/* What the owner does, and what is asked of the company that looks after the product: the actions
 * of actions.yaml and the questions of phrases ask.*. What the story says besides is in
 * explain_story.c.
 *
 * Version numbers go only into the message: an owner who compares them gets them wrong. */
#include "explain-private.h"

#include "base/text.h"

#include <string.h>

#define MAX_CVES        2
#define MAX_STEPS       8
#define MAX_TITLE_CHARS 55 /* with what stands around it, a sentence of 60 */

/* --- what to do --- */

static GPtrArray *own_steps(const KwTelling *t)
{
	if (kw_telling_own_ask(t))
		return kw_word_texts(t->threat, "todo");
	for (guint i = 0; i < t->facts->len && !kw_pattern_is_yes(t->product, "contractor"); i++)
		if (kw_word_text(t->facts->pdata[i], "owner_action"))
			return kw_word_texts(t->facts->pdata[i], "owner_action");
	return kw_word_texts(t->product, "owner_action");
}

/* Ids of actions, in order. */
static GPtrArray *steps(const KwTelling *t)
{
	GPtrArray *ids;

	if (kw_telling_is_repairable(t)) {
		g_autoptr(GPtrArray) also = kw_word_texts(t->product, "also");

		ids = own_steps(t);
		g_ptr_array_extend(ids, also, NULL, NULL);
	} else if (t->threat && !kw_telling_own_ask(t)) {
		ids = kw_word_texts(t->threat, "todo");
	} else {
		ids = g_ptr_array_new();
	}
	if (ids->len == 0)
		g_ptr_array_add(ids,
				(gpointer)(kw_telling_has_weakness(t) && !t->product ? "see-maker"
										     : "ask-us"));
	return ids;
}

static void tell_step(KwTelling *t, const KwWord *action)
{
	gboolean is_today = !strcmp(t->story->level, "today") && kw_word_text(action, "do_today");
	const char *minutes = kw_word_text(action, "minutes");

	kw_pattern_add(t->story->todo, action, is_today ? "do_today" : "do", t->data);
	t->story->minutes += minutes ? (int)g_ascii_strtoll(minutes, NULL, 10) : 0;
}

/* One step and those that follow it; an action that names itself ends at the ceiling. */
static void tell_steps(KwTelling *t, const char *id)
{
	while (id && t->story->todo->len < MAX_STEPS) {
		const KwWord *action = kw_words_find(t->words, "actions", id);

		if (!action)
			return;
		tell_step(t, action);
		id = kw_word_text(action, "then");
	}
}

/* The one line in the list of this week's actions. */
static void tell_action(KwTelling *t, const char *first_step)
{
	const KwWord *action = kw_words_find(t->words, "actions", first_step);
	const char *line = action ? kw_word_text(action, "line") : NULL;
	g_autofree char *text = NULL;

	if (!t->product) {
		line = t->threat ? kw_word_text(t->threat, "line") : NULL;
		t->story->action = line ? kw_pattern_render(kw_word_id(t->threat), line, t->data)
					: g_strdup(t->story->headline);
		return;
	}
	text = line ? kw_pattern_render(first_step, line, t->data) : g_strdup("");
	json_object_set_string_member(t->data, "do", text);
	t->story->action = *text ? kw_telling_phrase_of(t, "action", t->kind)
				 : g_strdup(t->story->headline);
}

void kw_telling_todo(KwTelling *t)
{
	g_autoptr(GPtrArray) ids = steps(t);

	for (guint i = 0; i < ids->len; i++)
		tell_steps(t, ids->pdata[i]);
	tell_action(t, ids->pdata[0]);
}

/* --- what to ask the contractor --- */

void kw_telling_ask(KwTelling *t)
{
	const char *set = kw_telling_ask_set(t);
	g_autofree char *stem = NULL;

	if (!kw_telling_has_message(t))
		return;
	stem = g_strconcat("ask.", set, NULL);
	for (guint i = 0; i < 10; i++) {
		const char digit[2] = {(char)('0' + i), '\0'};

		if (kw_pattern_find(t->words, stem, digit))
			g_ptr_array_add(t->story->ask, kw_telling_phrase_of(t, stem, digit));
	}
}

static char *join(const KwTelling *t, const GPtrArray *texts)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	g_ptr_array_extend(all, (GPtrArray *)texts, NULL, NULL);
	g_ptr_array_add(all, NULL);
	return g_strjoinv(kw_words_phrase(t->words, "list.and"), (char **)all->pdata);
}

/* "CVE-2026-12345, JPCERT-AT-2026-0030": under the opening. */
static void tell_numbers(KwTelling *t)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autofree char *joined = NULL;
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
	g_ptr_array_insert(t->story->ask, 1, kw_telling_phrase(t, "ask.ids"));
}

/* The source's own title: "an add-on for WordPress" may be any of thousands. */
static void tell_title(KwTelling *t)
{
	g_autofree char *title = kw_source_title(t->item->title);
	g_autofree char *cut = kw_text_cut(title, MAX_TITLE_CHARS);

	if (!*cut)
		return;
	json_object_set_string_member(t->data, "title", cut);
	kw_telling_add(t, t->story->ask, "ask.title");
}

static void tell_versions_and_source(KwTelling *t)
{
	g_autoptr(GPtrArray) versions = kw_source_versions(t->item);

	if (versions->len && g_strcmp0(t->item->reuse, "link-only")) {
		g_autofree char *joined = join(t, versions);

		json_object_set_string_member(t->data, "versions", joined);
		kw_telling_add(t, t->story->ask, "ask.versions");
	}
	if (t->item->url) {
		json_object_set_string_member(t->data, "url", t->item->url);
		kw_telling_add(t, t->story->ask, "ask.source");
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
