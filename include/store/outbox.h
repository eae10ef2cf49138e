/* Letters and the outbox: what is owed to whom, and what became of it.
 *
 * ready -> sending -> sent | deferred | failed | uncertain; deferred -> sending again when due.
 * "sending" is committed before the wire is touched, the outcome after it: after a crash a row in
 * "sending" whose claimer is gone is exactly one that may or may not have arrived. It becomes
 * "uncertain", and goes back to "ready" (same Message-ID) or stays, as `after_crash` says.
 */
#pragma once

#include "store/db.h"

/* Rendered bytes of one issue, language and segment, or of one notice. */
typedef struct {
	int64_t id;
	int64_t issue; /* 0 = a notice */
	char *purpose; /* "weekly", "bulletin", "notice" */
	char *language;
	char *segment; /* which stories come first; "" = everybody */
	GBytes *bytes; /* the whole message, CRLF, not dot-stuffed, with gaps */
	char *splices; /* JSON: where each personal field goes (mail/compose.h) */
} KwLetter;
void kw_letter_free(KwLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwLetter, kw_letter_free)

typedef struct {
	int64_t id;
	int64_t letter;
	int64_t issue;      /* 0 = a notice */
	int64_t subscriber; /* 0 = a notice to somebody who is no subscriber */
	char *recipient;
	int priority; /* lower goes first: 0 bulletin, 5 notice, 10 weekly */
	char *state;
	int attempts;
	int64_t next_try_at, claimed_until, queued_at, sent_at;
	char *claimed_by;
	int smtp_code;   /* 0 = none yet */
	char *smtp_text; /* last reply, one line, or NULL */
} KwOutboxRow;
void kw_outbox_row_free(KwOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwOutboxRow, kw_outbox_row_free)

/* Stores the letter of an issue, language and segment, or finds the one that is there. */
gboolean kw_letters_put(KwDb *db, const KwLetter *letter, int64_t now, int64_t *out_id,
			GError **error);
KwLetter *kw_letters_get(KwDb *db, int64_t id, GError **error);

/* One row for every active subscriber of that language and topic, in SQL, in one statement; those
 * that have a row for this issue already get no second one. Run it in a transaction. */
gboolean kw_outbox_enqueue_issue(KwDb *db, int64_t letter, int64_t issue, const char *language,
				 const char *topic, int priority, int64_t now, int64_t *out_count,
				 GError **error);
/* One row for a notice. */
gboolean kw_outbox_enqueue(KwDb *db, int64_t letter, int64_t subscriber, const char *recipient,
			   int priority, int64_t now, GError **error);

/* Moves up to `limit` due rows (ready, or deferred and due) to "sending" for `claimer` until
 * now + lease_s, most urgent first; each counts an attempt. One committed transaction; SKIP LOCKED
 * in PostgreSQL. KwOutboxRow *, owned. */
GPtrArray *kw_outbox_claim(KwDb *db, const char *claimer, int limit, int64_t now, int lease_s,
			   GError **error);
/* The outcome of a row that `claimer` holds. state: "sent", "deferred" (with next_try_at),
 * "failed", "uncertain", or "ready" (never reached the wire: the attempt is not counted). Nothing
 * happens where the row is no longer ours; one that was abandoned while `claimer` was slow, and
 * that nobody has sent back to "ready" yet, still is. */
gboolean kw_outbox_settle(KwDb *db, int64_t id, const char *claimer, const char *state,
			  int64_t next_try_at, int smtp_code, const char *smtp_text, int64_t now,
			  GError **error);
/* Claimers (char *, owned) that hold rows in "sending" now. */
GPtrArray *kw_outbox_claimers(KwDb *db, GError **error);
/* "sending" rows of a claimer that is gone, or (claimer NULL) whose lease is over, become
 * "uncertain". */
gboolean kw_outbox_abandon(KwDb *db, const char *claimer, int64_t now, int64_t *out_count,
			   GError **error);
/* Every "uncertain" row goes back to "ready", due at once: after_crash: resend. */
gboolean kw_outbox_resend_uncertain(KwDb *db, int64_t now, int64_t *out_count, GError **error);

/* Totals by state; issue 0 = everything. */
typedef struct {
	int64_t ready, sending, sent, deferred, failed, uncertain;
	int64_t next_try_at; /* of the earliest deferred row; 0 = none */
} KwOutboxTotals;
gboolean kw_outbox_totals(KwDb *db, int64_t issue, KwOutboxTotals *out_totals, GError **error);
/* Rows of an issue (0 = all) in a state (NULL = all), by id after `after_id`. */
GPtrArray *kw_outbox_list(KwDb *db, int64_t issue, const char *state, int64_t after_id, int limit,
			  GError **error);
