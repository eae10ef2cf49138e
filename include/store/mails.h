/* Every mail that came in: its raw bytes, and how far it was dealt with.
 *
 * received -> done, or -> quarantine (its parsing failed for good, or three attempts died).
 * Attempts are committed before anything looks at the bytes, so that a mail that kills its reader
 * is tried three times and no more.
 */
#pragma once

#include "store/db.h"

#define KW_MAILS_ATTEMPTS 3

typedef struct {
	int64_t id;
	char *sha256; /* hex */
	int64_t received_at;
	char *sender;    /* envelope; "" is the null return path, NULL unknown */
	char *recipient; /* envelope, or NULL */
	int64_t bytes;
	char *state; /* "received", "done", "quarantine" */
	int attempts;
	char *kind;      /* what the parser made of it (design of `inspect mail`), or NULL */
	char *outcome;   /* what was done: "item", "ignored", … or NULL */
	char *reason;    /* one line for the operator, or NULL */
	char *subject;   /* or NULL */
	int64_t copy_of; /* the mail that came first with the same fingerprint; 0 = none */
	char *via;       /* the mailbox it was polled from; NULL: a pipe */
} KwMail;

void kw_mail_free(KwMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwMail, kw_mail_free)

/* A mail as it arrives. Borrowed; what is unknown is NULL. */
typedef struct {
	const void *bytes;
	size_t length;
	const char *sha256;             /* of the bytes, in lower-case hex */
	const char *sender, *recipient; /* envelope */
	const char *fingerprint;        /* kw_fingerprint_of(); NULL: like no other */
	const char *via;
} KwMailArrival;

/* Within the caller's transaction: nothing is accepted before that is committed. The same bytes
 * again are not stored twice: `out_is_new` is FALSE and the id is the old one's. Other bytes with
 * the fingerprint of an earlier mail are stored, and marked as its copy (copy_of). */
gboolean kw_mails_add(KwDb *db, const KwMailArrival *mail, int64_t now, int64_t *out_id,
		      gboolean *out_is_new, GError **error);

/* The same in a transaction of its own, for a mail without a fingerprint. */
gboolean kw_mails_put(KwDb *db, const void *bytes, size_t length, const char *sender,
		      const char *recipient, int64_t now, int64_t *out_id, gboolean *out_is_new,
		      GError **error);

/* Takes a lease of `lease_s` on mail `id` if it is still received, its lease is over and attempts
 * are left; counts the attempt. *out_taken says whether. */
gboolean kw_mails_claim(KwDb *db, int64_t id, int64_t now, int lease_s, gboolean *out_taken,
			GError **error);

/* Undoes a claim where nobody could look at the mail: the attempt does not count. To be tried again
 * from `next_try_at` on. */
gboolean kw_mails_give_back(KwDb *db, int64_t id, int64_t next_try_at, GError **error);

/* Takes the oldest mail that waits (as above) and says its id; 0 where none waits. */
gboolean kw_mails_claim_next(KwDb *db, int64_t now, int lease_s, int64_t *out_id, GError **error);

/* The raw bytes; KW_ERROR_NOT_FOUND where retention removed them. */
GBytes *kw_mails_raw(KwDb *db, int64_t id, GError **error);

/* received -> done. Call it in the transaction of the mail's consequences. *out_changed is FALSE
 * where somebody else finished it in the meantime: then roll back. */
gboolean kw_mails_finish(KwDb *db, int64_t id, const char *kind, const char *outcome,
			 const char *subject, gboolean *out_changed, GError **error);

/* received -> quarantine at once: the bytes cannot be read, and trying again will not help. */
gboolean kw_mails_quarantine(KwDb *db, int64_t id, const char *reason, GError **error);

/* Notes why an attempt failed; the third failure moves the mail to quarantine. Gives the lease
 * back, to be tried again from `next_try_at` on. */
gboolean kw_mails_fail(KwDb *db, int64_t id, const char *reason, int64_t next_try_at,
		       GError **error);

/* Those whose reader died three times without a word (lease over, no attempts left) go to
 * quarantine. *out_count says how many. */
gboolean kw_mails_sweep(KwDb *db, int64_t now, int64_t *out_count, GError **error);

/* quarantine -> received with all attempts: somebody removed the cause. *out_changed is FALSE where
 * it is not in quarantine. */
gboolean kw_mails_retry(KwDb *db, int64_t id, gboolean *out_changed, GError **error);

KwMail *kw_mails_find(KwDb *db, int64_t id, GError **error); /* NULL without error = absent */
/* Newest first. `state` may be NULL (all). KwMail *, owned by the array. */
GPtrArray *kw_mails_list(KwDb *db, const char *state, int limit, GError **error);
/* The same, only those with this outcome (NULL: any), and from mails with smaller ids than `before`
 * only (0: from the newest). */
GPtrArray *kw_mails_page(KwDb *db, const char *state, const char *outcome, int64_t before,
			 int limit, GError **error);
gboolean kw_mails_count(KwDb *db, const char *state, int64_t *out_count, GError **error);
/* Mails with this outcome that came in since. */
gboolean kw_mails_count_outcome(KwDb *db, const char *outcome, int64_t since, int64_t *out_count,
				GError **error);
/* --- of one person: by From, envelope sender, or our token in it (0: none) --- */

/* Notes whose mail it is; NULL and 0 leave what is known. */
gboolean kw_mails_set_person(KwDb *db, int64_t id, const char *author, int64_t subscriber,
			     GError **error);
/* KwMail *, owned; oldest first. */
GPtrArray *kw_mails_of_person(KwDb *db, int64_t subscriber, const char *address, int limit,
			      GError **error);
/* Removes their raw bytes (but of mails that told an item) and every name in their rows. */
gboolean kw_mails_erase_person(KwDb *db, int64_t subscriber, const char *address, GError **error);

/* Removes raw bytes (not the rows) of finished mails older than `before`, and who wrote and what
 * about, but of mails that told an item; quarantined ones stay, nobody has dealt with them yet.
 * *out_count is that of the bytes. */
gboolean kw_mails_forget(KwDb *db, int64_t before, int64_t *out_count, GError **error);
