/* What a catalog of exploited weaknesses means for the items that name them. How urgent that makes
 * one is ingest/rate's; the catalog's own entries are entries of a feed like any other. */
#include "ingest/listed.h"

#include "ingest/identify.h"
#include "ingest/likeness.h"
#include "ingest/rate.h"
#include "store/exploited.h"
#include "store/stories.h"

#include <string.h>

#define OWN_MAX 10 /* CVE numbers; more make a round-up */

static gboolean names_itself(const KwItem *item, const char *cve)
{
	g_autofree char *told = g_strdup_printf("%s\n%s", item->title ? item->title : "",
						item->publisher_id ? item->publisher_id : "");
	g_autoptr(GPtrArray) refs = kw_identify_refs(told);

	return kw_identify_has(refs, cve);
}

static gboolean is_round_up(const KwItem *item, const GPtrArray *refs)
{
	g_autoptr(KwLikeness) title = kw_likeness_new(item->title ? item->title : "");
	guint n = 0;

	for (guint i = 0; i < refs->len; i++)
		n += g_str_equal(((KwRef *)refs->pdata[i])->kind, "cve");
	return n > OWN_MAX || kw_likeness_is_series(title);
}

static gboolean is_own(const KwItem *item, const GPtrArray *refs, const char *cve)
{
	return !is_round_up(item, refs) || names_itself(item, cve);
}

static void note_exploited(KwItem *item, int64_t now)
{
	if (!item->exploited_at && kw_rate_is_exploited(item))
		item->exploited_at = now;
}

gboolean kw_listed_note(KwDb *db, KwItem *item, const GPtrArray *refs, int64_t now, GError **error)
{
	for (guint i = 0; i < refs->len && !item->listed_on; i++) {
		const KwRef *ref = refs->pdata[i];
		g_autoptr(GError) trouble = NULL;
		g_autofree char *day = NULL;

		if (!g_str_equal(ref->kind, "cve") || !is_own(item, refs, ref->value))
			continue;
		day = kw_exploited_find(db, ref->value, &trouble);
		if (trouble) {
			g_propagate_error(error, g_steal_pointer(&trouble));
			return FALSE;
		}
		if (day)
			kw_rate_listed(item, day);
	}
	note_exploited(item, now);
	return TRUE;
}

/* ---- a catalog ---- */

static gboolean is_open(const KwItem *item)
{
	static const char *const states[] = {"new", "picked", "published", "corrected", NULL};

	return g_strv_contains(states, item->state);
}

static gboolean rate_anew(KwDb *db, KwItem *item, const KwListed *listed, int64_t now,
			  GError **error)
{
	g_autofree char *before = g_strdup(item->severity);
	KwRevision revision = {.at = now, .what = (char *)"severity", .severity_was = before};

	kw_rate_listed(item, listed->day);
	note_exploited(item, now);
	return kw_items_put(db, item, now, error) &&
	       (g_str_equal(before, item->severity) ||
		kw_stories_add_revision(db, item->id, &revision, error));
}

static void free_listed(gpointer data)
{
	KwListed *listed = data;

	g_free(listed->cve);
	g_free(listed->day);
	g_free(listed);
}

static gboolean take_cve(KwDb *db, const char *cve, const char *day, int64_t now, GPtrArray *out,
			 GError **error)
{
	g_autoptr(GPtrArray) items = kw_items_by_ref(db, "cve", cve, error);

	for (guint i = 0; items && i < items->len; i++) {
		KwItem *item = items->pdata[i];
		g_autoptr(GPtrArray) refs = NULL;
		KwListed *listed;

		if (!is_open(item) || item->listed_on)
			continue;
		refs = kw_items_refs(db, item->id, error);
		if (!refs)
			return FALSE;
		if (!is_own(item, refs, cve))
			continue;
		listed = g_new0(KwListed, 1);
		listed->item = item->id;
		listed->cve = g_strdup(cve);
		listed->day = g_strdup(day);
		listed->is_published = !g_str_equal(item->state, "new") &&
				       !g_str_equal(item->state, "picked");
		listed->is_by_staff = item->severity_by != NULL;
		g_ptr_array_add(out, listed);
		if (!rate_anew(db, item, listed, now, error))
			return FALSE;
	}
	return items != NULL;
}

/* The day as the catalog says it; the rest of a longer date says nothing more. */
static char *day_of(const KwFeedEntry *entry)
{
	return entry->published && strlen(entry->published) >= 10 ? g_strndup(entry->published, 10)
								  : g_strdup("");
}

GPtrArray *kw_listed_take(KwDb *db, const KwSource *source, const KwFeed *feed, int64_t now,
			  GError **error)
{
	g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(free_listed);

	if (!kw_items_lock(db, error))
		return NULL;
	for (guint i = 0; i < feed->entries->len; i++) {
		const KwFeedEntry *entry = feed->entries->pdata[i];
		g_autoptr(GPtrArray) refs = kw_identify_refs(entry->id);
		const KwRef *ref = refs->len ? refs->pdata[0] : NULL;
		g_autofree char *day = day_of(entry);
		gboolean is_new;

		if (!ref || !g_str_equal(ref->kind, "cve"))
			continue;
		if (!kw_exploited_put(db, ref->value, source->id, day, now, &is_new, error) ||
		    (is_new && !take_cve(db, ref->value, day, now, out, error)))
			return NULL;
	}
	return g_steal_pointer(&out);
}
