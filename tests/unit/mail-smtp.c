/* mail/smtp: what the relay's every answer, silence and disappearance means, against a relay that
 * follows a script. Real relays are met in the command line's tests. */
#include "../../lib/mail/smtp-private.h"

#include "../support/testing.h"
#include "base/error.h"

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
	PASSWORD,
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
	[AUTH] = {"AUTH PLAIN", "334 "},
	[PASSWORD] = {"AHUAc2VjcmV0", "235 2.7.0 ok"}, /* NUL u NUL secret */
	[STARTTLS] = {"STARTTLS", "502 5.5.1 no"},
};

#define SILENT "(silent)" /* takes the command and says nothing */
#define DROP   "(drop)"   /* closes instead of an answer */

typedef struct {
	const char *once[STEPS]; /* the first answer of a step; NULL = the usual one, as later */
	gsize drop_in_body;      /* closes after so many bytes of the first letter; 0 = never */
	int listener, port;
	int connections;
	GString *seen; /* commands, each with LF */
	GString *body; /* of the last letter, as it came, with the final dot */
	GThread *thread;
} Server;

/* FALSE: close. */
static gboolean answer(Server *server, Step step, int out)
{
	const char *text = server->once[step] ? server->once[step] : steps[step].usual;
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
		if (is_data && (!take_body(server, in, in_fd) || !answer(server, DOT, out_fd)))
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

static KwTransport *connect_to(int port, GError **error)
{
	g_autofree char *url = g_strdup_printf("smtp://127.0.0.1:%d", port);
	KwRelay relay = {
		.url = url, .tls_none = TRUE, .ehlo_name = "mail.example.jp", .timeout_s = 1};
	KwTransport *transport = kw_transport_open(&relay, error);

	if (transport)
		((KwSmtp *)transport->link)->dot_timeout_s = 1;
	return transport;
}

static KwSendReply send_to(KwTransport *transport, const char *recipient, const char *letter)
{
	g_autoptr(GBytes) bytes = g_bytes_new(letter, strlen(letter));
	KwSendReply reply;

	kw_transport_send(transport, "bounce@example.jp", recipient, bytes, &reply);
	return reply;
}

#define ENVELOPE(recipient) \
	"MAIL FROM:<bounce@example.jp> SIZE=8 BODY=8BITMIME\nRCPT TO:<" recipient ">\n"

static void test_two_letters(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = NULL;
	KwSendReply reply;

	server_start(server);
	transport = connect_to(server->port, &error);
	kw_assert_ok(error);
	for (int i = 0; i < 2; i++) {
		reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n");
		g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
		g_assert_cmpint(reply.code, ==, 250);
		g_assert_cmpstr(reply.text, ==, "2.0.0 Ok: queued as 1234");
		g_assert_true(kw_transport_is_open(transport));
	}
	g_clear_pointer(&transport, kw_transport_free);
	server_stop(server);
	g_assert_cmpint(server->connections, ==, 1);
	g_assert_cmpstr(server->seen->str, ==,
			"EHLO mail.example.jp\n" ENVELOPE("a@example.jp") "DATA\n" ENVELOPE(
				"a@example.jp") "DATA\nQUIT\n");
}

static void test_dots(void)
{
	static const struct {
		const char *letter, *wire;
	} cases[] = {
		{"A: b\r\n\r\n.\r\n..\r\n.x\r\ny.\r\n",
		 "A: b\r\n\r\n..\r\n...\r\n..x\r\ny.\r\n.\r\n"},
		{".A: b\r\n\r\n", "..A: b\r\n\r\n.\r\n"},
		{"A: b\r\n\r\nno end", "A: b\r\n\r\nno end\r\n.\r\n"},
		{"A: b\r\n\r\na\n.\nQUIT\r\n", "A: b\r\n\r\na\n..\nQUIT\r\n.\r\n"},
		{"\r\n", "\r\n.\r\n"},
	};
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = NULL;
	g_autoptr(GString) big = g_string_new("A: b\r\n\r\n");
	KwSendReply reply;

	server_start(server);
	transport = connect_to(server->port, &error);
	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		reply = send_to(transport, "a@example.jp", cases[i].letter);
		g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
		g_assert_cmpstr(server->body->str, ==, cases[i].wire);
	}
	while (big->len < 90000)
		g_string_append(big, "0123456789\r\n");
	reply = send_to(transport, "a@example.jp", big->str);
	g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
	g_assert_cmpuint(server->body->len, ==, big->len + 3);
	while (big->len <= 100000)
		g_string_append(big, "0123456789\r\n");
	reply = send_to(transport, "a@example.jp", big->str); /* beyond SIZE: not even asked */
	g_assert_cmpint(reply.result, ==, KW_SEND_FAILED);
	g_assert_nonnull(strstr(reply.text, "the relay takes 100000"));
	g_assert_true(kw_transport_is_open(transport));
	g_clear_pointer(&transport, kw_transport_free);
	server_stop(server);
}

