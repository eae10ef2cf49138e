/* Feeds that are JSON; private to ingest/feed*.c. */
#pragma once

#include "ingest/feed.h"

/* Whether the first character beyond white space and a BOM is a brace. */
gboolean kw_feed_is_json(const void *bytes, size_t length);
/* Fills format and all else of `feed`, whose lists are there, from JSON. FALSE: KW_ERROR_DATA, no
 * JSON, nested too deeply, not one of the forms that are read, or MyJVN's word for an error. */
gboolean kw_feed_read_json(KwFeed *feed, const void *bytes, size_t length, GError **error);
