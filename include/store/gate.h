/* What keeps letters from going out: the limits of relays, relays that are left alone, and the
 * switch for everything. (An issue that is held: store/issues.h.)
 */
#pragma once

#include "store/db.h"

/* --- `deliver pause all` --- */

gboolean kw_gate_pause(KwDb *db, const char *actor, int64_t now, GError **error);
gboolean kw_gate_unpause(KwDb *db, gboolean *out_changed, GError **error);
/* *out_actor (yours) is NULL where nothing is paused. */
gboolean kw_gate_paused(KwDb *db, int64_t *out_at, char **out_actor, GError **error);

/* --- a relay that is left alone --- */

typedef struct {
	char *url;
	int64_t stopped_at;
	gboolean is_refusal; /* it refuses us; else it cannot be reached */
	char *why;           /* one line */
} KwStoppedRelay;
void kw_stopped_relay_free(KwStoppedRelay *relay);

/* Remembers the trouble (the time is that of the first), and forgets it. */
gboolean kw_gate_stop_relay(KwDb *db, const char *url, gboolean is_refusal, const char *why,
			    int64_t now, GError **error);
gboolean kw_gate_open_relay(KwDb *db, const char *url, GError **error);
GPtrArray *kw_gate_stopped(KwDb *db, GError **error); /* KwStoppedRelay *, owned */

/* --- limits: at most `letters` in `seconds`, counted over all deliverers and restarts --- */

/* Counts letters that a relay answered at `now`. Run it in the transaction of their outcomes. */
gboolean kw_gate_use(KwDb *db, const char *url, int64_t letters, int64_t now, GError **error);
/* How many left in the `seconds` up to `now`, and (where any did) when the first of them will be
 * out of that time. Run it in the transaction that claims: until its end nobody else counts for
 * this relay. Where the clock went back, what was written later than `now` counts as of now. */
gboolean kw_gate_used(KwDb *db, const char *url, int seconds, int64_t now, int64_t *out_letters,
		      int64_t *out_frees_at, GError **error);
