/* plan: the day of the next newsletter, until when staff decide, and its number. */
#include "digest/plan.h"

#include "../support/store_fixture.h"

#include "../support/issue_fixture.h"

#include "base/when.h"
#include "store/issues.h"

static KwConfig *config_of(GTimeZone *zone, int day, const char *time, int proof_day,
			   const char *proof_time)
{
	KwConfig *config = g_new0(KwConfig, 1);

	config->timezone = zone;
	config->weekly_weekday = day;
	config->weekly_time = (char *)time;
	config->weekly_proof_weekday = proof_day;
	config->weekly_proof_time = (char *)proof_time;
	return config;
}

static void test_next(void)
{
	static const struct {
		const char *now_day, *now_time;
		int day;
		const char *time;
		int proof_day;
		const char *proof_time, *issue, *deadline_day;
	} cases[] = {
		/* Thursday 10:00, until Wednesday 15:00; 2026-11-19 is a Thursday */
		{"2026-11-17", "13:42", 4, "10:00", 3, "15:00", "2026-11-19", "2026-11-18"},
		{"2026-11-18", "14:59", 4, "10:00", 3, "15:00", "2026-11-19", "2026-11-18"},
		{"2026-11-18", "15:00", 4, "10:00", 3, "15:00", "2026-11-26", "2026-11-25"},
		{"2026-11-19", "09:00", 4, "10:00", 3, "15:00", "2026-11-26", "2026-11-25"},
		{"2026-12-30", "16:00", 4, "10:00", 3, "15:00", "2027-01-07", "2027-01-06"},
		/* the same day, before and behind the hour of the newsletter */
		{"2026-11-19", "08:00", 4, "10:00", 4, "09:00", "2026-11-19", "2026-11-19"},
		{"2026-11-19", "08:00", 4, "10:00", 4, "11:00", "2026-11-26", "2026-11-19"},
		{"2026-11-12", "12:00", 4, "10:00", 4, "11:00", "2026-11-26", "2026-11-19"},
		/* Monday, decided on Friday before */
		{"2026-11-20", "08:00", 1, "10:00", 5, "15:00", "2026-11-23", "2026-11-20"},
		{"2026-11-20", "15:01", 1, "10:00", 5, "15:00", "2026-11-30", "2026-11-27"},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree KwConfig *config = config_of(zone, cases[i].day, cases[i].time,
							cases[i].proof_day, cases[i].proof_time);
		KwPlan plan;

		kw_plan_next(config, kw_when_at(cases[i].now_day, cases[i].now_time, zone), &plan);
		g_assert_cmpstr(plan.day, ==, cases[i].issue);
		g_assert_cmpint(plan.issue_at, ==, kw_when_at(cases[i].issue, cases[i].time, zone));
		g_assert_cmpint(plan.deadline_at, ==,
				kw_when_at(cases[i].deadline_day, cases[i].proof_time, zone));
	}
}

/* The number that an issue of `day` would have, asked at noon of `today`. */
static int number_on(KwDb *db, const KwConfig *config, const char *today)
{
	g_autoptr(GError) error = NULL;
	int64_t now = kw_when_at(today, "12:00", config->timezone);
	KwPlan plan;
	int number = -1;

	kw_plan_next(config, now, &plan);
	kw_plan_number(db, config, &plan, now, &number, &error);
	kw_assert_ok(error);
	return number;
}

static void take(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_take_weekly(db, day, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
}

static void number(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");

	g_assert_cmpint(number_on(f->db, config, "2026-11-17"), ==, 1);
	/* Wednesday is over on Thursday: there may be an issue on that day still */
	g_assert_cmpint(number_on(f->db, config, "2026-11-19"), ==, 2);
	take(f->db, "2026-11-19");
	g_assert_cmpint(number_on(f->db, config, "2026-11-17"), ==, 1);
	g_assert_cmpint(number_on(f->db, config, "2026-11-19"), ==, 2);
	g_assert_cmpint(number_on(f->db, config, "2026-11-24"), ==, 2);
	/* one was left out: what is past is not counted */
	g_assert_cmpint(number_on(f->db, config, "2026-12-08"), ==, 2);
	/* somebody composed one that is further away */
	take(f->db, "2026-12-17");
	g_assert_cmpint(number_on(f->db, config, "2026-11-24"), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plan/next", test_next);
	store_test_add("/plan/number", number);
	return g_test_run();
}
