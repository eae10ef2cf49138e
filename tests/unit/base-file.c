/* Reading with a ceiling, writing whole. */
#include "base/file.h"

#include "base/error.h"

#include "../support/testing.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_read_limit(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "f", NULL);
	g_autofree char *big = g_strnfill(100 * 1000, 'x');
	g_autoptr(GBytes) at_limit = NULL, whole = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(path, "12345", 5, NULL));
	at_limit = kw_file_read(path, 5, &error);
	kw_assert_ok(error);
	g_assert_cmpmem(g_bytes_get_data(at_limit, NULL), g_bytes_get_size(at_limit), "12345", 5);
	g_assert_null(kw_file_read(path, 4, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "4 bytes");

	g_assert_true(g_file_set_contents(path, big, 100 * 1000, NULL));
	whole = kw_file_read(path, 1000 * 1000, &error);
	kw_assert_ok(error);
	g_assert_cmpmem(g_bytes_get_data(whole, NULL), g_bytes_get_size(whole), big, 100 * 1000);
	kw_testing_remove(folder);
}

static void test_read_empty(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "f", NULL);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	bytes = kw_file_read(path, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpint(g_bytes_get_size(bytes), ==, 0);
	kw_testing_remove(folder);
}

static void test_read_errors(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "absent", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_file_read(path, 10, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "absent");
	g_assert_null(kw_file_read(folder, 10, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, folder);
	kw_testing_remove(folder);
}

static void test_read_fd(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	int fds[2];

	g_assert_cmpint(pipe(fds), ==, 0);
	g_assert_cmpint(write(fds[1], "a\0b", 3), ==, 3);
	close(fds[1]);
	bytes = kw_file_read_fd(fds[0], 3, &error);
	kw_assert_ok(error);
	g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "a\0b", 3);
	g_assert_cmpint(fcntl(fds[0], F_GETFD), !=, -1); /* still open */
	close(fds[0]);
	g_assert_null(kw_file_read_fd(-1, 3, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "input");
}

static void test_write(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "f", NULL);
	g_autofree char *content = NULL;
	g_autoptr(GDir) dir = NULL;
	g_autoptr(GError) error = NULL;
	mode_t mask = umask(077);
	struct stat st;

	g_assert_true(kw_file_write(path, "old", 3, 0600, &error));
	g_assert_true(kw_file_write(path, "new!", 4, 0644, &error));
	umask(mask);
	kw_assert_ok(error);
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "new!");
	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 07777, ==, 0644); /* whatever the umask */
	dir = g_dir_open(folder, 0, NULL);
	g_assert_cmpstr(g_dir_read_name(dir), ==, "f");
	g_assert_null(g_dir_read_name(dir)); /* no temporary file stays */
	kw_testing_remove(folder);
}

static void test_write_errors(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *absent = g_build_filename(folder, "no", "f", NULL);
	g_autofree char *taken = g_build_filename(folder, "taken", NULL);
	g_autoptr(GDir) dir = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_false(kw_file_write(absent, "x", 1, 0600, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, absent);
	g_assert_cmpint(mkdir(taken, 0700), ==, 0);
	g_assert_false(kw_file_write(taken, "x", 1, 0600, &error)); /* rename fails */
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, taken);
	dir = g_dir_open(folder, 0, NULL);
	g_assert_cmpstr(g_dir_read_name(dir), ==, "taken");
	g_assert_null(g_dir_read_name(dir));
	kw_testing_remove(folder);
}

static void test_make_folder(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *deep = g_build_filename(folder, "a", "b", NULL);
	g_autofree char *file = g_build_filename(folder, "f", NULL);
	g_autofree char *below = g_build_filename(file, "g", NULL);
	g_autoptr(GError) error = NULL;
	struct stat st;

	g_assert_true(kw_file_make_folder(deep, &error));
	g_assert_true(kw_file_make_folder(deep, &error)); /* there already */
	kw_assert_ok(error);
	g_assert_cmpint(stat(deep, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0700);
	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	g_assert_false(kw_file_make_folder(below, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, below);
	kw_testing_remove(folder);
}

static void test_resolve(void)
{
	g_autofree char *relative = kw_file_resolve("/etc/kawaraban", "keys");
	g_autofree char *absolute = kw_file_resolve("/etc/kawaraban", "/var/keys");

	g_assert_cmpstr(relative, ==, "/etc/kawaraban/keys");
	g_assert_cmpstr(absolute, ==, "/var/keys");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/file/read-limit", test_read_limit);
	g_test_add_func("/file/read-empty", test_read_empty);
	g_test_add_func("/file/read-errors", test_read_errors);
	g_test_add_func("/file/read-fd", test_read_fd);
	g_test_add_func("/file/write", test_write);
	g_test_add_func("/file/write-errors", test_write_errors);
	g_test_add_func("/file/make-folder", test_make_folder);
	g_test_add_func("/file/resolve", test_resolve);
	return g_test_run();
}
