/* What a deliverer does with the outbox (outbox_claim.sql): claims rows, settles what became of
 * them, and finds what another left.
 *
 * A claim is committed before the wire is touched and an outcome after it, so that a crash leaves a
 * row in "sending": nobody can tell whether that letter arrived, and the state says exactly this.
 * The claim touches one table only: locking rows and skipping locked ones is not to be joined.
 */
#include "outbox-private.h"

#include "store/outbox_claim.sql.h"

#include <json-glib/json-glib.h>

/* With the reader behind it. */
static gpointer read_claimed(const KwRows *rows)
{
	KwOutboxRow *row = kw_outbox_read(rows);

	row->reader = (KwReader){
		.state = kw_rows_dup(rows, KW_OUTBOX_COLUMNS),
		.organisation = kw_rows_dup(rows, KW_OUTBOX_COLUMNS + 1),
		.word = kw_rows_dup(rows, KW_OUTBOX_COLUMNS + 2),
		.consent_at = kw_rows_int(rows, KW_OUTBOX_COLUMNS + 3),
	};
	return row;
}

/* ---- what became of them ---- */

static gboolean is_pgsql(const KwDb *db)
{
	return g_str_equal(kw_db_engine(db), "pgsql");
}

static gboolean settle_one(KwDb *db, const char *claimer, const KwOutboxOutcome *o, int64_t now,
			   GError **error)
{
	return kw_db_run(db, SQL_outbox_settle_sqlite,
			 KW_PARAMS(KW_INT(o->id), KW_TEXT(claimer), KW_TEXT(o->state),
				   KW_INT(o->is_uncounted), KW_INT(o->next_try_at),
				   KW_TEXT(o->relay), KW_INT_OR_NULL(o->smtp_code),
				   KW_TEXT(o->smtp_text), KW_INT(now), KW_INT(o->is_bounce)),
			 NULL, error);
}

static void add_text(JsonBuilder *json, const char *name, const char *text)
{
	json_builder_set_member_name(json, name);
	json_builder_add_string_value(json, text); /* null for NULL */
}

static void add_int(JsonBuilder *json, const char *name, int64_t value)
{
	json_builder_set_member_name(json, name);
	json_builder_add_int_value(json, value);
}

