/* reading_time: what of a text is read, and how long it takes. */
#include "digest/reading_time.h"

#include "../support/testing.h"

static void test_chars(void)
{
	static const struct {
		const char *text;
		int64_t chars;
	} cases[] = {
		{"", 0},
		{"弱点です。", 5},
		{" 弱\n点　で\tす。\r\n", 5},
		{"見る：https://www.example.jp/at/2026/at260030.html\n次", 4},
		{"http://www.example.jp/", 0},
		{"mailto:a@example.jp?subject=unsubscribe", 0},
		{"────────────────\n次", 1},
		{"----------------\n-- a-b", 3}, /* "a-b" */
		{"--- to here", 6},
		{"ー－", 2},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(kw_reading_time_chars(cases[i].text), ==, cases[i].chars);
}

/* Begun seconds; the speed is the language's. */
static void test_seconds(void)
{
	static const struct {
		const char *language;
		gsize chars;
		int64_t seconds;
	} cases[] = {
		{"ja", 0, 0},    {"ja", 1, 1},     {"ja", 500, 60},
		{"ja", 501, 61}, {"en", 1000, 60}, {"en", 250, 15},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwWords) words = kw_words_load(cases[i].language, NULL, &error);
		g_autofree char *text = g_strnfill(cases[i].chars, 'x');

		kw_assert_ok(error);
		g_assert_cmpint(kw_reading_time_s(words, text), ==, cases[i].seconds);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reading_time/chars", test_chars);
	g_test_add_func("/reading_time/seconds", test_seconds);
	return g_test_run();
}
