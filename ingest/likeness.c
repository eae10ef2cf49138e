/* How much two titles are alike, and what keeps them apart however alike they are. A title is made
 * ready for it in likeness_title.c; which titles are compared at all is ingest/story. */
#include "likeness-private.h"

#include <string.h>

gboolean kw_likeness_is_possible(const KwLikeness *title, const char *title_key)
{
	guint least = (guint)kw_likeness_limits()->words;
	gunichar last = 0;
	guint in = 0;

	for (const char *p = title_key; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		guint at = kw_pairs_bit(last, c);

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

/* Both say whose product it is, or in whose name mails come: two. */
static gboolean have_other_whom(const KwLikeness *a, const KwLikeness *b)
{
	return a->whom.n && b->whom.n &&
	       kw_pairs_dice(&a->whom, &b->whom) < kw_likeness_limits()->whom;
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
 * it, or two in which something else has. */
static int least_percent(const KwLikeness *a, const KwLikeness *b, gboolean same_cves)
{
	const KwLikenessLimits *limits = kw_likeness_limits();
	gboolean is_name_a = !a->core.japanese, is_name_b = !b->core.japanese;
	guint names = MIN(g_hash_table_size(a->names), g_hash_table_size(b->names));

	if (!have_evidence(a, b)) {
		if (a->is_series || b->is_series)
			return a->is_series && b->is_series ? limits->bare : 101;
		if (is_name_a && is_name_b && !same_cves)
			return names >= 2 ? limits->bare : 101;
	}
	if (same_cves)
		return limits->with_cve;
	if (is_name_a != is_name_b || kw_pairs_say_other(&a->core, &b->core))
		return 101;
	return is_nameless(a) || is_nameless(b) ? limits->nameless : limits->words;
}

int kw_likeness_of(const KwLikeness *a, const KwLikeness *b, gboolean same_cves)
{
	int percent;

	if (MIN(a->core.n, b->core.n) < KW_LIKENESS_CORE_MIN || kw_likeness_differ(a, b))
		return 0;
	same_cves |= count_common(a->cves, b->cves) > 0;
	percent = kw_pairs_dice(&a->core, &b->core);
	return percent >= least_percent(a, b, same_cves) ? percent : 0;
}
