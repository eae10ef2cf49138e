/* mail/message: the part tree and what a reader sees of it, by mails of the corpus. Headers are
 * mail-message_headers.c, ceilings mail-message_limits.c. */
#include "mail/message.h"

#include "../support/message_fixture.h"

#include <string.h>

/* Mails that break a rule each, and what is read nevertheless. */
static void test_lenient(void)
{
	static const struct {
		const char *name, *subject, *from_name, *body;
	} cases[] = {
		{"sjis-raw", "重要：表示の件", "総務部 表", "表示①C:\\temp ~x 髙橋"},
		{"raw-jis", "件名、髙橋", "日本", "本文"},
		{"words", "\"あ\" and x=GG y日本あ", "山田", "."},
		{"broken-header", "broken this line is no field", "Taro",
		 "body without an empty line\nmore body"},
		{"no-header", "", NULL, "これはヘッダーのない文です。\n二行目。"},
		{"cr-only", "cr", NULL, "line 1\nline 2"},
		{"no-boundary", "none", NULL, "words all the same"},
		{"missing-end", "cut", NULL, "first"},
		{"flowed", "flowed", NULL,
		 "これは長い行で続きます。\n> 引用も続く\n>> 二重\nfixed\n> other\n--\n署名"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwMessage) m = read_corpus(cases[i].name);

		g_assert_cmpstr(m->subject, ==, cases[i].subject);
		g_assert_cmpstr(m->from ? m->from->name : NULL, ==, cases[i].from_name);
		assert_body(m, cases[i].body);
	}
}

static void test_base64(void)
{
	g_autoptr(KwMessage) m = read_corpus("utf8-base64");
	const KwPart *body = kw_message_body(m, NULL, NULL);

	g_assert_cmpstr(m->subject, ==, "分かち"); /* cut inside a character */
	g_assert_true(g_str_has_suffix(body->text, "折り返しが入ります。"));
	g_assert_cmpuint(g_bytes_get_size(body->bytes), ==, strlen(body->text));
}

static void test_tree(void)
{
	g_autoptr(KwMessage) m = read_corpus("multipart");
	g_autoptr(GPtrArray) attachments = kw_message_attachments(m), more = NULL;
	gboolean is_html = TRUE;
	const KwPart *body = kw_message_body(m, &is_html, &more), *html = kw_message_html(m);
	const KwPart *related = child(child(m->root, 0), 1);

	g_assert_cmpstr(m->subject, ==, "資料");
	g_assert_cmpint(m->parts, ==, 8);
	g_assert_cmpstr(m->root->type, ==, "multipart/mixed");
	g_assert_null(m->root->bytes);
	g_assert_cmpstr(body->text, ==, "plain body");
	g_assert_false(is_html);
	g_assert_cmpuint(more->len, ==, 1);
	g_assert_cmpstr(((const KwPart *)more->pdata[0])->text, ==, "footer");
	g_assert_true(html == child(related, 0));
	g_assert_nonnull(strstr(html->text, "html body"));
	g_assert_cmpstr(child(related, 1)->content_id, ==, "i1");
	g_assert_cmpmem(g_bytes_get_data(child(related, 1)->bytes, NULL),
			g_bytes_get_size(child(related, 1)->bytes), "\x89PNG\r\n\x1a\n", 8);
	g_assert_cmpuint(attachments->len, ==, 4);
	g_assert_cmpstr(((const KwPart *)attachments->pdata[0])->name, ==, "見積①.pdf");
	g_assert_cmpstr(((const KwPart *)attachments->pdata[1])->name, ==,
			"とても長い名前の資料.pdf");
	g_assert_cmpstr(((const KwPart *)attachments->pdata[2])->name, ==, "log.txt");
	g_assert_cmpstr(((const KwPart *)attachments->pdata[2])->text, ==, "log line");
	g_assert_cmpstr(((const KwPart *)attachments->pdata[3])->type, ==, "text/calendar");
}

static void test_body(void)
{
	static const struct {
		const char *mail, *body; /* NULL = none */
		gboolean is_html;
	} cases[] = {
		{"Content-Type: text/html\n\n<p>x", "<p>x", TRUE},
		{"Content-Type: application/pdf\n\n%PDF", NULL, FALSE},
		{"Content-Type: text/plain; name=a.txt\n\nnamed", "named", FALSE},
		{"Content-Type: text/plain\nContent-Disposition: attachment\n\nx", NULL, FALSE},
		/* an alternative without a word in it does not win */
		{"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\n"
		 "Content-Type: text/html\n\n<p>x\n--b--\n",
		 "<p>x", TRUE},
		{"Content-Type: multipart/alternative; boundary=b\n\n--b\n"
		 "Content-Type: text/html\n\n<p>x\n--b\n\nplain\n--b\n\nother\n--b--\n",
		 "plain", FALSE},
		{"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; "
		 "name=a.log\n\nlog\n--b\n\nletter\n--b--\n",
		 "letter", FALSE},
		{"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\nx\n--b--\n",
		 NULL, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwMessage) m = read_text(cases[i].mail);
		gboolean is_html;
		const KwPart *body = kw_message_body(m, &is_html, NULL);

		g_assert_cmpstr(body ? body->text : NULL, ==, cases[i].body);
		g_assert_cmpint(is_html, ==, cases[i].is_html);
		if (is_html)
			g_assert_true(kw_message_html(m) == body);
	}
}

