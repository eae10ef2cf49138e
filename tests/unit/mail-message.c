/* mail/message: headers, the part tree, what a reader sees of it, and the ceilings. */
#include "mail/header.h"
#include "mail/message.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static KwMessage *read_text(const char *text)
{
	g_autoptr(GError) error = NULL;
	size_t length = strlen(text);
	/* without its NUL, so that the sanitizer sees a read past the end */
	g_autofree char *exact = g_memdup2(text, length);
	KwMessage *message = kw_message_parse(exact, length, NULL, &error);

	kw_assert_ok(error);
	return message;
}

static KwMessage *read_corpus(const char *name)
{
	g_autofree char *path = g_strdup_printf("message/%s.eml", name);
	g_autoptr(GBytes) bytes = kw_testing_corpus(path);
	g_autoptr(GError) error = NULL;
	KwMessage *message = kw_message_parse(g_bytes_get_data(bytes, NULL),
					      g_bytes_get_size(bytes), NULL, &error);

	kw_assert_ok(error);
	return message;
}

static const KwAddress *address(GPtrArray *list, guint i)
{
	g_assert_cmpuint(list->len, >, i);
	return list->pdata[i];
}

static const KwPart *child(const KwPart *part, guint i)
{
	g_assert_nonnull(part->children);
	g_assert_cmpuint(part->children->len, >, i);
	return part->children->pdata[i];
}

static void assert_body(const KwMessage *message, const char *text)
{
	const KwPart *body = kw_message_body(message, NULL, NULL);

	g_assert_nonnull(body);
	g_assert_cmpstr(body->text, ==, text);
}

static void test_headers(void)
{
	g_autoptr(KwMessage) m = read_corpus("jis");

	g_assert_cmpstr(m->subject, ==, "①更新のお願い");
	g_assert_cmpstr(m->from->name, ==, "髙橋, 太郎");
	g_assert_cmpstr(m->from->address, ==, "taro@example.jp");
	g_assert_cmpuint(m->to->len, ==, 2);
	g_assert_null(address(m->to, 0)->name);
	g_assert_cmpstr(address(m->to, 0)->address, ==, "b@example.jp");
	g_assert_cmpstr(address(m->to, 1)->name, ==, "鈴木");
	g_assert_cmpuint(m->cc->len, ==, 0);
	g_assert_cmpuint(m->reply_to->len, ==, 0);
	g_assert_cmpstr(m->message_id, ==, "m1@example.jp");
	g_assert_cmpstr(m->in_reply_to, ==, "r2@example.jp");
	g_assert_cmpuint(m->references->len, ==, 2);
	g_assert_cmpstr(m->references->pdata[1], ==, "r2@example.jp");
	g_assert_true(m->has_date);
	g_assert_cmpint(m->date_at, ==, 1794890520);
	g_assert_cmpint(m->date_offset_s, ==, 9 * 3600);
	g_assert_cmpint(m->parts, ==, 1);
	g_assert_cmpstr(kw_message_header(m, "SUBJECT"), ==, m->subject);
	g_assert_null(kw_message_header(m, "X-None"));
	g_assert_cmpstr(m->root->type, ==, "text/plain");
	g_assert_cmpstr(m->root->charset_declared, ==, "ISO-2022-JP");
	g_assert_cmpstr(m->root->charset_used, ==, "iso-2022-jp");
	g_assert_false(m->root->is_attachment);
	assert_body(m, "担当：髙橋様、①更新してください。");
}

