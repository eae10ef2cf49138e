/* Preferences out of a mail's lines or a form. What is written into letters (organisation,
 * 合い言葉) is one short line without addresses and links, whoever sent it: it greets the reader,
 * and nobody else.
 */
#include "subscribers/preferences.h"

#include "base/text.h"
#include "base/yaml.h"
#include "command-private.h"

#include <string.h>

#define ASSET         "subscribers/preferences.yaml"
#define MAX_LINES     100
#define MAX_VALUE     60 /* characters */
#define MAX_WORD      20
#define MAX_LABEL     60  /* bytes */
#define MAX_STATEMENT 200 /* bytes */
#define MAX_PRODUCTS  50

static gpointer load(gpointer nothing G_GNUC_UNUSED)
{
	return kw_yaml_of_asset(ASSET);
}

static const KwYaml *root(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load, NULL);
}

static gpointer load_pattern(gpointer key)
{
	return g_regex_new(kw_yaml_find_text(root(), key), G_REGEX_CASELESS, 0, NULL);
}

static gboolean is_negated(const char *line)
{
	static GOnce once = G_ONCE_INIT;

	return g_regex_match(g_once(&once, load_pattern, (gpointer) "negations"), line, 0, NULL);
}

static gboolean wants_both(const char *line)
{
	static GOnce once = G_ONCE_INIT;

	return g_regex_match(g_once(&once, load_pattern, (gpointer) "both"), line, 0, NULL);
}

static gboolean is_sentence(const char *line)
{
	static GOnce once = G_ONCE_INIT;

	return g_regex_match(g_once(&once, load_pattern, (gpointer) "sentences"), line, 0, NULL);
}

/* Whether `text` is one of a list, as plain texts. */
static gboolean is_in(const KwYaml *list, const char *text)
{
	for (guint i = 0; i < kw_yaml_size(list); i++) {
		g_autofree char *known = kw_command_plain(kw_yaml_text(kw_yaml_at(list, i)));

		if (g_str_equal(known, text))
			return TRUE;
	}
	return FALSE;
}

/* The key of a map of lists in which `text` stands; static; NULL = in none. */
static const char *key_of(const KwYaml *map, const char *text)
{
	for (guint i = 0; i < kw_yaml_size(map); i++)
		if (is_in(kw_yaml_at(map, i), text))
			return kw_yaml_key(map, i);
	return NULL;
}

static const char *label_of(const char *word)
{
	g_autofree char *plain = kw_command_plain(word);

	return key_of(kw_yaml_find(root(), "labels"), plain);
}

/* "会社名：見本工業" -> "organisation" and the value; NULL = no label. */
static const char *split_at_colon(const char *line, char **out_value)
{
	const char *ascii = strchr(line, ':'), *wide = strstr(line, "：");
	const char *colon = ascii && (!wide || ascii < wide) ? ascii : wide;
	g_autofree char *word = NULL;
	const char *label;

	if (!colon || colon - line > MAX_LABEL)
		return NULL;
	word = g_strndup(line, (gsize)(colon - line));
	label = label_of(word);
	if (label)
		*out_value = kw_text_one_line(g_utf8_next_char(colon));
	return label;
}

/* The same of "会社名は見本工業です". */
static const char *split(const char *line, char **out_value)
{
	static GOnce once = G_ONCE_INIT;
	const GRegex *statement = g_once(&once, load_pattern, (gpointer) "statement");
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *word = NULL;
	const char *label = split_at_colon(line, out_value);

	if (label || strlen(line) > MAX_STATEMENT || !g_regex_match(statement, line, 0, &match))
		return label;
	word = g_match_info_fetch_named(match, "label");
	label = label_of(word);
	if (label)
		*out_value = g_match_info_fetch_named(match, "value");
	return label;
}

/* ---- values ---- */

