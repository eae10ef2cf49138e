/* YAML files as a small tree that knows its line numbers (the door to libyaml).
 *
 * One document a file; no anchors, aliases or tags (an alias bomb cannot be written), depth at
 * most 16, no duplicate keys. Every scalar is text; whoever reads it decides what it means.
 */
#pragma once

#include <glib.h>

typedef enum { KW_YAML_SCALAR, KW_YAML_LIST, KW_YAML_MAP } KwYamlKind;

typedef struct KwYaml KwYaml;

/* Parses `length` bytes of UTF-8. `name` stands in messages: "kawaraban.yaml:12: …". Errors are
 * KW_ERROR_CONFIG. An empty document is an empty map. */
KwYaml *kw_yaml_parse(const char *name, const void *bytes, size_t length, GError **error);
/* A file that is built in ("lib/mail/kind.yaml"). A fault in one is a programmer's error and ends
 * the program at once. */
KwYaml *kw_yaml_of_asset(const char *path);
void kw_yaml_free(KwYaml *root);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwYaml, kw_yaml_free)

/* Nodes below the root are borrowed from it. */
KwYamlKind kw_yaml_kind(const KwYaml *node);
int kw_yaml_line(const KwYaml *node);                  /* 1-based */
const char *kw_yaml_name(const KwYaml *node);          /* the `name` given to parse */
const char *kw_yaml_text(const KwYaml *node);          /* scalar; NULL for list and map */
guint kw_yaml_size(const KwYaml *node);                /* children of a list or a map; 0 scalar */
const KwYaml *kw_yaml_at(const KwYaml *node, guint i); /* child i, or value i of a map */
const char *kw_yaml_key(const KwYaml *map, guint i);   /* key i of a map, in file order */
int kw_yaml_key_line(const KwYaml *map, guint i);      /* of key i; its value may begin later */
const KwYaml *kw_yaml_find(const KwYaml *map, const char *key); /* NULL = absent or not a map */

/* The text of scalar `key` in `map`, or NULL where absent. */
const char *kw_yaml_find_text(const KwYaml *map, const char *key);

/* Sets a KW_ERROR_CONFIG that starts with "NAME:LINE: ". */
void kw_yaml_error(const KwYaml *node, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The entry of `known` (NULL-terminated) nearest to `word` by edit distance, or NULL where none is
 * near: for "unknown key `relai` (did you mean `relay`?)". */
const char *kw_yaml_nearest(const char *word, const char *const *known);
