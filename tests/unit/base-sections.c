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
	g_autoptr(KwSections) sections = kw_sections_parse(JSON);
	g_autoptr(KwSections) of_nothing = kw_sections_parse(NULL);
	g_autoptr(KwSections) of_rubbish = kw_sections_parse("[1, {\"role\":2}");
	g_autoptr(KwSections) odd = kw_sections_parse("[1, {\"role\":2, \"text\":\"Six.\"}]");
	g_autofree char *texts = kw_sections_texts(sections, references);
	g_autofree char *others = kw_sections_others(sections, references);
	g_autofree char *none = kw_sections_texts(of_nothing, references);
	g_autofree char *broken = kw_sections_texts(of_rubbish, references);
	g_autofree char *of_odd = kw_sections_texts(odd, references);

	g_assert_cmpstr(texts, ==, "Two.\nFour.\nFive.\n");
	g_assert_cmpstr(others, ==, "\n\nOne.\n\nFix\n\nTwo. Three.\n\n");
	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(of_odd, ==, "");
	g_assert_cmpstr(broken, ==, "");
}

/* Several sections of one role need not stand together, and a short one only counts below its
 * heading. */
static void test_cut(void)
{
	g_autoptr(KwSections) sections = kw_sections_parse(JSON);
	g_autoptr(KwSections) of_nothing = kw_sections_parse(NULL);
	g_autofree char *cut = kw_sections_cut(TEXT, sections, references);
	g_autofree char *whole = kw_sections_cut(TEXT, of_nothing, references);
	g_autofree char *elsewhere = kw_sections_cut("Two. Four.", sections, references);

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
