/* The entries of a feed; private to ingest/feed*.c. */
#pragma once

#include "ingest/feed.h"

#include <libxml/tree.h>

/* Every entry below `root`, KwFeedEntry *, owned, at most 10,000. `base` (may be NULL) is for
 * relative links where the feed says nothing else. */
GPtrArray *kw_feed_entry_list(const xmlNode *root, const char *base);
