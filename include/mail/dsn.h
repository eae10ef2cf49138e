/* Delivery status notifications (RFC 3464) and feedback reports (RFC 5965), machine-readable parts.
 */
#pragma once

#include "mail/message.h"

typedef struct {
	char *address; /* Final-Recipient, else (also where that is no address) Original-Recipient;
			  may be NULL */
	const char *action; /* "failed", "delayed", "delivered", "relayed", "expanded"; static */
	const char *class;  /* "hard", "soft", "none"; static */
	char *status;       /* "5.1.1", or NULL */
	const char *reason; /* "no-such-user", "no-such-host", "mailbox-full", "suspended",
			       "policy", "too-big", "network-or-system", "unclear"; static */
} KwDsnRecipient;

typedef struct {
	GPtrArray *recipients;     /* KwDsnRecipient *, owned */
	char *original_message_id; /* of the returned message or its headers; or NULL */
} KwDsn;
void kw_dsn_free(KwDsn *dsn);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwDsn, kw_dsn_free)
/* NULL: no delivery status in it, and no header X-Failed-Recipients. */
KwDsn *kw_dsn_parse(const KwMessage *message);

typedef struct {
	char *feedback_type;   /* "abuse" */
	GPtrArray *recipients; /* char *, Original-Rcpt-To */
	char *original_message_id;
} KwFeedback;
void kw_feedback_free(KwFeedback *feedback);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFeedback, kw_feedback_free)
KwFeedback *kw_feedback_parse(const KwMessage *message);
