/* Results of statements: filled by a driver, read by the table modules.
 *
 * A result is a copy in memory, so that no cursor stays open across a write: one open reader stops
 * SQLite's checkpoints and makes every writer slower. Who expects many rows asks with a LIMIT.
 * Cells are typed alike by both drivers; reading one as another type is a programmer's error.
 */
#include "driver.h"

typedef struct {
	int kind; /* KW_P_… */
	int64_t i;
	char *text;
	GBytes *blob;
} Cell;

struct KwRows {
	int columns;
	gssize at; /* row, -1 before the first */
	GArray *cells;
	GStringChunk *texts;
};

static void clear_cell(gpointer data)
{
	Cell *cell = data;

	g_clear_pointer(&cell->blob, g_bytes_unref);
}

KwRows *kw_rows_new(int columns)
{
	KwRows *rows = g_new0(KwRows, 1);

	rows->columns = columns;
	rows->at = -1;
	rows->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	g_array_set_clear_func(rows->cells, clear_cell);
	rows->texts = g_string_chunk_new(1024);
	return rows;
}

void kw_rows_free(KwRows *rows)
{
	if (!rows)
		return;
	g_array_unref(rows->cells);
	g_string_chunk_free(rows->texts);
	g_free(rows);
}

void kw_rows_add_null(KwRows *rows)
{
	Cell cell = {.kind = KW_P_NULL};

	g_array_append_val(rows->cells, cell);
}

void kw_rows_add_int(KwRows *rows, int64_t value)
{
	Cell cell = {.kind = KW_P_INT, .i = value};

	g_array_append_val(rows->cells, cell);
}

void kw_rows_add_text(KwRows *rows, const char *text, size_t length)
{
	Cell cell = {.kind = KW_P_TEXT,
		     .text = g_string_chunk_insert_len(rows->texts, text, (gssize)length)};

	g_array_append_val(rows->cells, cell);
}

void kw_rows_add_blob(KwRows *rows, const void *bytes, size_t length)
{
	Cell cell = {.kind = KW_P_BLOB, .blob = g_bytes_new(bytes, length)};

	g_array_append_val(rows->cells, cell);
}

size_t kw_rows_count(const KwRows *rows)
{
	return rows->columns ? rows->cells->len / (guint)rows->columns : 0;
}

gboolean kw_rows_next(KwRows *rows)
{
	if (rows->at + 1 >= (gssize)kw_rows_count(rows))
		return FALSE;
	rows->at++;
	return TRUE;
}

/* NULL where the cell is SQL NULL. */
static const Cell *cell_at(const KwRows *rows, int column, int kind)
{
	const Cell *cell;

	g_assert(rows->at >= 0 && column >= 0 && column < rows->columns);
	cell = &g_array_index(rows->cells, Cell, rows->at * rows->columns + column);
	if (cell->kind == KW_P_NULL)
		return NULL;
	g_assert(cell->kind == kind || kind == KW_P_NULL);
	return cell;
}

gboolean kw_rows_is_null(const KwRows *rows, int column)
{
	return !cell_at(rows, column, KW_P_NULL);
}

int64_t kw_rows_int(const KwRows *rows, int column)
{
	const Cell *cell = cell_at(rows, column, KW_P_INT);

	return cell ? cell->i : 0;
}

const char *kw_rows_text(const KwRows *rows, int column)
{
	const Cell *cell = cell_at(rows, column, KW_P_TEXT);

	return cell ? cell->text : NULL;
}

GBytes *kw_rows_blob(const KwRows *rows, int column)
{
	const Cell *cell = cell_at(rows, column, KW_P_BLOB);

	return cell ? g_bytes_ref(cell->blob) : NULL;
}
