/* mail/relays: connections, TLS and AUTH, and which relay a letter goes to, against relays that
 * follow a script. What is said over a connection: mail-smtp_session.c. Real servers are met in the
 * command line's tests. */
#include "../../lib/mail/relays-private.h"

#include "../support/testing.h"

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
static gboolean answer(Server *server, Step step, int out)
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

static gboolean fill(GString *in, int fd)
{
	char chunk[2048];
	ssize_t n = read(fd, chunk, sizeof(chunk));

	if (n <= 0)
		return FALSE;
	g_string_append_len(in, chunk, n);
	return TRUE;
}

static gboolean take_body(Server *server, GString *in, int fd)
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

static void converse(Server *server, int in_fd, int out_fd)
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

static gpointer serve(gpointer user)
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

static int listen_somewhere(int *out_port)
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

static Server *server_new(void)
{
	Server *server = g_new0(Server, 1);

	server->seen = g_string_new(NULL);
	server->body = g_string_new(NULL);
	server->listener = -1;
	return server;
}

static void server_start(Server *server)
{
	server->listener = listen_somewhere(&server->port);
	server->thread = g_thread_new("relay", serve, server);
}

/* After the client is gone: then all it said has been seen. */
static void server_stop(Server *server)
{
	shutdown(server->listener, SHUT_RDWR);
	g_thread_join(g_steal_pointer(&server->thread));
	close(server->listener);
}