static gboolean is_harmless(const char *value, glong max)
{
	return *value && g_utf8_strlen(value, -1) <= max && !strpbrk(value, "@<>{}") &&
	       !strstr(value, "://") && !strstr(value, "www.");
}

/* 1 where it was a value. */
static int set_text(char **field, const char *value, glong max)
{
	if (!is_harmless(value, max))
		return 0;
	g_free(*field);
	*field = g_strdup(value);
	return 1;
}

static int set_choice(char **field, const char *list, const char *value)
{
	g_autofree char *plain = kw_command_plain(value);
	const char *key = key_of(kw_yaml_find(kw_yaml_find(root(), "values"), list), plain);

	return key ? set_text(field, key, MAX_VALUE) : 0;
}

/* 和歌山県, 和歌山 -> 和歌山. */
static int set_prefecture(char **field, const char *value)
{
	const KwYaml *list = kw_yaml_find(root(), "prefectures");

	for (guint i = 0; i < kw_yaml_size(list); i++) {
		const char *name = kw_yaml_text(kw_yaml_at(list, i));

		if (g_str_has_prefix(value, name) && g_utf8_strlen(value + strlen(name), -1) <= 1)
			return set_text(field, name, MAX_VALUE);
	}
	return 0;
}

char *kw_preferences_join(const char *ids, const char *more)
{
	g_autofree char *both = g_strjoin(" ", ids ? ids : "", more ? more : "", NULL);
	g_auto(GStrv) all = g_strsplit(both, " ", -1);
	g_autoptr(GPtrArray) once = g_ptr_array_new();

	for (char **id = all; *id && once->len < MAX_PRODUCTS; id++)
		if (**id && !g_ptr_array_find_with_equal_func(once, *id, g_str_equal, NULL))
			g_ptr_array_add(once, *id);
	g_ptr_array_add(once, NULL);
	return once->len > 1 ? g_strjoinv(" ", (char **)once->pdata) : NULL;
}

static char *without(const char *ids, const char *gone)
{
	g_auto(GStrv) all = g_strsplit(ids ? ids : "", " ", -1);
	g_auto(GStrv) out = g_strsplit(gone, " ", -1);
	char *left = NULL;

	for (char **id = all; *id; id++) {
		char *longer = g_strv_contains((const char *const *)out, *id)
				       ? NULL
				       : kw_preferences_join(left, *id);

		if (longer) {
			g_free(left);
			left = longer;
		}
	}
	return left;
}

/* Products that a line names, on the list of those that are there, or of those that are not. */
static int set_products(KwSubscriber *s, const char *line, const KwWords *words, gboolean are_gone)
{
	g_autoptr(GPtrArray) found = kw_words_match(words, "products", line);
	char **to = are_gone ? &s->unused : &s->products;
	char **from = are_gone ? &s->products : &s->unused;
	g_autofree char *ids = NULL;

	for (guint i = 0; i < found->len; i++) {
		char *longer = kw_preferences_join(ids, kw_word_id(found->pdata[i]));

		g_free(ids);
		ids = longer;
	}
	if (!ids)
		return 0;
	char *joined = kw_preferences_join(*to, ids), *left = without(*from, ids);

	g_free(*to);
	g_free(*from);
	*to = joined;
	*from = left;
	return 1;
}

static int read_labelled(KwSubscriber *s, const char *label, const char *value,
			 const KwWords *words)
{
	if (g_str_equal(label, "organisation"))
		return set_text(&s->organisation, value, MAX_VALUE);
	if (g_str_equal(label, "word"))
		return set_text(&s->word, value, MAX_WORD);
	if (g_str_equal(label, "industry"))
		return set_text(&s->industry, value, MAX_VALUE);
	if (g_str_equal(label, "size"))
		return set_text(&s->size, value, MAX_VALUE);
	if (g_str_equal(label, "prefecture"))
		return set_prefecture(&s->prefecture, value);
	if (g_str_equal(label, "language"))
		return set_choice(&s->language, "language", value);
	if (g_str_equal(label, "topics"))
		return set_choice(&s->topics, "topics", value);
	return set_products(s, value, words, g_str_equal(label, "unused") || is_negated(value));
}

