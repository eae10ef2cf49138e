/* mail/smtp_session: what goes over the wire, and what the relay's every answer means for the
 * letters of a connection, in lock-step, pipelined and chained. Conversations that break off:
 * mail-smtp_session_broken.c; sockets, TLS and several relays: mail-relays.c. */
#include "../support/smtp_session_fixture.h"

#include <string.h>

static void test_two_letters(void)
{
	/* how often bytes leave: MAIL, RCPT, DATA, body, twice, or less */
	static const guint groups[MODES] = {8, 4, 3};

	for (int mode = 0; mode < MODES; mode++) {
		g_autoptr(KwSmtpSession) session = session_in(mode);
		g_auto(Relay) relay = {0};

		relay_init(&relay);
		put(session, 1, LETTER);
		put(session, 2, LETTER);
		g_assert_cmpuint(kw_smtp_session_room(session), ==, 0);
		converse(session, &relay, 0);
		for (int64_t id = 1; id <= 2; id++) {
			KwSendOutcome outcome = outcome_of(session, id);

			g_assert_cmpint(outcome.result, ==, KW_SEND_SENT);
			g_assert_cmpint(outcome.code, ==, 250);
			g_assert_cmpstr(outcome.text, ==, "2.0.0 Ok: queued as 1234");
		}
		g_assert_true(kw_smtp_session_is_idle(session));
		g_assert_cmpuint(kw_smtp_session_decided(session), ==, 2);
		g_assert_cmpuint(relay.groups, ==, groups[mode]);
		kw_smtp_session_quit(session, 0);
		g_assert_cmpuint(kw_smtp_session_room(session), ==, 0);
		converse(session, &relay, 0);
		g_assert_true(kw_smtp_session_is_closed(session, NULL, NULL));
		g_assert_cmpstr(relay.seen->str, ==, ENVELOPE ENVELOPE "QUIT\n");
	}
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
		{".", "..\r\n.\r\n"},
		{"", ".\r\n"},
	};

	for (int mode = 0; mode < MODES; mode++)
		for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autoptr(KwSmtpSession) session = session_in(mode);
			g_auto(Relay) relay = {0};

			relay_init(&relay);
			put(session, 1, cases[i].letter);
			converse(session, &relay, i % 2 ? 1 : 0);
			g_assert_cmpint(outcome_of(session, 1).result, ==, KW_SEND_SENT);
			g_assert_cmpstr(relay.body->str, ==, cases[i].wire);
		}
}

#define LONG_REPLY "550-5.1.1 No such user\r\n550-5.1.1 here.\r\n550 5.1.1 See https://x.example"

static const struct {
	Step step;
	const char *once;
	KwSendResult result;
	int code;
	const char *text;
	gboolean is_open;
} answers[] = {
	/* MAIL: the sender's trouble, but for the letter's size and addresses */
	{MAIL, "451 4.3.0 later", KW_SEND_RELAY_FAULT, 451, "4.3.0 later", TRUE},
	{MAIL, "550 5.1.8 who?", KW_SEND_RELAY_FAULT, 550, "5.1.8 who?", TRUE},
	{MAIL, "552 5.3.4 too big", KW_SEND_FAILED, 552, "5.3.4 too big", TRUE},
	{MAIL, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE},
	{MAIL, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE},
	{MAIL, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE},
	/* RCPT: this recipient's */
	{RCPT, "450 4.2.1 busy", KW_SEND_DEFERRED, 450, "4.2.1 busy", TRUE},
	{RCPT, "450 4.7.1 greylisted", KW_SEND_DEFERRED, 450, "4.7.1", TRUE},
	{RCPT, "550 5.1.1 gone", KW_SEND_FAILED, 550, "5.1.1 gone", TRUE},
	{RCPT, LONG_REPLY, KW_SEND_FAILED, 550, "5.1.1 No such user here. See https://x.example",
	 TRUE},
	{RCPT, "550", KW_SEND_FAILED, 550, "", TRUE},
	{RCPT, "554 5.7.1 relaying denied", KW_SEND_RELAY_FAULT, 554, "5.7.1", TRUE},
	{RCPT, "421 4.7.0 bye", KW_SEND_RELAY_FAULT, 421, "4.7.0 bye", FALSE},
	{RCPT, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE},
	{RCPT, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE},
	{RCPT, "hello", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE},
	{RCPT, "", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE},
	{RCPT, "25", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE},
	{RCPT, "2500 ok", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE},
	{RCPT, "650 ok", KW_SEND_RELAY_FAULT, 0, "not SMTP", FALSE},
	{RCPT, "250 ok\r\n250 ok", KW_SEND_RELAY_FAULT, 0, "the relay", FALSE},
	/* DATA */
	{DATA, "451 4.3.0 later", KW_SEND_DEFERRED, 451, "4.3.0 later", TRUE},
	{DATA, "554 5.5.0 no", KW_SEND_FAILED, 554, "5.5.0 no", TRUE},
	{DATA, "554 5.7.1 spam", KW_SEND_RELAY_FAULT, 554, "5.7.1 spam", TRUE},
	{DATA, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE},
	{DATA, DROP, KW_SEND_RELAY_FAULT, 0, "closed the connection", FALSE},
	{DATA, SILENT, KW_SEND_RELAY_FAULT, 0, "no reply in time", FALSE},
	/* after the dot */
	{DOT, "452 4.3.1 full", KW_SEND_DEFERRED, 452, "4.3.1 full", TRUE},
	{DOT, "554 5.6.0 no", KW_SEND_FAILED, 554, "5.6.0 no", TRUE},
	{DOT, "550 5.7.1 spam", KW_SEND_RELAY_FAULT, 550, "5.7.1 spam", TRUE},
	{DOT, "421 4.3.2 bye", KW_SEND_RELAY_FAULT, 421, "4.3.2 bye", FALSE},
	{DOT, DROP, KW_SEND_UNCERTAIN, 0, "closed the connection", FALSE},
	{DOT, SILENT, KW_SEND_UNCERTAIN, 0, "no reply in time", FALSE},
	{DOT, "ok", KW_SEND_UNCERTAIN, 0, "not SMTP", FALSE},
	{DOT, "354 more", KW_SEND_UNCERTAIN, 354, "more", FALSE},
	{DOT, "250 ok\r\n421 bye", KW_SEND_SENT, 250, "ok", FALSE},
	{DOT, "250-a\r\n250-b\r\n250 c", KW_SEND_SENT, 250, "a b c", TRUE},
};

