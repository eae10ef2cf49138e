/* From stories to template data. Sentences that depend on data (dates, urgency) are patterns in the
 * word file "phrases"; nothing that a reader sees stands here. What helps to do what a story asks
 * is render_help.c, what one story says render_story.c, the words that are explained
 * render_words.c, who sends render_sender.c, the standing parts render_parts.c. */
#include "digest/render_data.h"

#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "render_data-private.h"

#include <string.h>

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

char *kw_making_say_urgency(KwMaking *m, const char *level)
{
	g_autofree char *phrase = g_strdup_printf("urgency.%s", level);
	g_autofree char *in_a_week = kw_when_day_add(m->day, KW_STORY_WEEK_DAYS);
	g_autofree char *today = kw_making_say_day(m, "date.short", m->day);
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

/* --- which stories, and how much of each --- */

/* The stories of an issue by how much is told of them: KwStory *, borrowed. */
typedef struct {
	GPtrArray *stories, *notes, *lines;
} Told;

static void told_clear(Told *told)
{
	g_ptr_array_unref(told->stories);
	g_ptr_array_unref(told->notes);
	g_ptr_array_unref(told->lines);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

static Told divide(const GPtrArray *stories, const GPtrArray *shorts, const KwExtent *extent)
{
	Told told = {g_ptr_array_new(), g_ptr_array_new(), g_ptr_array_new()};
	guint in_full = MIN(extent ? extent->stories : stories->len, stories->len);

	for (guint i = 0; i < stories->len + shorts->len; i++) {
		gboolean is_short = i >= stories->len;
		gpointer story = is_short ? shorts->pdata[i - stories->len] : stories->pdata[i];
		GPtrArray *of_rest = !extent || told.notes->len < extent->notes ? told.notes
										: told.lines;

		g_ptr_array_add(i < in_full ? told.stories : of_rest, story);
	}
	return told;
}

/* Under `key`, numbered on from *n. */
static void add_stories(KwMaking *m, JsonObject *root, const char *key, const GPtrArray *stories,
			int *n)
{
	g_autofree char *has = g_strdup_printf("has_%s", key);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < stories->len; i++) {
		JsonObject *data = kw_making_story(m, stories->pdata[i], ++*n);

		if (g_str_equal(key, "shorts"))
			kw_making_shorten(data, stories->pdata[i]);
		json_array_add_object_element(array, data);
	}
	json_object_set_boolean_member(root, has, stories->len > 0);
	json_object_set_array_member(root, key, array);
}

/* What to know before, once each, whichever of the actions it belongs to. */
static void add_cautions(JsonObject *root, JsonArray *actions)
{
	g_autoptr(GPtrArray) cautions = g_ptr_array_new();

	for (guint i = 0; i < json_array_get_length(actions); i++) {
		const char *caution = json_object_get_string_member_with_default(
			json_array_get_object_element(actions, i), "caution_line", NULL);

		if (caution &&
		    !g_ptr_array_find_with_equal_func(cautions, caution, g_str_equal, NULL))
			g_ptr_array_add(cautions, (gpointer)caution);
	}
	kw_making_set_lines(root, "cautions", cautions);
}

/* 今週やること: every story and every short note, in their order, so that nothing is asked of the
 * reader further down only. Whether there is something to do is what the stories say. */
static void add_actions(KwMaking *m, JsonObject *root, const GPtrArray *stories, const Told *told)
{
	const GPtrArray *const listed[] = {told->stories, told->notes, told->lines};
	const KwStory *first = stories->len ? stories->pdata[0] : NULL;
	JsonArray *list = json_array_new();

	for (size_t l = 0; l < G_N_ELEMENTS(listed); l++)
		for (guint i = 0; i < listed[l]->len; i++) {
			int n = (int)json_array_get_length(list) + 1;
			JsonObject *action = kw_making_story(m, listed[l]->pdata[i], n);

			json_object_set_boolean_member(action, "is_line", listed[l] == told->lines);
			json_array_add_object_element(list, action);
		}
	json_object_set_boolean_member(root, "has_actions", first != NULL);
	json_object_set_array_member(root, "actions", list);
	add_cautions(root, list);
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
		has_retold = has_retold || kw_making_is_retold(m, stories->pdata[i]);
	json_object_set_boolean_member(root, "has_retold", has_retold);
}

static void add_told(KwMaking *m, JsonObject *root, const GPtrArray *stories,
		     const GPtrArray *shorts, const KwExtent *extent)
{
	g_auto(Told) told = divide(stories, shorts, extent);
	g_autoptr(GPtrArray) at_length = g_ptr_array_copy(told.stories, NULL, NULL);
	int n = 0;

	g_ptr_array_extend(at_length, told.notes, NULL, NULL);
	add_stories(m, root, "stories", told.stories, &n);
	add_stories(m, root, "shorts", told.notes, &n);
	add_actions(m, root, stories, &told);
	add_retold(m, root, at_length);
	kw_making_add_glossary(root, at_length);
	kw_making_add_firstaid(m, root, at_length, told.lines);
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
			 const GPtrArray *stories, const GPtrArray *shorts, const KwExtent *extent,
			 int64_t now, GError **error)
{
	KwMaking m = {.config = config, .words = words, .day = issue->planned_on};
	g_autoptr(JsonObject) root = json_object_new();
	g_autofree char *date = kw_making_say_day(&m, "date.full", m.day);
	g_autofree char *short_date = kw_making_say_day(&m, "date.short", m.day);

	kw_making_add_sender(&m, root, now);
	json_object_set_int_member(root, "number", issue->number);
	/* render.c knows them when the text is there */
	json_object_set_int_member(root, "reading_minutes", 5);
	json_object_set_int_member(root, "head_minutes", 1);
	json_object_set_int_member(root, "head_seconds", 45);
	kw_say_set(root, "date", date);
	kw_say_set(root, "short_date", short_date);
	kw_say_set(root, "language", config->language);
	add_told(&m, root, stories, shorts, extent);
	kw_making_add_parts(&m, root, issue);
	if (issue->reply)
		add_reply(&m, root, issue);
	if (m.error) {
		g_propagate_error(error, m.error);
		return NULL;
	}
	return json_node_init_object(json_node_alloc(), root);
}
