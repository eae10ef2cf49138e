/* The readers: bytes of a charset that is known by now. Which one it is decides charset.c.
 *
 * All Japanese charsets end in one place: cells of JIS X 0208 become CP932 by arithmetic. That is
 * the detour by which the NEC and IBM rows (①, 髙) arrive, which the tables of glibc for
 * ISO-2022-JP and EUC-JP do not have. JIS X 0212 is that of EUC-JP-MS. Both tables are asked of
 * iconv once a process (charset_cells.c): a call of it for every character takes most of the time
 * of reading.
 */
#include "charset-private.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define ESC         0x1b

/* ---- iconv, with replacements ---- */

/* How many bytes to skip at an unreadable place. */
typedef size_t (*SkipLength)(const guint8 *bytes, size_t length);

static size_t skip_one(const guint8 *bytes G_GNUC_UNUSED, size_t length G_GNUC_UNUSED)
{
	return 1;
}

static size_t skip_two(const guint8 *bytes G_GNUC_UNUSED, size_t length)
{
	return MIN(2, length);
}

/* Appends what iconv makes of the bytes; returns the number of replacements, at most
 * `max_errors` + 1. */
static size_t append_converted(GString *out, GIConv cd, const guint8 *bytes, size_t length,
			       SkipLength skip, size_t max_errors)
{
	char *in = (char *)bytes;
	gsize left = length;
	size_t errors = 0;
	char buffer[4096];

	while (left && errors <= max_errors) {
		char *end = buffer;
		gsize room = sizeof(buffer);
		gsize result = g_iconv(cd, &in, &left, &end, &room);
		int err = errno;

		g_string_append_len(out, buffer, end - buffer);
		if (result != (gsize)-1 || err == E2BIG)
			continue;
		/* EILSEQ, or EINVAL: cut off in a character */
		size_t n = skip((const guint8 *)in, left);

		g_string_append(out, REPLACEMENT);
		errors++;
		in += n;
		left -= n;
	}
	return errors;
}

/* NULL where there were too many errors. */
static GString *within(GString *out, size_t errors, size_t max_errors, size_t *out_errors)
{
	*out_errors = errors;
	if (errors <= max_errors)
		return out;
	g_string_free(out, TRUE);
	return NULL;
}

/* What iconv calls UTF-8 is not always text: UCS-4 holds numbers beyond Unicode, UTF-7 holds NUL.
 */
static void make_text(GString *out)
{
	g_autofree char *repaired = NULL;
	size_t length = 0;

	if (kw_text_is_valid(out->str, out->len))
		return;
	for (size_t i = 0; i < out->len; i++)
		if (out->str[i])
			out->str[length++] = out->str[i];
	repaired = kw_text_repair(out->str, (gssize)length);
	g_string_assign(out, repaired);
}

GString *kw_charset_read_iconv(const char *name, const guint8 *bytes, size_t length,
			       size_t max_errors, size_t *out_errors)
{
	gboolean is_wide = g_str_has_prefix(name, "utf-16");
	GIConv cd = g_iconv_open("UTF-8", name);
	GString *out;
	size_t errors;

	if (cd == (GIConv)-1) {
		*out_errors = length;
		return NULL;
	}
	out = g_string_sized_new(length + length / 2);
	errors =
		append_converted(out, cd, bytes, length, is_wide ? skip_two : skip_one, max_errors);
	g_iconv_close(cd);
	make_text(out);
	return within(out, errors, max_errors, out_errors);
}

/* ---- the common sink of the Japanese readers ---- */

typedef struct {
	GString *out; /* UTF-8 */
	const KwCharsetCp932 *cp932;
	size_t errors, max_errors;
} Sink;

static void sink_open(Sink *s, size_t length, size_t max_errors)
{
	*s = (Sink){.out = g_string_sized_new(length + length / 2),
		    .cp932 = kw_charset_cp932(),
		    .max_errors = max_errors};
}

static void sink_ascii(Sink *s, const guint8 *bytes, size_t length)
{
	g_string_append_len(s->out, (const char *)bytes, (gssize)length);
}

/* A character of three bytes, which nearly all are: here, and not in a call of GLib's for each. */
static void sink_wide(Sink *s, guint16 c)
{
	size_t length = s->out->len;
	char *end;

	if (length + 4 > s->out->allocated_len)
		g_string_set_size(s->out, length + 4 + length / 2);
	end = s->out->str + length;
	end[0] = (char)(0xe0 | c >> 12);
	end[1] = (char)(0x80 | (c >> 6 & 0x3f));
	end[2] = (char)(0x80 | (c & 0x3f));
	end[3] = '\0';
	s->out->len = length + 3;
}

static void sink_error(Sink *s)
{
	sink_wide(s, 0xfffd);
	s->errors++;
}

