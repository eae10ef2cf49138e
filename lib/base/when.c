/* The calendar: days, zones and the written forms that we produce.
 *
 * Reading dates of others is when_parse.c. Names of days and months are English here because RFC
 * 5322 wants them so; dates that a reader sees are made of KwDay by the templates.
 */
#include "base/when.h"

#include <stdio.h>

#define DAY_S        86400
#define EPOCH_JULIAN 719163 /* GDate counts days from 0001-01-01 = 1 */

/* 0001-01-02 to 9999-12-30: a day in hand on both sides, for the zones. */
#define MIN_AT (INT64_C(-719161) * DAY_S)
#define MAX_AT (INT64_C(2932895) * DAY_S)

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t day_number(int year, int month, int day)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return (int64_t)g_date_get_julian(&date) - EPOCH_JULIAN;
}

static KwDay day_of_number(int64_t number)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(number + EPOCH_JULIAN));
	return (KwDay){g_date_get_year(&date), g_date_get_month(&date), g_date_get_day(&date),
		       g_date_get_weekday(&date)};
}

static char *format_day(const KwDay *day)
{
	return g_strdup_printf("%04d-%02d-%02d", day->year, day->month, day->day);
}

static int offset_at(int64_t at, GTimeZone *zone)
{
	int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);

	return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

/* A point in time cut into the fields that a clock and a calendar at `offset_s` show. */
typedef struct {
	KwDay day;
	int hour, minute, second;
} Clock;

static Clock clock_at(int64_t at, int offset_s)
{
	int64_t local = CLAMP(at, MIN_AT, MAX_AT) + offset_s;
	int64_t number = floor_div(local, DAY_S);
	int rest = (int)(local - number * DAY_S);

	return (Clock){day_of_number(number), rest / 3600, rest / 60 % 60, rest % 60};
}

static char *put_number(char *p, int value, int digits, char behind)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		p[i] = (char)('0' + value % 10);
	p[digits] = behind;
	return p + digits + 1;
}

/* Without printf: a feed has two of these an entry. */
char *kw_when_rfc3339(const KwWhen *when)
{
	Clock c = clock_at(when->at, when->offset_s);
	int minutes = ABS(when->offset_s) / 60;
	char text[32], *p = text;

	if (when->is_day)
		return format_day(&c.day);
	p = put_number(p, c.day.year, 4, '-');
	p = put_number(p, c.day.month, 2, '-');
	p = put_number(p, c.day.day, 2, 'T');
	p = put_number(p, c.hour, 2, ':');
	p = put_number(p, c.minute, 2, ':');
	p = put_number(p, c.second, 2, when->offset_s < 0 ? '-' : when->offset_s ? '+' : 'Z');
	if (when->offset_s) {
		p = put_number(p, minutes / 60, 2, ':');
		p = put_number(p, minutes % 60, 2, '\0');
	}
	*p = '\0';
	return g_strdup(text);
}

char *kw_when_rfc3339_utc(int64_t at)
{
	KwWhen when = {.at = at};

	return kw_when_rfc3339(&when);
}

char *kw_when_rfc5322(int64_t at, GTimeZone *zone)
{
	static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int offset_s = offset_at(at, zone);
	int minutes = ABS(offset_s) / 60;
	Clock c = clock_at(at, offset_s);

	return g_strdup_printf("%s, %d %s %04d %02d:%02d:%02d %c%02d%02d", days[c.day.weekday - 1],
			       c.day.day, months[c.day.month - 1], c.day.year, c.hour, c.minute,
			       c.second, offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

char *kw_when_day(int64_t at, GTimeZone *zone)
{
	Clock c = clock_at(at, offset_at(at, zone));

	return format_day(&c.day);
}

/* `pattern`: '0' is a digit, anything else itself. */
static gboolean has_pattern(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++)
		if (*pattern == '0' ? !g_ascii_isdigit(*text) : *text != *pattern)
			return FALSE;
	return *text == '\0';
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

gboolean kw_when_parse_day(const char *day, KwDay *out_day)
{
	int year, month, mday;

	if (!day || !has_pattern(day, "0000-00-00"))
		return FALSE;
	year = two_digits(day) * 100 + two_digits(day + 2);
	month = two_digits(day + 5);
	mday = two_digits(day + 8);
	/* g_date_valid_dmy() rejects month, day and year 0 */
	if (!g_date_valid_dmy((GDateDay)mday, (GDateMonth)month, (GDateYear)year))
		return FALSE;
	*out_day = day_of_number(day_number(year, month, mday));
	return TRUE;
}

static int64_t number_of_day(const char *day)
{
	KwDay fields;
	gboolean is_day = kw_when_parse_day(day, &fields);

	g_assert(is_day);
	return day_number(fields.year, fields.month, fields.day);
}

char *kw_when_day_add(const char *day, int days)
{
	int64_t number = number_of_day(day) + days;
	KwDay sum = day_of_number(CLAMP(number, MIN_AT / DAY_S, MAX_AT / DAY_S));

	return format_day(&sum);
}

char *kw_when_next_weekday(const char *day, int weekday)
{
	int64_t number = number_of_day(day);
	KwDay fields = day_of_number(number);

	g_assert(weekday >= 1 && weekday <= 7);
	return kw_when_day_add(day, (weekday - fields.weekday + 7) % 7);
}

int64_t kw_when_at(const char *day, const char *hhmm, GTimeZone *zone)
{
	KwDay fields;
	int64_t local;
	int interval;

	if (!kw_when_parse_day(day, &fields) || !hhmm || !has_pattern(hhmm, "00:00") ||
	    two_digits(hhmm) > 23 || two_digits(hhmm + 3) > 59)
		return -1;
	local = day_number(fields.year, fields.month, fields.day) * DAY_S +
		two_digits(hhmm) * 3600 + two_digits(hhmm + 3) * 60;
	/* an hour that summer time skips becomes the one after it */
	interval = g_time_zone_adjust_time(zone, G_TIME_TYPE_STANDARD, &local);
	return local - g_time_zone_get_offset(zone, interval);
}
