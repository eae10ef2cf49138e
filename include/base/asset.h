/* Files built into the binary (GResource): templates, word files, recognition data.
 *
 * Names are as in the source tree: "templates/ja/weekly.txt.mustache", "ingest/forward.yaml". Those
 * under templates/ can be replaced, file by file, by a folder of the operator's.
 */
#pragma once

#include <glib.h>

/* The bytes of an asset. `override_folder` (may be NULL) is asked first for names that start with
 * "templates/" (without that prefix: FOLDER/ja/weekly.txt.mustache). Absent: KW_ERROR_INTERNAL. */
GBytes *kw_asset_get(const char *override_folder, const char *name, GError **error);

/* Where that asset is read from, for messages: the operator's file, or `name`. */
char *kw_asset_place(const char *override_folder, const char *name);

/* The same as NUL-terminated text, repaired UTF-8. */
char *kw_asset_get_text(const char *override_folder, const char *name, GError **error);

/* Names of all built-in assets below a prefix such as "templates/ja/", sorted; NULL-terminated,
 * g_strfreev(). */
char **kw_asset_list(const char *prefix);

/* Word files of the operator's folder that replace none, so that nobody reads them: a slip in a
 * name. As below that folder ("ja/fact.yaml"), sorted, owned; a template may be one of his own.
 * KW_ERROR_CONFIG: there is no such folder. */
GPtrArray *kw_asset_strays(const char *override_folder, GError **error);
