/* mail/relays, several of them: which one a letter goes to. */
#include "../support/relays_fixture.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/relays/weights", test_weights);
	g_test_add_func("/relays/failover", test_failover);
	g_test_add_func("/relays/nobody-left", test_nobody_left);
	g_test_add_func("/relays/recovery", test_recovery);
	g_test_add_func("/relays/limits", test_limits);
	return g_test_run();
}
