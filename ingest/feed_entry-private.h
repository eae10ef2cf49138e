/* The entries of a feed; private to ingest/feed*.c. */
#pragma once

#include "feed_node-private.h"
#include "ingest/feed.h"

/* Adds every entry below `root` to `entries` (KwFeedEntry *), to at most KW_FEED_MAX_ENTRIES.
 * `base` (may be NULL) is for relative links where the feed says nothing else. */
void kw_feed_entry_list(const KwFeedNode *root, const char *base, GPtrArray *entries);
