/* mail/compose: headers, and what is refused. */
#include "../support/compose_fixture.h"

#include "mail/message.h"

static void test_issue(void)
{
	KwDraft draft = issue();
	g_autofree char *letter = compose_and_splice(&draft);

	assert_mail_lines(letter);
	g_assert_cmpstr(
		letter, ==,
		"Date: Tue, 17 Nov 2026 13:42:00 +0900\r\n"
		"From: =?UTF-8?B?44K144Kk44OQ44O844GL44KP44KJ54mI?=\r\n"
		" <kawaraban@news.example.jp>\r\n"
		"To: \"a..b\"@docomo.example\r\n"
		"Subject: =?UTF-8?B?5LuK6YCx44KE44KL44GT44Go77yaRm9ydGlHYXRl44G744GL44CQ?=\r\n"
		" =?UTF-8?B?44GL44KP44KJ54mINDLlj7fjgJE=?=\r\n"
		"Message-ID: <dabc@news.example.jp>\r\n"
		"List-Id: =?UTF-8?B?44GL44KP44KJ54mI?= <kawaraban.news.example.jp>\r\n"
		"List-Unsubscribe: "
		"<mailto:leave+labcdefghijklmnopqrstuvwxyz234567@news.example.jp?subject=leave>,"
		"\r\n <https://news.example.jp/u/labcdefghijklmnopqrstuvwxyz234567>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
		"Precedence: list\r\n"
		"Feedback-ID: dabc:weekly:kawaraban\r\n"
		"X-Kawaraban-Letter: m1abc\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: base64\r\n"
		"\r\n"
		"6KaL5Ye644GXDQo=\r\n");
}

static void test_notice(void)
{
	KwDraft draft = notice();
	g_autofree char *letter = NULL;

	draft.from_name = NULL;
	draft.reply_to = "desk@news.example.jp";
	draft.subject = "Confirm";
	draft.in_reply_to = "q@example.jp";
	draft.language = "ja";
	draft.text = "";
	letter = compose_and_splice(&draft);
	g_assert_cmpstr(letter, ==,
			"Date: Tue, 17 Nov 2026 13:42:00 +0900\r\n"
			"From: kawaraban@news.example.jp\r\n"
			"Reply-To: desk@news.example.jp\r\n"
			"To: a@example.jp\r\n"
			"Subject: Confirm\r\n"
			"Message-ID: <n1@news.example.jp>\r\n"
			"In-Reply-To: <q@example.jp>\r\n"
			"References: <q@example.jp>\r\n"
			"Auto-Submitted: auto-replied\r\n"
			"Content-Language: ja\r\n"
			"MIME-Version: 1.0\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: base64\r\n"
			"\r\n");
}

static void test_one_click_only_with_address(void)
{
	KwDraft draft = issue();
	g_autofree char *letter = NULL, *of_notice = NULL;

	draft.one_click = FALSE;
	letter = compose_and_splice(&draft);
	g_assert_null(strstr(letter, "List-Unsubscribe-Post"));
	g_assert_nonnull(strstr(letter, "\r\nList-Unsubscribe: <mailto:"));
	draft = notice();
	of_notice = compose_and_splice(&draft);
	g_assert_null(strstr(of_notice, "List-"));
	g_assert_null(strstr(of_notice, "Precedence"));
	g_assert_null(strstr(of_notice, "Feedback-ID"));
}

static void test_strange_in_reply_to(void)
{
	static const char *const ids[] = {"", "a b", "a>b", "日本@example.jp"};

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		KwDraft draft = notice();
		g_autofree char *letter = NULL;

		draft.in_reply_to = ids[i];
		letter = compose_and_splice(&draft);
		g_assert_null(strstr(letter, "In-Reply-To"));
		g_assert_null(strstr(letter, "References"));
	}
}

