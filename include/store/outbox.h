/* Letters and the outbox: what is owed to whom, and what became of it.
 *
 * ready -> sending -> sent | deferred | failed | uncertain; deferred -> sending again when due.
 * "sending" is committed before the wire is touched, the outcome after it: after a crash a row in
 * "sending" whose claimer is gone is exactly one that may or may not have arrived. It becomes
 * "uncertain", and goes back to "ready" (same Message-ID) or stays, as `after_crash` says.
 *
 * An issue is a lane: its rows go out only while the issue is "sending" (store/issues.h), so that
 * holding, pausing and cancelling a million letters is the change of one row.
 */
#pragma once

#include "store/db.h"

#define KW_PURPOSE_PROBE "probe" /* the last letter to one whose letters come back */

/* Rendered bytes of one issue, language and segment, or of one notice. */
typedef struct {
	int64_t id;
	int64_t issue; /* 0 = a notice */
	char *purpose; /* "weekly", "bulletin", "notice", KW_PURPOSE_PROBE */
	char *language;
	char *segment;    /* which stories come first; "" = everybody */
	GBytes *bytes;    /* the whole message, CRLF, not dot-stuffed, with gaps */
	char *splices;    /* JSON: where each personal field goes (mail/compose.h) */
	int64_t reply_to; /* the bulletin that it answers; 0 = none (filled by get) */
} KwLetter;
void kw_letter_free(KwLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwLetter, kw_letter_free)

/* Whom a row is for, as the roll had it when the row was claimed. */
typedef struct {
	char *state;               /* NULL: is not on the roll (any more) */
	char *organisation, *word; /* or NULL */
	int64_t consent_at;        /* 0 = unknown */
} KwReader;

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
	char *relay;     /* url of the relay that gave the last reply, or NULL */
	int smtp_code;   /* 0 = none yet */
	char *smtp_text; /* last reply, one line, or NULL */
	/* Refused before or while its issue was held (kw_outbox_mark_held()): most likely our own
	 * fault. Whoever scores bounces leaves these out. */
	gboolean is_held;
	int64_t returned_at; /* when a mail said that it came back; 0 = none did */
	KwReader reader;     /* only in rows of kw_outbox_claim() */
} KwOutboxRow;
void kw_outbox_row_free(KwOutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwOutboxRow, kw_outbox_row_free)

/* Stores the letter of an issue, language and segment, or finds the one that is there. */
gboolean kw_letters_put(KwDb *db, const KwLetter *letter, int64_t now, int64_t *out_id,
			GError **error);
/* That of an issue, language and segment; NULL without error = absent. */
KwLetter *kw_letters_find(KwDb *db, int64_t issue, const char *language, const char *segment,
			  GError **error);
KwLetter *kw_letters_get(KwDb *db, int64_t id, GError **error);
/* Of notices that are on their way no more, those of before `before` lose what they said, and to
 * whom they went; those to whoever is not on the roll lose both before `strangers_before`. Nothing
 * is lost that can still come back, as letters do for weeks: that is known until both are over. */
gboolean kw_outbox_forget(KwDb *db, int64_t before, int64_t strangers_before, GError **error);
/* Of the newest issue that went out: purpose "weekly" or "bulletin". NULL without error: none. */
KwLetter *kw_letters_latest(KwDb *db, const char *purpose, const char *language, GError **error);

/* One row for every active subscriber of that language and topic, in SQL, in one statement: with
 * the letter of their segment (store/segments.h) where there is one, else with `letter`. A bulletin
 * not to those who said that they have none of its products; a reply to a bulletin only to those
 * who were sent that one. Who has a row for this issue already gets no
 * second one. Run it in a transaction. */
gboolean kw_outbox_enqueue_issue(KwDb *db, int64_t letter, int64_t issue, const char *language,
				 const char *topic, int priority, int64_t now, int64_t *out_count,
				 GError **error);
/* A notice: its letter, of which purpose (NULL = "notice"), language, bytes and splices are given,
 * and one row for `recipient`, after bulletins and before newsletters. */
gboolean kw_outbox_put_notice(KwDb *db, const KwLetter *letter, int64_t subscriber,
			      const char *recipient, int64_t now, GError **error);
/* One row for a letter that is stored. */
gboolean kw_outbox_enqueue(KwDb *db, int64_t letter, int64_t subscriber, const char *recipient,
			   int priority, int64_t now, GError **error);

/* --- the turn of a deliverer: kw_outbox_settle(), then kw_outbox_claim(), in one transaction ---
 */

/* What became of a row that was claimed. Borrowed strings. */
typedef struct {
	int64_t id;
	const char *state;     /* "sent", "deferred", "failed", "uncertain", "ready" */
	int64_t next_try_at;   /* deferred; else 0 */
	gboolean is_uncounted; /* this attempt does not count: it was not the letter's */
	const char *relay;     /* url; NULL = none took it up */
	int smtp_code;         /* 0 = none */
	const char *smtp_text; /* NULL = none */
	gboolean is_bounce;    /* failed, and for the reader's address */
} KwOutboxOutcome;

/* Settles rows that `claimer` holds. Nothing happens to one that is no longer ours; one that was
 * abandoned while `claimer` was slow, and that nobody has sent back to "ready" yet, still is. */
gboolean kw_outbox_settle(KwDb *db, const char *claimer, const KwOutboxOutcome *outcomes, size_t n,
			  int64_t now, GError **error);
/* Moves up to `limit` due rows (ready, or deferred and due) to "sending" for `claimer` until
 * now + lease_s, the most urgent lane first; each counts an attempt. What another deliverer is
 * claiming is passed over. Run it in a transaction. KwOutboxRow *, owned, with `reader`. */
