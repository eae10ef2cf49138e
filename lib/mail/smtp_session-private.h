/* One SMTP connection after EHLO and AUTH, as a state machine: bytes in, bytes out, time in, events
 * out. It knows no socket and no clock. RFC 5321, 2920 (PIPELINING), 1870 (SIZE), 6152 (8BITMIME),
 * 6531 (SMTPUTF8).
 *
 * Can the relay have taken the letter? Until its final dot has left, no; after it only a reply
 * tells, and without one nobody knows. A session with an unanswered command is never used again,
 * because every later reply would be taken for another letter's.
 */
#pragma once

#include "smtp_letter-private.h"

typedef struct {
	guint offers;      /* KwSmtpOffers, of the EHLO that counts: the last */
	guint64 max_bytes; /* the limit that came with SIZE; 0 = none */
	gboolean chain;
	int timeout_s;     /* for each reply but that to the final dot */
	int dot_timeout_s; /* RFC 5321 §4.5.3.2.6: ten minutes */
} KwSmtpTerms;

/* What became of a letter. RELAY_FAULT: it is untouched. `outcome.relay` is not filled in. */
typedef struct {
	KwSmtpLetter *letter; /* yours */
	KwSendOutcome outcome;
} KwSmtpEvent;

typedef struct KwSmtpSession KwSmtpSession;

/* `now` is monotonic time in microseconds, here and below. */
KwSmtpSession *kw_smtp_session_new(const KwSmtpTerms *terms);
/* Letters that are still inside are freed. */
void kw_smtp_session_free(KwSmtpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSmtpSession, kw_smtp_session_free)

/* Letters that may be put: two at most are inside; none once it is closed. */
guint kw_smtp_session_room(const KwSmtpSession *session);
/* Letters inside. */
guint kw_smtp_session_pending(const KwSmtpSession *session);
/* Needs room. */
void kw_smtp_session_take_letter(KwSmtpSession *session, KwSmtpLetter *letter, gint64 now);
/* A letter of which nothing was said yet, yours; or NULL. */
KwSmtpLetter *kw_smtp_session_withdraw(KwSmtpSession *session);
/* QUIT. Needs that nothing is pending. */
void kw_smtp_session_quit(KwSmtpSession *session, gint64 now);

/* What wants to leave; the same bytes, or more of them after the end, until some were sent. */
const char *kw_smtp_session_output(KwSmtpSession *session, gsize *out_length);
void kw_smtp_session_sent(KwSmtpSession *session, gsize length, gint64 now);
/* What has come. */
void kw_smtp_session_receive(KwSmtpSession *session, const char *bytes, gsize length, gint64 now);
/* The connection broke. */
void kw_smtp_session_break(KwSmtpSession *session, const char *why);
/* Closes where a deadline is over. */
void kw_smtp_session_tick(KwSmtpSession *session, gint64 now);
/* G_MAXINT64: none. */
gint64 kw_smtp_session_deadline(const KwSmtpSession *session);

/* FALSE: there is none. */
gboolean kw_smtp_session_next_event(KwSmtpSession *session, KwSmtpEvent *out_event);
/* Letters whose fate a reply has decided. */
guint64 kw_smtp_session_decided(const KwSmtpSession *session);
/* Everything that was said has been answered, and no letter is inside. */
gboolean kw_smtp_session_is_idle(const KwSmtpSession *session);
/* It is over, and the connection is to be closed. *out_why (borrowed, may be NULL) says why,
 * *out_code is that of the reply that said so, or 0. */
gboolean kw_smtp_session_is_closed(const KwSmtpSession *session, const char **out_why,
				   int *out_code);
