/* imap-private.h - between inbox_imap.c (a mailbox behind IMAP) and imap_dialogue.c,
 * imap_sign_in.c, imap_folder.c and imap_fetch.c. Commands are tagged k1, k2 …, one at a time. */
#pragma once

#include "inbox-private.h"

/* With one command that many mails are fetched, marked or deleted. */
#define KW_IMAP_SET_UIDS 200

typedef struct {
	KwWire *wire;
	guint tag;
	guint heard_tag, heard; /* lines since this command */
	char *capabilities;     /* " IMAP4REV1 UIDPLUS … ", upper case */
	guint64 exists;
	gboolean others_deleted; /* somebody else marked mails for deletion */
} KwImap;

typedef enum { KW_IMAP_UNTAGGED, KW_IMAP_CONTINUE, KW_IMAP_OK, KW_IMAP_NO } KwImapReply;

typedef void (*KwImapHeard)(KwImap *imap, const char *text, gpointer user);

/* A line that starts with a keyword, any case: what stands behind it, or NULL. */
const char *kw_imap_after(const char *line, const char *keyword);

/* One line. *out_text is what stands behind the tag and the word; borrowed until the next. BAD, BYE
 * and an answer without end are errors. */
gboolean kw_imap_next(KwImap *imap, guint tag, KwImapReply *out_reply, char **out_text,
		      GError **error);

/* To the end of the command `tag`: OK or NO, and what was said with it (yours). heard may be NULL.
 */
gboolean kw_imap_finish(KwImap *imap, guint tag, KwImapHeard heard, gpointer user,
			KwImapReply *out_reply, char **out_said, GError **error);

/* Whether a NO has a response code that passes by itself (RFC 5530). */
gboolean kw_imap_is_temporary(const char *said);

gboolean kw_imap_has(const KwImap *imap, const char *capability);
gboolean kw_imap_ask_capabilities(KwImap *imap, GError **error);
gboolean kw_imap_sign_in(KwImap *imap, const KwInboxAccess *access, GError **error);

/* Opens the folder (UTF-8); *out_epoch is its UIDVALIDITY. */
gboolean kw_imap_select(KwImap *imap, const char *folder, char **out_epoch, GError **error);

/* "12 FETCH (…": what stands behind FETCH, or NULL. */
const char *kw_imap_fetch_of(const char *text);

/* The number behind NAME in a FETCH response; 0 = it is not there. Values that a server quotes
 * cannot hold these names followed by a digit. */
guint64 kw_imap_number_of(const char *response, const char *name);

/* "1,2,7": the UIDs of n entries. */
char *kw_imap_set_of(KwInboxEntry *const *entries, guint n);

/* KwInboxBackend.fetch */
gboolean kw_imap_fetch(void *box, const GPtrArray *entries, size_t max_bytes, KwInboxTake take,
		       gpointer user, const KwInboxEntry **out_at, GError **error);
