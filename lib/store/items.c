/* The table of items (items.sql), the references they name and the places they were told. Whether
 * two tellings are one story, and how urgent it is, is decided in ingest.
 *
 * The by_… functions read ids first and then each item: at most twenty, and the long list of
 * columns stands in two statements instead of five.
 */
#include "store/items.h"

#include "table.h"

#include "base/error.h"

#include "store/items.sql.h"

KwRef *kw_ref_new(const char *kind, const char *value)
{
	KwRef *ref = g_new0(KwRef, 1);

	ref->kind = g_strdup(kind);
	ref->value = g_strdup(value);
	return ref;
}

void kw_ref_free(KwRef *ref)
{
	if (!ref)
		return;
	g_free(ref->kind);
	g_free(ref->value);
	g_free(ref);
}

KwItem *kw_item_new(void)
{
	return g_new0(KwItem, 1);
}

void kw_item_free(KwItem *item)
{
	if (!item)
		return;
	g_free(item->title);
	g_free(item->title_key);
	g_free(item->url);
	g_free(item->language);
	g_free(item->publisher);
	g_free(item->publisher_id);
	g_free(item->reuse);
	g_free(item->severity);
	g_free(item->severity_why);
	g_free(item->severity_by);
	g_free(item->category);
	g_free(item->products);
	g_free(item->sections);
	g_free(item->text);
	g_free(item->comment);
	g_free(item->headline);
	g_free(item->handling);
	g_free(item->state);
	g_free(item->contributor);
	g_free(item->cvss);
	g_free(item->label);
	g_free(item->listed_on);
	g_free(item);
}

static void free_item_source(gpointer data)
{
	KwItemSource *where = data;

	g_free(where->entry);
	g_free(where->url);
	g_free(where->title);
	g_free(where->auth);
	g_free(where->unread);
	g_free(where);
}

static gpointer read_item(const KwRows *rows)
{
	KwItem *item = kw_item_new();
	int c = 0;

	item->id = kw_rows_int(rows, c++);
	item->title = kw_rows_dup(rows, c++);
	item->title_key = kw_rows_dup(rows, c++);
	item->url = kw_rows_dup(rows, c++);
	item->language = kw_rows_dup(rows, c++);
	item->publisher = kw_rows_dup(rows, c++);
	item->publisher_id = kw_rows_dup(rows, c++);
	item->reuse = kw_rows_dup(rows, c++);
	item->published_at = kw_rows_int(rows, c++);
	item->revised_at = kw_rows_int(rows, c++);
	item->is_day = kw_rows_int(rows, c++) != 0;
	item->severity = kw_rows_dup(rows, c++);
	item->severity_why = kw_rows_dup(rows, c++);
	item->severity_by = kw_rows_dup(rows, c++);
	item->category = kw_rows_dup(rows, c++);
	item->products = kw_rows_dup(rows, c++);
	item->sections = kw_rows_dup(rows, c++);
	item->text = kw_rows_dup(rows, c++);
	item->comment = kw_rows_dup(rows, c++);
	item->headline = kw_rows_dup(rows, c++);
	item->handling = kw_rows_dup(rows, c++);
	item->state = kw_rows_dup(rows, c++);
	item->contributor = kw_rows_dup(rows, c++);
	item->cvss = kw_rows_dup(rows, c++);
	item->label = kw_rows_dup(rows, c++);
	item->listed_on = kw_rows_dup(rows, c++);
	item->exploited_at = kw_rows_int(rows, c++);
	item->joined = kw_rows_int(rows, c++);
	item->created_at = kw_rows_int(rows, c++);
	item->updated_at = kw_rows_int(rows, c++);
	item->sources = (int)kw_rows_int(rows, c++);
	return item;
}

static gpointer read_ref(const KwRows *rows)
{
	return kw_ref_new(kw_rows_text(rows, 0), kw_rows_text(rows, 1));
}

static gpointer read_item_source(const KwRows *rows)
{
	KwItemSource *where = g_new0(KwItemSource, 1);

	where->mail_id = kw_rows_int(rows, 0);
	where->part = (int)kw_rows_int(rows, 1);
	where->source_id = kw_rows_int(rows, 2);
	where->entry = kw_rows_dup(rows, 3);
	where->url = kw_rows_dup(rows, 4);
	where->title = kw_rows_dup(rows, 5);
	where->auth = kw_rows_dup(rows, 6);
	where->unread = kw_rows_dup(rows, 7);
	where->seen_at = kw_rows_int(rows, 8);
	where->id = kw_rows_int(rows, 9);
	return where;
}

