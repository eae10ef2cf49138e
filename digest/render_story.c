/* From one story to template data: in full, and as a note of 知っておく. A sentence that says what
 * another one of the letter says is left out; by where it comes from (KwOrigin), not by its words,
 * so that a story without origins is told whole. */
#include "render_data-private.h"

#include "base/say.h"
#include "base/when.h"
#include "digest/readability.h"

#include <string.h>

#define NOTE_LINES     2 /* of five: headline, source and address are the others */
#define NOTE_QUESTIONS 2

/* Which pattern a sentence of `part` was made of ("phrases:ask.ids"); "" = not known. */
static const char *origin_of(const KwStory *story, const char *part, const char *sentence)
{
	for (guint i = 0; story->origins && i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (g_str_equal(origin->part, part) && g_str_equal(origin->sentence, sentence))
			return origin->from;
	}
	return "";
}

static gboolean has_origin(const KwStory *story, const char *part, const char *from)
{
	for (guint i = 0; story->origins && i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (g_str_equal(origin->part, part) && g_str_equal(origin->from, from))
			return TRUE;
	}
	return FALSE;
}

/* --- what is said already --- */

/* Beside the message stands to whom it can go where one does not know; the end of the stories says
 * that the details are in the sources. */
static const char *const said_beside[] = {"phrases:who.unsure", "actions:no-contractor.do",
					  "facts:affected-versions.what", NULL};

/* "phrases:what.exploited" where the reason of the urgency is "phrases:why.exploited". */
static gboolean is_the_reason(const KwStory *story, const char *from)
{
	static const char stem[] = "phrases:what.";
	g_autofree char *why = g_str_has_prefix(from, stem)
				       ? g_strconcat("phrases:why.", from + strlen(stem), NULL)
				       : NULL;

	return why && has_origin(story, "why", why);
}

/* "Updates came out" under the headline that says so; not where staff wrote another one. */
static gboolean is_the_headline(const KwStory *story, const char *line, const char *from)
{
	static const char stem[] = "threats:";

	if (!g_str_has_prefix(from, stem) ||
	    !has_origin(story, "headline", "phrases:headline.update"))
		return FALSE;
	for (guint i = 0; i < story->what->len; i++)
		if (g_str_has_prefix(origin_of(story, "what", story->what->pdata[i]), stem))
			return story->what->pdata[i] == line;
	return FALSE;
}

/* The lines of a list of the story without those that say nothing new. Free the array. */
static GPtrArray *new_lines(const KwStory *story, const char *part, const GPtrArray *lines)
{
	GPtrArray *left = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++) {
		const char *from = origin_of(story, part, lines->pdata[i]);

		if (!g_strv_contains(said_beside, from) && !is_the_reason(story, from) &&
		    !is_the_headline(story, lines->pdata[i], from))
			g_ptr_array_add(left, lines->pdata[i]);
	}
	return left;
}

static void set_new_lines(JsonObject *data, const char *key, const KwStory *story, const char *part,
			  const GPtrArray *lines)
{
	g_autoptr(GPtrArray) left = new_lines(story, part, lines);

	kw_making_set_lines(data, key, left);
}

/* --- the message to the contractor --- */

static const char *const for_contractors[] = {"phrases:ask.ids",      "phrases:ask.affected",
					      "phrases:ask.versions", "phrases:ask.fixed",
					      "phrases:ask.source",   NULL};

/* The owner reads the message, too: numbers, versions and the address, which are nothing to him,
 * stand below what he asks; the source's own title only where the contractor has nothing else to
 * find it by. */
static void split_ask(const KwStory *story, GPtrArray *out_ask, GPtrArray *out_details)
{
	char *title = NULL;

	for (guint i = 0; i < story->ask->len; i++) {
		char *line = story->ask->pdata[i];
		const char *origin = origin_of(story, "ask", line);

		if (g_str_equal(origin, "phrases:ask.title"))
			title = line;
		else
			g_ptr_array_add(g_strv_contains(for_contractors, origin) ? out_details
										 : out_ask,
					line);
	}
	if (title && !out_details->len)
		g_ptr_array_add(out_details, title);
}

static void set_ask(JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) ask = g_ptr_array_new(), details = g_ptr_array_new();

	split_ask(story, ask, details);
	kw_making_set_lines(data, "ask", ask);
	kw_making_set_lines(data, "ask_details", details);
	json_object_set_boolean_member(data, "ask_says_source",
				       has_origin(story, "ask", "phrases:ask.source"));
}

/* --- in full --- */

static void set_comment(KwMaking *m, JsonObject *data, const char *comment)
{
	g_autoptr(KwReadability) read = kw_readability_of(comment ? comment : "", NULL, m->words);

	kw_say_set(data, "comment", comment);
	if (comment && g_str_equal(read->language, "ja") && !g_str_equal(m->config->language, "ja"))
		kw_say_set(data, "comment_language", read->language);
}

