/* What a staff member gets back for a mail: the receipt with the draft, and short notices.
 *
 * Only to addresses that the configuration lists, one answer a mail and address, at most
 * intake.receipts a day, with a null return path and Auto-Submitted (RFC 3834). Whether a mail may
 * be answered at all (a loop, an automatic reply) is the caller's to know. Replies carry the token
 * KW_TOKEN_RECEIPT (item, mail) in Message-ID, and in the address where `return_path` is verp.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "base/words.h"
#include "store/db.h"

#include <json-glib/json-glib.h>

/* Something in the mail that no program read. */
typedef struct {
	const char *what; /* phrase "unread.WHAT" */
	const char *name; /* of the attachment, or NULL */
} KwReceiptUnread;

/* One story that the mail told. */
typedef struct {
	int64_t item;
	gboolean is_new;        /* nobody told it before */
	gboolean is_revision;   /* known, and changed by this mail */
	gboolean was_forwarded; /* another mail told it before */
	gboolean in_feed;       /* its number stands in its publisher's own feed */
	gboolean other_comment; /* the item keeps an earlier comment */
	const char *rated;      /* more urgent than the staff member says who set it; or NULL */
	const char *claimed;    /* address of the original's sender as it stands there, or NULL */
	const char *signature;  /* "good", "bad" …: phrase "receipt.signature.…"; "none" */
} KwReceiptItem;

/* Borrowed; what is not said may be NULL. */
typedef struct {
	int64_t mail;
	const char *address, *name, *organisation; /* of the staff member, as configured */
	const char *message_id;                    /* of the mail that is answered */
	int64_t sent_at;
	gboolean is_proven;      /* the mail's sender */
	gboolean restricted;     /* it may not be published */
	const char *mark;        /* its handling mark, also where that allows publication */
	const char *where;       /* "subject", "header", "body", "attachment" */
	int attachments;         /* how many it had */
	const GPtrArray *unread; /* KwReceiptUnread * */
	const GPtrArray *notes;  /* char *: phrases "note.…" */
	const GArray *items;     /* KwReceiptItem, at least one */
} KwReceipt;

/* Composes the receipt and puts it into the outbox; the transaction is the caller's. *out_put
 * FALSE: the address has its answer, is our own, or had enough today. KW_ERROR_CONFIG and
 * KW_ERROR_DATA: a template of the operator's is broken, nothing was written. */
gboolean kw_receipt_put(KwDb *db, const KwConfig *config, const KwWords *words, const KwKeys *keys,
			const KwReceipt *receipt, int64_t now, gboolean *out_put, GError **error);

/* A notice: template "KIND.txt.mustache", subject phrase "subject.KIND", both with `data` (its
 * member "title" and those of the operator are added). Of `receipt` only address, mail and
 * message_id are used. */
gboolean kw_receipt_put_notice(KwDb *db, const KwConfig *config, const KwWords *words,
			       const KwKeys *keys, const KwReceipt *receipt, const char *kind,
			       JsonObject *data, int64_t now, gboolean *out_put, GError **error);

/* Links and words for a notice: text from outside without what could disturb a letter. */
void kw_receipt_set(JsonObject *data, const char *key, const char *text);