#define LONG_REPLY "550-5.1.1 No such user\r\n550-5.1.1 here.\r\n550 5.1.1 See https://x.example"

static void test_outcomes(void)
{
	static const struct {
		Step step;
		const char *once;
		KwSendResult result;
		int code;
		const char *text;
		gboolean is_open;
		const char *last; /* the last command the relay saw before QUIT or the end */
	} cases[] = {
		/* MAIL: the sender's trouble, whatever it says */
		{MAIL, "451 4.3.0 later", KW_SEND_RELAY_FAULT, 451, "4.3.0 later", FALSE, "MAIL"},
		{MAIL, "550 5.1.8 who?", KW_SEND_RELAY_FAULT, 550, "5.1.8 who?", FALSE, "MAIL"},
		{MAIL, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE, "MAIL"},
		{MAIL, "354 what?", KW_SEND_RELAY_FAULT, 354, "what?", FALSE, "MAIL"},
		{MAIL, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE, "MAIL"},
		{MAIL, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE, "MAIL"},
		/* RCPT: this recipient's */
		{RCPT, "450 4.2.1 busy", KW_SEND_DEFERRED, 450, "4.2.1 busy", TRUE, "RSET"},
		{RCPT, "450 4.7.1 greylisted", KW_SEND_DEFERRED, 450, "4.7.1", TRUE, "RSET"},
		{RCPT, "550 5.1.1 gone", KW_SEND_FAILED, 550, "5.1.1 gone", TRUE, "RSET"},
		{RCPT, LONG_REPLY, KW_SEND_FAILED, 550,
		 "5.1.1 No such user here. See https://x.example", TRUE, "RSET"},
		{RCPT, "550", KW_SEND_FAILED, 550, "", TRUE, "RSET"},
		{RCPT, "554 5.7.1 relaying denied", KW_SEND_RELAY_FAULT, 554, "5.7.1", FALSE,
		 "RCPT"},
		{RCPT, "421 4.7.0 bye", KW_SEND_RELAY_FAULT, 421, "4.7.0 bye", FALSE, "RCPT"},
		{RCPT, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE, "RCPT"},
		{RCPT, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE, "RCPT"},
		{RCPT, "hello", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE, "RCPT"},
		{RCPT, "", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE, "RCPT"},
		{RCPT, "25", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE, "RCPT"},
		{RCPT, "2500 ok", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE, "RCPT"},
		{RCPT, "650 ok", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE, "RCPT"},
		{RCPT, "250 ok\r\n250 ok", KW_SEND_RELAY_FAULT, 0, "more than", FALSE, "RCPT"},
		/* DATA */
		{DATA, "451 4.3.0 later", KW_SEND_DEFERRED, 451, "4.3.0 later", TRUE, "RSET"},
		{DATA, "554 5.5.0 no", KW_SEND_FAILED, 554, "5.5.0 no", TRUE, "RSET"},
		{DATA, "554 5.7.1 spam", KW_SEND_RELAY_FAULT, 554, "5.7.1 spam", FALSE, "DATA"},
		{DATA, "250 ok", KW_SEND_RELAY_FAULT, 250, "ok", FALSE, "DATA"},
		{DATA, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE, "DATA"},
		{DATA, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE, "DATA"},
		{DATA, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE, "DATA"},
		/* after the dot */
		{DOT, "452 4.3.1 full", KW_SEND_DEFERRED, 452, "4.3.1 full", TRUE, "DATA"},
		{DOT, "554 5.6.0 no", KW_SEND_FAILED, 554, "5.6.0 no", TRUE, "DATA"},
		{DOT, "550 5.7.1 spam", KW_SEND_RELAY_FAULT, 550, "5.7.1 spam", FALSE, "DATA"},
		{DOT, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE, "DATA"},
		{DOT, DROP, KW_SEND_UNCERTAIN, 0, "closed the connection", FALSE, "DATA"},
		{DOT, SILENT, KW_SEND_UNCERTAIN, 0, "no reply in time", FALSE, "DATA"},
		{DOT, "ok", KW_SEND_UNCERTAIN, 0, "not SMTP", FALSE, "DATA"},
		{DOT, "354 more", KW_SEND_UNCERTAIN, 354, "more", FALSE, "DATA"},
		{DOT, "250 ok\r\n421 bye", KW_SEND_SENT, 250, "ok", FALSE, "DATA"},
		{DOT, "250-a\r\n250-b\r\n250 c", KW_SEND_SENT, 250, "a b c", TRUE, "DATA"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTransport) transport = NULL;
		g_auto(GStrv) seen = NULL;
		KwSendReply reply;
		guint n;

		server->once[cases[i].step] = cases[i].once;
		server_start(server);
		transport = connect_to(server->port, &error);
		kw_assert_ok(error);
		reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n");
		g_test_message("%s: %d %d %s", cases[i].once, reply.result, reply.code, reply.text);
		g_assert_cmpint(reply.result, ==, cases[i].result);
		g_assert_cmpint(reply.code, ==, cases[i].code);
		g_assert_nonnull(strstr(reply.text, cases[i].text));
		g_assert_cmpint(kw_transport_is_open(transport), ==, cases[i].is_open);
		if (cases[i].is_open) { /* the next letter goes over the same connection */
			reply = send_to(transport, "b@example.jp", "A: b\r\n\r\n");
			g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
		} else {
			reply = send_to(transport, "b@example.jp", "A: b\r\n\r\n");
			g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
		}
		g_clear_pointer(&transport, kw_transport_free);
		server_stop(server);
		g_assert_cmpint(server->connections, ==, 1);
		seen = g_strsplit(server->seen->str, "\n", -1);
		n = g_strv_length(seen) - 1;
		if (n && strcmp(seen[n - 1], "QUIT") == 0)
			n--;
		if (cases[i].is_open)
			n -= 3; /* the second letter */
		g_assert_true(g_str_has_prefix(seen[n - 1], cases[i].last));
	}
}

