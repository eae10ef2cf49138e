/* The door to SQLite. Transactions and parameter checks are db.c's, tables schema/sqlite.sql's.
 *
 * Order matters when a connection opens: busy_timeout before anything else (even reading a PRAGMA
 * can meet a lock), then the look whether the file is ours, and only then WAL, which writes into
 * it. Parameters are bound through their names: SQLite numbers $2, $1 by order of appearance.
 */
#include "driver.h"

#include "base/error.h"
#include "base/file.h"

#include "store/db_sqlite.sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS        60000
#define APPLICATION_ID 1266119266 /* "Kwrb"; schema/sqlite.sql writes it */

typedef struct {
	KwDb base;
	sqlite3 *handle;
	GHashTable *statements; /* SQL text -> sqlite3_stmt */
	sqlite3_stmt *last;     /* the one used last: mostly it is the one wanted next */
	const char *last_sql;   /* its text, a key of `statements` */
} SqliteDb;

static KwErrorCode code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_NOMEM:
	case SQLITE_PROTOCOL:
	case SQLITE_INTERRUPT: return KW_ERROR_TEMPORARY;
	case SQLITE_NOTADB: return KW_ERROR_CONFIG;
	default: return KW_ERROR_INTERNAL;
	}
}

/* The first line of a statement says which it is; a lock or a full disk has nothing to do with it.
 */
static void set_error(const SqliteDb *db, const char *sql, GError **error)
{
	KwErrorCode code = code_of(sqlite3_extended_errcode(db->handle));
	const char *message = sqlite3_errmsg(db->handle);

	if (code == KW_ERROR_INTERNAL && sql)
		kw_error_set(error, code, "%s: %s (in \"%.*s\")", db->base.label, message,
			     (int)strcspn(sql, "\n"), sql);
	else
		kw_error_set(error, code, "%s: %s", db->base.label, message);
}

static gboolean sqlite_script(KwDb *base, const char *sql, GError **error)
{
	SqliteDb *db = (SqliteDb *)base;

	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	set_error(db, sql, error);
	return FALSE;
}

static void finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

static void sqlite_close(KwDb *base)
{
	SqliteDb *db = (SqliteDb *)base;

	g_hash_table_unref(db->statements);
	sqlite3_close(db->handle);
	g_free(base->label);
	g_free(db);
}

/* TRUE where nothing but blanks and comments is left. */
static gboolean is_end(const char *sql)
{
	for (; *sql; sql++) {
		if (g_str_has_prefix(sql, "--"))
			sql += strcspn(sql, "\n");
		else if (!g_ascii_isspace(*sql))
			return FALSE;
		if (!*sql)
			break;
	}
	return TRUE;
}

/* The prepared statement of a text: prepared once a connection. */
static sqlite3_stmt *statement_of(SqliteDb *db, const char *sql, GError **error)
{
	sqlite3_stmt *statement = NULL;
	gpointer key, value;
	const char *rest;

	if (db->last && strcmp(db->last_sql, sql) == 0)
		return db->last;
	if (g_hash_table_lookup_extended(db->statements, sql, &key, &value)) {
		db->last_sql = key;
		return db->last = value;
	}
	if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest) !=
	    SQLITE_OK) {
		set_error(db, sql, error);
		return NULL;
	}
	if (!statement || !is_end(rest)) {
		sqlite3_finalize(statement);
		kw_error_set(error, KW_ERROR_INTERNAL, "%s: not one statement: \"%s\"",
			     db->base.label, sql);
		return NULL;
	}
	g_hash_table_insert(db->statements, g_strdup(sql), statement);
	return statement;
}

static gboolean sqlite_prepare(KwDb *base, const char *sql, GError **error)
{
	return statement_of((SqliteDb *)base, sql, error) != NULL;
}

static int bind_one(sqlite3_stmt *statement, int at, const KwParam *param)
{
	switch (param->kind) {
	case KW_P_INT: return sqlite3_bind_int64(statement, at, param->i);
	case KW_P_TEXT: return sqlite3_bind_text(statement, at, param->s, -1, SQLITE_STATIC);
	case KW_P_BLOB:
		/* a NULL pointer would be bound as NULL */
		return sqlite3_bind_blob64(statement, at, param->n ? param->s : "", param->n,
					   SQLITE_STATIC);
	default: return sqlite3_bind_null(statement, at);
	}
}

static gboolean bind(SqliteDb *db, sqlite3_stmt *statement, const KwParam *params, size_t n,
		     GError **error)
{
	if ((size_t)sqlite3_bind_parameter_count(statement) != n) {
		kw_error_set(error, KW_ERROR_INTERNAL, "%s: %zu parameters for \"%s\"",
			     db->base.label, n, sqlite3_sql(statement));
		return FALSE;
	}
	for (size_t i = 0; i < n; i++) {
		char name[24];

		g_snprintf(name, sizeof name, "$%zu", i + 1);
		if (bind_one(statement, sqlite3_bind_parameter_index(statement, name),
			     &params[i]) != SQLITE_OK) {
			set_error(db, sqlite3_sql(statement), error);
			return FALSE;
		}
	}
	return TRUE;
}

