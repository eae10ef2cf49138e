/* From stories to template data. Sentences that depend on data (dates, urgency) are patterns in the
 * word file "phrases"; nothing that a reader sees stands here. What helps to do what a story asks
 * is render_help.c, who sends render_sender.c, the standing parts render_parts.c. */
#include "digest/render_data.h"

#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "digest/readability.h"
#include "render_data-private.h"

#include <string.h>

#define MAX_GLOSSES    12
#define MAX_NOTE_LINES 2

static char *say(KwMaking *m, const char *phrase, JsonObject *data)
{
	char *text = kw_say(m->words, phrase, data, m->error ? NULL : &m->error);

	return text ? text : g_strdup("");
}

char *kw_making_say_day(KwMaking *m, const char *phrase, const char *day)
{
	g_autoptr(JsonObject) data = kw_say_day_data(m->words, day);

	return data ? say(m, phrase, data) : NULL;
}

/* "今日中（11月19日）", "11月26日まで": urgency always carries its date. */
static char *say_urgency(KwMaking *m, const char *level, const char *day)
{
	g_autofree char *phrase = g_strdup_printf("urgency.%s", level);
	g_autofree char *in_a_week = kw_when_day_add(day, KW_STORY_WEEK_DAYS);
	g_autofree char *today = kw_making_say_day(m, "date.short", day);
	g_autofree char *until = kw_making_say_day(m, "date.short", in_a_week);
	g_autoptr(JsonObject) data = json_object_new();

	json_object_set_string_member(data, "today", today);
	json_object_set_string_member(data, "until", until);
	return say(m, phrase, data);
}

void kw_making_set_link(JsonObject *object, const char *key, const char *url)
{
	if (url && (g_ascii_strncasecmp(url, "https://", strlen("https://")) == 0 ||
		    g_ascii_strncasecmp(url, "http://", strlen("http://")) == 0))
		kw_say_set(object, key, url);
}

void kw_making_set_lines(JsonObject *object, const char *key, const GPtrArray *lines)
{
	g_autofree char *has = g_strdup_printf("has_%s", key);
	JsonArray *array = json_array_new();

	for (guint i = 0; lines && i < lines->len; i++) {
		g_autofree char *clean = kw_say_clean(lines->pdata[i]);

		json_array_add_string_element(array, clean);
	}
	json_object_set_boolean_member(object, has, json_array_get_length(array) > 0);
	json_object_set_array_member(object, key, array);
}

/* Which pattern a line of the message was made of ("phrases:ask.ids"); "" = not known. */
static const char *origin_of(const KwStory *story, const char *line)
{
	for (guint i = 0; story->origins && i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (g_str_equal(origin->part, "ask") && g_str_equal(origin->sentence, line))
			return origin->from;
	}
	return "";
}

/* The owner reads the message, too: numbers, versions and the address, which are nothing to him,
 * stand below what he asks; the source's own title only where the contractor has nothing else to
 * find it by. */
static void set_ask(JsonObject *data, const KwStory *story)
{
	static const char *const for_contractors[] = {"phrases:ask.ids", "phrases:ask.versions",
						      "phrases:ask.source", NULL};
	g_autoptr(GPtrArray) ask = g_ptr_array_new(), details = g_ptr_array_new();
	char *title = NULL;

	for (guint i = 0; i < story->ask->len; i++) {
		char *line = story->ask->pdata[i];
		const char *origin = origin_of(story, line);

		if (g_str_equal(origin, "phrases:ask.title"))
			title = line;
		else
			g_ptr_array_add(g_strv_contains(for_contractors, origin) ? details : ask,
					line);
	}
	if (title && !details->len)
		g_ptr_array_add(details, title);
	kw_making_set_lines(data, "ask", ask);
	kw_making_set_lines(data, "ask_details", details);
}

static void set_comment(KwMaking *m, JsonObject *data, const char *comment)
{
	g_autoptr(KwReadability) read = kw_readability_of(comment ? comment : "", NULL, m->words);

	kw_say_set(data, "comment", comment);
	if (comment && g_str_equal(read->language, "ja") && !g_str_equal(m->config->language, "ja"))
		kw_say_set(data, "comment_language", read->language);
}

/* That a story is told in our own words of a source is said once a letter; what a licence or a
 * publisher wants said stands at the story. */
