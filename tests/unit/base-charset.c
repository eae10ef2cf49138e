/* Which charset, and what it says. The bytes are our own; a reading of all cells of JIS X 0208 is
 * compared between the three Japanese charsets, and the samples of others are read where present.
 */
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

/* ---- every cell, against another's tables ---- */

typedef struct {
	const char *set, *declared;
	int first, last; /* second bytes */
	const char *before, *after;
	guint8 high;  /* added to both bytes */
	int known;    /* cells with a character: 6,879 of JIS X 0208, 457 of NEC and IBM … */
	int restated; /* of these, we say something else */
} CellSet;

/* The first byte of a line of the table, and where its characters begin. */
static guint8 read_lead(const char *line, const char **cells)
{
	char *end;
	guint8 lead = (guint8)strtoul(strchr(line, ' '), &end, 16);

	*cells = end + 1;
	return lead;
}

/* The cells of one line, each decoded by itself, strictly as what it is. */
static void compare_row(const CellSet *set, guint8 lead, const char *wanted, int *known,
			int *restated)
{
	const char *p = wanted;

	for (int trail = set->first; trail <= set->last; trail++, p = g_utf8_next_char(p)) {
		/* hiragana around it, so that the charset is never in doubt */
		g_autofree char *want = g_strndup(p, (gsize)(g_utf8_next_char(p) - p));
		g_autoptr(GString) in = g_string_new(set->before);
		g_autofree char *got = NULL, *cell = NULL;

		g_string_append_c(in, (char)(lead | set->high));
		g_string_append_c(in, (char)(trail | set->high));
		g_string_append(in, set->after);
		got = kw_charset_decode(in->str, in->len, set->declared, NULL);
		g_assert_true(g_str_has_prefix(got, "ああああ"));
		g_assert_true(g_str_has_suffix(got, "いいいい"));
		cell = g_strndup(got + strlen("ああああ"),
				 strlen(got) - strlen("ああああいいいい"));
		if (strcmp(want, "\xef\xbf\xbd") == 0) {
			/* a trail that is ASCII by itself may stay behind the hole */
			if (!g_str_has_prefix(cell, want) && !set->restated)
				g_error("%s %02x%02x: \"%s\", where there is none", set->set, lead,
					trail, cell);
			continue;
		}
		(*known)++;
		*restated += strcmp(cell, want) != 0;
		if (strcmp(cell, want) != 0 && !set->restated)
			g_error("%s %02x%02x: \"%s\", not \"%s\"", set->set, lead, trail, cell,
				want);
	}
	g_assert_cmpint(*p, ==, '\n');
}

#define JIS_A  "$\"$\"$\"$\""
#define JIS_I  "$$$$$$$$"
#define EUC_A  "\xa4\xa2\xa4\xa2\xa4\xa2\xa4\xa2"
#define EUC_I  "\xa4\xa4\xa4\xa4\xa4\xa4\xa4\xa4"
#define SJIS_A "\x82\xa0\x82\xa0\x82\xa0\x82\xa0"
#define SJIS_I "\x82\xa2\x82\xa2\x82\xa2\x82\xa2"

/* ISO-2022-JP, EUC-JP and Shift_JIS, cell by cell, against tests/support/textdecoder-cells.txt:
 * what Node's TextDecoder makes of each (how the table was made: textdecoder-cells.js beside it).
 * The broken bar of JIS X 0212 is full-width here, as Microsoft has it. */
