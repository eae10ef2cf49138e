/* The door to PostgreSQL (libpq). Connecting is in db_pgsql_connect.c, transactions and parameter
 * checks are db.c's, tables schema/pgsql.sql's.
 *
 * Parameters are text without a type, so that the server takes it from the statement; blobs are
 * binary. A connection that was lost is made anew at the next statement, but never inside a
 * transaction: what was begun on the old one is gone.
 */
#include "db_pgsql_connect.h"
#include "driver.h"

#include "store/db_pgsql.sql.h"

#include <string.h>

#define MAX_PARAMS 40

/* pg_type.dat: the numbers are fixed for ever */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };

typedef struct {
	KwDb base;
	char *url;
	PGconn *conn;
	gboolean is_broken; /* no server said why: a write that failed leaves `conn` looking well */
	GHashTable *statements; /* SQL text -> name of the prepared statement */
} PgsqlDb;

static gboolean pgsql_is_away(const KwDb *base)
{
	const PgsqlDb *db = (const PgsqlDb *)base;

	return db->is_broken || PQstatus(db->conn) == CONNECTION_BAD;
}

static void set_error(PgsqlDb *db, const PGresult *result, const char *sql, GError **error)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	g_autofree char *message =
		kw_pgsql_first_line(primary ? primary : PQerrorMessage(db->conn));
	KwErrorCode code;

	db->is_broken = db->is_broken || !state;
	code = pgsql_is_away(&db->base) ? KW_ERROR_TEMPORARY : kw_pgsql_code(state);

	if (code == KW_ERROR_INTERNAL)
		kw_error_set(error, code, "%s: %s (in \"%.*s\")", db->base.label, message,
			     (int)strcspn(sql, "\n"), sql);
	else
		kw_error_set(error, code, "%s: %s", db->base.label, message);
}

static gboolean run_script(PgsqlDb *db, const char *sql, GError **error)
{
	g_autoptr(PGresult) result = PQexec(db->conn, sql);
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return TRUE;
	set_error(db, result, sql, error);
	return FALSE;
}

static gboolean log_in(PgsqlDb *db, GError **error)
{
	const char *encoding;

	g_hash_table_remove_all(db->statements);
	g_clear_pointer(&db->conn, PQfinish);
	db->conn = kw_pgsql_connect(db->url, db->base.label, error);
	if (!db->conn)
		return FALSE;
	db->is_broken = FALSE;
	PQsetErrorVerbosity(db->conn, PQERRORS_TERSE);
	encoding = PQparameterStatus(db->conn, "server_encoding");
	if (g_strcmp0(encoding, "UTF8")) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s: its encoding is %s, not UTF8",
			     db->base.label, encoding ? encoding : "unknown");
		return FALSE;
	}
	return run_script(db, SQL_pgsql_session, error);
}

/* A server that restarted is asked again; but what was begun on the old connection is lost. */
static gboolean is_ready(PgsqlDb *db, GError **error)
{
	return db->base.is_in_tx || !pgsql_is_away(&db->base) || log_in(db, error);
}

static gboolean pgsql_script(KwDb *base, const char *sql, GError **error)
{
	PgsqlDb *db = (PgsqlDb *)base;

	return is_ready(db, error) && run_script(db, sql, error);
}

static const char *statement_of(PgsqlDb *db, const char *sql, GError **error)
{
	char *name = g_hash_table_lookup(db->statements, sql);
	g_autoptr(PGresult) result = NULL;
	char digits[16];

	if (name)
		return name;
	g_snprintf(digits, sizeof digits, "s%u", g_hash_table_size(db->statements));
	result = PQprepare(db->conn, digits, sql, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		set_error(db, result, sql, error);
		return NULL;
	}
	name = g_strdup(digits);
	g_hash_table_insert(db->statements, g_strdup(sql), name);
	return name;
}

static gboolean pgsql_prepare(KwDb *base, const char *sql, GError **error)
{
	PgsqlDb *db = (PgsqlDb *)base;

	return is_ready(db, error) && statement_of(db, sql, error) != NULL;
}