gboolean kw_making_is_retold(const KwMaking *m, const KwStory *story)
{
	return !g_strcmp0(story->credit, kw_words_phrase(m->words, "credit.facts"));
}

static void set_source(KwMaking *m, JsonObject *data, const KwStory *story)
{
	g_autofree char *day = kw_making_say_day(m, "date.plain", story->source_day);

	kw_say_set(data, "source_name", story->source_name);
	kw_say_set(data, "source_id", story->source_id);
	kw_say_set(data, "source_day", day);
	kw_making_set_link(data, "source_url", story->source_url);
	kw_say_set(data, "credit", story->credit);
	kw_say_set(data, "own_credit", kw_making_is_retold(m, story) ? NULL : story->credit);
}

JsonObject *kw_making_story(KwMaking *m, const KwStory *story, int n)
{
	JsonObject *data = json_object_new();
	g_autofree char *urgency = kw_making_say_urgency(m, story->level);
	g_autofree char *bulletin_day =
		*story->bulletin_on ? kw_making_say_day(m, "date.full", story->bulletin_on) : NULL;

	json_object_set_int_member(data, "n", n);
	kw_say_set(data, "headline", story->headline);
	kw_say_set(data, "action", story->action ? story->action : story->headline);
	kw_say_set(data, "urgency", urgency);
	kw_say_set(data, "why", story->why);
	set_comment(m, data, story->comment);
	set_source(m, data, story);
	kw_say_set(data, "bulletin_day", bulletin_day);
	json_object_set_boolean_member(data, "is_revised", story->is_revised);
	json_object_set_boolean_member(data, "is_yours", story->concerns_the_reader);
	json_object_set_boolean_member(data, "is_line", FALSE);
	json_object_set_boolean_member(data, "is_today", g_str_equal(story->level, "today"));
	if (story->minutes)
		json_object_set_int_member(data, "minutes", story->minutes);
	set_new_lines(data, "who", story, "who", story->who);
	set_new_lines(data, "what", story, "what", story->what);
	set_new_lines(data, "todo", story, "do", story->todo);
	set_ask(data, story);
	kw_making_set_lines(data, "tell", story->tell);
	kw_making_add_help(m, data, story);
	return data;
}

/* --- as a note --- */

/* The step that sends the message says nothing beside it. Free the array. */
static GPtrArray *note_todo(const KwStory *story)
{
	GPtrArray *todo = g_ptr_array_new();
	const char *first = story->todo->len ? story->todo->pdata[0] : NULL;
	gboolean sends = first && story->ask->len &&
			 g_str_has_prefix(origin_of(story, "do", first), "actions:ask-");

	if (first && !sends)
		g_ptr_array_add(todo, (gpointer)first);
	return todo;
}

/* At most `most` sentences on what can happen, rather than on what the thing is. Free the array. */
static GPtrArray *note_what(const KwStory *story, guint most)
{
	GPtrArray *what = new_lines(story, "what", story->what);
	const char *first = what->len ? origin_of(story, "what", what->pdata[0]) : "";

	if (what->len > most && g_str_has_suffix(first, ".about"))
		g_ptr_array_remove_index(what, 0);
	g_ptr_array_set_size(what, (gint)MIN(what->len, most));
	return what;
}

/* The first line of the message that was made of `from`; NULL = none. */
static char *ask_line(const KwStory *story, const char *from)
{
	for (guint i = 0; i < story->ask->len; i++)
		if (g_str_equal(origin_of(story, "ask", story->ask->pdata[i]), from))
			return story->ask->pdata[i];
	return NULL;
}

/* A message of one line: what it is about, the first questions, and what to find it by: numbers, or
 * the title. */
static void shorten_ask(JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) ask = g_ptr_array_new(), details = g_ptr_array_new();
	char *ids = ask_line(story, "phrases:ask.ids");
	char *to_find_by = ids ? ids : ask_line(story, "phrases:ask.title");

	split_ask(story, ask, details);
	g_ptr_array_set_size(ask, (gint)MIN(ask->len, 1 + NOTE_QUESTIONS));
	g_ptr_array_set_size(details, 0);
	if (to_find_by)
		g_ptr_array_add(details, to_find_by);
	kw_making_set_lines(data, "ask", ask);
	kw_making_set_lines(data, "ask_details", details);
}

void kw_making_shorten(JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) todo = note_todo(story);
	guint told = todo->len + (story->ask->len > 0);
	g_autoptr(GPtrArray) what = note_what(story, NOTE_LINES - MIN(told, NOTE_LINES));

	kw_making_set_lines(data, "what", what);
	kw_making_set_lines(data, "todo", todo);
	shorten_ask(data, story);
	kw_making_set_lines(data, "tell", NULL);
}
