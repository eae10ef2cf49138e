/* The inside of mail/transport.h, for its backends and their tests. */
#pragma once

#include "mail/transport.h"

/* One way out. A new one is a file with such a const struct and a row in transport.c. */
typedef struct {
	/* The link, freed by `close`; errors as kw_transport_open(). */
	void *(*open)(const KwRelay *relay, GError **error);
	/* `out_reply` is zeroed. Addresses were checked: no control characters, nothing that could
	 * leave the angle brackets. */
	void (*send)(void *link, const char *return_path, const char *recipient, GBytes *message,
		     KwSendReply *out_reply);
	/* FALSE: a further letter would be refused here. */
	gboolean (*is_open)(const void *link);
	void (*close)(void *link);
} KwTransportBackend;

extern const KwTransportBackend kw_smtp_backend;    /* smtp.c */
extern const KwTransportBackend kw_maildir_backend; /* mailbox.c */

struct KwTransport {
	const KwTransportBackend *backend;
	void *link; /* NULL once closed */
};

/* Fills in a reply: text becomes one line of valid UTF-8 and is cut between characters. */
void kw_send_reply_set(KwSendReply *reply, KwSendResult result, int code, const char *format, ...)
	G_GNUC_PRINTF(4, 5);
