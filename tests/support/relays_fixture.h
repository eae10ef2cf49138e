/* What tests of mail/relays share: a relay that follows a script, and a client of it. */
#pragma once

#include "../../lib/mail/relays-private.h"

#include "testing.h"

#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the relay --- */

typedef enum {
	GREETING,
	EHLO,
	MAIL,
	RCPT,
	DATA,
	DOT,
	RSET,
	QUIT,
	AUTH,
	PLAIN,
	LOGIN_NAME,
	LOGIN_PASSWORD,
	BEARER,
	STARTTLS,
	STEPS,
} Step;

static const struct {
	const char *verb, *usual;
} steps[STEPS] = {
	[GREETING] = {"", "220 relay.example ESMTP"},
	[EHLO] = {"EHLO", "250-relay.example\r\n250-SIZE 100000\r\n250 8BITMIME"},
	[MAIL] = {"MAIL", "250 2.1.0 Ok"},
	[RCPT] = {"RCPT", "250 2.1.5 Ok"},
	[DATA] = {"DATA", "354 go ahead"},
	[DOT] = {".", "250 2.0.0 Ok: queued as 1234"},
	[RSET] = {"RSET", "250 2.0.0 Ok"},
	[QUIT] = {"QUIT", "221 2.0.0 Bye"},
	[AUTH] = {"AUTH", "334 "},
	[PLAIN] = {"AHUAc2VjcmV0", "235 2.7.0 ok"}, /* NUL u NUL secret */
	[LOGIN_NAME] = {"dQ==", "334 "},
	[LOGIN_PASSWORD] = {"c2VjcmV0", "235 2.7.0 ok"},
	[BEARER] = {"dXNlcj11AWF1dGg9QmVhcmVyIHRvawEB", "235 2.7.0 ok"}, /* XOAUTH2 */
	[STARTTLS] = {"STARTTLS", "502 5.5.1 no"},
};

#define SILENT "(silent)" /* takes the command and says nothing */
#define DROP   "(drop)"   /* closes instead of an answer */

typedef struct {
	const char *once[STEPS]; /* the first answer of a step; NULL = the usual one, as later */
	const char *always[STEPS];
	gboolean takes_one; /* letter a connection: then it closes */
	gsize drop_in_body; /* closes after so many bytes of the first letter; 0 = never */
	int listener, port;
	int connections, letters;
	GString *seen; /* commands, each with LF */
	GString *body; /* of the last letter, as it came, with the final dot */
	GThread *thread;
} Server;

/* FALSE: close. */
static inline gboolean answer(Server *server, Step step, int out)
{
	const char *text = server->once[step]     ? server->once[step]
			   : server->always[step] ? server->always[step]
						  : steps[step].usual;
	g_autofree char *line = g_strconcat(text, "\r\n", NULL);

	server->once[step] = NULL;
	if (strcmp(text, DROP) == 0)
		return FALSE;
	if (strcmp(text, SILENT) == 0)
		return TRUE;
	if (write(out, line, strlen(line)) < 0)
		return FALSE;
	return !g_str_has_prefix(text, "421") && step != QUIT;
}

static inline gboolean fill(GString *in, int fd)
{
	char chunk[2048];
	ssize_t n = read(fd, chunk, sizeof(chunk));

	if (n <= 0)
		return FALSE;
	g_string_append_len(in, chunk, n);
	return TRUE;
}

static inline gboolean take_body(Server *server, GString *in, int fd)
{
	char *end;

	while (!(end = strstr(in->str, "\r\n.\r\n"))) {
		if (server->drop_in_body && in->len >= server->drop_in_body)
			return FALSE;
		if (!fill(in, fd))
			return FALSE;
	}
	g_string_truncate(server->body, 0);
	g_string_append_len(server->body, in->str, end + 5 - in->str);
	g_string_erase(in, 0, end + 5 - in->str);
	return TRUE;
}

static inline void converse(Server *server, int in_fd, int out_fd)
{
	g_autoptr(GString) in = g_string_new(NULL);
	char *end;

	if (!answer(server, GREETING, out_fd))
		return;
	for (;;) {
		Step step = EHLO;

		while (!(end = strstr(in->str, "\r\n")))
			if (!fill(in, in_fd))
				return;
		while (step < STEPS && !g_str_has_prefix(in->str, steps[step].verb))
			step++;
		g_assert_cmpint(step, <, STEPS);
		g_string_append_len(server->seen, in->str, end - in->str);
		g_string_append_c(server->seen, '\n');
		g_string_erase(in, 0, end + 2 - in->str);
		gboolean is_data = step == DATA && !server->once[DATA];
		if (!answer(server, step, out_fd))
			return;
		if (is_data && !take_body(server, in, in_fd))
			return;
		server->letters += is_data; /* before the client knows */
		if (is_data && !answer(server, DOT, out_fd))
			return;
		if (is_data && server->takes_one)
			return;
	}
}

