/* The calendar of the newsletter: pure dates from the configuration, and the number that an issue
 * will have. Issues are made when they are composed (digest/issue); before that their number is a
 * forecast, and where a gap could upset it, none is given. */
#include "digest/plan.h"

#include "base/when.h"
#include "store/issues.h"

#include <string.h>

#define WEEK_DAYS 7

/* How many days before the issue staff have to answer. */
static int days_before(const KwConfig *config)
{
	int days = (config->weekly_weekday - config->weekly_proof_weekday + WEEK_DAYS) % WEEK_DAYS;

	/* on the same day, but not before it: then the week before */
	if (days == 0 && strcmp(config->weekly_proof_time, config->weekly_time) >= 0)
		return WEEK_DAYS;
	return days;
}

void kw_plan_next(const KwConfig *config, int64_t now, KwPlan *out)
{
	g_autofree char *today = kw_when_day(now, config->timezone);
	g_autofree char *day = kw_when_next_weekday(today, config->weekly_weekday);

	for (;;) {
		g_autofree char *until = kw_when_day_add(day, -days_before(config));
		g_autofree char *next = kw_when_day_add(day, WEEK_DAYS);

		out->deadline_at = kw_when_at(until, config->weekly_proof_time, config->timezone);
		if (out->deadline_at > now)
			break;
		g_free(day);
		day = g_steal_pointer(&next);
	}
	g_strlcpy(out->day, day, sizeof(out->day));
	out->issue_at = kw_when_at(day, config->weekly_time, config->timezone);
}

/* Issues to come until plan->day, that day's included: one a week after `last` (may be NULL). */
static int weeks_until(const KwPlan *plan, const char *last, const char *today)
{
	g_autofree char *day = g_strdup(plan->day);
	int weeks = 0;

	while (strcmp(day, today) >= 0 && (!last || strcmp(day, last) > 0)) {
		g_autofree char *before = kw_when_day_add(day, -WEEK_DAYS);

		weeks++;
		g_free(day);
		day = g_steal_pointer(&before);
	}
	return weeks;
}

gboolean kw_plan_number(KwDb *db, const KwConfig *config, const KwPlan *plan, int64_t now,
			int *out_number, GError **error)
{
	g_autoptr(GPtrArray) newest = kw_issues_list(db, "weekly", 1, error);
	g_autofree char *today = kw_when_day(now, config->timezone);
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwIssue) own = newest ? kw_issues_find_weekly(db, plan->day, &trouble) : NULL;
	const KwIssue *last = newest && newest->len ? newest->pdata[0] : NULL;

	if (!newest)
		return FALSE;
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (own)
		*out_number = own->number;
	else if (last && strcmp(last->planned_on, plan->day) > 0)
		*out_number = 0;
	else
		*out_number = (last ? last->number : 0) +
			      weeks_until(plan, last ? last->planned_on : NULL, today);
	return TRUE;
}
