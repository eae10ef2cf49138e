/* The fields of a feed or an entry, each from the element that says it best; private to
 * ingest/feed*.c. */
#pragma once

#include "base/when.h"
#include "feed_node-private.h"

typedef enum {
	KW_FEED_ID,
	KW_FEED_TITLE,
	KW_FEED_LINK, /* also fills STATED */
	KW_FEED_STATED,
	KW_FEED_PUBLISHED,
	KW_FEED_UPDATED,
	KW_FEED_AUTHOR,
	KW_FEED_SUMMARY, /* of the feed: its description */
	KW_FEED_LANGUAGE,
	KW_FEED_FIELDS,
} KwFeedField;

#define KW_FEED_BODIES 4

/* What was found so far: a text ready for use, and the rank of its element. All zero = nothing. */
typedef struct {
	char *text[KW_FEED_FIELDS];
	int rank[KW_FEED_FIELDS];
	KwWhen when[KW_FEED_FIELDS]; /* of the two dates */
	/* elements for SUMMARY, the highest rank first; of equals the one that came first */
	const KwFeedNode *body[KW_FEED_BODIES];
	int body_rank[KW_FEED_BODIES];
} KwFeedFound;
void kw_feed_found_clear(KwFeedFound *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwFeedFound, kw_feed_found_clear)

/* Reads `node` as `field` and keeps it where it says anything and nothing of that rank or a higher
 * one was found before. `base` is for relative links (kw_feed_link_resolve()). */
void kw_feed_field_take(KwFeedFound *found, const KwFeedNode *node, KwFeedField field, int rank,
			const char *base);

/* SUMMARY's body, once all elements were taken: bodies are long, and most entries have two, of
 * which one is read. NULL = none says anything. Yours. */
char *kw_feed_found_body(const KwFeedFound *found, gboolean *out_is_html);
