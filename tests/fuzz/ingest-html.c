/* ingest/html on any bytes: tidy UTF-8 within its ceiling, and only web links. */
#include "base/text.h"
#include "ingest/html.h"
#include "ingest/links.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *html = kw_text_repair(data, (gssize)size);
	GPtrArray *links = NULL;
	g_autofree char *text = kw_html_to_text(html, size % 2 == 0, &links);
	g_autofree char *tidy = kw_text_tidy(text);
	g_autofree char *unwrapped = kw_links_unwrap_text(html);
	g_autoptr(GPtrArray) found = kw_links_find(html);

	g_assert(kw_text_is_valid(text, strlen(text)));
	g_assert(strlen(text) <= 4 * 1024 * 1024);
	g_assert_cmpstr(text, ==, tidy);
	g_assert(kw_text_is_valid(unwrapped, strlen(unwrapped)));
	for (guint i = 0; i < links->len; i++)
		g_assert(g_ascii_strncasecmp(links->pdata[i], "http", 4) == 0);
	g_assert(found->len <= 500);
	g_ptr_array_unref(links);
	return 0;
}
