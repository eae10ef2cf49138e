/* The version of the tables, and the way from an older one to this one. Private to this room (and
 * to its test, which brings a schema of its own). */
#pragma once

#include "store/db.h"

/* A script also writes the new version down (PRAGMA user_version; UPDATE kw_schema): a PRAGMA takes
 * no parameters, and SQL is not built from strings. */
typedef struct {
	int version; /* that the database has after it */
	const char *sqlite;
	const char *pgsql;
} KwSchemaStep;

typedef struct {
	KwSchemaStep whole;        /* for an empty database */
	const KwSchemaStep *steps; /* for an older one: ascending, the last is whole.version */
	size_t n_steps;
} KwSchema;

extern const KwSchema kw_schema;

/* Brings the database to `schema` in one transaction; two processes at once do it once. An empty
 * database is filled only with `create`. KW_ERROR_CONFIG: newer than `schema`, empty, not ours. */
gboolean kw_schema_bring(KwDb *db, const KwSchema *schema, gboolean create, GError **error);
