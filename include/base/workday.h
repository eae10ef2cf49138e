/* The days on which an office in Japan works: Monday to Friday without public holidays
 * (lib/base/workday.yaml: from 2020; equinoxes until 2030) and the days on which it is closed.
 *
 * Days are text "2026-11-19". `closed` is what the office says of itself: days and spans of days of
 * any year, "12/29-1/3, 8/13"; NULL or "none": no days of its own.
 */
#pragma once

#include <glib.h>

/* A public holiday, also one that only stands in for another that fell on a Sunday. `day` must be
 * valid here and below. */
gboolean kw_workday_is_holiday(const char *day);
gboolean kw_workday_is(const char *day, const char *closed);

/* The `days`-th working day after `day`, which counts as the next working day where it is none;
 * negative: before that. Where an office is closed all the year round, the day after a year. */
char *kw_workday_add(const char *day, int days, const char *closed);

/* Whether `closed` can be read. */
gboolean kw_workday_can_read(const char *closed);