static int read_line(KwSubscriber *s, const char *line, const KwWords *words)
{
	g_autofree char *value = NULL;
	const char *label = split(line, &value);

	if (label)
		return read_labelled(s, label, value, words);
	if (wants_both(line))
		return set_text(&s->topics, "weekly bulletin", MAX_VALUE);
	if (set_choice(&s->language, "language", line) || set_choice(&s->topics, "topics", line) ||
	    set_prefecture(&s->prefecture, line))
		return 1;
	return set_products(s, line, words, is_negated(line));
}

/* ---- a form ---- */

static int set_key(char **field, const char *list, const char *value)
{
	const KwYaml *known = kw_yaml_find(kw_yaml_find(root(), "values"), list);

	return kw_yaml_find(known, value) ? set_text(field, value, MAX_VALUE) : 0;
}

gboolean kw_preferences_set(KwSubscriber *s, const char *field, const char *value)
{
	const struct {
		const char *name;
		char **text;
		glong max; /* characters of a free text; 0 = it is none */
	} fields[] = {
		{"organisation", &s->organisation, MAX_VALUE},
		{"word", &s->word, MAX_WORD},
		{"industry", &s->industry, MAX_VALUE},
		{"size", &s->size, MAX_VALUE},
		{"prefecture", &s->prefecture, 0},
	};
	g_autofree char *line = kw_text_one_line(value);

	if (g_str_equal(field, "language"))
		return set_key(&s->language, field, line) != 0;
	if (g_str_equal(field, "topics"))
		return set_key(&s->topics, field, line) != 0;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		if (!g_str_equal(fields[i].name, field))
			continue;
		if (!*line)
			g_clear_pointer(fields[i].text, g_free);
		return !*line || (fields[i].max ? set_text(fields[i].text, line, fields[i].max)
						: set_prefecture(fields[i].text, line));
	}
	return FALSE;
}

gboolean kw_preferences_add_products(KwSubscriber *s, const char *names, const KwWords *words)
{
	return set_products(s, names, words, FALSE) != 0;
}

GPtrArray *kw_preferences_prefectures(void)
{
	const KwYaml *list = kw_yaml_find(root(), "prefectures");
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < kw_yaml_size(list); i++)
		g_ptr_array_add(names, (gpointer)kw_yaml_text(kw_yaml_at(list, i)));
	return names;
}

/* ---- a mail ---- */

/* Whether it is a word that somebody chose, and no politeness. */
static gboolean is_chosen(const char *line)
{
	g_autofree char *plain = kw_command_plain(line);

	return *plain && is_harmless(line, MAX_WORD) && !kw_command_says(plain, KW_SAYS_COURTESY) &&
	       !kw_command_says(plain, KW_SAYS_YES) && !kw_command_says(plain, KW_SAYS_NO) &&
	       !kw_command_says(plain, KW_SAYS_QUESTION) && !is_sentence(line) &&
	       !strpbrk(line, "?.!") && !strstr(line, "？") && !strstr(line, "。");
}

int kw_preferences_read(const char *own, const KwWords *words, gboolean takes_word,
			KwSubscriber *subscriber)
{
	g_auto(GStrv) lines = g_strsplit(own, "\n", MAX_LINES);
	const char *chosen = NULL;
	int understood = 0, others = 0;

	for (char **line = lines; *line; line++) {
		int n;

		g_strstrip(*line);
		if (!**line)
			continue;
		n = read_line(subscriber, *line, words);
		understood += n;
		if (!n && is_chosen(*line)) {
			chosen = *line;
			others++;
		}
	}
	if (takes_word && others == 1)
		understood += set_text(&subscriber->word, chosen, MAX_WORD);
	return understood;
}
