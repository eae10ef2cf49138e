/* ingest/feed_opml on any bytes: a list of web addresses that can be written and reads the same
 * again, or a refusal. */
#include "base/error.h"
#include "base/text.h"
#include "ingest/feed_opml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) feeds = kw_opml_parse(data, size, &error), again = NULL;
	g_autofree char *text = NULL;

	g_assert((feeds != NULL) == (error == NULL));
	if (!feeds) {
		g_assert(g_error_matches(error, KW_ERROR, KW_ERROR_DATA));
		return 0;
	}
	g_assert(feeds->len <= KW_OPML_MAX_FEEDS);
	text = kw_opml_format(feeds, "t");
	g_assert(kw_text_is_valid(text, strlen(text)));
	again = kw_opml_parse(text, strlen(text), &error);
	g_assert_no_error(error);
	g_assert(again->len == feeds->len);
	for (guint i = 0; i < feeds->len; i++) {
		const KwOpmlFeed *a = feeds->pdata[i], *b = again->pdata[i];

		g_assert(g_ascii_strncasecmp(a->url, "http", 4) == 0);
		g_assert(!strpbrk(a->url, "\r\n\t <>\""));
		g_assert_cmpstr(a->url, ==, b->url);
	}
	return 0;
}
