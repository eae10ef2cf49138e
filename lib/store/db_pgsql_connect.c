/* Getting a connection to PostgreSQL, with patience, and what its refusals mean. Statements are run
 * in db_pgsql.c.
 *
 * Connecting is done step by step (PQconnectPoll) because only a verbose connection says the
 * SQLSTATE of a refusal, and "too many clients" and "starting up" are waited out: a mail that comes
 * in must not bounce because forty others came in too.
 */
#include "db_pgsql_connect.h"

#include "base/error.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define CONNECT_S 60

/* What an SQLSTATE (class or whole, the first that fits) means for the caller; the rest is a
 * statement that does not fit the schema. https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
static const struct {
	const char *prefix;
	KwErrorCode code;
} states[] = {
	{"08P01", KW_ERROR_INTERNAL},  /* wrong number of parameters */
	{"08", KW_ERROR_TEMPORARY},    /* connection */
	{"25006", KW_ERROR_TEMPORARY}, /* read-only: a standby */
	{"28", KW_ERROR_CONFIG},       /* user or password */
	{"3D", KW_ERROR_CONFIG},       /* no such database */
	{"3F", KW_ERROR_CONFIG},       /* no such schema */
	{"40001", KW_ERROR_TEMPORARY}, /* serialization */
	{"40P01", KW_ERROR_TEMPORARY}, /* deadlock */
	{"42501", KW_ERROR_CONFIG},    /* privilege */
	{"53", KW_ERROR_TEMPORARY},    /* disk full, memory, too many clients */
	{"55P03", KW_ERROR_TEMPORARY}, /* lock_timeout */
	{"57", KW_ERROR_TEMPORARY},    /* shut down, starting up, cancelled */
	{"58", KW_ERROR_TEMPORARY},    /* the server's system */
};

KwErrorCode kw_pgsql_code(const char *state)
{
	for (size_t i = 0; state && i < G_N_ELEMENTS(states); i++)
		if (g_str_has_prefix(state, states[i].prefix))
			return states[i].code;
	return KW_ERROR_INTERNAL;
}

char *kw_pgsql_first_line(const char *text)
{
	return g_strndup(text, strcspn(text, "\r\n"));
}

static void ignore_notice(void *user G_GNUC_UNUSED, const char *message G_GNUC_UNUSED)
{
}

/* Waits for the socket; FALSE when the time is over. */
static gboolean wait_socket(PGconn *conn, PostgresPollingStatusType want, gint64 until_us)
{
	struct pollfd p = {.fd = PQsocket(conn),
			   .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT};

	for (;;) {
		gint64 left_ms = (until_us - g_get_monotonic_time()) / 1000;
		int n = poll(&p, 1, left_ms > 0 ? (int)left_ms : 0);

		if (n > 0)
			return TRUE;
		if (n == 0 || errno != EINTR)
			return FALSE;
	}
}

/* One attempt. The connection, good or bad; ask PQstatus(). */
static PGconn *connect_once(const char *url, gint64 until_us)
{
	/* later ones win: the encoding is not the URL's to choose */
	static const char *const keys[] = {"fallback_application_name", "dbname", "client_encoding",
					   NULL};
	const char *const values[] = {"kawaraban", url, "UTF8", NULL};
	PGconn *conn = PQconnectStartParams(keys, values, 1);
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;

	PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
	PQsetNoticeProcessor(conn, ignore_notice, NULL);
	while (PQstatus(conn) != CONNECTION_BAD && want != PGRES_POLLING_OK) {
		if (!wait_socket(conn, want, until_us))
			break;
		want = PQconnectPoll(conn);
	}
	return conn;
}

/* The SQLSTATE in a verbose message ("…FATAL:  53300: sorry, too many clients already"), or "". */
static void state_of(const char *message, char state[6])
{
	state[0] = 0;
	for (const char *p = message; (p = strstr(p, ":  ")); p++) {
		if (strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5 || p[8] != ':')
			continue;
		memcpy(state, p + 3, 5);
		state[5] = 0;
		return;
	}
}

/* The server is there and has no place for us now. Where the queue of its socket is full, libpq
 * takes EAGAIN for "in progress" and stumbles over the next step. */
static gboolean is_crowded(const char *message, const char *state)
{
	if (*state)
		return g_str_has_prefix(state, "53") || !strcmp(state, "57P03");
	return strstr(message, g_strerror(EAGAIN)) || strstr(message, g_strerror(ENOTCONN));
}

static void set_connect_error(const char *label, const char *message, GError **error)
{
	g_autofree char *line = kw_pgsql_first_line(message);
	char state[6];

	state_of(message, state);
	kw_error_set(error, *state ? kw_pgsql_code(state) : KW_ERROR_TEMPORARY, "%s: %s", label,
		     *line ? line : "no answer");
}

PGconn *kw_pgsql_connect(const char *url, const char *label, GError **error)
{
	gint64 until_us = g_get_monotonic_time() + CONNECT_S * G_USEC_PER_SEC;
	int pause_ms = 10;

	for (;;) {
		g_autoptr(PGconn) conn = connect_once(url, until_us);
		const char *message = PQerrorMessage(conn);
		char state[6];

		if (PQstatus(conn) == CONNECTION_OK)
			return g_steal_pointer(&conn);
		state_of(message, state);
		if (!is_crowded(message, state) || g_get_monotonic_time() >= until_us) {
			set_connect_error(label, message, error);
			return NULL;
		}
		/* random: those who were refused together must not come back together */
		g_usleep((gulong)g_random_int_range(pause_ms * 500, pause_ms * 1500));
		pause_ms = MIN(pause_ms * 2, 500);
	}
}

char *kw_pgsql_label(const char *url, GError **error)
{
	g_autofree char *name = NULL;
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &message);

	if (!options) {
		/* what libpq quotes behind the colon may be the password */
		kw_error_set(error, KW_ERROR_CONFIG, "store postgresql: %.*s",
			     message ? (int)strcspn(message, ":\"\r\n") : 0, message);
		PQfreemem(message);
		return NULL;
	}
	for (PQconninfoOption *option = options; option->keyword; option++)
		if (!strcmp(option->keyword, "dbname"))
			name = g_strdup(option->val);
	PQconninfoFree(options);
	return g_strconcat("store postgresql:", name ? name : "", NULL);
}
