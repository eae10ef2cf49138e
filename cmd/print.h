/* Printing: tables on a terminal, JSON for programs. Standard output only. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Rows of cells with aligned columns, by display width (Japanese counts double). */
typedef struct KwTable KwTable;
/* Column titles, NULL-terminated. */
KwTable *kw_table_new(const char *first_title, ...) G_GNUC_NULL_TERMINATED;
/* As many cells as titles, NULL-terminated; use "" for an empty one. */
void kw_table_add(KwTable *table, const char *first_cell, ...) G_GNUC_NULL_TERMINATED;
/* Prints the table, or the JSON array of objects keyed by the titles in lower case, and frees. */
void kw_table_print(KwTable *table, gboolean json);

/* Prints a node on one line (or indented), with a newline. */
void kw_print_json(JsonNode *node, gboolean indented);
/* Prints text as it is; control characters but LF and TAB become U+FFFD (outside text on a
 * terminal must not move the cursor). */
void kw_print_text(const char *text);
