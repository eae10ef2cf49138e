/* Reads replies of an SMTP server: lines to replies, with ceilings; what a reply means for a letter
 * is smtp_session.c.
 *
 * Nothing is allocated: a relay sends four replies a letter, and of most of them only the code is
 * ever looked at. The text stays as it came until somebody asks for it. */
#include "smtp_reply-private.h"

#include "base/text.h"

#include <string.h>

/* The code, or 0 for what is no reply line. */
static int code_of(const char *line, gsize length)
{
	if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) ||
	    !g_ascii_isdigit(line[2]) || (length > 3 && line[3] != ' ' && line[3] != '-'))
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* Length of an enhanced status and its blank: "5.1.1 ". */
static gsize status_length(const char *text, gsize length)
{
	gsize n = 0;

	while (n < length && (g_ascii_isdigit(text[n]) || text[n] == '.'))
		n++;
	return n >= 5 && n < length && strchr("245", text[0]) && text[1] == '.' && text[n] == ' '
		       ? n + 1
		       : 0;
}

static void append(KwSmtpReply *reply, const char *text, gsize length)
{
	gsize n = MIN(length, sizeof(reply->text) - reply->text_length);

	memcpy(reply->text + reply->text_length, text, n);
	reply->text_length += n;
}

/* Lines of one reply become one: a repeated enhanced status is said once. */
static void join(KwSmtpReply *reply, const char *text, gsize length)
{
	gsize n = status_length(text, length);

	if (reply->text_length) {
		if (n && n <= reply->text_length && memcmp(reply->text, text, n) == 0) {
			text += n;
			length -= n;
		}
		append(reply, " ", 1);
	}
	append(reply, text, length);
}

static KwReplyState broken(KwSmtpReply *reply, const char *why)
{
	reply->broken = why;
	return KW_REPLY_BROKEN;
}

/* A line is whole. */
static KwReplyState take_line(KwSmtpReply *reply)
{
	gsize n = reply->line_length;
	gboolean goes_on;

	if (n && reply->line[n - 1] == '\r')
		n--;
	reply->line_length = 0;
	reply->code = code_of(reply->line, n);
	if (!reply->code)
		return broken(reply, "what the relay says is not SMTP");
	goes_on = n > 3 && reply->line[3] == '-';
	if (n > 4)
		join(reply, reply->line + 4, n - 4);
	if (!goes_on)
		return KW_REPLY_DONE;
	return ++reply->lines < KW_REPLY_LINES
		       ? KW_REPLY_NONE
		       : broken(reply, "the relay's reply has too many lines");
}

KwReplyState kw_smtp_reply_feed(KwSmtpReply *reply, const char **bytes, gsize *length)
{
	KwReplyState state = reply->broken ? KW_REPLY_BROKEN : KW_REPLY_NONE;

	if (!kw_smtp_reply_is_begun(reply))
		reply->text_length = 0;
	while (state == KW_REPLY_NONE && *length) {
		const char *lf = memchr(*bytes, '\n', *length);
		gsize n = lf ? (gsize)(lf - *bytes) : *length;

		if (reply->line_length + n > sizeof(reply->line))
			return broken(reply, "the relay's reply has too long a line");
		memcpy(reply->line + reply->line_length, *bytes, n);
		reply->line_length += n;
		*bytes += n + (lf != NULL);
		*length -= n + (lf != NULL);
		if (lf)
			state = take_line(reply);
	}
	if (state == KW_REPLY_DONE)
		reply->lines = 0;
	return state;
}

gboolean kw_smtp_reply_is_begun(const KwSmtpReply *reply)
{
	return reply->lines || reply->line_length;
}

gboolean kw_smtp_reply_has_status(const KwSmtpReply *reply, const char *status)
{
	gsize n = strlen(status);

	return reply->text_length >= n && memcmp(reply->text, status, n) == 0;
}

void kw_smtp_one_line(const char *bytes, gsize length, char *out, gsize size)
{
	g_autofree char *text = kw_text_repair(bytes, (gssize)length);
	g_autofree char *line = kw_text_one_line(text);
	gsize n = strlen(line);

	if (n >= size) {
		n = size - 1;
		while (n && (line[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(out, line, n);
	out[n] = '\0';
}

/* Most replies are a few words of ASCII and go out as they are. */
static gboolean is_plain(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~' || (text[i] == ' ' && text[i + 1] == ' '))
			return FALSE;
	return length == 0 || (text[0] != ' ' && text[length - 1] != ' ');
}

void kw_smtp_reply_text(const KwSmtpReply *reply, char *out, gsize size)
{
	gsize n = reply->text_length;

	if (n < size && n < sizeof(reply->text) && is_plain(reply->text, n)) {
		memcpy(out, reply->text, n);
		out[n] = '\0';
		return;
	}
	kw_smtp_one_line(reply->text, n, out, size);
}