static void test_reply_limits(void)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autofree char *line = g_strnfill(5000, '2');
	const char *cases[2];

	for (int i = 0; i < 200; i++)
		g_string_append(lines, "250-x\r\n");
	g_string_append(lines, "250 x");
	cases[0] = lines->str;
	cases[1] = line;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTransport) transport = NULL;
		KwSendReply reply;

		server->once[RCPT] = cases[i];
		server_start(server);
		transport = connect_to(server->port, &error);
		kw_assert_ok(error);
		reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n");
		g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
		g_assert_nonnull(strstr(reply.text, i ? "too long a line" : "too many lines"));
		g_clear_pointer(&transport, kw_transport_free);
		server_stop(server);
	}
}

static void test_drop_in_body(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = NULL;
	g_autoptr(GBytes) letter = NULL;
	GString *big = g_string_new("A: b\r\n\r\n");
	KwSendReply reply;

	/* more than the buffers of both sides hold */
	while (big->len < 32 * 1024 * 1024)
		g_string_append(big,
				"01234567890123456789012345678901234567890123456789012345678901"
				"23456789\r\n");
	letter = g_string_free_to_bytes(big);
	server->once[EHLO] = "250 relay.example";
	server->drop_in_body = 1000;
	server_start(server);
	transport = connect_to(server->port, &error);
	kw_assert_ok(error);
	kw_transport_send(transport, "", "a@example.jp", letter, &reply);
	g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
	g_assert_cmpstr(reply.text, ==, "the connection broke while sending");
	g_assert_false(kw_transport_is_open(transport));
	g_clear_pointer(&transport, kw_transport_free);
	server_stop(server);
	g_assert_cmpstr(server->seen->str, ==,
			"EHLO mail.example.jp\nMAIL FROM:<>\nRCPT TO:<a@example.jp>\nDATA\n");
}

/* The relay left between two letters: the second is untouched, and hears why. */
static void test_gone_while_idle(void)
{
	static const char *const goodbyes[] = {"250 ok\r\n421 4.4.2 idle too long", NULL};

	for (guint i = 0; i < G_N_ELEMENTS(goodbyes); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTransport) transport = NULL;
		KwSendReply reply;
		KwSmtp *smtp;

		server_start(server);
		transport = connect_to(server->port, &error);
		kw_assert_ok(error);
		reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n");
		g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
		smtp = transport->link;
		if (goodbyes[i])
			g_string_assign(smtp->in, "421 4.4.2 idle too long\r\n");
		else
			shutdown(smtp->fd, SHUT_RD);
		reply = send_to(transport, "b@example.jp", "A: b\r\n\r\n");
		g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
		g_assert_cmpint(reply.code, ==, goodbyes[i] ? 421 : 0);
		g_assert_nonnull(strstr(reply.text, goodbyes[i] ? "4.4.2 idle" : "closed"));
		g_clear_pointer(&transport, kw_transport_free);
		server_stop(server);
		g_assert_null(strstr(server->seen->str, "b@example.jp"));
	}
}

