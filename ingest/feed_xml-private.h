/* The one call of the XML parser, and the tree that comes of it; private to ingest/feed*.c. */
#pragma once

#include "feed_node-private.h"
#include "feed_source-private.h"

typedef struct {
	KwFeedNode document;
	const KwFeedNode *root; /* NULL: no XML */
	GPtrArray *declared;    /* const char *: URIs of name spaces that the root declares */
	GPtrArray *blocks;      /* what nodes and attributes lie in */
	char *texts;            /* what characters and values lie in, one behind the other */
	void *dict;             /* libxml2's: names and URIs */
} KwFeedTree;
void kw_feed_tree_free(KwFeedTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFeedTree, kw_feed_tree_free)

/* Never NULL. `base_url` may be NULL. What had to be recovered goes to `repaired`. */
KwFeedTree *kw_feed_xml_read(const KwFeedSource *source, const char *base_url, GPtrArray *repaired);
