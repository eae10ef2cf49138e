/* A feed's bytes made ready for an XML parser; private to ingest. */
#pragma once

#include <glib.h>

typedef struct {
	char *markup; /* UTF-8 without BOM, leading white space, document type, comments, control
			 characters, entities beyond the five of XML, bare '&' and bare '<' */
	GString *literal; /* what stood in CDATA sections: for the n bytes at `from` of it, markup
			     has a processing instruction <?t from n?>, and no other */
} KwFeedSource;
void kw_feed_source_clear(KwFeedSource *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwFeedSource, kw_feed_source_clear)

/* What was done goes to `repaired` (char *, owned by it). KW_ERROR_DATA: empty, or a document type
 * with an internal subset. */
gboolean kw_feed_source_read(const void *bytes, size_t length, const char *content_type,
			     GPtrArray *repaired, KwFeedSource *out, GError **error);

/* Adds a line to what was repaired. */
void kw_feed_note(GPtrArray *repaired, const char *format, ...) G_GNUC_PRINTF(2, 3);
