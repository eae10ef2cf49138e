/* Dates that are read word by word, in any order: those of mail and those that mail programs write
 * into forwarded headers, in English and Japanese. The positional form of feeds is in when_parse.c,
 * other languages are when_language.c's.
 *
 * A date that could be two days (03/04/2026) and text that holds anything but a date are refused: a
 * wrong date is worse than none.
 */
#include "when-private.h"

#include "base/text.h"

#include <string.h>

static int full_year(int value, int digits)
{
	/* RFC 5322 §4.3 */
	if (digits == 2)
		return value + (value < 50 ? 2000 : 1900);
	return digits == 3 ? value + 1900 : value;
}

/* The number of a name in a list of twelve or seven, from its first three letters on; 0: none. */
static int name_index(const char *word, const char *const *names)
{
	size_t length = strlen(word);

	if (length < 3)
		return 0;
	for (int i = 0; names[i]; i++)
		if (strncmp(names[i], word, length) == 0)
			return i + 1;
	return 0;
}

static gboolean set_once(int *field, int value)
{
	if (*field)
		return FALSE;
	*field = value;
	return value > 0;
}

/* A word of letters. `p` stands behind it. */
static gboolean take_word(KwFields *f, const char *word, const char **p)
{
	static const char *const months[] = {
		"january", "february",  "march",   "april",    "may",      "june", "july",
		"august",  "september", "october", "november", "december", NULL};
	static const char *const days[] = {"monday", "tuesday",  "wednesday", "thursday",
					   "friday", "saturday", "sunday",    NULL};
	static const char *const fillers[] = {"at", "on", "of", "st", "nd", "rd", "th", "t", NULL};
	int month = name_index(word, months), ignored;

	if (month) {
		f->has_month_word = TRUE;
		return set_once(&f->month, month);
	}
	if (strcmp(word, "am") == 0 && !f->year && !f->month && !f->day && f->hour < 0)
		return TRUE; /* "am 27. Oktober" */
	if (strcmp(word, "am") == 0 || strcmp(word, "pm") == 0)
		return set_once(&f->half, word[0]);
	if (name_index(word, days) || g_strv_contains(fillers, word))
		return TRUE;
	if (f->hour >= 0)
		/* "+0900 JST": the figures decide */
		return f->has_zone ? kw_fields_find_zone(word, &ignored)
				   : kw_fields_read_zone(f, word, p);
	/* the day of the week in another language */
	return !f->day && !f->year && **p == ',';
}

/* "YEAR/MONTH/DAY", "DAY.MONTH.YEAR", or "A/B/YEAR"; `a` is read and `p` at the separator. */
static gboolean read_three(KwFields *f, int a, int digits, const char **p)
{
	char separator = **p;
	int b, c, n, m;

	(*p)++;
	n = kw_fields_read_digits(p, &b);
	if (n < 1 || n > 2 || **p != separator)
		return FALSE;
	(*p)++;
	m = kw_fields_read_digits(p, &c);
	if (f->year || f->month || f->day)
		return FALSE;
	if (digits == 4 && (m == 1 || m == 2)) {
		f->year = a;
		f->month = b;
		f->day = c;
		return TRUE;
	}
	if (digits > 2 || (m != 4 && m != 2))
		return FALSE;
	if (separator == '.' ? m == 4 : a > 12 && b <= 12 && m == 4)
		f->month = b;
	else if (separator == '/' && a <= 12 && (b > 12 || a == b))
		f->month = a;
	else
		return FALSE; /* which is the month? */
	f->day = f->month == b ? a : b;
	f->year = full_year(c, m);
	return TRUE;
}

/* "時NN分NN秒" after the hour. */
static gboolean read_ja_time(KwFields *f, int hour, const char **p)
{
	const char *q = kw_fields_skip_blanks(*p);
	int value;

	if (f->hour >= 0)
		return FALSE;
	f->hour = hour;
	if (g_str_has_prefix(q, "半")) {
		f->minute = 30;
		*p = q + strlen("半");
		return TRUE;
	}
	if (!kw_fields_read_digits(&q, &value) || !g_str_has_prefix(kw_fields_skip_blanks(q), "分"))
		return TRUE;
	f->minute = value;
	*p = kw_fields_skip_blanks(q) + strlen("分");
	q = kw_fields_skip_blanks(*p);
	if (!kw_fields_read_digits(&q, &value) || !g_str_has_prefix(kw_fields_skip_blanks(q), "秒"))
		return TRUE;
	f->second = value;
	*p = kw_fields_skip_blanks(q) + strlen("秒");
	return TRUE;
}

/* A number with its Japanese unit; -1: none follows. */
static int take_ja_unit(KwFields *f, int value, const char **p)
{
	static const char *const units[] = {"年", "月", "日", "時"};
	const char *q = kw_fields_skip_blanks(*p);
	size_t i = 0;

	while (i < G_N_ELEMENTS(units) && !g_str_has_prefix(q, units[i]))
		i++;
	if (i == G_N_ELEMENTS(units))
		return -1;
	*p = q + strlen(units[i]);
	switch (i) {
	case 0: return set_once(&f->year, value < 100 ? value + f->era : value);
	case 1: return set_once(&f->month, value);
	case 2: return set_once(&f->day, value);
	default: return read_ja_time(f, value, p);
	}
}

