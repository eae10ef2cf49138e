/* Which charset is it? The declared name is a hint, the bytes decide.
 *
 * In this order: marks and escape sequences that only one charset has; UTF-8, which does not come
 * about by accident; the declared charset, if it reads everything; a Japanese charset that reads
 * everything and looks Japanese; and then what loses least. The names are charset_names.c, the
 * readers charset_read.c.
 */
#include "base/charset.h"

#include "base/text.h"
#include "charset-private.h"

#include <stdint.h>
#include <string.h>

#define SAMPLE_BYTES (64 * 1024) /* enough to choose by, where nothing reads everything */
#define ESC          0x1b

typedef struct {
	const guint8 *bytes;
	size_t length;
	const char *declared; /* canonical, or NULL */
	gboolean has_high;
	gboolean has_escapes; /* of ISO-2022-JP, or its shifts where it is declared */
	gboolean is_western;  /* no byte that windows-1252 has no letter for */
} Input;

/* ---- reading by name ---- */

static const struct {
	const char *name;
	KwCharsetReader read;
} japanese[] = {
	{"iso-2022-jp", kw_charset_read_jis},
	{"euc-jp", kw_charset_read_euc},
	{"shift_jis", kw_charset_read_sjis},
};

static GString *read_utf8(const guint8 *bytes, size_t length, size_t max_errors, size_t *out_errors)
{
	g_autofree char *text = NULL;
	gboolean is_valid = kw_text_is_valid(bytes, length);

	*out_errors = !is_valid;
	if (!is_valid && max_errors == 0)
		return NULL;
	text = kw_text_repair(bytes, (gssize)length);
	return g_string_new(text);
}

static GString *read_as(const char *name, const Input *in, size_t length, size_t max_errors,
			size_t *out_errors)
{
	for (size_t i = 0; i < G_N_ELEMENTS(japanese); i++)
		if (strcmp(japanese[i].name, name) == 0)
			return japanese[i].read(in->bytes, length, max_errors, out_errors);
	if (strcmp(name, "utf-8") == 0)
		return read_utf8(in->bytes, length, max_errors, out_errors);
	return kw_charset_read_iconv(name, in->bytes, length, max_errors, out_errors);
}

static GString *read_strictly(const char *name, const Input *in)
{
	size_t errors;

	return read_as(name, in, in->length, 0, &errors);
}

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

static gboolean is_declared(const Input *in, const char *name)
{
	return in->declared && strcmp(in->declared, name) == 0;
}

/* Declared so that the bytes may well be anything: nothing, a name for "text", or the label that
 * Japanese programs put on everything. */
static gboolean is_vague(const Input *in)
{
	return !in->declared || is_declared(in, "us-ascii") || is_declared(in, "iso-2022-jp");
}

typedef struct {
	int64_t good, bad, kana;
} Looks;

/* How much a text looks like text, and Japanese text above all. Half-width kana are what EUC-JP
 * becomes in the eyes of Shift_JIS, so they prove nothing; private characters are what neither has.
 * A hole counts once, however many replacements fill it. */
static Looks look_at(const char *text)
{
	Looks looks = {0};
	gunichar c = 0, before;

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		before = c;
		c = g_utf8_get_char(p);
		if (c < 0x80 || (c >= 0xff61 && c <= 0xff9f))
			continue;
		if (c >= 0x3041 && c <= 0x30fe) {
			looks.good += 3;
			looks.kana++;
		} else if (c == 0xfffd) {
			looks.bad += before == 0xfffd ? 0 : 5;
		} else if (c >= 0xe000 && c <= 0xf8ff) {
			looks.bad += 10;
		} else {
			looks.good += c >= 0x3000 && c <= 0x3002 ? 2 : 1;
		}
	}
	return looks;
}

/* Western letters and quotation marks stand alone among ASCII ("it\x92s"), or are two in a word
 * ("Gr\xfc\xdfe"). */
static gboolean is_sparse(const Input *in)
{
	const guint8 *b = in->bytes;

	for (size_t i = 1; i < in->length; i++) {
		if (!(b[i] & b[i - 1] & 0x80))
			continue;
		if (i < 2 || i + 1 >= in->length || !g_ascii_isalpha(b[i - 2]) ||
		    !g_ascii_isalpha(b[i + 1]))
			return FALSE;
	}
	return TRUE;
}