gboolean kw_items_put(KwDb *db, KwItem *item, int64_t now, GError **error)
{
	/* the last one, the id, only for the update */
	const KwParam params[] = {
		KW_TEXT_OR(item->title, ""),
		KW_TEXT_OR(item->title_key, ""),
		KW_TEXT(item->url),
		KW_TEXT_OR(item->language, ""),
		KW_TEXT(item->publisher),
		KW_TEXT(item->publisher_id),
		KW_TEXT_OR(item->reuse, "facts"),
		KW_INT_OR_NULL(item->published_at),
		KW_INT_OR_NULL(item->revised_at),
		KW_INT(item->is_day != 0),
		KW_TEXT_OR(item->severity, "information"),
		KW_TEXT_OR(item->severity_why, ""),
		KW_TEXT(item->severity_by),
		KW_TEXT(item->category),
		KW_TEXT_OR(item->products, ""),
		KW_TEXT_OR(item->sections, "[]"),
		KW_TEXT_OR(item->text, ""),
		KW_TEXT(item->comment),
		KW_TEXT(item->headline),
		KW_TEXT(item->handling),
		KW_TEXT_OR(item->state, "new"),
		KW_TEXT(item->contributor),
		KW_TEXT(item->cvss),
		KW_TEXT(item->label),
		KW_TEXT(item->listed_on),
		KW_INT_OR_NULL(item->exploited_at),
		KW_INT(now),
		KW_INT(item->id),
	};
	size_t n = G_N_ELEMENTS(params);

	if (item->id) {
		if (!kw_table_change(db, "item", item->id, SQL_items_update, params, n, error))
			return FALSE;
	} else {
		if (!kw_table_put(db, SQL_items_insert, params, n - 1, &item->id, error))
			return FALSE;
		item->created_at = now;
	}
	item->updated_at = now;
	return TRUE;
}

gboolean kw_items_add_refs(KwDb *db, int64_t item, const GPtrArray *refs, GError **error)
{
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = g_ptr_array_index(refs, i);

		if (!kw_db_run(db, SQL_items_add_ref,
			       KW_PARAMS(KW_INT(item), KW_TEXT(ref->kind), KW_TEXT(ref->value)),
			       NULL, error))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_items_add_source(KwDb *db, int64_t item, const KwItemSource *where,
			     gboolean *out_is_new, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_items_add_source,
		       KW_PARAMS(KW_INT(item), KW_INT_OR_NULL(where->mail_id), KW_INT(where->part),
				 KW_INT_OR_NULL(where->source_id), KW_TEXT(where->entry),
				 KW_TEXT(where->url), KW_TEXT(where->title), KW_TEXT(where->auth),
				 KW_TEXT(where->unread), KW_INT(where->seen_at)),
		       &changed, error))
		return FALSE;
	if (out_is_new)
		*out_is_new = changed > 0;
	return TRUE;
}

gboolean kw_items_of_entry(KwDb *db, int64_t source, const char *entry, int64_t *out_item,
			   GError **error)
{
	return kw_db_int(db, SQL_items_of_entry, KW_PARAMS(KW_INT(source), KW_TEXT(entry)), 0,
			 out_item, error);
}

GArray *kw_items_of_mail(KwDb *db, int64_t mail, GError **error)
{
	return kw_table_ints(db, SQL_items_of_mail, KW_PARAMS(KW_INT(mail)), error);
}

static GPtrArray *find_all(KwDb *db, const char *sql, const KwParam *params, size_t n,
			   GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, sql, params, n, error);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);

	if (!rows)
		return NULL;
	while (kw_rows_next(rows)) {
		g_autoptr(GError) why = NULL;
		KwItem *item = kw_items_find(db, kw_rows_int(rows, 0), &why);

		if (why) {
			g_propagate_error(error, g_steal_pointer(&why));
			return NULL;
		}
		if (item)
			g_ptr_array_add(items, item);
	}
	return g_steal_pointer(&items);
}

