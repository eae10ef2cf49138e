/* How long a text takes to read: characters by a speed. What of an issue is measured is
 * render_extent.c's to say. */
#include "digest/reading_time.h"

#include <string.h>

#define CHARS_PER_MINUTE 500 /* where the operator's phrase is no number */

static const char *const addresses[] = {"https://", "http://", "mailto:"};

/* The end of an address that begins at `p`; `p` where none does. */
static const char *skip_address(const char *p)
{
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
		if (g_str_has_prefix(p, addresses[i]))
			return p + strcspn(p, " \t\r\n");
	return p;
}

/* What lines between parts are drawn with; one alone is a dash of a sentence. */
static gboolean is_rule(const char *p, gunichar before)
{
	gunichar c = g_utf8_get_char(p);

	return (c == 0x2500 || c == '-') &&
	       (before == c || g_utf8_get_char(g_utf8_next_char(p)) == c);
}

int64_t kw_reading_time_chars(const char *text)
{
	gunichar before = 0;
	int64_t chars = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		p = skip_address(p);
		if (!*p)
			break;
		chars += !g_unichar_isspace(g_utf8_get_char(p)) && !is_rule(p, before);
		before = g_utf8_get_char(p);
	}
	return chars;
}

int64_t kw_reading_time_s(const KwWords *words, const char *text)
{
	int64_t speed = g_ascii_strtoll(kw_words_phrase(words, "reading.speed"), NULL, 10);

	if (speed <= 0)
		speed = CHARS_PER_MINUTE;
	return (60 * kw_reading_time_chars(text) + speed - 1) / speed;
}
