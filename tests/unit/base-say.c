/* say: phrases with data, days in the words of each language, and text that fills no gap. */
#include "base/say.h"

#include "../support/testing.h"

static void assert_day(const char *language, const char *day, const char *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = kw_words_load(language, NULL, &error);
	g_autoptr(JsonObject) data = kw_say_day_data(words, day);
	g_autofree char *said = data ? kw_say(words, "date.full", data, &error) : NULL;

	kw_assert_ok(error);
	g_assert_cmpstr(said, ==, wanted);
}

static void days(void)
{
	assert_day("ja", "2026-11-26", "2026年11月26日（木）");
	assert_day("en", "2026-11-26", "Thursday, 26 November 2026");
	assert_day("ja", "2026-02-30", NULL);
	assert_day("ja", NULL, NULL);
}

static void gaps(void)
{
	g_autoptr(JsonObject) data = json_object_new();
	g_autofree char *clean = kw_say_clean("a\U0010FA00b\u3042");

	g_assert_cmpstr(clean, ==, "ab\u3042");
	kw_say_set(data, "there", "x");
	kw_say_set(data, "empty", "");
	kw_say_set(data, "nothing", NULL);
	kw_say_set(data, "only-a-gap", "\U0010FA00");
	g_assert_cmpint((int)json_object_get_size(data), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/say/days", days);
	g_test_add_func("/say/gaps", gaps);
	return g_test_run();
}
