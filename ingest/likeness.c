/* How much two titles are alike, and what keeps them apart however alike they are. Words and
 * thresholds are data (likeness.yaml); which titles are compared at all is ingest/story.
 *
 * Pairs of characters, not words: Japanese has no blanks to cut at, and a dictionary that knows
 * next month's product names does not exist. What is taken out leaves a gap that no pair spans, so
 * every pair of a core stands in the title's key, too: that makes the cheap look before sound. */
#include "ingest/likeness.h"

#include "base/text.h"
#include "ingest/identify.h"
#include "ingest/recognition.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BYTES 1000 /* of a title */
#define MAX_PAIRS 256
#define CORE_MIN  2 /* pairs: "iOS" has two */
#define GAP       ' '
#define SIEVE     1024

typedef struct {
	int threshold, threshold_with_cve, threshold_nameless, threshold_bare, threshold_whom;
	GPtrArray *asides, *series, *stock; /* GRegex * */
	GHashTable *makers, *common;        /* sets of words */
	GRegex *tail, *whom, *day, *month_name, *id, *number, *word;
} Data;

typedef struct {
	guint64 list[MAX_PAIRS]; /* sorted, each once */
	guint n, japanese;       /* how many; of which not of Latin letters only */
} Pairs;

struct KwLikeness {
	Pairs core, whom; /* of the title; of whose product it is, or whose name is misused */
	GHashTable *names, *makers, *numbers, *months, *days, *cves, *ids; /* sets of texts */
	gboolean is_series;
	guint8 sieve[SIEVE / 8]; /* a bit for every pair */
};

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

	data->threshold = read_percent(root, "threshold");
	data->threshold_with_cve = read_percent(root, "threshold_with_cve");
	data->threshold_nameless = read_percent(root, "threshold_nameless");
	data->threshold_bare = read_percent(root, "threshold_bare");
	data->threshold_whom = read_percent(root, "threshold_whom");
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

/* ---- making a title ready ---- */

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

static gboolean is_letter(gunichar c)
{
	return g_unichar_isalnum(c) || c == 0x30fc; /* ー is a letter here */
}

/* Particles stand between words, and in every title. */
static gboolean is_particle(gunichar c)
{
	return c == 0x306e /* の */ || c == 0x306b /* に */ || c == 0x3092 /* を */ ||
	       c == 0x304c /* が */ || c == 0x3067 /* で */ || c == 0x306f /* は */ ||
	       c == 0x3068 /* と */ || c == 0x3078 /* へ */ || c == 0x3082 /* も */;
}

static guint slot(gunichar a, gunichar b)
{
	return (a * 31 + b * 7) % SIEVE;
}

static int compare_pairs(const void *a, const void *b)
{
	guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;

	return x < y ? -1 : x > y;
}

static void make_pairs(Pairs *pairs, const char *text)
{
	gunichar last = GAP;
	guint n = 0;

	pairs->n = pairs->japanese = 0;
	for (const char *p = text; *p && n < MAX_PAIRS; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!is_letter(c) || is_particle(c))
			c = GAP;
		if (c != GAP && last != GAP)
			pairs->list[n++] = (guint64)last << 32 | c;
		last = c;
	}
	qsort(pairs->list, n, sizeof(guint64), compare_pairs);
	for (guint i = 0; i < n; i++) {
		guint64 pair = pairs->list[i];

		if (pairs->n && pairs->list[pairs->n - 1] == pair)
			continue;
		pairs->list[pairs->n++] = pair;
		pairs->japanese += pair >> 32 >= 0x80 || (gunichar)pair >= 0x80;
	}
}

static void make_sieve(KwLikeness *title)
{
	for (guint i = 0; i < title->core.n; i++) {
		guint at =
			slot((gunichar)(title->core.list[i] >> 32), (gunichar)title->core.list[i]);

		title->sieve[at / 8] |= (guint8)(1 << at % 8);
	}
}

