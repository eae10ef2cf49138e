/* A date as text: whatever is read can be written, and reads the same again. */
#include "base/when.h"

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_text_repair(data, (gssize)size);
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autofree char *written = NULL, *header = NULL;
	KwWhen when, again;

	kw_when_parse_w3cdtf(text, zone, &when);
	kw_when_parse_rfc5322(text, zone, &when);
	if (!kw_when_parse(text, zone, &when))
		return 0;
	written = kw_when_rfc3339(&when);
	g_assert(kw_when_parse_w3cdtf(written, zone, &again));
	g_assert(again.at == when.at && again.is_day == when.is_day);
	header = kw_when_rfc5322(when.at, zone);
	g_assert(kw_when_parse_rfc5322(header, NULL, &again) && again.at == when.at);
	return 0;
}
