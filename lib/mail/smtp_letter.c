/* How a letter is said to a relay, and which relay cannot carry it. When what is said, and what the
 * answers mean, is smtp_session.c's. */
#include "smtp_letter-private.h"

#include <string.h>

void kw_smtp_letter_free(KwSmtpLetter *letter)
{
	if (!letter)
		return;
	g_free(letter->return_path);
	g_free(letter->recipient);
	g_bytes_unref(letter->message);
	g_free(letter);
}

static gboolean has_utf8(const KwSmtpLetter *letter)
{
	return !g_str_is_ascii(letter->recipient) || !g_str_is_ascii(letter->return_path);
}

gboolean kw_smtp_letter_fits(const KwSmtpLetter *letter, guint offers, guint64 max_bytes,
			     KwSendOutcome *out_refusal)
{
	gsize length = g_bytes_get_size(letter->message);

	out_refusal->result = KW_SEND_FAILED;
	if (!(offers & KW_OFFERS_SMTPUTF8) && has_utf8(letter)) {
		g_strlcpy(out_refusal->text,
			  "the relay takes no address with other than ASCII (SMTPUTF8)",
			  sizeof(out_refusal->text));
		return FALSE;
	}
	if (max_bytes && length > max_bytes) {
		g_snprintf(out_refusal->text, sizeof(out_refusal->text),
			   "letter of %" G_GSIZE_FORMAT
			   " bytes, the relay takes %" G_GUINT64_FORMAT,
			   length, max_bytes);
		return FALSE;
	}
	return TRUE;
}

void kw_smtp_letter_put_mail(const KwSmtpLetter *letter, guint offers, GString *out)
{
	g_string_append(out, "MAIL FROM:<");
	g_string_append(out, letter->return_path);
	g_string_append_c(out, '>');
	if (offers & KW_OFFERS_SIZE)
		g_string_append_printf(out, " SIZE=%" G_GSIZE_FORMAT,
				       g_bytes_get_size(letter->message));
	if (offers & KW_OFFERS_8BITMIME)
		g_string_append(out, " BODY=8BITMIME");
	if (has_utf8(letter))
		g_string_append(out, " SMTPUTF8");
	g_string_append(out, "\r\n");
}

void kw_smtp_letter_put_rcpt(const KwSmtpLetter *letter, GString *out)
{
	g_string_append(out, "RCPT TO:<");
	g_string_append(out, letter->recipient);
	g_string_append(out, ">\r\n");
}

/* Dots at the beginning of a line doubled (RFC 5321 §4.5.2).
 * The search is for dots, since a letter in base64 has hardly any. */
static void append_stuffed(GString *out, const char *bytes, gsize length)
{
	const char *from = bytes, *end = bytes + length, *dot = bytes;

	while (dot < end && (dot = memchr(dot, '.', (gsize)(end - dot)))) {
		if (dot == bytes || dot[-1] == '\n') {
			g_string_append_len(out, from, dot + 1 - from);
			from = dot; /* once more */
		}
		dot++;
	}
	g_string_append_len(out, from, end - from);
}

void kw_smtp_letter_put_body(const KwSmtpLetter *letter, GString *out)
{
	gsize length;
	const char *bytes = g_bytes_get_data(letter->message, &length);

	append_stuffed(out, bytes, length);
	if (length && (length < 2 || memcmp(bytes + length - 2, "\r\n", 2) != 0))
		g_string_append(out, "\r\n");
	g_string_append(out, ".\r\n");
}
