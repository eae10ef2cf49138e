/* Which charset is it? The declared name is a hint, the bytes decide.
 *
 * In this order: marks and escape sequences that only one charset has; UTF-8, which does not come
 * about by accident; the declared charset, if it reads everything; a Japanese charset that reads
 * everything and looks Japanese; and then what loses least. How readings are compared is
 * charset_guess.c, the names are charset_names.c, the readers charset_read.c.
 */
#include "base/charset.h"

#include "base/text.h"
#include "charset-private.h"

#include <stdint.h>
#include <string.h>

#define ESC          0x1b
#define MAX_SWITCHES 1000 /* between the charsets of lines: what comes then is read as one */

/* ---- looking at the bytes ---- */

static gboolean has_high_bytes(const guint8 *bytes, size_t length)
{
	uint64_t word, all = 0;
	size_t i = 0;

	for (; i + sizeof(word) <= length; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		all |= word;
	}
	for (; i < length; i++)
		all |= (uint64_t)bytes[i];
	return (all & UINT64_C(0x8080808080808080)) != 0;
}

static gboolean is_western(const guint8 *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == 0x81 || bytes[i] == 0x8d || bytes[i] == 0x8f || bytes[i] == 0x90 ||
		    bytes[i] == 0x9d)
			return FALSE;
	return TRUE;
}

static gboolean has_jis_escapes(const guint8 *bytes, size_t length)
{
	const guint8 *end = bytes + length;

	for (const guint8 *p = bytes; (p = memchr(p, ESC, (size_t)(end - p))); p++)
		if (end - p >= 3 &&
		    ((p[1] == '$' && strchr("@AB(", p[2])) ||
		     (p[1] == '(' && strchr("BHIJ", p[2]))) &&
		    p[2])
			return TRUE;
	return FALSE;
}

/* ---- the ways to decide; each returns NULL where it does not apply ---- */

/* By BOM, by declaration, or, undeclared, by the NULs of its ASCII characters. */
static const char *utf16_name(const KwCharsetInput *in)
{
	const guint8 *b = in->bytes;
	size_t even = 0, odd = 0, sample = MIN(in->length, 1024);
	gboolean is_claimed = kw_charset_is_declared(in, "utf-16");

	if (in->length >= 2 && b[0] == 0xff && b[1] == 0xfe)
		return "utf-16le";
	if (in->length >= 2 && b[0] == 0xfe && b[1] == 0xff)
		return "utf-16be";
	for (size_t i = 0; i < sample; i++)
		if (b[i] == 0)
			(*(i & 1 ? &odd : &even))++;
	if (even + odd == 0)
		return is_claimed && in->has_high && !kw_text_is_valid(b, in->length) ? "utf-16be"
										      : NULL;
	if (is_claimed || (!in->declared && in->length % 2 == 0 && even + odd > sample / 4))
		return even > 4 * odd || (is_claimed && even >= odd) ? "utf-16be"
		       : odd > 4 * even || is_claimed                ? "utf-16le"
								     : NULL;
	return NULL;
}

static GString *decide_utf16(const KwCharsetInput *in, const char **used)
{
	const char *name = utf16_name(in);
	GString *out;
	size_t errors;

	if (!name)
		return NULL;
	out = kw_charset_read_iconv(name, in->bytes, in->length, SIZE_MAX - 1, &errors);
	if (g_str_has_prefix(out->str, "\xef\xbb\xbf"))
		g_string_erase(out, 0, 3);
	*used = errors ? "unknown" : "utf-16";
	return out;
}

/* The header of ISO-2022-KR (RFC 1557), which no other charset has. */
static gboolean starts_korean(const KwCharsetInput *in)
{
	return in->length >= 4 && memcmp(in->bytes, "\x1b$)C", 4) == 0;
}

/* Charsets of seven bits, by their escapes or by their name. */
static GString *decide_seven_bit(const KwCharsetInput *in, const char **used)
{
	static const char *const by_name[] = {"utf-7", "iso-2022-kr", "iso-2022-cn",
					      "iso-2022-cn-ext"};
	GString *out = NULL;

	if (in->has_high)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(by_name) && !out; i++)
		if (kw_charset_is_declared(in, by_name[i]) ||
		    (strcmp(by_name[i], "iso-2022-kr") == 0 && starts_korean(in))) {
			*used = by_name[i];
			out = kw_charset_read_strictly(by_name[i], in);
		}
	if (!out && in->has_escapes) {
		size_t errors;

		out = kw_charset_read_jis(in->bytes, in->length, SIZE_MAX - 1, &errors);
		*used = errors ? "unknown" : "iso-2022-jp";
	}
	return out;
}

/* The end of "$B…" without its escapes: a pair-wise walk to "(B" or "(J", all cells between being
 * in rows that text is made of. NULL: this is no such run, and none of the same pairs is that
 * begins before *failed. (Row 28 ends at 40: "(B" is no cell.) */
