/* Dates and times: parsing what mails and feeds carry, and the calendar of one zone.
 *
 * Times are int64_t seconds of UTC since 1970 and named *_at. There is no clock here: "now" is a
 * parameter everywhere below cmd/. Days are text "2026-11-19".
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* A point in time as it was written: with the offset, and whether there was a time at all. */
typedef struct {
	int64_t at;   /* seconds of UTC; a date alone is midnight in the zone it was read with */
	int offset_s; /* east of Greenwich, as written; 0 where it was not (a day: of its zone) */
	gboolean is_day; /* the text had no time of day: it stays a date and moves in no zone */
} KwWhen;

/* RFC 5322 date-time, with what is met in the wild: obsolete zones, two-digit years, a missing or
 * wrong week day, comments, missing seconds, missing zone (then `zone`). FALSE: not a date. */
gboolean kw_when_parse_rfc5322(const char *text, GTimeZone *zone, KwWhen *out_when);

/* W3C-DTF / RFC 3339 / ISO 8601 as feeds write it: without seconds, date only, month only,
 * "2026-08-15T14:31+0900", blank in place of T. Missing zone: `zone`. */
gboolean kw_when_parse_w3cdtf(const char *text, GTimeZone *zone, KwWhen *out_when);

/* Either of the two above, then Japanese and English dates as mail programs write them into
 * forwarded headers: "2026年11月17日(火) 13:42", "2026年3月3日 午後7:38:07 GMT-6",
 * "Tuesday, November 17, 2026 1:42 PM", "2026/11/17 13:42". */
gboolean kw_when_parse(const char *text, GTimeZone *zone, KwWhen *out_when);

/* "2026-11-17T13:42:00+09:00" (offset as given; 0 is "Z"), or "2026-11-17" for a day. */
char *kw_when_rfc3339(const KwWhen *when);
char *kw_when_rfc3339_utc(int64_t at);

/* "Tue, 17 Nov 2026 13:42:00 +0900": the Date header (RFC 5322 §3.3). */
char *kw_when_rfc5322(int64_t at, GTimeZone *zone);

/* The calendar day of a time in a zone, "2026-11-17". */
char *kw_when_day(int64_t at, GTimeZone *zone);

/* Fields of a day for templates; FALSE where `day` is not "YYYY-MM-DD" or no such day exists.
 * weekday: 1 = Monday … 7 = Sunday (ISO 8601). */
typedef struct {
	int year, month, day, weekday;
} KwDay;
gboolean kw_when_parse_day(const char *day, KwDay *out_day);

/* `day` plus `days` (may be negative). `day` must be valid. */
char *kw_when_day_add(const char *day, int days);

/* The first day >= `day` that is `weekday` (1 = Monday … 7). */
char *kw_when_next_weekday(const char *day, int weekday);

/* Seconds of UTC for a day and "HH:MM" in a zone; -1 where either is malformed. */
int64_t kw_when_at(const char *day, const char *hhmm, GTimeZone *zone);
