/* The fields of a date on the way from text to a point in time. Between when_fields.c,
 * when_parse.c, when_words.c and when_language.c: nobody else's. The readers move `p` behind what
 * they took. */
#pragma once

#include "base/when.h"

#define KW_WHEN_MAX_BYTES 256 /* no date is longer; comments in one may be */

/* What a date says, as far as it was read. */
typedef struct {
	int year, month, day;     /* 0: not seen */
	int hour, minute, second; /* hour -1: no time seen */
	int half;                 /* 'a', 'p', or 0 */
	int era;                  /* added to the next year of an era */
	gboolean has_zone, has_month_word;
	int offset_s;
} KwFields;

#define KW_NO_FIELDS ((KwFields){.hour = -1})

/* To a point in time; a missing zone is `zone` (NULL: UTC). FALSE: no such day or hour, or parts
 * are missing. */
gboolean kw_fields_finish(KwFields *f, GTimeZone *zone, KwWhen *out);

const char *kw_fields_skip_blanks(const char *p);

/* Reads up to nine digits; returns how many there were. */
int kw_fields_read_digits(const char **p, int *out_value);

/* "+0900", "+09:00", "+9", at the sign. */
gboolean kw_fields_read_offset(const char **p, int *out_offset_s);

/* ":MM[:SS[.fraction]]" after the hour. */
gboolean kw_fields_read_minutes(KwFields *f, const char **p);

/* ASCII letters in lower case; the dots of "a.m." and "Nov." go. FALSE: longer than any we know. */
gboolean kw_fields_read_word(const char **p, char *out_word, size_t size);

/* A zone by its lower-case name; FALSE where unknown. */
gboolean kw_fields_find_zone(const char *word, int *out_offset_s);

/* A name and the offset that may follow it: "gmt", "GMT+9", "utc-03:30". `p` is behind the word. */
gboolean kw_fields_read_zone(KwFields *f, const char *word, const char **p);

/* Dates as words and numbers in any order (when_words.c): RFC 5322, English, Japanese. FALSE: it
 * holds anything else. */
gboolean kw_fields_read_words(const char *text, KwFields *out);

/* The same in other languages (when_language.c). `is_month`: a word that is a month in one language
 * and no part of a date in another is the month. */
gboolean kw_fields_read_language(const char *text, gboolean is_month, KwFields *out);
