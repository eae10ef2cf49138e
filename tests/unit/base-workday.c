/* Working days: the holidays of every year as the Cabinet Office lists them, and counting over
 * them.
 */
#include "base/workday.h"

#include "../support/testing.h"
#include "base/when.h"

/* 内閣府「国民の祝日・休日」(syukujitsu.csv), from 2020 to 2027; what follows 2027 is not listed
 * yet and comes of the act. */
static const struct {
	int year;
	const char *days;
} years[] = {
	{2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 "
	       "11/23"},
	{2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23"},
	{2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"},
	{2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23"},
	{2024, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 "
	       "10/14 11/3 11/4 11/23"},
	{2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 "
	       "11/23 11/24"},
	{2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 "
	       "11/23"},
	{2027,
	 "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"},
	{2028, "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23"},
	{2029, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 "
	       "11/3 11/23"},
	{2030, "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 "
	       "11/4 11/23"},
};

static char *holidays_of(int year)
{
	GString *text = g_string_new(NULL);
	g_autofree char *day = g_strdup_printf("%d-01-01", year);
	KwDay fields;

	for (kw_when_parse_day(day, &fields); fields.year == year;
	     kw_when_parse_day(day, &fields)) {
		char *next = kw_when_day_add(day, 1);

		if (kw_workday_is_holiday(day))
			g_string_append_printf(text, "%s%d/%d", text->len ? " " : "", fields.month,
					       fields.day);
		g_free(day);
		day = next;
	}
	return g_string_free(text, FALSE);
}

static void holidays(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
		g_autofree char *text = holidays_of(years[i].year);

		g_assert_cmpstr(text, ==, years[i].days);
	}
}

#define YEAR_END "12/29-1/3"

static void counting(void)
{
	static const struct {
		const char *day;
		int days;
		const char *closed, *wanted;
	} cases[] = {
		{"2026-11-18", 2, YEAR_END, "2026-11-20"},
		{"2026-11-19", 2, YEAR_END, "2026-11-24"}, /* over a weekend and 勤労感謝の日 */
		{"2026-11-21", 2, YEAR_END, "2026-11-26"}, /* Saturday counts as Tuesday */
		{"2026-11-21", 0, YEAR_END, "2026-11-24"},
		{"2026-11-24", 0, NULL, "2026-11-24"},
		{"2026-12-28", 2, YEAR_END, "2027-01-05"},
		{"2026-12-28", 2, NULL, "2026-12-30"},
		{"2026-12-28", 2, "none", "2026-12-30"},
		{"2026-05-01", 1, YEAR_END, "2026-05-07"},
		{"2026-09-18", 1, YEAR_END, "2026-09-24"},
		{"2026-08-12", 1, "8/13-8/15", "2026-08-17"},
		{"2026-08-12", 1, "8/13, 8/14", "2026-08-17"},
		{"2026-11-25", -2, YEAR_END, "2026-11-20"},
		{"2026-11-22", -1, NULL, "2026-11-20"},
		{"2026-01-05", -1, YEAR_END, "2025-12-26"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_workday_add(cases[i].day, cases[i].days, cases[i].closed);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
	g_assert_true(kw_workday_is("2026-11-24", YEAR_END));
	g_assert_false(kw_workday_is("2026-11-23", YEAR_END));
	g_assert_false(kw_workday_is("2026-11-28", YEAR_END));
	g_assert_false(kw_workday_is("2026-12-31", YEAR_END));
	g_assert_true(kw_workday_is("2026-12-31", NULL));
}

/* What an operator may write, and an office that never works: an answer all the same. */
static void own_days(void)
{
	static const char *const good[] = {"12/29-1/3", "none", "2/29", " 8/13 - 8/15 , 12/29-1/3"};
	static const char *const bad[] = {"12/32", "13/1", "12-29", "1/3-", "8/13,",
					  "x",     "2/30", "0/1",   "1/0",  "4294967297/1"};

	g_assert_true(kw_workday_can_read(NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(kw_workday_can_read(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		if (kw_workday_can_read(bad[i]))
			g_error("%s is read", bad[i]);
	g_autofree char *never = kw_workday_add("2026-11-19", 2, "1/1-12/31");
	g_assert_nonnull(never);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workday/holidays", holidays);
	g_test_add_func("/workday/counting", counting);
	g_test_add_func("/workday/own-days", own_days);
	return g_test_run();
}
