/* Makes a title ready for comparing (likeness.c): takes out what titles have in common, and keeps
 * what tells two events apart. Words and patterns are data (likeness.yaml). */
#include "likeness-private.h"

#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/recognition.h"

#include <string.h>

#define MAX_BYTES 1000 /* of a title */
#define GAP       KW_PAIRS_GAP

typedef struct {
	KwLikenessLimits limits;
	GPtrArray *asides, *series, *stock; /* GRegex * */
	GHashTable *makers, *common;        /* sets of words */
	GRegex *tail, *whom, *day, *month_name, *id, *number, *word;
} Data;

static GHashTable *new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static GHashTable *load_set(const KwYaml *node)
{
	g_autoptr(GPtrArray) texts = kw_recognition_texts(node, TRUE);
	GHashTable *set = new_set();

	for (guint i = 0; i < texts->len; i++)
		g_hash_table_add(set, g_strdup(texts->pdata[i]));
	return set;
}

static GRegex *compile(const char *pattern)
{
	GRegex *regex = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, NULL);

	g_assert(regex);
	return regex;
}

static int read_percent(const KwYaml *root, const char *key)
{
	gint64 percent = g_ascii_strtoll(kw_yaml_find_text(root, key), NULL, 10);

	g_assert(percent > 0 && percent <= 100);
	return (int)percent;
}

static gpointer load_data(gpointer unused G_GNUC_UNUSED)
{
	g_autoptr(KwYaml) root = kw_recognition_load("likeness");
	Data *data = g_new0(Data, 1);

	data->limits.words = read_percent(root, "threshold");
	data->limits.with_cve = read_percent(root, "threshold_with_cve");
	data->limits.nameless = read_percent(root, "threshold_nameless");
	data->limits.bare = read_percent(root, "threshold_bare");
	data->limits.whom = read_percent(root, "threshold_whom");
	data->tail = compile(kw_yaml_find_text(root, "tail"));
	data->whom = compile(kw_yaml_find_text(root, "whom"));
	data->asides = kw_recognition_patterns(kw_yaml_find(root, "asides"));
	data->series = kw_recognition_patterns(kw_yaml_find(root, "series"));
	data->stock = kw_recognition_patterns(kw_yaml_find(root, "stock"));
	data->makers = load_set(kw_yaml_find(root, "makers"));
	data->common = load_set(kw_yaml_find(root, "common"));
	/* 2026年12月, 2026/12/09, 12月9日; years say nothing: nobody waits one for the same news */
	data->day = compile("(?<!\\d)(?:(?:19|20)\\d{2}\\s?[年/.-]\\s?(\\d{1,2})(?!\\d)"
			    "(?:\\s?[月/.-]\\s?(\\d{1,2})(?!\\d)\\s?日?|\\s?月)?|"
			    "(\\d{1,2})\\s?月(?:\\s?(\\d{1,2})\\s?日)?)\\s?(?:度|分|号)?");
	data->month_name = compile("\\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
				   "(?:\\s(\\d{1,2}),?)?[\\s-](?:19|20)\\d{2}\\b");
	data->id = compile("\\b([a-z]{2,8}(?:[-#][a-z]{1,4})*[-#]?\\d{2,8}(?:[-:]\\d{1,8})+|"
			   "jvn(?:vu|ta)?#\\d{8,9}|kb\\d{6,7})\\b");
	data->number = compile("(?<![a-z0-9-])(?<!\\d\\.)v?(\\d+(?:\\.\\d+)*)(?![a-z0-9])");
	data->word = compile("[a-z][a-z0-9+#]*(?:-[a-z0-9]+)*");
	return data;
}

static const Data *get_data(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, load_data, NULL);
}

const KwLikenessLimits *kw_likeness_limits(void)
{
	return &get_data()->limits;
}

/* ---- taking out ---- */

/* Every match becomes a gap. Two brackets of the pattern may keep what they matched. */
static void take_out(char **text, const GRegex *pattern, GHashTable *first, GHashTable *second)
{
	GHashTable *const keep[] = {first, second};
	g_autoptr(GMatchInfo) match = NULL;
	GString *rest = g_string_new(NULL);
	int from = 0, start, end;

	for (g_regex_match(pattern, *text, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		for (guint group = 1; group < (guint)g_match_info_get_match_count(match); group++) {
			g_autofree char *kept = g_match_info_fetch(match, (int)group);
			GHashTable *to = keep[(group - 1) % 2];

			if (to && *kept)
				g_hash_table_add(to, g_strdup(kept + (*kept == '0' && kept[1])));
		}
		g_match_info_fetch_pos(match, 0, &start, &end);
		g_string_append_len(rest, *text + from, start - from);
		g_string_append_c(rest, GAP);
		from = end;
	}
	g_string_append(rest, *text + from);
	g_free(*text);
	*text = g_string_free(rest, FALSE);
}

static gboolean matches_any(const GPtrArray *patterns, const char *text)
{
	for (guint i = 0; i < patterns->len; i++)
		if (g_regex_match(patterns->pdata[i], text, 0, NULL))
			return TRUE;
	return FALSE;
}

static void take_month_names(char **text, KwLikeness *title)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	g_autoptr(GHashTable) months = new_set();
	GHashTableIter iter;
	gpointer name;

	take_out(text, get_data()->month_name, months, title->days);
	g_hash_table_iter_init(&iter, months);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		g_hash_table_add(title->months,
				 g_strdup_printf("%d", (int)(strstr(names, name) - names) / 3 + 1));
}

