/* The table of incoming mails (mails.sql). What a mail means is ingest's and subscribers' work.
 *
 * The oldest waiting mail is taken in two steps, candidates and then a guarded claim of one, and
 * not in one UPDATE with a sub-select: two processes would choose the same row in PostgreSQL, and
 * the loser would be told that nothing waits.
 */
#include "store/mails.h"

#include "table.h"

#include "base/error.h"

#include "store/mails.sql.h"

void kw_mail_free(KwMail *mail)
{
	if (!mail)
		return;
	g_free(mail->sha256);
	g_free(mail->sender);
	g_free(mail->recipient);
	g_free(mail->state);
	g_free(mail->kind);
	g_free(mail->outcome);
	g_free(mail->reason);
	g_free(mail->subject);
	g_free(mail->via);
	g_free(mail);
}

static gpointer read_mail(const KwRows *rows)
{
	KwMail *mail = g_new0(KwMail, 1);
	int c = 0;

	mail->id = kw_rows_int(rows, c++);
	mail->sha256 = kw_rows_dup(rows, c++);
	mail->received_at = kw_rows_int(rows, c++);
	mail->sender = kw_rows_dup(rows, c++);
	mail->recipient = kw_rows_dup(rows, c++);
	mail->bytes = kw_rows_int(rows, c++);
	mail->state = kw_rows_dup(rows, c++);
	mail->attempts = (int)kw_rows_int(rows, c++);
	mail->kind = kw_rows_dup(rows, c++);
	mail->outcome = kw_rows_dup(rows, c++);
	mail->reason = kw_rows_dup(rows, c++);
	mail->subject = kw_rows_dup(rows, c++);
	mail->copy_of = kw_rows_int(rows, c++);
	mail->via = kw_rows_dup(rows, c++);
	return mail;
}

/* The id of the mail with these bytes; 0 = none. */
static gboolean find_same(KwDb *db, const char *sha256, int64_t *out_id, GError **error)
{
	return kw_db_int(db, SQL_mails_by_sha256, KW_PARAMS(KW_TEXT(sha256)), 0, out_id, error);
}

gboolean kw_mails_add(KwDb *db, const KwMailArrival *mail, int64_t now, int64_t *out_id,
		      gboolean *out_is_new, GError **error)
{
	const KwParam row[] = {
		KW_TEXT(mail->sha256),    KW_INT(now),          KW_TEXT(mail->sender),
		KW_TEXT(mail->recipient), KW_INT(mail->length), KW_TEXT(mail->fingerprint),
		KW_TEXT(mail->via),
	};
	int64_t id, same = 0;

	*out_is_new = FALSE;
	if (!kw_table_put(db, SQL_mails_put, row, G_N_ELEMENTS(row), &id, error))
		return FALSE;
	if (!id) {
		if (!find_same(db, mail->sha256, &same, error) ||
		    (!same &&
		     !kw_table_put(db, SQL_mails_put_copy, row, G_N_ELEMENTS(row), &id, error)))
			return FALSE;
		/* another process was faster with the same copy */
		if (!same && !id && !find_same(db, mail->sha256, &same, error))
			return FALSE;
	}
	*out_is_new = id != 0;
	*out_id = id ? id : same;
	return !id ||
	       kw_db_run(db, SQL_mails_put_raw,
			 KW_PARAMS(KW_INT(id), KW_BLOB(mail->bytes, mail->length)), NULL, error);
}

gboolean kw_mails_put(KwDb *db, const void *bytes, size_t length, const char *sender,
		      const char *recipient, int64_t now, int64_t *out_id, gboolean *out_is_new,
		      GError **error)
{
	g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
	const KwMailArrival mail = {.bytes = bytes,
				    .length = length,
				    .sha256 = sha256,
				    .sender = sender,
				    .recipient = recipient};
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);

	return tx && kw_mails_add(db, &mail, now, out_id, out_is_new, error) &&
	       kw_tx_commit(tx, error);
}

gboolean kw_mails_claim(KwDb *db, int64_t id, int64_t now, int lease_s, gboolean *out_taken,
			GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_mails_claim,
		       KW_PARAMS(KW_INT(id), KW_INT(now), KW_INT(now + lease_s),
				 KW_INT(KW_MAILS_ATTEMPTS)),
		       &changed, error))
		return FALSE;
	*out_taken = changed > 0;
	return TRUE;
}

gboolean kw_mails_give_back(KwDb *db, int64_t id, int64_t next_try_at, GError **error)
{
	return kw_db_run(db, SQL_mails_give_back, KW_PARAMS(KW_INT(id), KW_INT(next_try_at)), NULL,
			 error);
}

gboolean kw_mails_claim_next(KwDb *db, int64_t now, int lease_s, int64_t *out_id, GError **error)
{
	*out_id = 0;
	for (;;) {
		g_autoptr(KwRows) rows =
			kw_db_query(db, SQL_mails_waiting,
				    KW_PARAMS(KW_INT(now), KW_INT(KW_MAILS_ATTEMPTS)), error);

		if (!rows)
			return FALSE;
		if (!kw_rows_count(rows))
			return TRUE;
		/* where others were faster with all of them, there may still be more */
		while (kw_rows_next(rows)) {
			int64_t id = kw_rows_int(rows, 0);
			gboolean is_taken;

			if (!kw_mails_claim(db, id, now, lease_s, &is_taken, error))
				return FALSE;
			if (is_taken) {
				*out_id = id;
				return TRUE;
			}
		}
	}
}

