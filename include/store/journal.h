/* Who did what, when, by which mail or command. Append only; subscribers by id, never by address.
 */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id, at;
	char *actor;   /* "shell:USER", "staff:NAME", "cron", "mail:ID", "web" */
	char *action;  /* "item.pick", "issue.send", "subscriber.leave" … */
	char *subject; /* "item:12", "issue:3", "subscriber:7" */
	char *detail;  /* one line, or NULL */
} KwJournalEntry;
void kw_journal_entry_free(KwJournalEntry *entry);

gboolean kw_journal_put(KwDb *db, int64_t now, const char *actor, const char *action,
			const char *subject, const char *detail, GError **error);
/* One line each for many, KW_DB_EACH_MAX at most, in a transaction: char * and char * (or NULL). */
gboolean kw_journal_put_each(KwDb *db, int64_t now, const char *actor, const char *action,
			     const GPtrArray *subjects, const GPtrArray *details, GError **error);
/* Takes the details away: evidence of a person who wants to be erased. The only change there is. */
gboolean kw_journal_forget(KwDb *db, const char *subject, GError **error);
/* Newest first; subject NULL = all. KwJournalEntry *, owned. */
GPtrArray *kw_journal_list(KwDb *db, const char *subject, int limit, GError **error);
