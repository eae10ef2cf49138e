/* Which charset looks most like text? For bytes whose label is missing, or was wrong.
 *
 * A reading without holes is not enough: Shift_JIS reads nearly everything. Readings are compared
 * by what they hold, and kana are what only Japanese has. */
#include "charset-private.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

#define SAMPLE_BYTES (64 * 1024) /* enough to choose by, where nothing reads everything */

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

static GString *read_as(const char *name, const KwCharsetInput *in, size_t length,
			size_t max_errors, size_t *out_errors)
{
	for (size_t i = 0; i < G_N_ELEMENTS(japanese); i++)
		if (strcmp(japanese[i].name, name) == 0)
			return japanese[i].read(in->bytes, length, max_errors, out_errors);
	if (strcmp(name, "utf-8") == 0)
		return read_utf8(in->bytes, length, max_errors, out_errors);
	return kw_charset_read_iconv(name, in->bytes, length, max_errors, out_errors);
}

GString *kw_charset_read_strictly(const char *name, const KwCharsetInput *in)
{
	size_t errors;

	return read_as(name, in, in->length, 0, &errors);
}

gboolean kw_charset_is_declared(const KwCharsetInput *in, const char *name)
{
	return in->declared && strcmp(in->declared, name) == 0;
}

gboolean kw_charset_is_vague(const KwCharsetInput *in)
{
	return !in->declared || kw_charset_is_declared(in, "us-ascii") ||
	       kw_charset_is_declared(in, "iso-2022-jp");
}

/* ---- how a text looks ---- */

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
static gboolean is_sparse(const KwCharsetInput *in)
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
static gboolean is_japanese(const KwCharsetInput *in, int64_t kana)
{
	if (kana >= 2 || !in->is_western || kw_charset_is_declared(in, "iso-2022-jp"))
		return TRUE;
	return !kw_charset_is_declared(in, "windows-1252") && (kana || !is_sparse(in));
}

/* Half-width kana and nothing else: voiced sounds are two of them, and nearly every text has some.
 * EUC-JP would make rare kanji of these bytes. */
static gboolean is_halfwidth(const KwCharsetInput *in)
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

/* ---- guessing ---- */

/* Shift_JIS reads nearly every text in EUC-JP, as half-width kana. There is none the other way
 * about: half-width kana hold no pairs that EUC-JP would read as full kana. */
gboolean kw_charset_is_euc_as_sjis(const KwCharsetInput *in, const char *text)
{
	GString *euc = kw_charset_is_declared(in, "shift_jis") && look_at(text).kana == 0
			       ? kw_charset_read_strictly("euc-jp", in)
			       : NULL;
	gboolean is_euc = euc && look_at(euc->str).kana >= 2;

	if (euc)
		g_string_free(euc, TRUE);
	return is_euc;
}

/* How well a charset reads a sample of the bytes; 0 or less: not at all. */
static int64_t try(const char *name, const KwCharsetInput *in)
{
	size_t errors;
	GString *text = read_as(name, in, MIN(in->length, SAMPLE_BYTES), SIZE_MAX - 1, &errors);
	Looks looks;

	if (!text)
		return 0;
	looks = look_at(text->str);
	g_string_free(text, TRUE);
	/* a damaged byte or two do not disprove what is declared and otherwise reads well */
	if (kw_charset_is_declared(in, name) && looks.good >= 2 * looks.bad / 5 &&
	    !kw_charset_is_declared(in, "windows-1252"))
		return 3 * looks.good - looks.bad / 5;
	if (strcmp(name, "utf-8") == 0) /* kana of three bytes do not come about by accident */
		return (looks.kana ? 3 : 1) * looks.good - looks.bad;
	return kw_charset_is_declared(in, name) || is_japanese(in, looks.kana)
		       ? looks.good - looks.bad
		       : 0;
}

/* A reading without holes may still be worse than one with some: EUC-JP with one character of a
 * maker's own is half-width kana all through to Shift_JIS. */
static gboolean is_beaten(const KwCharsetInput *in, const char *name, int64_t points)
{
	if (kw_charset_is_declared(in, "shift_jis") && try("shift_jis", in) > 3 * points)
		return TRUE;
	return strcmp(name, "euc-jp") != 0 && try("euc-jp", in) > points;
}

GString *kw_charset_guess_japanese(const KwCharsetInput *in, const char **used)
{
	gboolean is_kana = !kw_charset_is_declared(in, "windows-1252") && is_halfwidth(in);
	int64_t best = -1;
	GString *out = NULL;

	for (size_t i = in->has_escapes ? 0 : 1; i < G_N_ELEMENTS(japanese) && !is_kana; i++) {
		GString *text = kw_charset_read_strictly(japanese[i].name, in);
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
		out = kw_charset_read_strictly(*used, in);
	}
	return out;
}

/* Nothing reads everything. What looks best on a sample is taken, or, where nothing looks like
 * text, the Western charset, which has a letter for nearly every byte. */
GString *kw_charset_guess_least_bad(const KwCharsetInput *in, const char **used)
{
	const char *names[] = {in->declared, "utf-8", "euc-jp", "shift_jis", "iso-2022-jp"};
	size_t n = G_N_ELEMENTS(names) - (in->has_escapes ? 0 : 1);
	const char *best = "windows-1252";
	int64_t most = 0;
	GString *out;
	size_t errors;

	if (kw_charset_is_declared(in, best))
		n = 0;
	for (size_t i = kw_charset_is_vague(in) ? 1 : 0; i < n; i++) {
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
