/* mail/relays: what is tried and refused before the first letter: addresses and AUTH. */
#include "../support/relays_fixture.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/relays/cannot-connect", test_cannot_connect);
	g_test_add_func("/relays/nobody-there", test_nobody_there);
	g_test_add_func("/relays/auth", test_auth);
	g_test_add_func("/relays/urls", test_urls);
	return g_test_run();
}
