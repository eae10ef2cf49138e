/* The table of issues (issues.sql) and which items stand in them. Which stories are chosen, and
 * when an issue may go, is digest's work.
 *
 * Numbers come from a row of their own instead of max(number) + 1: its lock makes two processes
 * wait for each other on both engines, and a number is never given twice.
 */
#include "store/issues.h"

#include "table.h"

#include "store/issues.sql.h"

void kw_issue_free(KwIssue *issue)
{
	if (!issue)
		return;
	g_free(issue->kind);
	g_free(issue->planned_on);
	g_free(issue->subject);
	g_free(issue->state);
	g_free(issue->held_why);
	g_free(issue->parts);
	g_free(issue->reply);
	g_free(issue->note);
	g_free(issue->bulletin_subject);
	g_free(issue->bulletin_on);
	g_free(issue);
}

static gpointer read_issue(const KwRows *rows)
{
	KwIssue *issue = g_new0(KwIssue, 1);
	int c = 0;

	issue->id = kw_rows_int(rows, c++);
	issue->kind = kw_rows_dup(rows, c++);
	issue->number = (int)kw_rows_int(rows, c++);
	issue->planned_on = kw_rows_dup(rows, c++);
	issue->subject = kw_rows_dup(rows, c++);
	issue->state = kw_rows_dup(rows, c++);
	issue->created_at = kw_rows_int(rows, c++);
	issue->queued_at = kw_rows_int(rows, c++);
	issue->sent_at = kw_rows_int(rows, c++);
	issue->held_at = kw_rows_int(rows, c++);
	issue->held_why = kw_rows_dup(rows, c++);
	issue->resumed_at = kw_rows_int(rows, c++);
	issue->parts = kw_rows_dup(rows, c++);
	issue->reply_to = kw_rows_int(rows, c++);
	issue->reply = kw_rows_dup(rows, c++);
	issue->note = kw_rows_dup(rows, c++);
	issue->bulletin_subject = kw_rows_dup(rows, c++);
	issue->bulletin_on = kw_rows_dup(rows, c++);
	return issue;
}

static void free_issue_item(gpointer data)
{
	KwIssueItem *item = data;

	g_free(item->place);
	g_free(item);
}

static gpointer read_issue_item(const KwRows *rows)
{
	KwIssueItem *item = g_new0(KwIssueItem, 1);

	item->item = kw_rows_int(rows, 0);
	item->position = (int)kw_rows_int(rows, 1);
	item->place = kw_rows_dup(rows, 2);
	return item;
}

static gboolean put(KwDb *db, const char *kind, int64_t number, const char *planned_on, int64_t now,
		    int64_t *out_id, GError **error)
{
	return kw_table_put(
		db, SQL_issues_put,
		KW_PARAMS(KW_TEXT(kind), KW_INT(number), KW_TEXT(planned_on), KW_INT(now)), out_id,
		error);
}

static gboolean take_number(KwDb *db, const char *kind, int64_t *out_number, GError **error)
{
	return kw_db_int(db, SQL_issues_take_number, KW_PARAMS(KW_TEXT(kind)), 0, out_number,
			 error);
}

/* A new issue of the day; *out_id 0 where another process made it while we waited for the number
 * (which is given back then). */
static gboolean make_weekly(KwDb *db, const char *planned_on, int64_t now, int64_t *out_id,
			    GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(GError) why = NULL;
	g_autoptr(KwIssue) issue = NULL;
	int64_t number;

	*out_id = 0;
	if (!tx || !take_number(db, "weekly", &number, error))
		return FALSE;
	issue = kw_issues_find_weekly(db, planned_on, &why);
	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return FALSE;
	}
	if (issue)
		return TRUE;
	return put(db, "weekly", number, planned_on, now, out_id, error) && kw_tx_commit(tx, error);
}

