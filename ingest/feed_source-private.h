/* A feed's bytes made ready for an XML parser; private to ingest. */
#pragma once

#include <glib.h>

/* UTF-8 without BOM, leading white space, document type, control characters, entities beyond the
 * five of XML, bare '&' and bare '<'. What was done goes to `repaired` (char *, owned by it).
 * KW_ERROR_DATA: empty, or a document type with an internal subset. Yours. */
char *kw_feed_source_read(const void *bytes, size_t length, const char *content_type,
			  GPtrArray *repaired, GError **error);
