/* mail/compose: headers, gaps, and the promise that a spliced letter is one composed whole. */
#include "mail/compose.h"

#include "../support/testing.h"
#include "base/error.h"
#include "mail/message.h"

#include <string.h>

static KwDraft issue(void)
{
	static GTimeZone *tokyo;

	if (!tokyo)
		tokyo = g_time_zone_new_offset(9 * 3600);
	return (KwDraft){
		.from_name = "サイバーかわら版",
		.from_address = "kawaraban@news.example.jp",
		.subject = "今週やること：FortiGateほか【かわら版42号】",
		.list_id = "kawaraban.news.example.jp",
		.list_name = "かわら版",
		.date_at = 1794890520, /* 2026-11-17T13:42+09:00 */
		.zone = tokyo,
		.one_click = TRUE,
		.is_issue = TRUE,
		.text = "見出し\n",
		.boundary = "kawaraban-42",
	};
}

static KwDraft notice(void)
{
	KwDraft draft = issue();

	draft.is_issue = FALSE;
	draft.to = "a@example.jp";
	draft.message_id = "n1@news.example.jp";
	draft.auto_submitted = TRUE;
	return draft;
}

static const char *const values[KW_FIELDS] = {
	[KW_FIELD_TO] = "\"a..b\"@docomo.example",
	[KW_FIELD_MESSAGE_ID] = "<dabc@news.example.jp>",
	[KW_FIELD_LEAVE_HEADER] =
		("<mailto:leave+labcdefghijklmnopqrstuvwxyz234567@news.example.jp?subject=leave>, "
		 "<https://news.example.jp/u/labcdefghijklmnopqrstuvwxyz234567>"),
	[KW_FIELD_FEEDBACK_ID] = "dabc:weekly:kawaraban",
	[KW_FIELD_MARK] = "m1abc",
	[KW_FIELD_GREETING] = "株式会社A&B <さくら> 様（合い言葉：すずめ）",
	[KW_FIELD_LEAVE_LINK] = "https://news.example.jp/u/?t=labc&l=ja",
	[KW_FIELD_CONSENT] = "登録：2026年4月1日\n方法：メール",
};

static KwComposed *compose(const KwDraft *draft)
{
	g_autoptr(GError) error = NULL;
	KwComposed *composed = kw_compose(draft, &error);

	kw_assert_ok(error);
	return composed;
}

static char *to_text(GBytes *bytes)
{
	gsize n;
	const char *data = g_bytes_get_data(bytes, &n);

	g_assert_cmpuint(strlen(data ? data : ""), >=, MIN(n, 1));
	return g_strndup(data, n);
}

static char *splice(const KwComposed *composed, const char *const fill[KW_FIELDS])
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = kw_compose_splice(composed, fill, &error);

	kw_assert_ok(error);
	return to_text(bytes);
}

static char *compose_and_splice(const KwDraft *draft)
{
	g_autoptr(KwComposed) composed = compose(draft);

	return splice(composed, values);
}

/* What stands between `start` and `end`. */
static char *between(const char *text, const char *start, const char *end)
{
	const char *from = strstr(text, start), *to;

	g_assert_nonnull(from);
	from += strlen(start);
	to = strstr(from, end);
	g_assert_nonnull(to);
	return g_strndup(from, (gsize)(to - from));
}

/* Base64 as RFC 2045 wants it, by another road: whole, then cut. */
static char *encode_whole(const char *text)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
	GString *out = g_string_new(NULL);

	for (const char *p = base64; *p; p += MIN(strlen(p), 76)) {
		g_string_append_len(out, p, (gssize)MIN(strlen(p), 76));
		g_string_append(out, "\r\n");
	}
	return g_string_free(out, FALSE);
}

static char *decode(const char *base64)
{
	gsize n;
	g_autofree guchar *bytes = g_base64_decode(base64, &n);

	return g_strndup((const char *)bytes, n);
}

/* A body as a reader sees it: LF, and no blanks at line ends. */
static char *visible(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	for (char **line = lines; *line; line++)
		g_strchomp(*line);
	return g_strjoinv("\n", lines);
}

static void assert_mail_lines(const char *letter)
{
	g_auto(GStrv) lines = g_strsplit(letter, "\r\n", -1);
	gboolean in_body = FALSE;

	for (char **line = lines; *line; line++) {
		in_body |= !**line;
		g_assert_cmpuint(strlen(*line), <=, in_body ? 76 : 998);
		g_assert_null(strpbrk(*line, "\r\n"));
		g_assert_true(g_str_is_ascii(*line));
	}
	g_assert_true(g_str_has_suffix(letter, "\r\n"));
}

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

