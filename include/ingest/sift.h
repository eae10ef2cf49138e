/* Which entries of a feed are taken at all: what the source's configuration asks for, and what can
 * be news. Pure decisions; what was taken before is in store/sources.
 */
#pragma once

#include "base/words.h"
#include "ingest/feed.h"
#include "store/sources.h"

typedef enum {
	KW_SIFT_TAKE,
	KW_SIFT_EMPTY,     /* neither title nor text */
	KW_SIFT_DRILL,     /* a test or an exercise */
	KW_SIFT_OLD,       /* published and last changed more than KW_SIFT_OLD_S ago */
	KW_SIFT_WORDS,     /* none of the words to include, or one of those to exclude */
	KW_SIFT_UNWATCHED, /* about no product of the watch-list, where only these are wanted */
} KwSift;

#define KW_SIFT_OLD_S (60 * 24 * 3600) /* a feed read for the first time has years in it */

/* The entry was read. */
KwSift kw_sift_entry(const KwSource *source, const KwFeedEntry *entry, const KwWords *words,
		     int64_t now);

/* What an entry says, as 32 hex digits: the same print, nothing new. One of an entry that was read
 * (kw_feed_entry_read()) differs from one before. Yours. */
char *kw_sift_print(const KwFeedEntry *entry);
