/* base/charset: every cell against another's tables, any bytes, and the shared samples. */
#include "base/charset.h"

#include "../support/testing.h"

#include <string.h>

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
	g_test_add_func("/charset/all-cells", test_all_cells);
	g_test_add_func("/charset/any-bytes", test_any_bytes);
	g_test_add_func("/charset/samples", test_samples);
	return g_test_run();
}