/* Without values it is a letter too: nothing is left of the gaps. */
static void test_empty_values(void)
{
	static const char *const nothing[KW_FIELDS] = {[KW_FIELD_TO] = ""};
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\nend\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *letter = NULL, *composed_text = NULL, *body = NULL, *plain = NULL;
	g_autoptr(KwComposed) composed = NULL;

	draft.text = text;
	composed = compose(&draft);
	letter = splice(composed, nothing);
	composed_text = to_text(composed->bytes);
	g_assert_cmpstr(letter, ==, composed_text);
	g_assert_null(strstr(letter, "\r\nTo:"));
	g_assert_null(strstr(letter, "List-Unsubscribe:"));
	body = g_strdup(strstr(letter, "\r\n\r\n") + 4);
	plain = decode(body);
	g_assert_cmpstr(plain, ==, "\r\nend\r\n");
}

static void test_html_is_escaped(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *html = g_strdup_printf("<p>%s</p>\n<a href=\"%s\">x</a>",
						kw_compose_gap(KW_FIELD_GREETING),
						kw_compose_gap(KW_FIELD_LEAVE_LINK));
	g_autofree char *letter = NULL, *in_text = NULL, *in_html = NULL, *one = NULL, *two = NULL;

	draft.text = text;
	draft.html = html;
	letter = compose_and_splice(&draft);
	assert_mail_lines(letter);
	in_text = between(letter, "base64\r\n\r\n", "--kawaraban-42\r\n");
	in_html = between(strstr(letter, "text/html"), "base64\r\n\r\n", "--kawaraban-42--\r\n");
	one = decode(in_text);
	two = decode(in_html);
	g_assert_true(g_str_has_prefix(one, "株式会社A&B <さくら> 様（合い言葉：すずめ）  "));
	g_assert_nonnull(strstr(two, "株式会社A&amp;B &lt;さくら&gt; 様"));
	g_assert_nonnull(strstr(two, "https://news.example.jp/u/?t=labc&amp;l=ja"));
	g_assert_null(strstr(two, "<さくら>"));
}

/* The blanks go where nobody sees them: to the end of the line before the gap's. */
static void test_padding(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf(
		"はじめ\n\n%s\nなか\nやめる：%s\n%s", kw_compose_gap(KW_FIELD_GREETING),
		kw_compose_gap(KW_FIELD_LEAVE_LINK), kw_compose_gap(KW_FIELD_CONSENT));
	g_autofree char *letter = NULL, *body = NULL, *seen = NULL;

	draft.text = text;
	letter = compose_and_splice(&draft);
	body = decode(strstr(letter, "\r\n\r\n") + 4);
	seen = visible(body);
	g_assert_cmpuint(strlen(body) % 57, ==, 0);
	g_assert_cmpstr(seen, ==,
			"はじめ\n\n株式会社A&B <さくら> 様（合い言葉：すずめ）\nなか\n"
			"やめる：https://news.example.jp/u/?t=labc&l=ja\n"
			"登録：2026年4月1日\n方法：メール");
}

/* Random text with gaps on lines of their own; `out_wanted` is it with the values in place. */
static char *random_body(GRand *random, const char *const fill[KW_FIELDS], char **out_wanted)
{
	static const char *const words[] = {"瓦", "a", "版。", "😀", "<p>", "\n", "\n\n", "é"};
	GString *text = g_string_new(NULL), *wanted = g_string_new(NULL);
	int n = g_rand_int_range(random, 0, 300);

	while (n-- > 0) {
		const char *word = words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))];
		KwField field = (KwField)g_rand_int_range(random, KW_FIELD_GREETING, KW_FIELDS);

		if (g_rand_int_range(random, 0, 40)) {
			g_string_append(text, word);
			g_string_append(wanted, word);
		} else {
			g_string_append_printf(text, "\n%s\n", kw_compose_gap(field));
			g_string_append_printf(wanted, "\n%s\n", fill[field]);
		}
	}
	*out_wanted = g_string_free(wanted, FALSE);
	return g_string_free(text, FALSE);
}

