/* The ways out: one interface, one const table of backends (SMTP, Maildir). */
#pragma once

#include <glib.h>

typedef struct KwTransport KwTransport;

/* How to reach a relay. Borrowed strings. */
typedef struct {
	const char *url;   /* "smtp://h:25", "smtps://h", "maildir:/abs/path" */
	gboolean tls_none; /* smtp:// without STARTTLS: only where written in the configuration */
	const char *ca_file;
	const char *username,
		*password; /* NULL = no AUTH; never sent without TLS unless tls_none */
	const char *ehlo_name;
	int timeout_s; /* per reply; after the final dot 600 s whatever it is (RFC 5321 §4.5.3.2) */
} KwRelay;

typedef enum {
	KW_SEND_SENT,
	KW_SEND_DEFERRED,    /* 4xx for this recipient or message */
	KW_SEND_FAILED,      /* 5xx for this recipient or message */
	KW_SEND_RELAY_FAULT, /* refused at greeting, EHLO, AUTH, MAIL, with 421 or 5.7.x, or the
				connection broke before the final dot: the sender's trouble, the
				letter is untouched */
	KW_SEND_UNCERTAIN,   /* broke or timed out after the final dot */
} KwSendResult;

typedef struct {
	KwSendResult result;
	int code;       /* SMTP code, 0 = none */
	char text[512]; /* last reply or what broke, one line, valid UTF-8 */
} KwSendReply;

/* Connects (TCP, TLS, EHLO, AUTH) and stays connected. KW_ERROR_TEMPORARY: cannot be reached now;
 * KW_ERROR_REFUSED: it refuses us (certificate, AUTH, 5xx greeting); KW_ERROR_CONFIG: no such
 * scheme. */
KwTransport *kw_transport_open(const KwRelay *relay, GError **error);
void kw_transport_free(KwTransport *transport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwTransport, kw_transport_free)

/* Sends one message (CRLF, not dot-stuffed) to one recipient. Both addresses are in the form of
 * kw_address_for_envelope(); return_path "" is the null one. The
 * connection is kept; after RELAY_FAULT or UNCERTAIN it is closed and must be freed. */
void kw_transport_send(KwTransport *transport, const char *return_path, const char *recipient,
		       GBytes *message, KwSendReply *out_reply);
/* FALSE after RELAY_FAULT or UNCERTAIN, and where the connection broke after an answer that was
 * good (the reply to RSET never came): open another. */
gboolean kw_transport_is_open(const KwTransport *transport);
