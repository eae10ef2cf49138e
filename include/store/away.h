/* Patience with a store whose server went away (PostgreSQL restarts, another takes over), of
 * whoever can go on where it stopped: how long, when it is over, and what the log says of it.
 */
#pragma once

#include <glib.h>

typedef struct {
	const char *who; /* waits, for the log: "deliver" */
	int wait_s;      /* in all, however often it goes away; 0: not at all */
	gboolean is_away;
	gint64 since, waited; /* monotonic us; `waited`: earlier times together */
} KwAway;

/* After trouble with the store: whether it is to be waited for. `is_gone`: its server just went
 * away (kw_db_is_away()); while it is waited for, every error that may pass is of its return: it
 * starts up, is a standby yet. TRUE: the error is dealt with, and cleared. FALSE: it stands, and
 * says so where the patience is over. */
gboolean kw_away_bear(KwAway *away, gboolean is_gone, GError **error);
/* The store answers. */
void kw_away_end(KwAway *away);
