/* Is it the same story? What is done then (text, revision, state) is ingest/intake.
 *
 * A number in the title or in the page's address is the telling's own; one in the text is only
 * mentioned. A mention joins two tellings where neither is a round-up: a weekly report mentions
 * forty numbers, and would swallow forty stories.
 *
 * What a person decided holds: what was joined leads to the item that it was joined with, and of
 * two that were set apart none takes what is the other's. */
#include "ingest/story.h"

#include "ingest/identify.h"
#include "ingest/likeness.h"
#include "store/stories.h"

#include <string.h>

#define ROUND_UP        4 /* as many strong numbers make a round-up */
#define TITLE_MIN_CHARS 8
#define MAX_RECENT      5000 /* titles that are looked at: a week of everything */

/* The numbers that name the item itself. */
static GPtrArray *own_refs(const KwItem *item)
{
	g_autofree char *text =
		g_strdup_printf("%s\n%s\n%s", item->publisher_id ? item->publisher_id : "",
				item->title ? item->title : "", item->url ? item->url : "");

	return kw_identify_refs(text);
}

static guint count_strong(const GPtrArray *refs)
{
	guint n = 0;

	for (guint i = 0; i < refs->len; i++)
		n += kw_identify_is_strong(((KwRef *)refs->pdata[i])->kind);
	return n;
}

/* Both have a number of one kind of their own, and none in common: two publications. */
static gboolean are_distinct(const GPtrArray *a, const GPtrArray *b)
{
	gboolean same_kind = FALSE;

	for (guint i = 0; i < a->len; i++) {
		const KwRef *x = a->pdata[i];

		if (!kw_identify_is_strong(x->kind))
			continue;
		if (kw_identify_has(b, x->value))
			return FALSE;
		for (guint j = 0; j < b->len; j++)
			same_kind |= g_str_equal(x->kind, ((KwRef *)b->pdata[j])->kind);
	}
	return same_kind;
}

/* Scheme and host, to its end; 0 = no address. */
static size_t host_end(const char *url)
{
	const char *start = url ? strstr(url, "://") : NULL;

	return start ? (size_t)(start + 3 - url) + strcspn(start + 3, "/?#") : 0;
}

static gboolean is_page(const char *url)
{
	size_t end = host_end(url);

	return end && url[end] && !g_str_equal(url + end, "/");
}

static gboolean are_other_pages(const char *a, const char *b)
{
	size_t n = host_end(a);

	return n && n == host_end(b) && strncmp(a, b, n) == 0 && !g_str_equal(a, b);
}

/* ---- several that fit ---- */

typedef struct {
	KwDb *db;
	const KwItem *telling;
	const GPtrArray *refs;
	GPtrArray *own;
	KwLikeness *title;
	int64_t found; /* 0 = not yet */
} Search;

/* The item that tells the story now. */
static int64_t teller(const KwItem *item)
{
	return item->joined ? item->joined : item->id;
}

static void add_fit(GArray *fits, int64_t item)
{
	for (guint i = 0; i < fits->len; i++)
		if (g_array_index(fits, int64_t, i) == item)
			return;
	g_array_append_val(fits, item);
}

/* How much the telling's title is like that of `id`, in percent. */
static gboolean compare_title(const Search *search, int64_t id, int *out_percent, GError **error)
{
	g_autoptr(KwItem) item = kw_items_find(search->db, id, error);
	g_autoptr(KwLikeness) title = NULL;

	if (!item)
		return FALSE;
	title = kw_likeness_new(item->title);
	*out_percent = g_strcmp0(item->title_key, search->telling->title_key) == 0
			       ? 101 /* the very same */
			       : kw_likeness_of(search->title, title, FALSE);
	return TRUE;
}

/* One of the items of `fits`. Of those that a person set apart the one with the most similar title,
 * also where only its neighbour fits; what fits several of them equally well is left alone: this
 * telling says too little, and a third story can be joined by a person, too. */
static gboolean choose(Search *search, GArray *fits, GError **error)
{
	int64_t first = fits->len ? g_array_index(fits, int64_t, 0) : 0;
	g_autoptr(GArray) apart = NULL;
	int best, percent;
	gboolean is_tie = FALSE;

	if (!first)
		return TRUE;
	apart = kw_stories_apart(search->db, first, error);
	if (!apart || !compare_title(search, first, &best, error))
		return FALSE;
	search->found = first;
	for (guint i = 0; i < apart->len; i++) {
		if (!compare_title(search, g_array_index(apart, int64_t, i), &percent, error))
			return FALSE;
		is_tie = percent == best || (is_tie && percent < best);
		if (percent > best) {
			best = percent;
			search->found = g_array_index(apart, int64_t, i);
		}
	}
	if (is_tie && fits->len > 1)
		search->found = 0;
	return TRUE;
}

