/* RFC 4180, read character by character. What the columns mean is subscribers/roster's. */
#include "subscribers/csv.h"

#include "base/error.h"

#include <string.h>

#define MAX_FIELDS 100

static void row_free(gpointer data)
{
	KwCsvRow *row = data;

	g_ptr_array_unref(row->fields);
	g_free(row);
}

typedef struct {
	const char *at;
	int line;
} Reader;

/* Passes one line end; FALSE where there is none. */
static gboolean pass_line_end(Reader *in)
{
	if (*in->at != '\r' && *in->at != '\n')
		return FALSE;
	in->at += in->at[0] == '\r' && in->at[1] == '\n' ? 2 : 1;
	in->line++;
	return TRUE;
}

static gboolean is_field_end(char c)
{
	return c == ',' || c == '\r' || c == '\n' || c == '\0';
}

/* After the opening quote, to the closing one. */
static gboolean read_quoted(Reader *in, GString *out, GError **error)
{
	int start = in->line;

	for (;; in->at++) {
		if (*in->at == '\0') {
			kw_error_set(error, KW_ERROR_DATA, "line %d: a quote is never closed",
				     start);
			return FALSE;
		}
		if (*in->at == '"' && *++in->at != '"')
			break;
		in->line += *in->at == '\n' || (*in->at == '\r' && in->at[1] != '\n');
		g_string_append_c(out, *in->at);
	}
	while (*in->at == ' ' || *in->at == '\t')
		in->at++;
	if (is_field_end(*in->at))
		return TRUE;
	kw_error_set(error, KW_ERROR_DATA, "line %d: text after a closing quote", in->line);
	return FALSE;
}

static char *read_field(Reader *in, GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*in->at == ' ' || *in->at == '\t')
		in->at++;
	if (*in->at == '"') {
		in->at++;
		if (!read_quoted(in, out, error))
			return NULL;
	} else {
		const char *start = in->at;

		while (!is_field_end(*in->at))
			in->at++;
		g_string_append_len(out, start, in->at - start);
	}
	return g_strstrip(g_string_free(g_steal_pointer(&out), FALSE));
}

/* A spreadsheet writes rows of nothing but commas below its table. */
static gboolean is_empty(const KwCsvRow *row)
{
	for (guint i = 0; i < row->fields->len; i++)
		if (*(const char *)row->fields->pdata[i])
			return FALSE;
	return TRUE;
}

static KwCsvRow *read_row(Reader *in, GError **error)
{
	KwCsvRow *row = g_new0(KwCsvRow, 1);

	row->line = in->line;
	row->fields = g_ptr_array_new_with_free_func(g_free);
	do {
		char *field = row->fields->len < MAX_FIELDS ? read_field(in, error) : NULL;

		if (!field) {
			if (row->fields->len == MAX_FIELDS)
				kw_error_set(error, KW_ERROR_DATA, "line %d: more than %d fields",
					     row->line, MAX_FIELDS);
			row_free(row);
			return NULL;
		}
		g_ptr_array_add(row->fields, field);
	} while (*in->at == ',' && in->at++);
	pass_line_end(in);
	return row;
}

GPtrArray *kw_csv_parse(const char *text, int max_rows, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	Reader in = {.at = text, .line = 1};

	for (;;) {
		while (pass_line_end(&in))
			;
		if (!*in.at)
			return g_steal_pointer(&rows);
		KwCsvRow *row = read_row(&in, error);
		if (!row)
			return NULL;
		if (is_empty(row)) {
			row_free(row);
			continue;
		}
		g_ptr_array_add(rows, row);
		if ((int)rows->len > max_rows) {
			kw_error_set(error, KW_ERROR_DATA, "line %d: more than %d rows", row->line,
				     max_rows);
			return NULL;
		}
	}
}