static void test_refused(void)
{
	g_autofree char *word = g_strnfill(1000, 'x');
	const struct {
		size_t member;
		const char *text, *part;
	} cases[] = {
		{offsetof(KwDraft, subject), "a\nBcc: x@y", "subject: has a control"},
		{offsetof(KwDraft, subject), "a\rb", "subject: has a control"},
		{offsetof(KwDraft, subject), "\xff", "subject: not UTF-8"},
		{offsetof(KwDraft, subject), kw_compose_gap(KW_FIELD_GREETING), "subject: no gap"},
		{offsetof(KwDraft, from_name), "a\n", "from name: has"},
		{offsetof(KwDraft, from_address), "日本@example.jp", "from address: not ASCII"},
		{offsetof(KwDraft, from_address), word, "from address: "},
		{offsetof(KwDraft, reply_to), "a@b\r\nX: y", "reply-to address: "},
		{offsetof(KwDraft, to), "a@b\r\nX: y", "to address: "},
		{offsetof(KwDraft, to), word, "to address: too long"},
		{offsetof(KwDraft, list_id), "a\tb", "list id: "},
		{offsetof(KwDraft, list_name), "a\nb", "list name: "},
		{offsetof(KwDraft, message_id), "a\r\nb", "message id: "},
		{offsetof(KwDraft, message_id), "a b", "message id a b: "},
		{offsetof(KwDraft, in_reply_to), "a\nb", "in-reply-to: "},
		{offsetof(KwDraft, language), "日", "language: "},
		{offsetof(KwDraft, text), kw_compose_gap(KW_FIELD_TO), "gap of header To"},
		{offsetof(KwDraft, html), kw_compose_gap(KW_FIELD_FEEDBACK_ID), "Feedback-ID"},
		{offsetof(KwDraft, text), "a\xf4\x8f\xa8", "text part: not UTF-8"},
		{offsetof(KwDraft, html), "\xff", "HTML part: not UTF-8"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		KwDraft draft = notice();

		*(const char **)((char *)&draft + cases[i].member) = cases[i].text;
		g_assert_null(kw_compose(&draft, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].part);
	}
}

static void test_too_many_gaps(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwComposed) composed = NULL;
	KwDraft draft = notice();

	for (int i = 0; i < 100; i++)
		g_string_append(text, kw_compose_gap(KW_FIELD_GREETING));
	draft.text = text->str;
	composed = compose(&draft);
	g_assert_cmpuint(composed->splices->len, ==, 100);
	g_string_append(text, kw_compose_gap(KW_FIELD_GREETING));
	draft.text = text->str;
	g_assert_null(kw_compose(&draft, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "more than 100 gaps");
}

static void test_refused_values(void)
{
	static const struct {
		KwField field;
		const char *value;
	} cases[] = {
		{KW_FIELD_TO, "a@b\r\nBcc: c@d"},
		{KW_FIELD_TO, "a@b\n"},
		{KW_FIELD_TO, "\xff@b"},
		{KW_FIELD_MESSAGE_ID, "<日本>"},
		{KW_FIELD_LEAVE_HEADER, "<mailto:a@b>,\r\n <https://c>"},
		{KW_FIELD_FEEDBACK_ID, "a\tb"},
		{KW_FIELD_GREETING, "\xe3\x81"},
	};
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autoptr(KwComposed) composed = NULL;

	draft.text = text;
	composed = compose(&draft);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *bad[KW_FIELDS] = {NULL};
		g_autoptr(GError) error = NULL;

		bad[cases[i].field] = cases[i].value;
		g_assert_null(kw_compose_splice(composed, bad, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, "value for ");
	}
}

/* Another program than the one that wrote it reads the letter. */
static void test_read_back(void)
{
	KwDraft draft = issue();
	g_autofree char *text =
		g_strdup_printf("%s\r\n本文\rです\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *html = g_strdup_printf("<p>\n%s\n</p>", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *letter = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) message = NULL;
	const KwPart *body;
	gboolean is_html = TRUE;

	draft.subject = "【緊急】𠮷野家さんへ😀：FortiGateがある会社は、11月17日中に保守の会社へ連絡"
			"を（VPN装置の弱点）";
	draft.text = text;
	draft.html = html;
	letter = compose_and_splice(&draft);
	message = kw_message_parse(letter, strlen(letter), NULL, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(message->subject, ==, draft.subject);
	g_assert_cmpstr(message->from->name, ==, draft.from_name);
	g_assert_cmpstr(message->from->address, ==, draft.from_address);
	g_assert_cmpstr(message->message_id, ==, "dabc@news.example.jp");
	g_assert_cmpint(message->date_at, ==, draft.date_at);
	g_assert_cmpstr(kw_message_header(message, "List-Unsubscribe"), ==,
			values[KW_FIELD_LEAVE_HEADER]);
	g_assert_cmpint(message->parts, ==, 2);
	body = kw_message_body(message, &is_html, NULL);
	g_assert_false(is_html);
	g_assert_cmpstr(body->text, ==, "株式会社A&B <さくら> 様（合い言葉：すずめ）\n本文\nです");
	body = kw_message_html(message);
	g_assert_nonnull(strstr(body->text, "A&amp;B &lt;さくら&gt;"));
}

/* A reply to each reader's own letter; the headers are there only where they are wanted. */
static void test_reply(void)
{
	static const char *const own[KW_FIELDS] = {
		[KW_FIELD_TO] = "a@example.jp",
		[KW_FIELD_MESSAGE_ID] = "<dnew@news.example.jp>",
		[KW_FIELD_IN_REPLY_TO] = "<dold@news.example.jp>",
		[KW_FIELD_REFERENCES] = "<dold@news.example.jp>",
	};

	for (int is_reply = 0; is_reply < 2; is_reply++) {
		KwDraft draft = issue();

		draft.is_reply = is_reply;
		draft.text = "本文\n";
		g_autoptr(GError) error = NULL;
		g_autoptr(KwComposed) composed = compose(&draft);
		g_autofree char *letter = splice(composed, own);
		g_autoptr(KwMessage)
			message = kw_message_parse(letter, strlen(letter), NULL, &error);
		kw_assert_ok(error);
		g_assert_cmpstr(message->in_reply_to, ==, is_reply ? "dold@news.example.jp" : NULL);
		g_assert_cmpuint(message->references->len, ==, (guint)is_reply);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/compose/issue", test_issue);
	g_test_add_func("/compose/notice", test_notice);
	g_test_add_func("/compose/one-click", test_one_click_only_with_address);
	g_test_add_func("/compose/strange-in-reply-to", test_strange_in_reply_to);
	g_test_add_func("/compose/refused", test_refused);
	g_test_add_func("/compose/too-many-gaps", test_too_many_gaps);
	g_test_add_func("/compose/refused-values", test_refused_values);
	g_test_add_func("/compose/read-back", test_read_back);
	g_test_add_func("/compose/reply", test_reply);
	return g_test_run();
}