static void test_html_charset(void)
{
	g_autoptr(KwMessage) m = read_corpus("html-only");
	const KwPart *html = kw_message_html(m);

	g_assert_cmpstr(html->charset_used, ==, "shift_jis");
	g_assert_null(html->charset_declared);
	g_assert_nonnull(strstr(html->text, "表示"));
}

static void test_attached(void)
{
	g_autoptr(KwMessage) m = read_corpus("attached");
	g_autoptr(GPtrArray) attachments = kw_message_attachments(m);
	const KwPart *plain, *base64, *saved, *other;

	g_assert_cmpuint(attachments->len, ==, 4);
	plain = attachments->pdata[0];
	base64 = attachments->pdata[1];
	saved = attachments->pdata[2];
	other = attachments->pdata[3];
	assert_body(m, "see below");
	g_assert_cmpstr(plain->message->subject, ==, "inner");
	assert_body(plain->message, "inner body");
	g_assert_cmpint(plain->message->parts, ==, 2);
	g_assert_cmpmem(g_bytes_get_data(plain->raw, NULL), g_bytes_get_size(plain->raw),
			g_bytes_get_data(base64->raw, NULL), g_bytes_get_size(base64->raw));
	g_assert_cmpstr(base64->name, ==, "b64.eml");
	g_assert_cmpstr(base64->message->from->address, ==, "inner@example.jp");
	g_assert_cmpstr(saved->type, ==, "message/rfc822");
	g_assert_cmpstr(saved->message->subject, ==, "saved");
	assert_body(saved->message, "saved body");
	g_assert_cmpstr(other->type, ==, "application/octet-stream");
	g_assert_null(other->message);
	/* 1 text, 3 attached mails with 2 + 2 + 1 leaves, 1 file */
	g_assert_cmpint(m->parts, ==, 10);
}

static void test_unread(void)
{
	g_autoptr(KwMessage) m = read_corpus("unread");
	const KwPart *apple = child(m->root, 2), *pgp = child(m->root, 3);

	g_assert_cmpstr(child(m->root, 0)->description, ==, "Outlook bundle (winmail.dat)");
	g_assert_true(child(m->root, 0)->unread);
	g_assert_cmpstr(child(m->root, 1)->description, ==, "Outlook item (.msg)");
	g_assert_true(child(m->root, 1)->unread);
	g_assert_true(child(apple, 0)->unread);
	g_assert_false(child(apple, 1)->unread);
	g_assert_cmpstr(child(apple, 1)->name, ==, "x.doc");
	g_assert_true(pgp->unread);
	g_assert_cmpstr(pgp->description, ==, "encrypted (PGP)");
	g_assert_null(kw_message_body(m, NULL, NULL));
}

/* What an octet stream turns out to be. */
static void test_octets(void)
{
	static const char outlook[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 _\0_\0s\0u\0b\0s\0t\0g\0"
				      "1\0.\0"
				      "0\0_\0";
	static const struct {
		const char *name, *bytes;
		size_t length; /* 0 = of the text */
		const char *type, *unread_kind;
	} cases[] = {
		{"; name=a.eml", "Subject: i\nFrom: a@x.jp\n\nx", 0, "message/rfc822", NULL},
		{"; name=Forwarded", "Subject: i\nFrom: a@x.jp\n\nx", 0, "message/rfc822", NULL},
		{"", "Subject: i\nFrom: a@x.jp\n\nx", 0, "message/rfc822", NULL},
		{"; name=a.log", "Subject: i\nFrom: a@x.jp\n\nx", 0, "application/octet-stream",
		 NULL},
		{"; name=a.eml", "no: mail\n\nx", 0, "application/octet-stream", NULL},
		{"; name=a", outlook, sizeof(outlook) - 1, "application/octet-stream",
		 "outlook-msg"},
		{"; name=a", outlook, 20, "application/octet-stream", NULL},
		{"; name=a", "\x78\x9f\x3e\x22 x", 0, "application/octet-stream", "winmail.dat"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		size_t length = cases[i].length ? cases[i].length : strlen(cases[i].bytes);
		g_autofree char *coded = g_base64_encode((const guchar *)cases[i].bytes, length);
		g_autofree char *mail =
			g_strdup_printf("Subject: t\nContent-Type: application/octet-stream%s\n"
					"Content-Transfer-Encoding: base64\n\n%s\n",
					cases[i].name, coded);
		g_autoptr(KwMessage) m = read_text(mail);

		g_assert_cmpstr(m->root->type, ==, cases[i].type);
		g_assert_cmpstr(m->root->unread_kind, ==, cases[i].unread_kind);
		g_assert_cmpint(m->root->unread, ==, cases[i].unread_kind != NULL);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/lenient", test_lenient);
	g_test_add_func("/message/base64", test_base64);
	g_test_add_func("/message/tree", test_tree);
	g_test_add_func("/message/body", test_body);
	g_test_add_func("/message/html-charset", test_html_charset);
	g_test_add_func("/message/attached", test_attached);
	g_test_add_func("/message/unread", test_unread);
	g_test_add_func("/message/octets", test_octets);
	return g_test_run();
}
