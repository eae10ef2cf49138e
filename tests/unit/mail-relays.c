/* mail/relays: connections to one relay that follows a script. What is said over a connection:
 * mail-smtp_session.c. Real servers are met in the command line's tests. */
#include "../support/relays_fixture.h"

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
	return g_test_run();
}
