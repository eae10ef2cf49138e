/* From a feed's answer to items. An entry that says what it said before costs a hash and a look
 * into a table in memory; one that is not wanted is noted so that it is not looked at again. The
 * parser runs outside any transaction. */
#include "harvest.h"

#include "base/error.h"
#include "base/log.h"
#include "base/when.h"
#include "ingest/intake.h"
#include "ingest/listed.h"
#include "ingest/sift.h"
#include "store/journal.h"

#include <string.h>

#define ENTRIES_PER_TRANSACTION 50
#define BACKOFF_MAX_S           (24 * 3600)
#define MOVED_FAILURES          3 /* in a row, and the old address is tried again */

gboolean kw_harvest_sync(KwContext *cx, GError **error)
{
	g_autoptr(GPtrArray) urls = g_ptr_array_new();

	for (guint i = 0; i < cx->config->sources->len; i++) {
		const KwConfigSource *from = cx->config->sources->pdata[i];
		const KwSource source = {
			.url = from->url,
			.name = from->name,
			.language = from->language,
			.publisher = from->publisher,
			.reuse = from->reuse,
			.trust = from->trust,
			.allow_private = from->allow_private,
			.interval_s = from->interval_s,
			.include = from->include,
			.exclude = from->exclude,
			.watch_only = from->watch_only,
			.a_day = from->at_most,
			.is_active = TRUE,
		};
		int64_t id;

		g_ptr_array_add(urls, from->url);
		if (!kw_sources_put(cx->db, &source, &id, error))
			return FALSE;
	}
	return kw_sources_retire(cx->db, urls, error);
}

/* --- asking --- */

char *kw_harvest_agent(const KwContext *cx)
{
	return g_strdup_printf("Kawaraban/0.1 (+%s)", cx->config->user_agent_contact);
}

static const char *address_of(const KwSource *source)
{
	return source->moved_to ? source->moved_to : source->url;
}

KwHttpRequest kw_harvest_request(const KwContext *cx, const KwSource *source, const char *agent)
{
	return (KwHttpRequest){.url = address_of(source),
			       .etag = source->etag,
			       .last_modified = source->last_modified,
			       .user_agent = agent,
			       .max_bytes = (size_t)cx->config->fetch_max_bytes,
			       .timeout_s = cx->config->fetch_timeout_s,
			       .allow_private = source->allow_private};
}

KwFeed *kw_harvest_read(const KwSource *source, const KwHttpResponse *response, GError **error)
{
	KwFeed *feed = kw_feed_parse_bare(g_bytes_get_data(response->body, NULL),
					  g_bytes_get_size(response->body), response->content_type,
					  response->final_url, error);

	if (feed && feed->handling) {
		kw_error_set(error, KW_ERROR_REFUSED, "it says that it is %s: not for publishing",
			     feed->handling);
		g_clear_pointer(&feed, kw_feed_free);
	}
	if (!feed)
		g_prefix_error(error, "feed %s: ", source->url);
	else
		kw_feed_tell_apart(feed);
	return feed;
}

/* --- taking --- */

typedef struct {
	KwContext *cx;
	const KwSource *source;
	const KwWords *words;
	GHashTable *prints; /* entry id to print */
	int room;           /* how many more today */
	KwHarvest *harvest;
} Taking;

static gboolean count_room(Taking *taking, GError **error)
{
	KwContext *cx = taking->cx;
	g_autofree char *day = kw_when_day(cx->now, cx->config->timezone);
	int64_t midnight = kw_when_at(day, "00:00", cx->config->timezone), count = 0;

	taking->room = G_MAXINT;
	if (!taking->source->a_day)
		return TRUE;
	if (!kw_sources_count_taken(cx->db, taking->source->id, midnight, &count, error))
		return FALSE;
	taking->room = MAX(0, taking->source->a_day - (int)count);
	return TRUE;
}