GPtrArray *kw_items_by_ref(KwDb *db, const char *kind, const char *value, GError **error)
{
	return find_all(db, SQL_items_by_ref, KW_PARAMS(KW_TEXT(kind), KW_TEXT(value)), error);
}

GPtrArray *kw_items_by_url(KwDb *db, const char *url, GError **error)
{
	return find_all(db, SQL_items_by_url, KW_PARAMS(KW_TEXT(url)), error);
}

GPtrArray *kw_items_by_title_key(KwDb *db, const char *title_key, int64_t since, GError **error)
{
	return find_all(db, SQL_items_by_title_key, KW_PARAMS(KW_TEXT(title_key), KW_INT(since)),
			error);
}

KwItem *kw_items_find(KwDb *db, int64_t id, GError **error)
{
	return kw_table_find(db, SQL_items_find, KW_PARAMS(KW_INT(id)), read_item, error);
}

GPtrArray *kw_items_refs(KwDb *db, int64_t item, GError **error)
{
	return kw_table_list(db, SQL_items_refs, KW_PARAMS(KW_INT(item)), read_ref,
			     (GDestroyNotify)kw_ref_free, error);
}

GPtrArray *kw_items_sources(KwDb *db, int64_t item, GError **error)
{
	return kw_table_list(db, SQL_items_sources, KW_PARAMS(KW_INT(item)), read_item_source,
			     free_item_source, error);
}

GPtrArray *kw_items_feeds_of_publisher(KwDb *db, int64_t item, GError **error)
{
	return kw_table_list(db, SQL_items_feeds_of_publisher, KW_PARAMS(KW_INT(item)),
			     read_item_source, free_item_source, error);
}

GPtrArray *kw_items_list(KwDb *db, const char *state, int limit, GError **error)
{
	return kw_items_list_since(db, state, 0, limit, error);
}

GPtrArray *kw_items_list_since(KwDb *db, const char *state, int64_t since, int limit,
			       GError **error)
{
	return kw_table_list(db, SQL_items_list,
			     KW_PARAMS(KW_TEXT(state), KW_LIMIT(limit), KW_INT(since)), read_item,
			     (GDestroyNotify)kw_item_free, error);
}

gboolean kw_items_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			    gboolean *out_changed, GError **error)
{
	return kw_table_move(db, SQL_items_set_state, id, from, to, now, out_changed, error);
}

gboolean kw_items_set_comment(KwDb *db, int64_t id, const char *comment, int64_t now,
			      GError **error)
{
	return kw_table_change(db, "item", id, SQL_items_set_comment,
			       KW_PARAMS(KW_INT(id), KW_TEXT(comment), KW_INT(now)), error);
}

gboolean kw_items_set_urgency(KwDb *db, int64_t id, const char *severity, int64_t now,
			      GError **error)
{
	return kw_table_change(db, "item", id, SQL_items_set_urgency,
			       KW_PARAMS(KW_INT(id), KW_TEXT(severity), KW_INT(now)), error);
}

gboolean kw_items_add_receipt(KwDb *db, int64_t mail, const char *recipient, const char *kind,
			      int64_t now, gboolean *out_is_new, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, SQL_items_add_receipt,
		       KW_PARAMS(KW_INT(mail), KW_TEXT(recipient), KW_TEXT(kind), KW_INT(now)),
		       &changed, error))
		return FALSE;
	*out_is_new = changed > 0;
	return TRUE;
}

gboolean kw_items_count_receipts(KwDb *db, const char *recipient, int64_t since, int64_t *out_count,
				 GError **error)
{
	return kw_db_int(db, SQL_items_count_receipts, KW_PARAMS(KW_TEXT(recipient), KW_INT(since)),
			 0, out_count, error);
}

gboolean kw_items_count(KwDb *db, const char *state, int64_t *out_count, GError **error)
{
	return kw_db_int(db, SQL_items_count, KW_PARAMS(KW_TEXT(state)), 0, out_count, error);
}

gboolean kw_items_lock(KwDb *db, GError **error)
{
	if (!g_str_equal(kw_db_engine(db), "pgsql"))
		return TRUE;
	return kw_db_run(db, SQL_items_lock_pgsql, KW_NO_PARAMS, NULL, error);
}
