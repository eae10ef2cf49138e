/* mail/header: where a header ends, what looks like a mail, tokens and parameters. */
#include "mail/header.h"

#include "../support/testing.h"

#include <string.h>

static KwHeaderBlock *read_block(const char *text)
{
	size_t length = strlen(text);
	g_autofree char *exact = g_memdup2(text, length);

	return kw_header_block_parse(exact, length);
}

static void test_block(void)
{
	static const struct {
		const char *text, *body;
		guint fields;
		gboolean is_regular;
	} cases[] = {
		{"A: 1\nB: 2\n\nbody", "body", 2, TRUE},
		{"A: 1\r\nB:\r\n 2\r\n\r\nbody", "body", 2, TRUE},
		{"A : 1\n\nbody", "body", 1, TRUE},
		{"A: 1\n\n", "", 1, TRUE},
		{"A: 1\n", "", 1, FALSE},
		{"A: 1", "", 1, FALSE},
		{"\n \r\n\nA: 1\n\nbody", "body", 1, FALSE},
		{"From a@x.jp now\nA: 1\n\nbody", "body", 1, FALSE},
		{"A: 1\n>From a@x.jp\nB: 2\n\nbody", "body", 2, FALSE},
		{"A: 1\nstray\nB: 2\n\nbody", "body", 2, FALSE},
		{"A: 1\nstray\n\nbody", "body", 1, FALSE},
		{"A: 1\nwords of\nthe body", "words of\nthe body", 1, FALSE},
		{"words", "words", 0, FALSE},
		{" A: 1\n", " A: 1\n", 0, FALSE},
		{": 1\n", ": 1\n", 0, FALSE},
		{"\n\n", "\n\n", 0, FALSE},
		{"", "", 0, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwHeaderBlock) block = read_block(cases[i].text);

		g_assert_cmpuint(block->fields->len, ==, cases[i].fields);
		g_assert_cmpstr(cases[i].text + block->body_offset, ==, cases[i].body);
		g_assert_cmpint(block->is_regular, ==, cases[i].is_regular);
	}
}

static void test_find(void)
{
	g_autoptr(KwHeaderBlock)
		block = read_block("Subject: a\r\n b\r\nX: 1\r\nsubject: c\r\n\r\n");
	g_autoptr(KwHeaderBlock) nul = kw_header_block_parse("A: 1\0002\n\n", 9);

	g_assert_cmpstr(kw_header_block_find(block, "SUBJECT"), ==, " a\r\n b");
	g_assert_null(kw_header_block_find(block, "Y"));
	g_assert_cmpstr(kw_header_block_find(nul, "A"), ==, " 12");
}

static void test_is_mail(void)
{
	static const struct {
		const char *text;
		gboolean wanted;
	} cases[] = {
		{"Received: x\nDate: y\n\n", TRUE},
		{"From a@x.jp now\nFrom: a\nTo: b\n\n", TRUE},
		{"X-Mozilla: 1\nSubject: a\nMIME-Version: 1.0\n", TRUE},
		{"Subject: a\n\nDate: b\n", FALSE},
		{"Dear all,\nFrom: a\nTo: b\n", FALSE},
		{"\nFrom: a\nTo: b\n", FALSE},
		{"", FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(kw_header_is_mail(cases[i].text, strlen(cases[i].text)), ==,
				cases[i].wanted);
}

static void test_token(void)
{
	static const struct {
		const char *raw, *wanted;
	} cases[] = {
		{" Text/Plain; charset=x", "text/plain"},
		{"text / plain", "text/plain"},
		{"text/ plain;x", "text/plain"},
		{"\"attachment\"; x", "attachment"},
		{"text/plain charset=x", "text/plain"},
		{"7bit (really)", "7bit"},
		{"application/p\xe3"
		 "df",
		 "application/p?df"},
		{"attach\x01ment", "attach?ment"},
		{"\r\n\tbase64\r\n", "base64"},
		{";", NULL},
		{" ", NULL},
		{"", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_header_token(cases[i].raw);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

static void test_parameter(void)
{
	static const struct {
		const char *raw, *wanted;
	} cases[] = {
		{"text/plain; charset=utf-8", "utf-8"},
		{"text/plain;CHARSET = \"utf-8\" ; x=y", "utf-8"},
		{"text/plain charset=utf-8", "utf-8"},
		{"text/plain; charset=utf-8 (eight)", "utf-8"},
		{"text/plain;; charset=\"a;b\"; x", "a;b"},
		{"text/plain; x=\"charset=no\"; charset=yes", "yes"},
		{"text/plain; xcharset=no", NULL},
		{"text/plain; charset", NULL},
		{"text/plain; charsets=no; charset*x=no", NULL},
		{"charset=no", NULL},
		{"", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_header_parameter(cases[i].raw, "charset", NULL);

		g_assert_cmpstr(got, ==, cases[i].wanted);
	}
}

/* "表" ends in a backslash and "十" in JIS looks like punctuation: bytes first, grammar after. */
static void test_raw_bytes(void)
{
	g_autofree char *sjis =
		kw_header_parameter("a/b; name=\"\x95\x5c\x8e\xa6.pdf\"", "name", "shift_jis");
	g_autofree char *jis =
		kw_header_parameter("a/b; name=\"\x1b$BF|K\\\x1b(B.pdf\"", "name", NULL);
	g_autofree char *cut = kw_header_parameter(
		"a/b; name*0*=Shift_JIS''%93%FA%9; name*1*=6%7B; name*2=.pdf", "name", NULL);
	g_autofree char *stripped =
		kw_header_parameter("a/b; name=\"$BF|K\\(B.pdf\"", "name", NULL);
	g_autofree char *subject = kw_header_decode("Re: $BF|K\\8l(B $B$N(B", -1, "iso-2022-jp");
	g_autofree char *dollars = kw_header_decode("$B for $@ 5 (B)", -1, NULL);
	g_autofree char *latin = kw_header_decode("caf\xe9", -1, "iso-8859-1");

	g_assert_cmpstr(sjis, ==, "表示.pdf");
	g_assert_cmpstr(jis, ==, "日本.pdf");
	g_assert_cmpstr(stripped, ==, "日本.pdf");
	g_assert_cmpstr(subject, ==, "Re: 日本語 の");
	g_assert_cmpstr(dollars, ==, "$B for $@ 5 (B)");
	g_assert_cmpstr(cut, ==, "日本.pdf");
	g_assert_cmpstr(latin, ==, "café");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/header/block", test_block);
	g_test_add_func("/header/find", test_find);
	g_test_add_func("/header/is-mail", test_is_mail);
	g_test_add_func("/header/token", test_token);
	g_test_add_func("/header/parameter", test_parameter);
	g_test_add_func("/header/raw-bytes", test_raw_bytes);
	return g_test_run();
}
