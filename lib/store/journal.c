/* The journal (journal.sql). No statement removes a row or changes what it says, and none is to be
 * added: what cannot be taken back is noted as a new row. Only the details of a person who is
 * erased go. */
#include "store/journal.h"

#include "table.h"

#include "store/journal.sql.h"

#include <string.h>

#define PUT_PARAMS 5

void kw_journal_entry_free(KwJournalEntry *entry)
{
	if (!entry)
		return;
	g_free(entry->actor);
	g_free(entry->action);
	g_free(entry->subject);
	g_free(entry->detail);
	g_free(entry);
}

static gpointer read_entry(const KwRows *rows)
{
	KwJournalEntry *entry = g_new0(KwJournalEntry, 1);
	int c = 0;

	entry->id = kw_rows_int(rows, c++);
	entry->at = kw_rows_int(rows, c++);
	entry->actor = kw_rows_dup(rows, c++);
	entry->action = kw_rows_dup(rows, c++);
	entry->subject = kw_rows_dup(rows, c++);
	entry->detail = kw_rows_dup(rows, c++);
	return entry;
}

gboolean kw_journal_put(KwDb *db, int64_t now, const char *actor, const char *action,
			const char *subject, const char *detail, GError **error)
{
	return kw_db_run(db, SQL_journal_put,
			 KW_PARAMS(KW_INT(now), KW_TEXT(actor), KW_TEXT(action), KW_TEXT(subject),
				   KW_TEXT(detail)),
			 NULL, error);
}

gboolean kw_journal_put_each(KwDb *db, int64_t now, const char *actor, const char *action,
			     const GPtrArray *subjects, const GPtrArray *details, GError **error)
{
	g_autofree KwParam *params = g_new(KwParam, (gsize)subjects->len * PUT_PARAMS);
	g_autoptr(GPtrArray) all = NULL;

	for (guint i = 0; i < subjects->len; i++) {
		const KwParam line[PUT_PARAMS] = {KW_INT(now), KW_TEXT(actor), KW_TEXT(action),
						  KW_TEXT(subjects->pdata[i]),
						  KW_TEXT(details->pdata[i])};

		memcpy(params + (gsize)i * PUT_PARAMS, line, sizeof(line));
	}
	all = kw_db_query_each(db, SQL_journal_put, params, PUT_PARAMS, subjects->len, error);
	return all != NULL;
}

GPtrArray *kw_journal_list(KwDb *db, const char *subject, int limit, GError **error)
{
	return kw_table_list(db, SQL_journal_list, KW_PARAMS(KW_TEXT(subject), KW_LIMIT(limit)),
			     read_entry, (GDestroyNotify)kw_journal_entry_free, error);
}

gboolean kw_journal_forget(KwDb *db, const char *subject, GError **error)
{
	return kw_db_run(db, SQL_journal_forget, KW_PARAMS(KW_TEXT(subject)), NULL, error);
}