GBytes *kw_mails_raw(KwDb *db, int64_t id, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, SQL_mails_raw, KW_PARAMS(KW_INT(id)), error);

	if (!rows)
		return NULL;
	if (kw_rows_next(rows))
		return kw_rows_blob(rows, 0);
	kw_error_set(error, KW_ERROR_NOT_FOUND, "mail %" G_GINT64_FORMAT ": its bytes are not kept",
		     (gint64)id);
	return NULL;
}

gboolean kw_mails_finish(KwDb *db, int64_t id, const char *kind, const char *outcome,
			 const char *subject, gboolean *out_changed, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_mails_finish,
		       KW_PARAMS(KW_INT(id), KW_TEXT(kind), KW_TEXT(outcome), KW_TEXT(subject)),
		       &changed, error))
		return FALSE;
	*out_changed = changed > 0;
	return TRUE;
}

gboolean kw_mails_quarantine(KwDb *db, int64_t id, const char *reason, GError **error)
{
	return kw_db_run(db, SQL_mails_quarantine, KW_PARAMS(KW_INT(id), KW_TEXT(reason)), NULL,
			 error);
}

gboolean kw_mails_fail(KwDb *db, int64_t id, const char *reason, int64_t next_try_at,
		       GError **error)
{
	return kw_db_run(db, SQL_mails_fail,
			 KW_PARAMS(KW_INT(id), KW_TEXT(reason), KW_INT(next_try_at),
				   KW_INT(KW_MAILS_ATTEMPTS)),
			 NULL, error);
}

gboolean kw_mails_retry(KwDb *db, int64_t id, gboolean *out_changed, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_mails_retry, KW_PARAMS(KW_INT(id)), &changed, error))
		return FALSE;
	*out_changed = changed > 0;
	return TRUE;
}

gboolean kw_mails_sweep(KwDb *db, int64_t now, int64_t *out_count, GError **error)
{
	return kw_db_run(db, SQL_mails_sweep,
			 KW_PARAMS(KW_INT(now), KW_INT(KW_MAILS_ATTEMPTS),
				   KW_TEXT("every attempt to read it ended without a word")),
			 out_count, error);
}

KwMail *kw_mails_find(KwDb *db, int64_t id, GError **error)
{
	return kw_table_find(db, SQL_mails_find, KW_PARAMS(KW_INT(id)), read_mail, error);
}

GPtrArray *kw_mails_page(KwDb *db, const char *state, const char *outcome, int64_t before,
			 int limit, GError **error)
{
	return kw_table_list(db, SQL_mails_list,
			     KW_PARAMS(KW_TEXT(state), KW_INT(before ? before : G_MAXINT64),
				       KW_TEXT(outcome), KW_LIMIT(limit)),
			     read_mail, (GDestroyNotify)kw_mail_free, error);
}

GPtrArray *kw_mails_list(KwDb *db, const char *state, int limit, GError **error)
{
	return kw_mails_page(db, state, NULL, 0, limit, error);
}

gboolean kw_mails_count(KwDb *db, const char *state, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_mails_count, KW_PARAMS(KW_TEXT(state)), 0, out_count, error);
}

gboolean kw_mails_forget(KwDb *db, int64_t before, int64_t *out_count, GError **error)
{
	return kw_db_run(db, SQL_mails_forget, KW_PARAMS(KW_INT(before)), out_count, error) &&
	       kw_db_run(db, SQL_mails_forget_people, KW_PARAMS(KW_INT(before)), NULL, error);
}

gboolean kw_mails_count_outcome(KwDb *db, const char *outcome, int64_t since, int64_t *out_count,
				GError **error)
{
	return kw_db_int(db, SQL_mails_count_outcome, KW_PARAMS(KW_TEXT(outcome), KW_INT(since)), 0,
			 out_count, error);
}

/* --- of one person --- */

gboolean kw_mails_set_person(KwDb *db, int64_t id, const char *author, int64_t subscriber,
			     GError **error)
{
	return kw_table_change(db, "mail", id, SQL_mails_set_person,
			       KW_PARAMS(KW_INT(id), KW_TEXT(author), KW_INT_OR_NULL(subscriber)),
			       error);
}

GPtrArray *kw_mails_of_person(KwDb *db, int64_t subscriber, const char *address, int limit,
			      GError **error)
{
	return kw_table_list(db, SQL_mails_of_person,
			     KW_PARAMS(KW_INT(subscriber), KW_TEXT(address), KW_LIMIT(limit)),
			     read_mail, (GDestroyNotify)kw_mail_free, error);
}

gboolean kw_mails_erase_person(KwDb *db, int64_t subscriber, const char *address, GError **error)
{
	return kw_db_run(db, SQL_mails_forget_person,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address)), NULL, error) &&
	       kw_db_run(db, SQL_mails_erase_person,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address)), NULL, error);
}
