/* How much of its stories a letter tells, and how long it takes to read. Both follow from the text,
 * and the text names the time; so it is rendered to be measured, with less and less told in full,
 * until it can be read in the minutes of the configuration. A bulletin is told whole. */
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

JsonNode *kw_extent_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now,
			 GError **error)
{
	gboolean is_weekly = g_str_equal(kw_extent_form(issue), "weekly");
	int64_t seconds;

	for (size_t i = 0;; i++) {
		const KwExtent *extent = is_weekly ? &extents[i] : NULL;
		gboolean is_last = !is_weekly || i + 1 == G_N_ELEMENTS(extents);
		g_autoptr(JsonNode) data =
			kw_render_data(config, words, issue, stories, shorts, extent, now, error);

		if (!data || !set_times(config, words, issue, data, &seconds, error))
			return NULL;
		if (is_last || seconds <= 60 * config->weekly_minutes + ROUGHLY_S)
			return g_steal_pointer(&data);
	}
}
