/* From the fields of a date to a point in time, and the small parts that all readers share: digits,
 * offsets, names of zones. */
#include "when-private.h"

#include <string.h>

#define MIN_YEAR 1900 /* RFC 5322; before it stand the zero dates of programs */
#define MAX_YEAR 9998

/* ---- fields to a point in time ---- */

static gboolean apply_half(KwFields *f)
{
	if (!f->half || f->hour < 0 || f->hour > 12)
		return f->hour >= 0 || !f->half; /* "13:42 PM" is taken as 13:42 */
	f->hour = f->hour % 12 + (f->half == 'p' ? 12 : 0);
	return TRUE;
}

static gboolean is_complete(const KwFields *f)
{
	if (f->year < MIN_YEAR || f->year > MAX_YEAR || f->month < 1 || f->month > 12 ||
	    f->day < 1 || f->day > 31 ||
	    !g_date_valid_dmy((GDateDay)f->day, (GDateMonth)f->month, (GDateYear)f->year))
		return FALSE;
	if (f->hour == 24)
		return f->minute == 0 && f->second == 0;
	/* 60 is a leap second */
	return f->hour < 24 && f->minute < 60 && f->second <= 60;
}

gboolean kw_fields_finish(KwFields *f, GTimeZone *zone, KwWhen *out)
{
	gboolean is_day = f->hour < 0;
	GDate date;
	int64_t at;

	if (!apply_half(f) || !is_complete(f))
		return FALSE;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)f->day, (GDateMonth)f->month, (GDateYear)f->year);
	at = ((int64_t)g_date_get_julian(&date) - 719163) * 86400;
	if (!is_day)
		at += f->hour * 3600 + f->minute * 60 + f->second;
	*out = (KwWhen){.offset_s = f->offset_s, .is_day = is_day};
	if (!f->has_zone && zone) {
		int interval = g_time_zone_adjust_time(zone, G_TIME_TYPE_STANDARD, &at);
		int offset_s = g_time_zone_get_offset(zone, interval);

		at -= offset_s;
		if (is_day) /* the day is known by it again, in no matter what zone */
			out->offset_s = offset_s;
	}
	out->at = at - f->offset_s;
	return TRUE;
}

/* ---- digits and zones ---- */

const char *kw_fields_skip_blanks(const char *p)
{
	while (g_ascii_isspace(*p))
		p++;
	return p;
}

int kw_fields_read_digits(const char **p, int *out_value)
{
	int n = 0;

	for (*out_value = 0; n < 9 && g_ascii_isdigit(**p); n++)
		*out_value = *out_value * 10 + *(*p)++ - '0';
	return n;
}

/* What is no offset on earth counts as unknown, and RFC 5322 §4.3 takes an unknown zone as UTC. */
gboolean kw_fields_read_offset(const char **p, int *out_offset_s)
{
	int sign = **p == '-' ? -1 : 1;
	const char *q = *p + 1;
	int hours, minutes = 0, n;

	n = kw_fields_read_digits(&q, &hours);
	if (n < 1 || n > 4)
		return FALSE;
	if (n > 2) {
		minutes = hours % 100;
		hours /= 100;
	} else if (*q == ':' && g_ascii_isdigit(q[1])) {
		q++;
		if (kw_fields_read_digits(&q, &minutes) != 2)
			return FALSE;
	}
	*out_offset_s = hours > 18 || minutes > 59 ? 0 : sign * (hours * 3600 + minutes * 60);
	*p = q;
	return TRUE;
}

static const struct {
	char name[6];
	short minutes;
} zones[] = {
	{"ut", 0},     {"utc", 0},    {"gmt", 0},    {"z", 0},      {"jst", 540},   {"kst", 540},
	{"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420},  {"mdt", -360},
	{"pst", -480}, {"pdt", -420}, {"ast", -240}, {"adt", -180}, {"akst", -540}, {"akdt", -480},
	{"hst", -600}, {"wet", 0},    {"west", 60},  {"bst", 60},   {"cet", 60},    {"cest", 120},
	{"met", 60},   {"mest", 120}, {"mez", 60},   {"mesz", 120}, {"eet", 120},   {"eest", 180},
	{"msk", 180},  {"ist", 330},  {"hkt", 480},  {"sgt", 480},  {"awst", 480},  {"acst", 570},
	{"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780},
};

gboolean kw_fields_find_zone(const char *word, int *out_offset_s)
{
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
		if (strcmp(zones[i].name, word) == 0) {
			*out_offset_s = zones[i].minutes * 60;
			return TRUE;
		}
	return FALSE;
}

/* Military letters are UTC (RFC 5322 §4.3: everybody got their sign wrong), and so is a name that
 * nobody knows. */
static gboolean set_zone(KwFields *f, const char *word)
{
	f->has_zone = TRUE;
	return kw_fields_find_zone(word, &f->offset_s) || strlen(word) <= 5;
}

gboolean kw_fields_read_word(const char **p, char *out_word, size_t size)
{
	size_t n = 0;

	for (; g_ascii_isalpha(**p) || (n && **p == '.'); (*p)++) {
		if (**p == '.')
			continue;
		if (n + 1 == size)
			return FALSE;
		out_word[n++] = g_ascii_tolower(**p);
	}
	out_word[n] = '\0';
	return n > 0;
}

gboolean kw_fields_read_zone(KwFields *f, const char *word, const char **p)
{
	const char *q = kw_fields_skip_blanks(*p);
	int offset_s;

	if (!set_zone(f, word))
		return FALSE;
	if (f->offset_s == 0 && (*q == '+' || *q == '-') && g_ascii_isdigit(q[1]) &&
	    kw_fields_read_offset(&q, &offset_s)) {
		f->offset_s = offset_s;
		*p = q;
	}
	return TRUE;
}

gboolean kw_fields_read_minutes(KwFields *f, const char **p)
{
	int n;

	(*p)++;
	n = kw_fields_read_digits(p, &f->minute);
	if (n < 1 || n > 2)
		return FALSE;
	if (**p != ':')
		return TRUE;
	(*p)++;
	n = kw_fields_read_digits(p, &f->second);
	if (n < 1 || n > 2)
		return FALSE;
	if ((**p == '.' || **p == ',') && g_ascii_isdigit((*p)[1]))
		for ((*p)++; g_ascii_isdigit(**p); (*p)++)
			;
	return TRUE;
}
