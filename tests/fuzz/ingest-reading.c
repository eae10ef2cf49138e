/* ingest/reading on any bytes, and its JSON: all that `inspect mail` does with a file. */
#include "base/error.h"
#include "base/text.h"
#include "ingest/reading.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const KwReadingContext context = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwReading) reading = kw_reading_of_mail(data, size, &context, &error);
	g_autoptr(JsonNode) json = NULL;
	g_autofree char *text = NULL;

	g_assert((reading != NULL) == (error == NULL));
	if (!reading) {
		g_assert(g_error_matches(error, KW_ERROR, KW_ERROR_DATA));
		return 0;
	}
	g_assert(kw_text_is_valid(reading->text, strlen(reading->text)));
	for (guint i = 0; i < reading->unread->len; i++) {
		const KwUnread *unread = reading->unread->pdata[i];

		g_assert(unread->what && *unread->what);
		g_assert(!unread->name || kw_text_is_valid(unread->name, strlen(unread->name)));
	}
	json = kw_reading_to_json(reading);
	text = json_to_string(json, TRUE);
	g_assert(kw_text_is_valid(text, strlen(text)));
	return 0;
}
