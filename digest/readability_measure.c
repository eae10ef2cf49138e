/* Sentences, and how long they and their runs of characters are. The conventions stand in the
 * header. */
#include "readability-private.h"

#include "base/text.h"

#include <string.h>

#define WRAP_COLUMNS 60 /* a line that is narrower ends its sentence */

typedef enum { OTHER, LATIN, HIRAGANA, KANJI, KATAKANA, N_CLASSES } Class;

static Class class_of(gunichar c)
{
	if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3005)
		return KANJI;
	if (c >= 0x3041 && c <= 0x309e)
		return HIRAGANA;
	if ((c >= 0x30a1 && c <= 0x30fe && c != 0x30fb) || (c >= 0xff66 && c <= 0xff9f))
		return KATAKANA;
	if (g_ascii_isalpha((char)(c < 0x80 ? c : 0)) || (c >= 0xff21 && c <= 0xff5a) ||
	    (c >= 0xc0 && c < 0x250))
		return LATIN;
	return OTHER;
}

/* --- sentences --- */

static int count_characters(const char *start, const char *end)
{
	int n = 0;

	for (const char *p = start; p < end; p = g_utf8_next_char(p))
		n += !g_unichar_isspace(g_utf8_get_char(p));
	return n;
}

static gboolean is_word_char(gunichar c)
{
	return c == '\'' || c == 0x2019 || (c < 0x3000 && g_unichar_isalnum(c));
}

/* Behind the word that begins at `p`. */
static const char *word_end(const char *p, const char *end)
{
	while (p < end && is_word_char(g_utf8_get_char(p)))
		p = g_utf8_next_char(p);
	return p;
}

/* Where the next word begins: with a letter that is part of one. */
static const char *next_word(const char *p, const char *end)
{
	while (p < end &&
	       !(is_word_char(g_utf8_get_char(p)) && g_unichar_isalpha(g_utf8_get_char(p))))
		p = g_utf8_next_char(p);
	return p;
}

static int count_words(const char *start, const char *end)
{
	int n = 0;

	for (const char *p = next_word(start, end); p < end; p = next_word(word_end(p, end), end))
		n++;
	return n;
}

static gboolean has_letter(const char *start, const char *end)
{
	for (const char *p = start; p < end; p = g_utf8_next_char(p))
		if (g_unichar_isalpha(g_utf8_get_char(p)))
			return TRUE;
	return FALSE;
}

