/* The tables of CP932 and JIS X 0212, as iconv knows them.
 *
 * Asked once a process, a row at a time and each row as one text: a call for every character takes
 * five times as long. Behind each character stands a line end, so that the place of an answer is
 * known where there is none. JIS X 0212 has a table of its own because hardly a mail needs it.
 */
#include "charset-private.h"

#include <string.h>

#define MAX_ROW 256

/* `bytes` are `n` characters of `size` bytes, each with a line end behind it. */
static void ask(GIConv cd, const char *bytes, size_t size, size_t n, guint16 *out)
{
	char answer[MAX_ROW * 4], *in = (char *)bytes, *end = answer;
	gsize left = n * (size + 1), room = sizeof(answer);

	while (g_iconv(cd, &in, &left, &end, &room) == (gsize)-1) {
		in += size; /* no character: its line end is next */
		left -= size;
	}
	for (const char *p = answer; p < end; out++) {
		gunichar c = *p == '\n' ? 0 : g_utf8_get_char(p);
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		/* private characters are a hole in JIS X 0212, those of CP932 are used */
		if (c <= 0xffff && (size == 2 || c < 0xe000 || c >= 0xf900))
			*out = (guint16)c;
		p = stop + 1;
	}
}

static gpointer make_cp932(gpointer nothing G_GNUC_UNUSED)
{
	KwCharsetCp932 *table = g_new0(KwCharsetCp932, 1);
	GIConv cd = g_iconv_open("UTF-8", "CP932");

	g_assert(cd != (GIConv)-1);
	for (int lead = 0x81; lead <= 0xfc; lead++) {
		char bytes[MAX_ROW * 3], *p = bytes;

		if (lead >= 0xa0 && lead < 0xe0)
			continue;
		for (int trail = 0x40; trail <= 0xfc; trail++) {
			*p++ = (char)lead;
			*p++ = (char)trail;
			*p++ = '\n';
		}
		ask(cd, bytes, 2, 0xfd - 0x40, &table->cells[lead & 0x7f][0x40]);
	}
	g_iconv_close(cd);
	return table;
}

static gpointer make_jisx0212(gpointer nothing G_GNUC_UNUSED)
{
	KwCharsetJisx0212 *table = g_new0(KwCharsetJisx0212, 1);
	GIConv cd = g_iconv_open("UTF-8", "EUC-JP-MS");

	g_assert(cd != (GIConv)-1);
	for (int row = 0; row < 94; row++) {
		char bytes[MAX_ROW * 4], *p = bytes;

		for (int cell = 0; cell < 94; cell++) {
			*p++ = (char)0x8f;
			*p++ = (char)(0xa1 + row);
			*p++ = (char)(0xa1 + cell);
			*p++ = '\n';
		}
		ask(cd, bytes, 3, 94, table->cells[row]);
	}
	g_iconv_close(cd);
	return table;
}

const KwCharsetCp932 *kw_charset_cp932(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_cp932, NULL);
}

const KwCharsetJisx0212 *kw_charset_jisx0212(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, make_jisx0212, NULL);
}