static char *format_outcomes(const KwOutboxOutcome *outcomes, size_t n)
{
	g_autoptr(JsonBuilder) json = json_builder_new();
	g_autoptr(JsonNode) root = NULL;

	json_builder_begin_array(json);
	for (size_t i = 0; i < n; i++) {
		const KwOutboxOutcome *o = &outcomes[i];

		json_builder_begin_object(json);
		add_int(json, "id", o->id);
		add_text(json, "state", o->state);
		add_int(json, "uncounted", o->is_uncounted);
		add_int(json, "next_try_at", o->next_try_at);
		add_text(json, "relay", o->relay);
		if (o->smtp_code)
			add_int(json, "smtp_code", o->smtp_code);
		add_text(json, "smtp_text", o->smtp_text);
		add_int(json, "is_bounce", o->is_bounce);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
	root = json_builder_get_root(json);
	return json_to_string(root, FALSE);
}

gboolean kw_outbox_settle(KwDb *db, const char *claimer, const KwOutboxOutcome *outcomes, size_t n,
			  int64_t now, GError **error)
{
	if (is_pgsql(db)) {
		g_autofree char *json = n ? format_outcomes(outcomes, n) : NULL;

		return !n || kw_db_run(db, SQL_outbox_settle_pgsql,
				       KW_PARAMS(KW_TEXT(json), KW_TEXT(claimer), KW_INT(now)),
				       NULL, error);
	}
	for (size_t i = 0; i < n; i++)
		if (!settle_one(db, claimer, &outcomes[i], now, error))
			return FALSE;
	return TRUE;
}

static gpointer read_lane(const KwRows *rows)
{
	int64_t *lane = g_new(int64_t, 1);

	*lane = kw_rows_int(rows, 0);
	return lane;
}

/* int64_t *: ids of issues, 0 for the notices; the most urgent first. */
static GPtrArray *list_lanes(KwDb *db, int64_t now, GError **error)
{
	return kw_table_list(db, SQL_outbox_lanes, KW_PARAMS(KW_INT(now)), read_lane, g_free,
			     error);
}

typedef struct {
	const char *claimer;
	int64_t now, until;
} Claim;

static GPtrArray *list_claimed(KwDb *db, const char *sql, const KwParam *params, size_t n,
			       GError **error)
{
	return kw_table_list(db, sql, params, n, read_claimed, (GDestroyNotify)kw_outbox_row_free,
			     error);
}

static GPtrArray *claim_pgsql(KwDb *db, const Claim *claim, int64_t lane, int limit, GError **error)
{
	if (lane)
		return list_claimed(db, SQL_outbox_claim_pgsql,
				    KW_PARAMS(KW_INT(lane), KW_INT(claim->now), KW_LIMIT(limit),
					      KW_TEXT(claim->claimer), KW_INT(claim->until)),
				    error);
	return list_claimed(db, SQL_outbox_claim_notices_pgsql,
			    KW_PARAMS(KW_INT(claim->now), KW_LIMIT(limit), KW_TEXT(claim->claimer),
				      KW_INT(claim->until)),
			    error);
}

/* RETURNING cannot name a second table in SQLite, and the reader is one: look, then take. */
static GPtrArray *claim_sqlite(KwDb *db, const Claim *claim, int64_t lane, int limit,
			       GError **error)
{
	g_autoptr(GPtrArray) rows =
		lane ? list_claimed(db, SQL_outbox_due_sqlite,
				    KW_PARAMS(KW_INT(lane), KW_INT(claim->now), KW_LIMIT(limit),
					      KW_TEXT(claim->claimer), KW_INT(claim->until)),
				    error)
		     : list_claimed(db, SQL_outbox_due_notices_sqlite,
				    KW_PARAMS(KW_INT(claim->now), KW_LIMIT(limit),
					      KW_TEXT(claim->claimer), KW_INT(claim->until)),
				    error);

	for (guint i = 0; rows && i < rows->len; i++)
		if (!kw_db_run(db, SQL_outbox_take_sqlite,
			       KW_PARAMS(KW_INT(((KwOutboxRow *)rows->pdata[i])->id),
					 KW_TEXT(claim->claimer), KW_INT(claim->until)),
			       NULL, error))
			return NULL;
	return g_steal_pointer(&rows);
}

GPtrArray *kw_outbox_claim(KwDb *db, const char *claimer, int limit, int64_t now, int lease_s,
			   GError **error)
{
	const Claim claim = {claimer, now, now + lease_s};
	g_autoptr(GPtrArray) lanes = list_lanes(db, now, error);
	g_autoptr(GPtrArray)
		all = g_ptr_array_new_with_free_func((GDestroyNotify)kw_outbox_row_free);

	for (guint i = 0; lanes && i < lanes->len && (int)all->len < limit; i++) {
		int64_t lane = *(int64_t *)lanes->pdata[i];
		int left = limit - (int)all->len;
		g_autoptr(GPtrArray) rows = is_pgsql(db)
						    ? claim_pgsql(db, &claim, lane, left, error)
						    : claim_sqlite(db, &claim, lane, left, error);

		if (!rows)
			return NULL;
		g_ptr_array_extend_and_steal(all, g_steal_pointer(&rows));
	}
	return lanes ? g_steal_pointer(&all) : NULL;
}

gboolean kw_outbox_has_due(KwDb *db, int64_t now, gboolean *out_has, GError **error)
{
	g_autoptr(GPtrArray) lanes = list_lanes(db, now, error);

	*out_has = lanes && lanes->len > 0;
	return lanes != NULL;
}

gboolean kw_outbox_owed(KwDb *db, int64_t now, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_outbox_owed, KW_PARAMS(KW_INT(now)), 0, out_count, error);
}

gboolean kw_outbox_on_the_wire(KwDb *db, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_outbox_on_the_wire, KW_NO_PARAMS, 0, out_count, error);
}

gboolean kw_outbox_renew(KwDb *db, const char *claimer, int64_t until, GError **error)
{
	return kw_db_run(db, SQL_outbox_renew, KW_PARAMS(KW_TEXT(claimer), KW_INT(until)), NULL,
			 error);
}

GArray *kw_outbox_claimed(KwDb *db, const char *claimer, GError **error)
{
	return kw_table_ints(db, SQL_outbox_claimed, KW_PARAMS(KW_TEXT(claimer)), error);
}

/* ---- after a crash ---- */

static gpointer read_claimer(const KwRows *rows)
{
	return kw_rows_dup(rows, 0);
}

GPtrArray *kw_outbox_claimers(KwDb *db, GError **error)
{
	return kw_table_list(db, SQL_outbox_claimers, KW_NO_PARAMS, read_claimer, g_free, error);
}

gboolean kw_outbox_abandon(KwDb *db, const char *claimer, int64_t now, int64_t *out_count,
			   GError **error)
{
	return kw_db_run(db, SQL_outbox_abandon, KW_PARAMS(KW_TEXT(claimer), KW_INT_OR_NULL(now)),
			 out_count, error);
}

gboolean kw_outbox_resend_uncertain(KwDb *db, int64_t issue, int64_t now, int64_t *out_count,
				    GError **error)
{
	return kw_db_run(db, SQL_outbox_resend_uncertain,
			 KW_PARAMS(KW_INT_OR_NULL(issue), KW_INT(now)), out_count, error);
}

gboolean kw_outbox_undo_clock(KwDb *db, int64_t now, int64_t latest, int64_t *out_count,
			      GError **error)
{
	return kw_db_run(db, SQL_outbox_undo_clock, KW_PARAMS(KW_INT(now), KW_INT(latest)),
			 out_count, error);
}
