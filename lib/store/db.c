/* The narrow interface to the store: picks the driver, checks parameters, and keeps transactions
 * alike on both engines. Results are in rows.c, the schema in schema.c, SQL in the *.sql files.
 *
 * A statement that fails inside a transaction breaks the whole transaction: PostgreSQL does it
 * anyway, and SQLite rolls back by itself on some errors (disk full), after which the statements
 * that follow would commit one by one.
 */
#include "driver.h"
#include "schema.h"

#include "base/error.h"

#include "store/db.sql.h"

struct KwTx {
	KwDb *db; /* NULL: committed */
};

static const KwDriver *driver_of(const char *url, GError **error)
{
	if (g_str_has_prefix(url, "sqlite:"))
		return &kw_driver_sqlite;
	if (g_str_has_prefix(url, "postgresql://") || g_str_has_prefix(url, "postgres://"))
		return &kw_driver_pgsql;
	/* the text is not shown: it may hold a password */
	kw_error_set(error, KW_ERROR_CONFIG,
		     "store: starts neither with \"sqlite:\" nor with \"postgresql://\"");
	return NULL;
}

static KwDb *open_store(const char *url, gboolean create, GError **error)
{
	const KwDriver *driver = driver_of(url, error);
	g_autoptr(KwDb) db = driver ? driver->open(url, create, error) : NULL;

	if (!db || !kw_schema_bring(db, &kw_schema, create, error))
		return NULL;
	return g_steal_pointer(&db);
}

KwDb *kw_db_open(const char *url, GError **error)
{
	return open_store(url, FALSE, error);
}

gboolean kw_db_create(const char *url, GError **error)
{
	g_autoptr(KwDb) db = open_store(url, TRUE, error);

	return db != NULL;
}

void kw_db_free(KwDb *db)
{
	if (db)
		db->driver->close(db);
}

gboolean kw_db_set_patience(KwDb *db, int wait_s, GError **error)
{
	return db->driver->patience(db, wait_s, error);
}

gboolean kw_db_has_server(const char *url)
{
	const KwDriver *driver = driver_of(url, NULL);

	return driver && driver->is_away;
}

gboolean kw_db_is_away(const KwDb *db)
{
	return db->driver->is_away && db->driver->is_away(db);
}

const char *kw_db_engine(const KwDb *db)
{
	return db->driver->engine;
}

/* Text that is not UTF-8 would be stored by SQLite and refused by PostgreSQL. */
static gboolean check(const KwDb *db, const KwParam *params, size_t n, GError **error)
{
	if (db->failure) {
		kw_error_set(error, db->failure, "%s: this transaction failed before", db->label);
		return FALSE;
	}
	for (size_t i = 0; i < n; i++) {
		if (params[i].kind != KW_P_TEXT || g_utf8_validate(params[i].s, -1, NULL))
			continue;
		kw_error_set(error, KW_ERROR_INTERNAL, "%s: parameter $%zu is not UTF-8", db->label,
			     i + 1);
		return FALSE;
	}
	return TRUE;
}

/* `out_changed` may be NULL. */
static KwRows *exec(KwDb *db, const char *sql, const KwParam *params, size_t n,
		    int64_t *out_changed, GError **error)
{
	g_autoptr(GError) why = NULL;
	KwRows *rows = NULL;
	int64_t changed = 0;

	if (check(db, params, n, &why))
		rows = db->driver->exec(db, sql, params, n, &changed, &why);
	if (!rows) {
		if (db->is_in_tx)
			db->failure = why->code;
		g_propagate_error(error, g_steal_pointer(&why));
	}
	if (out_changed)
		*out_changed = changed;
	/* cppcheck-suppress returnDanglingLifetime ; the driver fills `changed`, it does not keep
	 * it */
	return rows;
}

gboolean kw_db_run(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t *out_changed,
		   GError **error)
{
	g_autoptr(KwRows) rows = exec(db, sql, params, n, out_changed, error);

	return rows != NULL;
}

KwRows *kw_db_query(KwDb *db, const char *sql, const KwParam *params, size_t n, GError **error)
{
	return exec(db, sql, params, n, NULL, error);
}

static GPtrArray *exec_each(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    size_t times, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)kw_rows_free);

	for (size_t i = 0; i < times; i++) {
		KwRows *rows = exec(db, sql, params + i * n, n, NULL, error);

		if (!rows)
			return NULL;
		g_ptr_array_add(all, rows);
	}
	return g_steal_pointer(&all);
}

GPtrArray *kw_db_query_each(KwDb *db, const char *sql, const KwParam *params, size_t n,
			    size_t times, GError **error)
{
	g_autoptr(GError) why = NULL;
	GPtrArray *all = NULL;

	g_assert(db->is_in_tx && times <= KW_DB_EACH_MAX);
	if (!db->driver->exec_each)
		return exec_each(db, sql, params, n, times, error);
	if (check(db, params, n * times, &why))
		all = db->driver->exec_each(db, sql, params, n, times, &why);
	if (!all) {
		db->failure = why->code;
		g_propagate_error(error, g_steal_pointer(&why));
	}
	return all;
}

gboolean kw_db_int(KwDb *db, const char *sql, const KwParam *params, size_t n, int64_t absent,
		   int64_t *out_value, GError **error)
{
	g_autoptr(KwRows) rows = kw_db_query(db, sql, params, n, error);

	if (!rows)
		return FALSE;
	*out_value = kw_rows_next(rows) && !kw_rows_is_null(rows, 0) ? kw_rows_int(rows, 0)
								     : absent;
	return TRUE;
}

gboolean kw_db_prepare(KwDb *db, const char *sql, GError **error)
{
	return db->driver->prepare(db, sql, error);
}

gboolean kw_db_try(KwDb *db, GError **error)
{
	return kw_db_run(db, SQL_db_write_nothing, KW_NO_PARAMS, NULL, error);
}

KwTx *kw_tx_begin(KwDb *db, GError **error)
{
	KwTx *tx;

	g_assert(!db->is_in_tx);
	if (!db->driver->script(db, db->driver->begin, error))
		return NULL;
	db->is_in_tx = TRUE;
	db->failure = 0;
	tx = g_new0(KwTx, 1);
	tx->db = db;
	return tx;
}

static void end(KwTx *tx)
{
	tx->db->is_in_tx = FALSE;
	tx->db->failure = 0;
	tx->db = NULL;
}

/* Errors are of no interest: it failed because nothing is left to roll back, or because the
 * connection is gone and the server does it. */
static void roll_back(KwTx *tx)
{
	tx->db->driver->script(tx->db, SQL_db_rollback, NULL);
	end(tx);
}

gboolean kw_tx_commit(KwTx *tx, GError **error)
{
	KwDb *db = tx->db;

	g_assert(db);
	if (!check(db, NULL, 0, error) || !db->driver->script(db, SQL_db_commit, error)) {
		roll_back(tx);
		return FALSE;
	}
	end(tx);
	return TRUE;
}

void kw_tx_rollback(KwTx *tx)
{
	if (!tx)
		return;
	if (tx->db)
		roll_back(tx);
	g_free(tx);
}
