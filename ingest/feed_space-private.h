/* Whose element it is; private to ingest/feed*.c. */
#pragma once

#include <glib.h>

typedef enum {
	KW_SPACE_RSS, /* RSS of all versions; also without a prefix and a URI that is known */
	KW_SPACE_ATOM,
	KW_SPACE_RDF,
	KW_SPACE_DC,
	KW_SPACE_DCTERMS,
	KW_SPACE_CONTENT,
	KW_SPACE_SEC,
	KW_SPACE_STATUS,
	KW_SPACE_ITUNES,
	KW_SPACE_MEDIA,
	KW_SPACE_XHTML,
	KW_SPACE_OTHER,
} KwSpace;

KwSpace kw_feed_space_of_uri(const char *uri);
/* For a prefix (`n` bytes) that the feed forgot to declare. */
KwSpace kw_feed_space_of_prefix(const char *prefix, size_t n);
