/* subscribers/csv on any bytes, as a list comes in: decoded, repaired, cut into rows. */
#include "subscribers/csv.h"

#include "base/charset.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#define MAX_ROWS 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = kw_charset_decode(data, size, NULL, NULL);
	g_autofree char *clean = kw_text_repair(text, -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_csv_parse(clean, MAX_ROWS, &error);
	int line = 0;

	g_assert((rows != NULL) == (error == NULL));
	g_assert(!rows || rows->len <= MAX_ROWS);
	for (guint i = 0; rows && i < rows->len; i++) {
		const KwCsvRow *row = rows->pdata[i];
		size_t bytes = 0;

		g_assert(row->line > line);
		line = row->line;
		g_assert(row->fields->len >= 1 && row->fields->len <= 100);
		for (guint f = 0; f < row->fields->len; f++) {
			const char *field = row->fields->pdata[f];

			g_assert(g_utf8_validate(field, -1, NULL));
			bytes += strlen(field);
		}
		g_assert(bytes > 0);
	}
	return 0;
}
