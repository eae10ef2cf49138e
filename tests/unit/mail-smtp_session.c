/* mail/smtp_session: what the relay's every answer, silence and disappearance means for the letters
 * of a connection, in lock-step, pipelined and chained. The relay stands in memory: no sockets, no
 * clock. Sockets, TLS and several relays: mail-relays.c. */
#include "../../lib/mail/smtp_session-private.h"

#include "../support/testing.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC

/* --- the relay --- */

typedef enum {
	EHLO,
	MAIL,
	RCPT,
	DATA,
	DOT,
	RSET,
	QUIT,
	STEPS,
} Step;

static const struct {
	const char *verb, *usual;
} steps[STEPS] = {
	[EHLO] = {"EHLO", ""},
	[MAIL] = {"MAIL", "250 2.1.0 Ok"},
	[RCPT] = {"RCPT", "250 2.1.5 Ok"},
	[DATA] = {"DATA", "354 go ahead"},
	[DOT] = {".", "250 2.0.0 Ok: queued as 1234"},
	[RSET] = {"RSET", "250 2.0.0 Ok"},
	[QUIT] = {"QUIT", "221 2.0.0 Bye"},
};

#define SILENT "(silent)" /* takes the command and says nothing any more */
#define DROP   "(drop)"   /* closes instead of an answer */

typedef struct {
	const char *once[STEPS]; /* the first answer of a step; NULL = the usual one, as later */
	gboolean takes_empty;    /* 354 although no recipient was taken */
	gboolean has_mail, has_rcpt, in_body, is_gone, is_silent;
	GString *in, *out;
	GString *seen; /* commands, each with LF */
	GString *body; /* of the last letter, with the final dot */
	guint groups;  /* how often bytes came */
} Relay;

static void relay_init(Relay *relay)
{
	relay->in = g_string_new(NULL);
	relay->out = g_string_new(NULL);
	relay->seen = g_string_new(NULL);
	relay->body = g_string_new(NULL);
}

