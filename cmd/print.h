/* Printing: tables on a terminal, JSON for programs. Standard output only. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Rows of cells with aligned columns, by display width (Japanese counts double). */
typedef struct KwTable KwTable;
KwTable *kw_table_new_titles(const char *const *titles, size_t n);
void kw_table_add_cells(KwTable *table, const char *const *cells, size_t n);
/* kw_table_new("State", "Letters"), then kw_table_add(table, "ready", "3"): as many cells as
 * titles,
 * "" for an empty one. */
#define KW_CELLS(...) \
	(const char *const[]){__VA_ARGS__}, G_N_ELEMENTS(((const char *const[]){__VA_ARGS__}))
#define kw_table_new(...)        kw_table_new_titles(KW_CELLS(__VA_ARGS__))
#define kw_table_add(table, ...) kw_table_add_cells((table), KW_CELLS(__VA_ARGS__))
/* Prints the table, titles, headlines and subjects cut; or the JSON array of objects keyed by the
 * titles in lower case, with all of them whole; and frees. */
void kw_table_print(KwTable *table, gboolean json);

/* Prints a node on one line (or indented), with a newline. */
void kw_print_json(JsonNode *node, gboolean indented);
/* Prints text as it is; control characters but LF and TAB become U+FFFD (outside text on a
 * terminal must not move the cursor). */
void kw_print_text(const char *text);
/* A member that is null where there is nothing to say (NULL, 0); times as RFC 3339 has them. */
void kw_member_set(JsonObject *object, const char *key, const char *text);
void kw_member_set_number(JsonObject *object, const char *key, int64_t number);
void kw_member_set_time(JsonObject *object, const char *key, int64_t at);
/* The members of an object for people: a line each, those that are null left out. */
void kw_print_members(JsonNode *node);