static gboolean take_wanted(Taking *taking, const KwFeedEntry *entry, GError **error)
{
	KwIntakeResult result;
	KwContext *cx = taking->cx;

	if (!kw_intake_entry(cx->db, taking->source, entry, taking->words, cx->now, &result, error))
		return FALSE;
	taking->harvest->taken += result.is_new;
	taking->harvest->revised += result.is_revision;
	taking->harvest->known += result.is_known;
	taking->room -= result.is_new;
	return TRUE;
}

static gboolean take_entry(Taking *taking, KwFeedEntry *entry, const char *print, GError **error)
{
	KwContext *cx = taking->cx;
	gboolean is_wanted = kw_sift_entry(taking->source, entry, taking->words, cx->now) ==
			     KW_SIFT_TAKE;

	if (is_wanted && taking->room <= 0 && !g_hash_table_contains(taking->prints, entry->id)) {
		taking->harvest->waiting++; /* not noted: tomorrow it is new */
		return TRUE;
	}
	taking->harvest->passed += !is_wanted;
	return (!is_wanted || take_wanted(taking, entry, error)) &&
	       kw_sources_note_entry(cx->db, taking->source->id, entry->id, print, is_wanted,
				     cx->now, error);
}

typedef struct {
	KwFeedEntry *entry;
	char *print;
} Changed;

static void changed_clear(gpointer data)
{
	g_free(((Changed *)data)->print);
}

/* Changed, owned: the entries that do not say what they said before. Only these are read: their
 * print is that of the bare entry. */
static GArray *find_changed(Taking *taking, const KwFeed *feed)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(Changed));

	g_array_set_clear_func(list, changed_clear);
	for (guint i = 0; i < feed->entries->len; i++) {
		Changed changed = {.entry = feed->entries->pdata[i]};
		const char *known = g_hash_table_lookup(taking->prints, changed.entry->id);

		changed.print = kw_sift_print(changed.entry);
		if (g_strcmp0(known, changed.print) == 0) {
			taking->harvest->known++;
			g_free(changed.print);
		} else {
			kw_feed_entry_read(changed.entry);
			g_array_append_val(list, changed);
		}
	}
	return list;
}

static gboolean take_changed(Taking *taking, const GArray *list, GError **error)
{
	for (guint from = 0; from < list->len; from += ENTRIES_PER_TRANSACTION) {
		g_autoptr(KwTx) tx = kw_tx_begin(taking->cx->db, error);

		if (!tx)
			return FALSE;
		for (guint i = from; i < MIN(list->len, from + ENTRIES_PER_TRANSACTION); i++) {
			const Changed *changed = &g_array_index(list, Changed, i);

			if (!take_entry(taking, changed->entry, changed->print, error))
				return FALSE;
		}
		if (!kw_tx_commit(tx, error))
			return FALSE;
	}
	return TRUE;
}

/* Staff hear of what readers have already; of the rest at the next look. */
static gboolean note_listed(KwContext *cx, const KwListed *listed, GError **error)
{
	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, listed->item);
	g_autofree char *detail =
		g_strdup_printf("%s listed as exploited on %s%s", listed->cve, listed->day,
				listed->is_by_staff ? "; urgency stays as staff set it" : "");

	if (listed->is_published)
		kw_log(KW_LOG_WARNING,
		       "item %" G_GINT64_FORMAT ": is published, and %s is exploited now; "
		       "`kawaraban bulletin new %" G_GINT64_FORMAT "` tells readers again",
		       listed->item, listed->cve, listed->item);
	return kw_journal_put(cx->db, cx->now, cx->actor, "item.exploited", subject, detail, error);
}

/* A catalog of exploited weaknesses: all of it, also what no item is made of. */
static gboolean take_catalog(KwContext *cx, const KwSource *source, const KwFeed *feed,
			     GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autoptr(GPtrArray) all = tx ? kw_listed_take(cx->db, source, feed, cx->now, error) : NULL;

	for (guint i = 0; all && i < all->len; i++)
		if (!note_listed(cx, all->pdata[i], error))
			return FALSE;
	return all && kw_tx_commit(tx, error);
}

