/* Which figures about readers are told. Every group but "state" counts the active readers once, so
 * it has their number as its sum, and whoever has the figures knows of each number and of the sum a
 * least and a most. */
#include "subscribers/figures.h"

#include <string.h>

#define STEP 5
#define HALF (STEP / 2)
#define FEW  (STEP - 1) /* that many at most are not told */

typedef struct {
	int64_t least, most;
} Range;

static int64_t round_off(int64_t count)
{
	return count <= FEW ? 0 : (count + HALF) / STEP * STEP;
}

/* What a figure says of the number. */
static Range range_of(int64_t told)
{
	if (told == 0)
		return (Range){1, FEW};
	return (Range){MAX(STEP, told - HALF), told + HALF};
}

static void add(GPtrArray *figures, const char *what, const char *value, int64_t told)
{
	KwFigure *figure = g_new(KwFigure, 1);

	*figure = (KwFigure){what, value, told};
	g_ptr_array_add(figures, figure);
}

/* The end of the group that begins at `from`. */
static guint end_of(const GPtrArray *totals, guint from)
{
	const KwRollTotal *first = totals->pdata[from];
	guint to = from;

	while (to < totals->len &&
	       strcmp(((const KwRollTotal *)totals->pdata[to])->what, first->what) == 0)
		to++;
	return to;
}

static Range sum_of(const GPtrArray *totals, guint from, guint to)
{
	Range sum = {0, 0};

	for (guint i = from; i < to; i++) {
		const KwRollTotal *total = totals->pdata[i];
		Range one = range_of(round_off(total->count));

		sum.least += one.least;
		sum.most += one.most;
	}
	return sum;
}

static gboolean is_state(const GPtrArray *totals, guint at)
{
	return strcmp(((const KwRollTotal *)totals->pdata[at])->what, "state") == 0;
}

/* Of the states only the active ones are the sum of the other groups. */
static void narrow_to_active(const GPtrArray *totals, guint *from, guint *to)
{
	while (*from < *to &&
	       strcmp(((const KwRollTotal *)totals->pdata[*from])->value, "active") != 0)
		++*from;
	*to = MIN(*to, *from + 1);
}

/* What all figures together say of the number of active readers. */
static Range active_of(const GPtrArray *totals)
{
	Range active = {0, G_MAXINT64};

	for (guint at = 0, end; at < totals->len; at = end) {
		guint from = at, to = end = end_of(totals, at);
		Range sum;

		if (is_state(totals, at))
			narrow_to_active(totals, &from, &to);
		if (from == to)
			continue;
		sum = sum_of(totals, from, to);
		active.least = MAX(active.least, sum.least);
		active.most = MIN(active.most, sum.most);
	}
	return active;
}

/* Whether what is not told in a group stays open: at its least the others are at their most. Those
 * that are not told are all alike to whoever has the figures. */
static gboolean is_open(const GPtrArray *totals, guint from, guint to, Range active)
{
	const Range few = range_of(0);
	Range sum = sum_of(totals, from, to);

	return MAX(few.least, active.least - (sum.most - few.most)) <
	       MIN(few.most, active.most - (sum.least - few.least));
}

static gboolean has_few(const GPtrArray *totals, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (round_off(((const KwRollTotal *)totals->pdata[i])->count) == 0)
			return TRUE;
	return FALSE;
}

/* The largest first, and what looks the same by name: not by the numbers behind it. */
static int compare(gconstpointer a, gconstpointer b)
{
	const KwFigure *one = *(KwFigure *const *)a, *other = *(KwFigure *const *)b;
	int by_what = strcmp(one->what, other->what);

	if (by_what)
		return by_what;
	if (one->told != other->told)
		return one->told < other->told ? 1 : -1;
	return g_strcmp0(one->value, other->value);
}

GPtrArray *kw_figures_of(const GPtrArray *totals)
{
	GPtrArray *figures = g_ptr_array_new_with_free_func(g_free);
	Range active = active_of(totals);

	for (guint from = 0, to; from < totals->len; from = to) {
		const char *what = ((const KwRollTotal *)totals->pdata[from])->what;

		to = end_of(totals, from);
		if (!is_state(totals, from) && has_few(totals, from, to) &&
		    !is_open(totals, from, to, active)) {
			add(figures, what, NULL, 0);
			continue;
		}
		for (guint i = from; i < to; i++) {
			const KwRollTotal *total = totals->pdata[i];

			add(figures, what, total->value, round_off(total->count));
		}
	}
	g_ptr_array_sort(figures, compare);
	return figures;
}
