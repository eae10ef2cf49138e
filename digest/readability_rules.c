/* What could be said more plainly: limits and words of readability.yaml, held to each sentence and
 * to the text as a whole. Which advice that is in words is said by phrases "readability.KIND". */
#include "readability-private.h"

#include "base/text.h"
#include "base/yaml.h"

#include <string.h>

#define MAX_FINDINGS     50
#define QUOTE_CHARS      16
#define ABBREVIATION_MIN 2
#define ABBREVIATION_MAX 6

typedef struct {
	KwYaml *root;
	const KwYaml *of[2]; /* English, Japanese */
} Data;

typedef struct {
	const char *text;
	char *lower; /* ASCII letters small: places are those of `text` */
	const KwYaml *data;
	gboolean is_japanese;
	guchar *known; /* one a byte: it is part of a name that readers know, or that is explained
			*/
	KwReadability *out;
} Look;

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	Data *data = g_new0(Data, 1);

	data->root = kw_yaml_of_asset("digest/readability.yaml");
	data->of[0] = kw_yaml_find(data->root, "en");
	data->of[1] = kw_yaml_find(data->root, "ja");
	return data;
}

static const KwYaml *data_of(gboolean is_japanese)
{
	static GOnce once = G_ONCE_INIT;
	const Data *data = g_once(&once, load_data, NULL);

	return data->of[is_japanese ? 1 : 0];
}

static int number(const Look *l, const char *key)
{
	const char *text = kw_yaml_find_text(l->data, key);

	return text ? (int)g_ascii_strtoll(text, NULL, 10) : G_MAXINT;
}

/* ---- findings ---- */

/* Takes `quote`. */
static KwReadabilityFinding *add(const Look *l, const char *kind, char *quote, int sentence,
				 int count)
{
	GPtrArray *findings = l->out->findings;
	KwReadabilityFinding *finding;

	for (guint i = 0; i < findings->len; i++) {
		const KwReadabilityFinding *other = findings->pdata[i];

		if (g_str_equal(other->kind, kind) && !g_strcmp0(other->quote, quote)) {
			g_free(quote);
			return NULL;
		}
	}
	if (findings->len >= MAX_FINDINGS) {
		g_free(quote);
		return NULL;
	}
	finding = g_new0(KwReadabilityFinding, 1);
	*finding = (KwReadabilityFinding){kind, quote, sentence, count, NULL};
	g_ptr_array_add(findings, finding);
	return finding;
}

static char *beginning(const KwSentence *sentence)
{
	g_autofree char *all = g_strndup(sentence->start, (gsize)(sentence->end - sentence->start));
	g_autofree char *line = kw_text_one_line(all);

	return kw_text_cut(line, QUOTE_CHARS);
}

/* ---- looking for words ---- */

static gboolean is_letter(char c)
{
	return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

/* From `at` on, before `end`; an English one is a whole word. */
static const char *find_words(const Look *l, const char *at, const char *end, const char *wanted)
{
	size_t length = strlen(wanted);
	const char *p = at;

	while ((p = g_strstr_len(p, end - p, wanted))) {
		if (l->is_japanese ||
		    ((p == l->lower || !is_letter(p[-1])) && !is_letter(p[length])))
			return p;
		p += length;
	}
	return NULL;
}

/* The first word of a list that stands in the sentence, or NULL. */
static const char *find_any(const Look *l, const KwSentence *s, const KwYaml *list)
{
	const char *start = l->lower + (s->start - l->text), *end = l->lower + (s->end - l->text);

	for (guint i = 0; list && i < kw_yaml_size(list); i++) {
		const char *word = kw_yaml_text(kw_yaml_at(list, i));

		if (find_words(l, start, end, word))
			return word;
	}
	return NULL;
}

static gboolean holds(const KwYaml *list, const char *word)
{
	for (guint i = 0; list && i < kw_yaml_size(list); i++)
		if (g_str_equal(kw_yaml_text(kw_yaml_at(list, i)), word))
			return TRUE;
	return FALSE;
}

/* ---- a sentence ---- */

static int count_japanese_passives(const Look *l, const KwSentence *s)
{
	const KwYaml *list = kw_yaml_find(l->data, "passive");
	int n = 0;

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *form = kw_yaml_text(kw_yaml_at(list, i)), *p = s->start;

		while ((p = g_strstr_len(p, s->end - p, form))) {
			n++;
			p += strlen(form);
		}
	}
	return n;
}

