/* The folder of an IMAP mailbox: its name in modified UTF-7 (RFC 3501 §5.1.3), and SELECT. */
#include "imap-private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* One character of a name that is not printable ASCII, as UTF-16 in big-endian bytes. */
static void add_utf16(GByteArray *bytes, gunichar c)
{
	gunichar2 units[2] = {(gunichar2)c, 0};
	guint n = 1;

	if (c > 0xFFFF) {
		units[0] = (gunichar2)(0xD800 + ((c - 0x10000) >> 10));
		units[1] = (gunichar2)(0xDC00 + ((c - 0x10000) & 0x3FF));
		n = 2;
	}
	for (guint i = 0; i < n; i++) {
		const guint8 pair[] = {(guint8)(units[i] >> 8), (guint8)units[i]};

		g_byte_array_append(bytes, pair, 2);
	}
}

static void add_shifted(GString *out, GByteArray *bytes)
{
	g_autofree char *base64 = NULL;

	if (!bytes->len)
		return;
	base64 = g_base64_encode(bytes->data, bytes->len);
	base64[strcspn(base64, "=")] = '\0';
	g_strdelimit(base64, "/", ',');
	g_string_append_printf(out, "&%s-", base64);
	g_byte_array_set_size(bytes, 0);
}

char *kw_inbox_imap_folder(const char *name)
{
	g_autoptr(GByteArray) shifted = g_byte_array_new();
	g_autofree char *valid = kw_text_repair(name, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		if (*p < 0x20 || *p > 0x7E) {
			add_utf16(shifted, g_utf8_get_char(p));
			continue;
		}
		add_shifted(out, shifted);
		g_string_append_c(out, *p);
		if (*p == '&')
			g_string_append_c(out, '-');
	}
	add_shifted(out, shifted);
	return g_string_free(out, FALSE);
}

/* A quoted string. */
static char *quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	return g_string_free(g_string_append_c(out, '"'), FALSE);
}

static void hear_select(KwImap *imap, const char *text, gpointer user)
{
	char **epoch = user, *end;
	guint64 n = g_ascii_strtoull(text, &end, 10);
	const char *validity = kw_imap_after(text, "OK [UIDVALIDITY ");

	if (end > text && kw_imap_after(end, " EXISTS"))
		imap->exists = n;
	if (!validity)
		return;
	g_free(*epoch);
	*epoch = g_strdup_printf("%" G_GUINT64_FORMAT, g_ascii_strtoull(validity, NULL, 10));
}

gboolean kw_imap_select(KwImap *imap, const char *folder, char **out_epoch, GError **error)
{
	g_autofree char *encoded = kw_inbox_imap_folder(folder);
	g_autofree char *quoted = quote(encoded);
	g_autofree char *said = NULL;
	KwImapReply reply;

	if (!kw_wire_printf(imap->wire, error, "k%u SELECT %s\r\n", ++imap->tag, quoted) ||
	    !kw_imap_finish(imap, imap->tag, hear_select, out_epoch, &reply, &said, error))
		return FALSE;
	if (reply == KW_IMAP_OK)
		return TRUE;
	g_autofree char *shown = kw_wire_quote(said);
	kw_error_set(error, kw_imap_is_temporary(said) ? KW_ERROR_TEMPORARY : KW_ERROR_CONFIG,
		     "folder %s: %s", folder, shown);
	return FALSE;
}