GPtrArray *kw_outbox_claim(KwDb *db, const char *claimer, int limit, int64_t now, int lease_s,
			   GError **error);
/* Whether anything can be claimed now: cheap enough to ask every second. */
gboolean kw_outbox_has_due(KwDb *db, int64_t now, gboolean *out_has, GError **error);
/* How much can be claimed now. */
gboolean kw_outbox_owed(KwDb *db, int64_t now, int64_t *out_count, GError **error);
/* Rows in "sending", of all claimers. */
gboolean kw_outbox_on_the_wire(KwDb *db, int64_t *out_count, GError **error);
/* A new lease for all that `claimer` holds. */
gboolean kw_outbox_renew(KwDb *db, const char *claimer, int64_t until, GError **error);
/* What `claimer` holds in "sending": int64_t ids of rows. */
GArray *kw_outbox_claimed(KwDb *db, const char *claimer, GError **error);

/* --- after a crash --- */

/* Claimers (char *, owned) that hold rows in "sending" now. */
GPtrArray *kw_outbox_claimers(KwDb *db, GError **error);
/* "sending" rows of a claimer that is gone become "uncertain": all of them, or (now > 0) those
 * whose lease was over at `now`. */
gboolean kw_outbox_abandon(KwDb *db, const char *claimer, int64_t now, int64_t *out_count,
			   GError **error);
/* "uncertain" rows of an issue (0 = all) go back to "ready", due now but behind the others; never
 * those of a cancelled one. */
gboolean kw_outbox_resend_uncertain(KwDb *db, int64_t issue, int64_t now, int64_t *out_count,
				    GError **error);
/* Rows that are put off beyond `latest` become due at `now`: the clock went back. */
gboolean kw_outbox_undo_clock(KwDb *db, int64_t now, int64_t latest, int64_t *out_count,
			      GError **error);

/* --- what people decide; run these in a transaction --- */

/* The failed rows of an issue, or only those marked as held, start anew; an issue that was "sent"
 * is "sending" again. */
gboolean kw_outbox_resend_failed(KwDb *db, int64_t issue, gboolean only_held, int64_t now,
				 int64_t *out_count, GError **error);
/* Marks what relays refused of an issue so far. */
gboolean kw_outbox_mark_held(KwDb *db, int64_t issue, int64_t *out_count, GError **error);
/* What is open of an issue (ready, deferred, uncertain) fails, with `why`. */
#define KW_OUTBOX_CANCELLED "not sent: the issue was cancelled"
gboolean kw_outbox_cancel(KwDb *db, int64_t issue, const char *why, int64_t *out_count,
			  GError **error);
/* Only what is uncertain. */
#define KW_OUTBOX_GIVEN_UP "not sent again: it may have arrived"
gboolean kw_outbox_cancel_uncertain(KwDb *db, int64_t issue, const char *why, int64_t *out_count,
				    GError **error);
/* So does what comes back from the wire after its issue was cancelled. */
gboolean kw_outbox_cancel_late(KwDb *db, const char *why, GError **error);

/* --- refusals for the reader's address, which subscribers/bounce.c scores --- */

/* Those of issues that are out and were not held, and of notices. KwOutboxRow *, owned. */
GPtrArray *kw_outbox_list_bounces(KwDb *db, int limit, GError **error);
/* *out_taken FALSE: another was quicker. */
gboolean kw_outbox_take_bounce(KwDb *db, int64_t id, gboolean *out_taken, GError **error);
/* A mail says that the letter of `issue` (0: the latest notice) to `subscriber` came back.
 * *out_taken FALSE: it was never on the wire, or before `since`, or a mail said so before. */
gboolean kw_outbox_take_return(KwDb *db, int64_t issue, int64_t subscriber, int64_t since,
			       int64_t now, gboolean *out_taken, GError **error);
/* When the letter of `issue` (0: the latest notice) to `subscriber` went out, or was to, where
 * nobody knows; 0: it was never on the wire. */
gboolean kw_outbox_went_out(KwDb *db, int64_t issue, int64_t subscriber, int64_t *out_at,
			    GError **error);

/* Takes a person out of the ledger: `mark` stands where the address did, notices to it are emptied,
 * what is still owed is failed. */
gboolean kw_outbox_erase_person(KwDb *db, int64_t subscriber, const char *address, const char *mark,
				GError **error);

/* --- looking --- */

/* Of the first `among` letters of an issue that were answered for good: how many there are, and
 * how many were refused by a relay and are not marked as held. */
gboolean kw_outbox_early(KwDb *db, int64_t issue, int among, int64_t *out_answered,
			 int64_t *out_refused, GError **error);

/* Totals by state; issue 0 = everything. */
typedef struct {
	int64_t ready, sending, sent, deferred, failed, uncertain;
	int64_t next_try_at; /* of the earliest deferred row; 0 = none */
} KwOutboxTotals;
gboolean kw_outbox_totals(KwDb *db, int64_t issue, KwOutboxTotals *out_totals, GError **error);
/* All of them together; and those of which nobody says yet what became of them. */
int64_t kw_outbox_count_all(const KwOutboxTotals *counted);
int64_t kw_outbox_count_open(const KwOutboxTotals *counted);

/* Pages of rows in a state (NULL = all): everything, or a person's (by subscriber, and notices by
 * address), by id after `after`; an issue's by subscriber after `after`. KwOutboxRow *, owned. */
GPtrArray *kw_outbox_list(KwDb *db, const char *state, int64_t after, int limit, GError **error);
GPtrArray *kw_outbox_list_issue(KwDb *db, int64_t issue, const char *state, int64_t after,
				int limit, GError **error);
GPtrArray *kw_outbox_list_person(KwDb *db, int64_t subscriber, const char *address,
				 const char *state, int64_t after, int limit, GError **error);
