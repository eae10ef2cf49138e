/* Documents that are no feed but one or more advisories; private to ingest/feed*.c. */
#pragma once

#include "feed_node-private.h"
#include "ingest/feed.h"

/* Each fills title, description, link and language of `feed`, and adds to its entries (at most
 * KW_FEED_MAX_ENTRIES). */

/* VULDEF 3.2 (MyJVN getVulnDetailInfo): an entry a Vulinfo. */
void kw_feed_read_vuldef(KwFeed *feed, const KwFeedNode *root);
/* CVRF 1.1 and 1.2: the document is one entry. */
void kw_feed_read_cvrf(KwFeed *feed, const KwFeedNode *root);
/* CAP 1.1 and 1.2: the alert is one entry, in Japanese where it has that, else in its first
 * language. */
void kw_feed_read_cap(KwFeed *feed, const KwFeedNode *root);
