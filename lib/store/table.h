/* What the table modules share: optional numbers, reading rows into structs, guarded changes of
 * state. Private to this room. */
#pragma once

#include "store/db.h"

/* 0 in a struct is "unknown" or "never": NULL in the table. */
#define KW_INT_OR_NULL(v) kw_param_known(v)
static inline KwParam kw_param_known(int64_t v)
{
	return v ? KW_INT(v) : KW_NULL;
}

/* NULL in a struct where the table wants a text. */
#define KW_TEXT_OR(v, absent) KW_TEXT((v) ? (v) : (absent))

/* A limit of 0 or less is none. (SQLite takes -1 for that, PostgreSQL does not.) */
#define KW_LIMIT(v) KW_INT((v) > 0 ? (v) : G_MAXINT64)

/* Makes a struct of the row the result stands at. */
typedef gpointer (*KwRowReader)(const KwRows *rows);

char *kw_rows_dup(const KwRows *rows, int column); /* yours; NULL is NULL */

/* The first row; NULL without error: no row. */
gpointer kw_table_find(KwDb *db, const char *sql, const KwParam *params, size_t n, KwRowReader read,
		       GError **error);
GPtrArray *kw_table_list(KwDb *db, const char *sql, const KwParam *params, size_t n,
			 KwRowReader read, GDestroyNotify free_one, GError **error);
/* The first column of all rows: int64_t. */
GArray *kw_table_ints(KwDb *db, const char *sql, const KwParam *params, size_t n, GError **error);

/* Runs a statement with RETURNING id: *out_id is 0 where it wrote nothing. */
gboolean kw_table_put(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t *out_id,
		      GError **error);

/* Runs a change of row `id`, which must be there: else KW_ERROR_NOT_FOUND ("item 7: …"). */
gboolean kw_table_change(KwDb *db, const char *noun, int64_t id, const char *sql,
			 const KwParam *params, size_t n, GError **error);

/* A guarded change of state: $1 = id, $2 … $7 = states it may leave (blank-separated `from`, six at
 * most), $8 = to, $9 = now. `out_changed` may be NULL. */
gboolean kw_table_move(KwDb *db, const char *sql, int64_t id, const char *from, const char *to,
		       int64_t now, gboolean *out_changed, GError **error);
