/* Finding patterns by the words that they begin with. What is looked for is known to the modules
 * that add patterns; those that begin with no word of their own are their affair, too.
 *
 * A regular expression over a whole text looks at every character, and thirty of them thirty times.
 * Nearly all of them begin with a word, though: so one scan looks for the words (two bytes of each
 * in a bitmap), and a regular expression is asked only where its word stands. */
#include "ingest/spot.h"

#include <string.h>

#define PAIRS          65536 /* of bytes */
#define MIN_WORD_BYTES 2

typedef struct {
	GRegex *regex;
	guint id;
} Pattern;

typedef struct {
	char *text;
	size_t length;
	guint pattern;
} Word;

struct KwSpotter {
	GArray *patterns;        /* Pattern */
	GArray *words[256];      /* Word, by first byte; NULL = none */
	guint8 pairs[PAIRS / 8]; /* the first two bytes of every word */
};

static void pattern_clear(gpointer pattern)
{
	g_regex_unref(((Pattern *)pattern)->regex);
}

static void word_clear(gpointer word)
{
	g_free(((Word *)word)->text);
}

KwSpotter *kw_spotter_new(void)
{
	KwSpotter *spotter = g_new0(KwSpotter, 1);

	spotter->patterns = g_array_new(FALSE, FALSE, sizeof(Pattern));
	g_array_set_clear_func(spotter->patterns, pattern_clear);
	return spotter;
}

void kw_spotter_free(KwSpotter *spotter)
{
	if (!spotter)
		return;
	for (guint i = 0; i < G_N_ELEMENTS(spotter->words); i++)
		if (spotter->words[i])
			g_array_unref(spotter->words[i]);
	g_array_unref(spotter->patterns);
	g_free(spotter);
}

/* ---- the words of a pattern ---- */

static guint pair_of(const char *p)
{
	return (guint)(guchar)p[0] << 8 | (guchar)p[1];
}

static void add_word(KwSpotter *spotter, GString *text, guint pattern, const char *source)
{
	GArray **list;
	Word *word;
	guint pair;

	if (text->len < MIN_WORD_BYTES)
		g_error("a pattern has to begin with words: %s", source);
	pair = pair_of(text->str);
	spotter->pairs[pair / 8] |= (guint8)(1u << (pair % 8));
	list = &spotter->words[pair >> 8];
	if (!*list) {
		*list = g_array_new(FALSE, FALSE, sizeof(Word));
		g_array_set_clear_func(*list, word_clear);
	}
	g_array_set_size(*list, (*list)->len + 1);
	word = &g_array_index(*list, Word, (*list)->len - 1);
	*word = (Word){g_strndup(text->str, text->len), text->len, pattern};
}

/* Appends the literal characters at `p`; what may be absent is not one. Returns what follows. */
static const char *read_literal(const char *p, GString *out)
{
	while (*p) {
		const char *c = *p == '\\' && p[1] && !g_ascii_isalnum(p[1]) ? p + 1 : p;
		const char *next = g_utf8_next_char(c);

		if ((c == p && strchr("\\.[](){}*+?|^$", *p)) || strchr("?*{", *next ? *next : ' '))
			break;
		g_string_append_len(out, c, next - c);
		p = next;
	}
	return p;
}

static const char *skip_assertions(const char *p)
{
	for (;;) {
		if (g_str_has_prefix(p, "\\b")) {
			p += 2;
		} else if (g_str_has_prefix(p, "(?<!") || g_str_has_prefix(p, "(?<=")) {
			for (; *p && *p != ')'; p++)
				if (*p == '\\' && p[1])
					p++;
			p += *p == ')';
		} else {
			return p;
		}
	}
}

/* Behind the alternative that `p` is in: at its '|' or ')', or at the end. */
static const char *alternative_end(const char *p)
{
	int depth = 0;

	for (; *p && (depth || (*p != '|' && *p != ')')); p++) {
		if (*p == '\\' && p[1])
			p++;
		else
			depth += (*p == '(') - (*p == ')');
	}
	return p;
}

/* "(宛先|受信者)限り": a word an alternative. Only the first group can hold them, and it has to be
 * there. */
static void read_words(KwSpotter *spotter, const char *source, guint pattern)
{
	const char *p = skip_assertions(source);
	gboolean is_group = *p == '(';

	if (is_group)
		p += g_str_has_prefix(p, "(?:") ? 3 : 1;
	for (;;) {
		g_autoptr(GString) word = g_string_new(NULL);

		p = alternative_end(read_literal(p, word));
		add_word(spotter, word, pattern, source);
		if (*p != '|')
			break;
		p++;
		if (!is_group)
			g_error("alternatives need brackets around them: %s", source);
	}
	if (is_group && (*p != ')' || (p[1] && strchr("?*{", p[1]))))
		g_error("the words of a pattern may not be absent: %s", source);
}

void kw_spotter_add(KwSpotter *spotter, const char *pattern, guint id)
{
	g_autoptr(GError) error = NULL;
	Pattern new = {
		.id = id,
		.regex = g_regex_new(
			pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE | G_REGEX_ANCHORED, 0, &error),
	};

	if (!new.regex)
		g_error("%s: %s", pattern, error->message);
	g_array_append_val(spotter->patterns, new);
	read_words(spotter, pattern, spotter->patterns->len - 1);
}

/* ---- the scan ---- */

typedef struct {
	const KwSpotter *spotter;
	const char *text;
	size_t length;
	int *ends; /* of the last match, by pattern */
	KwSpotFunc *func;
	gpointer data;
} Run;

/* FALSE: no more is wanted. */
static gboolean try_word(const Run *run, const Word *word, const char *p)
{
	const Pattern *pattern = &g_array_index(run->spotter->patterns, Pattern, word->pattern);
	g_autoptr(GMatchInfo) match = NULL;
	int start = (int)(p - run->text), end;

	if (strncmp(p, word->text, word->length) != 0 || run->ends[word->pattern] > start ||
	    !g_regex_match_full(pattern->regex, run->text, (gssize)run->length, start, 0, &match,
				NULL))
		return TRUE;
	g_match_info_fetch_pos(match, 0, &start, &end);
	run->ends[word->pattern] = MAX(end, start + 1);
	return run->func(pattern->id, start, end, match, run->data);
}

void kw_spotter_run(const KwSpotter *spotter, const char *folded, KwSpotFunc *func, gpointer data)
{
	g_autofree int *ends = g_new0(int, spotter->patterns->len);
	Run run = {spotter, folded, strlen(folded), ends, func, data};

	for (const char *p = folded; *p; p++) {
		guint pair = pair_of(p);
		const GArray *words;

		if (!(spotter->pairs[pair / 8] & (1u << (pair % 8))))
			continue;
		words = spotter->words[pair >> 8];
		for (guint i = 0; i < words->len; i++)
			if (!try_word(&run, &g_array_index(words, Word, i), p))
				return;
	}
}

static gboolean note(guint id G_GNUC_UNUSED, int start G_GNUC_UNUSED, int end G_GNUC_UNUSED,
		     const GMatchInfo *match G_GNUC_UNUSED, gpointer data)
{
	*(gboolean *)data = TRUE;
	return FALSE;
}

gboolean kw_spotter_has(const KwSpotter *spotter, const char *folded)
{
	gboolean has = FALSE;

	kw_spotter_run(spotter, folded, note, &has);
	return has;
}
