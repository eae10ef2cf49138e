/* part: a template with its partials, and the operator's own in their place. */
#include "base/part.h"

#include "../support/config_fixture.h"
#include "base/error.h"

#include <glib/gstdio.h>

static void own(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *ja = g_build_filename(folder, "ja", NULL);
	g_autofree char *path = g_build_filename(ja, "person.txt.mustache", NULL);
	g_autofree char *more = g_strdup_printf("templates: %s\n", folder);
	g_autoptr(KwConfig) config = config_fixture_load(folder, "ja", more);
	g_autoptr(GError) error = NULL;
	g_autofree char *html = NULL, *text = NULL, *broken = NULL;

	g_mkdir(ja, 0700);
	g_file_set_contents(path, "own {{> none}}{{#x", -1, &error);
	kw_assert_ok(error);
	broken = kw_part_render(config, "person", "txt", NULL, &error);
	g_assert_null(broken);
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "person.txt.mustache");
	g_file_set_contents(path, "own {{> none}}", -1, &error);
	text = kw_part_render(config, "person", "txt", NULL, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(text, ==, "own ");
	html = kw_part_render(config, "head", "html", NULL, &error);
	kw_assert_ok(error);
	g_assert_nonnull(strstr(html, "prefers-color-scheme")); /* out of the partial "style" */
	g_assert_null(kw_part_render(config, "absent", "html", NULL, &error));
	g_clear_error(&error);
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/part/own", own);
	return g_test_run();
}
