/* figures: what is told, and that no number below five can be computed from it. The test knows
 * nothing of how figures.c thinks: it looks for all tables that look the same. */
#include "subscribers/figures.h"

#include "../support/testing.h"

#include <string.h>

#define MAX_COUNT  24 /* of a cell in random tables */
#define MAX_ACTIVE 60
#define CELLS      4

typedef struct {
	const char *what, *value;
	int64_t count;
} Row;

static GPtrArray *totals_of(const Row *rows, guint n)
{
	GPtrArray *totals = g_ptr_array_new_with_free_func((GDestroyNotify)kw_roll_total_free);

	for (guint i = 0; i < n; i++) {
		KwRollTotal *total = g_new0(KwRollTotal, 1);

		total->what = g_strdup(rows[i].what);
		total->value = g_strdup(rows[i].value);
		total->count = rows[i].count;
		g_ptr_array_add(totals, total);
	}
	return totals;
}

/* "language en 5, language ja <5 …" */
static char *told(const Row *rows, guint n)
{
	g_autoptr(GPtrArray) totals = totals_of(rows, n);
	g_autoptr(GPtrArray) figures = kw_figures_of(totals);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < figures->len; i++) {
		const KwFigure *figure = figures->pdata[i];

		g_string_append_printf(text, "%s%s %s ", i ? ", " : "", figure->what,
				       figure->value ? figure->value : "-");
		if (figure->told)
			g_string_append_printf(text, "%d", (int)figure->told);
		else
			g_string_append(text, "<5");
	}
	return g_string_free(text, FALSE);
}

#define assert_told(wanted, ...)                                       \
	do {                                                           \
		const Row rows[] = {__VA_ARGS__};                      \
		g_autofree char *got = told(rows, G_N_ELEMENTS(rows)); \
		g_assert_cmpstr(got, ==, wanted);                      \
	} while (0)

static void test_told(void)
{
	assert_told("language ja 100, language en <5, state active 100, state left <5",
		    {"language", "en", 2}, {"language", "ja", 98}, {"state", "active", 100},
		    {"state", "left", 4});
	assert_told("size a 5, size b 5, size c 5, state active 20", {"size", "a", 5},
		    {"size", "b", 6}, {"size", "c", 7}, {"state", "active", 18});
	/* the order is not that of the numbers */
	assert_told("size a <5, size b <5, size c <5, state active 5", {"size", "a", 1},
		    {"size", "b", 2}, {"size", "c", 4}, {"state", "active", 7});
	/* seven with one each: seven cells say so, whatever is written beside them */
	assert_told("size - <5, state active 5", {"size", "a", 1}, {"size", "b", 1},
		    {"size", "c", 1}, {"size", "d", 1}, {"size", "e", 1}, {"size", "f", 1},
		    {"size", "g", 1}, {"state", "active", 7});
	/* 10 is 8 at least: both are four */
	assert_told("size - <5, state active 10", {"size", "a", 4}, {"size", "b", 4},
		    {"state", "active", 8});
	assert_told("state left 10", {"state", "left", 11});
	assert_told("");
}

/* ---- random tables ---- */

typedef struct {
	int n, cells[CELLS];
} Group;

/* How a figure of that number looks, told by the rule as the manual has it. */
static int look(int count)
{
	return count < 5 ? 0 : (count + 2) / 5 * 5;
}

/* Notes which sums a group may have, and, where its sum may be one of `sums` (may be NULL), which
 * numbers its cell `at` may be: all numbers are tried that look like those of `group`. */
static void try(const Group *group, int cell, int sum, int at, int value, const gboolean *sums,
		gboolean *out_sums, gboolean *out_values)
{
	if (cell == group->n) {
		if (sum > MAX_ACTIVE || (sums && !sums[sum]))
			return;
		if (out_sums)
			out_sums[sum] = TRUE;
		if (out_values)
			out_values[value] = TRUE;
		return;
	}
	for (int count = 1; count <= MAX_COUNT + 2; count++)
		if (look(count) == look(group->cells[cell]))
			try(group, cell + 1, sum + count, at, cell == at ? count : value, sums,
			    out_sums, out_values);
}

