/* What the RFCs can tell of an arrived mail, before anybody reads its prose. */
#pragma once

#include "mail/message.h"

typedef enum {
	KW_KIND_POST,   /* a person's (or a list's) mail: a post */
	KW_KIND_BOUNCE, /* RFC 3464, or a mail server's, a list program's or Amazon's own form */
	KW_KIND_REPORT, /* RFC 5965 feedback report, or what mail/dsn.h reads as one */
	KW_KIND_AUTO_REPLY, /* RFC 3834 Auto-Submitted, vacation, read receipt (RFC 8098) */
	KW_KIND_LOOP,       /* carries our own List-Id, Message-ID domain or Feedback-ID */
	KW_KIND_ANSWER,     /* a person answers one of our letters: In-Reply-To or References has
			       our Message-ID domain */
	KW_KIND_COMMAND,    /* its subject is a command word and nothing else */
} KwKind;

/* `sender` is the envelope sender ("" = null return path, NULL = unknown); `own_list_id` is our
 * RFC 2919 identifier or NULL. A mail with our List-Id only inside an attached message is no loop.
 */
KwKind kw_kind_of(const KwMessage *message, const char *sender, const char *own_list_id);

/* "post", "bounce", "report", "auto-reply", "loop", "answer", "command" */
const char *kw_kind_name(KwKind kind);