static void test_sender(void)
{
	g_autoptr(KwMessage) both = read_text("From: a <a@x.jp>, b@x.jp\nSender: c@x.jp\n\n");
	g_autoptr(KwMessage)
		ids = read_text("References: <a@x> <b@x\n <c@x> <>\nIn-Reply-To: d@x e\n\n");
	g_autoptr(KwMessage) sender = read_text("From: nobody\nSender: C <c@x.jp>\n\n");
	g_autoptr(KwMessage) bare = read_text("From: nobody\n\n");
	g_autoptr(KwMessage) none = read_text("Subject: x\n\n");

	g_assert_cmpstr(both->from->address, ==, "a@x.jp");
	g_assert_cmpstr(sender->from->address, ==, "c@x.jp");
	g_assert_cmpstr(bare->from->name, ==, "nobody");
	g_assert_null(bare->from->address);
	g_assert_null(none->from);
	g_assert_false(none->has_date);
	g_assert_cmpuint(ids->references->len, ==, 3);
	g_assert_cmpstr(ids->references->pdata[1], ==, "b@x");
	g_assert_cmpstr(ids->in_reply_to, ==, "d@x");
	g_assert_null(none->message_id);
	g_assert_null(kw_message_body(both, NULL, NULL)->name);
}

/* Raw bytes of a header are in the charset that the mail uses elsewhere: "\x8e\x52\x93\x63" alone
 * might be Western marks as well. */
static void test_raw_headers(void)
{
	g_autoptr(KwMessage) word = read_text("From: \x8e\x52\x93\x63 <a@x.jp>\n"
					      "Subject: =?ISO-2022-JP?B?GyRCRnwbKEI=?=\n\nx");
	g_autoptr(KwMessage) part =
		read_text("From: \x8e\x52\x93\x63 <a@x.jp>\n"
			  "Content-Type: multipart/mixed; boundary=b\n\n"
			  "--b\nContent-Type: text/plain; charset=\"ISO-2022-JP\"\n\nx\n--b--\n");
	g_autoptr(KwMessage) none = read_text("From: it\x92s me <a@x.jp>\n\nx");

	g_assert_cmpstr(word->from->name, ==, "山田");
	g_assert_cmpstr(word->subject, ==, "日");
	g_assert_cmpstr(part->from->name, ==, "山田");
	g_assert_cmpstr(none->from->name, ==, "it’s me");
}

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

