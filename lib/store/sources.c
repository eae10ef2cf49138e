/* The table of sources (sources.sql): what the configuration says of a feed, and what was learnt
 * from its answers. Fetching is ingest's work. A source is never deleted, only retired: items say
 * where they came from. */
#include "store/sources.h"

#include "table.h"

#include "store/sources.sql.h"

#define DAY_S        (24 * 3600)
#define MIN_NEWS     5 /* fewer say nothing about the usual distance */
#define SILENT_TIMES 6
#define SILENT_MIN_S (7 * DAY_S) /* holidays */
#define SILENT_MAX_S (60 * DAY_S)

void kw_source_free(KwSource *source)
{
	if (!source)
		return;
	g_free(source->url);
	g_free(source->name);
	g_free(source->language);
	g_free(source->publisher);
	g_free(source->reuse);
	g_free(source->trust);
	g_free(source->include);
	g_free(source->exclude);
	g_free(source->moved_to);
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
	source->trust = kw_rows_dup(rows, c++);
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
	source->include = kw_rows_dup(rows, c++);
	source->exclude = kw_rows_dup(rows, c++);
	source->watch_only = kw_rows_int(rows, c++) != 0;
	source->a_day = (int)kw_rows_int(rows, c++);
	source->is_added = kw_rows_int(rows, c++) != 0;
	source->moved_to = kw_rows_dup(rows, c++);
	source->first_new_at = kw_rows_int(rows, c++);
	source->news = (int)kw_rows_int(rows, c++);
	return source;
}

const char *const kw_source_trusts[] = {"official", "vendor", "news", "community", NULL};

const char *kw_source_trust(const KwSource *source)
{
	if (source->trust)
		return source->trust;
	return g_strcmp0(source->reuse, "link-only") == 0 ? "news" : "official";
}

gboolean kw_source_is_first_hand(const KwSource *source)
{
	const char *trust = kw_source_trust(source);

	return g_str_equal(trust, "official") || g_str_equal(trust, "vendor");
}

gboolean kw_sources_tell_first_hand(KwDb *db, int64_t item, gboolean *out_first_hand,
				    GError **error)
{
	int64_t count = 0;

	if (!kw_db_int(db, SQL_sources_tell_first_hand, KW_PARAMS(KW_INT(item)), 0, &count, error))
		return FALSE;
	*out_first_hand = count > 0;
	return TRUE;
}

gboolean kw_sources_put(KwDb *db, const KwSource *source, int64_t *out_id, GError **error)
{
	return kw_table_put(db, SQL_sources_put,
			    KW_PARAMS(KW_TEXT(source->url), KW_TEXT(source->name),
				      KW_TEXT_OR(source->language, ""), KW_TEXT(source->publisher),
				      KW_TEXT_OR(source->reuse, "facts"),
				      KW_TEXT(kw_source_trust(source)),
				      KW_INT(source->allow_private != 0),
				      KW_INT(source->is_active != 0), KW_INT(source->interval_s),
				      KW_INT(source->due_at), KW_TEXT(source->include),
				      KW_TEXT(source->exclude), KW_INT(source->watch_only != 0),
				      KW_INT(source->a_day), KW_INT(source->is_added != 0)),
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

		if (source->is_active && !source->is_added &&
		    !g_hash_table_contains(kept, source->url) &&
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
					 new_entries > 0 ? KW_INT(now) : KW_NULL,
					 KW_INT(new_entries)),
			       error);
}

gboolean kw_sources_failed(KwDb *db, int64_t id, const char *why, int64_t due_at, GError **error)
{
	return kw_table_change(db, "source", id, SQL_sources_failed,
			       KW_PARAMS(KW_INT(id), KW_TEXT(why), KW_INT(due_at)), error);
}

gboolean kw_sources_moved(KwDb *db, int64_t id, const char *moved_to, GError **error)
{
	return kw_table_change(db, "source", id, SQL_sources_moved,
			       KW_PARAMS(KW_INT(id), KW_TEXT(moved_to)), error);
}

GHashTable *kw_sources_prints(KwDb *db, int64_t id, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, SQL_sources_prints, KW_PARAMS(KW_INT(id)), error);
	GHashTable *prints;

	if (!rows)
		return NULL;
	prints = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	while (kw_rows_next(rows))
		g_hash_table_insert(prints, kw_rows_dup(rows, 0), kw_rows_dup(rows, 1));
	return prints;
}

gboolean kw_sources_note_entry(KwDb *db, int64_t id, const char *entry, const char *print,
			       gboolean taken, int64_t now, GError **error)
{
	return kw_db_run(db, SQL_sources_note_entry,
			 KW_PARAMS(KW_INT(id), KW_TEXT(entry), KW_TEXT(print), KW_INT(taken != 0),
				   KW_INT(now)),
			 NULL, error);
}

gboolean kw_sources_count_taken(KwDb *db, int64_t id, int64_t since, int64_t *out_count,
				GError **error)
{
	return kw_db_int(db, SQL_sources_count_taken, KW_PARAMS(KW_INT(id), KW_INT(since)), 0,
			 out_count, error);
}

gboolean kw_sources_forget_entries(KwDb *db, int64_t before, GError **error)
{
	return kw_db_run(db, SQL_sources_forget_entries, KW_PARAMS(KW_INT(before)), NULL, error);
}

gboolean kw_sources_forget_entry(KwDb *db, int64_t id, const char *entry, GError **error)
{
	return kw_db_run(db, SQL_sources_forget_entry, KW_PARAMS(KW_INT(id), KW_TEXT(entry)), NULL,
			 error) &&
	       kw_db_run(db, SQL_sources_forget_validators, KW_PARAMS(KW_INT(id)), NULL, error);
}

/* --- health --- */

/* A mean over all that was seen. */
int64_t kw_source_usual_s(const KwSource *source)
{
	if (source->news < MIN_NEWS || source->last_new_at <= source->first_new_at)
		return 0;
	return (source->last_new_at - source->first_new_at) / (source->news - 1);
}

/* Before there is a usual distance, and for those that publish twice a year, two months of silence
 * are worth a look. */
static int64_t silence_s(const KwSource *source)
{
	int64_t usual = kw_source_usual_s(source);

	return usual ? CLAMP(SILENT_TIMES * usual, SILENT_MIN_S, SILENT_MAX_S) : SILENT_MAX_S;
}

KwSourceHealth kw_source_health(const KwSource *source, int64_t now)
{
	int64_t unread_s = MAX(DAY_S, 3 * (int64_t)source->interval_s);

	if (!source->last_ok_at && !source->failures)
		return KW_SOURCE_NEW;
	if (!source->last_ok_at || now - source->last_ok_at > unread_s)
		return KW_SOURCE_UNREAD;
	if (source->last_new_at && now - source->last_new_at > silence_s(source))
		return KW_SOURCE_SILENT;
	return KW_SOURCE_FINE;
}

int64_t kw_source_amiss_s(const KwSource *source, int64_t now)
{
	switch (kw_source_health(source, now)) {
	case KW_SOURCE_UNREAD: return source->last_ok_at ? now - source->last_ok_at : 0;
	case KW_SOURCE_SILENT: return now - source->last_new_at;
	default: return 0;
	}
}

const char *kw_source_health_id(KwSourceHealth health)
{
	static const char *const ids[] = {"fine", "new", "unread", "silent"};

	return ids[health];
}