static void find_whom(KwLikeness *title, const char *text)
{
	g_autoptr(GMatchInfo) match = NULL;

	if (g_regex_match(get_data()->whom, text, 0, &match)) {
		g_autofree char *name = g_match_info_fetch(match, 1);
		g_autofree char *head = g_match_info_fetch(match, 2);
		const char *whom = name && *name ? name : head;

		if (whom)
			make_pairs(&title->whom, whom);
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
	make_pairs(&made->core, rest);
	if (made->core.n < CORE_MIN) { /* "Microsoft 製品の脆弱性": the maker is all there is */
		for (guint i = 0; i < data->stock->len; i++)
			take_out(&text, data->stock->pdata[i], NULL, NULL);
		make_pairs(&made->core, text);
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

/* ---- comparing ---- */

gboolean kw_likeness_is_possible(const KwLikeness *title, const char *title_key)
{
	guint least = (guint)get_data()->threshold;
	gunichar last = 0;
	guint in = 0;

	for (const char *p = title_key; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		guint at = slot(last, c);

		in += last && title->sieve[at / 8] >> at % 8 & 1;
		last = c;
	}
	/* 2i/(n+m) >= t, and the other has at least those i */
	return in * (200 - least) >= title->core.n * least;
}

static guint count_common(GHashTable *a, GHashTable *b)
{
	GHashTableIter iter;
	gpointer text;
	guint n = 0;

	g_hash_table_iter_init(&iter, a);
	while (g_hash_table_iter_next(&iter, &text, NULL))
		n += g_hash_table_contains(b, text);
	return n;
}

static gboolean are_disjoint(GHashTable *a, GHashTable *b)
{
	return g_hash_table_size(a) && g_hash_table_size(b) && !count_common(a, b);
}

static gboolean contain(GHashTable *a, GHashTable *b)
{
	guint n = count_common(a, b);

	return n == g_hash_table_size(a) || n == g_hash_table_size(b);
}

/* 143 is 143.0.7499.40, and 142 is not. */
static gboolean is_version_of(const char *a, GHashTable *all)
{
	GHashTableIter iter;
	gpointer other;

	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &other, NULL)) {
		size_t n = MIN(strlen(a), strlen(other));

		if (strncmp(a, other, n) == 0 && (!a[n] || a[n] == '.') &&
		    (!((char *)other)[n] || ((char *)other)[n] == '.'))
			return TRUE;
	}
	return FALSE;
}

static guint count_versions(GHashTable *a, GHashTable *b)
{
	GHashTableIter iter;
	gpointer number;
	guint n = 0;

	g_hash_table_iter_init(&iter, a);
	while (g_hash_table_iter_next(&iter, &number, NULL))
		n += is_version_of(number, b);
	return n;
}

static gboolean other_versions(const KwLikeness *a, const KwLikeness *b)
{
	return count_versions(a->numbers, b->numbers) < g_hash_table_size(a->numbers) &&
	       count_versions(b->numbers, a->numbers) < g_hash_table_size(b->numbers);
}

static int dice(const Pairs *a, const Pairs *b)
{
	guint common = 0;

	for (guint i = 0, j = 0; i < a->n && j < b->n;) {
		common += a->list[i] == b->list[j];
		if (a->list[i] < b->list[j])
			i++;
		else if (a->list[i] > b->list[j])
			j++;
		else
			i++, j++;
	}
	return a->n + b->n ? (int)(200 * common / (a->n + b->n)) : 0;
}

/* Both say whose product it is, or in whose name mails come: two. */
static gboolean have_other_whom(const KwLikeness *a, const KwLikeness *b)
{
	return a->whom.n && b->whom.n && dice(&a->whom, &b->whom) < get_data()->threshold_whom;
}

gboolean kw_likeness_differ(const KwLikeness *a, const KwLikeness *b)
{
	return are_disjoint(a->months, b->months) || are_disjoint(a->days, b->days) ||
	       are_disjoint(a->cves, b->cves) || other_versions(a, b) ||
	       are_disjoint(a->makers, b->makers) || !contain(a->names, b->names) ||
	       have_other_whom(a, b);
}

/* "143" and "26.1.1" are releases; the 11 of Windows 11 and the 2021 of Office 2021 are names. */
static gboolean have_one_release(GHashTable *a, GHashTable *b)
{
	GHashTableIter iter;
	gpointer number;

	g_hash_table_iter_init(&iter, a);
	while (g_hash_table_iter_next(&iter, &number, NULL))
		if ((strchr(number, '.') || strlen(number) == 3) && is_version_of(number, b))
			return TRUE;
	return FALSE;
}

/* Something besides the words: a number of a publication, the month of a series, a version. */
static gboolean have_evidence(const KwLikeness *a, const KwLikeness *b)
{
	return count_common(a->ids, b->ids) || count_common(a->months, b->months) ||
	       have_one_release(a->numbers, b->numbers) || have_one_release(b->numbers, a->numbers);
}

static gboolean is_nameless(const KwLikeness *title)
{
	return !g_hash_table_size(title->names) && !g_hash_table_size(title->makers);
}

/* What the words have to reach; 101 = nothing will do. Titles of a series are alike whatever stands
 * in it, and a round-up names the CVE numbers of others. A product is in the news more than once a
 * week: its name alone says too little, and so does a name against a name with what has happened to
 * it. */
static int least_percent(const KwLikeness *a, const KwLikeness *b, gboolean same_cves)
{
	const Data *data = get_data();
	gboolean is_name_a = !a->core.japanese, is_name_b = !b->core.japanese;
	guint names = MIN(g_hash_table_size(a->names), g_hash_table_size(b->names));

	if (!have_evidence(a, b)) {
		if (a->is_series || b->is_series)
			return a->is_series && b->is_series ? data->threshold_bare : 101;
		if (is_name_a && is_name_b && !same_cves)
			return names >= 2 ? data->threshold_bare : 101;
	}
	if (same_cves)
		return data->threshold_with_cve;
	if (is_name_a != is_name_b)
		return 101;
	return is_nameless(a) || is_nameless(b) ? data->threshold_nameless : data->threshold;
}

int kw_likeness_of(const KwLikeness *a, const KwLikeness *b, gboolean same_cves)
{
	int percent;

	if (MIN(a->core.n, b->core.n) < CORE_MIN || kw_likeness_differ(a, b))
		return 0;
	same_cves |= count_common(a->cves, b->cves) > 0;
	percent = dice(&a->core, &b->core);
	return percent >= least_percent(a, b, same_cves) ? percent : 0;
}
