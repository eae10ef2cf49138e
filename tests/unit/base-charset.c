/* Which charset, and what it says. Every cell of every table is base-charset_cells.c. */
#include "base/charset.h"

#include "../support/testing.h"

#include <string.h>

typedef struct {
	const char *in, *declared, *want, *used;
} Case;

static void check(const Case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *used = NULL;
		g_autofree char *exact = g_memdup2(cases[i].in, strlen(cases[i].in));
		g_autofree char *got =
			kw_charset_decode(exact, strlen(cases[i].in), cases[i].declared, &used);

		if (strcmp(got, cases[i].want) != 0 || g_strcmp0(used, cases[i].used) != 0)
			g_error("case %zu (%s): \"%s\" by %s, not \"%s\" by %s", i,
				cases[i].declared ? cases[i].declared : "undeclared", got, used,
				cases[i].want, cases[i].used);
	}
}

#define SJIS_NIHONGO "\x93\xfa\x96\x7b\x8c\xea"
#define EUC_NIHONGO  "\xc6\xfc\xcb\xdc\xb8\xec"
#define JIS_NIHONGO  "\x1b$BF|K\\8l\x1b(B"

static void test_declared(void)
{
	static const Case cases[] = {
		{"", "utf-8", "", "us-ascii"},
		{"plain", NULL, "plain", "us-ascii"},
		{"plain", "shift_jis", "plain", "us-ascii"},
		{"C:\\temp ~x", "x-sjis", "C:\\temp ~x", "us-ascii"},
		{"日本語", "UTF-8", "日本語", "utf-8"},
		{"\xef\xbb\xbf日本語", NULL, "日本語", "utf-8"},
		{SJIS_NIHONGO, "Shift_JIS", "日本語", "shift_jis"},
		{"\x95\x5c\x8e\xa6\x87\x40"
		 "C:\\temp ~x \xfb\xfc\x8b\xb4",
		 "sjis", "表示①C:\\temp ~x 髙橋", "shift_jis"},
		{"\xb1\xb2\xb3", "shift_jis", "ｱｲｳ", "shift_jis"},
		{EUC_NIHONGO, "euc-jp", "日本語", "euc-jp"},
		{"\xad\xa1 \xfc\xe2\xb6\xb6 \x8e\xb1\x8e\xb2", "x-euc-jp", "① 髙橋 ｱｲ", "euc-jp"},
		{"\x8f\xb0\xa1\xc6\xfc", "euc-jp", "丂日", "euc-jp"},
		{"\x93hi\x94 caf\xe9 \x80", "iso-8859-1", "“hi” café €", "windows-1252"},
		{"caf\xe9", "windows-1252", "café", "windows-1252"},
		{"caf\xc3\xa9 cr\xc3\xa8me \xff", "utf-8", "café crème \xef\xbf\xbd", "unknown"},
		{"\xa4", "iso-8859-15", "€", "iso-8859-15"},
		{"\xf0\xd2\xc9\xd7\xc5\xd4", "koi8-r", "Привет", "koi8-r"},
		{"\xc4\xe3\xba\xc3", "gb2312", "你好", "gb18030"},
		{"+ZeVnLIqe- ok", "unicode-1-1-utf-7", "日本語 ok", "utf-7"},
		{"1 + 1", "utf-8", "1 + 1", "us-ascii"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

static void test_iso2022jp(void)
{
	static const Case cases[] = {
		{JIS_NIHONGO, "iso-2022-jp", "日本語", "iso-2022-jp"},
		{"\x1b$@F|K\\8l\x1b(J", "iso-2022-jp", "日本語", "iso-2022-jp"},
		{"\x1b$B-!|bF|\x1b(B", "iso-2022-jp", "①髙日", "iso-2022-jp"},
		{"\x1b$B-j!!-m\x1b(B", "cp50220", "㈱　㍾", "iso-2022-jp"},
		{"\x1b(I123\x1b(B end", "iso-2022-jp", "ｱｲｳ end", "iso-2022-jp"},
		{"\x0e"
		 "123\x0f"
		 "end",
		 "iso-2022-jp", "ｱｲｳend", "iso-2022-jp"},
		{"\x1b(J\\~\x1b(B", "iso-2022-jp", "\\~", "iso-2022-jp"},
		{"\x1b$(D0!\x1b$BF|\x1b(B", "iso-2022-jp", "丂日", "iso-2022-jp"},
		{"\x1b$(BF|\x1b(B", "iso-2022-jp", "日", "iso-2022-jp"},
		{"\x1b&@\x1b$BF|\x1b(B", "iso-2022-jp", "日", "iso-2022-jp"},
		{"\x1b$B\x1b(B\x1b$BF|\x1b$B\x1b(Bx", "iso-2022-jp", "日x", "iso-2022-jp"},
		{"\x1b$BF|\nabc\x1b$BK\\", "iso-2022-jp", "日\nabc本", "iso-2022-jp"},
		{"\x1b$BF| K\\\x1b(B", "iso-2022-jp", "日 本", "iso-2022-jp"},
		{"\x1b$A!!\x1b$BF|\x1b(B", "iso-2022-jp-2", "　日", "iso-2022-jp"},
		{"\x1b[1mbold", "iso-2022-jp", "\x1b[1mbold", "us-ascii"},
		/* said to be something else, or nothing */
		{JIS_NIHONGO, NULL, "日本語", "iso-2022-jp"},
		{JIS_NIHONGO, "us-ascii", "日本語", "iso-2022-jp"},
		{JIS_NIHONGO, "utf-8", "日本語", "iso-2022-jp"},
		{JIS_NIHONGO, "x-no-such", "日本語", "iso-2022-jp"},
		/* broken: what can be read is read */
		{"\x1b$BF|K\x1b(Bx", "iso-2022-jp", "日�x", "unknown"},
		{"\x1b$BF|K", "iso-2022-jp", "日�", "unknown"},
		{"\x1b$B)!F|\x1b(B", "iso-2022-jp", "�日", "unknown"},
		{"\x1b(I\x7e\x1b(B", "iso-2022-jp", "�", "unknown"},
		/* kana with the high bit between kanji */
		{"\x1b$BF|\x1b(B\xb1\xb2", "iso-2022-jp", "日ｱｲ", "iso-2022-jp"},
		/* the escapes were stripped */
		{"$BF|K\\8l(B test", "iso-2022-jp", "日本語 test", "iso-2022-jp"},
		{"a $B$\"$$(B b $B%\"(J", NULL, "a あい b ア", "iso-2022-jp"},
		{"$BF|K\\8l(B test", "utf-8", "$BF|K\\8l(B test", "us-ascii"},
		{"cost $Bxx(B and $B", "iso-2022-jp", "cost $Bxx(B and $B", "us-ascii"},
		{"$B(B $@", "iso-2022-jp", "$B(B $@", "us-ascii"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* The label is wrong, or missing: the bytes decide. */
static void test_mislabelled(void)
{
	static const Case cases[] = {
		{"日本語", "iso-2022-jp", "日本語", "utf-8"},
		{"日本語", "shift_jis", "日本語", "utf-8"},
		{"日本語", "iso-8859-1", "日本語", "utf-8"},
		{"caf\xc3\xa9", "iso-8859-1", "café", "utf-8"},
		{SJIS_NIHONGO, "iso-2022-jp", "日本語", "shift_jis"},
		{"\x8e\x52\x93\x63", "iso-2022-jp", "山田", "shift_jis"},
		{EUC_NIHONGO, "iso-2022-jp", "日本語", "euc-jp"},
		{SJIS_NIHONGO, "utf-8", "日本語", "shift_jis"},
		{EUC_NIHONGO, "utf-8", "日本語", "euc-jp"},
		{SJIS_NIHONGO "\x82\xcc", "euc-jp", "日本語の", "shift_jis"},
		{EUC_NIHONGO, "us-ascii", "日本語", "euc-jp"},
		{SJIS_NIHONGO, NULL, "日本語", "shift_jis"},
		{EUC_NIHONGO "\xa5\xc6\xa5\xb9\xa5\xc8", "unknown-8bit", "日本語テスト", "euc-jp"},
		{"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd", "iso-8859-1", "こんにちは",
		 "shift_jis"},
		{"\x83\x41\x83\x43", NULL, "アイ", "shift_jis"},
		{"\xc3\xa8", "shift_jis", "ﾃｨ", "shift_jis"}, /* also e with grave in UTF-8 */
		{"\xc3\xa8", NULL, "è", "utf-8"},
		{"it\x92s \x93now\x94", "us-ascii", "it’s “now”", "windows-1252"},
		{"it\x92s", NULL, "it’s", "windows-1252"},
		{"caf\xe9s", NULL, "cafés", "windows-1252"},
		{"Gr\xf6\xdf"
		 "e",
		 NULL, "Größe", "windows-1252"},
		{"Gr\xfc\xdf"
		 "e",
		 NULL, "Grüße", "windows-1252"},
		{"\xe9t\xe9", "iso-8859-1", "été", "windows-1252"},
		/* few characters, but bytes that no Western text has */
		{"\x8f\x64\x97\x76", NULL, "重要", "shift_jis"},
		{"\x8f\x64\x97\x76", "iso-8859-1", "重要", "shift_jis"},
		/* EUC-JP is half-width kana in the eyes of Shift_JIS */
		{"\xa4\xaa\xa4\xb7\xa4\xe9\xa4\xbb", "shift_jis", "おしらせ", "euc-jp"},
		{"Re: \xa1\xda\xbd\xc5\xcd\xd7\xa1\xdb", NULL, "Re: 【重要】", "euc-jp"},
		/* … and there is a text of nothing else */
		{"\xc3\xbd\xc4\xd2\xb0\xd9\xc3\xde\xbd", NULL, "ﾃｽﾄﾒｰﾙﾃﾞｽ", "shift_jis"},
		{"\xc3\xbd\xc4\xd2\xb0\xd9\xc3\xde\xbd", "utf-8", "ﾃｽﾄﾒｰﾙﾃﾞｽ", "shift_jis"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* Mail from elsewhere, labelled as it should be, is never turned into Japanese. */
static void test_foreign(void)
{
	static const Case cases[] = {
		{"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4", "euc-kr", "안녕하세요", "cp949"},
		{"\x1b$)C\x0e>H3gGO<<?d\x0f.", "iso-2022-kr", "안녕하세요.", "iso-2022-kr"},
		{"\x1b$)C\x0e>H3gGO<<?d\x0f.", NULL, "안녕하세요.", "iso-2022-kr"},
		{"\xc4\xfa\xba\xc3\xa3\xac\xc7\xeb", "gb2312", "您好，请", "gb18030"},
		{"\xb1z\xa6n\xa1"
		 "A\xbd\xd0",
		 "big5", "您好，請", "big5-hkscs"},
		{"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет", "windows-1251"},
		{"\xbf\xe0\xd8\xd2\xd5\xe2", "iso-8859-5", "Привет", "iso-8859-5"},
		{"\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1", "iso-8859-7", "Καλημέρα", "iso-8859-7"},
		{"Dzi\xeakuj\xea, \xa3ukasz", "iso-8859-2", "Dziękuję, Łukasz", "iso-8859-2"},
		{"\xca\xc7\xd1\xca\xb4\xd5", "tis-620", "สวัสดี", "windows-874"},
		{"\xf9\xec\xe5\xed", "iso-8859-8-i", "שלום", "iso-8859-8"},
		{"Tr\xe8s \xe0 bient\xf4t, Fran\xe7ois", "iso-8859-1", "Très à bientôt, François",
		 "windows-1252"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

static void test_broken(void)
{
	static const Case cases[] = {
		{"日本語です\xe3\x81", "utf-8", "日本語です��", "unknown"},
		{"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82", "shift_jis", "こんにち�", "unknown"},
		{"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82", NULL, "こんにち�", "unknown"},
		{"\xa4\xb3\xa4\xf3\xa4\xcb\xa4\xc1\xa4", "euc-jp", "こんにち�", "unknown"},
		{"日本語です\xe3\x81", "shift_jis", "日本語です��", "unknown"},
		{"\x81", "windows-1252", "�", "unknown"},
		/* the declared charset, or the one that reads well but for the damage */
		{"\xe6\x83\x85\xe5\xa0", NULL, "情��", "unknown"},
		{"\xe9\x87\x8d\xe8\xa6\x81\xe3\x81\xaa\x90", NULL, "重要な�", "unknown"},
		{"\xe6\x97\xa5\xff\xe6\x9c\xac", "utf-8", "日�本", "unknown"},
		{"\x91\xe6"
		 "3\x89\xf1 2026\x94",
		 "shift_jis", "第3回 2026�", "unknown"},
		{"\xa4\xa2\xa4\xa4\xa9\xa1\xa4\xa6\xa4\xa8", "euc-jp", "あい�うえ", "unknown"},
		{"\xa4\xa2\xa4\xa4\xa9\xa1\xa4\xa6\xa4\xa8", NULL, "あい�うえ", "unknown"},
		/* lines of two charsets */
		{JIS_NIHONGO "\n" SJIS_NIHONGO "\n" JIS_NIHONGO "\n", "iso-2022-jp",
		 "日本語\n日本語\n日本語\n", "iso-2022-jp"},
		{JIS_NIHONGO "\n日本\n", "iso-2022-jp", "日本語\n日本\n", "iso-2022-jp"},
		{"日本\n" JIS_NIHONGO "\n", "utf-8", "日本\n日本語\n", "iso-2022-jp"},
		{"これは日本語の行です。\n\x82\xb1\x82\xea\n日本語\n", "utf-8",
		 "これは日本語の行です。\nこれ\n日本語\n", "unknown"},
		/* a bit turned over within JIS: what follows stays in step */
		{"\x1b$BF|\xcb\\8l\x1b(B", "iso-2022-jp", "日�語", "unknown"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

static void test_utf16(void)
{
	static const struct {
		const char *in;
		size_t length;
		const char *declared, *want, *used;
	} cases[] = {
		{"\xff\xfe\xe5\x65", 4, NULL, "日", "utf-16"},
		{"\xfe\xff\x65\xe5", 4, "utf-16", "日", "utf-16"},
		{"\0a\0b", 4, "utf-16", "ab", "utf-16"},
		{"a\0b\0", 4, "utf-16", "ab", "utf-16"},
		{"\x65\xe5\x67\x2c", 4, "utf-16be", "日本", "utf-16"},
		{"a\0b\0c\0d\0", 8, NULL, "abcd", "utf-16"},
		{"ab", 2, "utf-16", "ab", "us-ascii"},
		{"\xff\xfe\xe5\x65\x01", 5, NULL, "日�", "unknown"},
		{"\xff\xfe\x00\xd8", 4, NULL, "�", "unknown"},
		/* NULs alone do not make it UTF-16, and are no text */
		{"a\0b", 3, NULL, "ab", "us-ascii"},
		{"\0", 1, NULL, "", "us-ascii"},
		{"\xe6\x97\xa5\0\xe6\x9c\xac", 7, NULL, "日本", "utf-8"},
		{"\xe6\x97\xa5\0\0\0\0\0", 8, "utf-8", "日", "utf-8"},
		{"\x93\xfa\x96\x7b\0\0\0", 7, "shift_jis", "日本", "shift_jis"},
		{"\x1b$BF|\0\x1b(B", 9, "iso-2022-jp", "日", "iso-2022-jp"},
		{"+AAAAYQ-", 8, "utf-7", "a", "utf-7"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *used;
		g_autofree char *got =
			kw_charset_decode(cases[i].in, cases[i].length, cases[i].declared, &used);

		g_assert_cmpstr(got, ==, cases[i].want);
		g_assert_cmpstr(used, ==, cases[i].used);
	}
}

static void test_canonical(void)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{"UTF-8", "utf-8"},
		{"utf8", "utf-8"},
		{" \"UTF-8\";", "utf-8"},
		{"x-sjis", "shift_jis"},
		{"Windows-31J", "shift_jis"},
		{"MS_Kanji", "shift_jis"},
		{"CP50221", "iso-2022-jp"},
		{"iso-2022-jp-ms", "iso-2022-jp"},
		{"cp51932", "euc-jp"},
		{"ISO_8859-1", "windows-1252"},
		{"ISO-8859-15", "iso-8859-15"},
		{"KOI8-R", "koi8-r"},
		{"unknown-8bit", NULL},
		{"x-no-such-charset", NULL},
		{"utf-8//IGNORE", NULL},
		{"../../etc/passwd", NULL},
		{"a-name-of-a-charset-that-is-far-too-long-to-be-one", NULL},
		{"", NULL},
		{NULL, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(kw_charset_canonical(cases[i].in), ==, cases[i].want);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/charset/declared", test_declared);
	g_test_add_func("/charset/iso-2022-jp", test_iso2022jp);
	g_test_add_func("/charset/mislabelled", test_mislabelled);
	g_test_add_func("/charset/foreign", test_foreign);
	g_test_add_func("/charset/broken", test_broken);
	g_test_add_func("/charset/utf-16", test_utf16);
	g_test_add_func("/charset/canonical", test_canonical);
	return g_test_run();
}
