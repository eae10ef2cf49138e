/* What tests of feeds share: parsing a file of the corpus or a text, and looking into what came. */
#pragma once

#include "testing.h"

#include "base/error.h"
#include "ingest/feed.h"

#include <string.h>

static inline KwFeed *parse_file(const char *name, const char *content_type, GError **error)
{
	g_autofree char *path = g_strconcat("feed/", name, NULL);
	g_autoptr(GBytes) bytes = kw_testing_corpus(path);

	return kw_feed_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), content_type,
			     NULL, error);
}

static inline KwFeed *parse_text(const char *text, const char *base_url, GError **error)
{
	/* without its NUL, so that the sanitizer sees a read past the end */
	g_autofree char *exact = g_memdup2(text, strlen(text));

	return kw_feed_parse(exact, strlen(text), NULL, base_url, error);
}

static inline const KwFeedEntry *entry(const KwFeed *feed, guint i)
{
	g_assert_cmpuint(i, <, feed->entries->len);
	return feed->entries->pdata[i];
}

static inline gboolean has_repair(const KwFeed *feed, const char *part)
{
	for (guint i = 0; i < feed->repaired->len; i++)
		if (strstr(feed->repaired->pdata[i], part))
			return TRUE;
	return FALSE;
}
