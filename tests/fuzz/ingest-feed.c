/* ingest/feed on any bytes: a feed whose texts are tidy and whose links lead to the web, or a
 * refusal. */
#include "base/error.h"
#include "base/text.h"
#include "ingest/feed.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	g_assert(!text || (*text && kw_text_is_valid(text, strlen(text))));
}

static void check_link(const char *link)
{
	check_text(link);
	g_assert(!link || g_ascii_strncasecmp(link, "http", 4) == 0);
	g_assert(!link || !strpbrk(link, "\r\n\t <>\""));
}

static void check_stated(const char *link)
{
	g_assert(!link || (kw_text_is_valid(link, strlen(link)) && !strpbrk(link, "\r\n\t")));
	g_assert(!link || g_ascii_strncasecmp(link, "javascript:", 11) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed)
		feed = kw_feed_parse(data, size, size % 3 ? NULL : "text/xml; charset=shift_jis",
				     size % 2 ? NULL : "https://base.example/f/", &error);

	g_assert((feed != NULL) == (error == NULL));
	if (!feed) {
		g_assert(g_error_matches(error, KW_ERROR, KW_ERROR_DATA));
		return 0;
	}
	check_text(feed->title);
	check_text(feed->description);
	check_link(feed->link);
	check_stated(feed->stated_link);
	g_assert(kw_feed_next(feed, 1000000000, 3600) >= 1000003600);
	kw_feed_tell_apart(feed);
	g_assert(feed->entries->len <= 10000);
	for (guint i = 0; i < feed->entries->len; i++) {
		const KwFeedEntry *entry = feed->entries->pdata[i];

		g_assert(entry->id && entry->title && !strchr(entry->title, '\n'));
		check_link(entry->link);
		check_stated(entry->stated_link);
		g_assert(!entry->body);
		check_text(entry->summary);
		g_assert((entry->published != NULL) || entry->published_at == 0);
	}
	return 0;
}
