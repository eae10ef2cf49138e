/* Catalogs of weaknesses that are exploited (CISA's KEV, feed format "kev"): what follows for
 * items.
 *
 * A CVE number is an item's own where its title or number names it, or where it is no round-up: no
 * title of a series, and at most ten such numbers. A month's update names a hundred, of which some
 * are always listed; a browser's names a dozen, and says itself which one is exploited.
 */
#pragma once

#include "ingest/feed.h"
#include "store/items.h"
#include "store/sources.h"

/* An item that a new entry of a catalog concerns. */
typedef struct {
	int64_t item;
	char *cve, *day;
	gboolean is_published; /* readers have it already: staff has to look */
	gboolean is_by_staff;  /* its urgency is a person's, and stays */
} KwListed;

/* Sets listed_on of `item`, not stored yet, and its urgency, where a catalog lists one of its own
 * numbers; and since when it is known to be exploited. `refs`: KwRef *, all that it names. */
gboolean kw_listed_note(KwDb *db, KwItem *item, const GPtrArray *refs, int64_t now, GError **error);

/* Takes in what a catalog says: numbers that are new are noted, and items new, picked, published or
 * corrected that have them as their own are rated anew. KwListed *, owned; the transaction is the
 * caller's. */
GPtrArray *kw_listed_take(KwDb *db, const KwSource *source, const KwFeed *feed, int64_t now,
			  GError **error);