static void server_free(Server *server)
{
	g_string_free(server->seen, TRUE);
	g_string_free(server->body, TRUE);
	g_free(server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* --- the client --- */

#define LETTER "A: b\r\n\r\n"

/* Borrowed strings; the url is filled in by relays_to(). */
static KwRelay plain_relay(void)
{
	return (KwRelay){.tls_none = TRUE,
			 .ehlo_name = "mail.example.jp",
			 .timeout_s = 1,
			 .connections = 1,
			 .weight = 10,
			 .chain = TRUE};
}

static KwRelays *relays_to(Server *const *servers, KwRelay *relays, guint n)
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

static KwRelays *relays_to_one(Server *server)
{
	KwRelay relay = plain_relay();

	return relays_to(&server, &relay, 1);
}

/* Letters 1 … n, as fast as there is room for them; their outcomes by number (KwSendOutcome). Ends
 * early where every relay is down, or is at its limit. */
static GArray *send_letters(KwRelays *relays, guint n, guint *allowed)
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

static KwSendOutcome outcome_at(const GArray *outcomes, guint id)
{
	return g_array_index(outcomes, KwSendOutcome, id);
}

static guint count(const GArray *outcomes, KwSendResult result)
{
	guint n = 0;

	for (guint i = 1; i < outcomes->len; i++) {
		KwSendOutcome outcome = outcome_at(outcomes, i);

		n += outcome.id && outcome.result == result;
	}
	return n;
}

/* Until so many connections stand. */
static void connect_all(KwRelays *relays, guint n)
{
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

	for (int i = 0; kw_relays_connections(relays) < n; i++) {
		g_assert_cmpint(i, <, 1000);
		kw_relays_room(relays, 100, NULL);
		kw_relays_turn(relays, 20, news);
	}
}

#define ENVELOPE \
	"MAIL FROM:<bounce@example.jp> SIZE=8 BODY=8BITMIME\nRCPT TO:<a@example.jp>\nDATA\n"

static void test_two_letters(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) outcomes = NULL;

	server_start(server);
	relays = relays_to_one(server);
	g_assert_cmpuint(kw_relays_room(relays, 0, NULL), ==, 0);
	g_assert_cmpuint(kw_relays_connections(relays), ==, 0);
	outcomes = send_letters(relays, 2, NULL);
	for (guint id = 1; id <= 2; id++) {
		KwSendOutcome outcome = outcome_at(outcomes, id);

		g_assert_cmpint(outcome.result, ==, KW_SEND_SENT);
		g_assert_cmpint(outcome.code, ==, 250);
		g_assert_cmpint(outcome.relay, ==, 0);
		g_assert_cmpstr(outcome.text, ==, "2.0.0 Ok: queued as 1234");
	}
	g_assert_cmpuint(kw_relays_connections(relays), ==, 1); /* warm */
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
	g_assert_cmpint(server->connections, ==, 1);
	g_assert_cmpstr(server->seen->str, ==, "EHLO mail.example.jp\n" ENVELOPE ENVELOPE "QUIT\n");
}

/* What a relay's trouble means for the letters, and whether it is down after it. */
static void test_troubles(void)
{
	static const struct {
		Step step;
		const char *always;
		KwSendResult result; /* of the first */
		int code;
		gboolean is_refusal;
	} cases[] = {
		{GREETING, "554 5.7.1 go away", KW_SEND_RELAY_FAULT, -1, TRUE},
		{GREETING, "421 4.3.2 busy", KW_SEND_RELAY_FAULT, -1, FALSE},
		{GREETING, SILENT, KW_SEND_RELAY_FAULT, -1, FALSE},
		{MAIL, "550 5.1.8 who?", KW_SEND_RELAY_FAULT, 550, TRUE},
		{MAIL, "451 4.3.0 later", KW_SEND_RELAY_FAULT, 451, FALSE},
		{MAIL, DROP, KW_SEND_RELAY_FAULT, 0, FALSE},
		{RCPT, "554 5.7.1 relaying denied", KW_SEND_RELAY_FAULT, 554, TRUE},
		{RCPT, SILENT, KW_SEND_RELAY_FAULT, 0, FALSE},
		{DOT, "550 5.7.1 spam", KW_SEND_RELAY_FAULT, 550, TRUE},
		{DOT, DROP, KW_SEND_UNCERTAIN, 0, FALSE},
		{DOT, SILENT, KW_SEND_UNCERTAIN, 0, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(KwRelays) relays = NULL;
		g_autoptr(GArray) outcomes = NULL;
		gboolean is_refusal;
		const char *why;

		server->always[cases[i].step] = cases[i].always;
		server_start(server);
		relays = relays_to_one(server);
		outcomes = send_letters(relays, 3, NULL);
		g_test_message("%s at %d", cases[i].always, cases[i].step);
		g_assert_true(kw_relays_are_down(relays, &why, &is_refusal));
		g_assert_true(g_str_has_prefix(why, "relay smtp://127.0.0.1:"));
		g_assert_cmpint(is_refusal, ==, cases[i].is_refusal);
		g_assert_cmpint(count(outcomes, KW_SEND_SENT), ==, 0);
		if (cases[i].code >= 0) { /* it came so far that it was given one */
			g_assert_cmpint(outcome_at(outcomes, 1).result, ==, cases[i].result);
			g_assert_cmpint(outcome_at(outcomes, 1).code, ==, cases[i].code);
		}
		g_assert_cmpuint(kw_relays_room(relays, 3, NULL), ==, 0);
		g_clear_pointer(&relays, kw_relays_free);
		server_stop(server);
	}
}

/* Refusals of letters leave the relay alone. */
static void test_refused_letters(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) outcomes = NULL;

	server->once[RCPT] = "550 5.1.1 gone";
	server->once[DOT] = "452 4.3.1 full";
	server_start(server);
	relays = relays_to_one(server);
	outcomes = send_letters(relays, 4, NULL);
	g_assert_cmpint(outcome_at(outcomes, 1).result, ==, KW_SEND_FAILED);
	g_assert_true(outcome_at(outcomes, 1).at_rcpt);
	g_assert_cmpint(outcome_at(outcomes, 2).result, ==, KW_SEND_DEFERRED);
	g_assert_false(outcome_at(outcomes, 2).at_rcpt);
	g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 2);
	g_assert_false(kw_relays_are_down(relays, NULL, NULL));
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
	g_assert_cmpint(server->connections, ==, 1);
}

