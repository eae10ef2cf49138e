/* Repair, one line, tidying, width, cutting, folding. */
#include "base/text.h"

#include <string.h>

typedef struct {
	const char *in, *want;
} Pair;

static void check(const Pair *pairs, size_t n, char *(*run)(const char *))
{
	for (size_t i = 0; i < n; i++) {
		g_autofree char *got = run(pairs[i].in);

		g_assert_cmpstr(got, ==, pairs[i].want);
	}
}

static void test_repair(void)
{
	static const struct {
		const char *in;
		gssize length;
		const char *want;
	} cases[] = {
		{"", 0, ""},
		{"", -1, ""},
		{NULL, 0, ""},
		{"瓦版", -1, "瓦版"},
		{"abc", 2, "ab"},
		{"\xef\xbb\xbf"
		 "a",
		 -1, "a"},
		{"\xef\xbb\xbf", -1, ""},
		{"a\0b", 3, "a�b"},
		{"a\xff"
		 "b",
		 -1, "a�b"},
		{"\xe7\x93", -1, "��"},           /* cut in a character */
		{"\xc0\x80", -1, "��"},           /* overlong NUL */
		{"\xed\xa0\x80", -1, "���"},      /* surrogate */
		{"\xf4\x90\x80\x80", -1, "����"}, /* beyond Unicode */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_text_repair(cases[i].in, cases[i].length);

		g_assert_cmpstr(got, ==, cases[i].want);
		g_assert_true(kw_text_is_valid(got, strlen(got)));
	}
}

static void test_is_valid(void)
{
	g_assert_true(kw_text_is_valid("", 0));
	g_assert_true(kw_text_is_valid(NULL, 0));
	g_assert_true(kw_text_is_valid("あ", 3));
	g_assert_false(kw_text_is_valid("あ", 2));
	g_assert_false(kw_text_is_valid("a\0b", 3));
}

static void test_japanese(void)
{
	g_assert_true(kw_text_has_japanese("OSを"));
	g_assert_true(kw_text_has_japanese("ー"));
	g_assert_true(kw_text_has_japanese("々"));
	g_assert_false(kw_text_has_japanese("Ünïcode 1.2、。"));
	g_assert_false(kw_text_has_japanese(""));
}

static void test_one_line(void)
{
	static const Pair pairs[] = {
		{"", ""},
		{" \t\r\n", ""},
		{"件名\r\n 続き", "件名 続き"},
		{"　 題\xc2\xa0", "題"},
		{"a\xe2\x80\xa8"
		 "b\x07\x7f"
		 "c",
		 "a b c"},
		{"山田　太郎", "山田 太郎"},
		{"evil\xe2\x80\xaegpj.exe", "evilgpj.exe"},
		{"\xef\xbb\xbf題\xe2\x80\x8b名", "題名"},
		{"銀\xe2\x81\xa1行\xef\xb8\x89の\xe2\x81\xa4お\xc2\xad知らせ", "銀行のお知らせ"},
		/* the form of a kanji in a name */
		{"葛\xf3\xa0\x84\x80飾", "葛飾"},
	};

	check(pairs, G_N_ELEMENTS(pairs), kw_text_one_line);
}

static void test_tidy(void)
{
	static const Pair pairs[] = {
		{"", ""},
		{"\n \n\t\n", ""},
		{"a", "a"},
		{"\r\n\r\na \t\r\n\r\n\r\n\r\nb　\r\n", "a\n\nb"},
		{"a\rb\nc", "a\nb\nc"},
		{"　段落\n  ・一\n\n　　二", "　段落\n  ・一\n\n　　二"},
		{"a\n \n \nb", "a\n\nb"},
		{"\x1b[1mred\x08\tx", "[1mred\tx"},
		{"a\xe2\x80\xa8"
		 "b\x0c"
		 "c",
		 "a\nb\nc"},
		{"\n  a", "  a"},
	};

	check(pairs, G_N_ELEMENTS(pairs), kw_text_tidy);
}

