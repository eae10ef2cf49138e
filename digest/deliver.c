/* The outbox onto the wire: the loop of a run. What is committed in a turn is deliver_ledger.c, how
 * a row becomes a letter deliver_letter.c, the relays and their limits deliver_relays.c, what holds
 * an issue deliver_hold.c. What a relay's answer means is mail/relays.
 *
 * The window is two letters an open connection: the one whose reply is awaited, and the one that
 * follows it without a pause. More would only mean more letters in doubt after a crash. */
#include "deliver-private.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/address.h"

#include <string.h>

#define REASON_CHARS 120
#define UPKEEP_MS    60000 /* leases, what others left */
#define LOOK_MS      1000 /* whether something has become due; the clock of limits; the store again */
#define DRAIN_MS     30000
/* Outcomes wait so long for others, that one commit serves many: well below the time that a relay
 * takes to answer, to which it is added. */
#define GATHER_MS 2

typedef struct {
	KwLedger ledger;
	KwLetters letters;
	gint64 upkeep_at, look_at; /* monotonic ms, not before */
	gint64 gather_until;       /* the same; 0 = no outcome waits */
	gint64 drain_until;        /* 0 = goes on */
	GError *trouble;           /* the first that concerns more than one letter */
} Run;

static void run_clear(Run *run)
{
	kw_ways_clear(&run->ledger.ways);
	kw_letters_clear(&run->letters);
	g_clear_pointer(&run->ledger.tallies, kw_tallies_free);
	g_clear_pointer(&run->ledger.rows, g_hash_table_unref);
	g_clear_pointer(&run->ledger.outcomes, g_array_unref);
	g_clear_error(&run->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static gint64 now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

static guint pending(const Run *run)
{
	return g_hash_table_size(run->ledger.rows);
}

/* No letter goes on the wire any more; those that are there have DRAIN_MS. */
static void end(Run *run)
{
	if (run->ledger.is_ending)
		return;
	run->ledger.is_ending = TRUE;
	run->drain_until = now_ms() + DRAIN_MS;
}

static void fail(Run *run, GError *trouble)
{
	end(run);
	if (run->trouble)
		g_error_free(trouble);
	else
		run->trouble = trouble;
	run->look_at = now_ms() + LOOK_MS;
}

/* A store that went away is waited for, with the letters on the wire and what became of them; any
 * other trouble ends the run. */
static void note_trouble(Run *run, GError *trouble)
{
	if (!run->trouble &&
	    kw_away_bear(&run->ledger.away, kw_db_is_away(run->ledger.db), &trouble))
		run->look_at = now_ms() + LOOK_MS;
	else
		fail(run, trouble);
}

static void note_return(Run *run)
{
	if (!run->ledger.away.is_away)
		return;
	kw_away_end(&run->ledger.away);
	run->upkeep_at = 0; /* leases, and what happened in the meantime */
}

static gboolean has_trouble(const Run *run)
{
	return run->trouble || run->ledger.away.is_away;
}

/* Letters out */

static void add_outcome(Run *run, int64_t id, KwSendResult result, const char *text)
{
	KwSendOutcome outcome = {.id = id, .result = result, .relay = -1};
	g_autofree char *cut = kw_text_cut(text, REASON_CHARS);

	g_strlcpy(outcome.text, cut, sizeof(outcome.text));
	g_array_append_val(run->ledger.outcomes, outcome);
}

/* Whether what went wrong lies in this one letter or reader. Anything else (the store, a template
 * of the operator's) would meet every letter, and must not fail them all. */
static gboolean is_about_one(const GError *trouble)
{
	return g_error_matches(trouble, KW_ERROR, KW_ERROR_DATA) ||
	       g_error_matches(trouble, KW_ERROR, KW_ERROR_NOT_FOUND) ||
	       g_error_matches(trouble, KW_ERROR, KW_ERROR_REFUSED);
}

static void send_one(Run *run, const KwOutboxRow *row)
{
	g_auto(KwPersonal) personal = {0};
	g_autoptr(GError) trouble = NULL;
	g_autoptr(GBytes) letter =
		has_trouble(run) ? NULL : kw_letters_build(&run->letters, row, &personal, &trouble);
	g_autofree char *recipient = kw_address_for_envelope(row->recipient);

	if (letter) {
		kw_relays_put(run->ledger.ways.relays, row->id, personal.return_path, recipient,
			      letter);
	} else if (trouble && is_about_one(trouble)) {
		kw_log(KW_LOG_WARNING, "outbox %" G_GINT64_FORMAT ": %s", row->id,
		       trouble->message);
		add_outcome(run, row->id, KW_SEND_FAILED, trouble->message);
	} else {
		add_outcome(run, row->id, KW_SEND_RELAY_FAULT, "");
		if (trouble)
			note_trouble(run, g_steal_pointer(&trouble));
	}
}

/* The store's turn */

/* Whether there is something for it to do. With limits, and where it had trouble, only now and
 * then. */
static guint waiting(const Run *run)
{
	return run->ledger.is_ending || !run->ledger.due
		       ? 0
		       : (guint)MIN(run->ledger.due + pending(run), G_MAXINT);
}

/* As long as every connection has something to do, by and large, outcomes may wait for each other:
 * the next letter of each is there already. */
static gboolean is_gathering(const Run *run)
{
	return !run->ledger.is_ending && now_ms() < run->gather_until &&
	       pending(run) - run->ledger.outcomes->len >=
		       kw_relays_connections(run->ledger.ways.relays);
}

static gboolean is_ledger_due(const Run *run)
{
	const KwWays *ways = &run->ledger.ways;

	if (has_trouble(run) && now_ms() < run->look_at)
		return FALSE;
	if (run->ledger.away.is_away)
		return TRUE;
	if (run->ledger.outcomes->len)
		return !is_gathering(run);
	return waiting(run) && (kw_relays_room(ways->relays, waiting(run), ways->allowed) ||
				(ways->allowed && now_ms() >= run->look_at));
}

static void keep_ledger(Run *run)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = NULL;

	if (!is_ledger_due(run))
		return;
	run->gather_until = 0;
	if (run->ledger.ways.allowed)
		run->look_at = now_ms() + LOOK_MS;
	if (!run->ledger.away.is_away || kw_ledger_resume(&run->ledger, &error))
		rows = kw_ledger_turn(&run->ledger, waiting(run), &error);
	if (rows)
		note_return(run);
	else
		note_trouble(run, g_steal_pointer(&error));
	for (guint i = 0; rows && i < rows->len; i++)
		send_one(run, rows->pdata[i]);
}

/* What has become due in the meantime. */
static void look(Run *run)
{
	KwLedger *ledger = &run->ledger;
	int64_t now = kw_ledger_now(ledger);
	g_autoptr(GError) error = NULL;
	gboolean is_fine = TRUE, has_due = FALSE;

	if (ledger->is_ending || ledger->away.is_away ||
	    now_ms() < MIN(run->look_at, run->upkeep_at))
		return;
	if (now_ms() >= run->upkeep_at) {
		run->upkeep_at = now_ms() + UPKEEP_MS;
		is_fine = kw_ledger_upkeep(ledger, &error);
	} else if (!ledger->due) {
		run->look_at = now_ms() + LOOK_MS;
		is_fine = kw_outbox_has_due(ledger->db, now, &has_due, &error) &&
			  (!has_due || kw_ledger_count(ledger, &error));
	}
	if (!is_fine)
		note_trouble(run, g_steal_pointer(&error));
}

/* The relays' turn */

static void note_outcomes(Run *run, guint from)
{
	for (guint i = from; i < run->ledger.outcomes->len; i++) {
		const KwSendOutcome *outcome =
			&g_array_index(run->ledger.outcomes, KwSendOutcome, i);
		const KwOutboxRow *row = g_hash_table_lookup(run->ledger.rows, &outcome->id);
		gboolean is_refused = outcome->result == KW_SEND_FAILED && outcome->code >= 500;
		GError *error = NULL;

		if (!row->issue || (!is_refused && outcome->result != KW_SEND_SENT))
			continue;
		if (!kw_tallies_note(run->ledger.tallies, row->issue, is_refused, outcome->text,
				     &error))
			note_trouble(run, error);
	}
}

static void wait_for_relays(Run *run)
{
	guint before = run->ledger.outcomes->len;
	gint64 wait_ms = LOOK_MS;

	/* where the store has trouble, outcomes wait for it: no hurry */
	if (before && !has_trouble(run))
		wait_ms = is_gathering(run) ? run->gather_until - now_ms() : 0;
	kw_relays_turn(run->ledger.ways.relays, (int)MAX(wait_ms, 0), run->ledger.outcomes);
	if (run->ledger.outcomes->len && !run->gather_until)
		run->gather_until = now_ms() + GATHER_MS;
	note_outcomes(run, before);
}

/* The end */

static gboolean is_over(Run *run)
{
	const KwLedger *ledger = &run->ledger;

	if (pending(run) || (ledger->away.is_away && !ledger->is_ending))
		return FALSE;
	if (ledger->is_ending || ledger->totals->limited_until ||
	    kw_relays_are_down(ledger->ways.relays, NULL, NULL))
		return TRUE;
	if (!ledger->due) {
		run->look_at = 0;
		look(run);
	}
	return !ledger->due && !ledger->away.is_away;
}

/* Nobody can say what became of what is still on the wire. */
static void give_up_waiting(Run *run)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(GArray) outcomes = run->ledger.outcomes;
	GHashTableIter iter;
	gpointer id;

	for (guint i = 0; i < outcomes->len; i++)
		g_hash_table_add(known, &g_array_index(outcomes, KwSendOutcome, i).id);
	run->ledger.outcomes = g_array_new(FALSE, TRUE, sizeof(KwSendOutcome));
	g_array_append_vals(run->ledger.outcomes, outcomes->data, outcomes->len);
	g_hash_table_iter_init(&iter, run->ledger.rows);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(known, id))
			add_outcome(run, *(int64_t *)id, KW_SEND_UNCERTAIN,
				    "no answer when the run ended");
	run->look_at = 0;
	keep_ledger(run);
}