static void find_cves(const char *text, GHashTable *cves)
{
	g_autoptr(GPtrArray) refs = kw_identify_refs(text);

	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		if (g_str_equal(ref->kind, "cve"))
			g_hash_table_add(cves, g_strdup(ref->value));
	}
}

/* Words in Latin letters name makers and products, but for words that anything may have. Returns
 * the text without the makers. */
static char *find_names(KwLikeness *title, const char *text)
{
	const Data *data = get_data();
	g_autoptr(GMatchInfo) match = NULL;
	char *without = g_strdup(text);
	int start, end;

	for (g_regex_match(data->word, text, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree char *word = g_match_info_fetch(match, 0);
		gboolean is_maker = g_hash_table_contains(data->makers, word);

		g_match_info_fetch_pos(match, 0, &start, &end);
		if (is_maker)
			memset(without + start, GAP, (size_t)(end - start));
		if (word[1] && !g_hash_table_contains(data->common, word))
			g_hash_table_add(is_maker ? title->makers : title->names,
					 g_steal_pointer(&word));
	}
	return without;
}

static void make_sieve(KwLikeness *title)
{
	for (guint i = 0; i < title->core.n; i++) {
		guint at = kw_pairs_bit((gunichar)(title->core.list[i] >> 32),
					(gunichar)title->core.list[i]);

		title->sieve[at / 8] |= (guint8)(1 << at % 8);
	}
}

/* ---- the whole title ---- */

static void find_whom(KwLikeness *title, const char *text)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (g_regex_match(get_data()->whom, text, 0, &match)) {
		g_autofree char *name = g_match_info_fetch(match, 1);
		g_autofree char *head = g_match_info_fetch(match, 2);
		const char *whom = name && *name ? name : head;

		if (whom)
			kw_pairs_make(&title->whom, whom);
	}
}

KwLikeness *kw_likeness_new(const char *title)
{
	const Data *data = get_data();
	KwLikeness *made = g_new0(KwLikeness, 1);
	g_autofree char *cut = g_strndup(title, strnlen(title, MAX_BYTES));
	g_autofree char *valid = kw_text_repair(cut, -1);
	char *text = kw_identify_spell_alike(valid), *rest;

	made->names = new_set();
	made->makers = new_set();
	made->numbers = new_set();
	made->months = new_set();
	made->days = new_set();
	made->cves = new_set();
	made->ids = new_set();
	made->is_series = matches_any(data->series, text);
	find_cves(text, made->cves);
	for (guint i = 0; i < data->asides->len; i++)
		take_out(&text, data->asides->pdata[i], NULL, NULL);
	take_month_names(&text, made);
	take_out(&text, data->day, made->months, made->days);
	take_out(&text, data->tail, NULL, NULL);
	take_out(&text, data->id, made->ids, NULL);
	take_out(&text, data->number, made->numbers, NULL);
	find_whom(made, text);
	rest = find_names(made, text);
	for (guint i = 0; i < data->stock->len; i++)
		take_out(&rest, data->stock->pdata[i], NULL, NULL);
	kw_pairs_make(&made->core, rest);
	if (made->core.n <
	    KW_LIKENESS_CORE_MIN) { /* "Microsoft 製品の脆弱性": the maker is all there is */
		for (guint i = 0; i < data->stock->len; i++)
			take_out(&text, data->stock->pdata[i], NULL, NULL);
		kw_pairs_make(&made->core, text);
	}
	make_sieve(made);
	g_free(text);
	g_free(rest);
	return made;
}

void kw_likeness_free(KwLikeness *title)
{
	if (!title)
		return;
	g_hash_table_unref(title->names);
	g_hash_table_unref(title->makers);
	g_hash_table_unref(title->numbers);
	g_hash_table_unref(title->months);
	g_hash_table_unref(title->days);
	g_hash_table_unref(title->cves);
	g_hash_table_unref(title->ids);
	g_free(title);
}

gboolean kw_likeness_is_series(const KwLikeness *title)
{
	return title->is_series;
}
