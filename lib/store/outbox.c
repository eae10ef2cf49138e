/* Letters and the outbox (outbox.sql): the ledger of what is owed and what became of it. Rendering
 * letters and talking SMTP is digest's and mail's work.
 *
 * A claim is committed before the wire is touched and an outcome after it, so that a crash leaves a
 * row in "sending": nobody can tell whether that letter arrived, and the state says exactly this.
 * The claim touches one table only: locking rows and skipping locked ones is not to be joined.
 */
#include "store/outbox.h"

#include "table.h"

#include "base/error.h"

#include "store/outbox.sql.h"

#include <json-glib/json-glib.h>
#include <stddef.h>

void kw_letter_free(KwLetter *letter)
{
	if (!letter)
		return;
	g_free(letter->purpose);
	g_free(letter->language);
	g_free(letter->segment);
	g_clear_pointer(&letter->bytes, g_bytes_unref);
	g_free(letter->splices);
	g_free(letter);
}

void kw_outbox_row_free(KwOutboxRow *row)
{
	if (!row)
		return;
	g_free(row->recipient);
	g_free(row->state);
	g_free(row->claimed_by);
	g_free(row->relay);
	g_free(row->smtp_text);
	g_free(row->reader.state);
	g_free(row->reader.organisation);
	g_free(row->reader.word);
	g_free(row);
}

static gpointer read_letter(const KwRows *rows)
{
	KwLetter *letter = g_new0(KwLetter, 1);
	int c = 0;

	letter->id = kw_rows_int(rows, c++);
	letter->issue = kw_rows_int(rows, c++);
	letter->purpose = kw_rows_dup(rows, c++);
	letter->language = kw_rows_dup(rows, c++);
	letter->segment = kw_rows_dup(rows, c++);
	letter->bytes = kw_rows_blob(rows, c++);
	letter->splices = kw_rows_dup(rows, c++);
	letter->reply_to = kw_rows_int(rows, c++);
	return letter;
}

/* The columns that every statement with rows has. */
#define COLUMNS         18
#define NOTICE_PRIORITY 5

static KwOutboxRow *new_row(const KwRows *rows)
{
	KwOutboxRow *row = g_new0(KwOutboxRow, 1);
	int c = 0;

	row->id = kw_rows_int(rows, c++);
	row->letter = kw_rows_int(rows, c++);
	row->issue = kw_rows_int(rows, c++);
	row->subscriber = kw_rows_int(rows, c++);
	row->recipient = kw_rows_dup(rows, c++);
	row->priority = (int)kw_rows_int(rows, c++);
	row->state = kw_rows_dup(rows, c++);
	row->attempts = (int)kw_rows_int(rows, c++);
	row->next_try_at = kw_rows_int(rows, c++);
	row->claimed_until = kw_rows_int(rows, c++);
	row->queued_at = kw_rows_int(rows, c++);
	row->sent_at = kw_rows_int(rows, c++);
	row->claimed_by = kw_rows_dup(rows, c++);
	row->relay = kw_rows_dup(rows, c++);
	row->smtp_code = (int)kw_rows_int(rows, c++);
	row->smtp_text = kw_rows_dup(rows, c++);
	row->is_held = kw_rows_int(rows, c++) != 0;
	row->returned_at = kw_rows_int(rows, c++);
	g_assert(c == COLUMNS);
	return row;
}

static gpointer read_row(const KwRows *rows)
{
	return new_row(rows);
}

/* With the reader behind it. */
static gpointer read_claimed(const KwRows *rows)
{
	KwOutboxRow *row = new_row(rows);

	row->reader = (KwReader){
		.state = kw_rows_dup(rows, COLUMNS),
		.organisation = kw_rows_dup(rows, COLUMNS + 1),
		.word = kw_rows_dup(rows, COLUMNS + 2),
		.consent_at = kw_rows_int(rows, COLUMNS + 3),
	};
	return row;
}

gboolean kw_letters_put(KwDb *db, const KwLetter *letter, int64_t now, int64_t *out_id,
			GError **error)
{
	gsize length;
	const void *bytes = g_bytes_get_data(letter->bytes, &length);
	KwParam segment = KW_TEXT_OR(letter->segment, "");

	if (!kw_table_put(db, SQL_letters_put,
			  KW_PARAMS(KW_INT_OR_NULL(letter->issue), KW_TEXT(letter->purpose),
				    KW_TEXT(letter->language), segment, KW_BLOB(bytes, length),
				    KW_TEXT_OR(letter->splices, "[]"), KW_INT(now)),
			  out_id, error))
		return FALSE;
	if (*out_id)
		return TRUE;
	return kw_db_int(db, SQL_letters_of_issue,
			 KW_PARAMS(KW_INT(letter->issue), KW_TEXT(letter->language), segment), 0,
			 out_id, error);
}

KwLetter *kw_letters_find(KwDb *db, int64_t issue, const char *language, const char *segment,
			  GError **error)
{
	int64_t id;

	if (!kw_db_int(db, SQL_letters_of_issue,
		       KW_PARAMS(KW_INT(issue), KW_TEXT(language), KW_TEXT(segment)), 0, &id,
		       error) ||
	    !id)
		return NULL;
	return kw_letters_get(db, id, error);
}