/* A relay that closes after each letter gets its letters all the same, and is not to blame. */
static void test_one_a_connection(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) outcomes = NULL;

	server->takes_one = TRUE;
	server_start(server);
	relays = relays_to_one(server);
	outcomes = send_letters(relays, 6, NULL);
	for (guint id = 1; id <= 6; id++)
		g_test_message("%d %s", outcome_at(outcomes, id).result,
			       outcome_at(outcomes, id).text);
	g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 6);
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
	g_assert_cmpint(server->letters, ==, 6);
}

static void test_drop_in_body(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));
	g_autoptr(GBytes) letter = NULL;
	GString *big = g_string_new("A: b\r\n\r\n");

	/* more than the buffers of both sides hold */
	while (big->len < 32 * 1024 * 1024)
		g_string_append(big,
				"01234567890123456789012345678901234567890123456789012345678901"
				"23456789\r\n");
	letter = g_string_free_to_bytes(big);
	server->always[EHLO] = "250 relay.example";
	server->drop_in_body = 1000;
	server_start(server);
	relays = relays_to_one(server);
	connect_all(relays, 1);
	kw_relays_put(relays, 1, "", "a@example.jp", letter);
	while (!news->len)
		kw_relays_turn(relays, 1000, news);
	g_assert_cmpint(outcome_at(news, 0).result, ==, KW_SEND_RELAY_FAULT);
	g_assert_cmpint(outcome_at(news, 0).id, ==, 1);
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
	g_assert_true(g_str_has_prefix(
		server->seen->str,
		"EHLO mail.example.jp\nMAIL FROM:<>\nRCPT TO:<a@example.jp>\nDATA\n"));
}

static void test_idle(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) outcomes = NULL, more = NULL;
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

	server_start(server);
	relays = relays_to_one(server);
	relays->idle_ms = 30;
	outcomes = send_letters(relays, 1, NULL);
	for (int i = 0; kw_relays_connections(relays) && i < 100; i++)
		kw_relays_turn(relays, 50, news);
	g_assert_cmpuint(kw_relays_connections(relays), ==, 0);
	g_assert_false(kw_relays_are_down(relays, NULL, NULL));
	more = send_letters(relays, 1, NULL);
	g_assert_cmpuint(count(more, KW_SEND_SENT), ==, 1);
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
	g_assert_cmpint(server->connections, ==, 2);
	g_assert_nonnull(strstr(server->seen->str, "DATA\nQUIT\nEHLO"));
}

/* --- several --- */

typedef struct {
	Server *servers[3];
	KwRelay relays[3];
	KwRelays *all;
	guint n;
} Several;

static void several_start(Several *s, guint n)
{
	s->n = n;
	for (guint i = 0; i < n; i++) {
		s->servers[i] = server_new();
		s->relays[i] = plain_relay();
	}
}

static void several_open(Several *s)
{
	for (guint i = 0; i < s->n; i++)
		server_start(s->servers[i]);
	s->all = relays_to(s->servers, s->relays, s->n);
}

static void several_clear(Several *s)
{
	kw_relays_free(s->all);
	for (guint i = 0; i < s->n; i++) {
		server_stop(s->servers[i]);
		server_free(s->servers[i]);
	}
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Several, several_clear)

static void test_weights(void)
{
	g_auto(Several) s = {0};
	g_autoptr(GArray) outcomes = NULL;

	several_start(&s, 3);
	s.relays[0].weight = 3;
	s.relays[1].weight = 1;
	s.relays[2].weight = 0; /* stands by */
	several_open(&s);
	connect_all(s.all, 2);
	outcomes = send_letters(s.all, 40, NULL);
	g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 40);
	g_assert_cmpint(s.servers[0]->letters + s.servers[1]->letters, ==, 40);
	g_assert_cmpint(s.servers[0]->letters, >=, 28);
	g_assert_cmpint(s.servers[0]->letters, <=, 32);
	g_assert_cmpint(s.servers[2]->connections, ==, 0);
}

