/* From a reading or a feed entry to an item in the store: new story, another telling, or a
 * revision. The transaction is the caller's.
 */
#pragma once

#include "base/words.h"
#include "ingest/feed.h"
#include "ingest/reading.h"
#include "store/items.h"
#include "store/sources.h"

typedef struct {
	int64_t item;         /* id */
	gboolean is_new;      /* a story nobody told before */
	gboolean is_revision; /* known, and this telling changed it */
	gboolean is_known;    /* this very telling was taken before: nothing changed */
	gboolean restricted;
} KwIntakeResult;

/* `contributor` is the staff member's name (never published), may be NULL. */
gboolean kw_intake_mail(KwDb *db, const KwReading *reading, int64_t mail, const char *contributor,
			const KwWords *words, int64_t now, KwIntakeResult *out_result,
			GError **error);
gboolean kw_intake_entry(KwDb *db, const KwSource *source, const KwFeedEntry *entry,
			 const KwWords *words, int64_t now, KwIntakeResult *out_result,
			 GError **error);