/* Parameters as libpq takes them. */
typedef struct {
	const char *values[MAX_PARAMS];
	int lengths[MAX_PARAMS], formats[MAX_PARAMS];
	char digits[MAX_PARAMS][24];
} Bound;

static void bind(Bound *b, const KwParam *params, size_t n)
{
	g_assert(n <= MAX_PARAMS);
	for (size_t i = 0; i < n; i++) {
		const KwParam *param = &params[i];

		b->formats[i] = param->kind == KW_P_BLOB;
		b->lengths[i] = (int)param->n;
		b->values[i] = param->kind == KW_P_NULL ? NULL : param->s;
		if (param->kind == KW_P_INT) {
			g_snprintf(b->digits[i], sizeof b->digits[i], "%" G_GINT64_FORMAT,
				   (gint64)param->i);
			b->values[i] = b->digits[i];
		} else if (param->kind == KW_P_BLOB && !param->n) {
			b->values[i] = ""; /* a NULL pointer would be NULL */
		}
	}
}

static PGresult *exec_prepared(PgsqlDb *db, const char *name, const KwParam *params, size_t n)
{
	Bound b;

	bind(&b, params, n);
	return PQexecPrepared(db->conn, name, (int)n, b.values, b.lengths, b.formats, 0);
}

static gboolean send_prepared(PgsqlDb *db, const char *name, const KwParam *params, size_t n)
{
	Bound b;

	bind(&b, params, n);
	return PQsendQueryPrepared(db->conn, name, (int)n, b.values, b.lengths, b.formats, 0);
}

static void add_blob(KwRows *rows, const char *escaped)
{
	size_t length;
	unsigned char *bytes = PQunescapeBytea((const unsigned char *)escaped, &length);

	g_assert(bytes);
	kw_rows_add_blob(rows, bytes, length);
	PQfreemem(bytes);
}

static KwRows *read_all(const PGresult *result)
{
	int columns = PQnfields(result);
	KwRows *rows = kw_rows_new(columns);

	for (int row = 0; row < PQntuples(result); row++)
		for (int column = 0; column < columns; column++) {
			const char *value = PQgetvalue(result, row, column);

			if (PQgetisnull(result, row, column)) {
				kw_rows_add_null(rows);
				continue;
			}
			switch (PQftype(result, column)) {
			case OID_INT2:
			case OID_INT4:
			case OID_INT8:
				kw_rows_add_int(rows, g_ascii_strtoll(value, NULL, 10));
				break;
			case OID_BOOL: kw_rows_add_int(rows, *value == 't'); break;
			case OID_BYTEA: add_blob(rows, value); break;
			default:
				kw_rows_add_text(rows, value,
						 (size_t)PQgetlength(result, row, column));
			}
		}
	return rows;
}

static KwRows *pgsql_exec(KwDb *base, const char *sql, const KwParam *params, size_t n,
			  int64_t *out_changed, GError **error)
{
	PgsqlDb *db = (PgsqlDb *)base;
	const char *name = is_ready(db, error) ? statement_of(db, sql, error) : NULL;
	g_autoptr(PGresult) result = name ? exec_prepared(db, name, params, n) : NULL;
	ExecStatusType status = PQresultStatus(result);

	if (!name)
		return NULL;
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		set_error(db, result, sql, error);
		return NULL;
	}
	/* for a SELECT it counts the rows read */
	if (!g_str_has_prefix(PQcmdStatus((PGresult *)result), "SELECT"))
		*out_changed = g_ascii_strtoll(PQcmdTuples((PGresult *)result), NULL, 10);
	return read_all(result);
}

/* --- without waiting --- */

/* The next answer of a pipeline: a result, and the NULL that ends it. NULL with *error. */
static KwRows *next_answer(PgsqlDb *db, const char *sql, GError **error)
{
	g_autoptr(PGresult) result = PQgetResult(db->conn);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		set_error(db, result, sql, error);
		return NULL;
	}
	PQclear(PQgetResult(db->conn));
	return read_all(result);
}

