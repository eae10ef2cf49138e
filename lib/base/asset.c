/* The files built into the binary, and the operator's replacements for those under templates/.
 * What is in them (YAML, Mustache) is read by base/yaml.c and base/template.c.
 *
 * The resource is asked directly, not through g_resources_lookup_data(): that one obeys
 * G_RESOURCE_OVERLAYS, and the environment of a CGI must not choose what letters say. */
#include "base/asset.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <gio/gio.h>
#include <string.h>

#include "assets.h"

#define ROOT           "/kawaraban/"
#define OVERRIDABLE    "templates/"
#define OVERRIDE_MAX   (2 * 1024 * 1024)
#define LIST_MAX_DEEP  8
#define STRAY_MAX_DEEP 3 /* folders may lead to themselves */

static gpointer register_assets(gpointer unused G_GNUC_UNUSED)
{
	kw_assets_register_resource();
	return kw_assets_get_resource();
}

static GResource *assets(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, register_assets, NULL);
}

/* Names of partials come from templates: none may lead out of the operator's folder. */
static gboolean is_plain_name(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);

	for (char **part = parts; *part; part++)
		if (!**part || g_str_equal(*part, ".") || g_str_equal(*part, ".."))
			return FALSE;
	return !strchr(name, '\\');
}

static char *override_path(const char *folder, const char *name)
{
	return folder && g_str_has_prefix(name, OVERRIDABLE)
		       ? g_build_filename(folder, name + strlen(OVERRIDABLE), NULL)
		       : NULL;
}

char *kw_asset_place(const char *override_folder, const char *name)
{
	g_autofree char *path = override_path(override_folder, name);

	return path && g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path)
							     : g_strdup(name);
}

/* NULL without error: the folder has no such file. */
static GBytes *find_override(const char *folder, const char *name, GError **error)
{
	g_autofree char *path = override_path(folder, name);
	g_autoptr(GError) failure = NULL;
	GBytes *bytes;

	if (!path)
		return NULL;
	bytes = kw_file_read(path, OVERRIDE_MAX, &failure);
	if (!bytes && !g_error_matches(failure, KW_ERROR, KW_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&failure));
	return bytes;
}

GBytes *kw_asset_get(const char *override_folder, const char *name, GError **error)
{
	g_autofree char *path = g_strconcat(ROOT, name, NULL);
	g_autoptr(GError) failure = NULL;
	GBytes *bytes;

	if (!is_plain_name(name)) {
		kw_error_set(error, KW_ERROR_INTERNAL, "asset %s: not a name of an asset", name);
		return NULL;
	}
	bytes = find_override(override_folder, name, &failure);
	if (failure) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return NULL;
	}
	if (!bytes)
		bytes = g_resource_lookup_data(assets(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!bytes)
		kw_error_set(error, KW_ERROR_INTERNAL, "asset %s: not built in", name);
	return bytes;
}

char *kw_asset_get_text(const char *override_folder, const char *name, GError **error)
{
	g_autoptr(GBytes) bytes = kw_asset_get(override_folder, name, error);

	if (!bytes)
		return NULL;
	return kw_text_repair(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
}

static void list_below(const char *name, int deep, GPtrArray *out)
{
	g_autofree char *path = g_strconcat(ROOT, name, NULL);
	g_auto(GStrv) children =
		g_resource_enumerate_children(assets(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

	for (char **child = children; child && *child; child++) {
		g_autofree char *below = g_strconcat(name, *child, NULL);

		if (!g_str_has_suffix(below, "/"))
			g_ptr_array_add(out, g_steal_pointer(&below));
		else if (deep < LIST_MAX_DEEP)
			list_below(below, deep + 1, out);
	}
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **kw_asset_list(const char *prefix)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *slash = strrchr(prefix, '/');
	g_autofree char *folder = g_strndup(prefix, slash ? (gsize)(slash + 1 - prefix) : 0);

	list_below(folder, 0, names);
	for (guint i = names->len; i-- > 0;)
		if (!g_str_has_prefix(names->pdata[i], prefix))
			g_free(g_ptr_array_remove_index(names, i));
	g_ptr_array_sort(names, compare_names);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

/* ---- the operator's folder ---- */

static gboolean is_stray(const char *name)
{
	g_autofree char *path = g_strconcat(ROOT OVERRIDABLE, name, NULL);

	return g_str_has_suffix(name, ".yaml") &&
	       !g_resource_get_info(assets(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL);
}

static void add_strays(const char *folder, const char *below, int deep, GPtrArray *out)
{
	g_autofree char *path = g_build_filename(folder, below, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *child;

	while (dir && (child = g_dir_read_name(dir))) {
		g_autofree char *name = *below ? g_strconcat(below, "/", child, NULL)
					       : g_strdup(child);
		g_autofree char *whole = g_build_filename(folder, name, NULL);

		if (g_file_test(whole, G_FILE_TEST_IS_DIR)) {
			if (deep < STRAY_MAX_DEEP)
				add_strays(folder, name, deep + 1, out);
		} else if (is_stray(name)) {
			g_ptr_array_add(out, g_steal_pointer(&name));
		}
	}
}

GPtrArray *kw_asset_strays(const char *override_folder, GError **error)
{
	GPtrArray *strays;

	if (!g_file_test(override_folder, G_FILE_TEST_IS_DIR)) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s: no such folder", override_folder);
		return NULL;
	}
	strays = g_ptr_array_new_with_free_func(g_free);
	add_strays(override_folder, "", 0, strays);
	g_ptr_array_sort(strays, compare_names);
	return strays;
}