/* A character from a table; 0 = there is none. */
static gboolean sink_char(Sink *s, guint16 c)
{
	if (c >= 0x800)
		sink_wide(s, c);
	else if (c)
		g_string_append_unichar(s->out, c);
	else
		sink_error(s);
	return c != 0;
}

/* A half-width kana by its byte of JIS X 0201, A1..DF. */
static void sink_kana(Sink *s, guint8 byte)
{
	sink_char(s, (guint16)(0xff61 + byte - 0xa1));
}

static gboolean sink_sjis(Sink *s, guint8 lead, guint8 trail)
{
	return sink_char(s, s->cp932->cells[lead & 0x7f][trail]);
}

/* A cell of JIS X 0208, both bytes in 21..7E. */
static void sink_cell(Sink *s, guint8 row, guint8 cell)
{
	sink_sjis(s, (guint8)(((row - 1) >> 1) + (row <= 0x5e ? 0x71 : 0xb1)),
		  (guint8)(row & 1 ? cell + (cell <= 0x5f ? 0x1f : 0x20) : cell + 0x7e));
}

/* A cell of JIS X 0212, both bytes in 21..7E. */
static void sink_supplement(Sink *s, guint8 row, guint8 cell)
{
	sink_char(s, kw_charset_jisx0212()->cells[row - 0x21][cell - 0x21]);
}

static gboolean sink_is_full(const Sink *s)
{
	return s->errors > s->max_errors;
}

static GString *sink_close(Sink *s, size_t *out_errors)
{
	return within(s->out, s->errors, s->max_errors, out_errors);
}

/* ---- Shift_JIS and EUC-JP ---- */

static gboolean is_between(guint8 byte, guint8 low, guint8 high)
{
	return byte >= low && byte <= high;
}

static size_t ascii_length(const guint8 *bytes, size_t length)
{
	size_t n = 0;

	while (n < length && bytes[n] < 0x80)
		n++;
	return n;
}

/* One character beyond ASCII; returns its length. Of a pair that is none, a second byte that is
 * ASCII by itself stays: it may be the quotation mark behind a damaged character. */
static size_t read_sjis_char(Sink *sink, const guint8 *p, size_t left)
{
	guint8 next = left > 1 ? p[1] : 0;

	if (is_between(p[0], 0xa1, 0xdf)) {
		sink_kana(sink, p[0]);
		return 1;
	}
	if (p[0] == 0x80 || p[0] == 0xa0 || p[0] > 0xfc || !is_between(next, 0x40, 0xfc) ||
	    next == 0x7f) {
		sink_error(sink);
		return 1;
	}
	return sink_sjis(sink, p[0], next) || next >= 0x80 ? 2 : 1;
}

/* The same in EUC-JP. */
static size_t read_euc_char(Sink *sink, const guint8 *p, size_t left)
{
	if (is_between(p[0], 0xa1, 0xfe) && left > 1 && is_between(p[1], 0xa1, 0xfe)) {
		sink_cell(sink, p[0] & 0x7f, p[1] & 0x7f);
		return 2;
	}
	if (p[0] == 0x8e && left > 1 && is_between(p[1], 0xa1, 0xdf)) {
		sink_kana(sink, p[1]);
		return 2;
	}
	if (p[0] == 0x8f && left > 2 && is_between(p[1], 0xa1, 0xfe) &&
	    is_between(p[2], 0xa1, 0xfe)) {
		sink_supplement(sink, p[1] & 0x7f, p[2] & 0x7f);
		return 3;
	}
	sink_error(sink);
	return 1;
}

/* ASCII in runs, all else by `read_char`. */
static GString *read_all(const guint8 *bytes, size_t length,
			 size_t (*read_char)(Sink *, const guint8 *, size_t), size_t max_errors,
			 size_t *out_errors)
{
	Sink sink;
	size_t n;

	sink_open(&sink, length, max_errors);
	for (size_t i = 0; i < length && !sink_is_full(&sink); i += n) {
		n = ascii_length(bytes + i, length - i);
		if (n > 0)
			sink_ascii(&sink, bytes + i, n);
		else
			n = read_char(&sink, bytes + i, length - i);
	}
	return sink_close(&sink, out_errors);
}

GString *kw_charset_read_sjis(const guint8 *bytes, size_t length, size_t max_errors,
			      size_t *out_errors)
{
	return read_all(bytes, length, read_sjis_char, max_errors, out_errors);
}

GString *kw_charset_read_euc(const guint8 *bytes, size_t length, size_t max_errors,
			     size_t *out_errors)
{
	return read_all(bytes, length, read_euc_char, max_errors, out_errors);
}

/* ---- ISO-2022-JP ---- */

typedef enum {
	SET_ASCII, /* and JIS X 0201 Roman: its yen sign is everybody's backslash */
	SET_KANA,
	SET_KANJI,
	SET_SUPPLEMENT,
} Set;