static gboolean is_retold(const KwMaking *m, const KwStory *story)
{
	return !g_strcmp0(story->credit, kw_words_phrase(m->words, "credit.facts"));
}

static JsonObject *story_data(KwMaking *m, const KwStory *story, const char *day, int n)
{
	JsonObject *data = json_object_new();
	g_autofree char *urgency = say_urgency(m, story->level, day);
	g_autofree char *source_day = kw_making_say_day(m, "date.plain", story->source_day);
	g_autofree char *bulletin_day =
		*story->bulletin_on ? kw_making_say_day(m, "date.full", story->bulletin_on) : NULL;

	json_object_set_int_member(data, "n", n);
	kw_say_set(data, "headline", story->headline);
	kw_say_set(data, "action", story->action ? story->action : story->headline);
	kw_say_set(data, "urgency", urgency);
	kw_say_set(data, "why", story->why);
	set_comment(m, data, story->comment);
	kw_say_set(data, "source_name", story->source_name);
	kw_say_set(data, "source_id", story->source_id);
	kw_say_set(data, "source_day", source_day);
	kw_say_set(data, "bulletin_day", bulletin_day);
	kw_making_set_link(data, "source_url", story->source_url);
	kw_say_set(data, "credit", story->credit);
	kw_say_set(data, "own_credit", is_retold(m, story) ? NULL : story->credit);
	json_object_set_boolean_member(data, "is_revised", story->is_revised);
	json_object_set_boolean_member(data, "is_yours", story->concerns_the_reader);
	json_object_set_boolean_member(data, "is_today", g_str_equal(story->level, "today"));
	if (story->minutes)
		json_object_set_int_member(data, "minutes", story->minutes);
	kw_making_set_lines(data, "who", story->who);
	kw_making_set_lines(data, "what", story->what);
	kw_making_set_lines(data, "todo", story->todo);
	set_ask(data, story);
	kw_making_set_lines(data, "tell", story->tell);
	kw_making_add_help(m, data, story);
	return data;
}

/* 知っておく takes five lines: headline, two of these, source and address; and the credit where one
 * is owed. A step that sends the message to a contractor says in one line what the message is for,
 * because it does not stand here. */
static void shorten(JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) what = g_ptr_array_new(), todo = g_ptr_array_new();

	if (story->ask->len && story->action)
		g_ptr_array_add(todo, story->action);
	else if (story->todo->len && !story->ask->len)
		g_ptr_array_add(todo, story->todo->pdata[0]);
	for (guint i = 0; i < story->what->len && what->len + todo->len < MAX_NOTE_LINES; i++)
		g_ptr_array_add(what, story->what->pdata[i]);
	kw_making_set_lines(data, "what", what);
	kw_making_set_lines(data, "todo", todo);
	kw_making_set_lines(data, "ask", NULL);
	kw_making_set_lines(data, "ask_details", NULL);
	kw_making_set_lines(data, "tell", NULL);
}

static void add_stories(KwMaking *m, JsonObject *root, const char *key, const GPtrArray *stories,
			const char *day, int first)
{
	g_autofree char *has = g_strdup_printf("has_%s", key);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < stories->len; i++) {
		JsonObject *data = story_data(m, stories->pdata[i], day, first + (int)i);

		if (g_str_equal(key, "shorts"))
			shorten(data, stories->pdata[i]);
		json_array_add_object_element(array, data);
	}
	json_object_set_boolean_member(root, has, stories->len > 0);
	json_object_set_array_member(root, key, array);
}

static void add_action(KwMaking *m, JsonArray *list, const KwStory *story, const char *day)
{
	int n = (int)json_array_get_length(list) + 1;

	json_array_add_object_element(list, story_data(m, story, day, n));
}

/* 今週やること: every story and every short note, in their order, so that nothing is asked of the
 * reader further down only. Whether there is something to do is what the stories say. */
