/* The narrow interface to the store: SQLite (one machine) or PostgreSQL (several), one SQL text.
 *
 * Statements are the named queries of lib/store/NAME.sql and nothing else; parameters are $1..$n
 * and bound by name. Results are read whole into memory before the call returns, so that no read
 * cursor ever stays open across a write; whoever expects many rows claims them in batches (LIMIT;
 * in the table modules a `limit` of 0 or less is none). Errors: KW_ERROR_TEMPORARY where trying
 * again may help (busy, disk full, connection lost, deadlock), KW_ERROR_CONFIG for a store that
 * cannot be used (wrong URL, newer schema, no such database), KW_ERROR_INTERNAL otherwise (a
 * statement that does not fit the schema).
 */
#pragma once

#include <glib.h>

typedef struct KwDb KwDb;     /* one connection; one thread; never crosses a fork */
typedef struct KwRows KwRows; /* a result, positioned before its first row */
typedef struct KwTx KwTx;     /* a transaction that rolls back when it leaves scope */

/* Text is UTF-8 without NUL (repair it before). Blobs are any bytes. Borrowed for the call. */
typedef struct {
	enum { KW_P_NULL, KW_P_INT, KW_P_TEXT, KW_P_BLOB } kind;
	int64_t i;
	const char *s;
	size_t n;
} KwParam;

#define KW_NULL       ((KwParam){KW_P_NULL, 0, NULL, 0})
#define KW_INT(v)     ((KwParam){KW_P_INT, (v), NULL, 0})
#define KW_BLOB(p, n) ((KwParam){KW_P_BLOB, 0, (const char *)(p), (n)})
/* A NULL pointer is SQL NULL. */
#define KW_TEXT(v) kw_param_text(v)
static inline KwParam kw_param_text(const char *s)
{
	return (KwParam){s ? KW_P_TEXT : KW_P_NULL, 0, s, 0};
}
#define KW_PARAMS(...) \
	(const KwParam[]){__VA_ARGS__}, G_N_ELEMENTS(((const KwParam[]){__VA_ARGS__}))
#define KW_NO_PARAMS NULL, 0

/* Opens "sqlite:/path" (the file must exist: kw_db_create() makes it) or "postgresql://…", and
 * brings an older schema up to date. A schema newer than this program: KW_ERROR_CONFIG. */
KwDb *kw_db_open(const char *url, GError **error);
/* Makes the SQLite file or the tables in an empty PostgreSQL database; no harm where they exist. */
gboolean kw_db_create(const char *url, GError **error);
void kw_db_free(KwDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwDb, kw_db_free)

/* Whether a server keeps that store, which may go away. */
gboolean kw_db_has_server(const char *url);
/* Whether its server went away: PostgreSQL restarts, or another takes over. What was begun is lost;
 * outside a transaction the next statement connects anew. */
gboolean kw_db_is_away(const KwDb *db);

/* Whether it answers, and can be written to: a server that was away may be a standby yet. Changes
 * nothing. */
gboolean kw_db_try(KwDb *db, GError **error);

/* "sqlite" or "pgsql": for queries that carry "-- engine:" (listed in HACKING.md). */
const char *kw_db_engine(const KwDb *db);

/* How long a statement waits for other processes before it fails with KW_ERROR_TEMPORARY; 60 s
 * where nothing is said. */
gboolean kw_db_set_patience(KwDb *db, int wait_s, GError **error);

/* Runs a statement; `out_changed` (may be NULL) receives the rows it wrote. */
gboolean kw_db_run(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t *out_changed,
		   GError **error);
/* Runs a statement that returns rows (SELECT, or … RETURNING). NULL on error. */
KwRows *kw_db_query(KwDb *db, const char *sql, const KwParam *params, size_t n, GError **error);
/* As kw_db_query() `times` times one after the other, each with n of the parameters; at most
 * KW_DB_EACH_MAX times, with results of few bytes, in a transaction. PostgreSQL is not waited for
 * in between: a list of a million rows would wait two million times. KwRows *, owned, in that
 * order. */
#define KW_DB_EACH_MAX 500
GPtrArray *kw_db_query_each(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    size_t times, GError **error);
/* The integer of the first column of the first row; `absent` where there is no row or it is NULL.
 */
gboolean kw_db_int(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t absent,
		   int64_t *out_value, GError **error);
/* Prepares only: for the test that every named query fits the schema of both engines. */
gboolean kw_db_prepare(KwDb *db, const char *sql, GError **error);

gboolean kw_rows_next(KwRows *rows); /* FALSE: no more rows; cannot fail */
size_t kw_rows_count(const KwRows *rows);
gboolean kw_rows_is_null(const KwRows *rows, int column);
int64_t kw_rows_int(const KwRows *rows, int column);      /* NULL is 0 */
const char *kw_rows_text(const KwRows *rows, int column); /* borrowed until free; NULL is NULL */
GBytes *kw_rows_blob(const KwRows *rows, int column);     /* yours; NULL is NULL */
void kw_rows_free(KwRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwRows, kw_rows_free)

/* BEGIN IMMEDIATE in SQLite (plain BEGIN loses concurrent writes to SQLITE_BUSY), BEGIN in
 * PostgreSQL. Not nested: a function that needs its own transaction says so in its header. Once a
 * statement failed, those that follow and the commit fail too: roll back and start again. */
KwTx *kw_tx_begin(KwDb *db, GError **error);
/* Commits; on failure everything is rolled back. The scope still frees it:
 *	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
 *	...
 *	return kw_tx_commit(tx, error); */
gboolean kw_tx_commit(KwTx *tx, GError **error);
void kw_tx_rollback(KwTx *tx); /* what leaving scope does */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwTx, kw_tx_rollback)