/* Whether a Japanese reading with so many kana is believed: Shift_JIS takes each letter of another
 * alphabet, with what follows, for a kanji. */
static gboolean is_japanese(const Input *in, int64_t kana)
{
	if (kana >= 2 || !in->is_western || is_declared(in, "iso-2022-jp"))
		return TRUE;
	return !is_declared(in, "windows-1252") && (kana || !is_sparse(in));
}

/* ---- the ways to decide; each returns NULL where it does not apply ---- */

/* By BOM, by declaration, or, undeclared, by the NULs of its ASCII characters. */
static const char *utf16_name(const Input *in)
{
	const guint8 *b = in->bytes;
	size_t even = 0, odd = 0, sample = MIN(in->length, 1024);
	gboolean is_claimed = is_declared(in, "utf-16");

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

static GString *decide_utf16(const Input *in, const char **used)
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
static gboolean starts_korean(const Input *in)
{
	return in->length >= 4 && memcmp(in->bytes, "\x1b$)C", 4) == 0;
}

/* Charsets of seven bits, by their escapes or by their name. */
static GString *decide_seven_bit(const Input *in, const char **used)
{
	static const char *const by_name[] = {"utf-7", "iso-2022-kr", "iso-2022-cn",
					      "iso-2022-cn-ext"};
	GString *out = NULL;

	if (in->has_high)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(by_name) && !out; i++)
		if (is_declared(in, by_name[i]) ||
		    (strcmp(by_name[i], "iso-2022-kr") == 0 && starts_korean(in))) {
			*used = by_name[i];
			out = read_strictly(by_name[i], in);
		}
	if (!out && in->has_escapes) {
		size_t errors;

		out = kw_charset_read_jis(in->bytes, in->length, SIZE_MAX - 1, &errors);
		*used = errors ? "unknown" : "iso-2022-jp";
	}
	return out;
}

/* The end of "$B…" without its escapes: a pair-wise walk to "(B" or "(J", all cells between being
 * in rows that text is made of. NULL: this is no such run. (Row 28 ends at 40: "(B" is no cell.) */
static const guint8 *stripped_end(const guint8 *p, const guint8 *end)
{
	int letters = 0;

	for (; end - p >= 2; p += 2) {
		gboolean is_kanji = p[0] >= 0x30 && p[0] <= 0x74;

		if (p[0] == '(' && (p[1] == 'B' || p[1] == 'J'))
			return letters ? p : NULL;
		if (!(is_kanji || (p[0] >= 0x21 && p[0] <= 0x25) || p[0] == 0x2d) || p[1] < 0x21 ||
		    p[1] > 0x7e)
			return NULL;
		letters += is_kanji || p[0] == 0x24 || p[0] == 0x25;
	}
	return NULL;
}

/* ISO-2022-JP that came through something which drops control characters: the escapes are put in
 * again. */
