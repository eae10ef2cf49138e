/* The outbox onto the wire: claims rows, splices letters, hands them to the relays, and settles
 * what became of each.
 *
 * Can be killed at any moment: "sending" is committed before a letter touches the wire, the outcome
 * after the relay's answer, both in one transaction a turn of the event loop. What a killed run
 * leaves, two letters an open connection at most, is found by the next one, named, and treated as
 * `after_crash` says.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "mail/relays.h"
#include "store/db.h"

typedef int64_t (*KwClock)(gpointer user);

/* What is known of another process that holds rows. */
typedef enum {
	KW_CLAIMER_GONE,
	KW_CLAIMER_LIVING,
	KW_CLAIMER_UNKNOWN, /* another host: its lease decides */
} KwClaimerState;

typedef struct {
	int64_t sent, deferred, failed, uncertain;
	int64_t recovered;      /* found in "sending" after a crash */
	int64_t held;           /* issues held for too many refusals */
	int64_t owed;           /* still to go, or on the wire: as counted last, less what went */
	int64_t limited_until;  /* every relay is at its limit until then; 0 = not */
	gboolean relay_stopped; /* none can be used */
	gboolean relay_refuses; /* … because it refuses us; else it cannot be reached */
	char relay_why[512];    /* which relay, and why */
} KwDelivered;

/* Who delivers, and the hooks of the process around. `user` is passed to all of them. */
typedef struct {
	const char
		*claimer; /* names this process, as no other is named: "HOST NAMESPACE PID START" */
	KwClaimerState (*state_of)(const char *claimer);
	KwClock clock;
	gboolean (*should_stop)(gpointer user); /* TRUE: claim no more, and end when the letters on
						   the wire are answered; or NULL */
	void (*on_turn)(const KwDelivered *so_far, gpointer user); /* each turn; or NULL */
	gpointer user;
} KwDeliverer;

/* Sends until nothing is due, every relay is at its limit, or none can be used. A store whose
 * server went away is waited for (config->store_wait_s). Letters on the wire are waited for, after
 * should_stop() and after trouble with the store for 30 s at most (then they are uncertain). The
 * error is the first trouble that concerns more than one letter; what was delivered until then is
 * counted all the same. */
gboolean kw_deliver_run(KwDb *db, const KwConfig *config, const KwKeys *keys,
			const KwDeliverer *deliverer, KwDelivered *out_delivered, GError **error);

/* Whether a relay of the configuration lets us in. Errors as kw_relays_try()'s, and those of its
 * password file or token command, which they name. */
gboolean kw_deliver_try(const KwConfigRelay *relay, GError **error);