static void test_reset_unanswered(void)
{
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = NULL;
	KwSendReply reply;

	server->once[RCPT] = "550 5.1.1 gone";
	server->once[RSET] = DROP;
	server_start(server);
	transport = connect_to(server->port, &error);
	kw_assert_ok(error);
	reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n");
	g_assert_cmpint(reply.result, ==, KW_SEND_FAILED); /* that stands */
	g_assert_cmpstr(reply.text, ==, "5.1.1 gone");
	g_assert_false(kw_transport_is_open(transport));
	g_clear_pointer(&transport, kw_transport_free);
	server_stop(server);
}

static void test_not_ascii(void)
{
	for (int utf8 = 0; utf8 < 2; utf8++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTransport) transport = NULL;
		KwSendReply reply;

		server->once[EHLO] = utf8 ? "250-relay.example\r\n250 smtputf8" : NULL;
		server_start(server);
		transport = connect_to(server->port, &error);
		kw_assert_ok(error);
		reply = send_to(transport, "瓦@example.jp", "A: b\r\n\r\n");
		g_assert_cmpint(reply.result, ==, utf8 ? KW_SEND_SENT : KW_SEND_FAILED);
		g_assert_cmpint(reply.code, ==, utf8 ? 250 : 0);
		g_assert_true(kw_transport_is_open(transport));
		g_clear_pointer(&transport, kw_transport_free);
		server_stop(server);
		g_assert_cmpstr(server->seen->str, ==,
				utf8 ? "EHLO mail.example.jp\n"
				       "MAIL FROM:<bounce@example.jp> SMTPUTF8\n"
				       "RCPT TO:<瓦@example.jp>\nDATA\nQUIT\n"
				     : "EHLO mail.example.jp\nQUIT\n");
	}
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

		server->once[cases[i].step] = cases[i].once;
		server_start(server);
		g_assert_null(connect_to(server->port, &error));
		g_test_message("%s: %s", cases[i].once, error->message);
		kw_testing_assert_error(&error, cases[i].code, cases[i].part);
		server_stop(server);
		g_assert_null(strstr(server->seen->str, "MAIL"));
	}
}

static void test_nobody_there(void)
{
	g_autoptr(GError) error = NULL;
	int port, fd = listen_somewhere(&port);

	close(fd);
	g_assert_null(connect_to(port, &error));
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
		g_autofree char *url = NULL;
		KwRelay relay = {.username = "u",
				 .password = "secret",
				 .ehlo_name = "m.example",
				 .timeout_s = 1};

		server->once[EHLO] = ehlos[i];
		server_start(server);
		relay.url = url = g_strdup_printf("smtp://127.0.0.1:%d", server->port);
		g_assert_null(kw_transport_open(&relay, &error));
		kw_testing_assert_error(&error, KW_ERROR_REFUSED, "relay smtp://127.0.0.1:");
		server_stop(server);
		g_assert_null(strstr(server->seen->str, "AUTH"));
		g_assert_null(strstr(server->seen->str, "MAIL"));
	}
}

static void test_auth(void)
{
	static const struct {
		const char *offer, *once;
		int code; /* 0 = connected */
		const char *seen;
	} cases[] = {
		{"AUTH PLAIN LOGIN", NULL, 0, "AUTH PLAIN\nAHUAc2VjcmV0\n"},
		{"AUTH CRAM-MD5 DIGEST-MD5 PLAIN", NULL, 0, "AUTH PLAIN\nAHUAc2VjcmV0\n"},
		{"AUTH PLAIN", "535 5.7.8 wrong password", KW_ERROR_REFUSED, "AUTH PLAIN"},
		{"AUTH PLAIN", "454 4.7.0 later", KW_ERROR_TEMPORARY, "AUTH PLAIN"},
		{"8BITMIME", NULL, KW_ERROR_REFUSED, "EHLO"},
		{"AUTH CRAM-MD5", NULL, KW_ERROR_REFUSED, "EHLO"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Server) server = server_new();
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTransport) transport = NULL;
		g_autofree char *url = NULL;
		g_autofree char *ehlo = g_strdup_printf("250-relay\r\n250 %s", cases[i].offer);
		KwRelay relay = {.username = "u",
				 .password = "secret",
				 .ehlo_name = "m.example",
				 .timeout_s = 1,
				 .tls_none = TRUE};

		server->once[EHLO] = ehlo;
		server->once[PASSWORD] = cases[i].once;
		server_start(server);
		relay.url = url = g_strdup_printf("smtp://127.0.0.1:%d", server->port);
		transport = kw_transport_open(&relay, &error);
		g_assert_cmpint(transport != NULL, ==, cases[i].code == 0);
		if (cases[i].code) {
			g_test_message("%s", error->message);
			g_assert_null(strstr(error->message, "secret"));
			kw_testing_assert_error(&error, cases[i].code, "relay ");
		}
		g_clear_pointer(&transport, kw_transport_free);
		server_stop(server);
		g_assert_nonnull(strstr(server->seen->str, cases[i].seen));
	}
}

