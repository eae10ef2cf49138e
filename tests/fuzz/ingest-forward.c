/* ingest/forward and what is read with it, on any mail: what comes out is text, and complete. */
#include "ingest/reading.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
}

static void check_addresses(const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];

		check_text(address->name);
		check_text(address->address);
	}
}

static void check_forward(const KwForward *forward)
{
	g_autofree char *own = kw_forward_own_body(forward, NULL);

	g_assert(forward->depth >= 1 && forward->depth <= 100);
	g_assert(forward->method && forward->comment && forward->body);
	g_assert(strlen(own) <= strlen(forward->body));
	check_text(forward->comment);
	check_text(forward->body);
	check_text(forward->subject);
	check_text(forward->date_text);
	check_addresses(forward->to);
	check_addresses(forward->cc);
	if (forward->from)
		g_assert(forward->from->name || forward->from->address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(KwReading)
		reading = kw_reading_of_mail(data, size, &(KwReadingContext){.zone = zone}, NULL);
	g_autoptr(JsonNode) json = NULL;

	if (!reading)
		return 0;
	check_text(reading->text);
	if (reading->forward)
		check_forward(reading->forward);
	g_assert(reading->refs && reading->refs->len <= 200);
	g_assert(reading->links && reading->links->len <= 500);
	if (reading->advisory)
		g_assert(reading->advisory->sections->len <= 60);
	json = kw_reading_to_json(reading);
	g_assert(JSON_NODE_HOLDS_OBJECT(json));
	return 0;
}