static void test_all_cells(void)
{
	static const CellSet sets[] = {
		{"jis", "iso-2022-jp", 0x21, 0x7e, "\x1b$B" JIS_A, JIS_I "\x1b(B", 0, 7336, 0},
		{"jis", "euc-jp", 0x21, 0x7e, EUC_A, EUC_I, 0x80, 7336, 0},
		{"0212", "euc-jp", 0x21, 0x7e, EUC_A "\x8f", EUC_I, 0x80, 6067, 1},
		{"0212", "iso-2022-jp", 0x21, 0x7e, "\x1b$B" JIS_A "\x1b$(D",
		 "\x1b$B" JIS_I "\x1b(B", 0, 6067, 1},
		{"sjis", "shift_jis", 0x40, 0xfc, SJIS_A, SJIS_I, 0, 9604, 0},
	};
	const char *path = "tests/support/textdecoder-cells.txt";
	g_autofree char *table = NULL;

	g_assert_true(g_file_get_contents(path, &table, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
		const CellSet *set = &sets[i];
		g_autofree char *start = g_strdup_printf("%s ", set->set);
		int known = 0, restated = 0, rows = 0;

		for (const char *line = table; *line; line = strchr(line, '\n') + 1) {
			const char *cells;
			guint8 lead;

			if (!g_str_has_prefix(line, start))
				continue;
			lead = read_lead(line, &cells);
			compare_row(set, lead, cells, &known, &restated);
			rows++;
		}
		g_test_message("%s as %s: %d characters in %d rows, %d said otherwise", set->set,
			       set->declared, known, rows, restated);
		g_assert_cmpint(known, ==, set->known);
		g_assert_cmpint(restated, ==, set->restated);
	}
}

/* Every byte sequence comes out as text. */
static void test_any_bytes(void)
{
	static const char *const declared[] = {NULL,          "utf-8",  "iso-2022-jp", "shift_jis",
					       "euc-jp",      "utf-7",  "utf-16",      "utf-32",
					       "iso-2022-kr", "gb2312", "iso-8859-1",  "cp949"};
	guint32 seed = 20261117;

	for (int round = 0; round < 2000; round++) {
		char bytes[64];
		size_t length = (size_t)(round % (int)sizeof(bytes));

		for (size_t i = 0; i < length; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)(seed >> 24);
		}
		for (size_t i = 0; i < G_N_ELEMENTS(declared); i++) {
			const char *used = NULL;
			g_autofree char *got = kw_charset_decode(bytes, length, declared[i], &used);

			g_assert_true(g_utf8_validate(got, -1, NULL));
			g_assert_nonnull(used);
		}
	}
}

/* The body of each sample with its declared charset; only those that are not transfer-encoded. */
static void test_samples(void)
{
	static const struct {
		const char *file, *declared, *part;
	} cases[] = {
		{"01_nec_row13_body.eml", "iso-2022-jp", "①"},
		{"02_taka_body.eml", "iso-2022-jp", "髙"},
		{"03_halfkana_escI.eml", "iso-2022-jp", "ｱｳｲ end"},
		{"07_unknown8bit.eml", "unknown-8bit", "日本語テスト"},
		{"17_esc_stripped.eml", "iso-2022-jp", "日本語 test"},
		{"18_utf8_mislabelled_iso2022jp.eml", "iso-2022-jp", "日本語"},
		{"19_nocharset_jis.eml", NULL, "日本"},
	};
	const char *corpora = kw_testing_shared_corpora();

	if (!corpora) {
		g_test_skip("no shared corpora (KW_CORPORA)");
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path =
			g_build_filename(corpora, "samples", "charset", cases[i].file, NULL);
		g_autofree char *mail = NULL, *got = NULL;
		const char *body;
		gsize length;

		g_assert_true(g_file_get_contents(path, &mail, &length, NULL));
		body = strstr(mail, "\r\n\r\n");
		g_assert_nonnull(body);
		got = kw_charset_decode(body, length - (gsize)(body - mail), cases[i].declared,
					NULL);
		if (!strstr(got, cases[i].part))
			g_error("%s: \"%s\" is not in \"%s\"", cases[i].file, cases[i].part, got);
	}
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
	g_test_add_func("/charset/all-cells", test_all_cells);
	g_test_add_func("/charset/any-bytes", test_any_bytes);
	g_test_add_func("/charset/samples", test_samples);
	return g_test_run();
}
