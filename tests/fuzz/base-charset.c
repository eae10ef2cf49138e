/* Bytes of any charset: the first byte chooses the declared name, the rest are the bytes. */
#include "base/charset.h"

#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {NULL,         "iso-2022-jp", "shift_jis",   "euc-jp",
					    "utf-8",      "utf-7",       "utf-16",      "us-ascii",
					    "iso-8859-1", "gb2312",      "iso-2022-kr", "cp949"};
	const char *used = NULL;
	g_autofree char *text = NULL, *name = NULL;

	if (size == 0)
		return 0;
	text = kw_charset_decode(data + 1, size - 1, names[data[0] % G_N_ELEMENTS(names)], &used);
	g_assert(kw_text_is_valid(text, strlen(text)) && used);
	/* the same bytes as a name, which is from outside, too */
	name = g_strndup((const char *)data, MIN(size, 64));
	kw_charset_canonical(name);
	return 0;
}
