/* One answer of a feed's server, and what is taken of it. */
#pragma once

#include "cmd.h"

#include "ingest/feed.h"
#include "ingest/http.h"
#include "store/sources.h"

typedef struct {
	int taken, revised;    /* new stories, and known ones that say more */
	int known;             /* entries that say what they said before */
	int passed;            /* not wanted: words, watch-list, too old */
	int waiting;           /* wanted, but the day's measure is full */
	gboolean is_unchanged; /* 304 */
} KwHarvest;

#define KW_HARVEST_AT_ONCE 8 /* servers */

/* What the configuration says of sources goes into the store; what was learnt about each stays. */
gboolean kw_harvest_sync(KwContext *cx, GError **error);

/* What to ask for; it borrows from `source` and `agent`, which is kw_harvest_agent()'s. */
char *kw_harvest_agent(const KwContext *cx);
KwHttpRequest kw_harvest_request(const KwContext *cx, const KwSource *source, const char *agent);
/* Its entries are bare (kw_feed_parse_bare()). NULL: KW_ERROR_DATA, what came is no feed;
 * KW_ERROR_REFUSED, it is not for publishing. The message names the source. */
KwFeed *kw_harvest_read(const KwSource *source, const KwHttpResponse *response, GError **error);

/* Takes an answer in and notes that it came: entries, validators, a new address, when to ask again.
 * FALSE: no feed, or the store failed; nothing is noted then. */
gboolean kw_harvest(KwContext *cx, const KwSource *source, const KwHttpResponse *response,
		    const KwWords *words, KwHarvest *out_harvest, GError **error);
/* The asking failed: later after each failure, and not before the server says. */
void kw_harvest_failed(KwContext *cx, const KwSource *source, int retry_after_s,
		       const GError *failure);
