/* From a reading or a feed entry to an item in the store: new story, another telling, or a
 * revision. The transaction is the caller's.
 */
#pragma once

#include "base/words.h"
#include "ingest/feed.h"
#include "ingest/reading.h"
#include "ingest/telling.h"
#include "store/items.h"
#include "store/sources.h"

typedef struct {
	int64_t item;         /* id */
	gboolean is_new;      /* a story nobody told before */
	gboolean is_revision; /* known, and this telling changed it */
	gboolean is_known;    /* this very telling was taken before: nothing changed */
	gboolean restricted;  /* this telling may not be published */
	/* only for mails: */
	gboolean was_forwarded; /* another mail told the story before */
	gboolean in_feed;       /* the story's own number stands in a feed of its publisher */
	gboolean
		other_comment; /* the item keeps the comment that it has; this mail's is not used */
	const char *rated;     /* the rules find it more urgent than the staff member who set the
				  urgency: how urgent; static. NULL = they do not */
} KwIntakeResult;

/* Everything that a mail tells: its text (or what it forwards), then each advisory of
 * reading->also. Where one part is marked, all are restricted: what is not marked may speak of what
 * is. `contributor` is the staff member's name (never published), may be NULL. KwIntakeResult, in
 * the order of the parts, owned. */
GArray *kw_intake_mail(KwDb *db, const KwReading *reading, int64_t mail, const char *contributor,
		       const KwWords *words, int64_t now, GError **error);
gboolean kw_intake_entry(KwDb *db, const KwSource *source, const KwFeedEntry *entry,
			 const KwWords *words, int64_t now, KwIntakeResult *out_result,
			 GError **error);

/* What one part of a mail tells (0 = its text, 1 … = reading->also), restricted where any part is
 * marked. FALSE: it has no such part. */
gboolean kw_intake_tell(const KwReading *reading, guint part, const char *contributor,
			const KwWords *words, KwTelling *out_telling);
/* Stores what is told as an item of its own, whatever is known: its urgency then is that of who
 * tells it, and of the catalogs that list its numbers. Sets its id. */
gboolean kw_intake_put(KwDb *db, const KwTelling *telling, int64_t now, GError **error);