static Group random_group(GRand *rand, int active)
{
	Group group = {.n = g_rand_int_range(rand, 1, CELLS + 1)};
	int rest = active;

	group.n = MIN(group.n, active);
	for (int i = 0; i < group.n; i++) {
		int most = rest - (group.n - 1 - i);
		int count = i == group.n - 1       ? rest
			    : g_rand_boolean(rand) ? g_rand_int_range(rand, 1, MIN(most, 5) + 1)
						   : g_rand_int_range(rand, 1, most + 1);

		group.cells[i] = count;
		rest -= count;
	}
	return group;
}

static gboolean is_told(const GPtrArray *figures, const char *what)
{
	for (guint i = 0; i < figures->len; i++) {
		const KwFigure *figure = figures->pdata[i];

		if (g_str_equal(figure->what, what))
			return figure->value != NULL;
	}
	g_assert_not_reached();
}

/* Every number that is not told may be two things at least, for whoever has all figures. */
static void check(const Group *groups, const char *const *names, int n, const GPtrArray *figures,
		  int active, guint *out_hidden)
{
	gboolean sums[MAX_ACTIVE + 1];

	for (int sum = 0; sum <= MAX_ACTIVE; sum++)
		sums[sum] = sum && look(sum) == look(active);
	for (int g = 0; g < n; g++) {
		gboolean possible[MAX_ACTIVE + 1] = {FALSE};

		if (!is_told(figures, names[g]))
			continue;
		try(&groups[g], 0, 0, -1, 0, sums, possible, NULL);
		memcpy(sums, possible, sizeof(sums));
	}
	for (int g = 0; g < n; g++)
		for (int i = 0; i < groups[g].n; i++) {
			gboolean values[MAX_COUNT + 3] = {FALSE};
			int different = 0;

			if (groups[g].cells[i] >= 5 || !is_told(figures, names[g]))
				continue;
			try(&groups[g], 0, 0, i, 0, sums, NULL, values);
			for (int v = 0; v <= MAX_COUNT + 2; v++)
				different += values[v];
			g_assert_cmpint(different, >=, 2);
			++*out_hidden;
		}
}

static void test_nothing_computed(void)
{
	static const char *const names[] = {"a", "b", "c"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261119);
	guint hidden = 0, untold = 0;

	for (int round = 0; round < 2000; round++) {
		int active = g_rand_int_range(rand, 1, MAX_COUNT + 1);
		Group groups[G_N_ELEMENTS(names)];
		Row rows[G_N_ELEMENTS(names) * CELLS + 1];
		static const char *const values[CELLS] = {"w", "x", "y", "z"};
		guint n = 0;

		for (guint g = 0; g < G_N_ELEMENTS(names); g++) {
			groups[g] = random_group(rand, active);
			for (int i = 0; i < groups[g].n; i++)
				rows[n++] = (Row){names[g], values[i], groups[g].cells[i]};
		}
		rows[n++] = (Row){"state", "active", active};
		g_autoptr(GPtrArray) totals = totals_of(rows, n);
		g_autoptr(GPtrArray) figures = kw_figures_of(totals);
		check(groups, names, G_N_ELEMENTS(names), figures, active, &hidden);
		for (guint g = 0; g < G_N_ELEMENTS(names); g++)
			untold += !is_told(figures, names[g]);
	}
	g_test_message("%u numbers stay open, %u groups are not told", hidden, untold);
	g_assert_cmpuint(hidden, >, 2000);
	g_assert_cmpuint(untold, >, 0);
}

/* Whoever comes again tomorrow sees steps of five. */
static void test_two_days(void)
{
	for (int64_t today = 1; today < 200; today++)
		for (int64_t tomorrow = today; tomorrow < today + 30; tomorrow++) {
			const Row rows[] = {{"state", "active", today},
					    {"state", "left", tomorrow}};
			g_autoptr(GPtrArray) totals = totals_of(rows, 2);
			g_autoptr(GPtrArray) figures = kw_figures_of(totals);
			const KwFigure *one = figures->pdata[0], *other = figures->pdata[1];

			g_assert_cmpint((one->told - other->told) % 5, ==, 0);
		}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/figures/told", test_told);
	g_test_add_func("/figures/nothing-computed", test_nothing_computed);
	g_test_add_func("/figures/two-days", test_two_days);
	return g_test_run();
}
