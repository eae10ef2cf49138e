/* The error domain and the exit codes. */
#include "base/error.h"

#include "../support/testing.h"

#include <gio/gio.h>

static void test_set(void)
{
	g_autoptr(GError) error = NULL;

	kw_error_set(NULL, KW_ERROR_DATA, "nobody reads %d", 1);
	kw_error_set(&error, KW_ERROR_DATA, "feed %s: HTTP %d", "https://x.example", 503);
	g_assert_error(error, KW_ERROR, KW_ERROR_DATA);
	g_assert_cmpstr(error->message, ==, "feed https://x.example: HTTP 503");
	kw_testing_assert_error(&error, KW_ERROR_DATA, "503");
	g_assert_null(error);
}

static void test_exit_code(void)
{
	static const struct {
		int code, exit_code;
	} files[] = {
		{G_FILE_ERROR_NOENT, KW_ERROR_NOT_FOUND},
		{G_FILE_ERROR_NOSPC, KW_ERROR_TEMPORARY},
		{G_FILE_ERROR_ACCES, KW_ERROR_TEMPORARY},
	};
	static const int own[] = {1, 64, 65, 70, 75, 77, 78};

	for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
		g_autoptr(GError) error = g_error_new_literal(KW_ERROR, own[i], "x");

		g_assert_cmpint(kw_error_exit_code(error), ==, own[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GError) error = g_error_new_literal(G_FILE_ERROR, files[i].code, "x");

		g_assert_cmpint(kw_error_exit_code(error), ==, files[i].exit_code);
	}
}

static void test_foreign(void)
{
	g_autoptr(GError) io = g_error_new_literal(G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");
	g_autoptr(GError)
		option = g_error_new_literal(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "x");
	g_autoptr(GError)
		convert = g_error_new_literal(G_CONVERT_ERROR, G_CONVERT_ERROR_FAILED, "x");

	g_assert_cmpint(kw_error_exit_code(io), ==, KW_ERROR_NOT_FOUND);
	g_assert_cmpint(kw_error_exit_code(option), ==, KW_ERROR_USAGE);
	g_assert_cmpint(kw_error_exit_code(convert), ==, KW_ERROR_INTERNAL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/error/set", test_set);
	g_test_add_func("/error/exit-code", test_exit_code);
	g_test_add_func("/error/foreign", test_foreign);
	return g_test_run();
}