static void test_names(void)
{
	static const struct {
		const char *disposition, *name;
	} cases[] = {
		{"attachment; filename=a.pdf", "a.pdf"},
		{"attachment; filename=my file.pdf", "my file.pdf"},
		{"attachment; filename=\"../../etc/passwd\"", "passwd"},
		{"attachment; filename=\"C:\\temp\\a.pdf\"", "a.pdf"},
		{"attachment; filename=\"a\\\"b.pdf\"", "a\"b.pdf"},
		{"attachment; filename=\"a/\"", NULL},
		{"attachment; filename=\"..\"", NULL},
		{"attachment; filename=\"\"", NULL},
		{"attachment; filename=\"open.pdf", "open.pdf"},
		{"attachment; filename*=utf-8''%E8%A1%A8.pdf", "表.pdf"},
		{"attachment; filename=\"x.pdf\"; filename*=utf-8''%E8%A1%A8.pdf", "表.pdf"},
		{"attachment; filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf"},
		{"attachment; filename*0*=''%61; filename*2*=c", "a"},
		{"attachment; filename=\"=?utf-8?Q?=E8=A1=A8=2Epdf?=\"", "表.pdf"},
		{"attachment; filename*=utf-8''a%0D%0AX%2Fb%00.pdf", "b .pdf"},
		{"attachment; filename*=", NULL},
		{"attachment filename=a.pdf", "a.pdf"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf(
			"Content-Type: application/pdf\nContent-Disposition: %s\n\nx",
			cases[i].disposition);
		g_autoptr(KwMessage) m = read_text(text);

		if (strchr(cases[i].disposition, '%') && strstr(cases[i].disposition, "%00")) {
			/* NUL becomes a replacement character, not an end */
			g_assert_true(g_str_has_suffix(m->root->name, ".pdf"));
			g_assert_null(strpbrk(m->root->name, "\r\n/"));
			continue;
		}
		g_assert_cmpstr(m->root->name, ==, cases[i].name);
		g_assert_true(m->root->is_attachment);
	}
}

static void test_decode_header(void)
{
	static const struct {
		const char *raw, *wanted;
	} cases[] = {
		{" plain\r\n text", "plain text"},
		{"=?utf-8?B?44GC?= =?utf-8?B?44GE?=", "あい"},
		{"=?utf-8?B?44GC?=\r\n =?UTF-8?Q?=E3=81=84?=", "あい"},
		{"=?utf-8?B?44GC?= x =?utf-8?B?44GE?=", "あ x い"},
		{"=?utf-8?B?44E=?= =?utf-8?B?gg==?=", "あ"},
		{"=?utf-8*ja?B?44GC?=", "あ"},
		{"a=?utf-8?B?44GC?=b", "aあb"},
		{"=?utf-8?Q?a_b=20c d?=", "a b c d"},
		{"=?utf-8?Q?What?\?=", "What?"},
		{"=?utf-8?B?44GC", "あ"},
		{"=?utf-8?B?44GC?", "あ"},
		{"=?utf-8?Q?ab =?utf-8?Q?c?=", "abc"},
		{"=?utf-8?X?ab?=", "=?utf-8?X?ab?="},
		{"=??Q?ab?=", "=??Q?ab?="},
		{"=?", "=?"},
		{"1 =? 2", "1 =? 2"},
		{"=?utf-8?Q?a=0D=0AB: c?=", "a B: c"},
		{"", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_header_decode(cases[i].raw, -1, NULL);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
	/* kanji that look like the beginning of an encoded-word */
	g_autofree char *jis = kw_header_decode("\x1b$B=?=?\x1b(B", -1, NULL);
	g_assert_cmpint(g_utf8_strlen(jis, -1), ==, 2);
	g_assert_null(strchr(jis, '?'));
}

static void test_depth(void)
{
	KwMessageLimits five = {.max_depth = 5};
	static const char *const names[] = {"message/nested-multipart.eml",
					    "message/nested-message.eml"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GBytes) bytes = kw_testing_corpus(names[i]);
		g_autoptr(KwMessage) m = kw_message_parse(g_bytes_get_data(bytes, NULL),
							  g_bytes_get_size(bytes), &five, NULL);
		const KwPart *part;
		int depth = 0;

		g_assert_nonnull(m);
		part = m->root;
		while (part->children || part->message) {
			part = part->children ? child(part, 0) : part->message->root;
			depth++;
		}
		g_assert_cmpint(depth, ==, 5);
		g_assert_true(part->unread);
		g_assert_cmpstr(part->description, ==, "nested too deep");
		g_assert_cmpuint(g_bytes_get_size(part->bytes), >, 100);
	}
}

static GString *many_parts(int parts, const char *boundary, const char *declared)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "From: a@x.jp\nContent-Type: multipart/mixed; %s\n\n",
			       declared);
	for (int i = 0; i < parts; i++)
		g_string_append_printf(text, "--%s\n\n", boundary);
	return text;
}

static void test_parts(void)
{
	static const char *const declared[] = {
		"boundary=b",       "boundary=\"b\"",    "BOUNDARY =\n\t\"b\"",
		"boundary*=''b",    "boundary*0=b",      "boundary=\"=?utf-8?Q?b?=\"",
		"boundary=\"\\b\"", "x=y; boundary=b;z", "(c) boundary(c)=b",
	};
	KwMessageLimits few = {.max_parts = 3};

	for (guint i = 0; i < G_N_ELEMENTS(declared); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) text = many_parts(50000, "b", declared[i]);

		g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA,
					"message: 50000 MIME parts, limit 1000");
	}
	for (int parts = 3; parts <= 4; parts++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) text = many_parts(parts, "b", "boundary=b");
		g_autoptr(KwMessage) m = kw_message_parse(text->str, text->len, &few, &error);

		g_assert_cmpint(m != NULL, ==, parts == 3);
		g_assert_cmpint(error != NULL, ==, parts == 4);
	}
	/* few parts, but a nest of boundaries with which every line would be compared */
	g_autoptr(GString) nest = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 900; i++)
		g_string_append_printf(
			nest, "Content-Type: multipart/mixed; boundary=n%d\n\n--n%d\n", i, i);
	for (int i = 0; i < 200000; i++)
		g_string_append(nest, "--z\n");
	g_assert_null(kw_message_parse(nest->str, nest->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "900 boundaries and 200900 lines");
	/* a rule of dashes in a text is no part */
	g_autoptr(GString) rules = g_string_new("Subject: x\n\n");
	for (int i = 0; i < 5000; i++)
		g_string_append(rules, "--\n-----\nboundary of the land\n");
	g_autoptr(KwMessage) m = read_text(rules->str);
	g_assert_cmpint(m->parts, ==, 1);
}

