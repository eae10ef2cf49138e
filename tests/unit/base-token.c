/* Tokens and their key file. */
#include "base/token.h"

#include "base/error.h"

#include "../support/testing.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_A      "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define KEY_B      "b FFEEDDCCBBAA99887766554433221100ffeeddccbbaa99887766554433221100\n"
#define MAX_NUMBER ((INT64_C(1) << 48) - 1)

static KwKeys *load(const char *content, int mode, GError **error)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "keys", NULL);
	KwKeys *keys;

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
	g_assert_cmpint(chmod(path, (mode_t)mode), ==, 0);
	keys = kw_keys_load(path, error);
	kw_testing_remove(folder);
	return keys;
}

static KwKeys *good(const char *content)
{
	g_autoptr(GError) error = NULL;
	KwKeys *keys = load(content, 0600, &error);

	kw_assert_ok(error);
	return keys;
}

static void test_roundtrip(void)
{
	static const KwTokenPurpose purposes[] = {KW_TOKEN_DELIVERY,    KW_TOKEN_LEAVE,
						  KW_TOKEN_PREFERENCES, KW_TOKEN_CONFIRM,
						  KW_TOKEN_ASKED,       KW_TOKEN_RECEIPT};
	static const int64_t numbers[][2] = {{0, 0},     {1, 0},        {0, 1},
					     {255, 256}, {12, 1000000}, {MAX_NUMBER, MAX_NUMBER}};
	g_autoptr(KwKeys) keys = good(KEY_A);

	for (size_t p = 0; p < G_N_ELEMENTS(purposes); p++)
		for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
			g_autofree char *token =
				kw_token_format(keys, purposes[p], numbers[i][0], numbers[i][1]);
			g_autofree char *upper = g_ascii_strup(token, -1);
			int64_t first = -1, second = -1;

			g_assert_cmpint(strlen(token), <=, 40);
			g_assert_cmpint(token[0], ==, (char)purposes[p]);
			g_assert_cmpint(strspn(token, "abcdefghijklmnopqrstuvwxyz0123456789"), ==,
					strlen(token));
			g_assert_true(kw_token_parse(keys, purposes[p], token, &first, &second));
			g_assert_cmpint(first, ==, numbers[i][0]);
			g_assert_cmpint(second, ==, numbers[i][1]);
			g_assert_true(kw_token_parse(keys, purposes[p], upper, &first, &second));
		}
}

/* The form is kept for years in the mailboxes of readers: it must not change. */
static void test_known(void)
{
	g_autoptr(KwKeys) keys = good(KEY_A);
	g_autofree char *token = kw_token_format(keys, KW_TOKEN_LEAVE, 7, 300);

	g_assert_cmpstr(token, ==, "lacidqclbncamacne7p7hfc5i");
}

/* Every one-character change, every truncation and every other purpose is refused. */
static void test_forged(void)
{
	g_autoptr(KwKeys) keys = good(KEY_A KEY_B);
	g_autofree char *token = kw_token_format(keys, KW_TOKEN_LEAVE, 7, 300);
	g_autofree char *longer = g_strconcat(token, "a", NULL);
	size_t length = strlen(token);
	int64_t first = -5, second = -5;

	for (size_t i = 0; i < length; i++)
		for (const char *c = "ablpz279-/\xe3"; *c; c++) {
			g_autofree char *changed = g_strdup(token);

			changed[i] = *c;
			if (*c != token[i])
				g_assert_false(kw_token_parse(keys, KW_TOKEN_LEAVE, changed, &first,
							      &second));
		}
	for (size_t i = 0; i < length; i++) {
		g_autofree char *cut = g_strndup(token, i);

		g_assert_false(kw_token_parse(keys, KW_TOKEN_LEAVE, cut, &first, &second));
	}
	g_assert_false(kw_token_parse(keys, KW_TOKEN_LEAVE, longer, &first, &second));
	g_assert_false(kw_token_parse(keys, KW_TOKEN_DELIVERY, token, &first, &second));
	token[0] = KW_TOKEN_PREFERENCES;
	g_assert_false(kw_token_parse(keys, KW_TOKEN_PREFERENCES, token, &first, &second));
	g_assert_false(kw_token_parse(keys, KW_TOKEN_LEAVE, NULL, &first, &second));
	g_assert_cmpint(first, ==, -5);
	g_assert_cmpint(second, ==, -5);
}

static void test_long_input(void)
{
	g_autoptr(KwKeys) keys = good(KEY_A);
	g_autofree char *rest = g_strnfill(100 * 1000, 'a');
	g_autofree char *token = g_strconcat("la", rest, NULL);
	int64_t first, second;

	g_assert_false(kw_token_parse(keys, KW_TOKEN_LEAVE, token, &first, &second));
}

