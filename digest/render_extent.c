/* How much of its stories a letter tells, and how long it takes to read. Both follow from the text,
 * and the text names the time; so it is rendered to be measured, with more or less told in full,
 * until it is the most that can be read in the minutes of the configuration. A bulletin is told
 * whole. */
#include "render_extent-private.h"

#include "base/part.h"
#include "digest/reading_time.h"

#define HEAD_STEP_S 15
#define ROUGHLY_S   15 /* "about five minutes" is as much more */

const char *kw_extent_form(const KwIssue *issue)
{
	return issue->reply ? "reply" : issue->kind;
}

/* What stands first in a letter and may be all that is read, by kind. */
static const struct {
	const char *form, *head;
} heads[] = {{"weekly", "actions"}, {"bulletin", "urgent"}};

/* "About so many minutes": the nearest number, at least one. */
static int64_t about_minutes(int64_t seconds)
{
	return MAX((seconds + 30) / 60, 1);
}

/* "head_minutes", or where it takes less than one, "head_seconds". */
static gboolean set_head_time(const KwConfig *config, const KwWords *words, const char *form,
			      JsonNode *data, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		JsonObject *root = json_node_get_object(data);
		g_autofree char *head = NULL;
		int64_t seconds, stepped;

		if (!g_str_equal(heads[i].form, form))
			continue;
		if (!(head = kw_part_render(config, heads[i].head, "txt", data, error)))
			return FALSE;
		seconds = kw_reading_time_s(words, head);
		stepped = MAX((seconds + HEAD_STEP_S - 1) / HEAD_STEP_S, 2) * HEAD_STEP_S;
		json_object_remove_member(root, stepped < 60 ? "head_minutes" : "head_seconds");
		if (stepped < 60)
			json_object_set_int_member(root, "head_seconds", stepped);
		else
			json_object_set_int_member(root, "head_minutes", about_minutes(seconds));
	}
	return TRUE;
}

/* Reading times: they need the text, and the text names them, so the text is rendered with a
 * one-digit stand-in first. *out_seconds: for all of it. */
static gboolean set_times(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			  JsonNode *data, int64_t *out_seconds, GError **error)
{
	g_autofree char *draft = NULL;

	if (!set_head_time(config, words, kw_extent_form(issue), data, error) ||
	    !(draft = kw_part_render(config, kw_extent_form(issue), "txt", data, error)))
		return FALSE;
	*out_seconds = kw_reading_time_s(words, draft);
	json_object_set_int_member(json_node_get_object(data), "reading_minutes",
				   about_minutes(*out_seconds));
	return TRUE;
}

/* How much a weekly tells, from much to little. The most urgent story is always told in full, and
 * nothing is left out: what is not told at length has its line. */
static const KwExtent extents[] = {{3, 5}, {3, 3}, {2, 5}, {2, 4}, {2, 3}, {1, 5},
				   {1, 4}, {1, 3}, {1, 2}, {1, 1}, {1, 0}};

/* What is to be told. */
typedef struct {
	const KwConfig *config;
	const KwWords *words;
	const KwIssue *issue;
	const GPtrArray *stories, *shorts;
	int64_t now;
} Telling;

/* Its data with the extent `at`, NULL: all of it; and whether that can be read in the time. */
static JsonNode *tell(const Telling *t, const KwExtent *at, gboolean *out_fits, GError **error)
{
	g_autoptr(JsonNode) data = kw_render_data(t->config, t->words, t->issue, t->stories,
						  t->shorts, at, t->now, error);
	int64_t seconds;

	if (!data || !set_times(t->config, t->words, t->issue, data, &seconds, error))
		return NULL;
	*out_fits = seconds <= 60 * t->config->weekly_minutes + ROUGHLY_S;
	return g_steal_pointer(&data);
}

JsonNode *kw_extent_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now, int *at,
			 GError **error)
{
	const Telling telling = {config, words, issue, stories, shorts, now};
	gboolean is_weekly = g_str_equal(kw_extent_form(issue), "weekly"), fits, next_fits;
	int last = is_weekly ? G_N_ELEMENTS(extents) - 1 : 0, step;
	g_autoptr(JsonNode) data = tell(&telling, is_weekly ? &extents[*at] : NULL, &fits, error);

	if (!data)
		return NULL;
	/* more, as long as that fits; or less, until it does */
	step = fits ? -1 : 1;
	for (int next = *at + step; next >= 0 && next <= last; next += step) {
		g_autoptr(JsonNode) other = tell(&telling, &extents[next], &next_fits, error);

		if (!other)
			return NULL;
		if (fits && !next_fits)
			break;
		*at = next;
		json_node_unref(data);
		data = g_steal_pointer(&other);
		if (!fits && next_fits)
			break;
	}
	return g_steal_pointer(&data);
}
