/* What a weekly draft carries, and what not and why: the store's side of digest/select and
 * digest/standing, which decide. */
#include "issue-private.h"

#include "digest/select.h"
#include "digest/standing.h"

#define MAX_STORIES    7
#define MAX_SHORTS     5
#define MAX_CANDIDATES 5000
#define MAX_LEFT_OUT   100                 /* of a kind: for reading */
#define LEFT_OUT_S     (14 * 24 * 60 * 60) /* older decisions are no news to staff */
#define MAX_EARLIER    500                 /* issues that turns are counted from: ten years */

static void item_free(gpointer item)
{
	g_free(((KwIssueItem *)item)->place);
	g_free(item);
}

GPtrArray *kw_choice_list(void)
{
	return g_ptr_array_new_with_free_func(item_free);
}

gboolean kw_choice_is_publishable(const KwItem *item)
{
	return !g_str_equal(item->state, "restricted") && !item->joined;
}

static void left_out_free(gpointer data)
{
	KwLeftOut *left_out = data;

	g_free(left_out->title);
	g_free(left_out->mark);
	g_free(left_out);
}

GPtrArray *kw_choice_left_out(void)
{
	return g_ptr_array_new_with_free_func(left_out_free);
}

static void leave_out(GPtrArray *list, const KwItem *item, const char *why)
{
	KwLeftOut *left_out = g_new0(KwLeftOut, 1);

	left_out->item = item->id;
	left_out->title = g_strdup(item->headline ? item->headline : item->title);
	left_out->why = why;
	if (!kw_choice_is_publishable(item)) /* other marks keep nothing back */
		left_out->mark = g_strdup(item->handling);
	g_ptr_array_add(list, left_out);
}

GPtrArray *kw_choice_items(KwDb *db, GPtrArray *left_out, GError **error)
{
	g_autoptr(GPtrArray) picked = kw_items_list(db, "picked", MAX_CANDIDATES, error);
	GPtrArray *chosen;

	if (!picked)
		return NULL;
	g_autoptr(GPtrArray) selected = kw_select_weekly(picked, MAX_STORIES, MAX_SHORTS);
	chosen = kw_choice_list();
	for (guint i = 0; i < selected->len; i++) {
		const KwSelected *s = selected->pdata[i];

		if (s->left_out) {
			leave_out(left_out, s->item, s->left_out);
			continue;
		}
		KwIssueItem *item = g_new0(KwIssueItem, 1);
		item->item = s->item->id;
		item->position = (int)chosen->len + 1;
		item->place = g_strdup(s->place);
		g_ptr_array_add(chosen, item);
	}
	return chosen;
}

gboolean kw_choice_note_others(KwDb *db, int64_t now, GPtrArray *left_out, GError **error)
{
	static const char *const states[] = {"restricted", "new", "dropped"};

	for (size_t s = 0; s < G_N_ELEMENTS(states); s++) {
		g_autoptr(GPtrArray) items =
			kw_items_list_since(db, states[s], now - LEFT_OUT_S, MAX_LEFT_OUT, error);

		if (!items)
			return FALSE;
		for (guint i = 0; i < items->len; i++)
			leave_out(left_out, items->pdata[i], states[s]);
	}
	return TRUE;
}

gboolean kw_choice_parts(KwDb *db, const KwWords *words, KwIssue *issue, const GPtrArray *chosen,
			 GError **error)
{
	g_autoptr(GPtrArray) earlier = kw_issues_list(db, "weekly", MAX_EARLIER, error);
	gboolean has_story = FALSE;

	if (!earlier)
		return FALSE;
	for (guint i = 0; i < chosen->len; i++)
		if (g_str_equal(((const KwIssueItem *)chosen->pdata[i])->place, "story"))
			has_story = TRUE;
	g_free(issue->parts);
	issue->parts = kw_standing_choose(words, issue, earlier, !has_story);
	return TRUE;
}
