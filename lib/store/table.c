/* What the table modules share. Statements are theirs, in NAME.sql beside NAME.c.
 *
 * A list of states becomes six parameters, empty ones NULL, because SQL is never built from
 * strings: "x IN ('new', NULL)" is true for 'new' and not true for anything else.
 */
#include "table.h"

#include "base/error.h"

#define MAX_FROM 6

char *kw_rows_dup(const KwRows *rows, int column)
{
	return g_strdup(kw_rows_text(rows, column));
}

gpointer kw_table_find(KwDb *db, const char *sql, const KwParam *params, size_t n, KwRowReader read,
		       GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, sql, params, n, error);

	return rows && kw_rows_next(rows) ? read(rows) : NULL;
}

GPtrArray *kw_table_list(KwDb *db, const char *sql, const KwParam *params, size_t n,
			 KwRowReader read, GDestroyNotify free_one, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, sql, params, n, error);
	GPtrArray *list;

	if (!rows)
		return NULL;
	list = g_ptr_array_new_full((guint)kw_rows_count(rows), free_one);
	while (kw_rows_next(rows))
		g_ptr_array_add(list, read(rows));
	return list;
}

GArray *kw_table_ints(KwDb *db, const char *sql, const KwParam *params, size_t n, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, sql, params, n, error);
	GArray *ints;

	if (!rows)
		return NULL;
	ints = g_array_new(FALSE, FALSE, sizeof(int64_t));
	while (kw_rows_next(rows)) {
		int64_t number = kw_rows_int(rows, 0);

		g_array_append_val(ints, number);
	}
	return ints;
}

gboolean kw_table_put(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t *out_id,
		      GError **error)
{
	return kw_db_int(db, sql, params, n, 0, out_id, error);
}

gboolean kw_table_change(KwDb *db, const char *noun, int64_t id, const char *sql,
			 const KwParam *params, size_t n, GError **error)
{
	int64_t changed;

	if (!kw_db_run(db, sql, params, n, &changed, error))
		return FALSE;
	if (changed == 0)
		kw_error_set(error, KW_ERROR_NOT_FOUND, "%s %" G_GINT64_FORMAT ": does not exist",
			     noun, (gint64)id);
	return changed > 0;
}

gboolean kw_table_move(KwDb *db, const char *sql, int64_t id, const char *from, const char *to,
		       int64_t now, gboolean *out_changed, GError **error)
{
	g_auto(GStrv) words = g_strsplit(from, " ", -1);
	KwParam states[MAX_FROM] = {KW_NULL, KW_NULL, KW_NULL, KW_NULL, KW_NULL, KW_NULL};
	size_t n = 0;
	int64_t changed;

	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		g_assert(n < MAX_FROM);
		states[n++] = KW_TEXT(*word);
	}
	if (!kw_db_run(db, sql,
		       KW_PARAMS(KW_INT(id), states[0], states[1], states[2], states[3], states[4],
				 states[5], KW_TEXT(to), KW_INT(now)),
		       &changed, error))
		return FALSE;
	if (out_changed)
		*out_changed = changed > 0;
	return TRUE;
}
