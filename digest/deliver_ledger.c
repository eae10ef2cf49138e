/* What the store knows of a run: the transaction of a turn, what earlier runs left, leases. The
 * loop that calls it is deliver.c, the statements are store/outbox.
 *
 * A turn is one transaction with one wait for the disk, however many letters it concerns. The
 * outcomes are kept until it has committed: where it fails it is tried again as a whole. */
#include "deliver-private.h"

#include "base/log.h"
#include "store/gate.h"
#include "store/issues.h"

#define LEASE_S         900 /* above the 600 s that the reply to the final dot may take */
#define BACKOFF_S       300
#define BACKOFF_MAX_S   (4 * 3600)
#define DOUBLINGS_MAX   8
#define UNCERTAIN_TRIES 5 /* a relay that never answers the final dot would get it for ever */

int64_t kw_ledger_now(const KwLedger *ledger)
{
	return ledger->deliverer->clock(ledger->deliverer->user);
}

/* What became of a letter, for the ledger */

static int64_t backoff(const KwOutboxRow *row)
{
	return MIN((int64_t)BACKOFF_S << CLAMP(row->attempts - 1, 0, DOUBLINGS_MAX), BACKOFF_MAX_S);
}

static gboolean is_overdue(const KwLedger *ledger, const KwOutboxRow *row, int64_t now)
{
	return now - row->queued_at > (int64_t)ledger->config->deliver_hours * 3600;
}

/* The letter is untouched. Where no relay is left, the store was away, or the run ends, it is as if
 * it had never been claimed. Where others get through it waits: at it a relay refused us, or
 * connections broke again and again; should that be the letter or its reader's server, the others
 * get past it. For a refusal of us it is never failed. */
static const char *state_untouched(const KwLedger *ledger, const KwOutboxRow *row,
				   const KwSendOutcome *outcome, int64_t now)
{
	if (outcome->code / 100 == 5)
		return "deferred";
	if (ledger->is_ending || ledger->away.is_away ||
	    kw_relays_are_down(ledger->ways.relays, NULL, NULL))
		return "ready";
	return is_overdue(ledger, row, now) ? "failed" : "deferred";
}

static const char *state_after(const KwLedger *ledger, const KwOutboxRow *row,
			       const KwSendOutcome *outcome, int64_t now)
{
	switch (outcome->result) {
	case KW_SEND_SENT: return "sent";
	case KW_SEND_FAILED: return "failed";
	case KW_SEND_DEFERRED: return is_overdue(ledger, row, now) ? "failed" : "deferred";
	case KW_SEND_RELAY_FAULT: return state_untouched(ledger, row, outcome, now);
	case KW_SEND_UNCERTAIN: break;
	}
	return ledger->config->after_crash == KW_AFTER_CRASH_RESEND &&
			       row->attempts >= UNCERTAIN_TRIES
		       ? "failed"
		       : "uncertain";
}

/* Refused for the address itself (RFC 3463): 5.1.x, but for the two about the sender's, and the
 * mailbox that is closed. Policies, full mailboxes and the rest say nothing about the reader. */
static gboolean is_bounce(const KwSendOutcome *outcome)
{
	const char *status;

	if (!outcome->at_rcpt || outcome->result != KW_SEND_FAILED || outcome->code / 100 != 5)
		return FALSE;
	status = strstr(outcome->text, "5.1.");
	if (status && g_ascii_isdigit(status[4]))
		return !strchr("78", status[4]) || g_ascii_isdigit(status[5]);
	status = strstr(outcome->text, "5.2.1");
	return status && !g_ascii_isdigit(status[5]);
}

static void judge(const KwLedger *ledger, const KwSendOutcome *outcome, int64_t now,
		  KwOutboxOutcome *out)
{
	const KwOutboxRow *row = g_hash_table_lookup(ledger->rows, &outcome->id);

	*out = (KwOutboxOutcome){.id = outcome->id,
				 .state = state_after(ledger, row, outcome, now),
				 .relay = kw_ways_url(&ledger->ways, outcome->relay),
				 .smtp_code = outcome->code,
				 .smtp_text = *outcome->text ? outcome->text : NULL,
				 .is_bounce = is_bounce(outcome)};
	out->is_uncounted = g_str_equal(out->state, "ready");
	if (g_str_equal(out->state, "deferred"))
		out->next_try_at = now + backoff(row);
}

