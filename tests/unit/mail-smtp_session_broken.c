/* mail/smtp_session, where the relay keeps to no rule: it refuses in the middle, says too much or
 * something unasked, goes away, or dawdles. */
#include "../support/smtp_session_fixture.h"

#include <string.h>

/* No recipient was taken, and the relay waits for a letter all the same: it gets an empty one. */
static void test_lone_dot(void)
{
	for (int mode = PIPELINED; mode < MODES; mode++) {
		g_autoptr(KwSmtpSession) session = session_in(mode);
		g_auto(Relay) relay = {.takes_empty = TRUE};

		relay_init(&relay);
		relay.once[RCPT] = "550 5.1.1 gone";
		put(session, 1, LETTER);
		put(session, 2, LETTER);
		converse(session, &relay, 0);
		g_assert_cmpint(outcome_of(session, 1).result, ==, KW_SEND_FAILED);
		g_assert_cmpint(outcome_of(session, 2).result, ==, KW_SEND_SENT);
		g_assert_true(kw_smtp_session_is_idle(session));
		g_assert_null(strstr(relay.seen->str, "RSET"));
	}
}

static void test_reset_refused(void)
{
	g_autoptr(KwSmtpSession) session = session_in(LOCK_STEP);
	g_auto(Relay) relay = {0};

	relay_init(&relay);
	relay.once[RCPT] = "550 5.1.1 gone";
	relay.once[RSET] = "500 5.5.1 what?";
	put(session, 1, LETTER);
	put(session, 2, LETTER);
	converse(session, &relay, 0);
	g_assert_cmpint(outcome_of(session, 1).result, ==, KW_SEND_FAILED); /* that stands */
	g_assert_cmpint(outcome_of(session, 2).result, ==, KW_SEND_RELAY_FAULT);
	g_assert_true(kw_smtp_session_is_closed(session, NULL, NULL));
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
		g_autoptr(KwSmtpSession) session = session_in(CHAINED);
		g_auto(Relay) relay = {0};
		KwSendOutcome outcome;

		relay_init(&relay);
		relay.once[RCPT] = cases[i];
		put(session, 1, LETTER);
		converse(session, &relay, 0);
		outcome = outcome_of(session, 1);
		g_assert_cmpint(outcome.result, ==, KW_SEND_RELAY_FAULT);
		g_assert_nonnull(strstr(outcome.text, i ? "too long a line" : "too many lines"));
	}
}

/* Half a letter is not a letter: what breaks before the dot has left is untouched. */
static void test_broken_in_body(void)
{
	for (int mode = 0; mode < MODES; mode++) {
		g_autoptr(KwSmtpSession) session = session_in(mode);
		g_auto(Relay) relay = {0};
		gsize length;

		relay_init(&relay);
		put(session, 1, LETTER);
		for (int group = mode == LOCK_STEP ? 3 : 1; group > 0; group--) {
			const char *bytes = kw_smtp_session_output(session, &length);
			g_autofree char *copy = g_memdup2(bytes, length);

			kw_smtp_session_sent(session, length, 0);
			relay_hear(&relay, copy, length);
			kw_smtp_session_receive(session, relay.out->str, relay.out->len, 0);
			g_string_truncate(relay.out, 0);
		}
		kw_smtp_session_output(session, &length);
		g_assert_cmpuint(length, ==, strlen(LETTER) + 3);
		kw_smtp_session_sent(session, length - 1, 0); /* all but the last LF */
		kw_smtp_session_break(session, "gone");
		g_assert_cmpint(outcome_of(session, 1).result, ==, KW_SEND_RELAY_FAULT);
	}
}

/* A relay that refuses in the middle of a letter has decided. */
static void test_refused_in_body(void)
{
	static const char said[] = "250 ok\r\n250 ok\r\n354 go\r\n552 5.3.4 too big\r\n";
	g_autoptr(KwSmtpSession) session = session_in(CHAINED);
	g_auto(Relay) relay = {0};
	KwSendOutcome outcome;
	gsize length;

	relay_init(&relay);
	put(session, 1, LETTER);
	kw_smtp_session_output(session, &length);
	kw_smtp_session_sent(session, length, 0);
	kw_smtp_session_receive(session, said, strlen(said), 0);
	outcome = outcome_of(session, 1);
	g_assert_cmpint(outcome.result, ==, KW_SEND_FAILED);
	g_assert_cmpint(outcome.code, ==, 552);
	g_assert_true(kw_smtp_session_is_closed(session, NULL, NULL));
}

static void test_unasked(void)
{
	static const struct {
		const char *said;
		int code;
	} cases[] = {{"421 4.4.2 idle too long\r\n", 421}, {"250 ok\r\n", 0}};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwSmtpSession) session = session_in(CHAINED);
		const char *why;
		int code;

		kw_smtp_session_receive(session, cases[i].said, strlen(cases[i].said), 0);
		g_assert_true(kw_smtp_session_is_closed(session, &why, &code));
		g_assert_cmpint(code, ==, cases[i].code);
		g_assert_cmpuint(kw_smtp_session_room(session), ==, 0);
	}
}

/* A relay that takes bytes slowly is alive as long as it takes any. */
static void test_slow(void)
{
	g_autoptr(KwSmtpSession) session = session_in(CHAINED);
	gsize length;

	put(session, 1, LETTER);
	kw_smtp_session_output(session, &length);
	for (gint64 s = 50; s < 500; s += 50) {
		kw_smtp_session_sent(session, 1, s * SECOND);
		kw_smtp_session_tick(session, (s + 59) * SECOND);
		g_assert_false(kw_smtp_session_is_closed(session, NULL, NULL));
	}
	kw_smtp_session_tick(session, (450 + 60) * SECOND);
	g_assert_cmpstr(outcome_of(session, 1).text, ==, "the relay stopped taking bytes");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/smtp-session/lone-dot", test_lone_dot);
	g_test_add_func("/smtp-session/reset-refused", test_reset_refused);
	g_test_add_func("/smtp-session/reply-limits", test_reply_limits);
	g_test_add_func("/smtp-session/broken-in-body", test_broken_in_body);
	g_test_add_func("/smtp-session/refused-in-body", test_refused_in_body);
	g_test_add_func("/smtp-session/unasked", test_unasked);
	g_test_add_func("/smtp-session/slow", test_slow);
	return g_test_run();
}
