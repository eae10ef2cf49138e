/* Patience with a store whose server went away. Nothing is asked and nothing slept here: who waits
 * has other things to do meanwhile (deliver), or has not (cmd/main.c). */
#include "store/away.h"

#include "base/error.h"
#include "base/log.h"

static gint64 left_us(const KwAway *away)
{
	gint64 now = away->is_away ? g_get_monotonic_time() - away->since : 0;

	return away->wait_s * G_USEC_PER_SEC - away->waited - now;
}

gboolean kw_away_bear(KwAway *away, gboolean is_gone, GError **error)
{
	if (!away->is_away) {
		if (!is_gone || left_us(away) <= 0)
			return FALSE;
		kw_log(KW_LOG_WARNING, "%s; %s waits for it, %" G_GINT64_FORMAT " s at most",
		       (*error)->message, away->who, left_us(away) / G_USEC_PER_SEC);
		away->is_away = TRUE;
		away->since = g_get_monotonic_time();
	} else if (!g_error_matches(*error, KW_ERROR, KW_ERROR_TEMPORARY)) {
		return FALSE;
	} else if (left_us(away) <= 0) {
		g_prefix_error(error, "the store did not come back within %d s: ", away->wait_s);
		return FALSE;
	}
	g_clear_error(error);
	return TRUE;
}

void kw_away_end(KwAway *away)
{
	gint64 absence;

	if (!away->is_away)
		return;
	absence = g_get_monotonic_time() - away->since;
	away->waited += absence;
	away->is_away = FALSE;
	kw_log(KW_LOG_WARNING, "the store is there again after %" G_GINT64_FORMAT " s; %s goes on",
	       absence / G_USEC_PER_SEC, away->who);
}
