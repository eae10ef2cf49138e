/* mail/address on any text: lists stay small, normalising twice is normalising once. */
#include "base/text.h"
#include "mail/address.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_text_repair(data, (gssize)size);
	g_autofree char *normal = kw_address_normalise(text);
	g_autoptr(GPtrArray) list = kw_address_list_parse(text);

	if (normal) {
		g_autofree char *again = kw_address_normalise(normal);
		g_autofree char *envelope = kw_address_for_envelope(normal);
		g_autofree char *back = kw_address_normalise(envelope);

		g_assert_cmpstr(again, ==, normal);
		g_assert_cmpstr(back, ==, normal);
		g_assert(strlen(normal) <= 254 && !strpbrk(envelope, " <>\r\n"));
	}
	g_assert(list->len <= 1000);
	for (guint i = 0; i < list->len; i++) {
		const KwAddress *one = list->pdata[i];

		g_assert(one->name || one->address);
		g_assert(!one->name || kw_text_is_valid(one->name, strlen(one->name)));
		g_assert(!one->name || !strpbrk(one->name, "\r\n"));
		g_assert(!one->address || !strpbrk(one->address, " \r\n"));
	}
	return 0;
}
