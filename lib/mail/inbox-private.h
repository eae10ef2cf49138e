/* The inside of mail/inbox.h: its backends, and the wire that two of them speak over. */
#pragma once

#include "mail/inbox.h"

/* One kind of mailbox. A new one is a file with such a const struct and a row in inbox.c. Errors
 * need not name the mailbox. */
typedef struct {
	void *(*open)(const KwInboxAccess *access, char **out_epoch, GError **error);
	gboolean (*list)(void *box, KwInboxVisit visit, gpointer user, GError **error);
	gboolean (*fetch)(void *box, const GPtrArray *entries, size_t max_bytes, KwInboxTake take,
			  gpointer user, const KwInboxEntry **out_at, GError **error);
	gboolean (*settle)(void *box, const GPtrArray *entries, gboolean keep, GError **error);
	gboolean (*close)(void *box, GError **error);
	void (*free)(void *box);
} KwInboxBackend;

extern const KwInboxBackend kw_inbox_imap;    /* inbox_imap.c */
extern const KwInboxBackend kw_inbox_pop3;    /* inbox_pop3.c */
extern const KwInboxBackend kw_inbox_maildir; /* inbox_maildir.c */

/* The wire: libcurl's connection, bytes in and out, lines. Errors are KW_ERROR_TEMPORARY. */
typedef struct KwWire KwWire;

/* Connects, with TLS or STARTTLS and the certificate check as the URL says; the server's greeting
 * is read. Does not sign in. */
KwWire *kw_wire_open(const KwInboxAccess *access, GError **error);
/* A wire on which the server says these bytes and closes, whatever is sent: for tests. Borrowed. */
KwWire *kw_wire_of(const void *bytes, size_t length);
void kw_wire_free(KwWire *wire);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwWire, kw_wire_free)

gboolean kw_wire_send(KwWire *wire, const char *bytes, size_t length, GError **error);
gboolean kw_wire_printf(KwWire *wire, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The next line without its end, NUL-terminated, 1 MiB at most; borrowed until the next call. It
 * may hold NUL bytes; `out_length` may be NULL. */
char *kw_wire_line(KwWire *wire, size_t *out_length, GError **error);
/* Exactly so many bytes. */
gboolean kw_wire_read(KwWire *wire, char *into, size_t length, GError **error);

/* What the server said, as a part of a message: one line, 200 characters, valid UTF-8. Yours. */
char *kw_wire_quote(const char *text);
/* "what the server says is not IMAP: …", KW_ERROR_TEMPORARY; FALSE. */
gboolean kw_wire_garbage(const char *protocol, const char *line, GError **error);
/* The server refuses the sign-in: what it said, and what to look at; FALSE. */
gboolean kw_wire_refused(const KwInboxAccess *access, gboolean is_temporary, const char *said,
			 GError **error);

/* Sign-in (RFC 4616, RFC 7628, and XOAUTH2 as Google and Microsoft document it): the first and only
 * response, base64. NULL: the mechanism does not fit the access. */
char *kw_wire_response(const KwInboxAccess *access, const char *mechanism);
/* The mechanism to use out of those that `has` says the server offers; NULL: none fits. Static. */
const char *kw_wire_mechanism(const KwInboxAccess *access,
			      gboolean (*has)(gconstpointer user, const char *mechanism),
			      gconstpointer user);

/* IMAP and POP3 over a wire that stands and has not signed in: for tests. Take the wire. */
void *kw_inbox_imap_over(KwWire *wire, const KwInboxAccess *access, const char *folder,
			 char **out_epoch, GError **error);
void *kw_inbox_pop3_over(KwWire *wire, const KwInboxAccess *access, GError **error);
/* A folder's name as IMAP writes it: modified UTF-7 (RFC 3501 §5.1.3). */
char *kw_inbox_imap_folder(const char *name);
