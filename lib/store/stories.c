/* Which items are one story (stories.sql), as far as a person decided it, and what became new in
 * one. What may be joined, and what the joined item says then, is ingest/joint; the rules by which
 * tellings find their item are ingest/story.
 *
 * A joined item keeps its row: its number stands in receipts and in the journal, and its numbers,
 * link and title are how later tellings find the item that it was joined with. */
#include "store/stories.h"

#include "table.h"

#include "base/error.h"

#include "store/stories.sql.h"

static void free_recent(gpointer data)
{
	g_free(((KwRecent *)data)->title_key);
	g_free(data);
}

static gpointer read_recent(const KwRows *rows)
{
	KwRecent *recent = g_new0(KwRecent, 1);

	recent->item = kw_rows_int(rows, 0);
	recent->title_key = kw_rows_dup(rows, 1);
	return recent;
}

GPtrArray *kw_stories_recent(KwDb *db, int64_t since, int limit, GError **error)
{
	return kw_table_list(db, SQL_stories_recent, KW_PARAMS(KW_INT(since), KW_LIMIT(limit)),
			     read_recent, free_recent, error);
}

static gboolean change_apart(KwDb *db, const char *sql, int64_t a, int64_t b, GError **error)
{
	return kw_db_run(db, sql, KW_PARAMS(KW_INT(MIN(a, b)), KW_INT(MAX(a, b))), NULL, error);
}

gboolean kw_stories_join(KwDb *db, int64_t item, int64_t into, int64_t now, GError **error)
{
	const KwParam both[] = {KW_INT(item), KW_INT(into)};

	return kw_db_run(db, SQL_stories_move_sources, both, 2, NULL, error) &&
	       kw_db_run(db, SQL_stories_copy_refs, both, 2, NULL, error) &&
	       kw_db_run(db, SQL_stories_redirect, both, 2, NULL, error) &&
	       change_apart(db, SQL_stories_unput_apart, item, into, error) &&
	       kw_table_change(db, "item", item, SQL_stories_set_joined,
			       KW_PARAMS(KW_INT(item), KW_INT(into), KW_INT(now)), error);
}

gboolean kw_stories_split(KwDb *db, int64_t item, int64_t telling, const KwItem *to, GError **error)
{
	return kw_table_change(db, "telling", telling, SQL_stories_move_source,
			       KW_PARAMS(KW_INT(item), KW_INT(telling), KW_INT(to->id)), error) &&
	       kw_db_run(db, SQL_stories_redirect_alike,
			 KW_PARAMS(KW_INT(item), KW_INT(to->id), KW_TEXT(to->url),
				   KW_TEXT(to->title_key)),
			 NULL, error) &&
	       change_apart(db, SQL_stories_put_apart, item, to->id, error);
}

GArray *kw_stories_apart(KwDb *db, int64_t item, GError **error)
{
	return kw_table_ints(db, SQL_stories_apart, KW_PARAMS(KW_INT(item)), error);
}

gboolean kw_stories_drop_ref(KwDb *db, int64_t item, const KwRef *ref, GError **error)
{
	return kw_db_run(db, SQL_stories_drop_ref,
			 KW_PARAMS(KW_INT(item), KW_TEXT(ref->kind), KW_TEXT(ref->value)), NULL,
			 error);
}

static gpointer read_text(const KwRows *rows)
{
	return kw_rows_dup(rows, 0);
}

char *kw_stories_find_issue(KwDb *db, int64_t item, GError **error)
{
	return kw_table_find(db, SQL_stories_find_issue, KW_PARAMS(KW_INT(item)), read_text, error);
}

/* ---- what became new ---- */

void kw_revision_clear(KwRevision *revision)
{
	g_clear_pointer(&revision->what, g_free);
	g_clear_pointer(&revision->refs_new, g_free);
	g_clear_pointer(&revision->refs_gone, g_free);
	g_clear_pointer(&revision->severity_was, g_free);
}

static void free_revision(gpointer data)
{
	kw_revision_clear(data);
	g_free(data);
}

static gpointer read_revision(const KwRows *rows)
{
	KwRevision *revision = g_new0(KwRevision, 1);

	revision->at = kw_rows_int(rows, 0);
	revision->what = kw_rows_dup(rows, 1);
	revision->refs_new = kw_rows_dup(rows, 2);
	revision->refs_gone = kw_rows_dup(rows, 3);
	revision->severity_was = kw_rows_dup(rows, 4);
	return revision;
}

gboolean kw_stories_add_revision(KwDb *db, int64_t item, const KwRevision *revision, GError **error)
{
	return kw_db_run(
		db, SQL_stories_add_revision,
		KW_PARAMS(KW_INT(item), KW_INT(revision->at), KW_TEXT_OR(revision->what, ""),
			  KW_TEXT_OR(revision->refs_new, ""), KW_TEXT_OR(revision->refs_gone, ""),
			  KW_TEXT_OR(revision->severity_was, "")),
		NULL, error);
}

GPtrArray *kw_stories_revisions(KwDb *db, int64_t item, int limit, GError **error)
{
	return kw_table_list(db, SQL_stories_revisions, KW_PARAMS(KW_INT(item), KW_LIMIT(limit)),
			     read_revision, free_revision, error);
}