static gboolean is_participle(const Look *l, const char *word)
{
	return (strlen(word) > 3 && g_str_has_suffix(word, "ed")) ||
	       holds(kw_yaml_find(l->data, "passive"), word);
}

/* A form of "be", and a participle right behind it or one word further ("is not known"). */
static int count_english_passives(const Look *l, const KwSentence *s)
{
	static const char *const be[] = {"is", "are", "was", "were", "be", "been", "being", NULL};
	g_autofree char *text =
		g_strndup(l->lower + (s->start - l->text), (gsize)(s->end - s->start));
	g_auto(GStrv) words = g_strsplit_set(text, " \n\t,.;:()\"", 0);
	int n = 0, since = 2; /* words since the last "be" */

	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		if (since < 2 && is_participle(l, *word)) {
			n++;
			since = 2;
		} else {
			since = g_strv_contains(be, *word) ? 0 : since + 1;
		}
	}
	return n;
}

static void look_at_hard_words(const Look *l, const KwSentence *s, int n)
{
	const KwYaml *list = kw_yaml_find(l->data, "hard_words");

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const KwYaml *row = kw_yaml_at(list, i);
		const char *found = find_any(l, s, kw_yaml_find(row, "words"));
		KwReadabilityFinding *finding = found ? add(l, "hard-word", g_strdup(found), n, 0)
						      : NULL;

		if (finding)
			finding->advice = kw_yaml_find_text(row, "advice");
	}
}

static void look_at_sentence(const Look *l, const KwSentence *s, int n)
{
	int passives = l->is_japanese ? count_japanese_passives(l, s)
				      : count_english_passives(l, s);

	if (s->length > number(l, "sentence"))
		add(l, "long-sentence", beginning(s), n, s->length);
	if (find_any(l, s, kw_yaml_find(l->data, "double_negatives")))
		add(l, "double-negative", beginning(s), n, 0);
	if (passives >= number(l, "passives"))
		add(l, "passive", beginning(s), n, passives);
	look_at_hard_words(l, s, n);
}

/* ---- the text as a whole ---- */

static gboolean is_imperative(const Look *l, const KwSentence *s)
{
	const KwYaml *list = kw_yaml_find(l->data, "imperatives");
	const char *start = l->lower + (s->start - l->text);

	if (l->is_japanese)
		return find_any(l, s, list) != NULL;
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *word = kw_yaml_text(kw_yaml_at(list, i));

		if (g_str_has_prefix(start, word) && !is_letter(start[strlen(word)]))
			return TRUE;
	}
	return FALSE;
}

static void look_for_action(const Look *l, const GArray *sentences)
{
	for (guint i = 0; i < sentences->len; i++)
		if (is_imperative(l, &g_array_index(sentences, KwSentence, i)))
			return;
	if (sentences->len)
		add(l, "no-action", NULL, 0, 0);
}

/* All of it is within names that are known. */
static gboolean is_known(const Look *l, const char *start, const char *end)
{
	return !memchr(l->known + (start - l->text), 0, (size_t)(end - start));
}

static gboolean is_kanji(gunichar c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3005;
}

static void look_for_kanji(const Look *l)
{
	int most = number(l, "kanji"), n = 0;
	const char *start = l->text;

	for (const char *p = l->text;; p = g_utf8_next_char(p)) {
		if (is_kanji(g_utf8_get_char(p))) {
			start = n++ ? start : p;
			continue;
		}
		if (n > most && !is_known(l, start, p))
			add(l, "kanji-run", g_strndup(start, (gsize)(p - start)), 0, n);
		n = 0;
		if (!*p)
			return;
	}
}

static gboolean is_bracket(const char *p)
{
	return *p == '(' || g_str_has_prefix(p, "（");
}

