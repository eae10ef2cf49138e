/* The table of sources (sources.sql): what the configuration says of a feed, and what was learnt
 * from its answers. Fetching is ingest's work. A source is never deleted, only retired: items say
 * where they came from. */
#include "store/sources.h"

#include "table.h"

#include "store/sources.sql.h"

void kw_source_free(KwSource *source)
{
	if (!source)
		return;
	g_free(source->url);
	g_free(source->name);
	g_free(source->language);
	g_free(source->publisher);
	g_free(source->reuse);
	g_free(source->etag);
	g_free(source->last_modified);
	g_free(source->last_error);
	g_free(source);
}

static gpointer read_source(const KwRows *rows)
{
	KwSource *source = g_new0(KwSource, 1);
	int c = 0;

	source->id = kw_rows_int(rows, c++);
	source->url = kw_rows_dup(rows, c++);
	source->name = kw_rows_dup(rows, c++);
	source->language = kw_rows_dup(rows, c++);
	source->publisher = kw_rows_dup(rows, c++);
	source->reuse = kw_rows_dup(rows, c++);
	source->allow_private = kw_rows_int(rows, c++) != 0;
	source->is_active = kw_rows_int(rows, c++) != 0;
	source->interval_s = (int)kw_rows_int(rows, c++);
	source->etag = kw_rows_dup(rows, c++);
	source->last_modified = kw_rows_dup(rows, c++);
	source->due_at = kw_rows_int(rows, c++);
	source->failures = (int)kw_rows_int(rows, c++);
	source->last_error = kw_rows_dup(rows, c++);
	source->last_ok_at = kw_rows_int(rows, c++);
	source->last_new_at = kw_rows_int(rows, c++);
	return source;
}

gboolean kw_sources_put(KwDb *db, const KwSource *source, int64_t *out_id, GError **error)
{
	return kw_table_put(db, SQL_sources_put,
			    KW_PARAMS(KW_TEXT(source->url), KW_TEXT(source->name),
				      KW_TEXT_OR(source->language, ""), KW_TEXT(source->publisher),
				      KW_TEXT_OR(source->reuse, "facts"),
				      KW_INT(source->allow_private != 0),
				      KW_INT(source->is_active != 0), KW_INT(source->interval_s),
				      KW_INT(source->due_at)),
			    out_id, error);
}

/* A statement a source that is gone, rather than one with a list of urls: SQL is not built. */
gboolean kw_sources_retire(KwDb *db, const GPtrArray *urls, GError **error)
{
	g_autoptr(GHashTable) kept = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) sources = kw_sources_list(db, error);

	if (!sources)
		return FALSE;
	for (guint i = 0; i < urls->len; i++)
		g_hash_table_add(kept, g_ptr_array_index(urls, i));
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = g_ptr_array_index(sources, i);

		if (source->is_active && !g_hash_table_contains(kept, source->url) &&
		    !kw_db_run(db, SQL_sources_retire, KW_PARAMS(KW_INT(source->id)), NULL, error))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *kw_sources_list(KwDb *db, GError **error)
{
	return kw_table_list(db, SQL_sources_list, KW_NO_PARAMS, read_source,
			     (GDestroyNotify)kw_source_free, error);
}

GPtrArray *kw_sources_list_due(KwDb *db, int64_t now, GError **error)
{
	return kw_table_list(db, SQL_sources_list_due, KW_PARAMS(KW_INT(now)), read_source,
			     (GDestroyNotify)kw_source_free, error);
}

gboolean kw_sources_ok(KwDb *db, int64_t id, const char *etag, const char *last_modified,
		       int new_entries, int64_t now, int64_t due_at, GError **error)
{
	return kw_table_change(db, "source", id, SQL_sources_ok,
			       KW_PARAMS(KW_INT(id), KW_TEXT(etag), KW_TEXT(last_modified),
					 KW_INT(due_at), KW_INT(now),
					 new_entries > 0 ? KW_INT(now) : KW_NULL),
			       error);
}

gboolean kw_sources_failed(KwDb *db, int64_t id, const char *why, int64_t due_at, GError **error)
{
	return kw_table_change(db, "source", id, SQL_sources_failed,
			       KW_PARAMS(KW_INT(id), KW_TEXT(why), KW_INT(due_at)), error);
}