/* After the commit. */
static void account(KwLedger *ledger, const KwOutboxOutcome *outcomes, guint n)
{
	const struct {
		const char *state;
		int64_t *count;
	} counts[] = {{"sent", &ledger->totals->sent},
		      {"deferred", &ledger->totals->deferred},
		      {"failed", &ledger->totals->failed},
		      {"uncertain", &ledger->totals->uncertain}};

	for (guint i = 0; i < n; i++) {
		for (guint c = 0; c < G_N_ELEMENTS(counts); c++)
			*counts[c].count += g_str_equal(outcomes[i].state, counts[c].state);
		g_hash_table_remove(ledger->rows, &outcomes[i].id);
	}
	g_array_set_size(ledger->outcomes, 0);
}

/* The turn */

static GPtrArray *claim(KwLedger *ledger, guint room, int64_t now, GError **error)
{
	if (!room)
		return g_ptr_array_new_with_free_func((GDestroyNotify)kw_outbox_row_free);
	return kw_outbox_claim(ledger->db, ledger->deliverer->claimer, (int)room, now, LEASE_S,
			       error);
}

static GPtrArray *adopt(KwLedger *ledger, GPtrArray *rows, guint room)
{
	GPtrArray *borrowed = g_ptr_array_sized_new(rows->len);

	for (guint i = 0; i < rows->len; i++) {
		KwOutboxRow *row = rows->pdata[i];

		g_ptr_array_add(borrowed, row);
		g_hash_table_insert(ledger->rows, &row->id, row);
		if (row->issue)
			kw_tallies_claimed(ledger->tallies, row->issue);
	}
	/* fewer than asked for: that was all, or others have it, or it is held */
	ledger->due = rows->len < room ? 0 : MAX(ledger->due - (int64_t)rows->len, 0);
	ledger->totals->owed = ledger->due + g_hash_table_size(ledger->rows);
	g_ptr_array_set_free_func(rows, NULL);
	return borrowed;
}

GPtrArray *kw_ledger_turn(KwLedger *ledger, guint waiting, GError **error)
{
	int64_t now = kw_ledger_now(ledger), limited_until, held = 0;
	guint n = ledger->outcomes->len, room = 0, own = g_hash_table_size(ledger->rows) - n;
	g_autofree KwOutboxOutcome *outcomes = g_new0(KwOutboxOutcome, n);
	g_autoptr(KwTx) tx = NULL;
	g_autoptr(GPtrArray) rows = NULL;

	for (guint i = 0; i < n; i++)
		judge(ledger, &g_array_index(ledger->outcomes, KwSendOutcome, i), now,
		      &outcomes[i]);
	tx = kw_tx_begin(ledger->db, error);
	if (!tx ||
	    !kw_outbox_settle(ledger->db, ledger->deliverer->claimer, outcomes, n, now, error) ||
	    !kw_ways_count(&ledger->ways, ledger->db, ledger->outcomes, own, now, &limited_until,
			   error) ||
	    !kw_tallies_hold(ledger->tallies, now, &held, error))
		return NULL;
	if (waiting)
		room = kw_relays_room(ledger->ways.relays, waiting, ledger->ways.allowed);
	rows = claim(ledger, room, now, error);
	if (!rows || !kw_tx_commit(tx, error))
		return NULL;
	ledger->totals->held += held;
	ledger->totals->limited_until = limited_until;
	account(ledger, outcomes, n);
	return adopt(ledger, rows, room);
}

/* A commit whose answer was lost with the connection may have been done. What it settled is then no
 * longer ours, and settling it again changes nothing; what it claimed is known to nobody. */
