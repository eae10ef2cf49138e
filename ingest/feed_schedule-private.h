/* When a feed wants to be asked; private to ingest/feed*.c. */
#pragma once

#include "feed_node-private.h"
#include "ingest/feed.h"

/* <ttl>, <skipHours>, <skipDays> and sy:updatePeriod of the channel. */
void kw_feed_read_schedule(KwFeed *feed, const KwFeedNode *channel);
