/* From stories to template data. Sentences that depend on data (dates, urgency) are patterns in the
 * word file "phrases"; nothing that a reader sees stands here. */
#include "digest/render_data.h"

#include "base/when.h"
#include "digest/standing.h"
#include "mail/compose.h"
#include "say-private.h"

#include <string.h>

#define MAX_ACTIONS    3
#define MAX_GLOSSES    12
#define MAX_NOTE_LINES 2

/* One issue's data under way: errors are kept, the first one wins. */
typedef struct {
	const KwConfig *config;
	const KwWords *words;
	const char *day; /* of the issue */
	GError *error;
} Making;

static char *say(Making *m, const char *phrase, JsonObject *data)
{
	char *text = kw_say(m->words, phrase, data, m->error ? NULL : &m->error);

	return text ? text : g_strdup("");
}

/* A date as readers see it: phrase "date.full" (2026年11月19日（木）) or "date.short" (11月19日).
 */
static char *say_day(Making *m, const char *phrase, const char *day)
{
	g_autoptr(JsonObject) data = kw_say_day_data(m->words, day);

	return data ? say(m, phrase, data) : NULL;
}

/* "今日中（11月19日）", "11月26日まで": urgency always carries its date. */
static char *say_urgency(Making *m, const char *level, const char *day)
{
	g_autofree char *phrase = g_strdup_printf("urgency.%s", level);
	g_autofree char *in_a_week = kw_when_day_add(day, KW_STORY_WEEK_DAYS);
	g_autofree char *today = say_day(m, "date.short", day);
	g_autofree char *until = say_day(m, "date.short", in_a_week);
	g_autoptr(JsonObject) data = json_object_new();

	json_object_set_string_member(data, "today", today);
	json_object_set_string_member(data, "until", until);
	return say(m, phrase, data);
}

/* A link in a letter goes to a page: what else an address can be (javascript:, data:) is none. */
static void set_link(JsonObject *object, const char *key, const char *url)
{
	if (url && (g_ascii_strncasecmp(url, "https://", strlen("https://")) == 0 ||
		    g_ascii_strncasecmp(url, "http://", strlen("http://")) == 0))
		kw_say_set(object, key, url);
}

static void set_lines(JsonObject *object, const char *key, const GPtrArray *lines)
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

static JsonObject *story_data(Making *m, const KwStory *story, const char *day, int n)
{
	JsonObject *data = json_object_new();
	g_autofree char *urgency = say_urgency(m, story->level, day);
	g_autofree char *source_day = say_day(m, "date.plain", story->source_day);
	g_autofree char *bulletin_day =
		*story->bulletin_on ? say_day(m, "date.full", story->bulletin_on) : NULL;

	json_object_set_int_member(data, "n", n);
	kw_say_set(data, "headline", story->headline);
	kw_say_set(data, "action", story->action ? story->action : story->headline);
	kw_say_set(data, "urgency", urgency);
	kw_say_set(data, "why", story->why);
	kw_say_set(data, "comment", story->comment);
	kw_say_set(data, "source_name", story->source_name);
	kw_say_set(data, "source_id", story->source_id);
	kw_say_set(data, "source_day", source_day);
	kw_say_set(data, "bulletin_day", bulletin_day);
	set_link(data, "source_url", story->source_url);
	kw_say_set(data, "credit", story->credit);
	json_object_set_boolean_member(data, "is_revised", story->is_revised);
	json_object_set_boolean_member(data, "is_yours", story->concerns_the_reader);
	json_object_set_boolean_member(data, "is_today", g_str_equal(story->level, "today"));
	if (story->minutes)
		json_object_set_int_member(data, "minutes", story->minutes);
	set_lines(data, "who", story->who);
	set_lines(data, "what", story->what);
	set_lines(data, "todo", story->todo);
	set_lines(data, "ask", story->ask);
	return data;
}

/* 知っておく takes five lines: headline, two of these, source and address. A step that sends the
 * message to a contractor says in one line what the message is for, because it does not stand here.
 */
static void shorten(JsonObject *data, const KwStory *story)
{
	g_autoptr(GPtrArray) what = g_ptr_array_new(), todo = g_ptr_array_new();

	if (story->ask->len && story->action)
		g_ptr_array_add(todo, story->action);
	else if (story->todo->len && !story->ask->len)
		g_ptr_array_add(todo, story->todo->pdata[0]);
	for (guint i = 0; i < story->what->len && what->len + todo->len < MAX_NOTE_LINES; i++)
		g_ptr_array_add(what, story->what->pdata[i]);
	set_lines(data, "what", what);
	set_lines(data, "todo", todo);
	set_lines(data, "ask", NULL);
}

