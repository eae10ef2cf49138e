/* Delivery status notifications (RFC 3464, or in prose) and feedback reports (RFC 5965).
 *
 * Anybody can write one: what stands in it is acted on only with a token of ours in what came back.
 */
#pragma once

#include "mail/message.h"

typedef struct {
	char *address; /* Original-Recipient, which is whom we wrote to, else Final-Recipient; NULL
			  where neither is an address */
	const char *action; /* "failed", "delayed", "delivered", "relayed", "expanded"; static */
	const char *class;  /* "hard", "soft", "none"; static */
	char *status;       /* "5.1.1"; "5.0.0" or "4.0.0" where nothing says why; NULL only where
			       it did not fail */
	const char *reason; /* "no-such-user", "no-such-host", "mailbox-full", "suspended",
			       "policy", "too-big", "network-or-system", "unclear"; static */
} KwDsnRecipient;

typedef struct {
	GPtrArray *recipients;     /* KwDsnRecipient *, owned */
	char *original_message_id; /* of the letter that came back or its header, without <>; or
				      NULL */
} KwDsn;
void kw_dsn_free(KwDsn *dsn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwDsn, kw_dsn_free)
/* What a bounce (mail/kind.h) says: its fields, else X-Failed-Recipients, else its prose; of a
 * bounce that was sent on in another, the inner one; Amazon's notifications in JSON. Never NULL; no
 * recipients where none could be read. */
KwDsn *kw_dsn_parse(const KwMessage *message);

typedef struct {
	char *feedback_type;   /* "abuse" */
	GPtrArray *recipients; /* char *: Original-Rcpt-To, else whom the letter was addressed to */
	char *original_message_id;
	char *mark; /* KW_MARK_HEADER (mail/compose.h) of the letter; or NULL */
} KwFeedback;
void kw_feedback_free(KwFeedback *feedback);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFeedback, kw_feedback_free)
/* A feedback report, Amazon's form of one, or ("opt-out") a mail program that leaves on behalf of
 * its user; NULL where `message` is none. */
KwFeedback *kw_feedback_parse(const KwMessage *message);
