/* Connections to PostgreSQL and the meaning of its errors. Private to the door to libpq. */
#pragma once

#include "base/error.h"

#include <libpq-fe.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGresult, PQclear)

/* "store postgresql:DBNAME" of a URL, without its password. KW_ERROR_CONFIG where it is no URL. */
char *kw_pgsql_label(const char *url, GError **error);

/* Connects; waits up to a minute where the server is there and has no place now. UTF-8, notices
 * dropped. Errors begin with `label`. */
PGconn *kw_pgsql_connect(const char *url, const char *label, GError **error);

/* What an SQLSTATE (NULL: unknown) means for the caller. */
KwErrorCode kw_pgsql_code(const char *state);

/* libpq's messages have several lines; the first says it. */
char *kw_pgsql_first_line(const char *text);
