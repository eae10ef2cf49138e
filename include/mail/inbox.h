/* Mailboxes that are emptied: IMAP (RFC 3501, 9051), POP3 (RFC 1939) and Maildir, one interface.
 *
 * Open, list, fetch, settle, close, in this order; a failure ends the visit, and what was not
 * settled is found again at the next one. Nothing in here deletes what it was not told to.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct KwInbox KwInbox;

/* How to get in. Borrowed. */
typedef struct {
	const char *url;   /* imap://, imaps://, pop3://, pop3s://HOST[:PORT][/FOLDER], maildir:PATH
			      (absolute). FOLDER is percent-encoded UTF-8, for IMAP; default INBOX */
	gboolean tls_none; /* imap:// and pop3:// without STARTTLS */
	const char *ca_file; /* NULL: the system's certificates */
	const char *username;
	const char *password;
	const char *token; /* OAuth 2.0 bearer token (XOAUTH2, OAUTHBEARER: RFC 7628), instead of a
			      password */
	int timeout_s;     /* without progress; five times in all while less than 64 KiB come */
} KwInboxAccess;

/* A mail that lies there. */
typedef struct {
	char *uid;     /* what the server calls it for ever, valid UTF-8, 255 bytes at most; "" =
			  nothing that can be relied upon */
	guint number;  /* of this visit */
	int64_t bytes; /* as the server says before it sends them */
	char *path;    /* Maildir: the file */
} KwInboxEntry;

KwInboxEntry *kw_inbox_entry_copy(const KwInboxEntry *entry);
void kw_inbox_entry_free(KwInboxEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwInboxEntry, kw_inbox_entry_free)

/* Connects, signs in, chooses the folder. The name and password or token go out over TLS only,
 * unless `tls_none`. KW_ERROR_TEMPORARY: cannot be reached now, or says what is not its protocol;
 * KW_ERROR_REFUSED: certificate or sign-in; KW_ERROR_CONFIG: a URL that is none. Every error of
 * this module names the mailbox. */
KwInbox *kw_inbox_open(const KwInboxAccess *access, GError **error);
void kw_inbox_free(KwInbox *inbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwInbox, kw_inbox_free)

/* IMAP's UIDVALIDITY: uids of two visits mean the same only where it is the same. "" elsewhere. */
const char *kw_inbox_epoch(const KwInbox *inbox);

/* Calls `visit` for every mail, the oldest first; `entry` is borrowed. FALSE from it ends the list
 * with its error. */
typedef gboolean (*KwInboxVisit)(const KwInboxEntry *entry, gpointer user, GError **error);
gboolean kw_inbox_list(KwInbox *inbox, KwInboxVisit visit, gpointer user, GError **error);

/* Fetches KwInboxEntry * (those that a server passes over at first come last) and hands each to
 * `take`: its bytes (borrowed), or NULL with the server's reason, or NULL without one where it is
 * gone. Whatever is longer than `max_bytes` breaks off with KW_ERROR_DATA before it is in memory.
 * Where it breaks off at a mail, *out_at says at which; NULL where `take` failed. Nothing is marked
 * as read. */
typedef gboolean (*KwInboxTake)(const KwInboxEntry *entry, GBytes *bytes, const char *why,
				gpointer user, GError **error);
gboolean kw_inbox_fetch(KwInbox *inbox, const GPtrArray *entries, size_t max_bytes,
			KwInboxTake take, gpointer user, const KwInboxEntry **out_at,
			GError **error);

/* Deletes these entries, or, with `keep`, marks them as read where the mailbox knows such a mark.
 * POP3 deletes when it is closed. KW_ERROR_REFUSED where the server does not let us. */
gboolean kw_inbox_settle(KwInbox *inbox, const GPtrArray *entries, gboolean keep, GError **error);

/* Says goodbye. Only after this (and TRUE) deletion is certain. */
gboolean kw_inbox_close(KwInbox *inbox, GError **error);
