/* Reading dates as others write them: W3C-DTF here, which is positional, everything else word by
 * word in when_words.c, other languages with the help of when_language.c. The calendar itself is
 * when.c. */
#include "when-private.h"

#include <string.h>

/* "2026", "2026-08", "2026-08-15", "20260815": a missing month or day stays 0. */
static gboolean read_w3c_day(KwFields *f, const char **p)
{
	int value, n = kw_fields_read_digits(p, &value);

	if (n == 8) {
		f->year = value / 10000;
		f->month = value / 100 % 100;
		f->day = value % 100;
		return TRUE;
	}
	f->year = value;
	if (n != 4)
		return FALSE;
	if (**p != '-')
		return TRUE;
	(*p)++;
	n = kw_fields_read_digits(p, &f->month);
	if (n < 1 || n > 2)
		return FALSE;
	if (**p != '-')
		return TRUE;
	(*p)++;
	n = kw_fields_read_digits(p, &f->day);
	return n == 1 || n == 2;
}

/* "14:31", "14:31:07.25", "1431", "143107". */
static gboolean read_w3c_time(KwFields *f, const char **p)
{
	int n = kw_fields_read_digits(p, &f->hour);

	if (n == 6 || n == 4) {
		int value = n == 6 ? f->hour : f->hour * 100;

		f->hour = value / 10000;
		f->minute = value / 100 % 100;
		f->second = value % 100;
		return TRUE;
	}
	return (n == 1 || n == 2) && **p == ':' && kw_fields_read_minutes(f, p);
}

static gboolean read_w3c_zone(KwFields *f, const char **p)
{
	int ignored;
	char word[8];

	*p = kw_fields_skip_blanks(*p);
	if (**p == '+' || **p == '-') {
		f->has_zone = TRUE;
		if (!kw_fields_read_offset(p, &f->offset_s))
			return FALSE;
		*p = kw_fields_skip_blanks(*p);
		/* "+0000 UTC", as Go prints it */
		return !g_ascii_isalpha(**p) || kw_fields_read_word(p, word, sizeof(word));
	}
	/* "1:42 PM" has a word, too, but is not for this reader */
	return !g_ascii_isalpha(**p) ||
	       (kw_fields_read_word(p, word, sizeof(word)) && kw_fields_find_zone(word, &ignored) &&
		kw_fields_read_zone(f, word, p));
}

gboolean kw_when_parse_w3cdtf(const char *text, GTimeZone *zone, KwWhen *out_when)
{
	KwFields f = KW_NO_FIELDS;
	const char *p;

	if (!text || strlen(text) > KW_WHEN_MAX_BYTES)
		return FALSE;
	p = kw_fields_skip_blanks(text);
	if (!read_w3c_day(&f, &p))
		return FALSE;
	if (!f.day) {
		f.day = 1;
		f.month = f.month ? f.month : 1;
	} else if (*p == 'T' || *p == 't' || g_ascii_isspace(*p)) {
		p = kw_fields_skip_blanks(*p == 'T' || *p == 't' ? p + 1 : p);
		if (*p && (!read_w3c_time(&f, &p) || !read_w3c_zone(&f, &p)))
			return FALSE;
	}
	if (*p == '[') /* "[Asia/Tokyo]", as Java writes after the offset */
		p += strcspn(p, "]") + (strchr(p, ']') != NULL);
	return *kw_fields_skip_blanks(p) == '\0' && kw_fields_finish(&f, zone, out_when);
}

gboolean kw_when_parse_rfc5322(const char *text, GTimeZone *zone, KwWhen *out_when)
{
	KwFields f;

	return kw_fields_read_words(text, &f) && f.has_month_word &&
	       kw_fields_finish(&f, zone, out_when);
}

gboolean kw_when_parse(const char *text, GTimeZone *zone, KwWhen *out_when)
{
	KwFields f;

	return kw_when_parse_w3cdtf(text, zone, out_when) ||
	       (kw_fields_read_words(text, &f) && kw_fields_finish(&f, zone, out_when)) ||
	       (kw_fields_read_language(text, FALSE, &f) && kw_fields_finish(&f, zone, out_when)) ||
	       (kw_fields_read_language(text, TRUE, &f) && kw_fields_finish(&f, zone, out_when));
}
