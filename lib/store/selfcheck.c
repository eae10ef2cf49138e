/* The table of answers to the self-check (selfcheck.sql). What a mail answers is read by
 * subscribers/selfcheck. */
#include "store/selfcheck.h"

#include "table.h"

#include "store/selfcheck.sql.h"

void kw_selfcheck_free(KwSelfcheck *selfcheck)
{
	if (!selfcheck)
		return;
	g_free(selfcheck->question);
	g_free(selfcheck->answer);
	g_free(selfcheck);
}

static gpointer read_selfcheck(const KwRows *rows)
{
	KwSelfcheck *selfcheck = g_new0(KwSelfcheck, 1);

	selfcheck->question = kw_rows_dup(rows, 0);
	selfcheck->answer = kw_rows_dup(rows, 1);
	selfcheck->answered_at = kw_rows_int(rows, 2);
	return selfcheck;
}

gboolean kw_selfcheck_put(KwDb *db, int64_t subscriber, const char *question, const char *answer,
			  int64_t now, GError **error)
{
	return kw_db_run(
		db, SQL_selfcheck_put,
		KW_PARAMS(KW_INT(subscriber), KW_TEXT(question), KW_TEXT(answer), KW_INT(now)),
		NULL, error);
}

GPtrArray *kw_selfcheck_list(KwDb *db, int64_t subscriber, GError **error)
{
	return kw_table_list(db, SQL_selfcheck_list, KW_PARAMS(KW_INT(subscriber)), read_selfcheck,
			     (GDestroyNotify)kw_selfcheck_free, error);
}

gboolean kw_selfcheck_erase_person(KwDb *db, int64_t subscriber, GError **error)
{
	return kw_db_run(db, SQL_selfcheck_erase_person, KW_PARAMS(KW_INT(subscriber)), NULL,
			 error);
}