static void add_stories(Making *m, JsonObject *root, const char *key, const GPtrArray *stories,
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

/* 今週やること: the first three stories by urgency; what is only to be known fills up the three,
 * but makes no list of its own, because nothing has to be done. */
static void add_actions(Making *m, JsonObject *root, const GPtrArray *stories,
			const GPtrArray *shorts, const char *day)
{
	JsonArray *array = json_array_new();
	guint n = stories->len ? MIN(stories->len + shorts->len, MAX_ACTIONS) : 0;

	for (guint i = 0; i < n; i++) {
		const KwStory *story = i < stories->len ? stories->pdata[i]
							: shorts->pdata[i - stories->len];

		json_array_add_object_element(array, story_data(m, story, day, (int)i + 1));
	}
	json_object_set_boolean_member(root, "has_actions", n > 0);
	json_object_set_array_member(root, "actions", array);
	if (n > 0) {
		const KwStory *first = stories->pdata[0];

		kw_say_set(root, "first_action", first->action ? first->action : first->headline);
		kw_say_set(root, "first_headline", first->headline);
	}
	if (stories->len > 1)
		json_object_set_int_member(root, "more_actions",
					   (gint64)MIN(stories->len, MAX_ACTIONS) - 1);
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

static void set_texts(JsonObject *data, const KwWord *entry, const char *const *keys)
{
	for (; *keys; keys++)
		kw_say_set(data, *keys, kw_word_text(entry, *keys));
}

/* The question or the guide of this issue, and its place among those that can be printed. A letter
 * claims an edition only where somebody has seen it. */
static void add_turn(Making *m, JsonObject *root, const char *key, const char *file,
		     const char *parts)
{
	static const char *const keys[] = {"question",  "advice_partly",
					   "advice_no", "advice_unknown",
					   "title",     "publisher",
					   "note",      "summary",
					   "url",       NULL};
	g_autoptr(GPtrArray) chosen = kw_standing_parts(m->words, parts, file);
	g_autoptr(GPtrArray) all = kw_standing_list(m->words, file);
	JsonObject *data;
	guint place;

	if (!chosen->len || !g_ptr_array_find(all, chosen->pdata[0], &place))
		return;
	data = json_object_new();
	json_object_set_int_member(data, "n", (gint64)place + 1);
	json_object_set_int_member(data, "of", all->len);
	set_texts(data, all->pdata[place], keys);
	if (kw_standing_is_confirmed(all->pdata[place]))
		kw_say_set(data, "edition", kw_word_text(all->pdata[place], "edition"));
	json_object_set_object_member(root, key, data);
}

/* Phrase "date.plain", or where only the month is known, "date.around". */
static char *say_date(Making *m, const char *date)
{
	g_autofree char *first = NULL;

	if (!date || strlen(date) != strlen("2026-11"))
		return date ? say_day(m, "date.plain", date) : NULL;
	first = g_strconcat(date, "-01", NULL);
	return say_day(m, "date.around", first);
}

static int days_until(const char *from, const char *until)
{
	GDate days[2];
	const char *const texts[] = {from, until};

	for (int i = 0; i < 2; i++) {
		KwDay day;

		if (!kw_when_parse_day(texts[i], &day))
			return 0;
		g_date_clear(&days[i], 1);
		g_date_set_dmy(&days[i], (GDateDay)day.day, (GDateMonth)day.month,
			       (GDateYear)day.year);
	}
	return g_date_days_between(&days[0], &days[1]);
}

static JsonObject *support_data(Making *m, const KwWord *product)
{
	static const char *const keys[] = {"name", "plain", "see", NULL};
	const char *until = kw_word_text(product, "supported_until");
	g_autofree char *said = say_day(m, "date.full", until);
	JsonObject *data = json_object_new();

	set_texts(data, product, keys);
	kw_say_set(data, "until", said);
	json_object_set_int_member(data, "days", days_until(m->day, until));
	return data;
}

static JsonObject *programme_data(Making *m, const KwWord *programme)
{
	static const char *const keys[] = {"title", "publisher", "summary", NULL};
	g_autofree char *starts = say_date(m, kw_word_text(programme, "starts_on"));
	g_autofree char *ends = say_date(m, kw_word_text(programme, "ends_on"));
	JsonObject *data = json_object_new();

	set_texts(data, programme, keys);
	kw_say_set(data, "starts", starts);
	kw_say_set(data, "ends", ends);
	set_link(data, "url", kw_word_text(programme, "url"));
	return data;
}

static JsonObject *season_data(Making *m G_GNUC_UNUSED, const KwWord *season)
{
	static const char *const keys[] = {"title", "text", NULL};
	g_autoptr(GPtrArray) todo = kw_word_texts(season, "todo");
	JsonObject *data = json_object_new();

	set_texts(data, season, keys);
	set_lines(data, "todo", todo);
	return data;
}

/* Parts of which there may be several, or none. */
static const struct {
	const char *key, *file;
	JsonObject *(*data)(Making *m, const KwWord *entry);
} standing[] = {
	{"support", "products", support_data},
	{"programmes", "programmes", programme_data},
	{"seasons", "seasons", season_data},
};

static void add_standing(Making *m, JsonObject *root, const KwIssue *issue)
{
	for (size_t s = 0; s < G_N_ELEMENTS(standing); s++) {
		g_autofree char *has = g_strconcat("has_", standing[s].key, NULL);
		g_autoptr(GPtrArray)
			entries = kw_standing_parts(m->words, issue->parts, standing[s].file);
		JsonArray *array = json_array_new();

		for (guint i = 0; i < entries->len; i++)
			json_array_add_object_element(array,
						      standing[s].data(m, entries->pdata[i]));
		json_object_set_boolean_member(root, has, entries->len > 0);
		json_object_set_array_member(root, standing[s].key, array);
	}
	add_turn(m, root, "selfcheck", "selfcheck", issue->parts);
	add_turn(m, root, "guide", "guides", issue->parts);
}

/* What speaks of a bulletin that was sent (template "reply"): in staff's own words. */
static void add_reply(Making *m, JsonObject *root, const KwIssue *issue)
{
	g_autofree char *day = say_day(m, "date.full", issue->bulletin_on);
	g_auto(GStrv) lines = g_strsplit(issue->note ? issue->note : "", "\n", -1);
	g_autoptr(GPtrArray) note = g_ptr_array_new();

	for (char **line = lines; *line; line++)
		g_ptr_array_add(note, *line);
	json_object_set_boolean_member(root, "is_correction",
				       g_strcmp0(issue->reply, "correction") == 0);
	json_object_set_boolean_member(root, "is_clear", g_strcmp0(issue->reply, "clear") == 0);
	kw_say_set(root, "bulletin_day", day);
	kw_say_set(root, "bulletin_subject", issue->bulletin_subject);
	set_lines(root, "note", note);
}

static void add_partners(JsonObject *root, const GPtrArray *partners)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < partners->len; i++) {
		const KwConfigPartner *partner = partners->pdata[i];
		JsonObject *data = json_object_new();

		kw_say_set(data, "name", partner->name);
		set_link(data, "url", partner->url);
		json_array_add_object_element(array, data);
	}
	json_object_set_boolean_member(root, "has_partners", partners->len > 0);
	json_object_set_array_member(root, "partners", array);
}

