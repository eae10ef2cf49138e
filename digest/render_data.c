/* From stories to template data. Sentences that depend on data (dates, urgency) are patterns in the
 * word file "phrases"; nothing that a reader sees stands here. */
#include "digest/render_data.h"

#include "base/text.h"
#include "base/when.h"
#include "mail/compose.h"
#include "say-private.h"

#include <string.h>

#define MAX_ACTIONS 3
#define MAX_GLOSSES 12

/* One issue's data under way: errors are kept, the first one wins. */
typedef struct {
	const KwConfig *config;
	const KwWords *words;
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

	json_object_set_int_member(data, "n", n);
	kw_say_set(data, "headline", story->headline);
	kw_say_set(data, "action", story->action ? story->action : story->headline);
	kw_say_set(data, "urgency", urgency);
	kw_say_set(data, "why", story->why);
	kw_say_set(data, "comment", story->comment);
	kw_say_set(data, "source_name", story->source_name);
	kw_say_set(data, "source_id", story->source_id);
	kw_say_set(data, "source_day", source_day);
	set_link(data, "source_url", story->source_url);
	kw_say_set(data, "credit", story->credit);
	json_object_set_boolean_member(data, "is_revised", story->is_revised);
	json_object_set_boolean_member(data, "is_today", g_str_equal(story->level, "today"));
	if (story->minutes)
		json_object_set_int_member(data, "minutes", story->minutes);
	set_lines(data, "who", story->who);
	set_lines(data, "what", story->what);
	set_lines(data, "todo", story->todo);
	set_lines(data, "ask", story->ask);
	set_lines(data, "tell", story->tell);
	return data;
}

static void add_stories(Making *m, JsonObject *root, const char *key, const GPtrArray *stories,
			const char *day, int first)
{
	g_autofree char *has = g_strdup_printf("has_%s", key);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < stories->len; i++)
		json_array_add_object_element(
			array, story_data(m, stories->pdata[i], day, first + (int)i));
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
		json_object_set_int_member(root, "more_actions", (gint64)stories->len - 1);
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

/* The letters go to companies of every size. A guide for others (the state, operators of
 * infrastructure), or one that was superseded or withdrawn, is known here and never printed. */
static gboolean is_printable(const KwWord *entry)
{
	static const char *const readers[] = {"everyone", "small", NULL};
	const char *audience = kw_word_text(entry, "audience");

	return g_strcmp0(kw_word_text(entry, "current"), "no") != 0 &&
	       (!audience || g_strv_contains(readers, audience));
}

static GPtrArray *list_printable(const KwWords *words, const char *file)
{
	GPtrArray *entries = kw_words_list(words, file);

	for (guint i = entries->len; i > 0; i--)
		if (!is_printable(entries->pdata[i - 1]))
			g_ptr_array_remove_index(entries, i - 1);
	return entries;
}

/* A letter claims an edition only where somebody has seen it. */
static gboolean is_confirmed(const KwWord *entry)
{
	const char *day = kw_word_text(entry, "confirmed_on");

	return day && strcmp(day, "unchecked") != 0;
}

/* Standing parts rotate by the issue's number: none comes again before all had their turn. */
static void add_turn(Making *m, JsonObject *root, const char *key, const char *file, int number)
{
	static const char *const keys[] = {"question",       "advice_partly", "advice_no",
					   "advice_unknown", "title",         "publisher",
					   "note",           "summary",       "url"};
	g_autoptr(GPtrArray) entries = list_printable(m->words, file);
	const KwWord *entry;
	JsonObject *data;
	guint turn;

	if (!entries->len)
		return;
	turn = (guint)(number - 1) % entries->len;
	entry = entries->pdata[turn];
	data = json_object_new();
	json_object_set_int_member(data, "n", (gint64)turn + 1);
	json_object_set_int_member(data, "of", entries->len);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		kw_say_set(data, keys[i], kw_word_text(entry, keys[i]));
	if (is_confirmed(entry))
		kw_say_set(data, "edition", kw_word_text(entry, "edition"));
	json_object_set_object_member(root, key, data);
}

/* What tel: dials (RFC 3966): the first number in "０３（0000）0000 代表". */
static void add_phone_link(JsonObject *root, const char *phone)
{
	g_autofree char *plain = phone ? kw_text_fold(phone) : g_strdup("");
	g_autoptr(GString) dialled = g_string_new(NULL);

	for (const char *p = plain; *p && strchr("+0123456789-(). ", *p); p++)
		if (*p == '+' || g_ascii_isdigit(*p))
			g_string_append_c(dialled, *p);
	kw_say_set(root, "phone_link", dialled->str);
}

static void add_publisher(JsonObject *root, const KwConfig *config)
{
	kw_say_set(root, "title", config->title);
	kw_say_set(root, "publisher", config->publisher_name);
	kw_say_set(root, "postal_address", config->postal_address);
	kw_say_set(root, "phone", config->phone);
	add_phone_link(root, config->phone);
	kw_say_set(root, "contact", config->contact);
	kw_say_set(root, "website", config->website);
	kw_say_set(root, "from", config->from);
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
	Making m = {.config = config, .words = words};
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
	add_turn(&m, root, "selfcheck", "selfcheck", issue->number);
	add_turn(&m, root, "guide", "guides", issue->number);
	if (m.error) {
		g_propagate_error(error, m.error);
		return NULL;
	}
	return json_node_init_object(json_node_alloc(), root);
}
