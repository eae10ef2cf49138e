/* The one call of the XML parser; private to ingest/feed*.c. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* `text` is that of kw_feed_source_read(). What had to be recovered goes to `repaired`. NULL: no
 * XML. Freed with xmlFreeDoc(). */
xmlDocPtr kw_feed_xml_read(const char *text, const char *base_url, GPtrArray *repaired);
