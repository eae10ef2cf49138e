/* mail/dsn: fields of delivery status notifications and feedback reports, and why it failed. */
#include "mail/dsn.h"

#include "../support/testing.h"

#include <string.h>

static KwMessage *read_corpus(const char *name)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus(name);

	return kw_message_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL, NULL);
}

/* A notification with these per-recipient fields. */
static KwDsn *read_fields(const char *fields, const char *prose)
{
	g_autofree char *text =
		g_strdup_printf("From: MAILER-DAEMON@x.jp\nContent-Type: multipart/report; "
				"boundary=b\n\n--b\n\n%s\n"
				"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
				"x.jp\n\n%s\n--b--\n",
				prose, fields);
	g_autoptr(KwMessage) message = kw_message_parse(text, strlen(text), NULL, NULL);

	return kw_dsn_parse(message);
}

static void assert_recipient(const KwDsn *dsn, guint i, const char *address, const char *action,
			     const char *class, const char *status, const char *reason)
{
	const KwDsnRecipient *one;

	g_assert_cmpuint(dsn->recipients->len, >, i);
	one = dsn->recipients->pdata[i];
	g_assert_cmpstr(one->address, ==, address);
	g_assert_cmpstr(one->action, ==, action);
	g_assert_cmpstr(one->class, ==, class);
	g_assert_cmpstr(one->status, ==, status);
	g_assert_cmpstr(one->reason, ==, reason);
}

static void test_recipients(void)
{
	g_autoptr(KwMessage) message = read_corpus("message/dsn.eml");
	g_autoptr(KwDsn) dsn = kw_dsn_parse(message);

	g_assert_cmpuint(dsn->recipients->len, ==, 4);
	/* the alias is whom we wrote to */
	assert_recipient(dsn, 0, "alias@example.net", "failed", "hard", "5.1.1", "no-such-user");
	/* the status of the server that refused is better than "5.0.0" */
	assert_recipient(dsn, 1, "b@example.net", "failed", "soft", "5.2.2", "mailbox-full");
	/* no empty line before it */
	assert_recipient(dsn, 2, "c@example.net", "delayed", "soft", "4.4.1", "network-or-system");
	/* Final-Recipient is a path; no Action */
	assert_recipient(dsn, 3, "d@example.net", "delivered", "none", "2.0.0", "unclear");
	g_assert_cmpstr(dsn->original_message_id, ==, "d1@kawaraban.news.example.jp");
	g_assert_null(kw_feedback_parse(message));
}

