/* base/background: sentences that state nothing of the weakness their text is about. */
#include "base/background.h"

#include "base/text.h"

static guint count_wrong(const char *const *sentences, guint n, gboolean expected)
{
	guint wrong = 0;

	for (guint i = 0; i < n; i++) {
		g_autofree char *folded = kw_text_fold(sentences[i]);

		if (kw_background_is(folded) == expected)
			continue;
		g_test_message("WRONG %s", sentences[i]);
		wrong++;
	}
	return wrong;
}

static void test_background(void)
{
	static const char *const yes[] = {
		"Previously, Foo fixed two critical flaws in its routers",
		"One month earlier, Foo patched a critical hole in its backup tool",
		"Two years ago, attackers exploited a zero-day in the same product line",
		"Last week, Foo also fixed another critical vulnerability",
		"Earlier this month, Foo released a patch for a separate zero-day",
		"Earlier this year, hackers exploited a flaw in Foo firewalls",
		"The original vulnerability was being exploited in the wild",
		"A previously patched zero-day was exploited by ransomware gangs",
		"Foo has repaired other severe vulnerabilities of its routers in the past",
		"Over the past five years, Foo devices have been exploited by botnets",
	};
	static const char *const no[] = {
		"Last week, Foo fixed this vulnerability in Bar 1.2",
		"Earlier this year, attackers began to exploit the same flaw",
		"Last week, Foo released an update for CVE-2026-62001",
		"Three weeks ago, Foo released version 2.1, which fixes the flaw",
		"The vulnerability was exploited in the past week",
		"The vulnerability was previously known as FooBleed",
		"A critical vulnerability was found in Foo",
		"Attackers chain it with an older vulnerability",
		"In the past 24 hours, exploitation attempts against Foo were seen",
	};

	g_assert_cmpuint(count_wrong(yes, G_N_ELEMENTS(yes), TRUE), ==, 0);
	g_assert_cmpuint(count_wrong(no, G_N_ELEMENTS(no), FALSE), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/background", test_background);
	return g_test_run();
}