gboolean kw_outbox_forget(KwDb *db, int64_t before, int64_t strangers_before, GError **error)
{
	return kw_db_run(db, SQL_outbox_forget,
			 KW_PARAMS(KW_INT(MIN(before, strangers_before)), KW_INT(strangers_before)),
			 NULL, error) &&
	       kw_db_run(db, SQL_letters_forget,
			 KW_PARAMS(KW_INT(before), KW_BLOB("", 0), KW_INT(strangers_before)), NULL,
			 error);
}

KwLetter *kw_letters_latest(KwDb *db, const char *purpose, const char *language, GError **error)
{
	return kw_table_find(db, SQL_letters_latest, KW_PARAMS(KW_TEXT(purpose), KW_TEXT(language)),
			     read_letter, error);
}

KwLetter *kw_letters_get(KwDb *db, int64_t id, GError **error)
{
	g_autoptr(GError) why = NULL;
	KwLetter *letter =
		kw_table_find(db, SQL_letters_get, KW_PARAMS(KW_INT(id)), read_letter, &why);

	if (why)
		g_propagate_error(error, g_steal_pointer(&why));
	else if (!letter)
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "letter %" G_GINT64_FORMAT ": does not exist", (gint64)id);
	return letter;
}

gboolean kw_outbox_enqueue_issue(KwDb *db, int64_t letter, int64_t issue, const char *language,
				 const char *topic, int priority, int64_t now, int64_t *out_count,
				 GError **error)
{
	g_assert(g_str_equal(topic, "weekly") || g_str_equal(topic, "bulletin"));
	return kw_db_run(db, SQL_outbox_enqueue_issue,
			 KW_PARAMS(KW_INT(letter), KW_INT(issue), KW_TEXT(language), KW_TEXT(topic),
				   KW_INT(priority), KW_INT(now)),
			 out_count, error);
}

gboolean kw_outbox_enqueue(KwDb *db, int64_t letter, int64_t subscriber, const char *recipient,
			   int priority, int64_t now, GError **error)
{
	return kw_db_run(db, SQL_outbox_enqueue,
			 KW_PARAMS(KW_INT(letter), KW_INT_OR_NULL(subscriber), KW_TEXT(recipient),
				   KW_INT(priority), KW_INT(now)),
			 NULL, error);
}

gboolean kw_outbox_put_notice(KwDb *db, const KwLetter *letter, int64_t subscriber,
			      const char *recipient, int64_t now, GError **error)
{
	KwLetter notice = *letter;
	int64_t id;

	notice.issue = 0;
	notice.purpose = notice.purpose ? notice.purpose : (char *)"notice";
	notice.segment = (char *)"";
	return kw_letters_put(db, &notice, now, &id, error) &&
	       kw_outbox_enqueue(db, id, subscriber, recipient, NOTICE_PRIORITY, now, error);
}

/* ---- the turn of a deliverer ---- */

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
	if (text)
		json_builder_add_string_value(json, text);
	else
		json_builder_add_null_value(json);
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

/* ---- what people decide ---- */

gboolean kw_outbox_resend_failed(KwDb *db, int64_t issue, gboolean only_held, int64_t now,
				 int64_t *out_count, GError **error)
{
	return kw_db_run(db, SQL_outbox_reopen_issue, KW_PARAMS(KW_INT(issue)), NULL, error) &&
	       kw_db_run(db, only_held ? SQL_outbox_resend_held : SQL_outbox_resend_failed,
			 KW_PARAMS(KW_INT(issue), KW_INT(now)), out_count, error);
}

gboolean kw_outbox_mark_held(KwDb *db, int64_t issue, int64_t *out_count, GError **error)
{
	return kw_db_run(db, SQL_outbox_mark_held, KW_PARAMS(KW_INT(issue)), out_count, error);
}

gboolean kw_outbox_cancel(KwDb *db, int64_t issue, const char *why, int64_t *out_count,
			  GError **error)
{
	int64_t open, uncertain;

	if (!kw_db_run(db, SQL_outbox_cancel, KW_PARAMS(KW_INT(issue), KW_TEXT(why)), &open,
		       error) ||
	    !kw_outbox_cancel_uncertain(db, issue, why, &uncertain, error))
		return FALSE;
	*out_count = open + uncertain;
	return TRUE;
}

gboolean kw_outbox_cancel_uncertain(KwDb *db, int64_t issue, const char *why, int64_t *out_count,
				    GError **error)
{
	return kw_db_run(db, SQL_outbox_cancel_uncertain, KW_PARAMS(KW_INT(issue), KW_TEXT(why)),
			 out_count, error);
}

gboolean kw_outbox_cancel_late(KwDb *db, const char *why, GError **error)
{
	return kw_db_run(db, SQL_outbox_cancel_late, KW_PARAMS(KW_TEXT(why)), NULL, error);
}

/* ---- looking ---- */

