/* base/secret: modes of files, first lines, and commands that fail, hang or talk too much */
#include "base/secret.h"

#include "../support/testing.h"
#include "base/error.h"

#include <sys/stat.h>

static void test_file(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"secret", "secret"},
		{"secret\n", "secret"},
		{"secret\r\nmore\n", "secret"},
		{"two words\n", "two words"},
		{"blank \n", "blank"},
		{"パス\n", "パス"},
		{"", NULL},
		{"\nsecond\n", NULL},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "password", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got = NULL;

		g_assert_true(g_file_set_contents(path, cases[i].text, -1, NULL));
		chmod(path, 0600);
		got = kw_secret_from_file(path, "poll.password_file", &error);
		g_assert_cmpstr(got, ==, cases[i].wanted);
		if (!cases[i].wanted)
			kw_testing_assert_error(&error, KW_ERROR_CONFIG, "first line is empty");
	}
	kw_testing_remove(folder);
}

static void test_file_refused(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "password", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_secret_from_file(path, "poll.password_file", &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "poll.password_file: /");
	g_assert_null(kw_secret_from_file(folder, "poll.password_file", &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "not a file");
	g_assert_true(g_file_set_contents(path, "secret\n", -1, NULL));
	for (guint mode = 0604; mode <= 0640; mode += 034) {
		chmod(path, mode);
		g_assert_null(kw_secret_from_file(path, "poll.password_file", &error));
		g_assert_null(strstr(error->message, "secret"));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, "chmod 600 /");
	}
	kw_testing_remove(folder);
}

static void test_command(void)
{
	static const struct {
		const char *command, *wanted;
		KwErrorCode code;
		const char *message;
	} cases[] = {
		{"echo token", "token", 0, NULL},
		{"printf 'a\\nb\\n'", "a", 0, NULL},
		{"echo token; exit 1", NULL, KW_ERROR_CONFIG, "exit code 1"},
		{"exit 75", NULL, KW_ERROR_TEMPORARY, "exit code 75"},
		{"/no/such/program 2>/dev/null", NULL, KW_ERROR_CONFIG, "exit code 127"},
		{"true", NULL, KW_ERROR_CONFIG, "printed nothing"},
		{"kill -9 $$", NULL, KW_ERROR_CONFIG, "signal 9"},
		{"echo first; yes | head -c 300000", "first", 0, NULL},
		{"cat", NULL, KW_ERROR_CONFIG, "printed nothing"}, /* nothing to read there */
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got =
			kw_secret_from_command(cases[i].command, "poll.token_command", 60, &error);

		g_assert_cmpstr(got, ==, cases[i].wanted);
		if (cases[i].wanted)
			g_assert_no_error(error);
		else
			kw_testing_assert_error(&error, cases[i].code, cases[i].message);
	}
}

static void test_command_hangs(void)
{
	static const char *const commands[] = {
		"sleep 600",          /* silent */
		"sleep 600 & exit 0", /* a child of it keeps the pipe open */
		"exec >&-; sleep 600" /* it says that it is done, and is not */
	};

	for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(kw_secret_from_command(commands[i], "key", 1, &error));
		kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "within 1 seconds");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/secret/file", test_file);
	g_test_add_func("/secret/file-refused", test_file_refused);
	g_test_add_func("/secret/command", test_command);
	g_test_add_func("/secret/command-hangs", test_command_hangs);
	return g_test_run();
}