/* ---- by number ---- */

/* Items whose own number it is stand first; those that only mention it follow. */
static gboolean try_ref(Search *search, const KwRef *ref, GError **error)
{
	g_autoptr(GPtrArray) items = kw_items_by_ref(search->db, ref->kind, ref->value, error);
	g_autoptr(GArray) owners = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autoptr(GArray) fits = g_array_new(FALSE, FALSE, sizeof(int64_t));
	gboolean is_own = kw_identify_has(search->own, ref->value);

	if (!items)
		return FALSE;
	for (guint i = 0; i < items->len; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) theirs = own_refs(item);
		g_autoptr(GPtrArray) all = NULL;

		if (are_distinct(search->own, theirs))
			continue;
		if (kw_identify_has(theirs, ref->value)) {
			add_fit(owners, teller(item));
			continue;
		}
		all = kw_items_refs(search->db, item->id, error);
		if (!all)
			return FALSE;
		if (count_strong(all) < ROUND_UP && (is_own || count_strong(all) <= 1))
			add_fit(fits, teller(item));
	}
	if (is_own && owners->len == 1) { /* a number says more than any title */
		search->found = g_array_index(owners, int64_t, 0);
		return TRUE;
	}
	for (guint i = 0; i < fits->len; i++)
		add_fit(owners, g_array_index(fits, int64_t, i));
	return choose(search, owners, error);
}

static gboolean try_refs(Search *search, GError **error)
{
	gboolean is_round_up = count_strong(search->refs) >= ROUND_UP;

	for (guint i = 0; i < search->own->len && !search->found; i++) {
		const KwRef *ref = search->own->pdata[i];

		if (kw_identify_is_strong(ref->kind) && !try_ref(search, ref, error))
			return FALSE;
	}
	for (guint i = 0; i < search->refs->len && !search->found && !is_round_up; i++) {
		const KwRef *ref = search->refs->pdata[i];

		if (kw_identify_is_strong(ref->kind) && !kw_identify_has(search->own, ref->value) &&
		    !try_ref(search, ref, error))
			return FALSE;
	}
	return TRUE;
}

/* ---- by page ---- */

static gboolean try_page(Search *search, GError **error)
{
	const char *url = search->telling->url;
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GArray) fits = g_array_new(FALSE, FALSE, sizeof(int64_t));

	if (!is_page(url))
		return TRUE;
	items = kw_items_by_url(search->db, url, error);
	for (guint i = 0; items && i < items->len; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) theirs = own_refs(item);

		if (!are_distinct(search->own, theirs))
			add_fit(fits, teller(item));
	}
	return items && choose(search, fits, error);
}

/* ---- by title ---- */

static guint count_cves(const GPtrArray *refs)
{
	guint n = 0;

	for (guint i = 0; i < refs->len; i++)
		n += g_str_equal(((KwRef *)refs->pdata[i])->kind, "cve");
	return n;
}

/* How many of the CVE numbers of `a` are in `b`, too. */
static guint count_common_cves(const GPtrArray *a, const GPtrArray *b)
{
	guint n = 0;

	for (guint i = 0; i < a->len; i++) {
		const KwRef *ref = a->pdata[i];

		n += g_str_equal(ref->kind, "cve") && kw_identify_has(b, ref->value);
	}
	return n;
}

/* Both name CVE numbers, and none in common. */
static gboolean have_other_cves(const GPtrArray *a, const GPtrArray *b)
{
	return count_cves(a) && count_cves(b) && !count_common_cves(a, b);
}

static gboolean is_other(const Search *search, const KwItem *item, const KwLikeness *title)
{
	g_autoptr(GPtrArray) theirs = own_refs(item);

	return are_distinct(search->own, theirs) ||
	       are_other_pages(search->telling->url, item->url) ||
	       kw_likeness_differ(search->title, title);
}