gboolean kw_outbox_early(KwDb *db, int64_t issue, int among, int64_t *out_answered,
			 int64_t *out_refused, GError **error)
{
	g_autoptr(KwRows) rows =
		kw_db_query(db, SQL_outbox_early, KW_PARAMS(KW_INT(issue), KW_INT(among)), error);

	if (!rows || !kw_rows_next(rows))
		return FALSE;
	*out_answered = kw_rows_int(rows, 0);
	*out_refused = kw_rows_int(rows, 1);
	return TRUE;
}

static const struct {
	const char *state;
	size_t offset;
} totals[] = {
	{"ready", offsetof(KwOutboxTotals, ready)},
	{"sending", offsetof(KwOutboxTotals, sending)},
	{"sent", offsetof(KwOutboxTotals, sent)},
	{"deferred", offsetof(KwOutboxTotals, deferred)},
	{"failed", offsetof(KwOutboxTotals, failed)},
	{"uncertain", offsetof(KwOutboxTotals, uncertain)},
};

gboolean kw_outbox_totals(KwDb *db, int64_t issue, KwOutboxTotals *out_totals, GError **error)
{
	g_autoptr(KwRows) rows =
		issue ? kw_db_query(db, SQL_outbox_totals_of_issue, KW_PARAMS(KW_INT(issue)), error)
		      : kw_db_query(db, SQL_outbox_totals, KW_NO_PARAMS, error);

	*out_totals = (KwOutboxTotals){0};
	if (!rows)
		return FALSE;
	while (kw_rows_next(rows)) {
		const char *state = kw_rows_text(rows, 0);

		for (size_t i = 0; i < G_N_ELEMENTS(totals); i++)
			if (g_str_equal(state, totals[i].state))
				*(int64_t *)((char *)out_totals + totals[i].offset) =
					kw_rows_int(rows, 1);
		if (g_str_equal(state, "deferred"))
			out_totals->next_try_at = kw_rows_int(rows, 2);
	}
	return TRUE;
}

static GPtrArray *list_rows(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    GError **error)
{
	return kw_table_list(db, sql, params, n, read_row, (GDestroyNotify)kw_outbox_row_free,
			     error);
}

GPtrArray *kw_outbox_list_bounces(KwDb *db, int limit, GError **error)
{
	return list_rows(db, SQL_outbox_list_bounces, KW_PARAMS(KW_LIMIT(limit)), error);
}

gboolean kw_outbox_take_bounce(KwDb *db, int64_t id, gboolean *out_taken, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_outbox_take_bounce, KW_PARAMS(KW_INT(id)), &changed, error))
		return FALSE;
	*out_taken = changed > 0;
	return TRUE;
}

gboolean kw_outbox_take_return(KwDb *db, int64_t issue, int64_t subscriber, int64_t since,
			       int64_t now, gboolean *out_taken, GError **error)
{
	int64_t changed;

	if (issue ? !kw_db_run(db, SQL_outbox_take_return,
			       KW_PARAMS(KW_INT(issue), KW_INT(subscriber), KW_INT(now),
					 KW_INT(since)),
			       &changed, error)
		  : !kw_db_run(db, SQL_outbox_take_notice_return,
			       KW_PARAMS(KW_INT(subscriber), KW_INT(now), KW_INT(since)), &changed,
			       error))
		return FALSE;
	*out_taken = changed > 0;
	return TRUE;
}

gboolean kw_outbox_went_out(KwDb *db, int64_t issue, int64_t subscriber, int64_t *out_at,
			    GError **error)
{
	return issue ? kw_db_int(db, SQL_outbox_went_out,
				 KW_PARAMS(KW_INT(issue), KW_INT(subscriber)), 0, out_at, error)
		     : kw_db_int(db, SQL_outbox_notice_went_out, KW_PARAMS(KW_INT(subscriber)), 0,
				 out_at, error);
}

gboolean kw_outbox_erase_person(KwDb *db, int64_t subscriber, const char *address, const char *mark,
				GError **error)
{
	return kw_db_run(db, SQL_outbox_erase_letters,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address), KW_BLOB("", 0)), NULL,
			 error) &&
	       kw_db_run(db, SQL_outbox_erase_person,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address), KW_TEXT(mark)), NULL,
			 error);
}

GPtrArray *kw_outbox_list(KwDb *db, const char *state, int64_t after, int limit, GError **error)
{
	return list_rows(db, SQL_outbox_list,
			 KW_PARAMS(KW_INT(after), KW_TEXT(state), KW_LIMIT(limit)), error);
}

GPtrArray *kw_outbox_list_issue(KwDb *db, int64_t issue, const char *state, int64_t after,
				int limit, GError **error)
{
	return list_rows(db, SQL_outbox_list_issue,
			 KW_PARAMS(KW_INT(issue), KW_INT(after), KW_TEXT(state), KW_LIMIT(limit)),
			 error);
}

GPtrArray *kw_outbox_list_person(KwDb *db, int64_t subscriber, const char *address,
				 const char *state, int64_t after, int limit, GError **error)
{
	return list_rows(db, SQL_outbox_list_person,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address), KW_INT(after),
				   KW_TEXT(state), KW_LIMIT(limit)),
			 error);
}
