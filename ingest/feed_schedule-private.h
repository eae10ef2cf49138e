/* When a feed wants to be asked; private to ingest/feed*.c. */
#pragma once

#include "ingest/feed.h"

#include <libxml/tree.h>

/* <ttl>, <skipHours>, <skipDays> and sy:updatePeriod of the channel. */
void kw_feed_read_schedule(KwFeed *feed, const xmlNode *channel);
