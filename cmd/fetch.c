/* fetch: reads the feeds that are due and takes their entries in. One feed that fails is named,
 * tried again later, and stops no other. The network and the parser run outside any transaction. */
#include "cmd.h"
#include "arrival.h"
#include "print.h"

#include "base/error.h"
#include "base/log.h"
#include "ingest/feed.h"
#include "ingest/http.h"
#include "ingest/intake.h"
#include "store/mails.h"
#include "store/sources.h"

#define USAGE                   "fetch [--all]"
#define SWEEP_LIMIT             20
#define ENTRIES_PER_TRANSACTION 50
#define DAY_S                   (24 * 3600)
#define BACKOFF_MAX_S           (24 * 3600)

typedef struct {
	int entries, taken, revised, known;
	gboolean is_unchanged; /* 304 */
} Harvest;

/* The configuration is the list of sources; what was learnt about each stays in the store. */
static gboolean sync_sources(KwContext *cx, GError **error)
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
			.allow_private = from->allow_private,
			.interval_s = from->interval_s,
			.is_active = TRUE,
		};
		int64_t id;

		g_ptr_array_add(urls, from->url);
		if (!kw_sources_put(cx->db, &source, &id, error))
			return FALSE;
	}
	return kw_sources_retire(cx->db, urls, error);
}

/* Entries [from, to) of a feed in one transaction. */
static gboolean take_some(KwContext *cx, const KwSource *source, const KwFeed *feed, guint from,
			  guint to, const KwWords *words, Harvest *harvest, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);

	if (!tx)
		return FALSE;
	for (guint i = from; i < to; i++) {
		KwIntakeResult result;

		if (!kw_intake_entry(cx->db, source, feed->entries->pdata[i], words, cx->now,
				     &result, error))
			return FALSE;
		harvest->taken += result.is_new;
		harvest->revised += result.is_revision;
		harvest->known += result.is_known;
	}
	return kw_tx_commit(tx, error);
}

static gboolean take_feed(KwContext *cx, const KwSource *source, const KwFeed *feed,
			  const KwWords *words, Harvest *harvest, GError **error)
{
	guint n = feed->entries->len;

	harvest->entries = (int)n;
	for (guint i = 0; i < feed->repaired->len; i++)
		kw_log(KW_LOG_DEBUG, "feed %s: repaired: %s", source->url,
		       (const char *)feed->repaired->pdata[i]);
	for (guint i = 0; i < n; i += ENTRIES_PER_TRANSACTION)
		if (!take_some(cx, source, feed, i, MIN(n, i + ENTRIES_PER_TRANSACTION), words,
			       harvest, error))
			return FALSE;
	return TRUE;
}

static gboolean fetch_one(KwContext *cx, const KwSource *source, const KwWords *words,
			  Harvest *harvest, int *out_retry_after_s, GError **error)
{
	const KwConfig *config = cx->config;
	g_autofree char *agent = g_strdup_printf("Kawaraban/0.1 (+%s)", config->user_agent_contact);
	const KwHttpRequest request = {
		.url = source->url,
		.etag = source->etag,
		.last_modified = source->last_modified,
		.user_agent = agent,
		.max_bytes = (size_t)config->fetch_max_bytes,
		.timeout_s = config->fetch_timeout_s,
		.allow_private = source->allow_private,
		.out_retry_after_s = out_retry_after_s,
	};
	g_autoptr(KwHttpResponse) response = kw_http_get(&request, error);
	int64_t due_at = cx->now + source->interval_s;

	if (!response)
		return FALSE;
	if (!response->body) {
		harvest->is_unchanged = TRUE;
		return kw_sources_ok(cx->db, source->id, source->etag, source->last_modified, 0,
				     cx->now, due_at, error);
	}
	g_autoptr(KwFeed) feed = kw_feed_parse(g_bytes_get_data(response->body, NULL),
					       g_bytes_get_size(response->body),
					       response->content_type, response->final_url, error);
	if (!feed) {
		g_prefix_error(error, "feed %s: ", source->url);
		return FALSE;
	}
	kw_feed_tell_apart(feed);
	/* the validators are stored last: a crash before that reads the feed once more, and what
	 * was taken is known by its entry ids */
	return take_feed(cx, source, feed, words, harvest, error) &&
	       kw_sources_ok(cx->db, source->id, response->etag, response->last_modified,
			     harvest->taken + harvest->revised, cx->now, due_at, error);
}

/* Later after each failure, and not before the server says. */
static int64_t next_try(const KwSource *source, int retry_after_s, int64_t now)
{
	int doublings = MIN(source->failures, 5);
	int64_t wait = MAX((int64_t)source->interval_s << doublings, retry_after_s);

	return now + MIN(wait, BACKOFF_MAX_S);
}

/* Raw mails are kept as long as the configuration says. */
static void forget_old_mails(KwContext *cx)
{
	g_autoptr(GError) error = NULL;
	int64_t count = 0;

	if (!kw_mails_forget(cx->db, cx->now - (int64_t)cx->config->retain_days * DAY_S, &count,
			     &error))
		kw_log(KW_LOG_WARNING, "retain_days: %s", error->message);
	else if (count)
		kw_log(KW_LOG_INFO,
		       "retain_days: raw bytes of %" G_GINT64_FORMAT " old mails removed", count);
}

static void add_row(KwTable *table, const KwSource *source, const Harvest *harvest,
		    const GError *failure)
{
	g_autofree char *taken = g_strdup_printf("%d", harvest->taken);
	g_autofree char *revised = g_strdup_printf("%d", harvest->revised);
	g_autofree char *known = g_strdup_printf("%d", harvest->known);

	kw_table_add(table, source->name ? source->name : source->url,
		     failure                 ? "failed"
		     : harvest->is_unchanged ? "unchanged"
					     : "read",
		     taken, revised, known);
}

int kw_cmd_fetch(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean all = FALSE;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, "Also feeds that are not due yet", NULL},
		G_OPTION_ENTRY_NULL,
	};
	int failures = 0;

	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	g_autoptr(KwWords) words = kw_context_words(cx, error);
	if (!words || !sync_sources(cx, error))
		return KW_ERROR_TEMPORARY;
	g_autoptr(GPtrArray) due = kw_sources_list_due(cx->db, all ? G_MAXINT64 : cx->now, error);
	if (!due)
		return KW_ERROR_TEMPORARY;

	KwTable *table = kw_table_new("Source", "Result", "New", "Revised", "Known");
	for (guint i = 0; i < due->len; i++) {
		const KwSource *source = due->pdata[i];
		g_autoptr(GError) failure = NULL, lost = NULL;
		Harvest harvest = {0};
		int retry_after_s = 0;

		if (!fetch_one(cx, source, words, &harvest, &retry_after_s, &failure)) {
			failures++;
			kw_log(KW_LOG_WARNING, "%s", failure->message);
			if (!kw_sources_failed(cx->db, source->id, failure->message,
					       next_try(source, retry_after_s, cx->now), &lost))
				kw_log(KW_LOG_WARNING, "feed %s: %s", source->url, lost->message);
		}
		add_row(table, source, &harvest, failure);
	}
	kw_table_print(table, cx->json);
	kw_arrival_sweep(cx, SWEEP_LIMIT);
	forget_old_mails(cx);
	return failures ? KW_ERROR_TEMPORARY : 0;
}
