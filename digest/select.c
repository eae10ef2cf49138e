/* Choosing and ordering, as pure decisions. Reading items and storing the choice is digest/issue.
 */
#include "digest/select.h"

#include <string.h>

/* most urgent first */
static const char *const levels[] = {"today", "this-week", "when-convenient", "information"};

static int rank_of(const char *severity)
{
	for (int i = 0; i < (int)G_N_ELEMENTS(levels); i++)
		if (severity && g_str_equal(severity, levels[i]))
			return i;
	return G_N_ELEMENTS(levels) - 1;
}

static int64_t time_of(const KwItem *item)
{
	return item->revised_at ? item->revised_at : item->published_at;
}

static int compare(gconstpointer a, gconstpointer b)
{
	const KwItem *x = *(KwItem *const *)a, *y = *(KwItem *const *)b;
	int by_rank = rank_of(x->severity) - rank_of(y->severity);

	if (by_rank)
		return by_rank;
	if (time_of(x) != time_of(y))
		return time_of(x) > time_of(y) ? -1 : 1;
	/* the same input must give the same issue */
	return x->id < y->id ? -1 : x->id > y->id;
}

static KwSelected *new_selected(const KwItem *item)
{
	KwSelected *selected = g_new0(KwSelected, 1);

	selected->item = item;
	selected->level = levels[rank_of(item->severity)];
	selected->place = g_str_equal(selected->level, "information") ? "short" : "story";
	return selected;
}

GPtrArray *kw_select_weekly(const GPtrArray *items, int max_stories, int max_shorts)
{
	GPtrArray *result = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	g_autoptr(GPtrArray) shorts = g_ptr_array_new();
	g_autoptr(GPtrArray) left_out = g_ptr_array_new();
	int todays = 0, stories = 0;

	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(sorted, items->pdata[i]);
	g_ptr_array_sort(sorted, compare);
	for (guint i = 0; i < sorted->len; i++) {
		KwSelected *selected = new_selected(sorted->pdata[i]);

		/* one that cannot be published takes nobody's place */
		if (g_strcmp0(selected->item->state, "restricted") == 0) {
			selected->left_out = "restricted";
			g_ptr_array_add(left_out, selected);
			continue;
		}
		/* a second "today" would weaken the first */
		if (g_str_equal(selected->level, "today") && todays++ > 0)
			selected->level = "this-week";
		if (g_str_equal(selected->place, "story") && stories >= max_stories)
			selected->place = "short";
		if (g_str_equal(selected->place, "story")) {
			stories++;
			g_ptr_array_add(result, selected);
		} else if ((int)shorts->len < max_shorts) {
			g_ptr_array_add(shorts, selected);
		} else {
			selected->left_out = "full";
			g_ptr_array_add(left_out, selected);
		}
	}
	g_ptr_array_extend(result, shorts, NULL, NULL);
	g_ptr_array_extend(result, left_out, NULL, NULL);
	return result;
}
