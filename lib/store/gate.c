/* What keeps letters from going out (gate.sql). When a relay is left alone, and what a limit means
 * for the next letters, is digest/deliver's decision.
 *
 * Uses are counted by the second and once a turn, not by an index over the outbox: a limit then
 * costs nothing a letter, and whoever has none pays nothing.
 */
#include "store/gate.h"

#include "table.h"

#include "store/gate.sql.h"

void kw_stopped_relay_free(KwStoppedRelay *relay)
{
	if (!relay)
		return;
	g_free(relay->url);
	g_free(relay->why);
	g_free(relay);
}

gboolean kw_gate_pause(KwDb *db, const char *actor, int64_t now, GError **error)
{
	return kw_db_run(db, SQL_gate_pause, KW_PARAMS(KW_INT(now), KW_TEXT(actor)), NULL, error);
}

gboolean kw_gate_unpause(KwDb *db, gboolean *out_changed, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_gate_unpause, KW_NO_PARAMS, &changed, error))
		return FALSE;
	*out_changed = changed > 0;
	return TRUE;
}

gboolean kw_gate_paused(KwDb *db, int64_t *out_at, char **out_actor, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, SQL_gate_paused, KW_NO_PARAMS, error);

	*out_at = 0;
	*out_actor = NULL;
	if (!rows)
		return FALSE;
	if (kw_rows_next(rows)) {
		*out_at = kw_rows_int(rows, 0);
		*out_actor = kw_rows_dup(rows, 1);
	}
	return TRUE;
}

gboolean kw_gate_stop_relay(KwDb *db, const char *url, gboolean is_refusal, const char *why,
			    int64_t now, GError **error)
{
	return kw_db_run(db, SQL_gate_stop_relay,
			 KW_PARAMS(KW_TEXT(url), KW_INT(now), KW_INT(is_refusal), KW_TEXT(why)),
			 NULL, error);
}

gboolean kw_gate_open_relay(KwDb *db, const char *url, GError **error)
{
	return kw_db_run(db, SQL_gate_open_relay, KW_PARAMS(KW_TEXT(url)), NULL, error);
}

static gpointer read_stopped(const KwRows *rows)
{
	KwStoppedRelay *relay = g_new0(KwStoppedRelay, 1);

	relay->url = kw_rows_dup(rows, 0);
	relay->stopped_at = kw_rows_int(rows, 1);
	relay->is_refusal = kw_rows_int(rows, 2) != 0;
	relay->why = kw_rows_dup(rows, 3);
	return relay;
}

GPtrArray *kw_gate_stopped(KwDb *db, GError **error)
{
	return kw_table_list(db, SQL_gate_stopped, KW_NO_PARAMS, read_stopped,
			     (GDestroyNotify)kw_stopped_relay_free, error);
}

gboolean kw_gate_use(KwDb *db, const char *url, int64_t letters, int64_t now, GError **error)
{
	return kw_db_run(db, SQL_gate_use, KW_PARAMS(KW_TEXT(url), KW_INT(now), KW_INT(letters)),
			 NULL, error);
}

/* PostgreSQL: a row that everybody writes first keeps two deliverers from counting at once. (In
 * SQLite the transaction itself does.) */
static gboolean lock(KwDb *db, const char *url, GError **error)
{
	return kw_gate_use(db, url, 0, 0, error);
}

static gboolean bring_back(KwDb *db, const char *url, int64_t now, GError **error)
{
	int64_t ahead;

	if (!kw_db_int(db, SQL_gate_ahead, KW_PARAMS(KW_TEXT(url), KW_INT(now)), 0, &ahead, error))
		return FALSE;
	return kw_db_run(db, SQL_gate_forget_ahead, KW_PARAMS(KW_TEXT(url), KW_INT(now)), NULL,
			 error) &&
	       kw_gate_use(db, url, ahead, now, error);
}

gboolean kw_gate_used(KwDb *db, const char *url, int seconds, int64_t now, int64_t *out_letters,
		      int64_t *out_frees_at, GError **error)
{
	const int64_t since = MAX(now - seconds, 1);
	g_autoptr(KwRows) rows = NULL;

	if (!lock(db, url, error) ||
	    !kw_db_run(db, SQL_gate_forget, KW_PARAMS(KW_TEXT(url), KW_INT(since)), NULL, error))
		return FALSE;
	rows = kw_db_query(db, SQL_gate_used, KW_PARAMS(KW_TEXT(url), KW_INT(since)), error);
	if (!rows || !kw_rows_next(rows))
		return FALSE;
	*out_letters = kw_rows_int(rows, 0);
	*out_frees_at = *out_letters ? kw_rows_int(rows, 1) + seconds : 0;
	if (kw_rows_int(rows, 2) <= now)
		return TRUE;
	*out_frees_at = now + seconds;
	return bring_back(db, url, now, error);
}