static gboolean take_feed(KwContext *cx, const KwSource *source, const KwFeed *feed,
			  const KwWords *words, KwHarvest *harvest, GError **error)
{
	g_autoptr(GHashTable) prints = kw_sources_prints(cx->db, source->id, error);
	g_autoptr(GArray) changed = NULL;
	Taking taking = {
		.cx = cx, .source = source, .words = words, .prints = prints, .harvest = harvest};

	for (guint i = 0; i < feed->repaired->len; i++)
		kw_log(KW_LOG_DEBUG, "feed %s: repaired: %s", source->url,
		       (const char *)feed->repaired->pdata[i]);
	if (!prints || !count_room(&taking, error))
		return FALSE;
	if (g_str_equal(feed->format, "kev") && !take_catalog(cx, source, feed, error))
		return FALSE;
	changed = find_changed(&taking, feed);
	return take_changed(&taking, changed, error);
}

/* --- the answer as a whole --- */

/* A permanent redirect is followed from now on without asking the old address. */
static gboolean note_moved(KwContext *cx, const KwSource *source, const char *moved_to,
			   GError **error)
{
	g_autofree char *subject = g_strdup_printf("source:%" G_GINT64_FORMAT, source->id);
	g_autofree char *detail = NULL;

	if (!moved_to || g_str_equal(moved_to, address_of(source)))
		return TRUE;
	detail = g_strdup_printf("%s -> %s", address_of(source), moved_to);
	kw_log(KW_LOG_WARNING, "feed %s: moved for good to %s", source->url, moved_to);
	return kw_sources_moved(cx->db, source->id, moved_to, error) &&
	       kw_journal_put(cx->db, cx->now, cx->actor, "source.moved", subject, detail, error);
}

gboolean kw_harvest(KwContext *cx, const KwSource *source, const KwHttpResponse *response,
		    const KwWords *words, KwHarvest *out, GError **error)
{
	g_autoptr(KwFeed) feed = NULL;

	*out = (KwHarvest){0};
	if (!response->body) {
		out->is_unchanged = TRUE;
		return kw_sources_ok(cx->db, source->id, source->etag, source->last_modified, 0,
				     cx->now, cx->now + source->interval_s, error);
	}
	feed = kw_harvest_read(source, response, error);
	if (!feed || !take_feed(cx, source, feed, words, out, error))
		return FALSE;
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	/* the validators are stored last: a crash before that reads the feed once more, and what
	 * was taken is known. While entries wait for tomorrow there are none: a 304 would hide them
	 */
	return tx && note_moved(cx, source, response->moved_to, error) &&
	       kw_sources_ok(cx->db, source->id, out->waiting ? NULL : response->etag,
			     out->waiting ? NULL : response->last_modified,
			     out->taken + out->revised, cx->now,
			     kw_feed_next(feed, cx->now, source->interval_s), error) &&
	       kw_tx_commit(tx, error);
}

/* Doubling, within a tenth of it earlier or later: feeds that failed together (our own line was
 * down) do not all come back together. The part is the source's own, so that a run can be repeated.
 */
static int64_t backoff_s(const KwSource *source)
{
	int64_t wait = MIN((int64_t)source->interval_s << MIN(source->failures, 5), BACKOFF_MAX_S);
	guint part = (g_str_hash(source->url) + (guint)source->failures * 7919) % 201;

	return wait + wait * ((int64_t)part - 100) / 1000;
}

void kw_harvest_failed(KwContext *cx, const KwSource *source, int retry_after_s,
		       const GError *failure)
{
	g_autoptr(GError) lost = NULL;
	int64_t due_at = cx->now + MAX(backoff_s(source), retry_after_s);

	kw_log(KW_LOG_WARNING, "%s", failure->message);
	if (!kw_sources_failed(cx->db, source->id, failure->message, due_at, &lost) ||
	    (source->moved_to && source->failures + 1 >= MOVED_FAILURES &&
	     !kw_sources_moved(cx->db, source->id, NULL, &lost)))
		kw_log(KW_LOG_WARNING, "feed %s: %s", source->url, lost->message);
}