gboolean kw_ledger_resume(KwLedger *ledger, GError **error)
{
	const char *claimer = ledger->deliverer->claimer;
	g_autoptr(GArray) back = g_array_new(FALSE, TRUE, sizeof(KwOutboxOutcome));
	g_autoptr(KwTx) tx = kw_tx_begin(ledger->db, error);
	g_autoptr(GArray) ids = tx ? kw_outbox_claimed(ledger->db, claimer, error) : NULL;

	for (guint i = 0; ids && i < ids->len; i++) {
		KwOutboxOutcome untouched = {.id = g_array_index(ids, int64_t, i),
					     .state = "ready",
					     .is_uncounted = TRUE};

		if (!g_hash_table_contains(ledger->rows, &untouched.id))
			g_array_append_val(back, untouched);
	}
	return ids &&
	       kw_outbox_settle(ledger->db, claimer, (const KwOutboxOutcome *)back->data, back->len,
				kw_ledger_now(ledger), error) &&
	       kw_tx_commit(tx, error);
}

/* What earlier runs left */

/* *out_count: how many are in doubt for it. */
static gboolean abandon(KwLedger *ledger, gboolean is_first, int64_t now, int64_t *out_count,
			GError **error)
{
	const KwDeliverer *deliverer = ledger->deliverer;
	g_autoptr(GPtrArray) claimers = kw_outbox_claimers(ledger->db, error);

	*out_count = 0;
	for (guint i = 0; claimers && i < claimers->len; i++) {
		const char *claimer = claimers->pdata[i];
		gboolean is_own = g_str_equal(claimer, deliverer->claimer);
		KwClaimerState state = !is_own    ? deliverer->state_of(claimer)
				       : is_first ? KW_CLAIMER_GONE
						  : KW_CLAIMER_LIVING;
		int64_t n = 0;

		if (state != KW_CLAIMER_LIVING &&
		    !kw_outbox_abandon(ledger->db, claimer, state == KW_CLAIMER_UNKNOWN ? now : 0,
				       &n, error))
			return FALSE;
		*out_count += n;
	}
	return claimers != NULL;
}

static void tell_recovered(int64_t found, int64_t back)
{
	if (found)
		kw_log(KW_LOG_WARNING,
		       "%" G_GINT64_FORMAT
		       " letters were on the wire when a deliver died: uncertain",
		       found);
	if (back)
		kw_log(KW_LOG_WARNING,
		       "%" G_GINT64_FORMAT
		       " uncertain letters go out again with the same Message-ID "
		       "(after_crash: resend)",
		       back);
}

gboolean kw_ledger_recover(KwLedger *ledger, gboolean is_first, GError **error)
{
	int64_t now = kw_ledger_now(ledger), found, moved, back = 0;
	g_autoptr(KwTx) tx = kw_tx_begin(ledger->db, error);

	if (!tx || !abandon(ledger, is_first, now, &found, error) ||
	    !kw_outbox_undo_clock(ledger->db, now, now + BACKOFF_MAX_S, &moved, error))
		return FALSE;
	if (ledger->config->after_crash == KW_AFTER_CRASH_RESEND &&
	    !kw_outbox_resend_uncertain(ledger->db, 0, now, &back, error))
		return FALSE;
	if (!kw_tx_commit(tx, error))
		return FALSE;
	ledger->totals->recovered += found;
	tell_recovered(found, back);
	return TRUE;
}

gboolean kw_ledger_close(KwLedger *ledger, GError **error)
{
	return kw_outbox_cancel_late(ledger->db, KW_OUTBOX_CANCELLED, error) &&
	       kw_issues_settle(ledger->db, kw_ledger_now(ledger), NULL, error);
}

gboolean kw_ledger_count(KwLedger *ledger, GError **error)
{
	if (!kw_outbox_owed(ledger->db, kw_ledger_now(ledger), &ledger->due, error))
		return FALSE;
	ledger->totals->owed = ledger->due + g_hash_table_size(ledger->rows);
	return TRUE;
}

gboolean kw_ledger_upkeep(KwLedger *ledger, GError **error)
{
	int64_t now = kw_ledger_now(ledger);

	return kw_outbox_renew(ledger->db, ledger->deliverer->claimer, now + LEASE_S, error) &&
	       kw_ledger_recover(ledger, FALSE, error) && kw_ledger_close(ledger, error) &&
	       kw_ledger_count(ledger, error);
}