static gboolean try_title(Search *search, int64_t now, GError **error)
{
	const char *key = search->telling->title_key;
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GArray) fits = g_array_new(FALSE, FALSE, sizeof(int64_t));

	if (!key || g_utf8_strlen(key, -1) < TITLE_MIN_CHARS)
		return TRUE;
	items = kw_items_by_title_key(search->db, key, now - KW_LIKENESS_WINDOW_S, error);
	for (guint i = 0; items && i < items->len; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(KwLikeness) title = kw_likeness_new(item->title);
		g_autoptr(GPtrArray) refs = kw_items_refs(search->db, item->id, error);

		if (!refs)
			return FALSE;
		/* the title of a column is that of its every number */
		if (!is_other(search, item, title) && !have_other_cves(search->refs, refs))
			add_fit(fits, teller(item));
	}
	return items && choose(search, fits, error);
}

/* ---- by a similar title ---- */

/* 0 = another story. What may not be published is never recognised by a guess. */
static gboolean compare_item(const Search *search, const KwItem *item, int *out_percent,
			     GError **error)
{
	g_autoptr(KwLikeness) title = kw_likeness_new(item->title);
	g_autoptr(GPtrArray) refs = NULL;
	guint common;

	*out_percent = 0;
	if (is_other(search, item, title) || g_str_equal(item->state, "restricted"))
		return TRUE;
	refs = kw_items_refs(search->db, item->id, error);
	if (!refs)
		return FALSE;
	if (have_other_cves(search->refs, refs))
		return TRUE;
	common = count_common_cves(search->refs, refs);
	*out_percent = kw_likeness_of(search->title, title,
				      common && common == count_cves(search->refs) &&
					      common == count_cves(refs) && common < ROUND_UP);
	return TRUE;
}

typedef struct {
	int percent;
	GArray *items; /* those that are so much alike */
} Best;

static gboolean weigh(const Search *search, const KwItem *item, Best *best, GError **error)
{
	int percent;

	if (!compare_item(search, item, &percent, error))
		return FALSE;
	if (percent > best->percent)
		g_array_set_size(best->items, 0);
	best->percent = MAX(best->percent, percent);
	if (percent && percent == best->percent)
		add_fit(best->items, teller(item));
	return TRUE;
}

/* Items of these days that name one of the telling's few CVE numbers. */
static gboolean weigh_by_cve(const Search *search, int64_t since, Best *best, GError **error)
{
	for (guint i = 0; i < search->refs->len && count_cves(search->refs) < ROUND_UP; i++) {
		const KwRef *ref = search->refs->pdata[i];
		g_autoptr(GPtrArray) items = NULL;

		if (!g_str_equal(ref->kind, "cve"))
			continue;
		items = kw_items_by_ref(search->db, ref->kind, ref->value, error);
		if (!items)
			return FALSE;
		for (guint j = 0; j < items->len; j++) {
			const KwItem *item = items->pdata[j];

			if (item->created_at >= since && !weigh(search, item, best, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean weigh_recent(const Search *search, int64_t since, Best *best, GError **error)
{
	g_autoptr(GPtrArray) recent = kw_stories_recent(search->db, since, MAX_RECENT, error);

	for (guint i = 0; recent && i < recent->len; i++) {
		const KwRecent *one = recent->pdata[i];
		g_autoptr(KwItem) item = NULL;

		if (!kw_likeness_is_possible(search->title, one->title_key))
			continue;
		item = kw_items_find(search->db, one->item, error);
		if (!item || !weigh(search, item, best, error))
			return FALSE;
	}
	return recent != NULL;
}

static gboolean try_alike(Search *search, int64_t now, GError **error)
{
	int64_t since = now - KW_LIKENESS_WINDOW_S;
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(int64_t));
	Best best = {.items = items};

	if (g_strcmp0(search->telling->state, "restricted") == 0 ||
	    count_strong(search->refs) >= ROUND_UP)
		return TRUE;
	return weigh_by_cve(search, since, &best, error) &&
	       weigh_recent(search, since, &best, error) && choose(search, items, error);
}

gboolean kw_story_find(KwDb *db, const KwItem *telling, const GPtrArray *refs, int64_t now,
		       int64_t *out_item, GError **error)
{
	g_autoptr(GPtrArray) own = own_refs(telling);
	g_autoptr(KwLikeness) title = kw_likeness_new(telling->title ? telling->title : "");
	Search search = {.db = db, .telling = telling, .refs = refs, .own = own, .title = title};
	gboolean ok;

	ok = try_refs(&search, error) && (search.found || try_page(&search, error)) &&
	     (search.found || try_title(&search, now, error)) &&
	     (search.found || try_alike(&search, now, error));
	*out_item = ok ? search.found : 0;
	return ok;
}