/* Parts that the first look does not see, because they are encoded. */
static void test_hidden_parts(void)
{
	g_autoptr(GString) inner = many_parts(600, "b", "boundary=b");
	g_autofree char *encoded = g_base64_encode((const guchar *)inner->str, inner->len);
	g_autoptr(GString) text = g_string_new("Content-Type: multipart/mixed; boundary=o\n\n");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 2; i++)
		g_string_append_printf(text,
				       "--o\nContent-Type: message/rfc822\n"
				       "Content-Transfer-Encoding: base64\n\n%s\n",
				       encoded);
	g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "MIME parts, limit 1000");
}

static void test_ceilings(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	g_assert_null(kw_message_parse("", 0, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "message: empty");
	for (int i = 0; i < 3000; i++)
		g_string_append_printf(text, "X-%d: %d\n", i, i);
	g_string_append(text, "\nbody\n");
	g_autoptr(KwMessage) m = read_text(text->str);
	g_assert_cmpuint(m->headers->len, ==, 1000);
	assert_body(m, "body");
	while (text->len <= 1024 * 1024)
		g_string_prepend(text, "X: 0123456789012345678901234567890123456789012345678901\n");
	g_assert_null(kw_message_parse(text->str, text->len, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "header bytes, limit 1048576");
}

/* Every file of the shared corpora can be read, and most facts of a few are known by heart. */
static void test_corpora(void)
{
	const char *folder = kw_testing_shared_corpora();
	g_autofree char *path = folder ? g_build_filename(folder, "samples", "charset", NULL)
				       : NULL;
	g_autoptr(GDir) dir = path ? g_dir_open(path, 0, NULL) : NULL;
	const char *name;
	int files = 0;

	if (!dir) {
		g_test_message("passed without samples: there is no folder of test sets here");
		return;
	}
	while ((name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(path, name, NULL), *data = NULL;
		g_autoptr(GError) error = NULL;
		gsize length;

		g_assert_true(g_file_get_contents(file, &data, &length, NULL));
		g_autoptr(KwMessage) m = kw_message_parse(data, length, NULL, &error);
		kw_assert_ok(error);
		g_assert_null(strstr(m->subject, "�"));
		g_autoptr(GPtrArray) attached = kw_message_attachments(m);
		g_assert_true(kw_message_body(m, NULL, NULL) || attached->len);
		for (guint i = 0; i < attached->len; i++)
			g_assert_true(g_str_has_suffix(((const KwPart *)attached->pdata[i])->name,
						       ".pdf"));
		files++;
	}
	g_assert_cmpint(files, >, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/headers", test_headers);
	g_test_add_func("/message/sender", test_sender);
	g_test_add_func("/message/raw-headers", test_raw_headers);
	g_test_add_func("/message/lenient", test_lenient);
	g_test_add_func("/message/base64", test_base64);
	g_test_add_func("/message/tree", test_tree);
	g_test_add_func("/message/body", test_body);
	g_test_add_func("/message/html-charset", test_html_charset);
	g_test_add_func("/message/attached", test_attached);
	g_test_add_func("/message/unread", test_unread);
	g_test_add_func("/message/octets", test_octets);
	g_test_add_func("/message/names", test_names);
	g_test_add_func("/message/decode-header", test_decode_header);
	g_test_add_func("/message/depth", test_depth);
	g_test_add_func("/message/parts", test_parts);
	g_test_add_func("/message/hidden-parts", test_hidden_parts);
	g_test_add_func("/message/ceilings", test_ceilings);
	g_test_add_func("/message/corpora", test_corpora);
	return g_test_run();
}
