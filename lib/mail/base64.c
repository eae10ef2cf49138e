/* Base64 as mails hold it, not as RFC 2045 wants it.
 *
 * What GLib and GMime decode must be whole; here a text that was cut off, padded early (two pieces
 * glued together) or broken up by other characters gives every byte that is in it. Four letters in
 * a row, which is nearly all of it, go the short way.
 */
#include "message-private.h"

#define OTHER 0x80 /* no letter of the alphabet */

/* One more than the value; 0 = no letter. */
static const guint8 letters[256] = {
	['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
	['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
	['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
	['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
	['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
	['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
	['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
	['/'] = 64};

static guint8 value_of(guint8 c)
{
	return (guint8)(letters[c] - 1);
}

GBytes *kw_base64_decode(const char *text, size_t length)
{
	const guint8 *p = (const guint8 *)text, *end = p + length;
	guint8 *out = g_malloc(length / 4 * 3 + 3);
	size_t n = 0;
	guint32 bits = 0;
	int count = 0; /* of bits that wait */

	while (p < end) {
		guint8 value;

		while (count == 0 && end - p >= 4) {
			guint8 a = value_of(p[0]), b = value_of(p[1]), c = value_of(p[2]),
			       d = value_of(p[3]);

			if ((a | b | c | d) & OTHER)
				break;
			out[n++] = (guint8)(a << 2 | b >> 4);
			out[n++] = (guint8)(b << 4 | c >> 2);
			out[n++] = (guint8)(c << 6 | d);
			p += 4;
		}
		if (p == end)
			break;
		if (*p == '=')
			count = 0;
		value = value_of(*p++);
		if (value & OTHER)
			continue;
		bits = bits << 6 | value;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[n++] = (guint8)(bits >> count);
		}
	}
	return g_bytes_new_take(g_realloc(out, n + 1), n);
}