/* One that fails, in whatever way, is left alone, and the others get its letters. */
static void test_failover(void)
{
	static const struct {
		Step step;
		const char *always;
	} cases[] = {
		{GREETING, "554 5.7.1 go away"},
		{GREETING, DROP},
		{EHLO, DROP},
		{MAIL, "550 5.1.8 who?"},
		{MAIL, DROP},
		{RCPT, "550 5.7.1 denied"},
		{DATA, DROP},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Several) s = {0};
		g_autoptr(GArray) outcomes = NULL;

		several_start(&s, 2);
		s.relays[1].weight = i % 2 ? 0 : 10; /* a stand-in, or a neighbour */
		s.servers[0]->always[cases[i].step] = cases[i].always;
		several_open(&s);
		outcomes = send_letters(s.all, 8, NULL);
		g_test_message("%s at %d", cases[i].always, cases[i].step);
		g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 8);
		g_assert_cmpint(s.servers[1]->letters, ==, 8);
		g_assert_cmpint(outcome_at(outcomes, 8).relay, ==, 1);
		g_assert_false(kw_relays_are_down(s.all, NULL, NULL));
	}
}

/* Refused by both: it comes back with what the last one said. */
static void test_nobody_left(void)
{
	g_auto(Several) s = {0};
	g_autoptr(GArray) outcomes = NULL;
	gboolean is_refusal;

	several_start(&s, 2);
	s.servers[0]->always[MAIL] = s.servers[1]->always[MAIL] = "550 5.1.8 who?";
	several_open(&s);
	outcomes = send_letters(s.all, 4, NULL);
	for (guint id = 1; id <= 4; id++) {
		KwSendOutcome outcome = outcome_at(outcomes, id);

		/* one that no relay had begun with was never put, or hears what the relay said */
		if (!outcome.id)
			continue;
		g_assert_cmpint(outcome.result, ==, KW_SEND_RELAY_FAULT);
		g_assert_nonnull(strstr(outcome.text, "5.1.8 who?"));
	}
	g_assert_cmpint(outcome_at(outcomes, 1).id, ==, 1);
	g_assert_true(kw_relays_are_down(s.all, NULL, &is_refusal));
	g_assert_true(is_refusal);
}

/* It comes back when its time is over. */
static void test_recovery(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(KwRelays) relays = NULL;
	g_autoptr(GArray) none = NULL, all = NULL;

	server->once[GREETING] = "421 4.3.2 busy";
	server_start(server);
	relays = relays_to_one(server);
	relays->backoff_ms = 50;
	none = send_letters(relays, 2, NULL);
	g_assert_cmpuint(count(none, KW_SEND_SENT), ==, 0);
	g_usleep(60 * 1000);
	g_assert_false(kw_relays_are_down(relays, NULL, NULL));
	all = send_letters(relays, 2, NULL);
	g_assert_cmpuint(count(all, KW_SEND_SENT), ==, 2);
	g_clear_pointer(&relays, kw_relays_free);
	server_stop(server);
}

/* A relay at its limit has not failed: the one that stands by does not step in. */
static void test_limits(void)
{
	g_auto(Several) s = {0};
	g_autoptr(GArray) outcomes = NULL;
	guint allowed[] = {3, 5, G_MAXUINT};

	several_start(&s, 3);
	s.relays[2].weight = 0;
	several_open(&s);
	connect_all(s.all, 2);
	outcomes = send_letters(s.all, 20, allowed);
	g_assert_cmpint(s.servers[0]->letters, ==, 3);
	g_assert_cmpint(s.servers[1]->letters, ==, 5);
	g_assert_cmpint(s.servers[2]->connections, ==, 0);
	g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 8);
	g_assert_false(kw_relays_are_down(s.all, NULL, NULL));
}

/* --- connecting --- */

static gboolean try_relay(const Server *server, KwRelay relay, const char *scheme, GError **error)
{
	g_autofree char *url = g_strdup_printf("%s://127.0.0.1:%d", scheme, server->port);

	relay.url = url;
	return kw_relays_try(&relay, error);
}

