/* base/code: what looks alike is one code, and what is none is refused. */
#include "base/code.h"

#include "../support/testing.h"

static void test_alike(void)
{
	static const char *const spellings[] = {"WOOD1L",   "wood1l",       "W00DIL",
						" w0oDLi ", "ＷＯＯＤ１Ｌ", "ｗ００ｄｉｌ"};

	for (guint i = 0; i < G_N_ELEMENTS(spellings); i++) {
		g_autofree char *code = kw_code_fold(spellings[i]);
		g_autofree char *again = code ? kw_code_fold(code) : NULL;

		g_assert_cmpstr(code, ==, "W00D11");
		g_assert_cmpstr(again, ==, code);
	}
}

static void test_none(void)
{
	static const char *const texts[] = {
		"",      "ABC", "ABC-12", "AB 12", "商工会議所", "A@b.example", "ABCDEFGH123456789",
		"ABC\n1"};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(kw_code_fold(texts[i]));
	g_autofree char *longest = kw_code_fold("ABCDEFGH12345678");
	g_assert_cmpstr(longest, ==, "ABCDEFGH12345678");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/code/alike", test_alike);
	g_test_add_func("/code/none", test_none);
	return g_test_run();
}
