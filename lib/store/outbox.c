/* Letters and the outbox (outbox.sql): the ledger of what is owed and what became of it. What a
 * deliverer takes out of it and settles is outbox_claim.c; rendering letters and talking SMTP is
 * digest's and mail's work. */
#include "outbox-private.h"

#include "base/error.h"

#include "store/outbox.sql.h"

#include <stddef.h>

#define NOTICE_PRIORITY 5

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

gpointer kw_outbox_read(const KwRows *rows)
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
	g_assert(c == KW_OUTBOX_COLUMNS);
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

int64_t kw_outbox_count_open(const KwOutboxTotals *counted)
{
	return counted->ready + counted->sending + counted->deferred + counted->uncertain;
}

int64_t kw_outbox_count_all(const KwOutboxTotals *counted)
{
	return kw_outbox_count_open(counted) + counted->sent + counted->failed;
}

static GPtrArray *list_rows(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    GError **error)
{
	return kw_table_list(db, sql, params, n, kw_outbox_read, (GDestroyNotify)kw_outbox_row_free,
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