static void test_offers(void)
{
	static const char *const lines[] = {
		"220-hello",    "220 SIZE 1",    "250-relay",      "250-SIZE 35882577",
		"250-8BITMIME", "250 SMTPUTF8",  "220 begin TLS",  "250-relay",
		"250-Size",     "250-8bitmime2", "250 PIPELINING",
	};
	KwSmtp smtp = {0};

	for (guint i = 0; i < 6; i++)
		kw_smtp_note_line(&smtp, lines[i]);
	g_assert_cmpuint(smtp.offers, ==, KW_OFFER_SIZE | KW_OFFER_8BITMIME | KW_OFFER_SMTPUTF8);
	g_assert_cmpuint(smtp.max_bytes, ==, 35882577);
	/* what was said before TLS is forgotten */
	for (guint i = 6; i < G_N_ELEMENTS(lines); i++)
		kw_smtp_note_line(&smtp, lines[i]);
	g_assert_cmpuint(smtp.offers, ==, KW_OFFER_SIZE);
	g_assert_cmpuint(smtp.max_bytes, ==, 0);
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
static KwTransport *connect_tls(int port, const char *ca_file, GError **error)
{
	g_autofree char *url = g_strdup_printf("smtps://127.0.0.1:%d", port);
	KwRelay relay = {.url = url,
			 .ca_file = ca_file,
			 .ehlo_name = "m.example",
			 .timeout_s = 10,
			 .username = "u",
			 .password = "secret"};

	for (int i = 0;; i++) {
		KwTransport *transport = kw_transport_open(&relay, error);

		if (transport || i == 200 || !g_error_matches(*error, KW_ERROR, KW_ERROR_TEMPORARY))
			return transport;
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
		g_assert_null(connect_tls(port, NULL, &error)); /* nobody vouches for it */
		kw_testing_assert_error(&error, KW_ERROR_REFUSED, "certificate");
		g_assert_null(connect_tls(port, missing, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, "missing.pem");
		stop_s_server(pid, &pipes);
	}
	kw_testing_remove(folder);
}

static void test_tls(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *cert = g_build_filename(folder, "cert.pem", NULL);
	g_autoptr(Server) server = server_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = NULL;
	Pipes pipes = {.server = server};
	KwSendReply reply;
	GThread *thread;
	GPid pid;
	int port;

	if (!make_certificate(folder)) {
		g_test_skip("openssl is not there");
		kw_testing_remove(folder);
		return;
	}
	server->once[EHLO] = "250-relay\r\n250 AUTH LOGIN PLAIN";
	pid = start_s_server(folder, &port, &pipes); /* a new one: the greeting goes to its first */
	thread = g_thread_new("relay", serve_pipes, &pipes);
	transport = connect_tls(port, cert, &error);
	kw_assert_ok(error);
	for (int i = 0; i < 2; i++) {
		reply = send_to(transport, "a@example.jp", "A: b\r\n\r\n.\r\n");
		g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
		g_assert_cmpstr(server->body->str, ==, "A: b\r\n\r\n..\r\n.\r\n");
	}
	g_clear_pointer(&transport, kw_transport_free);
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
	g_test_add_func("/smtp/two-letters", test_two_letters);
	g_test_add_func("/smtp/dots", test_dots);
	g_test_add_func("/smtp/outcomes", test_outcomes);
	g_test_add_func("/smtp/reply-limits", test_reply_limits);
	g_test_add_func("/smtp/drop-in-body", test_drop_in_body);
	g_test_add_func("/smtp/gone-while-idle", test_gone_while_idle);
	g_test_add_func("/smtp/reset-unanswered", test_reset_unanswered);
	g_test_add_func("/smtp/not-ascii", test_not_ascii);
	g_test_add_func("/smtp/cannot-connect", test_cannot_connect);
	g_test_add_func("/smtp/nobody-there", test_nobody_there);
	g_test_add_func("/smtp/tls-required", test_tls_required);
	g_test_add_func("/smtp/auth", test_auth);
	g_test_add_func("/smtp/offers", test_offers);
	g_test_add_func("/smtp/tls-refused", test_tls_refused);
	g_test_add_func("/smtp/tls", test_tls);
	return g_test_run();
}
