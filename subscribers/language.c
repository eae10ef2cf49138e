/* The language of answers. Japanese mails name products in Latin letters, and English ones a
 * Japanese firm: where both stand side by side, English needs the small words that only a sentence
 * has, and most of the letters. */
#include "subscribers/language.h"

#include <string.h>

#define MAX_BYTES   4000 /* the beginning tells */
#define SMALL_WORDS 2

static const char *const small_words[] = {
	"a",   "an",   "and",    "are",   "can",   "do",     "for",  "from", "have",
	"how", "i",    "in",     "is",    "it",    "me",     "my",   "not",  "of",
	"on",  "our",  "please", "the",   "thank", "thanks", "this", "to",   "us",
	"we",  "what", "with",   "would", "you",   "your",   NULL};

typedef struct {
	guint japanese, latin; /* letters */
	guint words, small;    /* Latin ones */
} Count;

static gboolean is_japanese(gunichar c)
{
	return (c >= 0x3041 && c <= 0x30fe) || (c >= 0x4e00 && c <= 0x9fff) ||
	       (c >= 0xff66 && c <= 0xff9f);
}

static Count count(const char *text)
{
	g_autofree char *folded = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	g_autoptr(GString) word = g_string_new(NULL);
	Count n = {0};

	for (const char *p = folded ? folded : "";; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean is_latin = c < 0x80 && g_ascii_isalpha((char)c);

		n.japanese += is_japanese(c);
		n.latin += is_latin;
		if (is_latin) {
			g_string_append_c(word, g_ascii_tolower((char)c));
		} else if (word->len) {
			n.words++;
			n.small += g_strv_contains(small_words, word->str);
			g_string_truncate(word, 0);
		}
		if (!c)
			return n;
	}
}

/* NULL = cannot be told. */
static const char *of_text(const char *text)
{
	g_autofree char *beginning = g_strndup(text ? text : "", MAX_BYTES);
	g_autofree char *valid = g_utf8_make_valid(beginning, -1);
	Count n = count(valid);

	if (n.japanese)
		return n.small >= SMALL_WORDS && n.latin > 2 * n.japanese ? "en" : "ja";
	return n.words > 1 ? "en" : NULL;
}

static const char *of_header(const char *header)
{
	return !header                                     ? NULL
	       : g_ascii_strncasecmp(header, "ja", 2) == 0 ? "ja"
	       : g_ascii_strncasecmp(header, "en", 2) == 0 ? "en"
							   : NULL;
}

/* A charset of one language; the others serve many. */
static const char *of_charset(const char *charset)
{
	static const char *const japanese[] = {"iso-2022-jp", "shift_jis", "shift-jis", "euc-jp",
					       "windows-31j", "cp932",     "x-sjis"};

	for (guint i = 0; charset && i < G_N_ELEMENTS(japanese); i++)
		if (g_ascii_strncasecmp(charset, japanese[i], strlen(japanese[i])) == 0)
			return "ja";
	return NULL;
}

const char *kw_language_of(const KwLanguageSigns *signs, const char *chosen, const char *fallback)
{
	const char *const said[] = {
		of_text(signs->own),
		of_text(signs->subject),
		chosen,
		of_header(signs->content_language),
		of_charset(signs->charset),
	};

	for (guint i = 0; i < G_N_ELEMENTS(said); i++)
		if (said[i])
			return said[i];
	return fallback;
}
