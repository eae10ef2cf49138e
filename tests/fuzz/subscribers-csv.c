/* subscribers/csv on any bytes, as a list comes in: decoded, repaired, cut into rows; in pieces it
 * is the same list. */
#include "subscribers/csv.h"

#include "base/charset.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const KwCsvRow *row, int after)
{
	size_t bytes = 0;

	g_assert(row->line > after);
	g_assert(row->fields->len >= 1 && row->fields->len <= 100);
	for (guint f = 0; f < row->fields->len; f++) {
		const char *field = row->fields->pdata[f];

		g_assert(g_utf8_validate(field, -1, NULL));
		bytes += strlen(field);
	}
	g_assert(bytes > 0);
}

/* The rows, as one text; "" where it ends with an error. */
static char *read_all(const char *text, size_t piece)
{
	g_autoptr(KwCsv) csv = kw_csv_new();
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	int line = 0;

	for (size_t at = 0, length = strlen(text); at <= length && !error; at += piece) {
		gboolean is_end = length - at < piece;
		g_autofree char *part = g_strndup(text + at, piece);
		KwCsvRow *row;

		kw_csv_feed(csv, part);
		while ((row = kw_csv_next(csv, is_end, &error))) {
			check_row(row, line);
			line = row->line;
			for (guint f = 0; f < row->fields->len; f++)
				g_string_append_printf(out, "%d[%s]", line,
						       (char *)row->fields->pdata[f]);
			kw_csv_row_free(row);
		}
	}
	return error ? g_strdup("") : g_string_free(g_steal_pointer(&out), FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_charset_decode(data, size, NULL, NULL);
	g_autofree char *clean = kw_text_repair(text, -1);
	g_autofree char *whole = read_all(clean, strlen(clean) + 1);

	if (strlen(clean) < 4096) { /* a piece in the middle of a row is read again */
		g_autofree char *pieces = read_all(clean, 7);

		g_assert_cmpstr(whole, ==, pieces);
	}
	return 0;
}
