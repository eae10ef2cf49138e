/* Working days: the rules of workday.yaml asked about one day. Nothing is computed ahead: a
 * question looks at a few weeks. */
#include "base/workday.h"

#include "base/when.h"
#include "base/yaml.h"

#include <string.h>

#define ASSET    "lib/base/workday.yaml"
#define MAX_DAYS 400 /* in a row, after which no working day is looked for any more */

/* A day of any year as one number, 1123 for 11/23: so that they can be compared. */
static int number_of(const KwDay *day)
{
	return day->month * 100 + day->day;
}

/* "11/23"; 0 = no day. */
static int read_number(const char *text)
{
	char *end;
	guint64 month = g_ascii_strtoull(text, &end, 10);
	guint64 day = *end == '/' ? g_ascii_strtoull(end + 1, &end, 10) : 0;

	if (*end || day > 31 || month > 12 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, 2024)) /* has 29 February */
		return 0;
	return (int)(month * 100 + day);
}

/* ---- public holidays ---- */

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static const KwYaml *get_holidays(void)
{
	static GOnce once = G_ONCE_INIT;

	return kw_yaml_find(g_once(&once, load, NULL), "holidays");
}

static gboolean fits(const KwYaml *holiday, const KwDay *day)
{
	const KwYaml *in = kw_yaml_find(holiday, "in"), *monday = kw_yaml_find(holiday, "monday");
	const char *on = kw_yaml_find_text(holiday, "on");
	g_autofree char *year = g_strdup_printf("%d", day->year);
	const char *moved = in ? kw_yaml_find_text(in, year) : NULL;

	if (moved || on)
		return number_of(day) == read_number(moved ? moved : on);
	return monday && day->weekday == 1 &&
	       day->month == g_ascii_strtoll(kw_yaml_text(kw_yaml_at(monday, 0)), NULL, 10) &&
	       (day->day + 6) / 7 == g_ascii_strtoll(kw_yaml_text(kw_yaml_at(monday, 1)), NULL, 10);
}

/* Article 2. *out_day is the day with its fields. */
static gboolean has_name(const char *day, KwDay *out_day)
{
	const KwYaml *holidays = get_holidays();
	gboolean is_day = kw_when_parse_day(day, out_day);

	g_assert(is_day);
	for (guint i = 0; i < kw_yaml_size(holidays); i++)
		if (fits(kw_yaml_at(holidays, i), out_day))
			return TRUE;
	return FALSE;
}

static gboolean has_name_beside(const char *day, int days, KwDay *out_day)
{
	g_autofree char *other = kw_when_day_add(day, days);

	return has_name(other, out_day);
}

/* Article 3 (2): the first day behind holidays that no holiday is, where one fell on a Sunday; (3):
 * a day between two. */
gboolean kw_workday_is_holiday(const char *day)
{
	KwDay fields;

	if (has_name(day, &fields))
		return TRUE;
	for (int back = -1; has_name_beside(day, back, &fields); back--)
		if (fields.weekday == 7)
			return TRUE;
	return has_name_beside(day, -1, &fields) && has_name_beside(day, 1, &fields);
}

/* ---- the office's own days ---- */

/* Whether `span` ("12/29-1/3", "8/13") has the day `number`; *out_can_read FALSE: is no span. */
static gboolean has_number(const char *span, int number, gboolean *out_can_read)
{
	g_auto(GStrv) ends = g_strsplit(span, "-", 2);
	int from = ends[0] ? read_number(g_strstrip(ends[0])) : 0;
	int to = from && ends[1] ? read_number(g_strstrip(ends[1])) : from;

	*out_can_read = from && to;
	if (from <= to)
		return from <= number && number <= to;
	return number >= from || number <= to; /* over the end of the year */
}

static gboolean is_closed(const char *closed, int number, gboolean *out_can_read)
{
	gboolean has_days = closed && !g_str_equal(closed, "none"), is = FALSE;
	g_auto(GStrv) spans = g_strsplit(has_days ? closed : "", ",", -1);

	*out_can_read = TRUE;
	for (char **span = spans; *out_can_read && *span; span++)
		is = has_number(*span, number, out_can_read) || is;
	return is;
}

gboolean kw_workday_can_read(const char *closed)
{
	gboolean can_read;

	is_closed(closed, 0, &can_read);
	return can_read;
}

/* ---- both ---- */

gboolean kw_workday_is(const char *day, const char *closed)
{
	gboolean is_day, can_read;
	KwDay fields;

	is_day = kw_when_parse_day(day, &fields);
	g_assert(is_day);
	return fields.weekday < 6 && !is_closed(closed, number_of(&fields), &can_read) &&
	       !kw_workday_is_holiday(day);
}

/* The first working day from `day` on in steps of `step`. */
static char *next_workday(const char *day, int step, const char *closed)
{
	char *at = g_strdup(day);

	for (int i = 0; i < MAX_DAYS && !kw_workday_is(at, closed); i++) {
		char *next = kw_when_day_add(at, step);

		g_free(at);
		at = next;
	}
	return at;
}

char *kw_workday_add(const char *day, int days, const char *closed)
{
	int step = days < 0 ? -1 : 1;
	char *at = next_workday(day, 1, closed);

	for (int i = 0; i < ABS(days); i++) {
		g_autofree char *beside = kw_when_day_add(at, step);

		g_free(at);
		at = next_workday(beside, step, closed);
	}
	return at;
}
