/* SMTP (RFC 5321) over a connection that stands: one letter, and what its replies mean.
 *
 * Connecting, TLS and AUTH are smtp.c; when to try again is digest/deliver. One command at a time,
 * each with its own deadline. The question that decides everything: can the relay have taken the
 * letter? Until the final dot has left, no; after it only a reply tells, and without one nobody
 * knows. A connection on which something is unanswered, or was said unasked, is never used again,
 * because every later reply would be taken for another letter's.
 */
#include "smtp-private.h"

#include <stdarg.h>
#include <string.h>

#define LINE_MAX_BYTES 4096 /* RFC 5321 §4.5.3.1.5 says 512; long links in refusals are common */
#define MAX_LINES      100
#define QUIT_S         1
#define LAST_WORDS_S   1

/* Replies */

/* One line, yours, without its end; NULL: *out_why says what broke. */
static char *take_line(KwSmtp *smtp, gint64 deadline, const char **out_why)
{
	for (;;) {
		char *lf = memchr(smtp->in->str, '\n', smtp->in->len);
		size_t n = lf ? (size_t)(lf - smtp->in->str) : smtp->in->len;
		char *line;

		if (n > LINE_MAX_BYTES) {
			*out_why = "the relay's reply has too long a line";
			return NULL;
		}
		if (!lf) {
			*out_why = kw_smtp_read(smtp, deadline);
			if (*out_why)
				return NULL;
			continue;
		}
		line = g_strndup(smtp->in->str, n);
		g_string_erase(smtp->in, 0, (gssize)n + 1);
		return g_strchomp(line);
	}
}

/* The code, or 0 for what is no reply line (RFC 5321 §4.2). */
static int code_of(const char *line)
{
	if (line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) ||
	    !g_ascii_isdigit(line[2]) || (line[3] && line[3] != ' ' && line[3] != '-'))
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* Length of an enhanced status (RFC 3463) and its blank: "5.1.1 ". */
static size_t status_length(const char *text)
{
	size_t n = strspn(text, "0123456789.");

	return n >= 5 && strchr("245", text[0]) && text[1] == '.' && text[n] == ' ' ? n + 1 : 0;
}

/* Lines of one reply become one: a repeated enhanced status is said once. */
static void join(GString *all, const char *line)
{
	const char *text = strlen(line) > 4 ? line + 4 : "";
	size_t n = status_length(text);

	if (all->len && n && strncmp(all->str, text, n) == 0)
		text += n;
	if (all->len)
		g_string_append_c(all, ' ');
	g_string_append(all, text);
}

static gboolean broken(KwSmtp *smtp, KwSendReply *reply, const char *why)
{
	smtp->is_usable = FALSE;
	kw_send_reply_set(reply, KW_SEND_RELAY_FAULT, 0, "%s", why);
	return FALSE;
}

/* A whole reply. FALSE: there is none (code 0, the text says why), and the connection is done for.
 */
static gboolean read_reply(KwSmtp *smtp, int timeout_s, KwSendReply *reply)
{
	gint64 deadline = g_get_monotonic_time() + timeout_s * G_USEC_PER_SEC;
	g_autoptr(GString) all = g_string_new(NULL);

	for (int lines = 0; lines < MAX_LINES; lines++) {
		const char *why = NULL;
		g_autofree char *line = take_line(smtp, deadline, &why);
		int code = line ? code_of(line) : 0;

		if (!line)
			return broken(smtp, reply, why);
		if (!code)
			return broken(smtp, reply, "what the relay says is not SMTP");
		join(all, line);
		if (line[3] == '-')
			continue;
		kw_send_reply_set(reply, KW_SEND_RELAY_FAULT, code, "%s", all->str);
		if (code == 421 || smtp->in->len) /* it goes away, or speaks unasked */
			smtp->is_usable = FALSE;
		return TRUE;
	}
	return broken(smtp, reply, "the relay's reply has too many lines");
}

/* The connection broke while we spoke: perhaps the relay said why before it left. */
static void read_last_words(KwSmtp *smtp, const char *why, KwSendReply *reply)
{
	if (!read_reply(smtp, LAST_WORDS_S, reply))
		kw_send_reply_set(reply, KW_SEND_RELAY_FAULT, 0, "%s", why);
	smtp->is_usable = FALSE;
}

/* A command and its reply. FALSE as read_reply(). */
static gboolean ask(KwSmtp *smtp, KwSendReply *reply, const char *format, ...) G_GNUC_PRINTF(3, 4);
static gboolean ask(KwSmtp *smtp, KwSendReply *reply, const char *format, ...)
{
	const char *why;
	va_list args;

	if (!smtp->is_usable)
		return broken(smtp, reply, "the relay said more than it was asked");
	va_start(args, format);
	g_string_vprintf(smtp->out, format, args);
	va_end(args);
	g_string_append(smtp->out, "\r\n");
	why = kw_smtp_write(smtp, smtp->out->str, smtp->out->len, smtp->timeout_s);
	if (why) {
		read_last_words(smtp, why, reply);
		return FALSE;
	}
	return read_reply(smtp, smtp->timeout_s, reply);
}

static gboolean is_positive(const KwSendReply *reply)
{
	return reply->code / 100 == 2;
}

/* What a reply other than the wanted one means. 5.7.x is policy (RFC 3463 §3.8): it would meet the
 * next recipient as well. */