static void add_cell(KwRows *rows, sqlite3_stmt *statement, int column)
{
	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER: kw_rows_add_int(rows, sqlite3_column_int64(statement, column)); break;
	case SQLITE_TEXT:
		kw_rows_add_text(rows, (const char *)sqlite3_column_text(statement, column),
				 (size_t)sqlite3_column_bytes(statement, column));
		break;
	case SQLITE_BLOB:
		kw_rows_add_blob(rows, sqlite3_column_blob(statement, column),
				 (size_t)sqlite3_column_bytes(statement, column));
		break;
	default: kw_rows_add_null(rows); /* no statement of ours computes a float */
	}
}

static KwRows *read_all(SqliteDb *db, sqlite3_stmt *statement, GError **error)
{
	g_autoptr(KwRows) rows = kw_rows_new(sqlite3_column_count(statement));
	int rc;

	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		for (int column = 0; column < sqlite3_column_count(statement); column++)
			add_cell(rows, statement, column);
	if (rc != SQLITE_DONE) {
		set_error(db, sqlite3_sql(statement), error);
		return NULL;
	}
	return g_steal_pointer(&rows);
}

static KwRows *sqlite_exec(KwDb *base, const char *sql, const KwParam *params, size_t n,
			   int64_t *out_changed, GError **error)
{
	SqliteDb *db = (SqliteDb *)base;
	sqlite3_stmt *statement = statement_of(db, sql, error);
	KwRows *rows = NULL;

	if (!statement)
		return NULL;
	if (bind(db, statement, params, n, error))
		rows = read_all(db, statement, error);
	if (rows && !sqlite3_stmt_readonly(statement))
		*out_changed = sqlite3_changes64(db->handle);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return rows;
}

/* BEGIN IMMEDIATE has locked everybody out already. */
static gboolean sqlite_lock_schema(KwDb *db G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	return TRUE;
}

static gboolean sqlite_version(KwDb *base, int64_t *out_version, GError **error)
{
	int64_t changed;
	g_autoptr(KwRows)
		rows = sqlite_exec(base, SQL_sqlite_identity, KW_NO_PARAMS, &changed, error);
	int64_t id, things;

	if (!rows)
		return FALSE;
	kw_rows_next(rows);
	id = kw_rows_int(rows, 0);
	*out_version = kw_rows_int(rows, 1);
	things = kw_rows_int(rows, 2);
	if (id == APPLICATION_ID || (id == 0 && *out_version == 0 && things == 0))
		return TRUE;
	kw_error_set(error, KW_ERROR_CONFIG, "%s: is the SQLite database of another program",
		     base->label);
	return FALSE;
}

/* The mode is kept in the file. Changing it does not wait for other connections (the busy handler
 * is not asked), so two processes that make the store at once have to try again here. */
static gboolean enter_wal(SqliteDb *db, GError **error)
{
	for (int waited_ms = 0;; waited_ms += 20) {
		g_autoptr(GError) why = NULL;

		if (sqlite_script(&db->base, SQL_sqlite_wal, &why))
			return TRUE;
		if (sqlite3_errcode(db->handle) != SQLITE_BUSY || waited_ms >= BUSY_MS) {
			g_propagate_error(error, g_steal_pointer(&why));
			return FALSE;
		}
		g_usleep(20 * 1000);
	}
}

/* SQLite itself would make the file readable for everybody, and its -wal beside it likewise. */
static gboolean make_file(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd;

	if (!kw_file_make_folder(folder, error))
		return FALSE;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "store %s: %s", path, g_strerror(errno));
		return FALSE;
	}
	if (fd >= 0)
		close(fd);
	return TRUE;
}

static gboolean set_up(SqliteDb *db, GError **error)
{
	int64_t version;

	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (!sqlite_version(&db->base, &version, error))
		return FALSE;
	/* a file that may not be written is opened for reading without a word */
	if (sqlite3_db_readonly(db->handle, "main")) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s: is read-only for this user",
			     db->base.label);
		return FALSE;
	}
	return enter_wal(db, error) && sqlite_script(&db->base, SQL_sqlite_synchronous, error) &&
	       sqlite_script(&db->base, SQL_sqlite_foreign_keys, error);
}

static KwDb *sqlite_open(const char *url, gboolean create, GError **error)
{
	const char *path = url + strlen("sqlite:");
	g_autoptr(KwDb) base = NULL;
	SqliteDb *db;

	if (!*path || *path == ':') {
		kw_error_set(error, KW_ERROR_CONFIG, "store %s: names no file", url);
		return NULL;
	}
	if (create && !make_file(path, error))
		return NULL;
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "store %s: no such file (`kawaraban init` makes it)", path);
		return NULL;
	}
	db = g_new0(SqliteDb, 1);
	base = &db->base;
	base->driver = &kw_driver_sqlite;
	base->label = g_strconcat("store ", path, NULL);
	db->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
	if (sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK) {
		set_error(db, NULL, error);
		return NULL;
	}
	if (!set_up(db, error))
		return NULL;
	return g_steal_pointer(&base);
}

static gboolean sqlite_patience(KwDb *base, int wait_s, GError **error G_GNUC_UNUSED)
{
	sqlite3_busy_timeout(((SqliteDb *)base)->handle, wait_s * 1000);
	return TRUE;
}

const KwDriver kw_driver_sqlite = {
	.engine = "sqlite",
	.begin = SQL_sqlite_begin,
	.open = sqlite_open,
	.close = sqlite_close,
	.exec = sqlite_exec,
	.prepare = sqlite_prepare,
	.script = sqlite_script,
	.lock_schema = sqlite_lock_schema,
	.version = sqlite_version,
	.patience = sqlite_patience,
};
