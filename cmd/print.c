/* Tables and JSON on standard output. Whether all of it could be written is checked once, by
 * main(), at the end. */
#include "print.h"

#include "base/text.h"
#include "base/when.h"

#include <stdio.h>

#define MAX_TITLE_CHARS 48

struct KwTable {
	GPtrArray *rows; /* GPtrArray * of char *; the first row holds the titles */
	guint columns;
};

static void add_row(KwTable *table, const char *const *cells, size_t n)
{
	GPtrArray *row = g_ptr_array_new_with_free_func(g_free);

	g_assert(n == table->columns);
	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(row, kw_text_one_line(cells[i]));
	g_ptr_array_add(table->rows, row);
}

KwTable *kw_table_new_titles(const char *const *titles, size_t n)
{
	KwTable *table = g_new0(KwTable, 1);

	table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	table->columns = (guint)n;
	add_row(table, titles, n);
	return table;
}

void kw_table_add_cells(KwTable *table, const char *const *cells, size_t n)
{
	add_row(table, cells, n);
}

static void print_json_rows(const KwTable *table)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	const GPtrArray *titles = table->rows->pdata[0];

	json_builder_begin_array(builder);
	for (guint i = 1; i < table->rows->len; i++) {
		const GPtrArray *row = table->rows->pdata[i];

		json_builder_begin_object(builder);
		for (guint c = 0; c < table->columns; c++) {
			g_autofree char *key = g_ascii_strdown(titles->pdata[c], -1);

			json_builder_set_member_name(builder, key);
			json_builder_add_string_value(builder, row->pdata[c]);
		}
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
	g_autoptr(JsonNode) root = json_builder_get_root(builder);
	kw_print_json(root, FALSE);
}

/* Words from outside, as long as their authors like: a table of them has lines of one screen. */
static void cut_titles(const KwTable *table)
{
	static const char *const titles[] = {"Title", "Headline", "Subject", NULL};
	const GPtrArray *columns = table->rows->pdata[0];

	for (guint c = 0; c < table->columns; c++)
		for (guint i = 1;
		     i < table->rows->len && g_strv_contains(titles, columns->pdata[c]); i++) {
			char **cell = (char **)&((GPtrArray *)table->rows->pdata[i])->pdata[c];
			char *cut = kw_text_cut(*cell, MAX_TITLE_CHARS);

			g_free(*cell);
			*cell = cut;
		}
}

static void print_aligned(const KwTable *table)
{
	g_autofree int *widths = g_new0(int, table->columns);

	cut_titles(table);
	for (guint i = 0; i < table->rows->len; i++)
		for (guint c = 0; c < table->columns; c++) {
			const GPtrArray *row = table->rows->pdata[i];

			widths[c] = MAX(widths[c], kw_text_width(row->pdata[c]));
		}
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = table->rows->pdata[i];

		for (guint c = 0; c < table->columns; c++) {
			const char *cell = row->pdata[c];
			gboolean is_last = c + 1 == table->columns;

			fputs(cell, stdout);
			if (!is_last)
				printf("%*s", widths[c] - kw_text_width(cell) + 2, "");
		}
		putchar('\n');
	}
}

void kw_table_print(KwTable *table, gboolean json)
{
	if (json)
		print_json_rows(table);
	else if (table->rows->len > 1)
		print_aligned(table);
	g_ptr_array_unref(table->rows);
	g_free(table);
}

void kw_print_json(JsonNode *node, gboolean indented)
{
	g_autoptr(JsonGenerator) generator = json_generator_new();
	g_autofree char *text = NULL;

	json_generator_set_root(generator, node);
	json_generator_set_pretty(generator, indented);
	text = json_generator_to_data(generator, NULL);
	puts(text);
}

void kw_print_text(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean is_control = (c < 0x20 && c != '\n' && c != '\t') ||
				      (c >= 0x7f && c < 0xa0);

		if (is_control)
			fputs("\xef\xbf\xbd", stdout);
		else
			fwrite(p, 1, g_utf8_skip[(guchar)*p], stdout);
	}
}

void kw_member_set(JsonObject *object, const char *key, const char *text)
{
	json_object_set_string_member(object, key, text); /* null for NULL */
}

void kw_member_set_number(JsonObject *object, const char *key, int64_t number)
{
	if (number)
		json_object_set_int_member(object, key, number);
	else
		json_object_set_null_member(object, key);
}

void kw_member_set_time(JsonObject *object, const char *key, int64_t at)
{
	g_autofree char *text = at ? kw_when_rfc3339_utc(at) : NULL;

	kw_member_set(object, key, text);
}

void kw_print_members(JsonNode *node)
{
	JsonObjectIter iter;
	const char *key;
	JsonNode *value;

	json_object_iter_init_ordered(&iter, json_node_get_object(node));
	while (json_object_iter_next_ordered(&iter, &key, &value)) {
		g_autofree char *json = json_to_string(value, FALSE);

		if (JSON_NODE_HOLDS_NULL(value))
			continue;
		printf("%-11s ", key);
		if (json_node_get_value_type(value) == G_TYPE_STRING)
			kw_print_text(json_node_get_string(value));
		else
			fputs(json, stdout);
		putchar('\n');
	}
}