static void test_old_key(void)
{
	g_autoptr(KwKeys) before = good(KEY_A);
	g_autoptr(KwKeys) after = good(KEY_A KEY_B);
	g_autoptr(KwKeys) forgotten = good(KEY_B);
	g_autofree char *old = kw_token_format(before, KW_TOKEN_LEAVE, 1, 2);
	g_autofree char *new = kw_token_format(after, KW_TOKEN_LEAVE, 1, 2);
	int64_t first, second;

	g_assert_cmpint(old[1], ==, 'a');
	g_assert_cmpint(new[1], ==, 'b');
	g_assert_true(kw_token_parse(after, KW_TOKEN_LEAVE, old, &first, &second));
	g_assert_true(kw_token_parse(after, KW_TOKEN_LEAVE, new, &first, &second));
	g_assert_false(kw_token_parse(forgotten, KW_TOKEN_LEAVE, old, &first, &second));
}

static void test_bad_files(void)
{
	static const struct {
		const char *content;
		int mode;
		const char *part;
	} cases[] = {
		{KEY_A, 0640, "0600"},
		{KEY_A, 0604, "0600"},
		{"", 0600, "no key"},
		{"# only words\n", 0600, "no key"},
		{KEY_A KEY_A, 0600, "line 2 repeats"},
		{"A 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0600,
		 "line 1"},
		{"aa 00", 0600, "line 1"},
		{"a", 0600, "line 1"},
		{"a 0001", 0600, "line 1"},
		{"a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1exx", 0600,
		 "line 1"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(load(cases[i].content, cases[i].mode, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

static void test_absent_file(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_keys_load("/nonexistent/keys", &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "/nonexistent/keys");
}

static void test_create(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *path = g_build_filename(folder, "keys", NULL);
	g_autofree char *below = g_build_filename(folder, "no", "keys", NULL);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(KwKeys) keys = NULL;
	g_autoptr(GError) error = NULL;
	struct stat st;

	g_assert_true(kw_keys_create(path, &error));
	kw_assert_ok(error);
	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 07777, ==, 0600);
	g_assert_true(g_file_get_contents(path, &before, NULL, NULL));
	g_assert_false(kw_keys_create(path, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, path);
	g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
	g_assert_cmpstr(before, ==, after);
	keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	g_assert_nonnull(keys);
	g_assert_false(kw_keys_create(below, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, below);
	kw_testing_remove(folder);
}

static void test_random(void)
{
	g_autofree char *a = kw_token_random(100), *b = kw_token_random(100);
	g_autofree char *none = kw_token_random(0);

	g_assert_cmpint(strlen(a), ==, 200);
	g_assert_cmpint(strspn(a, "0123456789abcdef"), ==, 200);
	g_assert_cmpstr(a, !=, b);
	g_assert_cmpstr(none, ==, "");
}

static void test_hash(void)
{
	g_autoptr(KwKeys) both = good(KEY_A KEY_B), old = good(KEY_A);
	g_auto(GStrv) two = kw_keys_hash(both, "erased", "a@example.jp");
	g_auto(GStrv) one = kw_keys_hash(old, "erased", "a@example.jp");
	g_auto(GStrv) other = kw_keys_hash(old, "erased", "b@example.jp");
	g_auto(GStrv) purpose = kw_keys_hash(old, "erase", "da@example.jp");

	g_assert_cmpuint(g_strv_length(two), ==, 2);
	g_assert_true(g_str_has_prefix(two[0], "erased b ")); /* the current key's */
	g_assert_cmpstr(two[1], ==, one[0]);
	g_assert_cmpuint(strlen(one[0]), ==, strlen("erased a ") + 64);
	g_assert_cmpstr(other[0], !=, one[0]);
	/* what is the purpose's end is not the text's beginning */
	g_assert_cmpstr(purpose[0] + strlen("erase a "), !=, one[0] + strlen("erased a "));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/token/roundtrip", test_roundtrip);
	g_test_add_func("/token/known", test_known);
	g_test_add_func("/token/forged", test_forged);
	g_test_add_func("/token/long-input", test_long_input);
	g_test_add_func("/token/old-key", test_old_key);
	g_test_add_func("/token/bad-files", test_bad_files);
	g_test_add_func("/token/absent-file", test_absent_file);
	g_test_add_func("/token/create", test_create);
	g_test_add_func("/token/random", test_random);
	g_test_add_func("/token/hash", test_hash);
	return g_test_run();
}
