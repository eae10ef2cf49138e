/* What an engine has to offer to the store (db_sqlite.c, db_pgsql.c), and the parts of db.c and
 * rows.c they build on. Private to this room. */
#pragma once

#include "store/db.h"

typedef struct KwDriver KwDriver;

/* A driver's own struct starts with this one. */
struct KwDb {
	const KwDriver *driver;
	char *label; /* what every message starts with: "store /var/…"; never a password */
	gboolean is_in_tx;
	int failure; /* code of the error that broke the open transaction; 0 = none */
};

struct KwDriver {
	const char *engine; /* "sqlite", "pgsql" */
	const char *begin;  /* the statement that starts a writer's transaction */

	/* Connects. `create`: makes the file where there is none. The schema is not touched. */
	KwDb *(*open)(const char *url, gboolean create, GError **error);
	void (*close)(KwDb *db);
	/* Runs one statement and reads its whole result. `out_changed` is never NULL. */
	KwRows *(*exec)(KwDb *db, const char *sql, const KwParam *params, size_t n,
			int64_t *out_changed, GError **error);
	/* The same `times` times without waiting in between; NULL: waiting costs nothing. */
	GPtrArray *(*exec_each)(KwDb *db, const char *sql, const KwParam *params, size_t n,
				size_t times, GError **error);
	gboolean (*prepare)(KwDb *db, const char *sql, GError **error);
	/* Runs several statements without parameters and results. */
	gboolean (*script)(KwDb *db, const char *sql, GError **error);
	/* Inside a transaction: keeps out others who want to change the schema. */
	gboolean (*lock_schema)(KwDb *db, GError **error);
	/* The schema's version; 0 = nothing there yet. Somebody else's database: KW_ERROR_CONFIG.
	 */
	gboolean (*version)(KwDb *db, int64_t *out_version, GError **error);
	/* How long a statement waits for other processes from now on. */
	gboolean (*patience)(KwDb *db, int wait_s, GError **error);
	/* Whether the connection is lost; NULL: it has none that could be. */
	gboolean (*is_away)(const KwDb *db);
};

extern const KwDriver kw_driver_sqlite;
extern const KwDriver kw_driver_pgsql;

/* Results under construction: cells are added row by row, left to right. */
KwRows *kw_rows_new(int columns);
void kw_rows_add_null(KwRows *rows);
void kw_rows_add_int(KwRows *rows, int64_t value);
void kw_rows_add_text(KwRows *rows, const char *text, size_t length);
void kw_rows_add_blob(KwRows *rows, const void *bytes, size_t length);
