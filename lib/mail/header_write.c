/* Writing header fields: folding and encoded-words.
 *
 * Which fields a letter has is compose.c; reading headers is header.c. The encoded-words are made
 * here and not by GMime, because a subject is also read by programs that do not join words before
 * they decode: each word holds whole characters only. Always base64: Japanese in Q is three times
 * as long.
 */
#include "header_write-private.h"

#include <string.h>

#define LINE_MAX_OCTETS  78 /* RFC 5322 §2.1.1, "should" */
#define WORD_LINE_OCTETS 76 /* RFC 2047 §2: a line that holds an encoded-word */
#define WORD_MAX_OCTETS  75
#define WORD_START       "=?UTF-8?B?"
#define WORD_END         "?="
#define WORD_FRAME       (sizeof(WORD_START) - 1 + sizeof(WORD_END) - 1)
#define LONGEST_PIECE    900 /* with the field's name before it still below 998 (RFC 5322 §2.1.1) */
#define LONGEST_PHRASE   60  /* ASCII beyond it is encoded, because only encoded-words are folded */

/* The longest word with the blanks before it: what folding cannot cut. */
static size_t longest_piece(const char *value)
{
	size_t longest = 0;

	while (*value) {
		size_t n = strspn(value, " ");

		n += strcspn(value + n, " ");
		longest = MAX(longest, n);
		value += n;
	}
	return longest;
}

gboolean kw_header_is_value(const char *value)
{
	for (const char *p = value; *p; p++)
		if (g_ascii_iscntrl(*p))
			return FALSE;
	return longest_piece(value) <= LONGEST_PIECE;
}

void kw_header_append_value(GString *out, const char *name, const char *value)
{
	size_t column = strlen(name) + 1;

	g_string_append_printf(out, "%s:", name);
	value += strspn(value, " ");
	for (gboolean is_first = TRUE; *value; is_first = FALSE) {
		size_t blanks = strspn(value, " ");
		size_t n = blanks + strcspn(value + blanks, " ");

		if (n == blanks) /* blanks at the end could make a line of nothing else */
			break;
		if (is_first) {
			g_string_append_c(out, ' ');
			column++;
		} else if (column + n > LINE_MAX_OCTETS) {
			g_string_append(out, "\r\n");
			column = 0;
		}
		g_string_append_len(out, value, (gssize)n);
		column += n;
		value += n;
	}
	g_string_append(out, "\r\n");
}

/* How many bytes of `text` (whole characters) go into `room` octets of an encoded-word. */
static size_t fitting(const char *text, size_t room)
{
	const char *end = text;

	room = room / 4 * 3;
	while (*end && (size_t)(g_utf8_next_char(end) - text) <= room)
		end = g_utf8_next_char(end);
	return (size_t)(end - text);
}

/* Appends `text` as encoded-words from `column` on; returns the new column. */
static size_t append_words(GString *out, size_t column, const char *text)
{
	while (*text) {
		size_t left = WORD_LINE_OCTETS - MIN(column, WORD_LINE_OCTETS);
		size_t room = MIN(left, WORD_MAX_OCTETS);
		size_t n = room > WORD_FRAME ? fitting(text, room - WORD_FRAME) : 0;

		if (n) {
			g_autofree char *word = g_base64_encode((const guchar *)text, n);

			g_string_append_printf(out, WORD_START "%s" WORD_END, word);
			column += WORD_FRAME + strlen(word);
			text += n;
		}
		if (*text) {
			g_string_append(out, "\r\n ");
			column = 1;
		}
	}
	return column;
}

/* ASCII that no reader takes for an encoded-word. */
static gboolean is_plain(const char *text)
{
	return g_str_is_ascii(text) && !strstr(text, "=?");
}

void kw_header_append_text(GString *out, const char *name, const char *text)
{
	if (is_plain(text) && kw_header_is_value(text)) {
		kw_header_append_value(out, name, text);
		return;
	}
	g_string_append_printf(out, "%s: ", name);
	append_words(out, strlen(name) + 2, text);
	g_string_append(out, "\r\n");
}

static void append_quoted(GString *out, const char *phrase)
{
	g_string_append_c(out, '"');
	for (const char *p = phrase; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
}

void kw_header_append_mailbox(GString *out, const char *name, const char *phrase, const char *spec)
{
	size_t start = out->len;
	size_t column = strlen(name) + 2;

	if (!phrase || !*phrase) {
		kw_header_append_value(out, name, spec);
		return;
	}
	g_string_append_printf(out, "%s: ", name);
	if (is_plain(phrase) && strlen(phrase) <= LONGEST_PHRASE) {
		append_quoted(out, phrase);
		column = out->len - start;
	} else {
		column = append_words(out, column, phrase);
	}
	/* the line of an encoded-word ends at 76, and one limit for both is enough */
	g_string_append(out, column + strlen(spec) + 3 > WORD_LINE_OCTETS ? "\r\n " : " ");
	g_string_append_printf(out, "<%s>\r\n", spec);
}
