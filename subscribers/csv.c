/* RFC 4180, read character by character; a row that is not yet whole is read again from its start.
 * What the columns mean is subscribers/roster's. */
#include "subscribers/csv.h"

#include "base/error.h"

#include <string.h>

#define MAX_FIELDS 100
#define MAX_BYTES  (1024 * 1024) /* of a row: above it a quote was not closed */

struct KwCsv {
	GString *text;
	size_t at; /* what stands before it was given out */
	int line;
};

void kw_csv_row_free(KwCsvRow *row)
{
	g_ptr_array_unref(row->fields);
	g_free(row);
}

KwCsv *kw_csv_new(void)
{
	KwCsv *csv = g_new0(KwCsv, 1);

	csv->text = g_string_new(NULL);
	csv->line = 1;
	return csv;
}

void kw_csv_free(KwCsv *csv)
{
	g_string_free(csv->text, TRUE);
	g_free(csv);
}

void kw_csv_feed(KwCsv *csv, const char *text)
{
	g_string_erase(csv->text, 0, (gssize)csv->at);
	csv->at = 0;
	g_string_append(csv->text, text);
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
			kw_csv_row_free(row);
			return NULL;
		}
		g_ptr_array_add(row->fields, field);
	} while (*in->at == ',' && in->at++);
	pass_line_end(in);
	return row;
}

/* What was fed so far may end within a row, or between CR and LF. */
static gboolean is_whole(const Reader *in, const KwCsvRow *row)
{
	return *in->at || (row && in->at[-1] == '\n');
}

/* A row at `in`; NULL without error: more text is wanted. */
static KwCsvRow *try_row(Reader *in, gboolean is_end, GError **error)
{
	const char *start = in->at;
	int line = in->line;
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwCsvRow) row = read_row(in, &trouble);

	if (is_end || is_whole(in, row)) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		return g_steal_pointer(&row);
	}
	if (in->at - start > MAX_BYTES)
		kw_error_set(error, KW_ERROR_DATA,
			     "line %d: a row of more than 1 MiB; is a quote not closed?", line);
	return NULL;
}

KwCsvRow *kw_csv_next(KwCsv *csv, gboolean is_end, GError **error)
{
	for (;;) {
		Reader in = {.at = csv->text->str + csv->at, .line = csv->line};
		KwCsvRow *row;

		while ((is_end || in.at[0] != '\r' || in.at[1]) && pass_line_end(&in))
			;
		csv->at = (size_t)(in.at - csv->text->str);
		csv->line = in.line;
		row = *in.at && (is_end || *in.at != '\r') ? try_row(&in, is_end, error) : NULL;
		if (!row)
			return NULL;
		csv->at = (size_t)(in.at - csv->text->str);
		csv->line = in.line;
		if (!is_empty(row))
			return row;
		kw_csv_row_free(row);
	}
}

/* --- writing --- */

static void append_field(GString *out, const char *field)
{
	g_string_append_c(out, '"');
	if (*field && strchr("=+-@", *field))
		g_string_append_c(out, ' ');
	for (; *field; field++) {
		if (*field == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *field);
	}
	g_string_append_c(out, '"');
}

char *kw_csv_format(const char *const *fields, size_t n)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < n; i++) {
		if (i)
			g_string_append_c(out, ',');
		append_field(out, fields[i] ? fields[i] : "");
	}
	g_string_append(out, "\r\n");
	return g_string_free(out, FALSE);
}
