/* Inside lib/mail/dsn*.c: who reads what of a notification.
 *
 * dsn.c       fields of RFC 3464, and which of the readers is asked
 * dsn_prose   recipients from the text of those who write no fields
 * dsn_notice  that text: its lines and addresses
 * dsn_sns     Amazon's notifications, which are JSON
 * dsn_reason  why it failed, and whether for good
 * dsn_feedback  complaints (RFC 5965) */
#pragma once

#include "mail/dsn.h"

/* --- dsn.c --- */

/* The first leaf of one of these types (NULL-terminated), or NULL. */
const KwPart *kw_dsn_part(const KwMessage *message, const char *const *types);

/* The letter that came back, or its header; NULL where neither is attached. */
const KwPart *kw_dsn_returned(const KwMessage *message);

/* Its Message-ID (bare), and its first field of that name; to be freed; or NULL. */
char *kw_dsn_returned_id(const KwMessage *message);
char *kw_dsn_returned_header(const KwMessage *message, const char *name);

/* Calls `take` for every field of all groups in `part`, which gets `value` as its own; `name` is
 * NULL between two groups. */
void kw_dsn_each_field(const KwPart *part,
		       void (*take)(gpointer user, const char *name, char *value), gpointer user);

/* The address of "rfc822; <a@b>", to be freed; or NULL. */
char *kw_dsn_typed_address(const char *value);

/* The first status in `text` ("5.1.1"), else one made of the first SMTP reply that refuses
 * ("5.0.0" of "550 …"); NULL = neither. */
char *kw_dsn_find_status(const char *text);

/* What these fields of RFC 3464 mean; all may be NULL, `address` becomes the recipient's. */
KwDsnRecipient *kw_dsn_recipient(char *address, const char *action, const char *status,
				 const char *diagnostic);

void kw_dsn_recipient_free(gpointer recipient);

/* --- dsn_notice.c --- */

/* How sure it is that an address of a notification's text is one that failed. */
typedef enum {
	KW_NOTICED_NOT,
	KW_NOTICED_OWN, /* named, but the notification itself went there */
	KW_NOTICED_MENTIONED,
	KW_NOTICED_NAMED,
} KwNoticedSure;

typedef struct {
	char *address;
	KwNoticedSure sure;
	guint line;
} KwNoticed;

typedef struct KwNotice KwNotice;
KwNotice *kw_notice_new(const KwMessage *message);
void kw_notice_free(KwNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwNotice, kw_notice_free)

/* The addresses of its own lines: KwNoticed, each once, in order. */
const GArray *kw_notice_found(const KwNotice *notice);

/* What it says from line `from` on: up to `next` (NULL = to its end). To be freed. */
char *kw_notice_words(const KwNotice *notice, const KwNoticed *from, const KwNoticed *next);

/* What it says of `address`, "" where it does not name it; to be freed. */
char *kw_notice_words_about(const KwNotice *notice, const char *address);

/* The letter that came back where it stands in the text, or NULL. */
KwMessage *kw_notice_returned(const KwNotice *notice);

/* Whether a word of that list of lib/mail/dsn_prose.yaml stands in `text`. */
gboolean kw_notice_has_word(const char *text, const char *list);

/* --- dsn_prose.c --- */

/* Adds the recipients (KwDsnRecipient *) that the text of a bounce names, else whom the letter that
 * came back (may be NULL) is addressed to. */
void kw_dsn_prose(const KwMessage *message, const KwNotice *notice, const KwMessage *returned,
		  GPtrArray *recipients);

/* --- dsn_reason.c --- */

/* One of the reasons of mail/dsn.h, static: from what the server said, else from the status, else
 * from the prose of the notification. All may be NULL, all are UTF-8. */
const char *kw_dsn_reason(const char *status, const char *said, const char *prose);

/* "hard", "soft" or "none"; static. `status` and `words` (what the server and the notification say)
 * tell whether an unknown user is one; both may be NULL. */
const char *kw_dsn_class(const char *action, const char *reason, const char *status,
			 const char *words);

/* --- dsn_sns.c --- */

/* What Amazon SES tells of a letter, sent on by SNS. */
typedef struct {
	const char *type;      /* "bounce", "complaint", "delivery", "deliveryDelay"; static */
	GPtrArray *recipients; /* KwDsnRecipient *; of a complaint only their addresses count */
	char *feedback_type;   /* of a complaint, or NULL */
	char *message_id;      /* of the letter, or NULL */
	char *mark;            /* as in KwFeedback */
} KwSns;
void kw_sns_free(KwSns *sns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSns, kw_sns_free)

/* NULL where `message` is no such notification. */
KwSns *kw_sns_parse(const KwMessage *message);

/* --- dsn_feedback.c --- */

/* A mail program left on behalf of its user, in words instead of a report (opt_out of
 * lib/mail/kind.yaml). */
gboolean kw_feedback_is_opt_out(const KwMessage *message);