static void remember_stopped_relay(Run *run)
{
	KwDelivered *totals = run->ledger.totals;
	g_autoptr(GError) error = NULL;
	gboolean is_refusal;
	const char *why;

	if (!kw_relays_are_down(run->ledger.ways.relays, &why, &is_refusal))
		return;
	totals->relay_stopped = TRUE;
	totals->relay_refuses = is_refusal;
	g_strlcpy(totals->relay_why, why, sizeof(totals->relay_why));
	if (!kw_ways_stop(&run->ledger.ways, run->ledger.db, is_refusal, why,
			  kw_ledger_now(&run->ledger), &error))
		fail(run, g_steal_pointer(&error));
}

static void turn(Run *run)
{
	const KwDeliverer *deliverer = run->ledger.deliverer;

	if (deliverer->should_stop && deliverer->should_stop(deliverer->user))
		end(run);
	look(run);
	keep_ledger(run);
	if (deliverer->on_turn)
		deliverer->on_turn(run->ledger.totals, deliverer->user);
}

/* The beginning */

/* The configuration knows nothing of mail; here these addresses become envelopes. */
static gboolean check_address(const char *key, const char *address, GError **error)
{
	g_autofree char *normal = address ? kw_address_normalise(address) : NULL;

	if (!address || (normal && g_ascii_strcasecmp(normal, address) == 0))
		return TRUE;
	kw_error_set(error, KW_ERROR_CONFIG,
		     "mail.%s: `%s` is no mail address; write NAME@DOMAIN alone", key, address);
	return FALSE;
}