static void test_width(void)
{
	static const struct {
		const char *text;
		int width;
	} cases[] = {
		{"", 0},     {"abc", 3}, {"瓦版", 4},      {"ｱｲｳ", 3},
		{"ＡＢ", 4}, {"が", 2},  {"e\xcc\x81", 1}, {"か\xe3\x82\x99", 2},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(kw_text_width(cases[i].text), ==, cases[i].width);
}

static void test_cut(void)
{
	static const struct {
		const char *in;
		size_t max;
		const char *want;
	} cases[] = {
		{"瓦版", 2, "瓦版"},
		{"瓦版新聞", 3, "瓦版…"},
		{"ab cd", 4, "ab…"},
		{"abc", 1, "…"},
		{"abc", 0, ""},
		{"", 0, ""},
		{"e\xcc\x81"
		 "bc",
		 2, "…"},
		{"abcdef", 100, "abcdef"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = kw_text_cut(cases[i].in, cases[i].max);

		g_assert_cmpstr(got, ==, cases[i].want);
		g_assert_cmpint(g_utf8_strlen(got, -1), <=, cases[i].max);
	}
}

/* Pieces are folded one by one: what composes stays together, wherever a piece may end. */
static void test_fold_long(void)
{
	for (int shift = 0; shift < 8; shift++) {
		g_autoptr(GString) in = g_string_new(NULL), want = g_string_new(NULL);

		for (int i = 0; i < shift; i++) {
			g_string_append(in, "x");
			g_string_append(want, "x");
		}
		for (int i = 0; i < 2000; i++) {
			g_string_append(in, "か\xe3\x82\x99ｶﾞe\xcc\x81");
			g_string_append(want, "がガ\xc3\xa9");
		}
		g_autofree char *folded = kw_text_fold(in->str);
		g_assert_cmpstr(folded, ==, want->str);
	}
}

static void test_fold(void)
{
	static const Pair pairs[] = {
		{"", ""},
		{"ＡＢＣ　ﾃｽﾄ", "abc テスト"},
		{"Straße", "strasse"},
		{"①㈱", "1(株)"},
		{" A\n\tB ", "a b"},
		{"\xe3\x80\x9c", "~"},
		{"\xef\xbd\x9e", "~"},
		{"か\xe3\x82\x99", "が"},
	};
	/* the same JIS cell, read with the table of JIS and with that of Microsoft */
	static const Pair same[] = {
		{"\xe3\x80\x9c", "\xef\xbd\x9e"}, {"\xe2\x80\x96", "\xe2\x88\xa5"},
		{"\xe2\x88\x92", "\xef\xbc\x8d"}, {"\xc2\xa2", "\xef\xbf\xa0"},
		{"\xc2\xa3", "\xef\xbf\xa1"},     {"\xc2\xac", "\xef\xbf\xa2"},
		{"\xe2\x80\x94", "\xe2\x80\x95"},
	};

	check(pairs, G_N_ELEMENTS(pairs), kw_text_fold);
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autofree char *a = kw_text_fold(same[i].in), *b = kw_text_fold(same[i].want);

		g_assert_cmpstr(a, ==, b);
	}
}

static void test_plain_end(void)
{
	static const struct {
		const char *plain, *rest;
	} rows[] = {
		{"", ""},
		{"Foo-1.2", " bar"},
		{"脆弱性「ア」、ーー。", "\n"},
		{"A", "\xc3\xa9"},
		{"か", "\xe3\x82\x99"}, /* which combine */
		{"1", "\xef\xbd\x9e"
		      "2"},
		{"1", "\xe3\x80\x9c"
		      "2"}, /* folds to "~" */
		{"", "\xe3\x80\x80"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strconcat(rows[i].plain, rows[i].rest, NULL);

		g_assert_cmpstr(kw_text_plain_end(text), ==, rows[i].rest);
	}
}

/* Runs, letters held back and pieces give what the tables of Unicode say of the whole. */
static void test_fold_random(void)
{
	static const char *const letters[] = {"a",  "B",        " ",  "\n", "か", "ハ",
					      "漢", "「",       "Ａ", "ｶ",  "ﾞ",  "゙",
					      "e",  "\xcc\x81", "É",  "ß",  "㈱", "ー"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);

	for (int round = 0; round < 20000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (int n = g_rand_int_range(rand, 0, 12); n > 0; n--)
			g_string_append(text,
					letters[g_rand_int_range(rand, 0, G_N_ELEMENTS(letters))]);
		g_autofree char *compatible = g_utf8_normalize(text->str, -1, G_NORMALIZE_NFKC);
		g_autofree char *lower = g_utf8_casefold(compatible, -1);
		g_autofree char *again = g_utf8_normalize(lower, -1, G_NORMALIZE_NFKC);
		g_autofree char *want = kw_text_one_line(again);
		g_autofree char *folded = kw_text_fold(text->str);

		g_assert_cmpstr(folded, ==, want);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/repair", test_repair);
	g_test_add_func("/text/is-valid", test_is_valid);
	g_test_add_func("/text/japanese", test_japanese);
	g_test_add_func("/text/one-line", test_one_line);
	g_test_add_func("/text/tidy", test_tidy);
	g_test_add_func("/text/width", test_width);
	g_test_add_func("/text/cut", test_cut);
	g_test_add_func("/text/fold-long", test_fold_long);
	g_test_add_func("/text/fold", test_fold);
	g_test_add_func("/text/plain-end", test_plain_end);
	g_test_add_func("/text/fold-random", test_fold_random);
	return g_test_run();
}
