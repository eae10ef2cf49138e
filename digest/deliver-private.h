/* The parts of a run of deliver. Used by deliver*.c only. */
#pragma once

#include "digest/deliver.h"
#include "personal-private.h"
#include "store/away.h"
#include "store/outbox.h"

/* --- deliver_relays.c: the ways out, their secrets and their limits --- */

typedef struct {
	const KwConfig *config;
	KwRelays *relays;
	guint *allowed; /* one a relay, as kw_relays_room() takes it; NULL = none has a limit */
	GHashTable *stopped; /* urls of which the store says that they were left alone */
} KwWays;

/* Connects nothing yet. The errors are those of passwords, tokens and the store. */
gboolean kw_ways_open(KwWays *ways, KwDb *db, const KwConfig *config, GError **error);
void kw_ways_clear(KwWays *ways);
const char *kw_ways_url(const KwWays *ways, int relay); /* NULL for -1 */
/* What `outcomes` (KwSendOutcome) used up, and then what is still allowed. `own` letters of ours
 * are on the wire. *out_limited_until as KwDelivered's. In the transaction that settles and claims.
 */
gboolean kw_ways_count(KwWays *ways, KwDb *db, const GArray *outcomes, guint own, int64_t now,
		       int64_t *out_limited_until, GError **error);
/* Remembers that no relay can be used. */
gboolean kw_ways_stop(KwWays *ways, KwDb *db, gboolean is_refusal, const char *why, int64_t now,
		      GError **error);

/* --- deliver_letter.c: rows to letters --- */

typedef struct {
	KwDb *db;
	KwIssuer issuer;
	GQueue recent; /* stored letters, the last used one first */
} KwLetters;

void kw_letters_clear(KwLetters *letters);
/* One reader's letter. The return path is in `personal` (zeroed). */
GBytes *kw_letters_build(KwLetters *letters, const KwOutboxRow *row, KwPersonal *personal,
			 GError **error);

/* --- deliver_hold.c: an issue that is refused too often --- */

typedef struct KwTallies KwTallies; /* by issue */

KwTallies *kw_tallies_new(KwDb *db, const KwConfig *config);
void kw_tallies_free(KwTallies *tallies);
/* A letter of the issue was sent, or refused by a relay. Before that is in the store: the first
 * time that an issue is named, what is there of it is counted. */
gboolean kw_tallies_note(KwTallies *tallies, int64_t issue, gboolean is_refused, const char *text,
			 GError **error);
/* Rows of the issue were claimed: it is not held (any more). */
void kw_tallies_claimed(KwTallies *tallies, int64_t issue);
/* Holds the issues that have to be, and writes to staff; *out_held counts them. In the transaction
 * that settles and claims, between the two. */
gboolean kw_tallies_hold(KwTallies *tallies, int64_t now, int64_t *out_held, GError **error);

/* --- deliver_ledger.c: what the store knows of a run --- */

typedef struct {
	KwDb *db;
	const KwConfig *config;
	const KwDeliverer *deliverer;
	KwDelivered *totals;
	KwWays ways;
	KwTallies *tallies;
	GHashTable *rows;   /* id to KwOutboxRow: claimed, and not settled yet */
	GArray *outcomes;   /* KwSendOutcome: known, and not settled yet */
	int64_t due;        /* to be claimed: when it was last counted, less what was claimed */
	gboolean is_ending; /* no letter goes on the wire any more */
	KwAway away;        /* the store's server went away, and is waited for */
} KwLedger;

int64_t kw_ledger_now(const KwLedger *ledger);
/* What earlier runs left. `is_first`: what this process itself holds is of a run that failed. */
gboolean kw_ledger_recover(KwLedger *ledger, gboolean is_first, GError **error);
/* Issues of which nothing is owed any more are "sent". */
gboolean kw_ledger_close(KwLedger *ledger, GError **error);
/* Counts what is due. */
gboolean kw_ledger_count(KwLedger *ledger, GError **error);
/* New leases, what others left, issues that are complete, and how much is owed: now and then. */
gboolean kw_ledger_upkeep(KwLedger *ledger, GError **error);
/* After the store was away: what the lost connection claimed without our hearing of it goes back,
 * untouched. */
gboolean kw_ledger_resume(KwLedger *ledger, GError **error);
/* The transaction of a turn: settles the outcomes, and claims for the room that the relays have
 * for `waiting` letters (0: claims nothing). KwOutboxRow * of the claimed rows, borrowed from
 * ledger->rows. On failure nothing has changed. */
GPtrArray *kw_ledger_turn(KwLedger *ledger, guint waiting, GError **error);
