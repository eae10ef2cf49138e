/* Until when: the last day of a pause, in words. "12月末まで", "3か月", "until January 15". */
#include "base/when.h"
#include "command-private.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DAYS 366 /* whoever stays away for longer has left */

static gboolean has(const GMatchInfo *match, const char *name)
{
	g_autofree char *text = g_match_info_fetch_named(match, name);

	return text && *text;
}

static int number(const GMatchInfo *match, const char *name)
{
	g_autofree char *text = g_match_info_fetch_named(match, name);

	return text ? (int)strtol(text, NULL, 10) : 0;
}

static char *make_day(int year, int month, int day)
{
	char *text = g_strdup_printf("%04d-%02d-%02d", year, month, day);
	KwDay fields;

	if (!kw_when_parse_day(text, &fields))
		g_clear_pointer(&text, g_free);
	return text;
}

static char *last_of_month(int year, int month)
{
	g_autofree char *next = make_day(year + month / 12, month % 12 + 1, 1);

	return next ? kw_when_day_add(next, -1) : NULL;
}

/* So many months after `from`, or the last day of that month where it is shorter. */
static char *months_later(const KwDay *from, int months)
{
	int month = from->month - 1 + months;
	char *day = make_day(from->year + month / 12, month % 12 + 1, from->day);

	return day ? day : last_of_month(from->year + month / 12, month % 12 + 1);
}

static int month_of(const GMatchInfo *match)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	g_autofree char *name = g_match_info_fetch_named(match, "name");
	const char *found = name && *name ? strstr(names, name) : NULL;

	return found ? (int)(found - names) / 3 + 1 : number(match, "month");
}

/* A day of the calendar; without a year the next one that has it. */
static char *calendar_day(const GMatchInfo *match, const KwDay *today)
{
	int month = month_of(match), day = number(match, "day"), year = number(match, "year");

	if (month < 1 || month > 12)
		return NULL;
	if (!day)
		day = has(match, "early") ? 10 : has(match, "middle") ? 20 : 0;
	if (!year && has(match, "year_next"))
		year = today->year + 1;
	if (!year)
		year = today->year +
		       (month < today->month || (month == today->month && day && day < today->day));
	return day ? make_day(year, month, day) : last_of_month(year, month);
}

static char *day_of(const GMatchInfo *match, const char *today, const KwDay *fields)
{
	int n = has(match, "one") ? 1 : number(match, "n");

	if (n && has(match, "months"))
		return months_later(fields, MIN(n, 100));
	if (n)
		return kw_when_day_add(today, has(match, "weeks") ? 7 * n : n);
	if (has(match, "this"))
		return last_of_month(fields->year, fields->month);
	if (has(match, "next"))
		return last_of_month(fields->year + fields->month / 12, fields->month % 12 + 1);
	if (has(match, "year_end"))
		return make_day(fields->year, 12, 31);
	return calendar_day(match, fields);
}

char *kw_command_until(const char *sentence, const char *today)
{
	const GPtrArray *patterns = kw_command_untils();
	g_autofree char *latest = kw_when_day_add(today, MAX_DAYS);
	KwDay fields;

	if (!kw_when_parse_day(today, &fields))
		return NULL;
	for (guint i = 0; i < patterns->len; i++) {
		g_autoptr(GMatchInfo) match = NULL;
		g_autofree char *day = NULL;

		if (g_regex_match(patterns->pdata[i], sentence, 0, &match))
			day = day_of(match, today, &fields);
		if (day && strcmp(day, today) >= 0 && strcmp(day, latest) <= 0)
			return g_steal_pointer(&day);
	}
	return NULL;
}