KwIssue *kw_issues_take_weekly(KwDb *db, const char *planned_on, int64_t now, GError **error)
{
	g_autoptr(GError) why = NULL;
	KwIssue *issue = kw_issues_find_weekly(db, planned_on, &why);
	int64_t id;

	if (issue)
		return issue;
	if (why) {
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	if (!make_weekly(db, planned_on, now, &id, error))
		return NULL;
	return kw_issues_find_weekly(db, planned_on, error);
}

KwIssue *kw_issues_put_bulletin(KwDb *db, const char *planned_on, const GPtrArray *items,
				int64_t now, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	int64_t number, id;

	if (!tx || !take_number(db, "bulletin", &number, error) ||
	    !put(db, "bulletin", number, planned_on, now, &id, error) ||
	    (items && !kw_issues_set_items(db, id, items, error)) || !kw_tx_commit(tx, error))
		return NULL;
	return kw_issues_find(db, id, error);
}

KwIssue *kw_issues_put_reply(KwDb *db, int64_t bulletin, const char *reply, const char *note,
			     const char *planned_on, int64_t now, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	int64_t number, id;

	if (!tx || !take_number(db, "bulletin", &number, error) ||
	    !put(db, "bulletin", number, planned_on, now, &id, error) ||
	    !kw_table_change(db, "issue", id, SQL_issues_set_reply,
			     KW_PARAMS(KW_INT(id), KW_INT(bulletin), KW_TEXT(reply), KW_TEXT(note)),
			     error) ||
	    !kw_tx_commit(tx, error))
		return NULL;
	return kw_issues_find(db, id, error);
}

KwIssue *kw_issues_find(KwDb *db, int64_t id, GError **error)
{
	return kw_table_find(db, SQL_issues_find, KW_PARAMS(KW_INT(id)), read_issue, error);
}

KwIssue *kw_issues_find_weekly(KwDb *db, const char *planned_on, GError **error)
{
	return kw_table_find(db, SQL_issues_find_weekly, KW_PARAMS(KW_TEXT(planned_on)), read_issue,
			     error);
}

GPtrArray *kw_issues_list(KwDb *db, const char *kind, int limit, GError **error)
{
	return kw_table_list(db, SQL_issues_list, KW_PARAMS(KW_TEXT(kind), KW_LIMIT(limit)),
			     read_issue, (GDestroyNotify)kw_issue_free, error);
}

gboolean kw_issues_set_subject(KwDb *db, int64_t id, const char *subject, GError **error)
{
	return kw_table_change(db, "issue", id, SQL_issues_set_subject,
			       KW_PARAMS(KW_INT(id), KW_TEXT(subject)), error);
}

gboolean kw_issues_set_parts(KwDb *db, int64_t id, const char *parts, GError **error)
{
	return kw_table_change(db, "issue", id, SQL_issues_set_parts,
			       KW_PARAMS(KW_INT(id), KW_TEXT(parts)), error);
}

gboolean kw_issues_set_items(KwDb *db, int64_t id, const GPtrArray *items, GError **error)
{
	if (!kw_db_run(db, SQL_issues_clear_items, KW_PARAMS(KW_INT(id)), NULL, error))
		return FALSE;
	for (guint i = 0; i < items->len; i++) {
		const KwIssueItem *item = g_ptr_array_index(items, i);

		if (!kw_db_run(db, SQL_issues_add_item,
			       KW_PARAMS(KW_INT(id), KW_INT(item->item), KW_INT(item->position),
					 KW_TEXT(item->place)),
			       NULL, error))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *kw_issues_items(KwDb *db, int64_t id, GError **error)
{
	return kw_table_list(db, SQL_issues_items, KW_PARAMS(KW_INT(id)), read_issue_item,
			     free_issue_item, error);
}

gboolean kw_issues_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			     gboolean *out_changed, GError **error)
{
	return kw_table_move(db, SQL_issues_set_state, id, from, to, now, out_changed, error);
}

gboolean kw_issues_bulletin_of(KwDb *db, int64_t item, int64_t *out_issue, GError **error)
{
	return kw_db_int(db, SQL_issues_bulletin_of, KW_PARAMS(KW_INT(item)), 0, out_issue, error);
}

gboolean kw_issues_count_restricted(KwDb *db, int64_t id, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_issues_count_restricted, KW_PARAMS(KW_INT(id)), 0, out_count,
			 error);
}

static gboolean changed_one(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    gboolean *out_changed, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, sql, params, n, &changed, error))
		return FALSE;
	*out_changed = changed > 0;
	return TRUE;
}

gboolean kw_issues_hold(KwDb *db, int64_t id, const char *why, int64_t now, gboolean *out_changed,
			GError **error)
{
	return changed_one(db, SQL_issues_hold, KW_PARAMS(KW_INT(id), KW_TEXT(why), KW_INT(now)),
			   out_changed, error);
}

gboolean kw_issues_resume(KwDb *db, int64_t id, int64_t now, gboolean *out_changed, GError **error)
{
	return changed_one(db, SQL_issues_resume, KW_PARAMS(KW_INT(id), KW_INT(now)), out_changed,
			   error);
}

gboolean kw_issues_cancel(KwDb *db, int64_t id, gboolean went_out, int64_t now,
			  gboolean *out_changed, GError **error)
{
	if (!changed_one(db, SQL_issues_cancel, KW_PARAMS(KW_INT(id)), out_changed, error))
		return FALSE;
	return !*out_changed || !went_out ||
	       kw_db_run(db, SQL_issues_publish_items, KW_PARAMS(KW_INT(id), KW_INT(now)), NULL,
			 error);
}

GPtrArray *kw_issues_in_the_outbox(KwDb *db, int limit, GError **error)
{
	return kw_table_list(db, SQL_issues_in_the_outbox, KW_PARAMS(KW_LIMIT(limit)), read_issue,
			     (GDestroyNotify)kw_issue_free, error);
}

gboolean kw_issues_settle(KwDb *db, int64_t now, int64_t *out_settled, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(GArray) out =
		tx ? kw_table_ints(db, SQL_issues_go_out, KW_PARAMS(KW_INT(now)), error) : NULL;

	for (guint i = 0; out && i < out->len; i++)
		if (!kw_db_run(db, SQL_issues_publish_items,
			       KW_PARAMS(KW_INT(g_array_index(out, int64_t, i)), KW_INT(now)), NULL,
			       error))
			return FALSE;
	return out &&
	       kw_db_run(db, SQL_issues_settle, KW_PARAMS(KW_INT(now)), out_settled, error) &&
	       kw_tx_commit(tx, error);
}
