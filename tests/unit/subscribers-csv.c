/* csv: RFC 4180 and what spreadsheets make of it. */
#include "subscribers/csv.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static gboolean take_rows(KwCsv *csv, gboolean is_end, GPtrArray *rows, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwCsvRow *row;

	while ((row = kw_csv_next(csv, is_end, &trouble)))
		g_ptr_array_add(rows, row);
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

/* All rows, fed in pieces of so many bytes. */
static GPtrArray *read_all(const char *text, size_t piece, GError **error)
{
	g_autoptr(KwCsv) csv = kw_csv_new();
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)kw_csv_row_free);

	for (size_t at = 0, length = strlen(text); at < length; at += piece) {
		g_autofree char *part = g_strndup(text + at, piece);

		kw_csv_feed(csv, part);
		if (!take_rows(csv, FALSE, rows, error))
			return NULL;
	}
	return take_rows(csv, TRUE, rows, error) ? g_steal_pointer(&rows) : NULL;
}

/* "1:[a][b] 3:[c]" */
static char *as_text(const GPtrArray *rows)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const KwCsvRow *row = rows->pdata[i];

		g_string_append_printf(text, "%s%d:", i ? " " : "", row->line);
		for (guint f = 0; f < row->fields->len; f++)
			g_string_append_printf(text, "[%s]", (char *)row->fields->pdata[f]);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void test_rows(void)
{
	static const struct {
		const char *csv, *wanted;
	} cases[] = {
		{"", ""},
		{"\n\r\n\r\r\n", ""},
		{"a", "1:[a]"},
		{"a,b\nc,d\n", "1:[a][b] 2:[c][d]"},
		{"a,b\r\nc,d", "1:[a][b] 2:[c][d]"},
		{"a,b\rc,d\r", "1:[a][b] 2:[c][d]"},
		{"a\n\n\nb\n", "1:[a] 4:[b]"},
		{" a , b\t\n", "1:[a][b]"},
		{"a,\n,b\n", "1:[a][] 2:[][b]"},
		{"a,,,\n", "1:[a][][][]"},
		{"a\n,,,\n \t\n\"\",\"\"\nb\n", "1:[a] 5:[b]"}, /* rows of nothing */
		{"\"a\",\"b\"\n", "1:[a][b]"},
		{"\"a,b\",c", "1:[a,b][c]"},
		{"\"a\"\"b\"", "1:[a\"b]"},
		{"\"\"\"\"", "1:[\"]"},
		{"\"a\" , \"b\" \n", "1:[a][b]"},
		{"\"a\nb\",c\nd\n", "1:[a\nb][c] 3:[d]"},
		{"\"a\r\nb\"\r\nc", "1:[a\r\nb] 3:[c]"},
		{"\"a\rb\"\rc", "1:[a\rb] 3:[c]"},
		{"a\"b\",c", "1:[a\"b\"][c]"}, /* a quote that opens nothing */
		{"株式会社みほん,すずめ\n", "1:[株式会社みほん][すずめ]"},
	};

	for (size_t i = 0; i < 4 * G_N_ELEMENTS(cases); i++) {
		const char *wanted = cases[i / 4].wanted;
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray)
			rows = read_all(cases[i / 4].csv, i % 4 ? i % 4 : 1000, &error);

		kw_assert_ok(error);
		g_autofree char *text = as_text(rows);
		g_assert_cmpstr(text, ==, wanted);
	}
}

static void test_errors(void)
{
	static const struct {
		const char *csv, *wanted;
	} cases[] = {
		{"\"", "line 1: a quote is never closed"},
		{"a\nb,\"c\nd\n", "line 2: a quote is never closed"},
		{"\"a\"\"", "line 1: a quote is never closed"},
		{"a\n\"b\"c\n", "line 2: text after a closing quote"},
		{"\"a\nb\" c", "line 2: text after a closing quote"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(read_all(cases[i].csv, 1000, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].wanted);
		g_assert_null(read_all(cases[i].csv, 1, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].wanted);
		g_assert_null(read_all(cases[i].csv, 1000, NULL));
	}
}

static void test_ceilings(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *commas = g_strnfill(99, ',');
	g_autofree char *hundred = g_strconcat("x", commas, "\n", NULL);
	g_autofree char *more = g_strconcat("a\nx", commas, ",\n", NULL);
	g_autoptr(GPtrArray) fields = read_all(hundred, 1000, &error);
	g_autofree char *text = g_strnfill(2 * 1024 * 1024, 'x');
	g_autofree char *long_row = g_strconcat("a\n\"", text, "\"\n", NULL);

	kw_assert_ok(error);
	g_assert_cmpuint(((KwCsvRow *)fields->pdata[0])->fields->len, ==, 100);
	g_assert_null(read_all(more, 1000, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "line 2: more than 100 fields");
	g_assert_null(read_all(long_row, 256 * 1024, &error));
	g_assert_nonnull(strstr(error->message, "more than 1 MiB"));
}

static void test_format(void)
{
	static const char *const fields[] = {"a", "b,\"c\"", NULL, "=1+1", "x\ny", "-"};
	g_autofree char *row = kw_csv_format(fields, G_N_ELEMENTS(fields));
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = read_all(row, 1000, &error);
	g_autofree char *back = as_text(rows);

	g_assert_cmpstr(row, ==, "\"a\",\"b,\"\"c\"\"\",\"\",\" =1+1\",\"x\ny\",\" -\"\r\n");
	g_assert_cmpstr(back, ==, "1:[a][b,\"c\"][][=1+1][x\ny][-]");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/csv/rows", test_rows);
	g_test_add_func("/csv/errors", test_errors);
	g_test_add_func("/csv/ceilings", test_ceilings);
	g_test_add_func("/csv/format", test_format);
	return g_test_run();
}
