/* Comma-separated values (RFC 4180): rows of fields, with line numbers. */
#pragma once

#include <glib.h>

typedef struct {
	int line;          /* where the row starts, 1-based */
	GPtrArray *fields; /* char *, owned, white space at both ends removed */
} KwCsvRow;

/* UTF-8 text to rows; lines whose fields are all empty are skipped. CR, LF and CRLF end a row;
 * quoted fields may hold them. KW_ERROR_DATA with the line: an unclosed quote, text after a closing
 * quote, more than `max_rows` rows or 100 fields. KwCsvRow *, owned. */
GPtrArray *kw_csv_parse(const char *text, int max_rows, GError **error);