static void add_sentence(GArray *out, const char *start, const char *end, gboolean is_japanese)
{
	KwSentence sentence;

	while (start < end && g_unichar_isspace(g_utf8_get_char(start)))
		start = g_utf8_next_char(start);
	while (end > start && g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	if (!has_letter(start, end))
		return;
	sentence = (KwSentence){
		start, end, is_japanese ? count_characters(start, end) : count_words(start, end)};
	g_array_append_val(out, sentence);
}

/* Whether the sentence goes on behind the end of its line. */
static gboolean is_wrapped(const char *line, const char *end)
{
	g_autofree char *text = g_strndup(line, (gsize)(end - line));

	return kw_text_width(text) >= WRAP_COLUMNS && *end && end[1] != '\n' &&
	       class_of(g_utf8_get_char(end + 1)) != OTHER;
}

static gboolean is_stop(const char *p, gboolean is_japanese)
{
	if (!is_japanese)
		return strchr(".!?", *p) && (!p[1] || strchr(" \n\"')", p[1]));
	return strchr("!?", *p) || g_str_has_prefix(p, "。") || g_str_has_prefix(p, "！") ||
	       g_str_has_prefix(p, "？");
}

/* Closing brackets and quotes belong to the sentence that they end. */
static const char *behind_stop(const char *p)
{
	p = g_utf8_next_char(p);
	while (*p && (strchr("!?.\"')", *p) || g_str_has_prefix(p, "」") ||
		      g_str_has_prefix(p, "）") || g_str_has_prefix(p, "』")))
		p = g_utf8_next_char(p);
	return p;
}

GArray *kw_readability_sentences(const char *text, gboolean is_japanese)
{
	GArray *out = g_array_new(FALSE, FALSE, sizeof(KwSentence));
	const char *start = text, *line = text, *p = text;

	while (*p) {
		const char *next = is_stop(p, is_japanese) ? behind_stop(p) : g_utf8_next_char(p);
		gboolean ends = is_stop(p, is_japanese) || (*p == '\n' && !is_wrapped(line, p));

		if (*p == '\n')
			line = next;
		if (ends) {
			add_sentence(out, start, next, is_japanese);
			start = next;
		}
		p = next;
	}
	add_sentence(out, start, p, is_japanese);
	return out;
}

/* --- Japanese --- */

typedef struct {
	int runs[N_CLASSES], characters[N_CLASSES];
	int commas;
} Runs;

static void count_runs(const char *start, const char *end, Runs *runs)
{
	Class before = OTHER;

	for (const char *p = start; p < end; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		Class class = class_of(c);

		runs->commas += c == 0x3001 || c == 0xff0c;
		runs->characters[class]++;
		runs->runs[class] += class != before;
		before = class;
	}
}

static double mean_run(const Runs *runs, Class class)
{
	return runs->runs[class] ? (double)runs->characters[class] / runs->runs[class] : 0;
}

static double rs_of(const GArray *sentences, double mean)
{
	Runs runs = {0};

	for (guint i = 0; i < sentences->len; i++) {
		const KwSentence *sentence = &g_array_index(sentences, KwSentence, i);

		count_runs(sentence->start, sentence->end, &runs);
	}
	return -0.12 * mean - 1.37 * mean_run(&runs, LATIN) + 7.4 * mean_run(&runs, HIRAGANA) -
	       23.18 * mean_run(&runs, KANJI) - 5.4 * mean_run(&runs, KATAKANA) -
	       4.67 * runs.commas / sentences->len + 115.79;
}

/* --- English --- */

static gboolean is_vowel(char c)
{
	return c && strchr("aeiouyAEIOUY", c);
}

static int count_syllables(const char *word, const char *end)
{
	gboolean ends_in_e = end - word > 2 && g_ascii_tolower(end[-1]) == 'e' &&
			     !is_vowel(end[-2]);
	gboolean ends_in_le = ends_in_e && g_ascii_tolower(end[-2]) == 'l' && !is_vowel(end[-3]);
	int n = 0;

	for (const char *p = word; p < end; p++)
		n += is_vowel(*p) && (p == word || !is_vowel(p[-1]));
	return MAX(n - (ends_in_e && !ends_in_le), 1);
}

static double flesch_of(const GArray *sentences, int words)
{
	int syllables = 0;

	if (!words)
		return 0;
	for (guint i = 0; i < sentences->len; i++) {
		const KwSentence *s = &g_array_index(sentences, KwSentence, i);
		const char *p = next_word(s->start, s->end);

		for (; p < s->end; p = next_word(word_end(p, s->end), s->end))
			syllables += count_syllables(p, word_end(p, s->end));
	}
	return 206.835 - 1.015 * words / sentences->len - 84.6 * syllables / words;
}

/* --- all --- */

void kw_readability_measure(const char *text, const GArray *sentences, KwReadability *out)
{
	gboolean is_japanese = g_str_equal(out->language, "ja");
	int total = 0;

	out->characters = count_characters(text, text + strlen(text));
	out->sentences = (int)sentences->len;
	for (guint i = 0; i < sentences->len; i++) {
		int length = g_array_index(sentences, KwSentence, i).length;

		total += length;
		out->longest = MAX(out->longest, length);
	}
	out->words = is_japanese ? 0 : total;
	if (!sentences->len)
		return;
	out->mean = (double)total / sentences->len;
	out->rs = is_japanese ? rs_of(sentences, out->mean) : flesch_of(sentences, total);
}
