/* The ways out: which backend a relay's URL means, and what holds for all of them.
 *
 * How a letter travels is smtp.c and mailbox.c; when it goes and what its outcome means for the
 * outbox is digest/deliver. A link that failed is closed here at once and not repaired: whoever
 * delivers decides whether to open another.
 */
#include "transport-private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define ADDRESS_MAX_BYTES 900 /* a command line of SMTP has 1000 octets at most */

static const struct {
	const char *scheme;
	const KwTransportBackend *backend;
} backends[] = {
	{"smtp:", &kw_smtp_backend},
	{"smtps:", &kw_smtp_backend},
	{"maildir:", &kw_maildir_backend},
};

void kw_send_reply_set(KwSendReply *reply, KwSendResult result, int code, const char *format, ...)
{
	g_autofree char *raw = NULL, *text = NULL, *line = NULL;
	va_list args;
	size_t n;

	va_start(args, format);
	raw = g_strdup_vprintf(format, args);
	va_end(args);
	text = kw_text_repair(raw, -1);
	line = kw_text_one_line(text);
	n = strlen(line);
	if (n >= sizeof(reply->text)) {
		n = sizeof(reply->text) - 1;
		while ((line[n] & 0xc0) == 0x80)
			n--;
	}
	reply->result = result;
	reply->code = code;
	memcpy(reply->text, line, n);
	reply->text[n] = '\0';
}

KwTransport *kw_transport_open(const KwRelay *relay, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(backends); i++) {
		const KwTransportBackend *backend = backends[i].backend;
		KwTransport *transport;
		void *link;

		if (g_ascii_strncasecmp(relay->url, backends[i].scheme, strlen(backends[i].scheme)))
			continue;
		link = backend->open(relay, error);
		if (!link)
			return NULL;
		transport = g_new0(KwTransport, 1);
		transport->backend = backend;
		transport->link = link;
		return transport;
	}
	kw_error_set(error, KW_ERROR_CONFIG,
		     "relay %s: not smtp://HOST, smtps://HOST or maildir:PATH", relay->url);
	return NULL;
}

static void close_link(KwTransport *transport)
{
	if (transport->link)
		transport->backend->close(g_steal_pointer(&transport->link));
}

void kw_transport_free(KwTransport *transport)
{
	if (!transport)
		return;
	close_link(transport);
	g_free(transport);
}

gboolean kw_transport_is_open(const KwTransport *transport)
{
	return transport->link && transport->backend->is_open(transport->link);
}

/* Whether an address can stand between angle brackets, so that it is one address and no parameter
 * or second command. Its grammar is mail/address.h. */
static gboolean is_one_path(const char *address)
{
	gboolean quoted = FALSE;

	if (strlen(address) > ADDRESS_MAX_BYTES || !g_utf8_validate(address, -1, NULL))
		return FALSE;
	for (const char *p = address; *p; p++) {
		if (g_ascii_iscntrl(*p))
			return FALSE;
		if (quoted && *p == '\\' && p[1]) {
			p++;
			if (g_ascii_iscntrl(*p))
				return FALSE;
		} else if (*p == '"') {
			quoted = !quoted;
		} else if (!quoted && strchr(" <>", *p)) {
			return FALSE;
		}
	}
	return !quoted;
}

void kw_transport_send(KwTransport *transport, const char *return_path, const char *recipient,
		       GBytes *message, KwSendReply *out_reply)
{
	memset(out_reply, 0, sizeof(*out_reply));
	if (!kw_transport_is_open(transport)) {
		kw_send_reply_set(out_reply, KW_SEND_RELAY_FAULT, 0, "the connection is closed");
		close_link(transport);
		return;
	}
	if (!*recipient || !is_one_path(recipient)) {
		kw_send_reply_set(out_reply, KW_SEND_FAILED, 0, "recipient %s: not an address",
				  recipient);
		return;
	}
	if (!is_one_path(return_path)) {
		kw_send_reply_set(out_reply, KW_SEND_FAILED, 0, "return path %s: not an address",
				  return_path);
		return;
	}
	transport->backend->send(transport->link, return_path, recipient, message, out_reply);
	if (out_reply->result == KW_SEND_RELAY_FAULT || out_reply->result == KW_SEND_UNCERTAIN)
		close_link(transport);
}