static KwSendResult judge(const KwSendReply *reply)
{
	if (reply->code == 421 || (reply->code / 100 == 5 && g_str_has_prefix(reply->text, "5.7.")))
		return KW_SEND_RELAY_FAULT;
	switch (reply->code / 100) {
	case 4: return KW_SEND_DEFERRED;
	case 5: return KW_SEND_FAILED;
	default: return KW_SEND_RELAY_FAULT;
	}
}

/* A letter */

static gboolean is_carried(const KwSmtp *smtp, const char *return_path, const char *recipient,
			   gsize length, KwSendReply *reply)
{
	gboolean is_ascii = g_str_is_ascii(recipient) && g_str_is_ascii(return_path);

	if (!is_ascii && !(smtp->offers & KW_OFFER_SMTPUTF8)) {
		kw_send_reply_set(reply, KW_SEND_FAILED, 0,
				  "the relay takes no address with other than ASCII (SMTPUTF8)");
		return FALSE;
	}
	if (smtp->max_bytes && length > smtp->max_bytes) {
		kw_send_reply_set(reply, KW_SEND_FAILED, 0,
				  "letter of %" G_GSIZE_FORMAT
				  " bytes, the relay takes %" G_GUINT64_FORMAT,
				  length, smtp->max_bytes);
		return FALSE;
	}
	return TRUE;
}

/* The relay may have gone away, with or without a word, since the last letter. */
static gboolean is_still_there(KwSmtp *smtp, KwSendReply *reply)
{
	if (kw_smtp_is_quiet(smtp))
		return TRUE;
	read_last_words(smtp, "the relay closed the connection", reply);
	return FALSE;
}

static gboolean say_mail(KwSmtp *smtp, const char *return_path, const char *recipient, gsize length,
			 KwSendReply *reply)
{
	g_autoptr(GString) parameters = g_string_new(NULL);

	if (smtp->offers & KW_OFFER_SIZE)
		g_string_append_printf(parameters, " SIZE=%" G_GSIZE_FORMAT, length);
	if (smtp->offers & KW_OFFER_8BITMIME)
		g_string_append(parameters, " BODY=8BITMIME");
	if (!g_str_is_ascii(recipient) || !g_str_is_ascii(return_path))
		g_string_append(parameters, " SMTPUTF8");
	return ask(smtp, reply, "MAIL FROM:<%s>%s", return_path, parameters->str) &&
	       is_positive(reply);
}

/* After a refusal: RCPT or DATA left a transaction open. The outcome stands whatever happens here.
 */
static void reset(KwSmtp *smtp)
{
	KwSendReply ignored;

	if (ask(smtp, &ignored, "RSET") && !is_positive(&ignored))
		smtp->is_usable = FALSE;
}

/* The letter as it goes over the wire: dots doubled (RFC 5321 §4.5.2), and the final one. */
static void stuff(GString *out, GBytes *message)
{
	gsize length;
	const char *bytes = g_bytes_get_data(message, &length);
	const char *end = bytes + length, *dot;

	g_string_truncate(out, 0);
	if (length && *bytes == '.')
		g_string_append_c(out, '.');
	while ((dot = memmem(bytes, (size_t)(end - bytes), "\n.", 2))) {
		g_string_append_len(out, bytes, dot + 2 - bytes);
		g_string_append_c(out, '.');
		bytes = dot + 2;
	}
	g_string_append_len(out, bytes, end - bytes);
	if (out->len && !g_str_has_suffix(out->str + MAX(out->len, 2) - 2, "\r\n"))
		g_string_append(out, "\r\n");
	g_string_append(out, ".\r\n");
}

static void say_letter(KwSmtp *smtp, GBytes *message, KwSendReply *reply)
{
	const char *why;

	stuff(smtp->out, message);
	why = kw_smtp_write(smtp, smtp->out->str, smtp->out->len, smtp->timeout_s);
	if (why) {
		read_last_words(smtp, why, reply);
		reply->result = KW_SEND_RELAY_FAULT;
		return;
	}
	if (!read_reply(smtp, smtp->dot_timeout_s, reply) || reply->code / 100 == 3)
		reply->result = KW_SEND_UNCERTAIN;
	else
		reply->result = is_positive(reply) ? KW_SEND_SENT : judge(reply);
}

void kw_smtp_send(void *link, const char *return_path, const char *recipient, GBytes *message,
		  KwSendReply *out_reply)
{
	KwSmtp *smtp = link;
	gsize length = g_bytes_get_size(message);

	if (!is_carried(smtp, return_path, recipient, length, out_reply))
		return;
	if (!is_still_there(smtp, out_reply) ||
	    !say_mail(smtp, return_path, recipient, length, out_reply)) {
		out_reply->result = KW_SEND_RELAY_FAULT;
		return;
	}
	if (!ask(smtp, out_reply, "RCPT TO:<%s>", recipient))
		return;
	if (is_positive(out_reply) && !ask(smtp, out_reply, "DATA"))
		return;
	if (out_reply->code == 354) {
		say_letter(smtp, message, out_reply);
		return;
	}
	out_reply->result = judge(out_reply);
	if (out_reply->result != KW_SEND_RELAY_FAULT)
		reset(smtp);
}

void kw_smtp_quit(KwSmtp *smtp)
{
	KwSendReply ignored;

	if (!kw_smtp_is_quiet(smtp))
		return;
	smtp->timeout_s = QUIT_S;
	ask(smtp, &ignored, "QUIT");
}