static gboolean begin(Run *run, GError **error)
{
	KwLedger *ledger = &run->ledger;

	run->upkeep_at = now_ms() + UPKEEP_MS;
	return check_address("from", ledger->config->from, error) &&
	       check_address("bounce", ledger->config->bounce, error) &&
	       kw_ledger_recover(ledger, TRUE, error) && kw_ledger_count(ledger, error);
}

static gboolean finish(Run *run, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	if (!kw_ledger_close(&run->ledger, &trouble))
		fail(run, g_steal_pointer(&trouble));
	if (!run->trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&run->trouble));
	return FALSE;
}

static gboolean is_drained(const Run *run)
{
	return run->ledger.is_ending && now_ms() >= run->drain_until;
}

gboolean kw_deliver_run(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwDeliverer *deliverer, KwDelivered *out_delivered, GError **error)
{
	g_auto(Run) run = {
		.ledger = {.db = db,
			   .config = config,
			   .deliverer = deliverer,
			   .totals = out_delivered,
			   .away = {.who = "deliver", .wait_s = config->store_wait_s},
			   .tallies = kw_tallies_new(db, config),
			   .rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
							 (GDestroyNotify)kw_outbox_row_free),
			   .outcomes = g_array_new(FALSE, TRUE, sizeof(KwSendOutcome))},
		.letters = {.db = db, .issuer = {.db = db, .config = config, .keys = keys}},
	};

	memset(out_delivered, 0, sizeof(*out_delivered));
	if (!begin(&run, error))
		return FALSE;
	/* passwords are not asked for where nothing is to be sent */
	if (!run.ledger.due)
		return finish(&run, error);
	if (!kw_ways_open(&run.ledger.ways, db, config, error))
		return FALSE;
	for (turn(&run); !is_over(&run) && !is_drained(&run); turn(&run))
		wait_for_relays(&run);
	if (pending(&run))
		give_up_waiting(&run);
	remember_stopped_relay(&run);
	return finish(&run, error);
}