static void test_cannot_connect(void)
{
	static const struct {
		Step step;
		const char *once;
		int code;
		const char *part;
	} cases[] = {
		{GREETING, "554 5.7.1 go away", KW_ERROR_REFUSED, "554 5.7.1 go away"},
		{GREETING, "421 4.3.2 busy", KW_ERROR_TEMPORARY, "421 4.3.2 busy"},
		{GREETING, DROP, KW_ERROR_TEMPORARY, "relay smtp://127.0.0.1:"},
		{GREETING, SILENT, KW_ERROR_TEMPORARY, "relay smtp://127.0.0.1:"},
		{EHLO, DROP, KW_ERROR_TEMPORARY, "relay smtp://127.0.0.1:"},
		{EHLO, SILENT, KW_ERROR_TEMPORARY, "relay smtp://127.0.0.1:"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;

		server->always[cases[i].step] = cases[i].once;
		server_start(server);
		g_assert_false(try_relay(server, plain_relay(), "smtp", &error));
		g_test_message("%s: %s", cases[i].once, error->message);
		kw_testing_assert_error(&error, cases[i].code, cases[i].part);
		server_stop(server);
		g_assert_null(strstr(server->seen->str, "MAIL"));
	}
}

static void test_nobody_there(void)
{
	g_autoptr(GError) error = NULL;
	Server nobody = {0};
	int fd = listen_somewhere(&nobody.port);

	close(fd);
	g_assert_false(try_relay(&nobody, plain_relay(), "smtp", &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "relay smtp://127.0.0.1:");
}

/* A password goes over the wire only where `tls: none` is written, and TLS is not given up because
 * somebody took STARTTLS out of the answer. */
static void test_tls_required(void)
{
	static const char *const ehlos[] = {
		"250-relay.example\r\n250 AUTH PLAIN LOGIN",
		"250-relay.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN", /* then says 502 */
	};

	for (guint i = 0; i < G_N_ELEMENTS(ehlos); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		KwRelay relay = plain_relay();

		relay.tls_none = FALSE;
		relay.username = "u";
		relay.password = "secret";
		server->once[EHLO] = ehlos[i];
		server_start(server);
		g_assert_false(try_relay(server, relay, "smtp", &error));
		kw_testing_assert_error(&error, KW_ERROR_REFUSED, "relay smtp://127.0.0.1:");
		server_stop(server);
		g_assert_null(strstr(server->seen->str, "AUTH"));
		g_assert_null(strstr(server->seen->str, "MAIL"));
	}
}

static void test_auth(void)
{
	static const struct {
		const char *offer, *token; /* NULL: by password */
		Step step;
		const char *once;
		int code; /* 0 = connected */
		const char *seen;
	} cases[] = {
		{"AUTH PLAIN LOGIN", NULL, PLAIN, NULL, 0, "AUTH PLAIN\nAHUAc2VjcmV0\n"},
		{"AUTH CRAM-MD5 DIGEST-MD5 PLAIN", NULL, PLAIN, NULL, 0,
		 "AUTH PLAIN\nAHUAc2VjcmV0\n"},
		{"AUTH LOGIN", NULL, PLAIN, NULL, 0, "AUTH LOGIN\ndQ==\nc2VjcmV0\n"},
		{"AUTH PLAIN XOAUTH2", "tok", PLAIN, NULL, 0,
		 "AUTH XOAUTH2\ndXNlcj11AWF1dGg9QmVhcmVyIHRvawEB\n"},
		{"AUTH PLAIN", NULL, PLAIN, "535 5.7.8 wrong password", KW_ERROR_REFUSED,
		 "AUTH PLAIN"},
		{"AUTH PLAIN", NULL, PLAIN, "454 4.7.0 later", KW_ERROR_TEMPORARY, "AUTH PLAIN"},
		{"AUTH XOAUTH2", "tok", BEARER, "535 5.7.8 expired", KW_ERROR_REFUSED,
		 "AUTH XOAUTH2"},
		{"8BITMIME", NULL, PLAIN, NULL, KW_ERROR_REFUSED, "EHLO"},
		{"AUTH CRAM-MD5", NULL, PLAIN, NULL, KW_ERROR_REFUSED, "EHLO"},
		{"AUTH PLAIN LOGIN", "tok", PLAIN, NULL, KW_ERROR_REFUSED, "EHLO"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autofree char *ehlo = g_strdup_printf("250-relay\r\n250 %s", cases[i].offer);
		KwRelay relay = plain_relay();

		relay.username = "u";
		relay.password = cases[i].token ? NULL : "secret";
		relay.token = cases[i].token;
		server->always[EHLO] = ehlo;
		server->once[cases[i].step] = cases[i].once;
		server_start(server);
		g_assert_cmpint(try_relay(server, relay, "smtp", &error), ==, cases[i].code == 0);
		if (cases[i].code) {
			g_test_message("%s", error->message);
			g_assert_null(strstr(error->message, "secret"));
			kw_testing_assert_error(&error, cases[i].code, "relay ");
		}
		server_stop(server);
		g_assert_nonnull(strstr(server->seen->str, cases[i].seen));
	}
}

static void test_urls(void)
{
	static const char *const urls[] = {"",
					   "relay.example",
					   "http://relay.example",
					   "smtp",
					   "maildir:relative",
					   "smtp:relay.example",
					   "smtp://",
					   "smtp://u:p@relay.example",
					   "smtp://relay.example/path",
					   "smtps:// relay"};

	for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
		KwRelay relay = plain_relay();
		g_autoptr(GError) error = NULL;

		relay.url = urls[i];
		g_assert_null(kw_relays_new(&relay, 1, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, "relay ");
	}
}

/* --- Maildir --- */

static KwRelays *relays_to_folder(const char *folder)
{
	g_autofree char *url = g_strdup_printf("maildir:%s/out", folder);
	KwRelay relay = plain_relay();
	g_autoptr(GError) error = NULL;
	KwRelays *relays;

	relay.url = url;
	relay.connections = 4;
	relays = kw_relays_new(&relay, 1, &error);
	kw_assert_ok(error);
	return relays;
}

static KwSendOutcome put_one(KwRelays *relays, const char *return_path, const char *recipient)
{
	g_autoptr(GBytes) letter = g_bytes_new_static("A: b\r\n\r\n.c\r\n", 12);
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

	kw_relays_room(relays, 1, NULL);
	kw_relays_put(relays, 7, return_path, recipient, letter);
	g_assert_cmpuint(kw_relays_pending(relays), ==, 1);
	for (int i = 0; !news->len && i < 100; i++)
		kw_relays_turn(relays, 20, news);
	g_assert_cmpuint(news->len, ==, 1);
	g_assert_cmpuint(kw_relays_pending(relays), ==, 0);
	g_assert_cmpint(outcome_at(news, 0).id, ==, 7);
	return outcome_at(news, 0);
}

static void test_maildir(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *new = g_build_filename(folder, "out", "new", NULL);
	g_autofree char *text = NULL;
	g_autoptr(KwRelays) relays = relays_to_folder(folder);
	KwSendOutcome outcome = put_one(relays, "bounce+d1@news.example.jp", "a@example.jp");

	g_assert_cmpint(outcome.result, ==, KW_SEND_SENT);
	g_assert_cmpint(outcome.code, ==, 250);
	g_assert_true(g_str_has_prefix(outcome.text, new));
	g_assert_true(g_file_get_contents(outcome.text, &text, NULL, NULL));
	g_assert_cmpstr(text, ==,
			"Return-Path: <bounce+d1@news.example.jp>\n"
			"Delivered-To: a@example.jp\nA: b\n\n.c\n");
	kw_testing_remove(new);
	outcome = put_one(relays, "", "a@example.jp");
	g_assert_cmpint(outcome.result, ==, KW_SEND_RELAY_FAULT);
	g_assert_true(kw_relays_are_down(relays, NULL, NULL));
	kw_testing_remove(folder);
}

static void test_addresses(void)
{
	g_autofree char *endless = g_strnfill(2000, 'a');
	const struct {
		const char *return_path, *recipient;
		KwSendResult result;
	} cases[] = {
		{"", "a@example.jp", KW_SEND_SENT},
		{"", "\"a b>\\\"\"@example.jp", KW_SEND_SENT},
		{"", "", KW_SEND_FAILED},
		{"", "a@b\r\nRCPT TO:<c@d>", KW_SEND_FAILED},
		{"", "a@b\nX: y", KW_SEND_FAILED},
		{"", "a@b> NOTIFY=NEVER", KW_SEND_FAILED},
		{"", "<a@b>", KW_SEND_FAILED},
		{"", "\"a@b", KW_SEND_FAILED},
		{"", "\"a\\\n\"@b", KW_SEND_FAILED},
		{"", "\xff@b", KW_SEND_FAILED},
		{"x@y\r\nDATA", "a@example.jp", KW_SEND_FAILED},
		{"x y", "a@example.jp", KW_SEND_FAILED},
		{"", endless, KW_SEND_FAILED},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwRelays) relays = relays_to_folder(folder);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		KwSendOutcome outcome = put_one(relays, cases[i].return_path, cases[i].recipient);

		g_assert_cmpint(outcome.result, ==, cases[i].result);
		g_assert_cmpint(outcome.relay, ==, cases[i].result == KW_SEND_SENT ? 0 : -1);
		g_assert_true(g_utf8_validate(outcome.text, -1, NULL));
		g_assert_null(strpbrk(outcome.text, "\r\n"));
	}
	g_assert_false(kw_relays_are_down(relays, NULL, NULL)); /* none of it is its fault */
	kw_testing_remove(folder);
}

/* --- TLS: `openssl s_server` carries the same script --- */

static gboolean make_certificate(const char *folder)
{
	g_autofree char *command = g_strdup_printf(
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
		"-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout %s/key.pem "
		"-out %s/cert.pem",
		folder, folder);
	g_autofree char *out = NULL, *err = NULL;
	int status;

	return g_spawn_command_line_sync(command, &out, &err, &status, NULL) &&
	       g_spawn_check_wait_status(status, NULL);
}

typedef struct {
	Server *server;
	int in, out;
} Pipes;

static gpointer serve_pipes(gpointer user)
{
	Pipes *pipes = user;

	converse(pipes->server, pipes->in, pipes->out);
	return NULL;
}

static GPid start_s_server(const char *folder, int *out_port, Pipes *pipes)
{
	g_autofree char *key = g_build_filename(folder, "key.pem", NULL);
	g_autofree char *cert = g_build_filename(folder, "cert.pem", NULL);
	int fd = listen_somewhere(out_port);
	g_autofree char *accept_at = g_strdup_printf("127.0.0.1:%d", *out_port);
	const char *argv[] = {"openssl", "s_server", "-quiet", "-accept", accept_at,
			      "-key",    key,        "-cert",  cert,      NULL};
	g_autoptr(GError) error = NULL;
	GPid pid;

	close(fd);
	g_spawn_async_with_pipes(NULL, (char **)argv, NULL,
				 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
					 G_SPAWN_STDERR_TO_DEV_NULL,
				 NULL, NULL, &pid, &pipes->out, &pipes->in, NULL, &error);
	kw_assert_ok(error);
	return pid;
}

static void stop_s_server(GPid pid, const Pipes *pipes)
{
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	close(pipes->in);
	close(pipes->out);
}

/* Again until s_server listens. */
static gboolean try_tls(int port, const char *ca_file, GError **error)
{
	Server at = {.port = port};
	KwRelay relay = plain_relay();

	relay.tls_none = FALSE;
	relay.ca_file = ca_file;
	relay.timeout_s = 10;
	for (int i = 0;; i++) {
		if (try_relay(&at, relay, "smtps", error))
			return TRUE;
		if (i == 200 || !g_error_matches(*error, KW_ERROR, KW_ERROR_TEMPORARY))
			return FALSE;
		g_clear_error(error);
		g_usleep(50000);
	}
}

static void test_tls_refused(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *missing = g_build_filename(folder, "missing.pem", NULL);
	g_autoptr(GError) error = NULL;
	Pipes pipes = {0};
	GPid pid;
	int port;

	if (!make_certificate(folder)) {
		g_test_skip("openssl is not there");
	} else {
		pid = start_s_server(folder, &port, &pipes);
		g_assert_false(try_tls(port, NULL, &error)); /* nobody vouches for it */
		kw_testing_assert_error(&error, KW_ERROR_REFUSED, "certificate");
		g_assert_false(try_tls(port, missing, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, "missing.pem");
		stop_s_server(pid, &pipes);
	}
	kw_testing_remove(folder);
}

static void test_tls(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *cert = g_build_filename(folder, "cert.pem", NULL);
	g_autofree char *url = NULL;
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) outcomes = NULL;
	KwRelay relay = plain_relay();
	Pipes pipes = {.server = server};
	KwRelays *relays;
	GThread *thread;
	GPid pid;
	int port;

	if (!make_certificate(folder)) {
		g_test_skip("openssl is not there");
		kw_testing_remove(folder);
		return;
	}
	server->once[EHLO] = "250-relay\r\n250-PIPELINING\r\n250 AUTH LOGIN PLAIN";
	pid = start_s_server(folder, &port, &pipes);
	thread = g_thread_new("relay", serve_pipes, &pipes);
	url = g_strdup_printf("smtps://127.0.0.1:%d", port);
	relay.url = url;
	relay.tls_none = FALSE;
	relay.ca_file = cert;
	relay.timeout_s = 10;
	relay.username = "u";
	relay.password = "secret";
	relays = kw_relays_new(&relay, 1, &error);
	kw_assert_ok(error);
	relays->backoff_ms = 50; /* until s_server listens */
	for (int i = 0; i < 200 && !kw_relays_connections(relays); i++) {
		g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

		kw_relays_room(relays, 1, NULL);
		kw_relays_turn(relays, 50, news);
	}
	outcomes = send_letters(relays, 3, NULL);
	g_assert_cmpuint(count(outcomes, KW_SEND_SENT), ==, 3);
	g_assert_cmpstr(server->body->str, ==, LETTER ".\r\n");
	kw_relays_free(relays);
	g_thread_join(thread); /* it ends with QUIT */
	stop_s_server(pid, &pipes);
	g_assert_nonnull(strstr(server->seen->str, "AUTH PLAIN\nAHUAc2VjcmV0\nMAIL"));
	g_assert_true(g_str_has_suffix(server->seen->str, "QUIT\n"));
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/relays/two-letters", test_two_letters);
	g_test_add_func("/relays/troubles", test_troubles);
	g_test_add_func("/relays/refused-letters", test_refused_letters);
	g_test_add_func("/relays/one-a-connection", test_one_a_connection);
	g_test_add_func("/relays/drop-in-body", test_drop_in_body);
	g_test_add_func("/relays/idle", test_idle);
	g_test_add_func("/relays/weights", test_weights);
	g_test_add_func("/relays/failover", test_failover);
	g_test_add_func("/relays/nobody-left", test_nobody_left);
	g_test_add_func("/relays/recovery", test_recovery);
	g_test_add_func("/relays/limits", test_limits);
	g_test_add_func("/relays/cannot-connect", test_cannot_connect);
	g_test_add_func("/relays/nobody-there", test_nobody_there);
	g_test_add_func("/relays/tls-required", test_tls_required);
	g_test_add_func("/relays/auth", test_auth);
	g_test_add_func("/relays/urls", test_urls);
	g_test_add_func("/relays/maildir", test_maildir);
	g_test_add_func("/relays/addresses", test_addresses);
	g_test_add_func("/relays/tls-refused", test_tls_refused);
	g_test_add_func("/relays/tls", test_tls);
	return g_test_run();
}
