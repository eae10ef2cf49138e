/* A feed's bytes to text; private to ingest/feed*.c. */
#pragma once

#include <glib.h>

/* UTF-8; what cannot be read is replaced. `content_type` may be NULL. What was not as it was
 * declared goes to `repaired`. Yours. */
char *kw_feed_charset_decode(const char *bytes, size_t length, const char *content_type,
			     GPtrArray *repaired);
