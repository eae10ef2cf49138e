/* Mailboxes that are polled: how they fared, and which of the mails that lie in them are known.
 *
 * A mail is known by what the server calls it (IMAP: UID, RFC 3501 §2.3.1.1; POP3: unique-id, RFC
 * 1939; Maildir: file name) and its size, as long as it lies there. That memory saves fetching it
 * again and naming it again; that nothing is stored twice is store/mails.h's.
 */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id;
	char *name;  /* "USER at URL" */
	char *epoch; /* IMAP's UIDVALIDITY; "" = no such thing */
	int failures;
	char *last_error;   /* NULL after a good visit */
	int64_t last_ok_at; /* 0 = never */
} KwMailbox;

void kw_mailbox_free(KwMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwMailbox, kw_mailbox_free)

typedef enum {
	KW_MAILBOX_TAKEN,   /* stored; it lies there still */
	KW_MAILBOX_LARGE,   /* above intake.max_bytes: left there, and named */
	KW_MAILBOX_FAILING, /* the connection broke while it came */
} KwMailboxState;

typedef struct {
	char *uid;
	int64_t bytes; /* as the server lists it */
	KwMailboxState state;
	int attempts;     /* failing: how often */
	int64_t tried_at; /* when it was last */
} KwMailboxMail;

void kw_mailbox_mail_free(KwMailboxMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwMailboxMail, kw_mailbox_mail_free)

/* The row of that name; makes it where there is none. */
gboolean kw_mailboxes_put(KwDb *db, const char *name, int64_t *out_id, GError **error);
KwMailbox *kw_mailboxes_find(KwDb *db, const char *name, GError **error); /* NULL: absent */
/* A visit succeeded, or failed with this error (one line). */
gboolean kw_mailboxes_ok(KwDb *db, int64_t mailbox, int64_t now, GError **error);
gboolean kw_mailboxes_failed(KwDb *db, int64_t mailbox, const char *why, GError **error);

/* What the server calls the time in which its UIDs mean the same. Where that changed, all memory of
 * the mailbox goes. In a transaction of its own. */
gboolean kw_mailboxes_set_epoch(KwDb *db, int64_t mailbox, const char *epoch, GError **error);

/* KwMailboxMail *, owned by the array. */
GPtrArray *kw_mailboxes_mails(KwDb *db, int64_t mailbox, GError **error);
/* Notes a mail, or what has become of it; `mail->attempts` is what is stored. */
gboolean kw_mailboxes_note(KwDb *db, int64_t mailbox, const KwMailboxMail *mail, GError **error);
/* It no longer lies there. */
gboolean kw_mailboxes_forget(KwDb *db, int64_t mailbox, const char *uid, GError **error);
gboolean kw_mailboxes_count(KwDb *db, int64_t mailbox, KwMailboxState state, int64_t *out_count,
			    GError **error);
