/* mail/kind: what an arrived mail is, by its fields and parts. */
#include "mail/kind.h"

#include "../support/testing.h"

#include <string.h>

#define LIST "kawaraban.news.example.jp"

static void test_kinds(void)
{
	static const struct {
		const char *mail, *sender, *kind;
	} cases[] = {
		{"From: a@x.jp\nSubject: hello\n\nx", "a@x.jp", "post"},
		{"\n\nx", NULL, "post"},
		/* bounces */
		{"From: a@x.jp\nContent-Type: multipart/report; report-type=delivery-status; "
		 "boundary=b\n\n--b\n\nx\n--b--\n",
		 "a@x.jp", "bounce"},
		{"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		 "Content-Type: message/delivery-status\n\nx: y\n--b--\n",
		 NULL, "bounce"},
		{"Subject: Undelivered Mail Returned to Sender\n\nx", "", "bounce"},
		{"Subject: Undelivered Mail Returned to Sender\n\nx", "<>", "bounce"},
		{"Subject: メールを配信できませんでした\n\nx", "", "bounce"},
		{"From: postmaster@x.jp\nSubject: Delivery failure\n\nx", "a@x.jp", "bounce"},
		{"From: MAILER-DAEMON <>\nSubject: Mail delivery failed\n\nx", NULL, "bounce"},
		{"From: Mailer-Daemon@x.jp\nSubject: anything\n\nx", NULL, "bounce"},
		{"From: a@x.jp\nX-Failed-Recipients: b@x.jp\n\nx", NULL, "bounce"},
		{"From: a@x.jp\nSubject: Undelivered mail, what is that?\n\nx", "a@x.jp", "post"},
		{"From: postmaster@x.jp\nSubject: New rules\n\nx", "postmaster@x.jp", "post"},
		{"Subject: Undeliverable\nAuto-Submitted: auto-replied\n\nx", "", "bounce"},
		/* reports */
		{"Content-Type: multipart/report; report-type=\"feedback-report\"; boundary=b\n\n"
		 "--b\n\nx\n--b--\n",
		 "a@x.jp", "report"},
		/* automatic answers */
		{"Auto-Submitted: auto-replied\n\nx", "a@x.jp", "auto-reply"},
		{"Auto-Submitted: auto-generated (x)\n\nx", "a@x.jp", "auto-reply"},
		{"Auto-Submitted: no\n\nx", "a@x.jp", "post"},
		{"X-Autoreply: yes\n\nx", "a@x.jp", "auto-reply"},
		{"Precedence: auto_reply\n\nx", "a@x.jp", "auto-reply"},
		{"Precedence: bulk\nSubject: news\n\nx", "a@x.jp", "post"},
		{"Precedence: junk\nSubject: Re: x (Out of Office)\n\nx", "a@x.jp", "auto-reply"},
		{"Subject: Automatic reply: x\n\nx", "a@x.jp", "auto-reply"},
		{"Subject: 自動応答: x\n\nx", "a@x.jp", "auto-reply"},
		{"Subject: 休暇中の連絡先\n\nx", "a@x.jp", "post"},
		{"Subject: 休暇中の連絡先\n\nx", "", "auto-reply"},
		{"X-Auto-Response-Suppress: All\nSubject: hello\n\nx", "a@x.jp", "post"},
		{"X-Auto-Response-Suppress: All\nSubject: 不在のお知らせ\n\nx", "a@x.jp",
		 "auto-reply"},
		{"Content-Type: multipart/report; report-type=disposition-notification; "
		 "boundary=b\n\n--b\n\nread\n--b--\n",
		 "a@x.jp", "auto-reply"},
		/* ourselves */
		{"List-Id: News <" LIST ">\nAuto-Submitted: auto-replied\n\nx", "a@x.jp", "loop"},
		{"List-Id: <other.example.jp>\n\nx", "a@x.jp", "post"},
		{"List-Id: <other.example.jp>\nList-Id: <" LIST ">\n\nx", "a@x.jp", "loop"},
		{"Message-ID: <d1@" LIST ">\n\nx", "a@x.jp", "loop"},
		{"Feedback-ID: d1:" LIST "\n\nx", "a@x.jp", "loop"},
		{"X-Loop: " LIST "\n\nx", "a@x.jp", "loop"},
		/* answers, which an automatic one is not */
		{"In-Reply-To: <d1@" LIST ">\n\nx", "a@x.jp", "answer"},
		{"References: <z@x.jp> <d1@" LIST ">\nIn-Reply-To: <z@x.jp>\n\nx", "a@x.jp",
		 "answer"},
		{"In-Reply-To: <d1@" LIST ".evil.example>\n\nx", "a@x.jp", "post"},
		{"In-Reply-To: <d1@" LIST ">\nSubject: Automatic reply: x\n\nx", "a@x.jp",
		 "auto-reply"},
		/* commands */
		{"Subject: 配信停止\n\nx", "a@x.jp", "command"},
		{"Subject: ＵＮＳＵＢＳＣＲＩＢＥ\n\nx", "a@x.jp", "command"},
		{"Subject: 配信停止の手口に注意\n\nx", "a@x.jp", "post"},
		{"Subject: 【自動返信】受け付けました\n\nx", "a@x.jp", "auto-reply"},
		{"Subject: Réponse automatique : x\n\nx", "a@x.jp", "auto-reply"},
		{"Subject: 偽の自動返信に注意\n\nx", "a@x.jp", "post"},
		{"Content-Type: message/rfc822\n\nList-Id: <" LIST ">\nMessage-ID: <d1@" LIST
		 ">\n\nx",
		 "a@x.jp", "post"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t length = strlen(cases[i].mail);
		g_autoptr(KwMessage) m = kw_message_parse(cases[i].mail, length, NULL, NULL);
		KwKind kind = kw_kind_of(m, cases[i].sender, LIST);

		if (strcmp(kw_kind_name(kind), cases[i].kind) != 0)
			g_error("case %u is \"%s\", not \"%s\": %s", i, kw_kind_name(kind),
				cases[i].kind, cases[i].mail);
	}
}

/* Only the beginning of a notification is looked at, and that may end within a letter. */
static void test_long(void)
{
	for (guint ahead = 0; ahead < 3; ahead++) {
		GString *mail = g_string_new("From: MAILER-DAEMON <>\nSubject: x\n"
					     "Content-Type: text/plain; charset=utf-8\n\n");
		g_autoptr(KwMessage) message = NULL;

		for (guint i = 0; i < ahead; i++)
			g_string_append_c(mail, 'x');
		for (guint i = 0; i < 500; i++)
			g_string_append(mail, "漢");
		message = kw_message_parse(mail->str, mail->len, NULL, NULL);
		g_assert_nonnull(message);
		g_assert_nonnull(kw_kind_name(kw_kind_of(message, "", NULL)));
		g_string_free(mail, TRUE);
	}
}

static void test_corpus(void)
{
	static const struct {
		const char *name, *kind;
	} cases[] = {
		{"message/dsn.eml", "bounce"},
		{"message/feedback.eml", "report"},
		{"message/attached.eml", "post"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) bytes = kw_testing_corpus(cases[i].name);
		g_autoptr(KwMessage) m = kw_message_parse(g_bytes_get_data(bytes, NULL),
							  g_bytes_get_size(bytes), NULL, NULL);

		g_assert_cmpstr(kw_kind_name(kw_kind_of(m, NULL, LIST)), ==, cases[i].kind);
		g_assert_cmpstr(kw_kind_name(kw_kind_of(m, NULL, NULL)), ==, cases[i].kind);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kind/kinds", test_kinds);
	g_test_add_func("/kind/long", test_long);
	g_test_add_func("/kind/corpus", test_corpus);
	return g_test_run();
}