static void test_reasons(void)
{
	static const struct {
		const char *status, *said, *class, *reason;
	} cases[] = {
		{"5.1.1", "", "hard", "no-such-user"},
		{"5.1.2", "", "hard", "no-such-host"},
		{"5.1.99", "", "soft", "unclear"},
		{"5.2.1", "", "soft", "suspended"},
		{"5.2.2", "", "soft", "mailbox-full"},
		{"5.3.4", "", "soft", "too-big"},
		{"5.3.9", "", "soft", "network-or-system"},
		{"5.4.7", "", "soft", "network-or-system"},
		{"5.7.1", "", "soft", "policy"},
		{"5.0.0", "", "soft", "unclear"},
		{"5.0.0 (mailbox disabled)", "", "soft", "suspended"},
		/* what a carrier's filter says, too; not so at RCPT */
		{"5.7.1", "550 5.7.1 User Unknown: a@x.jp", "soft", "no-such-user"},
		{"5.7.1", "550 User Unknown (in reply to RCPT TO command)", "hard", "no-such-user"},
		{"5.0.0", "550 Unknown user", "soft", "no-such-user"},
		{"5.1.1", "550 <a@x.jp> Mailbox  FULL", "soft", "mailbox-full"},
		{"5.0.0", "554 Relay access denied", "soft", "policy"},
		{"5.0.0", "X-Unix; procmail: no such user", "soft", "network-or-system"},
		{"5.0.0", "Host or domain name not found", "hard", "no-such-host"},
		{"5.0.0", "552 Message size exceeds fixed maximum", "soft", "too-big"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *fields = g_strdup_printf(
			"Final-Recipient: rfc822; a@x.jp\nAction: failed\nStatus: %s\n"
			"Diagnostic-Code: smtp; %s\n",
			cases[i].status, cases[i].said);
		g_autoptr(KwDsn) dsn = read_fields(fields, "");
		const KwDsnRecipient *one = dsn->recipients->pdata[0];

		g_assert_cmpstr(one->reason, ==, cases[i].reason);
		g_assert_cmpstr(one->class, ==, cases[i].class);
	}
}

static void test_actions(void)
{
	static const struct {
		const char *fields, *action, *class;
	} cases[] = {
		{"Action: Failed (x)\nStatus: 5.1.1", "failed", "hard"},
		{"Action: delayed\nStatus: 5.1.1", "delayed", "soft"},
		{"Action: delivered", "delivered", "none"},
		{"Action: relayed\nStatus: 2.0.0", "relayed", "none"},
		{"Action: expanded", "expanded", "none"},
		{"Action: banana", "failed", "soft"},
		{"Status: 4.4.1", "delayed", "soft"},
		{"Status: 2.1.5", "delivered", "none"},
		{"X-Nothing: x", "failed", "soft"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *fields =
			g_strdup_printf("Final-Recipient: rfc822;<a@x.jp>\n%s", cases[i].fields);
		g_autoptr(KwDsn) dsn = read_fields(fields, "");
		const KwDsnRecipient *one = dsn->recipients->pdata[0];

		g_assert_cmpstr(one->address, ==, "a@x.jp");
		g_assert_cmpstr(one->action, ==, cases[i].action);
		g_assert_cmpstr(one->class, ==, cases[i].class);
	}
}

static void test_prose(void)
{
	g_autoptr(KwDsn) one =
		read_fields("Final-Recipient: rfc822;a@x.jp\nStatus: 5.0.0", "The mailbox is full");
	g_autoptr(KwDsn) two = read_fields("Final-Recipient: rfc822;a@x.jp\nStatus: 5.0.0\n\n"
					   "Final-Recipient: rfc822;b@x.jp\nStatus: 5.0.0",
					   "The mailbox is full");

	assert_recipient(one, 0, "a@x.jp", "failed", "soft", "5.0.0", "mailbox-full");
	assert_recipient(two, 1, "b@x.jp", "failed", "soft", "5.0.0", "unclear"); /* of whom? */
}

static void test_odd(void)
{
	static const char exim[] = "X-Failed-Recipients: a@x.jp, b@x.jp\n\ntext\n";
	static const char person[] = "From: a@x.jp\n\nFinal-Recipient: rfc822; a@x.jp\n";
	g_autoptr(KwMessage) failed = kw_message_parse(exim, strlen(exim), NULL, NULL);
	g_autoptr(KwMessage) plain = kw_message_parse(person, strlen(person), NULL, NULL);
	g_autoptr(KwDsn) dsn = kw_dsn_parse(failed), says = kw_dsn_parse(plain);
	g_autoptr(KwDsn) empty = read_fields("", "");
	g_autoptr(KwDsn) junk = read_fields("no field\n\n:\nFinal-Recipient: rfc822;\n\x01\n", "");

	assert_recipient(dsn, 1, "b@x.jp", "failed", "soft", "5.0.0", "unclear");
	g_assert_nonnull(says);
	assert_recipient(says, 0, "a@x.jp", "failed", "soft", "5.0.0", "unclear");
	g_assert_cmpuint(empty->recipients->len, ==, 0);
	g_assert_null(empty->original_message_id);
	g_assert_cmpuint(junk->recipients->len, ==, 1);
	g_assert_null(((KwDsnRecipient *)junk->recipients->pdata[0])->address);
}

static void test_many(void)
{
	g_autoptr(GString) fields = g_string_new(NULL);

	for (int i = 0; i < 1500; i++)
		g_string_append_printf(fields, "Final-Recipient: rfc822;a%d@x.jp\n\n", i);
	g_autoptr(KwDsn) dsn = read_fields(fields->str, "");
	g_assert_cmpuint(dsn->recipients->len, ==, 1000);
}

static void test_feedback(void)
{
	g_autoptr(KwMessage) message = read_corpus("message/feedback.eml");
	g_autoptr(KwFeedback) feedback = kw_feedback_parse(message);

	g_assert_cmpstr(feedback->feedback_type, ==, "abuse");
	g_assert_cmpuint(feedback->recipients->len, ==, 2);
	g_assert_cmpstr(feedback->recipients->pdata[0], ==, "a@example.net");
	g_assert_cmpstr(feedback->recipients->pdata[1], ==, "b@example.net");
	g_assert_cmpstr(feedback->original_message_id, ==, "d1@kawaraban.news.example.jp");
	g_assert_cmpstr(feedback->mark, ==, "m1abc");
}

static KwDsn *read_prose(const char *subject, const char *body)
{
	g_autofree char *text = g_strdup_printf(
		"From: MAILER-DAEMON@x.jp\nTo: list@news.example.jp\nSubject: %s\n\n%s", subject,
		body);
	g_autoptr(KwMessage) message = kw_message_parse(text, strlen(text), NULL, NULL);

	return kw_dsn_parse(message);
}

static void test_notice(void)
{
	static const struct {
		const char *subject, *body, *address, *action, *class, *status, *reason;
	} cases[] = {
		/* an address at the beginning of a line */
		{"failure notice", "<a@example.net>:\nSorry, no mailbox here. (#5.1.1)\n",
		 "a@example.net", "failed", "hard", "5.1.1", "no-such-user"},
		{"Delivery", "Failed for:\n  * a@example.net\n550 over quota\n", "a@example.net",
		 "failed", "soft", "5.0.0", "mailbox-full"},
		/* behind a word; the address to ask is somebody else's */
		{"Undeliverable", "Contact help@x.jp. Recipient: a@example.net\n", "a@example.net",
		 "failed", "soft", "5.0.0", "unclear"},
		{"Mail System Error", "次のあて先へは送信できませんでした。\n宛先: a@example.net\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
		/* at RCPT an unknown user is one, at DATA it may be a filter */
		{"Returned", "<a@example.net>: 550 Unknown user (in reply to RCPT TO command)\n",
		 "a@example.net", "failed", "hard", "5.0.0", "no-such-user"},
		{"Returned", "<a@example.net>: 550 Unknown user (in reply to end of DATA)\n",
		 "a@example.net", "failed", "soft", "5.0.0", "no-such-user"},
		/* not yet */
		{"Warning", "Your message to <a@example.net> has not yet been delivered.\n",
		 "a@example.net", "delayed", "soft", "4.0.0", "unclear"},
		/* only what came back names somebody */
		{"Returned", "It failed.\n--- Original message follows.\nTo: A <a@example.net>\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
		/* the letter's own text does not count */
		{"Returned",
		 "<a@example.net>: gone\nReceived: by x\n\nb@example.net: user unknown\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
		/* where the notification went to is named only where nobody else is */
		{"Returned", "list@news.example.jp: user unknown\n", "list@news.example.jp",
		 "failed", "soft", "5.0.0", "no-such-user"},
		/* who has looked for the user; who says so at MAIL has not */
		{"Returned", "Unknown user: a@example.net\n", "a@example.net", "failed", "hard",
		 "5.0.0", "no-such-user"},
		{"Returned", "<a@example.net>: 553 x.jp does not exist (in reply to MAIL FROM)\n",
		 "a@example.net", "failed", "soft", "5.0.0", "policy"},
		/* whose domain is there: it has just refused */
		{"Failure", "To a@example.net: it was rejected by the recipient domain: 554 no\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
		/* what the letter was about is no reason */
		{"Undeliverable: Virus warning",
		 "Subject: Virus warning\n<a@example.net>: gone\n--- Original message\n"
		 "Subject: Virus warning\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
		/* what came back is indented */
		{"Returned",
		 "It failed.\nOriginal message follows\n  Received: by x\n"
		 "    by y\n  To: a@example.net\n",
		 "a@example.net", "failed", "soft", "5.0.0", "unclear"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwDsn) dsn = read_prose(cases[i].subject, cases[i].body);

		g_test_message("%s", cases[i].body);
		g_assert_cmpuint(dsn->recipients->len, ==, 1);
		assert_recipient(dsn, 0, cases[i].address, cases[i].action, cases[i].class,
				 cases[i].status, cases[i].reason);
	}
}

/* A list or a filter has sent the bounce on, as the text of its own. */
static void test_bounce_of_bounce(void)
{
	static const char inner[] = "Sorry.\n---------\nReturn-Path: <>\n"
				    "From: MAILER-DAEMON@y.jp\nSubject: failure notice\n"
				    "To: list@news.example.jp\n\n<a@example.net>: mailbox full\n";
	g_autoptr(GString) deep = g_string_new(inner);
	g_autoptr(KwDsn) dsn = read_prose("Undeliverable", inner);

	g_assert_cmpuint(dsn->recipients->len, ==, 1);
	assert_recipient(dsn, 0, "a@example.net", "failed", "soft", "5.0.0", "mailbox-full");
	for (int i = 0; i < 300; i++)
		g_string_prepend(deep, "Return-Path: <>\nFrom: MAILER-DAEMON@y.jp\n"
				       "Subject: failure notice\n\nSorry.\n");
	g_autoptr(KwDsn) deepest = read_prose("Undeliverable", deep->str);
	g_assert_cmpuint(deepest->recipients->len, ==, 0); /* nobody goes so deep */
}

/* --- Amazon --- */

static KwMessage *notification(const char *json)
{
	g_autofree char *text = g_strdup_printf("From: no-reply@sns.amazonaws.com\nSubject: AWS\n"
						"x-amz-sns-message-id: 1\n\n%s\n\n--\nIf you\n",
						json);

	return kw_message_parse(text, strlen(text), NULL, NULL);
}

static const char letter[] = "\"mail\":{\"headers\":[{\"name\":\"Message-ID\","
			     "\"value\":\"<d1@kawaraban.news.example.jp>\"},{\"name\":"
			     "\"X-Kawaraban-Letter\",\"value\":\"m1abc\"}]}";

static void test_sns(void)
{
	g_autofree char *bounce = g_strdup_printf(
		"{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{"
		"\"emailAddress\":\"a@example.net\",\"status\":\"5.1.1\",\"action\":\"failed\"}]},%"
		"s}",
		letter);
	g_autofree char *complaint = g_strdup_printf(
		"{\"notificationType\":\"Complaint\",\"complaint\":{\"complaintFeedbackType\":"
		"\"abuse\",\"complainedRecipients\":[{\"emailAddress\":\"a@example.net\"}]},%s}",
		letter);
	g_autofree char *quoted = g_strescape(bounce, NULL);
	g_autofree char *wrapped = g_strdup_printf("{\"Type\":\"x\",\"Message\":\"%s\"}", quoted);
	g_autoptr(KwMessage) message = notification(bounce), envelope = notification(wrapped);
	g_autoptr(KwMessage) complains = notification(complaint);
	g_autoptr(KwDsn) dsn = kw_dsn_parse(message), unwrapped = kw_dsn_parse(envelope);
	g_autoptr(KwFeedback) feedback = kw_feedback_parse(complains);

	assert_recipient(dsn, 0, "a@example.net", "failed", "hard", "5.1.1", "no-such-user");
	assert_recipient(unwrapped, 0, "a@example.net", "failed", "hard", "5.1.1", "no-such-user");
	g_assert_cmpstr(dsn->original_message_id, ==, "d1@kawaraban.news.example.jp");
	g_assert_null(kw_feedback_parse(message));
	g_assert_cmpstr(feedback->feedback_type, ==, "abuse");
	g_assert_cmpstr(feedback->recipients->pdata[0], ==, "a@example.net");
	g_assert_cmpstr(feedback->original_message_id, ==, "d1@kawaraban.news.example.jp");
	g_assert_cmpstr(feedback->mark, ==, "m1abc");
}

static void test_odd_sns(void)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{\"notificationType\":[]}",
		"{\"Message\":\"\"}",
		"{\"notificationType\":\"Received\"}",
		"{\"Message\":{\"x\":1}}",
	};
	g_autofree char *deep = g_strnfill(100000, '[');
	g_autoptr(KwMessage) deepest = notification(deep);
	g_autoptr(KwMessage) bare = notification("{\"notificationType\":\"Bounce\",\"bounce\":"
						 "{\"bouncedRecipients\":[1,{},\"\"]}}");
	g_autoptr(KwDsn) none = kw_dsn_parse(deepest), empty = kw_dsn_parse(bare);

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(KwMessage) message = notification(texts[i]);
		g_autoptr(KwDsn) dsn = kw_dsn_parse(message);

		g_assert_cmpuint(dsn->recipients->len, ==, 0);
		g_assert_null(kw_feedback_parse(message));
	}
	g_assert_cmpuint(none->recipients->len, ==, 0);
	g_assert_cmpuint(empty->recipients->len, ==, 0);
}

static void test_opt_out(void)
{
	static const char mail[] =
		"From: a@x.jp\nTo: leave@news.example.jp\nSubject: unsubscribe\n"
		"Auto-Submitted: auto-replied\n\nApple Mail sent this email to unsubscribe\n";
	g_autoptr(KwMessage) message = kw_message_parse(mail, strlen(mail), NULL, NULL);
	g_autoptr(KwFeedback) feedback = kw_feedback_parse(message);

	g_assert_cmpstr(feedback->feedback_type, ==, "opt-out");
	g_assert_cmpstr(feedback->recipients->pdata[0], ==, "a@x.jp");
}

static void test_notice_of_several(void)
{
	g_autoptr(KwDsn)
		dsn = read_prose("failure notice", "<a@example.net>: 550 5.1.1 unknown\n"
						   "<b@example.net>: 552 5.2.2 mailbox full\n");
	g_autoptr(KwDsn) none = read_prose("failure notice", "Nobody is named here.\n");

	g_assert_cmpuint(dsn->recipients->len, ==, 2);
	assert_recipient(dsn, 0, "a@example.net", "failed", "hard", "5.1.1", "no-such-user");
	assert_recipient(dsn, 1, "b@example.net", "failed", "soft", "5.2.2", "mailbox-full");
	g_assert_cmpuint(none->recipients->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dsn/recipients", test_recipients);
	g_test_add_func("/dsn/reasons", test_reasons);
	g_test_add_func("/dsn/actions", test_actions);
	g_test_add_func("/dsn/prose", test_prose);
	g_test_add_func("/dsn/odd", test_odd);
	g_test_add_func("/dsn/many", test_many);
	g_test_add_func("/dsn/feedback", test_feedback);
	g_test_add_func("/dsn/notice", test_notice);
	g_test_add_func("/dsn/notice-of-several", test_notice_of_several);
	g_test_add_func("/dsn/bounce-of-bounce", test_bounce_of_bounce);
	g_test_add_func("/dsn/sns", test_sns);
	g_test_add_func("/dsn/odd-sns", test_odd_sns);
	g_test_add_func("/dsn/opt-out", test_opt_out);
	return g_test_run();
}
