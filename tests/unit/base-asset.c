/* base/asset: what is built in, what a folder of the operator's may replace, and what it may not.
 */
#include "base/asset.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

#define PHRASES "templates/ja/phrases.yaml"

static void write_override(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_file_set_contents(path, text, -1, &error);
	kw_assert_ok(error);
}

static void test_built_in(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = kw_asset_get(NULL, PHRASES, &error);
	g_autofree char *text = NULL;

	kw_assert_ok(error);
	g_assert_cmpuint(g_bytes_get_size(bytes), >, 0);
	text = kw_asset_get_text(NULL, PHRASES, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(strlen(text), ==, g_bytes_get_size(bytes));
	g_assert_nonnull(strstr(text, "weekday.1"));
}

static void test_absent(void)
{
	static const char *const names[] = {
		"templates/ja/absent.yaml",
		"",
		"templates",
		"/templates/ja/phrases.yaml",
		"templates/../templates/ja/phrases.yaml",
		"templates/./ja/phrases.yaml",
		"templates/ja//phrases.yaml",
		"templates/../../../etc/passwd",
		"templates\\ja\\phrases.yaml",
	};
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_null(kw_asset_get(NULL, names[i], &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, names[i]);
		g_assert_null(kw_asset_get_text("/", names[i], &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, names[i]);
	}
}

static void test_override(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(GError) error = NULL;
	g_autofree char *other = NULL;
	g_autofree char *text = NULL;

	other = kw_asset_get_text(folder, PHRASES, &error);
	kw_assert_ok(error);
	g_assert_nonnull(strstr(other, "weekday.1")); /* an empty folder replaces nothing */

	write_override(folder, "ja/phrases.yaml", "mine \xff\n");
	text = kw_asset_get_text(folder, PHRASES, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(text, ==, "mine \xef\xbf\xbd\n");

	/* a file that is only in the folder is found as well */
	write_override(folder, "ja/new.txt.mustache", "new");
	g_clear_pointer(&text, g_free);
	text = kw_asset_get_text(folder, "templates/ja/new.txt.mustache", &error);
	kw_assert_ok(error);
	g_assert_cmpstr(text, ==, "new");
	kw_testing_remove(folder);
}

static void test_override_only_templates(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *inner = g_build_filename(folder, "inner", NULL);
	g_autoptr(GError) error = NULL;

	write_override(folder, "secret.yaml", "secret");
	write_override(inner, "ingest/forward.yaml", "mine");
	g_assert_null(kw_asset_get(inner, "templates/../secret.yaml", &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "..");
	g_assert_null(kw_asset_get(inner, "secret.yaml", &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "not built in");
	/* recognition data is not the operator's: the built-in file, or none, but not this one */
	g_autofree char *text = kw_asset_get_text(inner, "ingest/forward.yaml", NULL);
	g_assert_cmpstr(text, !=, "mine");
	kw_testing_remove(folder);
}

static void test_override_too_big(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *big = g_strnfill(2 * 1024 * 1024 + 1, 'x');
	g_autoptr(GError) error = NULL;

	write_override(folder, "ja/phrases.yaml", big);
	g_assert_null(kw_asset_get(folder, PHRASES, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "phrases.yaml");
	kw_testing_remove(folder);
}

static void test_strays(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *none = g_build_filename(folder, "none", NULL);
	g_autoptr(GError) error = NULL;

	write_override(folder, "ja/phrases.yaml", "");
	write_override(folder, "ja/phrase.yaml", "");
	write_override(folder, "templates/ja/phrases.yaml", "");
	write_override(folder, "ja/my.txt.mustache", "");
	write_override(folder, "README", "");
	g_autoptr(GPtrArray) strays = kw_asset_strays(folder, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(strays->len, ==, 2);
	g_assert_cmpstr(strays->pdata[0], ==, "ja/phrase.yaml");
	g_assert_cmpstr(strays->pdata[1], ==, "templates/ja/phrases.yaml");
	g_assert_null(kw_asset_strays(none, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "no such folder");
	kw_testing_remove(folder);
}

static void test_list(void)
{
	g_auto(GStrv) names = kw_asset_list("templates/ja/");
	g_auto(GStrv) all = kw_asset_list("");
	g_auto(GStrv) some = kw_asset_list("templates/ja/phr");
	g_auto(GStrv) none = kw_asset_list("no/such/");

	g_assert_true(g_strv_contains((const char *const *)names, PHRASES));
	for (guint i = 0; names[i]; i++) {
		g_autoptr(GBytes) bytes = kw_asset_get(NULL, names[i], NULL);

		g_assert_nonnull(bytes);
		g_assert_true(g_str_has_prefix(names[i], "templates/ja/"));
		if (i)
			g_assert_cmpstr(names[i - 1], <, names[i]);
	}
	g_assert_cmpuint(g_strv_length(all), >, g_strv_length(names));
	g_assert_cmpstr(some[0], ==, PHRASES);
	g_assert_null(some[1]);
	g_assert_null(none[0]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/asset/built-in", test_built_in);
	g_test_add_func("/asset/absent", test_absent);
	g_test_add_func("/asset/override", test_override);
	g_test_add_func("/asset/override-only-templates", test_override_only_templates);
	g_test_add_func("/asset/override-too-big", test_override_too_big);
	g_test_add_func("/asset/strays", test_strays);
	g_test_add_func("/asset/list", test_list);
	return g_test_run();
}