/* Two letters; the first meets that answer. Where the connection stands the second goes through,
 * else it is untouched; in every mode, and however the bytes are cut. */
static void test_answers(void)
{
	for (guint n = 0; n < G_N_ELEMENTS(answers) * MODES * 2; n++) {
		guint i = n / (MODES * 2);
		int mode = (int)(n / 2 % MODES);
		g_autoptr(KwSmtpSession) session = session_in(mode);
		g_auto(Relay) relay = {0};
		KwSendOutcome first, second;

		relay_init(&relay);
		relay.once[answers[i].step] = answers[i].once;
		put(session, 1, LETTER);
		put(session, 2, LETTER);
		converse(session, &relay, n % 2);
		if (relay.is_silent) {
			gint64 deadline = kw_smtp_session_deadline(session);

			g_assert_cmpint(deadline, ==, (answers[i].step == DOT ? 600 : 60) * SECOND);
			kw_smtp_session_tick(session, deadline - 1);
			g_assert_false(kw_smtp_session_is_closed(session, NULL, NULL));
			kw_smtp_session_tick(session, deadline);
		}
		g_test_message("mode %d, %d %s", mode, answers[i].step, answers[i].once);
		first = outcome_of(session, 1);
		g_assert_cmpint(first.result, ==, answers[i].result);
		g_assert_cmpint(first.code, ==, answers[i].code);
		g_assert_nonnull(strstr(first.text, answers[i].text));
		g_assert_cmpint(first.at_rcpt, ==,
				answers[i].step == RCPT && answers[i].code &&
					answers[i].code != 421);
		second = outcome_of(session, 2);
		g_assert_cmpint(second.result, ==,
				answers[i].is_open ? KW_SEND_SENT : KW_SEND_RELAY_FAULT);
		g_assert_cmpint(second.code / 100, !=, 5);
		g_assert_cmpint(kw_smtp_session_is_closed(session, NULL, NULL), ==,
				!answers[i].is_open);
	}
}

static void test_not_carried(void)
{
	g_autofree char *big = g_strnfill(100001, 'x');
	g_autoptr(KwSmtpSession) session = session_in(CHAINED);
	g_auto(Relay) relay = {0};
	KwSendOutcome outcome;

	relay_init(&relay);
	put(session, 1, big);
	outcome = outcome_of(session, 1);
	g_assert_cmpint(outcome.result, ==, KW_SEND_FAILED);
	g_assert_nonnull(strstr(outcome.text, "the relay takes 100000"));
	kw_smtp_session_take_letter(session, letter_to(2, "瓦@example.jp", LETTER), 0);
	outcome = outcome_of(session, 2);
	g_assert_cmpint(outcome.result, ==, KW_SEND_FAILED);
	g_assert_nonnull(strstr(outcome.text, "SMTPUTF8"));
	g_assert_true(kw_smtp_session_is_idle(session));
	put(session, 3, LETTER);
	converse(session, &relay, 0);
	g_assert_cmpint(outcome_of(session, 3).result, ==, KW_SEND_SENT);
	g_assert_cmpstr(relay.seen->str, ==, ENVELOPE);
}

static void test_smtputf8(void)
{
	const KwSmtpTerms terms = {
		.offers = KW_OFFERS_SMTPUTF8, .timeout_s = 1, .dot_timeout_s = 1};
	g_autoptr(KwSmtpSession) session = kw_smtp_session_new(&terms);
	g_auto(Relay) relay = {0};

	relay_init(&relay);
	kw_smtp_session_take_letter(session, letter_to(1, "瓦@example.jp", LETTER), 0);
	converse(session, &relay, 0);
	g_assert_cmpint(outcome_of(session, 1).result, ==, KW_SEND_SENT);
	g_assert_cmpstr(relay.seen->str, ==,
			"MAIL FROM:<bounce@example.jp> SMTPUTF8\nRCPT TO:<瓦@example.jp>\nDATA\n");
}

static void test_withdraw(void)
{
	g_autoptr(KwSmtpSession) session = session_in(LOCK_STEP);
	KwSmtpLetter *back;

	g_assert_null(kw_smtp_session_withdraw(session));
	put(session, 1, LETTER);
	put(session, 2, LETTER);
	back = kw_smtp_session_withdraw(session);
	g_assert_cmpint(back->id, ==, 2);
	kw_smtp_letter_free(back);
	g_assert_null(kw_smtp_session_withdraw(session));
	g_assert_cmpuint(kw_smtp_session_pending(session), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/smtp-session/two-letters", test_two_letters);
	g_test_add_func("/smtp-session/dots", test_dots);
	g_test_add_func("/smtp-session/answers", test_answers);
	g_test_add_func("/smtp-session/not-carried", test_not_carried);
	g_test_add_func("/smtp-session/smtputf8", test_smtputf8);
	g_test_add_func("/smtp-session/withdraw", test_withdraw);
	return g_test_run();
}
