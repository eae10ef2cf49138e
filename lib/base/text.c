/* Work on UTF-8 text: repair, tidying, width, cutting, comparing.
 *
 * Bytes in other charsets are base/charset. Widths are those of a terminal that shows ambiguous
 * characters narrow, as xterm does in a UTF-8 locale.
 */
#include "base/text.h"

#include <string.h>

#define FOLD_PIECE_BYTES 1024
#define FOLD_MAX_BYTES   4096 /* where no letter allows a cut */

#define BOM      "\xef\xbb\xbf"
#define ELLIPSIS "…"

static gboolean is_tail(guchar c)
{
	return (c & 0xc0) == 0x80;
}

/* g_utf8_validate_len(), which takes every byte by itself, took a tenth of the time of reading a
 * mail: eight bytes of ASCII, and a character of three bytes, are one step here. */
gboolean kw_text_is_valid(const void *bytes, size_t length)
{
	const guchar *p = bytes, *end = p + length;

	while (p < end) {
		guint64 word;

		if (end - p >= 8 && *p < 0x80) {
			memcpy(&word, p, sizeof(word));
			/* no high bit, and no byte of which 1 can only be taken with a borrow */
			if (!((word | (word - G_GUINT64_CONSTANT(0x0101010101010101))) &
			      G_GUINT64_CONSTANT(0x8080808080808080))) {
				p += 8;
				continue;
			}
		}
		if (*p < 0x80) {
			if (!*p++)
				return FALSE;
		} else if (*p > 0xe0 && *p < 0xf0 && *p != 0xed && end - p >= 3 && is_tail(p[1]) &&
			   is_tail(p[2])) {
			p += 3;
		} else {
			if (g_utf8_get_char_validated((const char *)p, end - p) >= (gunichar)-2)
				return FALSE;
			p = (const guchar *)g_utf8_next_char((const char *)p);
		}
	}
	return TRUE;
}

char *kw_text_repair(const void *bytes, gssize length)
{
	const char *text = bytes;
	size_t n = length < 0 ? strlen(text) : (size_t)length;

	if (n >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0) {
		text += strlen(BOM);
		n -= strlen(BOM);
	}
	if (n == 0)
		return g_strdup("");
	if (kw_text_is_valid(text, n)) {
		char *copy = g_malloc(n + 1);

		memcpy(copy, text, n);
		copy[n] = '\0';
		return copy;
	}
	return g_utf8_make_valid(text, (gssize)n);
}

/* Marks without a glyph. The bidirectional ones can make a title read other than it is, mail
 * programs strew them into dates and addresses, and swindlers between the letters of a name. Those
 * that choose the form of a kanji go, too: behind one, "関係者限り" was not found any more. */
static gboolean is_invisible(gunichar c)
{
	gboolean is_variant = (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);

	return c == 0xad || is_variant || (c >= 0x200b && g_unichar_type(c) == G_UNICODE_FORMAT);
}

gboolean kw_text_is_japanese(gunichar c)
{
	GUnicodeScript script = g_unichar_get_script(c);

	return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
	       script == G_UNICODE_SCRIPT_KATAKANA || c == 0x30fc; /* ー */
}

gboolean kw_text_has_japanese(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (kw_text_is_japanese(g_utf8_get_char(p)))
			return TRUE;
	return FALSE;
}

static gboolean is_blank(gunichar c)
{
	return g_unichar_isspace(c) || g_unichar_iscntrl(c);
}

/* Behind the characters at `p` that are no blank, no control and have a glyph, as far as their
 * bytes tell so: ASCII and U+3001 to U+9FFF, which is nearly all of a mail. What is not among them
 * has to be looked at one by one. */
static const char *skip_plain(const char *p)
{
	for (;;) {
		guchar c = (guchar)*p;

		if (c > ' ' && c < 0x7f)
			p++;
		else if (c >= 0xe3 && c <= 0xe9 && (c != 0xe3 || p[1] != '\x80' || p[2] != '\x80'))
			p += 3;
		else
			return p;
	}
}

/* The same for words with one blank between them; it begins and ends with a character. */
static const char *skip_words(const char *p)
{
	const char *end = skip_plain(p), *next;

	while (end > p && *end == ' ' && (next = skip_plain(end + 1)) > end + 1)
		end = next;
	return end;
}

char *kw_text_one_line(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	gboolean pending = FALSE;

	for (const char *p = text, *next; *p; p = next) {
		gunichar c;

		next = skip_words(p);
		if (next == p) {
			c = g_utf8_get_char(p);
			next = g_utf8_next_char(p);
			if (is_invisible(c))
				continue;
			if (is_blank(c)) {
				pending = TRUE;
				continue;
			}
		}
		if (pending && out->len)
			g_string_append_c(out, ' ');
		pending = FALSE;
		g_string_append_len(out, p, next - p);
	}
	return g_string_free(out, FALSE);
}