static inline gpointer serve(gpointer user)
{
	Server *server = user;
	int fd;

	while ((fd = accept(server->listener, NULL, NULL)) >= 0) {
		struct timeval patience = {.tv_sec = 20};

		server->connections++;
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		converse(server, fd, fd);
		close(fd);
	}
	return NULL;
}

static inline int listen_somewhere(int *out_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, n), ==, 0);
	g_assert_cmpint(listen(fd, 5), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &n), ==, 0);
	*out_port = ntohs(address.sin_port);
	return fd;
}

static inline Server *server_new(void)
{
	Server *server = g_new0(Server, 1);

	server->seen = g_string_new(NULL);
	server->body = g_string_new(NULL);
	server->listener = -1;
	return server;
}

static inline void server_start(Server *server)
{
	server->listener = listen_somewhere(&server->port);
	server->thread = g_thread_new("relay", serve, server);
}

/* After the client is gone: then all it said has been seen. */
static inline void server_stop(Server *server)
{
	shutdown(server->listener, SHUT_RDWR);
	g_thread_join(g_steal_pointer(&server->thread));
	close(server->listener);
}

static inline void server_free(Server *server)
{
	g_string_free(server->seen, TRUE);
	g_string_free(server->body, TRUE);
	g_free(server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* --- the client --- */

#define LETTER "A: b\r\n\r\n"

/* Borrowed strings; the url is filled in by relays_to(). */
static inline KwRelay plain_relay(void)
{
	return (KwRelay){.tls_none = TRUE,
			 .ehlo_name = "mail.example.jp",
			 .timeout_s = 1,
			 .connections = 1,
			 .weight = 10,
			 .chain = TRUE};
}

static inline KwRelays *relays_to(Server *const *servers, KwRelay *relays, guint n)
{
	g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	KwRelays *all;

	for (guint i = 0; i < n; i++) {
		g_ptr_array_add(urls, g_strdup_printf("smtp://127.0.0.1:%d", servers[i]->port));
		relays[i].url = urls->pdata[i];
	}
	all = kw_relays_new(relays, n, &error);
	kw_assert_ok(error);
	all->dot_timeout_s = 1;
	return all;
}

static inline KwRelays *relays_to_one(Server *server)
{
	KwRelay relay = plain_relay();

	return relays_to(&server, &relay, 1);
}

/* Letters 1 … n, as fast as there is room for them; their outcomes by number (KwSendOutcome). Ends
 * early where every relay is down, or is at its limit. */
static inline GArray *send_letters(KwRelays *relays, guint n, guint *allowed)
{
	GArray *outcomes = g_array_new(FALSE, TRUE, sizeof(KwSendOutcome));
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));
	g_autoptr(GBytes) letter = g_bytes_new_static(LETTER, strlen(LETTER));
	gint64 end = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
	guint next = 1;

	g_array_set_size(outcomes, n + 1);
	for (;;) {
		guint room = kw_relays_room(relays, n + 1 - next, allowed);

		for (; room && next <= n; room--, next++)
			kw_relays_put(relays, next, "bounce@example.jp", "a@example.jp", letter);
		if (!kw_relays_pending(relays) &&
		    (next > n || kw_relays_are_down(relays, NULL, NULL) ||
		     (allowed && !kw_relays_room(relays, 1, allowed) &&
		      kw_relays_connections(relays))))
			return outcomes;
		kw_relays_turn(relays, 100, news);
		for (guint i = 0; i < news->len; i++) {
			KwSendOutcome *outcome = &g_array_index(news, KwSendOutcome, i);

			g_assert_cmpint(outcome->id, >=, 1);
			g_assert_cmpint(outcome->id, <=, n);
			g_array_index(outcomes, KwSendOutcome, outcome->id) = *outcome;
			if (allowed && outcome->relay >= 0 && allowed[outcome->relay])
				allowed[outcome->relay]--;
		}
		g_array_set_size(news, 0);
		g_assert_cmpint(g_get_monotonic_time(), <, end);
	}
}

static inline KwSendOutcome outcome_at(const GArray *outcomes, guint id)
{
	return g_array_index(outcomes, KwSendOutcome, id);
}

static inline guint count(const GArray *outcomes, KwSendResult result)
{
	guint n = 0;

	for (guint i = 1; i < outcomes->len; i++) {
		KwSendOutcome outcome = outcome_at(outcomes, i);

		n += outcome.id && outcome.result == result;
	}
	return n;
}

/* Until so many connections stand. */
static inline void connect_all(KwRelays *relays, guint n)
{
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

	for (int i = 0; kw_relays_connections(relays) < n; i++) {
		g_assert_cmpint(i, <, 1000);
		kw_relays_room(relays, 100, NULL);
		kw_relays_turn(relays, 20, news);
	}
}

/* --- connecting --- */

static inline gboolean try_relay(const Server *server, KwRelay relay, const char *scheme,
				 GError **error)
{
	g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%d", scheme, server->port);

	relay.url = url;
	return kw_relays_try(&relay, error);
}