static const struct {
	char after_esc[4];
	Set set;
} escapes[] = {
	{"(B", SET_ASCII},  {"(J", SET_ASCII},  {"(H", SET_ASCII},
	{"(I", SET_KANA},   {"$@", SET_KANJI},  {"$B", SET_KANJI},
	{"$(@", SET_KANJI}, {"$(B", SET_KANJI}, {"$(D", SET_SUPPLEMENT},
};

/* Sets that we leave to glibc, where they are correct: Chinese, Korean, Greek; JIS X 0213. */
static const struct {
	char after_esc[4];
	const char *name;
} rare_escapes[] = {
	{"$A", "ISO-2022-JP-2"},  {"$(C", "ISO-2022-JP-2"}, {".A", "ISO-2022-JP-2"},
	{".F", "ISO-2022-JP-2"},  {"$(O", "ISO-2022-JP-3"}, {"$(P", "ISO-2022-JP-3"},
	{"$(Q", "ISO-2022-JP-3"},
};

static gboolean starts_with(const guint8 *p, size_t left, const char *text)
{
	size_t n = strlen(text);

	return left >= n && memcmp(p, text, n) == 0;
}

/* The length of an escape sequence at `p`, which is ESC; 0: not one of ours. */
static size_t read_escape(const guint8 *p, size_t left, Set *set)
{
	for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++)
		if (starts_with(p + 1, left - 1, escapes[i].after_esc)) {
			*set = escapes[i].set;
			return 1 + strlen(escapes[i].after_esc);
		}
	return starts_with(p + 1, left - 1, "&@") ? 3 : 0; /* JIS X 0208-1990 is announced */
}

/* One character that is no control; returns its length. */
static size_t read_jis_char(Sink *sink, Set set, const guint8 *p, size_t left)
{
	guint8 next = left > 1 ? p[1] : 0;

	if (set == SET_ASCII && p[0] < 0x80) {
		sink_ascii(sink, p, 1);
	} else if (set == SET_KANA && is_between(p[0], 0x21, 0x5f)) {
		sink_kana(sink, p[0] | 0x80);
	} else if (set <= SET_KANA && is_between(p[0], 0xa1, 0xdf)) {
		sink_kana(sink, p[0]); /* "JIS8": kana with the high bit */
	} else if (set >= SET_KANJI && is_between(p[0], 0x21, 0x7e) &&
		   is_between(next, 0x21, 0x7e)) {
		(set == SET_KANJI ? sink_cell : sink_supplement)(sink, p[0], next);
		return 2;
	} else {
		sink_error(sink);
		/* a bit turned over: what follows is still read in pairs */
		return set >= SET_KANJI && is_between(p[0] & 0x7f, 0x21, 0x7e) &&
				       is_between(next & 0x7f, 0x21, 0x7e)
			       ? 2
			       : 1;
	}
	return 1;
}

static GString *read_jis(const guint8 *bytes, size_t length, size_t max_errors, size_t *out_errors)
{
	gboolean is_shifted = FALSE; /* between SO and SI: kana, whatever was designated */
	Set set = SET_ASCII;
	Sink sink;
	size_t n;

	sink_open(&sink, length, max_errors);
	for (size_t i = 0; i < length && !sink_is_full(&sink); i += n) {
		guint8 b = bytes[i];

		n = b == ESC ? read_escape(bytes + i, length - i, &set) : 0;
		if (n > 0)
			continue;
		n = 1;
		if (b == 0x0e || b == 0x0f) {
			is_shifted = b == 0x0e;
		} else if (b <= 0x20 || b == 0x7f) {
			/* a line ends in ASCII (RFC 1468), even if the sender forgot to say so */
			if (b == '\n' || b == '\r') {
				set = SET_ASCII;
				is_shifted = FALSE;
			}
			sink_ascii(&sink, &b, 1);
		} else {
			n = read_jis_char(&sink, is_shifted ? SET_KANA : set, bytes + i,
					  length - i);
		}
	}
	return sink_close(&sink, out_errors);
}

static const char *find_rare_set(const guint8 *bytes, size_t length)
{
	const guint8 *end = bytes + length;

	for (const guint8 *p = bytes; (p = memchr(p, ESC, (size_t)(end - p))); p++)
		for (size_t i = 0; i < G_N_ELEMENTS(rare_escapes); i++)
			if (starts_with(p + 1, (size_t)(end - p - 1), rare_escapes[i].after_esc))
				return rare_escapes[i].name;
	return NULL;
}

GString *kw_charset_read_jis(const guint8 *bytes, size_t length, size_t max_errors,
			     size_t *out_errors)
{
	const char *rare = find_rare_set(bytes, length);
	GString *out = rare ? kw_charset_read_iconv(rare, bytes, length, 0, out_errors) : NULL;

	return out ? out : read_jis(bytes, length, max_errors, out_errors);
}
