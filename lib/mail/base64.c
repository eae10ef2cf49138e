/* Base64 as mails hold it, not as RFC 2045 wants it.
 *
 * What GLib and GMime decode must be whole; here a text that was cut off, padded early (two pieces
 * glued together) or broken up by other characters gives every byte that is in it.
 */
#include "message-private.h"

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

GBytes *kw_base64_decode(const char *text, size_t length)
{
	guint8 *out = g_malloc(length / 4 * 3 + 3);
	size_t n = 0;
	guint32 bits = 0;
	int count = 0; /* of bits that wait */

	for (size_t i = 0; i < length; i++) {
		int value = value_of(text[i]);

		if (text[i] == '=')
			count = 0;
		if (value < 0)
			continue;
		bits = bits << 6 | (guint32)value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[n++] = (guint8)(bits >> count);
		}
	}
	return g_bytes_new_take(g_realloc(out, n + 1), n);
}