static void test_same_as_whole(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(76);

	for (int round = 0; round < 300; round++) {
		const char *fill[KW_FIELDS];
		g_autofree char *greeting = g_strnfill((gsize)(round % 130), 'g');
		g_autofree char *text_wanted = NULL, *html_wanted = NULL, *text = NULL;
		g_autofree char *html = NULL, *letter = NULL, *one = NULL, *two = NULL;
		g_autofree char *seen = NULL, *html_seen = NULL, *encoded = NULL,
				*whole_text = NULL;
		g_autoptr(KwComposed) whole = NULL;
		KwDraft draft = notice();

		memcpy(fill, values, sizeof(fill));
		fill[KW_FIELD_GREETING] = greeting;
		text = random_body(random, fill, &text_wanted);
		fill[KW_FIELD_LEAVE_LINK] = "https://news.example.jp/u/?t=labc&amp;l=ja";
		html = random_body(random, fill, &html_wanted);
		fill[KW_FIELD_LEAVE_LINK] = values[KW_FIELD_LEAVE_LINK];
		draft.text = text;
		draft.html = html;
		g_autoptr(KwComposed) composed = compose(&draft);
		letter = splice(composed, fill);
		assert_mail_lines(letter);
		one = between(letter, "base64\r\n\r\n", "--kawaraban-42\r\n");
		two = between(strstr(letter, "text/html"), "base64\r\n\r\n", "--kawaraban-42--");

		g_autofree char *plain = decode(one), *markup = decode(two);
		seen = visible(plain);
		g_assert_cmpstr(seen, ==, text_wanted);
		html_seen = visible(markup);
		g_assert_cmpstr(html_seen, ==, html_wanted);
		encoded = encode_whole(plain);
		g_assert_cmpstr(encoded, ==, one);

		/* composed whole from the padded texts: the very same letter */
		draft.text = plain;
		draft.html = markup;
		whole = compose(&draft);
		g_assert_cmpuint(whole->splices->len, ==, 0);
		whole_text = to_text(whole->bytes);
		g_assert_cmpstr(letter, ==, whole_text);
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

static void test_store(void)
{
	KwDraft draft = issue();
	g_autofree char *text = g_strdup_printf("%s\n", kw_compose_gap(KW_FIELD_GREETING));
	g_autofree char *json = NULL, *before = NULL, *after = NULL;
	g_autoptr(KwComposed) composed = NULL, stored = NULL;
	g_autoptr(GError) error = NULL;

	draft.text = draft.html = text;
	composed = compose(&draft);
	json = kw_composed_splices_format(composed);
	stored = kw_composed_from_store(composed->bytes, json, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(stored->splices->len, ==, 7);
	before = splice(composed, values);
	after = splice(stored, values);
	g_assert_cmpstr(before, ==, after);
}

static void test_store_refused(void)
{
	static const char *const cases[] = {
		"",
		"{}",
		"null",
		"[1]",
		"[[]]",
		"[{}]",
		"[{\"field\":\"to\",\"offset\":1,\"in\":\"text\"}]",
		"[{\"field\":\"greeting\",\"offset\":1,\"in\":\"header\"}]",
		"[{\"field\":\"nobody\",\"offset\":1,\"in\":\"text\"}]",
		"[{\"field\":\"to\",\"offset\":-1,\"in\":\"header\"}]",
		"[{\"field\":\"to\",\"offset\":\"1\",\"in\":\"header\"}]",
		"[{\"field\":\"to\",\"offset\":11,\"in\":\"header\"}]",
		("[{\"field\":\"to\",\"offset\":3,\"in\":\"header\"},"
		 "{\"field\":\"to\",\"offset\":2,\"in\":\"header\"}]"),
		"[{\"field\":[],\"offset\":{},\"in\":null}]",
	};
	g_autoptr(GBytes) ten = g_bytes_new_static("0123456789", 10);
	g_autofree char *deep = g_strnfill(1000000, '[');
	g_autofree char *less_deep = g_strnfill(8000, '[');
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_null(kw_composed_from_store(ten, cases[i], &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
	}
	g_assert_null(kw_composed_from_store(ten, deep, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
	g_assert_null(kw_composed_from_store(ten, less_deep, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "splices");
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
	g_test_add_func("/compose/empty-values", test_empty_values);
	g_test_add_func("/compose/html-is-escaped", test_html_is_escaped);
	g_test_add_func("/compose/padding", test_padding);
	g_test_add_func("/compose/same-as-whole", test_same_as_whole);
	g_test_add_func("/compose/read-back", test_read_back);
	g_test_add_func("/compose/reply", test_reply);
	g_test_add_func("/compose/store", test_store);
	g_test_add_func("/compose/store-refused", test_store_refused);
	return g_test_run();
}
