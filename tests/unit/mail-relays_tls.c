/* mail/relays and TLS: `openssl s_server` carries the script of the fixture. */
#include "../support/relays_fixture.h"

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
	g_test_add_func("/relays/tls-required", test_tls_required);
	g_test_add_func("/relays/tls-refused", test_tls_refused);
	g_test_add_func("/relays/tls", test_tls);
	return g_test_run();
}
