/* Questions to one element of a feed's tree; private to ingest/feed*.c (libxml2's door). */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

/* Whose element it is. Found by URI, or by prefix where the feed forgot to declare it. */
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

KwSpace kw_feed_node_space(const xmlNode *node);
/* Without a prefix. Borrowed. */
const char *kw_feed_node_name(const xmlNode *node);
/* An element of that name (in any case) in one of the two spaces. */
gboolean kw_feed_node_is(const xmlNode *node, const char *name, KwSpace a, KwSpace b);
/* The first element at a path of names below ("Tracking/ID"), whatever their space; NULL = none.
 * The next one of the same name beside `node`. */
const xmlNode *kw_feed_node_find(const xmlNode *node, const char *path);
const xmlNode *kw_feed_node_again(const xmlNode *node);
/* The text of the element at `path`; NULL = no such element. Yours. */
char *kw_feed_node_find_text(const xmlNode *node, const char *path);
/* The attribute's value, trimmed; whatever its prefix. NULL = absent. Yours. */
char *kw_feed_node_attribute(const xmlNode *node, const char *name);

/* The characters below, trimmed. Yours. */
char *kw_feed_node_text(const xmlNode *node);
/* What the element holds, as it is: text, or HTML (also made of markup below). Yours. */
char *kw_feed_node_body(const xmlNode *node, gboolean *out_is_html);
/* Such a body as plain text. Tidy. Yours. */
char *kw_feed_plain(const char *body, gboolean is_html);
/* Title or body to plain text: as type= and mode= say, markup below (xhtml) and, where nothing is
 * said, HTML where it looks like it. Tidy. Yours. */
char *kw_feed_node_plain(const xmlNode *node);

/* An absolute http(s) address; `fallback_base` (may be NULL) where there is no xml:base and the
 * document's own is not known. NULL = none can be made of `link`. */
char *kw_feed_node_resolve(const xmlNode *node, const char *link, const char *fallback_base);
/* The link as the feed states it, made absolute where that can be done: may be of any scheme but
 * those that run a program ("javascript:"), relative, or "". NULL = not to be repeated. */
char *kw_feed_node_stated(const xmlNode *node, const char *link, const char *fallback_base);