static const guint8 *stripped_end(const guint8 *p, const guint8 *end, const guint8 **failed)
{
	int letters = 0;

	for (; end - p >= 2; p += 2) {
		gboolean is_kanji = p[0] >= 0x30 && p[0] <= 0x74;

		if (letters && p[0] == '(' && (p[1] == 'B' || p[1] == 'J'))
			return p;
		if (!(is_kanji || (p[0] >= 0x21 && p[0] <= 0x25) || p[0] == 0x2d) || p[1] < 0x21 ||
		    p[1] > 0x7e)
			break;
		letters += is_kanji || p[0] == 0x24 || p[0] == 0x25;
	}
	*failed = p;
	return NULL;
}

/* ISO-2022-JP that came through something which drops control characters: the escapes are put in
 * again. */
static GString *decide_stripped(const KwCharsetInput *in, const char **used)
{
	const guint8 *end = in->bytes + in->length;
	const guint8 *done = in->bytes, *failed[2] = {in->bytes, in->bytes}; /* even, odd places */
	g_autoptr(GString) whole = NULL;
	size_t errors;
	GString *out;

	if (in->has_high || in->has_escapes || !kw_charset_is_vague(in))
		return NULL;
	for (const guint8 *p = in->bytes; (p = memchr(p, '$', (size_t)(end - p))); p++) {
		const guint8 **known = &failed[(p - in->bytes) % 2];
		const guint8 *close = p >= *known && end - p > 2 && (p[1] == 'B' || p[1] == '@')
					      ? stripped_end(p + 2, end, known)
					      : NULL;

		if (!close)
			continue;
		if (!whole)
			whole = g_string_sized_new(in->length + 64);
		g_string_append_len(whole, (const char *)done, p - done);
		g_string_append_c(whole, ESC);
		g_string_append_len(whole, (const char *)p, close - p);
		g_string_append_c(whole, ESC);
		done = close;
		p = close;
	}
	if (!whole)
		return NULL;
	g_string_append_len(whole, (const char *)done, end - done);
	out = kw_charset_read_jis((const guint8 *)whole->str, whole->len, 0, &errors);
	if (out)
		*used = "iso-2022-jp";
	return out;
}

static GString *decide_ascii(const KwCharsetInput *in, const char **used)
{
	if (in->has_high)
		return NULL;
	*used = "us-ascii";
	return g_string_new_len((const char *)in->bytes, (gssize)in->length);
}

/* The lines up to the next that is of the other kind: with escapes, or without. */
static const guint8 *same_lines(const guint8 *p, const guint8 *end, gboolean *has_escapes)
{
	for (gboolean is_first = TRUE; p < end; is_first = FALSE) {
		const guint8 *newline = memchr(p, '\n', (size_t)(end - p));
		const guint8 *next = newline ? newline + 1 : end;
		gboolean has = has_jis_escapes(p, (size_t)(next - p));

		if (is_first)
			*has_escapes = has;
		else if (has != *has_escapes)
			break;
		p = next;
	}
	return p;
}

/* Lines of ISO-2022-JP and lines of something else: what programs write that put their own words
 * around other people's. */
static GString *decide_mixed(const KwCharsetInput *in, const char **used)
{
	const guint8 *p = in->bytes, *end = p + in->length, *next;
	gboolean has_escapes = FALSE, is_whole = TRUE;
	int switches = 0;
	GString *out;
	size_t errors;

	if (!in->has_high || !has_jis_escapes(in->bytes, in->length))
		return NULL;
	out = kw_charset_read_jis(in->bytes, in->length, 0, &errors);
	for (gboolean is_jis = out != NULL; !is_jis && p < end; p = next) {
		const char *route = NULL;

		out = out ? out : g_string_sized_new(in->length * 2);
		next = same_lines(p, end, &has_escapes);
		if (++switches > MAX_SWITCHES) {
			next = end;
			has_escapes = TRUE;
		}
		if (has_escapes) {
			GString *lines =
				kw_charset_read_jis(p, (size_t)(next - p), SIZE_MAX - 1, &errors);

			is_whole = is_whole && !errors;
			g_string_append_len(out, lines->str, (gssize)lines->len);
			g_string_free(lines, TRUE);
		} else {
			g_autofree char *lines =
				kw_charset_decode(p, (size_t)(next - p), in->declared, &route);

			is_whole = is_whole && strcmp(route, "unknown") != 0;
			g_string_append(out, lines);
		}
	}
	*used = is_whole ? "iso-2022-jp" : "unknown";
	return out;
}

/* Text that is valid UTF-8 is UTF-8. The exception are pairs alone (no byte from E0 up): short
 * words in other charsets of two bytes may look so, and then the declaration is believed. */
static GString *decide_utf8(const KwCharsetInput *in, const char **used)
{
	static const char *const pairs[] = {"shift_jis", "euc-jp",     "gb18030",
					    "cp949",     "big5-hkscs", NULL};
	gboolean is_pairs = TRUE;
	GString *out = NULL;

	if (!kw_text_is_valid(in->bytes, in->length))
		return NULL;
	if (in->declared && g_strv_contains(pairs, in->declared)) {
		for (size_t i = 0; i < in->length && is_pairs; i++)
			is_pairs = in->bytes[i] < 0xe0;
		out = is_pairs ? kw_charset_read_strictly(in->declared, in) : NULL;
		*used = in->declared;
	}
	if (!out) {
		out = g_string_new_len((const char *)in->bytes, (gssize)in->length);
		*used = "utf-8";
	}
	return out;
}

