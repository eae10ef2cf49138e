/* The outbox onto the wire: claims rows, splices letters, sends, and settles what became of each.
 *
 * Can be killed at any moment: "sending" is committed before the wire is touched, the outcome right
 * after the relay's answer; what a killed run leaves is found by the next one, named, and treated
 * as `after_crash` says.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "base/words.h"
#include "mail/transport.h"
#include "store/db.h"

typedef int64_t (*KwClock)(gpointer user);

typedef struct {
	int64_t sent, deferred, failed, uncertain;
	int64_t recovered; /* found in "sending" after a crash */
	gboolean relay_stopped;
	char relay_why[512]; /* where relay_stopped: which relay, and why */
} KwDelivered;

/* Sends until nothing is due or the relay has to be left alone. `claimer` names this process
 * ("HOST PID STARTTIME"); `is_gone` says whether another claimer of this host is dead. */
gboolean kw_deliver_run(KwDb *db, const KwConfig *config, const KwKeys *keys, const char *claimer,
			gboolean (*is_gone)(const char *claimer), KwClock clock, gpointer user,
			KwDelivered *out_delivered, GError **error);

/* A connection to the configured relay, with the password that its file holds. Errors as
 * kw_transport_open()'s; and the password file's, which they name. */
KwTransport *kw_deliver_connect(const KwConfig *config, GError **error);