static void add_actions(KwMaking *m, JsonObject *root, const GPtrArray *stories,
			const GPtrArray *shorts, const char *day)
{
	const KwStory *first = stories->len ? stories->pdata[0] : NULL;
	JsonArray *list = json_array_new();

	for (guint i = 0; i < stories->len; i++)
		add_action(m, list, stories->pdata[i], day);
	for (guint i = 0; i < shorts->len; i++)
		add_action(m, list, shorts->pdata[i], day);
	json_object_set_boolean_member(root, "has_actions", first != NULL);
	json_object_set_array_member(root, "actions", list);
	if (first) {
		kw_say_set(root, "first_action", first->action ? first->action : first->headline);
		kw_say_set(root, "first_headline", first->headline);
	}
	if (stories->len > 1)
		json_object_set_int_member(root, "more_actions", (gint64)stories->len - 1);
}

static void add_retold(KwMaking *m, JsonObject *root, const GPtrArray *stories)
{
	gboolean has_retold = FALSE;

	for (guint i = 0; i < stories->len; i++)
		has_retold = has_retold || is_retold(m, stories->pdata[i]);
	json_object_set_boolean_member(root, "has_retold", has_retold);
}

static void add_glosses(JsonArray *array, GHashTable *seen, const GPtrArray *stories)
{
	for (guint i = 0; i < stories->len; i++) {
		const KwStory *story = stories->pdata[i];

		for (guint g = 0; g < story->glossary->len; g++) {
			const KwGloss *gloss = story->glossary->pdata[g];
			JsonObject *entry;

			if (json_array_get_length(array) == MAX_GLOSSES ||
			    !g_hash_table_add(seen, gloss->term))
				continue;
			entry = json_object_new();
			kw_say_set(entry, "term", gloss->term);
			kw_say_set(entry, "meaning", gloss->meaning);
			json_array_add_object_element(array, entry);
		}
	}
}

/* Terms of all stories, each explained once. */
static void add_glossary(JsonObject *root, const GPtrArray *stories, const GPtrArray *shorts)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	JsonArray *array = json_array_new();

	add_glosses(array, seen, stories);
	add_glosses(array, seen, shorts);
	json_object_set_boolean_member(root, "has_glossary", json_array_get_length(array) > 0);
	json_object_set_array_member(root, "glossary", array);
}

/* What speaks of a bulletin that was sent (template "reply"): in staff's own words. */
static void add_reply(KwMaking *m, JsonObject *root, const KwIssue *issue)
{
	g_autofree char *day = kw_making_say_day(m, "date.full", issue->bulletin_on);
	g_auto(GStrv) lines = g_strsplit(issue->note ? issue->note : "", "\n", -1);
	g_autoptr(GPtrArray) note = g_ptr_array_new();

	for (char **line = lines; *line; line++)
		g_ptr_array_add(note, *line);
	json_object_set_boolean_member(root, "is_correction",
				       g_strcmp0(issue->reply, "correction") == 0);
	json_object_set_boolean_member(root, "is_clear", g_strcmp0(issue->reply, "clear") == 0);
	kw_say_set(root, "bulletin_day", day);
	kw_say_set(root, "bulletin_subject", issue->bulletin_subject);
	kw_making_set_lines(root, "note", note);
}

JsonNode *kw_render_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now,
			 GError **error)
{
	KwMaking m = {.config = config, .words = words, .day = issue->planned_on};
	g_autoptr(JsonObject) root = json_object_new();
	const char *day = issue->planned_on;
	g_autofree char *date = kw_making_say_day(&m, "date.full", day);
	g_autofree char *short_date = kw_making_say_day(&m, "date.short", day);

	kw_making_add_sender(&m, root, now);
	json_object_set_int_member(root, "number", issue->number);
	/* render.c knows them when the text is there */
	json_object_set_int_member(root, "reading_minutes", 5);
	json_object_set_int_member(root, "head_minutes", 1);
	kw_say_set(root, "date", date);
	kw_say_set(root, "short_date", short_date);
	kw_say_set(root, "language", config->language);
	add_stories(&m, root, "stories", stories, day, 1);
	add_stories(&m, root, "shorts", shorts, day, (int)stories->len + 1);
	add_actions(&m, root, stories, shorts, day);
	add_retold(&m, root, stories);
	add_glossary(root, stories, shorts);
	kw_making_add_firstaid(&m, root, stories, shorts);
	kw_making_add_parts(&m, root, issue);
	if (issue->reply)
		add_reply(&m, root, issue);
	if (m.error) {
		g_propagate_error(error, m.error);
		return NULL;
	}
	return json_node_init_object(json_node_alloc(), root);
}
