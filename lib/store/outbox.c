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
	g_free(row->smtp_text);
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
	return letter;
}

static gpointer read_row(const KwRows *rows)
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
	row->smtp_code = (int)kw_rows_int(rows, c++);
	row->smtp_text = kw_rows_dup(rows, c++);
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

/* RETURNING promises no order. */
static gint most_urgent_first(gconstpointer pa, gconstpointer pb)
{
	const KwOutboxRow *a = *(KwOutboxRow *const *)pa, *b = *(KwOutboxRow *const *)pb;

	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->next_try_at != b->next_try_at)
		return a->next_try_at < b->next_try_at ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

GPtrArray *kw_outbox_claim(KwDb *db, const char *claimer, int limit, int64_t now, int lease_s,
			   GError **error)
{
	const char *sql = g_str_equal(kw_db_engine(db), "pgsql") ? SQL_outbox_claim_pgsql
								 : SQL_outbox_claim_sqlite;
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(GPtrArray) rows = NULL;

	if (!tx)
		return NULL;
	rows = kw_table_list(
		db, sql,
		KW_PARAMS(KW_TEXT(claimer), KW_INT(now + lease_s), KW_INT(now), KW_LIMIT(limit)),
		read_row, (GDestroyNotify)kw_outbox_row_free, error);
	if (!rows || !kw_tx_commit(tx, error))
		return NULL;
	g_ptr_array_sort(rows, most_urgent_first);
	return g_steal_pointer(&rows);
}

gboolean kw_outbox_settle(KwDb *db, int64_t id, const char *claimer, const char *state,
			  int64_t next_try_at, int smtp_code, const char *smtp_text, int64_t now,
			  GError **error)
{
	return kw_db_run(db, SQL_outbox_settle,
			 KW_PARAMS(KW_INT(id), KW_TEXT(claimer), KW_TEXT(state),
				   KW_INT(next_try_at), KW_INT_OR_NULL(smtp_code),
				   KW_TEXT(smtp_text), KW_INT(now)),
			 NULL, error);
}

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
	if (claimer)
		return kw_db_run(db, SQL_outbox_abandon, KW_PARAMS(KW_TEXT(claimer)), out_count,
				 error);
	return kw_db_run(db, SQL_outbox_abandon_expired, KW_PARAMS(KW_INT(now)), out_count, error);
}

gboolean kw_outbox_resend_uncertain(KwDb *db, int64_t now G_GNUC_UNUSED, int64_t *out_count,
				    GError **error)
{
	return kw_db_run(db, SQL_outbox_resend_uncertain, KW_NO_PARAMS, out_count, error);
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

GPtrArray *kw_outbox_list(KwDb *db, int64_t issue, const char *state, int64_t after_id, int limit,
			  GError **error)
{
	return kw_table_list(
		db, SQL_outbox_list,
		KW_PARAMS(KW_INT(issue), KW_TEXT(state), KW_INT(after_id), KW_LIMIT(limit)),
		read_row, (GDestroyNotify)kw_outbox_row_free, error);
}
