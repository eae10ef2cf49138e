/* Connections to SMTP relays: libcurl connects each (TCP, STARTTLS or TLS, certificate, EHLO,
 * AUTH), then a KwSmtpSession speaks over it. All of them are in one loop, on one thread.
 */
#pragma once

#include "base/error.h"
#include "smtp_session-private.h"

typedef enum {
	KW_LINK_CONNECTING,
	KW_LINK_OPEN,   /* `session` is there */
	KW_LINK_CLOSED, /* `why`, and what the session still tells */
} KwSmtpLinkState;

typedef struct KwSmtpLoop KwSmtpLoop;
typedef struct KwSmtpLink KwSmtpLink;

KwSmtpLoop *kw_smtp_loop_new(void);
/* No link may be left. */
void kw_smtp_loop_free(KwSmtpLoop *loop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSmtpLoop, kw_smtp_loop_free)

/* Whether the URL is one of a host alone; KW_ERROR_CONFIG. */
gboolean kw_smtp_link_check(const KwRelay *relay, GError **error);
/* Begins to connect. Everything that is needed of `relay` is copied. */
KwSmtpLink *kw_smtp_link_new(KwSmtpLoop *loop, const KwRelay *relay, int dot_timeout_s);
/* Closes. */
void kw_smtp_link_free(KwSmtpLink *link);

KwSmtpLinkState kw_smtp_link_state(const KwSmtpLink *link);
/* Borrowed; NULL until it is open, kept when it is closed. What is put into it leaves with the next
 * kw_smtp_link_flush(). */
KwSmtpSession *kw_smtp_link_session(KwSmtpLink *link);
/* Why it is closed; *out_code is the relay's reply code or 0, *out_consequence that of its never
 * having been open. */
const char *kw_smtp_link_why(const KwSmtpLink *link, int *out_code, KwErrorCode *out_consequence);
/* Sends what wants to leave. */
void kw_smtp_link_flush(KwSmtpLink *link, gint64 now);
/* Takes what has come, without waiting: a relay may have gone away while nothing was said. */
void kw_smtp_link_look(KwSmtpLink *link, gint64 now);

/* Waits `wait_ms` at most (-1 = without end) until a connection stands or fails, or bytes can move,
 * moves them, and closes where a deadline is over. */
void kw_smtp_loop_turn(KwSmtpLoop *loop, int wait_ms);