static gboolean read_dotted_time(KwFields *f, int hour, const char **p)
{
	f->hour = hour;
	(*p)++;
	if (kw_fields_read_digits(p, &f->minute) != 2)
		return FALSE;
	if (**p != '.' || !g_ascii_isdigit((*p)[1]))
		return TRUE;
	(*p)++;
	return kw_fields_read_digits(p, &f->second) == 2;
}

static gboolean take_number(KwFields *f, const char **p)
{
	int value, unit, digits = kw_fields_read_digits(p, &value);

	if (**p == ':' && g_ascii_isdigit((*p)[1])) {
		if (f->hour >= 0 || digits > 2)
			return FALSE;
		f->hour = value;
		return kw_fields_read_minutes(f, p);
	}
	unit = take_ja_unit(f, value, p);
	if (unit >= 0)
		return unit;
	/* "27. oktober 2021 kl. 19.34.00": the day is known, so that it is the time */
	if (f->day && f->month && f->year && f->hour < 0 && digits <= 2 && **p == '.' &&
	    g_ascii_isdigit((*p)[1]))
		return read_dotted_time(f, value, p);
	if (**p && strchr("/.-", **p) && g_ascii_isdigit((*p)[1]) && (digits == 4 || **p != '-'))
		return read_three(f, value, digits, p);
	if (digits <= 2 && !f->day)
		return set_once(&f->day, value);
	if (digits > 4 || (digits < 4 && !f->day))
		return FALSE;
	return set_once(&f->year, full_year(value, digits));
}

/* One letter that stands alone: "火, 17 11月 2026 13:42:00", as a Java program in Japan writes RFC
 * 5322, and "2026/11/17 火 13:42", as Yahoo! JAPAN's mail does. */
static gboolean take_ja_weekday(const KwFields *f, const char **p)
{
	gunichar letter = g_utf8_get_char(*p);

	*p = g_utf8_next_char(*p);
	if (!f->day && !f->year)
		return **p == ',';
	return g_utf8_strchr("日月火水木金土", -1, letter) && (**p == ' ' || !**p);
}

/* Japanese words that stand without a number. */
static gboolean take_ja_word(KwFields *f, const char **p)
{
	static const struct {
		const char *word;
		int half, era;
	} words[] = {
		{"午前", 'a', 0}, {"午後", 'p', 0}, {"令和", 0, 2018}, {"平成", 0, 1988},
		{"元年", 0, 0},   {"日曜日", 0, 0}, {"月曜日", 0, 0},  {"火曜日", 0, 0},
		{"水曜日", 0, 0}, {"木曜日", 0, 0}, {"金曜日", 0, 0},  {"土曜日", 0, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(*p, words[i].word))
			continue;
		*p += strlen(words[i].word);
		if (strcmp(words[i].word, "元年") == 0)
			return f->era && set_once(&f->year, f->era + 1);
		if (words[i].era)
			return set_once(&f->era, words[i].era);
		return !words[i].half || set_once(&f->half, words[i].half);
	}
	return take_ja_weekday(f, p);
}

/* A comment: nothing but a zone in it counts, and that only where none stands outside. `p` is at
 * the parenthesis; FALSE where it is not closed. */
static gboolean take_comment(KwFields *f, const char **p)
{
	const char *inside = *p + 1;
	int depth = 0, offset_s;
	char word[8];

	for (; **p; (*p)++) {
		if (**p == '\\' && (*p)[1])
			(*p)++;
		else if (**p == '(')
			depth++;
		else if (**p == ')' && --depth == 0)
			break;
	}
	if (**p != ')')
		return FALSE;
	(*p)++;
	if (f->hour >= 0 && !f->has_zone && kw_fields_read_word(&inside, word, sizeof(word)) &&
	    kw_fields_find_zone(word, &offset_s))
		return kw_fields_read_zone(f, word, &inside);
	return TRUE;
}

static gboolean take_one(KwFields *f, const char **p)
{
	char word[16];

	if (g_ascii_isspace(**p) || strchr(",;.", **p)) {
		(*p)++;
		return TRUE;
	}
	if (g_ascii_isdigit(**p))
		return take_number(f, p);
	if (g_ascii_isalpha(**p))
		return kw_fields_read_word(p, word, sizeof(word)) && take_word(f, word, p);
	if (**p == '(')
		return take_comment(f, p);
	if ((**p == '+' || **p == '-') && f->hour >= 0 && !f->has_zone &&
	    g_ascii_isdigit((*p)[1])) {
		f->has_zone = TRUE;
		return kw_fields_read_offset(p, &f->offset_s);
	}
	if (**p == '-' || **p == '/') {
		(*p)++;
		return TRUE;
	}
	return (**p & 0x80) && take_ja_word(f, p);
}

/* Full-width digits and signs as ASCII, no marks without a glyph; NULL: this cannot be a date. */
static char *normal_text(const char *text)
{
	g_autofree char *narrow = NULL;

	if (!text || strlen(text) > KW_WHEN_MAX_BYTES)
		return NULL;
	narrow = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	return narrow ? kw_text_one_line(narrow) : NULL;
}

gboolean kw_fields_read_words(const char *text, KwFields *out)
{
	g_autofree char *normal = normal_text(text);
	const char *p = normal;

	*out = KW_NO_FIELDS;
	while (p && *p)
		if (!take_one(out, &p))
			return FALSE;
	return p != NULL;
}