static void add_publisher(JsonObject *root, const KwConfig *config)
{
	kw_say_set(root, "title", config->title);
	kw_say_set(root, "publisher", config->publisher_name);
	kw_say_set(root, "postal_address", config->postal_address);
	kw_say_set(root, "phone", config->phone);
	kw_say_set(root, "contact", config->contact);
	kw_say_set(root, "website", config->website);
	kw_say_set(root, "from", config->from);
	add_partners(root, config->partners);
}

static void add_gaps(JsonObject *root)
{
	json_object_set_string_member(root, "greeting", kw_compose_gap(KW_FIELD_GREETING));
	json_object_set_string_member(root, "leave_link", kw_compose_gap(KW_FIELD_LEAVE_LINK));
	json_object_set_string_member(root, "consent", kw_compose_gap(KW_FIELD_CONSENT));
}

static void add_time(JsonObject *root, const KwConfig *config, int64_t now)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, config->timezone);
	g_autofree char *time = g_date_time_format(local, "%H:%M");

	kw_say_set(root, "time", time);
}

JsonNode *kw_render_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now,
			 GError **error)
{
	Making m = {.config = config, .words = words, .day = issue->planned_on};
	g_autoptr(JsonObject) root = json_object_new();
	const char *day = issue->planned_on;
	g_autofree char *date = say_day(&m, "date.full", day);
	g_autofree char *short_date = say_day(&m, "date.short", day);

	add_publisher(root, config);
	add_gaps(root);
	add_time(root, config, now);
	json_object_set_int_member(root, "number", issue->number);
	json_object_set_int_member(root, "reading_minutes", 5);
	kw_say_set(root, "date", date);
	kw_say_set(root, "short_date", short_date);
	kw_say_set(root, "language", config->language);
	add_stories(&m, root, "stories", stories, day, 1);
	add_stories(&m, root, "shorts", shorts, day, (int)stories->len + 1);
	add_actions(&m, root, stories, shorts, day);
	add_glossary(root, stories, shorts);
	add_standing(&m, root, issue);
	if (issue->reply)
		add_reply(&m, root, issue);
	if (m.error) {
		g_propagate_error(error, m.error);
		return NULL;
	}
	return json_node_init_object(json_node_alloc(), root);
}
