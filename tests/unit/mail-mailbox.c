/* mail/mailbox: what stands in the Maildir after a delivery, and after a failed one. */
#include "mail/mailbox.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>
#include <sys/stat.h>

static guint count(const char *maildir, const char *name)
{
	g_autofree char *path = g_build_filename(maildir, name, NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	guint n = 0;

	g_assert_nonnull(folder);
	while (g_dir_read_name(folder))
		n++;
	return n;
}

static void test_put(void)
{
	static const struct {
		const char *headers, *message, *wanted;
	} cases[] = {
		{NULL, "A: b\r\n\r\nc\r\n", "A: b\n\nc\n"},
		{"Return-Path: <>\r\n", "A: b\r\n\r\nc\r\n", "Return-Path: <>\nA: b\n\nc\n"},
		{NULL, "A: b\n\nno end", "A: b\n\nno end"},
		{NULL, "\r\n\r\n", "\n\n"},
		{NULL, "a\rb\r\r\n\r", "a\rb\r\n\r"},
		{NULL, "", ""},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *maildir = g_build_filename(folder, "a", "b", NULL);
	g_autoptr(GError) error = NULL;

	kw_maildir_create(maildir, &error);
	kw_assert_ok(error);
	kw_maildir_create(maildir, &error); /* it may be there already */
	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) message = g_bytes_new(cases[i].message, strlen(cases[i].message));
		g_autofree char *path = NULL, *text = NULL, *inside = NULL, *name = NULL;
		struct stat st;

		kw_maildir_put(maildir, cases[i].headers, message, &path, &error);
		kw_assert_ok(error);
		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		g_assert_cmpstr(text, ==, cases[i].wanted);
		g_assert_cmpint(stat(path, &st), ==, 0);
		g_assert_cmpint(st.st_mode & 0777, ==, 0600);
		inside = g_path_get_dirname(path);
		g_assert_true(g_str_has_suffix(inside, "/a/b/new"));
		name = g_path_get_basename(path);
		g_assert_cmpint(g_ascii_strtoll(name, NULL, 10), ==, st.st_mtim.tv_sec);
		g_assert_null(strpbrk(name, ":/"));
		g_assert_cmpuint(count(maildir, "new"), ==, i + 1);
		g_assert_cmpuint(count(maildir, "tmp"), ==, 0);
	}
	g_assert_cmpuint(count(maildir, "cur"), ==, 0);
	kw_testing_remove(folder);
}

static void test_many_names(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(GBytes) message = g_bytes_new_static("x\n", 2);
	g_autoptr(GError) error = NULL;

	kw_maildir_create(folder, &error);
	for (int i = 0; i < 50; i++)
		kw_maildir_put(folder, NULL, message, NULL, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(count(folder, "new"), ==, 50);
	kw_testing_remove(folder);
}

static void test_failed(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *new = g_build_filename(folder, "new", NULL);
	g_autofree char *nowhere = g_build_filename(folder, "nowhere", NULL);
	g_autofree char *path = NULL;
	g_autoptr(GBytes) message = g_bytes_new_static("x\n", 2);
	g_autoptr(GError) error = NULL;

	g_assert_false(kw_maildir_put(nowhere, NULL, message, &path, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "nowhere");
	kw_maildir_create(folder, &error);
	kw_assert_ok(error);
	kw_testing_remove(new);
	g_assert_false(kw_maildir_put(folder, NULL, message, &path, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "maildir /");
	g_assert_null(path);
	g_assert_cmpuint(count(folder, "tmp"), ==, 0);
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mailbox/put", test_put);
	g_test_add_func("/mailbox/many-names", test_many_names);
	g_test_add_func("/mailbox/failed", test_failed);
	return g_test_run();
}
