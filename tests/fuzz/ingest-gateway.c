/* ingest/gateway, links and handling on any text: what is taken away is only taken away, links lead
 * to the web and name nobody, and a text with no mark has none. The first line is the Subject. */
#include "base/text.h"
#include "ingest/gateway.h"
#include "ingest/handling.h"
#include "ingest/links.h"
#include "ingest/signature.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_links(const char *text)
{
	g_autoptr(GPtrArray) links = kw_links_find(text);
	g_autofree char *unwrapped = kw_links_unwrap_text(text);

	g_assert(links->len <= 500);
	g_assert(g_utf8_validate(unwrapped, -1, NULL));
	for (guint i = 0; i < links->len; i++) {
		const char *link = links->pdata[i];
		g_autofree char *canonical = kw_links_canonical(link);
		g_autofree char *again = kw_links_canonical(canonical);

		g_assert(g_str_has_prefix(link, "http://") || g_str_has_prefix(link, "https://"));
		g_assert(g_str_has_prefix(canonical, "https://"));
		g_assert_cmpstr(again, ==, canonical);
	}
}

/* `handling` belongs to a message: the text is one without headers. */
static void check_handling(const char *subject, const char *text)
{
	g_autofree char *mail = g_strdup_printf(
		"Subject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s", subject, text);
	g_autoptr(KwMessage) message = kw_message_parse(mail, strlen(mail), NULL, NULL);
	g_auto(KwHandling) handling = {0};

	if (!message)
		return;
	kw_handling_find(message, text, &handling);
	g_assert((handling.mark == NULL) == (handling.where == NULL));
	g_assert(handling.mark || !handling.restricted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = kw_text_repair(data, (gssize)size);
	g_autofree char *all = kw_text_tidy(raw);
	g_autofree char *subject = g_strndup(all, strcspn(all, "\n"));
	g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *left = kw_gateway_subject(subject, notes);
	g_autofree char *stripped = kw_gateway_strip(all, notes);
	g_autofree char *alive = kw_gateway_refang(stripped, notes);
	g_autofree char *live = kw_gateway_live(alive);
	g_autofree char *own = kw_signature_strip(stripped);

	g_assert(strlen(left) <= strlen(subject) && g_utf8_validate(left, -1, NULL));
	g_assert(strlen(stripped) <= strlen(all) && strstr(all, stripped));
	g_assert(g_str_has_prefix(stripped, own));
	g_assert(g_utf8_validate(alive, -1, NULL) && g_utf8_validate(live, -1, NULL));
	g_assert(notes->len <= 7);
	check_links(alive);
	check_handling(subject, all);
	return 0;
}
