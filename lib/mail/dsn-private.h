/* Inside lib/mail: reasons of delivery failures (dsn_reason.c), notifications in prose
 * (dsn_prose.c), and what both share with dsn.c. */
#pragma once

#include "mail/dsn.h"

/* The first status in `text` ("5.1.1"), else one made of the first SMTP reply that refuses
 * ("5.0.0" of "550 …"); NULL = neither. */
char *kw_dsn_find_status(const char *text);

/* What the text of a notification says of one address ("" = nothing), or all of it where `address`
 * is NULL; never of the letter that came back. */
char *kw_dsn_notice(const KwMessage *message, const char *address);

/* Adds the recipients (KwDsnRecipient *) that the text of a bounce names; `returned` is the letter
 * in it, or NULL. */
void kw_dsn_prose(const KwMessage *message, const KwMessage *returned, GPtrArray *recipients);

/* One of the reasons of mail/dsn.h, static: from what the server said, else from the status, else
 * from the prose of the notification. All may be NULL, all are UTF-8. */
const char *kw_dsn_reason(const char *status, const char *said, const char *prose);

/* "hard", "soft" or "none"; static. `status` and `words` (what the server and the notification say)
 * tell whether an unknown user is one; both may be NULL. */
const char *kw_dsn_class(const char *action, const char *reason, const char *status,
			 const char *words);
