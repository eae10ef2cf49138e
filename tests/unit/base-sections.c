/* sections: the stored sections of an advisory, and its text without some. */
#include "base/sections.h"

#define JSON                                                                \
	"[{\"role\":\"lead\",\"title\":\"\",\"text\":\"One.\"},"            \
	"{\"role\":\"references\",\"title\":\"Links\",\"text\":\"Two.\"},"  \
	"{\"role\":\"remedy\",\"title\":\"Fix\",\"text\":\"Two. Three.\"}," \
	"{\"role\":\"references\",\"title\":\"Related\",\"text\":\"Four.\\nFive.\"}]"
#define TEXT "One.\nLinks\n\nTwo.\nFix\nTwo. Three.\nRelated: Four.\nFive.\n"

static const char *const references[] = {"references", NULL};

static void test_texts(void)
{
	g_autofree char *texts = kw_sections_texts(JSON, references);
	g_autofree char *none = kw_sections_texts(NULL, references);
	g_autofree char *broken = kw_sections_texts("[1, {\"role\":2}", references);

	g_assert_cmpstr(texts, ==, "Two.\nFour.\nFive.\n");
	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(broken, ==, "");
}

/* Several sections of one role need not stand together, and a short one only counts below its
 * heading. */
static void test_cut(void)
{
	g_autofree char *cut = kw_sections_cut(TEXT, JSON, references);
	g_autofree char *whole = kw_sections_cut(TEXT, NULL, references);
	g_autofree char *elsewhere = kw_sections_cut("Two. Four.", JSON, references);

	g_assert_cmpstr(cut, ==, "One.\nLinks\n\n\nFix\nTwo. Three.\nRelated: \n");
	g_assert_cmpstr(whole, ==, TEXT);
	g_assert_cmpstr(elsewhere, ==, "Two. Four.");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sections/texts", test_texts);
	g_test_add_func("/sections/cut", test_cut);
	return g_test_run();
}
