/* Is it the same story? What is done then (text, revision, state) is ingest/intake.
 *
 * A number in the title or in the page's address is the telling's own; one in the text is only
 * mentioned. A mention joins two tellings where neither is a round-up: a weekly report mentions
 * forty numbers, and would swallow forty stories. */
#include "ingest/story.h"

#include "ingest/identify.h"

#include <string.h>

#define ROUND_UP        4           /* as many strong numbers make a round-up */
#define TITLE_WINDOW_S  (5 * 86400) /* a weekly mail has the same title a week later */
#define TITLE_MIN_CHARS 8

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

static gboolean has_ref(const GPtrArray *refs, const KwRef *wanted)
{
	for (guint i = 0; i < refs->len; i++)
		if (g_str_equal(((KwRef *)refs->pdata[i])->value, wanted->value))
			return TRUE;
	return FALSE;
}

/* Both have a number of one kind of their own, and none in common: two publications. */
static gboolean are_distinct(const GPtrArray *a, const GPtrArray *b)
{
	gboolean same_kind = FALSE;

	for (guint i = 0; i < a->len; i++) {
		const KwRef *x = a->pdata[i];

		if (!kw_identify_is_strong(x->kind))
			continue;
		if (has_ref(b, x))
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

typedef struct {
	KwDb *db;
	const KwItem *telling;
	const GPtrArray *refs;
	GPtrArray *own;
	int64_t found; /* 0 = not yet */
} Search;

static gboolean try_ref(Search *search, const KwRef *ref, GError **error)
{
	g_autoptr(GPtrArray) items = kw_items_by_ref(search->db, ref->kind, ref->value, error);
	gboolean is_own = has_ref(search->own, ref);

	if (!items)
		return FALSE;
	for (guint i = 0; i < items->len && !search->found; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) theirs = own_refs(item);
		g_autoptr(GPtrArray) all = NULL;

		if (are_distinct(search->own, theirs))
			continue;
		if (!has_ref(theirs, ref)) { /* they only mention it */
			all = kw_items_refs(search->db, item->id, error);
			if (!all)
				return FALSE;
			if (count_strong(all) >= ROUND_UP || (!is_own && count_strong(all) > 1))
				continue;
		}
		search->found = item->id;
	}
	return TRUE;
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

		if (kw_identify_is_strong(ref->kind) && !has_ref(search->own, ref) &&
		    !try_ref(search, ref, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean try_page(Search *search, GError **error)
{
	const char *url = search->telling->url;
	g_autoptr(GPtrArray) items = NULL;

	if (!is_page(url))
		return TRUE;
	items = kw_items_by_url(search->db, url, error);
	for (guint i = 0; items && i < items->len && !search->found; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) theirs = own_refs(item);

		if (!are_distinct(search->own, theirs))
			search->found = item->id;
	}
	return items != NULL;
}

static gboolean try_title(Search *search, int64_t now, GError **error)
{
	const KwItem *telling = search->telling;
	g_autoptr(GPtrArray) items = NULL;

	if (!telling->title_key || g_utf8_strlen(telling->title_key, -1) < TITLE_MIN_CHARS)
		return TRUE;
	items = kw_items_by_title_key(search->db, telling->title_key, now - TITLE_WINDOW_S, error);
	for (guint i = 0; items && i < items->len && !search->found; i++) {
		const KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) theirs = own_refs(item);

		if (!are_distinct(search->own, theirs) && !are_other_pages(telling->url, item->url))
			search->found = item->id;
	}
	return items != NULL;
}

gboolean kw_story_find(KwDb *db, const KwItem *telling, const GPtrArray *refs, int64_t now,
		       int64_t *out_item, GError **error)
{
	Search search = {.db = db, .telling = telling, .refs = refs};
	g_autoptr(GPtrArray) own = own_refs(telling);
	gboolean ok;

	search.own = own;
	ok = try_refs(&search, error) && (search.found || try_page(&search, error)) &&
	     (search.found || try_title(&search, now, error));
	*out_item = ok ? search.found : 0;
	return ok;
}
