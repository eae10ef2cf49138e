/* Lists of feeds as feed readers exchange them: OPML 1.0 and 2.0.
 *
 * Attribute names in any case, folders at any depth, with or without type="rss". No DTD, no
 * network.
 */
#pragma once

#include <glib.h>

#define KW_OPML_MAX_FEEDS 2000

typedef struct {
	char *url;    /* of the feed: http or https */
	char *title;  /* one line, or NULL */
	char *link;   /* of its site, http or https, or NULL */
	char *folder; /* title of the nearest folder around it, or NULL */
	char *trust; /* ours, as category="trust/news": one of the words of store/sources.h, or NULL
		      */
} KwOpmlFeed;

/* KwOpmlFeed *, owned, at most KW_OPML_MAX_FEEDS, each address once. NULL: KW_ERROR_DATA, no OPML.
 */
GPtrArray *kw_opml_parse(const void *bytes, size_t length, GError **error);
/* OPML 2.0 of KwOpmlFeed *. Yours. */
char *kw_opml_format(const GPtrArray *feeds, const char *title);