/* A token in capitals that is no number of an advisory ("CVE-2026-1"). */
static gboolean is_abbreviation(const char *text, const char *start, const char *end)
{
	int capitals = 0;

	for (const char *p = start; p < end; p++) {
		if (g_ascii_islower(*p))
			return FALSE;
		capitals += g_ascii_isupper(*p) != 0;
	}
	return capitals >= ABBREVIATION_MIN && end - start <= ABBREVIATION_MAX &&
	       !strchr("-#_/.@", *end) && (start == text || !strchr("-#_/.@", start[-1]));
}

static void look_for_abbreviations(const Look *l)
{
	const KwYaml *known = kw_yaml_find(l->data, "known");

	for (const char *p = l->text, *end; *p; p = end) {
		end = p;
		while (g_ascii_isalnum(*end))
			end++;
		if (end == p) {
			end = g_utf8_next_char(p);
			continue;
		}
		g_autofree char *token = g_strndup(p, (gsize)(end - p));
		if (*end && is_abbreviation(l->text, p, end) && !is_bracket(end) &&
		    !is_known(l, p, end) && !holds(known, token))
			add(l, "abbreviation", g_steal_pointer(&token), 0, 0);
	}
}

static gboolean is_explained(const Look *l, const KwWord *word, const GPtrArray *explained)
{
	const char *term = kw_word_text(word, "term"), *meaning = kw_word_text(word, "meaning");

	for (guint i = 0; explained && i < explained->len; i++)
		if (term && g_str_has_prefix(((KwGloss *)explained->pdata[i])->term, term))
			return TRUE;
	return meaning && strstr(l->text, meaning);
}

/* "JVN#12345678", "CVE-2026-1": a number, not the word. */
static gboolean is_number_of(const char *p)
{
	return *p == '#' || (*p == '-' && g_ascii_isdigit(p[1]));
}

/* A bracket behind one place of a term explains the others, too. */
static void look_for_terms(const Look *l, const GArray *spots, const GPtrArray *explained)
{
	g_autoptr(GHashTable) fine = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (is_bracket(l->text + spot->at + spot->length))
			g_hash_table_add(fine, (gpointer)spot->word);
	}
	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		if (!is_number_of(l->text + spot->at + spot->length) &&
		    g_hash_table_add(fine, (gpointer)spot->word) &&
		    !is_explained(l, spot->word, explained))
			add(l, "unexplained", g_strndup(l->text + spot->at, spot->length), 0, 0);
	}
}

static void know_spots(const Look *l, const GArray *spots)
{
	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);

		memset(l->known + spot->at, 1, spot->length);
	}
}

static void know_publishers(const Look *l, const KwWords *words)
{
	g_autoptr(GPtrArray) publishers = kw_words_list(words, "publishers");

	for (guint i = 0; i < publishers->len; i++) {
		const char *name = kw_word_text(publishers->pdata[i], "name");
		size_t length = name ? strlen(name) : 0;

		for (const char *p = l->text; length && (p = strstr(p, name)); p += length)
			memset(l->known + (p - l->text), 1, length);
	}
}

void kw_readability_look(const char *text, const GArray *sentences, const KwWords *words,
			 const GPtrArray *explained, KwReadability *out)
{
	gboolean is_japanese = g_str_equal(out->language, "ja");
	g_autofree char *lower = g_ascii_strdown(text, -1);
	g_autofree guchar *known = g_malloc0(strlen(text) + 1);
	g_autoptr(GArray) terms = kw_words_spots(words, "glossary", text);
	g_autoptr(GArray) products = kw_words_spots(words, "products", text);
	const Look l = {text, lower, data_of(is_japanese), is_japanese, known, out};

	know_spots(&l, terms);
	know_spots(&l, products);
	know_publishers(&l, words);
	for (guint i = 0; i < sentences->len; i++)
		look_at_sentence(&l, &g_array_index(sentences, KwSentence, i), (int)i + 1);
	if (is_japanese)
		look_for_kanji(&l);
	look_for_terms(&l, terms, explained);
	look_for_abbreviations(&l);
	look_for_action(&l, sentences);
}
