/* Comma-separated values (RFC 4180): rows of fields, with line numbers, read piece by piece. */
#pragma once

#include <glib.h>

typedef struct {
	int line;          /* where the row starts, 1-based */
	GPtrArray *fields; /* char *, owned, white space at both ends removed */
} KwCsvRow;
void kw_csv_row_free(KwCsvRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwCsvRow, kw_csv_row_free)

/* A reader that holds one row and the piece of text it was fed last. */
typedef struct KwCsv KwCsv;
KwCsv *kw_csv_new(void);
void kw_csv_free(KwCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwCsv, kw_csv_free)

/* UTF-8; cut anywhere. */
void kw_csv_feed(KwCsv *csv, const char *text);

/* The next row; NULL without error: it wants more text, or (`is_end`) there is none left. Rows
 * whose fields are all empty are skipped. CR, LF and CRLF end a row; quoted fields may hold them.
 * KW_ERROR_DATA with the line: a quote that is not closed, text after a closing quote, more than
 * 100 fields, a row of more than 1 MiB. */
KwCsvRow *kw_csv_next(KwCsv *csv, gboolean is_end, GError **error);

/* One row as it is written, with its line end (CRLF). A field that a spreadsheet would take for a
 * formula gets a blank before it. */
char *kw_csv_format(const char *const *fields, size_t n);