/* The line ends of Unicode; a form feed and a vertical tab separate lines, too. */
static gboolean is_line_end(gunichar c)
{
	return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

char *kw_text_tidy(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	size_t solid = 0; /* length of `out` without the blanks that may yet end a line */
	int lines = 0;    /* line ends since the last solid character */

	for (const char *p = text, *next; *p; p = next) {
		gboolean is_solid = TRUE;

		next = skip_words(p);
		if (next == p) {
			gunichar c = g_utf8_get_char(p);

			next = g_utf8_next_char(p);
			if (is_line_end(c)) {
				if (c == '\r' && *next == '\n')
					continue;
				g_string_truncate(out, solid);
				lines++;
				continue;
			}
			if (is_invisible(c) || (c != '\t' && g_unichar_iscntrl(c)))
				continue;
			is_solid = !g_unichar_isspace(c);
		}
		/* line ends are written late, when the line proves not to be an empty one */
		if (lines && solid && out->len == solid)
			g_string_append(out, lines > 1 ? "\n\n" : "\n");
		g_string_append_len(out, p, next - p);
		if (is_solid) {
			solid = out->len;
			lines = 0;
		}
	}
	g_string_truncate(out, solid);
	return g_string_free(out, FALSE);
}

static int char_width(gunichar c)
{
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

int kw_text_width(const char *text)
{
	int width = 0;

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		width += char_width(g_utf8_get_char(p));
	return width;
}

char *kw_text_cut(const char *text, size_t max_chars)
{
	const char *p = text;
	const char *end = text; /* behind max_chars - 1 characters */
	GString *out;

	for (size_t n = 0; *p && n < max_chars; n++) {
		end = p;
		p = g_utf8_next_char(p);
	}
	if (!*p)
		return g_strdup(text);
	if (max_chars == 0)
		return g_strdup("");
	/* not between a letter and its marks, and no blank before the ellipsis */
	while (end > text && g_unichar_iszerowidth(g_utf8_get_char(end)))
		end = g_utf8_prev_char(end);
	while (end > text && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	out = g_string_new_len(text, end - text);
	g_string_append(out, ELLIPSIS);
	return g_string_free(out, FALSE);
}

/* Pairs that the Japanese code tables of two makers give for one and the same JIS cell. NFKC makes
 * the other three cells (cent, pound, not) equal by itself. */
static gunichar same_cell(gunichar c)
{
	switch (c) {
	case 0x301c: return 0xff5e; /* wave dash */
	case 0x2016: return 0x2225; /* double vertical line */
	case 0x2212: return 0xff0d; /* minus */
	case 0x2014: return 0x2015; /* dash */
	default: return c;
	}
}

/* What a character is when folded, where that depends on nothing else: ASCII and its full-width
 * forms, kana, kanji and their punctuation. Nothing composes with what stands before one of these.
 * 0: the tables of Unicode have to say. */
static gunichar fold_alone(gunichar c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	if (c < 0x80)
		return (gunichar)g_ascii_tolower((char)c);
	if (c == 0x3000)
		return ' ';
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3001 && c <= 0x3029) ||
			       (c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fe)
		       ? c
		       : 0;
}

const char *kw_text_plain_end(const char *text)
{
	for (const guchar *p = (const guchar *)text;;) {
		guint c = *p;

		if (c > ' ' && c < 0x7f) {
			p++;
			continue;
		}
		if (c < 0xe3 || c > 0xe9)
			return (const char *)p;
		c = (c & 0xf) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		if (fold_alone(same_cell(c)) != c)
			return (const char *)p;
		p += 3;
	}
}

/* The same for words with one blank between them. */
static const char *plain_words_end(const char *p)
{
	const char *end = kw_text_plain_end(p), *next;

	while (end > p && *end == ' ' && (next = kw_text_plain_end(end + 1)) > end + 1)
		end = next;
	return end;
}

/* Where the tables may be asked for a new piece: a letter that composes with nothing before it. */
static gboolean is_piece_start(gunichar c)
{
	return (c >= 0xc0 && c <= 0x24f) || (c >= 0x370 && c <= 0x52f) ||
	       (c >= 0xff66 && c <= 0xff9d) || (c >= 0xac00 && c <= 0xd7a3);
}

static void append_char(GString *out, gunichar c)
{
	if (c < 0x80)
		g_string_append_c(out, (char)c);
	else
		g_string_append_unichar(out, c);
}

static void append_lower(GString *out, const char *plain, gssize length)
{
	size_t start = out->len;

	g_string_append_len(out, plain, length);
	for (char *p = out->str + start; *p; p++)
		*p = g_ascii_tolower(*p);
}

/* Empties `piece`. */
static void append_folded(GString *out, GString *piece)
{
	g_autofree char *compatible = g_utf8_normalize(piece->str, -1, G_NORMALIZE_NFKC);
	g_autofree char *folded = g_utf8_casefold(compatible, -1);
	g_autofree char *again =
		g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC); /* folding may decompose */

	g_string_append(out, again);
	g_string_truncate(piece, 0);
}

/* The tables are asked for runs of what they have to say, together with the character before,
 * which may compose with them. In pieces, because g_utf8_normalize() moves the rest of its text
 * for every letter that it composes: on a long text that is quadratic. */
char *kw_text_fold(const char *text)
{
	g_autoptr(GString) piece = g_string_new(NULL);
	g_autoptr(GString) out = g_string_sized_new(strlen(text));
	gunichar held = 0; /* stands alone, unless the next does not */

	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		const char *end = plain_words_end(p);
		gunichar c, alone;

		if (end > p && (end = g_utf8_prev_char(end)) > p) { /* all but the last */
			if (piece->len)
				append_folded(out, piece);
			if (held)
				append_char(out, held);
			held = 0;
			append_lower(out, p, end - p);
			p = end;
		}
		c = same_cell(g_utf8_get_char(p));
		alone = fold_alone(c);
		if (piece->len && (alone || piece->len > FOLD_MAX_BYTES ||
				   (piece->len > FOLD_PIECE_BYTES && is_piece_start(c))))
			append_folded(out, piece);
		if (held)
			append_char(alone ? out : piece, held);
		held = alone;
		if (!alone)
			g_string_append_unichar(piece, c);
	}
	if (piece->len)
		append_folded(out, piece);
	if (held)
		append_char(out, held);
	return kw_text_one_line(out->str);
}
