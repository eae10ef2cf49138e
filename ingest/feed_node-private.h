/* A feed's tree, and questions to one element of it; private to ingest/feed*.c.
 *
 * feed_xml.c makes it; everything in it lives as long as its KwFeedTree. */
#pragma once

#include "feed_space-private.h"

#include <glib.h>

typedef struct {
	const char *name, *value; /* the name without its prefix; the value as it stands */
	gboolean is_xml;          /* xml:base, xml:lang */
} KwFeedAttribute;

typedef struct KwFeedNode KwFeedNode;
struct KwFeedNode {
	const char *name; /* of an element, without its prefix; NULL: characters */
	const char *uri;  /* its name space as written, "" = none */
	KwSpace space;
	KwFeedNode *parent; /* of the root: the document, "", whose xml:base is its address */
	KwFeedNode *next, *children, *last;
	const KwFeedAttribute *attributes;
	guint n_attributes;
	const char *text; /* characters; not terminated */
	size_t length;
};

/* In any case: broken feeds write <pubdate>. */
static inline gboolean kw_feed_node_is_named(const KwFeedNode *node, const char *name)
{
	return ((*node->name ^ *name) & ~0x20) == 0 && g_ascii_strcasecmp(node->name, name) == 0;
}
/* An element of that name (in any case) in one of the two spaces. */
gboolean kw_feed_node_is(const KwFeedNode *node, const char *name, KwSpace a, KwSpace b);
/* The first element at a path of names below ("Tracking/ID"), whatever their space; NULL = none.
 * The next one of the same name beside `node`. */
const KwFeedNode *kw_feed_node_find(const KwFeedNode *node, const char *path);
const KwFeedNode *kw_feed_node_again(const KwFeedNode *node);
/* The text of the element at `path`; NULL = no such element. Yours. */
char *kw_feed_node_find_text(const KwFeedNode *node, const char *path);
/* The next node of the subtree of `top` in document order; `into` = its children, too. NULL = no
 * more. */
const KwFeedNode *kw_feed_node_next(const KwFeedNode *node, const KwFeedNode *top, gboolean into);

/* The attribute's value, trimmed; whatever its prefix. NULL = absent. Yours. */
char *kw_feed_node_attribute(const KwFeedNode *node, const char *name);
/* xml:lang or xml:base ("lang", "base") of this very element; NULL = absent. Borrowed. */
const char *kw_feed_node_xml(const KwFeedNode *node, const char *name);
/* xml:lang, of the element or around it; NULL = not said. Yours. */
char *kw_feed_node_language(const KwFeedNode *node);

/* The characters below, trimmed. Yours. */
char *kw_feed_node_text(const KwFeedNode *node);
/* What the element holds, as it is: text, or HTML (also made of markup below). Yours. */
char *kw_feed_node_body(const KwFeedNode *node, gboolean *out_is_html);
/* Such a body as plain text. Tidy. Yours. */
char *kw_feed_plain(const char *body, gboolean is_html);
/* Title or body to plain text: as type= and mode= say, markup below (xhtml) and, where nothing is
 * said, HTML where it looks like it. Tidy. Yours. */
char *kw_feed_node_plain(const KwFeedNode *node);