static void relay_clear(Relay *relay)
{
	g_string_free(relay->in, TRUE);
	g_string_free(relay->out, TRUE);
	g_string_free(relay->seen, TRUE);
	g_string_free(relay->body, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Relay, relay_clear)

/* TRUE: it was the good one. */
static gboolean answer(Relay *relay, Step step, const char *usual)
{
	const char *text = relay->once[step] ? relay->once[step] : usual;

	relay->once[step] = NULL;
	if (g_str_equal(text, DROP))
		relay->is_gone = TRUE;
	else if (g_str_equal(text, SILENT))
		relay->is_silent = TRUE;
	else
		g_string_append_printf(relay->out, "%s\r\n", text);
	return text == usual || g_str_has_prefix(text, "2");
}

static void take_command(Relay *relay, const char *line)
{
	Step step = EHLO;

	while (step < STEPS && !g_str_has_prefix(line, steps[step].verb))
		step++;
	g_assert_cmpint(step, <, STEPS);
	g_string_append_printf(relay->seen, "%s\n", line);
	switch (step) {
	case MAIL:
		relay->has_rcpt = FALSE;
		relay->has_mail = answer(relay, MAIL, steps[MAIL].usual);
		return;
	case RCPT:
		relay->has_rcpt =
			answer(relay, RCPT,
			       relay->has_mail ? steps[RCPT].usual : "503 5.5.1 need MAIL") &&
			relay->has_mail;
		return;
	case DATA:
		if (relay->has_rcpt || relay->takes_empty)
			relay->in_body = answer(relay, DATA, steps[DATA].usual);
		else
			answer(relay, DATA, "554 5.5.1 no valid recipients");
		return;
	default: answer(relay, step, steps[step].usual);
	}
}

static gboolean take_body(Relay *relay)
{
	char *end = g_str_has_prefix(relay->in->str, ".\r\n") ? relay->in->str - 2
							      : strstr(relay->in->str, "\r\n.\r\n");

	if (!end)
		return FALSE;
	g_string_truncate(relay->body, 0);
	g_string_append_len(relay->body, relay->in->str, end + 5 - relay->in->str);
	g_string_erase(relay->in, 0, end + 5 - relay->in->str);
	relay->in_body = FALSE;
	answer(relay, DOT, relay->has_rcpt ? steps[DOT].usual : "554 5.5.1 no recipients");
	relay->has_mail = relay->has_rcpt = FALSE;
	return TRUE;
}

static void relay_hear(Relay *relay, const char *bytes, gsize length)
{
	char *end;

	relay->groups++;
	g_string_append_len(relay->in, bytes, (gssize)length);
	while (!relay->is_gone && !relay->is_silent) {
		if (relay->in_body) {
			if (!take_body(relay))
				return;
			continue;
		}
		end = strstr(relay->in->str, "\r\n");
		if (!end)
			return;
		g_autofree char *line = g_strndup(relay->in->str, (gsize)(end - relay->in->str));
		g_string_erase(relay->in, 0, end + 2 - relay->in->str);
		take_command(relay, line);
	}
}

/* --- the client --- */

enum { LOCK_STEP, PIPELINED, CHAINED, MODES };

static KwSmtpSession *session_in(int mode)
{
	const KwSmtpTerms terms = {
		.offers = KW_OFFERS_SIZE | KW_OFFERS_8BITMIME |
			  (mode == LOCK_STEP ? 0 : KW_OFFERS_PIPELINING),
		.max_bytes = 100000,
		.chain = mode == CHAINED,
		.timeout_s = 60,
		.dot_timeout_s = 600,
	};

	return kw_smtp_session_new(&terms);
}

static KwSmtpLetter *letter_to(int64_t id, const char *recipient, const char *text)
{
	KwSmtpLetter *letter = g_new0(KwSmtpLetter, 1);

	letter->id = id;
	letter->return_path = g_strdup("bounce@example.jp");
	letter->recipient = g_strdup(recipient);
	letter->message = g_bytes_new(text, strlen(text));
	return letter;
}

static void put(KwSmtpSession *session, int64_t id, const char *text)
{
	kw_smtp_session_take_letter(session, letter_to(id, "a@example.jp", text), 0);
}

/* Until neither has anything to say. `step`: so many bytes at a time (0 = all), both ways. */
static void converse(KwSmtpSession *session, Relay *relay, gsize step)
{
	for (gboolean moved = TRUE; moved && !kw_smtp_session_is_closed(session, NULL, NULL);) {
		gsize length, n;
		const char *bytes = kw_smtp_session_output(session, &length);

		n = step ? MIN(step, length) : length;
		moved = n > 0;
		if (n) {
			g_autofree char *copy = g_memdup2(bytes, n);

			kw_smtp_session_sent(session, n, 0);
			relay_hear(relay, copy, n);
		}
		while (relay->out->len && !kw_smtp_session_is_closed(session, NULL, NULL)) {
			n = step ? MIN(step, relay->out->len) : relay->out->len;
			kw_smtp_session_receive(session, relay->out->str, n, 0);
			g_string_erase(relay->out, 0, (gssize)n);
			moved = TRUE;
		}
		if (relay->is_gone && !relay->out->len)
			kw_smtp_session_break(session, "the relay closed the connection");
	}
}

/* The outcome of a letter; it must be there. */
static KwSendOutcome outcome_of(KwSmtpSession *session, int64_t id)
{
	KwSmtpEvent event;

	if (!kw_smtp_session_next_event(session, &event))
		g_error("nothing is known of letter %d", (int)id);
	g_assert_cmpint(event.outcome.id, ==, id);
	g_assert_cmpint(event.letter->id, ==, id);
	kw_smtp_letter_free(event.letter);
	g_assert_true(g_utf8_validate(event.outcome.text, -1, NULL));
	g_assert_null(strpbrk(event.outcome.text, "\r\n"));
	return event.outcome;
}

#define ENVELOPE \
	"MAIL FROM:<bounce@example.jp> SIZE=8 BODY=8BITMIME\nRCPT TO:<a@example.jp>\nDATA\n"
#define LETTER "A: b\r\n\r\n"

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
	g_test_add_func("/smtp-session/two-letters", test_two_letters);
	g_test_add_func("/smtp-session/dots", test_dots);
	g_test_add_func("/smtp-session/answers", test_answers);
	g_test_add_func("/smtp-session/lone-dot", test_lone_dot);
	g_test_add_func("/smtp-session/reset-refused", test_reset_refused);
	g_test_add_func("/smtp-session/reply-limits", test_reply_limits);
	g_test_add_func("/smtp-session/broken-in-body", test_broken_in_body);
	g_test_add_func("/smtp-session/refused-in-body", test_refused_in_body);
	g_test_add_func("/smtp-session/unasked", test_unasked);
	g_test_add_func("/smtp-session/not-carried", test_not_carried);
	g_test_add_func("/smtp-session/smtputf8", test_smtputf8);
	g_test_add_func("/smtp-session/withdraw", test_withdraw);
	g_test_add_func("/smtp-session/slow", test_slow);
	return g_test_run();
}