static GString *decide_stripped(const Input *in, const char **used)
{
	const guint8 *end = in->bytes + in->length;
	const guint8 *done = in->bytes;
	g_autoptr(GString) whole = NULL;
	size_t errors;
	GString *out;

	if (in->has_high || in->has_escapes || !is_vague(in))
		return NULL;
	for (const guint8 *p = in->bytes; (p = memchr(p, '$', (size_t)(end - p))); p++) {
		const guint8 *close = end - p > 2 && (p[1] == 'B' || p[1] == '@')
					      ? stripped_end(p + 2, end)
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

static GString *decide_ascii(const Input *in, const char **used)
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
static GString *decide_mixed(const Input *in, const char **used)
{
	const guint8 *p = in->bytes, *end = p + in->length, *next;
	gboolean has_escapes = FALSE, is_whole = TRUE;
	GString *out;
	size_t errors;

	if (!in->has_high || !has_jis_escapes(in->bytes, in->length))
		return NULL;
	out = kw_charset_read_jis(in->bytes, in->length, 0, &errors);
	for (gboolean is_jis = out != NULL; !is_jis && p < end; p = next) {
		const char *route = NULL;

		out = out ? out : g_string_sized_new(in->length * 2);
		next = same_lines(p, end, &has_escapes);
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
static GString *decide_utf8(const Input *in, const char **used)
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
		out = is_pairs ? read_strictly(in->declared, in) : NULL;
		*used = in->declared;
	}
	if (!out) {
		out = g_string_new_len((const char *)in->bytes, (gssize)in->length);
		*used = "utf-8";
	}
	return out;
}

/* Shift_JIS reads nearly every text in EUC-JP, as half-width kana. There is none the other way
 * about: half-width kana hold no pairs that EUC-JP would read as full kana. */
static gboolean is_euc_as_sjis(const Input *in, const char *text)
{
	GString *euc = is_declared(in, "shift_jis") && look_at(text).kana == 0
			       ? read_strictly("euc-jp", in)
			       : NULL;
	gboolean is_euc = euc && look_at(euc->str).kana >= 2;

	if (euc)
		g_string_free(euc, TRUE);
	return is_euc;
}

static GString *decide_declared(const Input *in, const char **used)
{
	GString *out = NULL;

	/* what reads any bytes whatsoever proves nothing: Japanese is tried before it */
	if (!is_vague(in) && !is_declared(in, "windows-1252"))
		out = read_strictly(in->declared, in);
	if (out && is_euc_as_sjis(in, out->str)) {
		g_string_free(out, TRUE);
		out = NULL;
	}
	if (out)
		*used = in->declared;
	return out;
}

/* Characters of UTF-8 beyond ASCII (of three bytes at least where it is not what was declared:
 * those of two come about by accident), and bytes that belong to none. */
static void count_utf8(const Input *in, const guint8 *p, const guint8 *end, size_t *good,
		       size_t *bad)
{
	gunichar least = is_declared(in, "utf-8") ? 0x80 : 0x800;

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
static GString *decide_damaged_utf8(const Input *in, const char **used)
{
	const guint8 *end = in->bytes + in->length;
	size_t good, bad;
	GString *out;

	count_utf8(in, in->bytes, end, &good, &bad);
	if (is_declared(in, "utf-8") ? good <= bad : !good || good < 2 * bad)
		return NULL;
	out = g_string_sized_new(in->length + 64);
	for (const guint8 *line = in->bytes, *next; line < end; line = next) {
		const guint8 *newline = memchr(line, '\n', (size_t)(end - line));
		g_autofree char *text = NULL;
		size_t length;

		next = newline ? newline + 1 : end;
		length = (size_t)(next - line);
		count_utf8(in, line, next, &good, &bad);
		text = good < bad && length < in->length
			       ? kw_charset_decode(line, length, "iso-2022-jp", NULL)
			       : kw_text_repair(line, (gssize)length);
		g_string_append(out, text);
	}
	*used = "unknown";
	return out;
}

/* Half-width kana and nothing else: voiced sounds are two of them, and nearly every text has some.
 * EUC-JP would make rare kanji of these bytes. */
static gboolean is_halfwidth(const Input *in)
{
	size_t n = 0, voiced = 0, marks = 0;
	guint8 before = 0;

	for (size_t i = 0; i < in->length; before = in->bytes[i++]) {
		guint8 b = in->bytes[i];
		gboolean is_h = before >= 0xca && before <= 0xce;

		if (b < 0x80)
			continue;
		if (b < 0xa1 || b > 0xdf)
			return FALSE;
		if (b >= 0xde && !is_h && !(b == 0xde && before >= 0xb3 && before <= 0xc4))
			return FALSE;
		voiced += b >= 0xde;
		marks += b < 0xa6; /* a comma or so; in EUC-JP every kana has one of these */
		n++;
	}
	return marks <= n / 6 && ((n >= 4 && voiced) || n >= 12);
}

/* How well a charset reads a sample of the bytes; 0 or less: not at all. */
static int64_t try(const char *name, const Input *in)
{
	size_t errors;
	GString *text = read_as(name, in, MIN(in->length, SAMPLE_BYTES), SIZE_MAX - 1, &errors);
	Looks looks;

	if (!text)
		return 0;
	looks = look_at(text->str);
	g_string_free(text, TRUE);
	/* a damaged byte or two do not disprove what is declared and otherwise reads well */
	if (is_declared(in, name) && looks.good >= 2 * looks.bad / 5 &&
	    !is_declared(in, "windows-1252"))
		return 3 * looks.good - looks.bad / 5;
	if (strcmp(name, "utf-8") == 0) /* kana of three bytes do not come about by accident */
		return (looks.kana ? 3 : 1) * looks.good - looks.bad;
	return is_declared(in, name) || is_japanese(in, looks.kana) ? looks.good - looks.bad : 0;
}

/* A reading without holes may still be worse than one with some: EUC-JP with one character of a
 * maker's own is half-width kana all through to Shift_JIS. */
static gboolean is_beaten(const Input *in, const char *name, int64_t points)
{
	if (is_declared(in, "shift_jis") && try("shift_jis", in) > 3 * points)
		return TRUE;
	return strcmp(name, "euc-jp") != 0 && try("euc-jp", in) > points;
}

static GString *decide_japanese(const Input *in, const char **used)
{
	gboolean is_kana = !is_declared(in, "windows-1252") && is_halfwidth(in);
	int64_t best = -1;
	GString *out = NULL;

	for (size_t i = in->has_escapes ? 0 : 1; i < G_N_ELEMENTS(japanese) && !is_kana; i++) {
		GString *text = read_strictly(japanese[i].name, in);
		Looks looks;

		if (!text)
			continue;
		looks = look_at(text->str);
		if (looks.good - looks.bad <= best || !is_japanese(in, looks.kana)) {
			g_string_free(text, TRUE);
			continue;
		}
		if (out)
			g_string_free(out, TRUE);
		out = text;
		best = looks.good - looks.bad;
		*used = japanese[i].name;
	}
	if (out && is_beaten(in, *used, best)) {
		g_string_free(out, TRUE);
		out = NULL;
	}
	if (is_kana) {
		*used = "shift_jis";
		out = read_strictly(*used, in);
	}
	return out;
}

/* Nothing reads everything. What looks best on a sample is taken, or, where nothing looks like
 * text, the Western charset, which has a letter for nearly every byte. */
static GString *decide_least_bad(const Input *in, const char **used)
{
	const char *names[] = {in->declared, "utf-8", "euc-jp", "shift_jis", "iso-2022-jp"};
	size_t n = G_N_ELEMENTS(names) - (in->has_escapes ? 0 : 1);
	const char *best = "windows-1252";
	int64_t most = 0;
	GString *out;
	size_t errors;

	if (is_declared(in, best))
		n = 0;
	for (size_t i = is_vague(in) ? 1 : 0; i < n; i++) {
		int64_t points = try(names[i], in);

		if (points > most) {
			most = points;
			best = names[i];
		}
	}
	out = read_as(best, in, in->length, SIZE_MAX - 1, &errors);
	*used = errors ? "unknown" : best;
	return out;
}

/* ---- the whole ---- */

/* NUL bytes are no text in any charset that is read from here on. Files that were cut off by a
 * crash end in thousands of them. */
static guint8 *without_nuls(Input *in)
{
	guint8 *copy;
	size_t n = 0;

	if (!memchr(in->bytes, 0, in->length))
		return NULL;
	copy = g_malloc(in->length);
	for (size_t i = 0; i < in->length; i++)
		if (in->bytes[i])
			copy[n++] = in->bytes[i];
	in->bytes = copy;
	in->length = n;
	return copy;
}

char *kw_charset_decode(const void *bytes, size_t length, const char *declared,
			const char **out_used)
{
	static GString *(*const ways[])(const Input *, const char **) = {
		decide_seven_bit,    decide_stripped, decide_ascii,
		decide_mixed,        decide_utf8,     decide_declared,
		decide_damaged_utf8, decide_japanese, decide_least_bad,
	};
	g_autofree guint8 *copy = NULL;
	Input in = {.bytes = bytes, .length = length, .declared = kw_charset_canonical(declared)};
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
			copy = without_nuls(&in);
	}
	if (!out && in.length) {
		in.has_escapes =
			has_jis_escapes(in.bytes, in.length) ||
			(is_declared(&in, "iso-2022-jp") && memchr(in.bytes, 0x0e, in.length));
		for (size_t i = 0; i < G_N_ELEMENTS(ways) && !out; i++)
			out = ways[i](&in, &used);
	}
	if (out_used)
		*out_used = used;
	return out ? g_string_free(out, FALSE) : g_strdup("");
}
