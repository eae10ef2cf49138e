/* Where the links of a feed lead; private to ingest/feed*.c. What is longer than 8 KiB is no link
 * and no xml:base, and of more than eight, one inside the other, none counts. */
#pragma once

#include "feed_node-private.h"

/* An absolute http(s) address; `fallback_base` (may be NULL) where there is no xml:base and the
 * document's own is not known. NULL = none can be made of `link`. Yours. */
char *kw_feed_link_resolve(const KwFeedNode *node, const char *link, const char *fallback_base);
/* The link as the feed states it, made absolute where that can be done: may be of any scheme but
 * those that run a program ("javascript:"), relative, or "". NULL = not to be repeated. Yours. */
char *kw_feed_link_stated(const KwFeedNode *node, const char *link, const char *fallback_base);