static GString *decide_declared(const KwCharsetInput *in, const char **used)
{
	GString *out = NULL;

	/* what reads any bytes whatsoever proves nothing: Japanese is tried before it */
	if (!kw_charset_is_vague(in) && !kw_charset_is_declared(in, "windows-1252"))
		out = kw_charset_read_strictly(in->declared, in);
	if (out && kw_charset_is_euc_as_sjis(in, out->str)) {
		g_string_free(out, TRUE);
		out = NULL;
	}
	if (out)
		*used = in->declared;
	return out;
}

/* Characters of UTF-8 beyond ASCII (of three bytes at least where it is not what was declared:
 * those of two come about by accident), and bytes that belong to none. */
static void count_utf8(const KwCharsetInput *in, const guint8 *p, const guint8 *end, size_t *good,
		       size_t *bad)
{
	gunichar least = kw_charset_is_declared(in, "utf-8") ? 0x80 : 0x800;

	for (*good = *bad = 0; p < end;) {
		gunichar c = g_utf8_get_char_validated((const char *)p, end - p);

		if (c == (gunichar)-2) /* cut off: that is no fault of the bytes before */
			break;
		*bad += c == (gunichar)-1;
		*good += c != (gunichar)-1 && c >= least;
		p += c == (gunichar)-1 ? 1 : g_unichar_to_utf8(c, NULL);
	}
}

/* UTF-8 that was cut off or damaged on its way. Shift_JIS finds a kanji for nearly all that is left
 * of it, but among the bytes of other charsets most are no UTF-8. A line that is none at all may
 * have been written by another program. */
static GString *decide_damaged_utf8(const KwCharsetInput *in, const char **used)
{
	const guint8 *end = in->bytes + in->length;
	size_t good, bad;
	int others = 0;
	GString *out;

	count_utf8(in, in->bytes, end, &good, &bad);
	if (kw_charset_is_declared(in, "utf-8") ? good <= bad : !good || good < 2 * bad)
		return NULL;
	out = g_string_sized_new(in->length + 64);
	for (const guint8 *line = in->bytes, *next; line < end; line = next) {
		const guint8 *newline = memchr(line, '\n', (size_t)(end - line));
		g_autofree char *text = NULL;
		size_t length;

		next = newline ? newline + 1 : end;
		length = (size_t)(next - line);
		count_utf8(in, line, next, &good, &bad);
		text = good < bad && length < in->length && ++others <= MAX_SWITCHES
			       ? kw_charset_decode(line, length, "iso-2022-jp", NULL)
			       : kw_text_repair(line, (gssize)length);
		g_string_append(out, text);
	}
	*used = "unknown";
	return out;
}

/* ---- the whole ---- */

/* NUL bytes are no text in any charset that is read from here on. Files that were cut off by a
 * crash end in thousands of them. `*out_copy`, if any, has to live as long as `in`. */
static void drop_nuls(KwCharsetInput *in, guint8 **out_copy)
{
	guint8 *copy;
	size_t n = 0;

	if (!memchr(in->bytes, 0, in->length))
		return;
	copy = g_malloc(in->length);
	for (size_t i = 0; i < in->length; i++)
		if (in->bytes[i])
			copy[n++] = in->bytes[i];
	in->bytes = copy;
	in->length = n;
	*out_copy = copy;
}

char *kw_charset_decode(const void *bytes, size_t length, const char *declared,
			const char **out_used)
{
	static GString *(*const ways[])(const KwCharsetInput *, const char **) = {
		decide_seven_bit,
		decide_stripped,
		decide_ascii,
		decide_mixed,
		decide_utf8,
		decide_declared,
		decide_damaged_utf8,
		kw_charset_guess_japanese,
		kw_charset_guess_least_bad,
	};
	g_autofree guint8 *copy = NULL;
	KwCharsetInput in = {
		.bytes = bytes, .length = length, .declared = kw_charset_canonical(declared)};
	const char *used = "us-ascii";
	GString *out = NULL;

	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		in.bytes += 3;
		in.length -= 3;
		in.declared = "utf-8";
	}
	if (in.length) {
		in.has_high = has_high_bytes(in.bytes, in.length);
		in.is_western = !in.has_high || is_western(in.bytes, in.length);
		out = decide_utf16(&in, &used);
		if (!out)
			drop_nuls(&in, &copy);
	}
	if (!out && in.length) {
		in.has_escapes = has_jis_escapes(in.bytes, in.length) ||
				 (kw_charset_is_declared(&in, "iso-2022-jp") &&
				  memchr(in.bytes, 0x0e, in.length));
		for (size_t i = 0; i < G_N_ELEMENTS(ways) && !out; i++)
			out = ways[i](&in, &used);
	}
	if (out_used)
		*out_used = used;
	return out ? g_string_free(out, FALSE) : g_strdup("");
}