/* Reads what is left until the pipeline can be closed. */
static void close_pipeline(PgsqlDb *db)
{
	while (PQstatus(db->conn) == CONNECTION_OK && !PQexitPipelineMode(db->conn))
		PQclear(PQgetResult(db->conn));
}

/* What is sent fits the server's buffers or is read by it, and its answers are too short to block
 * it: so nobody waits for the other. */
static GPtrArray *pgsql_exec_each(KwDb *base, const char *sql, const KwParam *params, size_t n,
				  size_t times, GError **error)
{
	PgsqlDb *db = (PgsqlDb *)base;
	const char *name = is_ready(db, error) ? statement_of(db, sql, error) : NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)kw_rows_free);
	KwRows *rows = NULL;
	gboolean is_sent;

	if (!name)
		return NULL;
	is_sent = PQenterPipelineMode(db->conn);
	for (size_t i = 0; is_sent && i < times; i++)
		is_sent = send_prepared(db, name, params + i * n, n);
	if (!PQpipelineSync(db->conn) || !is_sent) /* in any case: it ends what was sent */
		set_error(db, NULL, sql, error);
	else
		while (all->len < times && (rows = next_answer(db, sql, error)))
			g_ptr_array_add(all, rows);
	close_pipeline(db);
	return all->len == times ? g_steal_pointer(&all) : NULL;
}

static gboolean pgsql_lock_schema(KwDb *db, GError **error)
{
	return pgsql_script(db, SQL_pgsql_lock_schema, error);
}

static gboolean pgsql_version(KwDb *base, int64_t *out_version, GError **error)
{
	int64_t changed, tables;
	g_autoptr(KwRows) rows = pgsql_exec(base, SQL_pgsql_tables, KW_NO_PARAMS, &changed, error);

	if (!rows)
		return FALSE;
	kw_rows_next(rows);
	tables = kw_rows_int(rows, 0);
	if (kw_rows_int(rows, 1))
		return kw_db_int(base, SQL_pgsql_version, KW_NO_PARAMS, 0, out_version, error);
	*out_version = 0;
	if (!tables)
		return TRUE;
	kw_error_set(error, KW_ERROR_CONFIG, "%s: holds the tables of another program",
		     base->label);
	return FALSE;
}

static void pgsql_close(KwDb *base)
{
	PgsqlDb *db = (PgsqlDb *)base;

	g_hash_table_unref(db->statements);
	PQfinish(db->conn);
	g_free(db->url);
	g_free(base->label);
	g_free(db);
}

static KwDb *pgsql_open(const char *url, gboolean create G_GNUC_UNUSED, GError **error)
{
	char *label = kw_pgsql_label(url, error);
	PgsqlDb *db;

	if (!label)
		return NULL;
	db = g_new0(PgsqlDb, 1);
	db->base.driver = &kw_driver_pgsql;
	db->base.label = label;
	db->url = g_strdup(url);
	db->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!log_in(db, error)) {
		pgsql_close(&db->base);
		return NULL;
	}
	return &db->base;
}

static gboolean pgsql_patience(KwDb *base, int wait_s, GError **error)
{
	g_autofree char *time = g_strdup_printf("%ds", wait_s);
	int64_t changed;
	g_autoptr(KwRows) rows =
		pgsql_exec(base, SQL_pgsql_patience, KW_PARAMS(KW_TEXT(time)), &changed, error);

	return rows != NULL;
}

const KwDriver kw_driver_pgsql = {
	.engine = "pgsql",
	.begin = SQL_pgsql_begin,
	.open = pgsql_open,
	.close = pgsql_close,
	.exec = pgsql_exec,
	.exec_each = pgsql_exec_each,
	.prepare = pgsql_prepare,
	.script = pgsql_script,
	.lock_schema = pgsql_lock_schema,
	.version = pgsql_version,
	.patience = pgsql_patience,
	.is_away = pgsql_is_away,
};
