/* mail/message: headers, senders, names of files, encoded-words. */
#include "mail/header.h"
#include "mail/message.h"

#include "../support/message_fixture.h"

#include <string.h>

static const KwAddress *address(GPtrArray *list, guint i)
{
	g_assert_cmpuint(list->len, >, i);
	return list->pdata[i];
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/message/headers", test_headers);
	g_test_add_func("/message/sender", test_sender);
	g_test_add_func("/message/raw-headers", test_raw_headers);
	g_test_add_func("/message/names", test_names);
	g_test_add_func("/message/decode-header", test_decode_header);
	return g_test_run();
}
