/* The text of a header field: raw bytes, and encoded-words (RFC 2047).
 *
 * Raw bytes become UTF-8 before encoded-words are looked for: a kanji of raw JIS may look like
 * "=?". Words of the same charset that stand side by side are joined as bytes, because Japanese
 * mail programs cut a character in two.
 */
#include "mail/header.h"

#include "base/charset.h"
#include "base/text.h"
#include "message-private.h"

#include <string.h>

#define MAX_WORD 4096 /* RFC 2047 says 75; some write a whole subject as one */

typedef struct {
	const char *charset, *data, *end; /* `end` is behind the word */
	size_t charset_length, data_length;
	gboolean is_base64;
} Word;

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The data of a word up to "?=". Where that is missing, up to the blank before the next word, or to
 * the first blank. */
static void find_data_end(Word *word, const char *end)
{
	const char *first_blank = NULL, *p;

	end = MIN(end, word->data + MAX_WORD);
	for (p = word->data; p < end; p++) {
		if (*p == '?' && p + 1 < end && p[1] == '=') {
			word->data_length = (size_t)(p - word->data);
			word->end = p + 2;
			return;
		}
		if (is_blank(*p) && !first_blank)
			first_blank = p;
		if (is_blank(*p) && end - p > 2 && p[1] == '=' && p[2] == '?')
			break;
	}
	p = first_blank ? first_blank : end;
	word->end = p;
	if (p > word->data && p[-1] == '?')
		p--;
	word->data_length = (size_t)(p - word->data);
}

static gboolean word_at(const char *p, const char *end, Word *out_word)
{
	const char *mark, *language;

	if (end - p < 6 || p[0] != '=' || p[1] != '?')
		return FALSE;
	p += 2;
	mark = memchr(p, '?', MIN((size_t)(end - p), 64));
	if (!mark || mark == p || end - mark < 3 || mark[2] != '?' || !strchr("bBqQ", mark[1]))
		return FALSE;
	for (const char *c = p; c < mark; c++)
		if (!g_ascii_isgraph(*c))
			return FALSE;
	language = memchr(p, '*', (size_t)(mark - p)); /* RFC 2231 §5 */
	out_word->charset = p;
	out_word->charset_length = (size_t)((language ? language : mark) - p);
	out_word->is_base64 = g_ascii_tolower(mark[1]) == 'b';
	out_word->data = mark + 3;
	find_data_end(out_word, end);
	return TRUE;
}

static void append_base64(GByteArray *out, const char *data, size_t length)
{
	g_autoptr(GBytes) bytes = kw_base64_decode(data, length);

	g_byte_array_append(out, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
}

static void append_q(GByteArray *out, const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		guint8 byte = (guint8)data[i];

		if (byte == '_') {
			byte = ' ';
		} else if (byte == '=' && i + 2 < length && g_ascii_isxdigit(data[i + 1]) &&
			   g_ascii_isxdigit(data[i + 2])) {
			byte = (guint8)(g_ascii_xdigit_value(data[i + 1]) << 4 |
					g_ascii_xdigit_value(data[i + 2]));
			i += 2;
		}
		g_byte_array_append(out, &byte, 1);
	}
}

static void flush(GString *out, GByteArray *run, const Word *word)
{
	g_autofree char *charset = NULL, *text = NULL;

	if (!run->len)
		return;
	charset = g_strndup(word->charset, word->charset_length);
	text = kw_charset_decode(run->data, run->len, charset, NULL);
	g_string_append(out, text);
	g_byte_array_set_size(run, 0);
}

static gboolean has_same_charset(const Word *a, const Word *b)
{
	return a->charset_length == b->charset_length &&
	       g_ascii_strncasecmp(a->charset, b->charset, a->charset_length) == 0;
}

char *kw_header_decode_words(const char *text, gssize length)
{
	size_t n = length < 0 ? strlen(text) : (size_t)length;
	const char *p = text, *end = text + n;
	GString *out = g_string_sized_new(n);
	g_autoptr(GByteArray) run = g_byte_array_new();
	Word word, last = {0};

	while (p < end) {
		const char *next;

		if (!word_at(p, end, &word)) {
			g_string_append_c(out, *p++);
			continue;
		}
		if (run->len && !has_same_charset(&word, &last))
			flush(out, run, &last);
		last = word;
		(word.is_base64 ? append_base64 : append_q)(run, word.data, word.data_length);
		p = word.end;
		for (next = p; next < end && is_blank(*next); next++)
			;
		if (word_at(next, end, &word))
			p = next; /* blanks between two words are no text */
		else
			flush(out, run, &last);
	}
	return g_string_free(out, FALSE);
}

char *kw_header_to_utf8(const char *raw, gssize length, const char *hint)
{
	size_t n = length < 0 ? strlen(raw) : (size_t)length;
	/* JIS, as it is or with its escapes stripped */
	gboolean is_jis = memchr(raw, '\x1b', n) || memchr(raw, '\x0e', n) ||
			  memmem(raw, n, "$B", 2) || memmem(raw, n, "$@", 2);

	if (!is_jis && kw_text_is_valid(raw, n))
		return g_strndup(raw, n);
	return kw_charset_decode(raw, n, memchr(raw, '\x1b', n) ? "iso-2022-jp" : hint, NULL);
}

char *kw_header_decode(const char *raw, gssize length, const char *hint)
{
	g_autofree char *utf8 = kw_header_to_utf8(raw, length, hint);
	g_autofree char *text = kw_header_decode_words(utf8, -1);

	return kw_text_one_line(text);
}
