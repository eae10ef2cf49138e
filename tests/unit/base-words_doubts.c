/* base/words: which facts nobody has confirmed, or not for long. */
#include "base/words.h"

#include "../support/testing.h"

#include <string.h>

#define GUIDE(id, more)                                                               \
	"- id: " id "\n  title: x\n  publisher: x\n  summary: x\n  audience: small\n" \
	"  source: https://example.jp/\n" more "\n"

/* The finding about guides, with those words in a folder of one's own. */
static char *doubts_of(const char *yaml)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *inner = g_build_filename(folder, "ja", NULL);
	g_autofree char *path = g_build_filename(inner, "guides.yaml", NULL);
	g_autoptr(GPtrArray) findings = NULL;
	char *found = NULL;

	g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, yaml, -1, NULL));
	findings = kw_words_doubts("ja", folder, "2026-01-31");
	for (guint i = 0; i < findings->len; i++)
		if (strstr(findings->pdata[i], path)) {
			g_assert_null(found);
			found = g_strdup((char *)findings->pdata[i] + strlen(path));
		}
	kw_testing_remove(folder);
	return found;
}

static void test_doubts(void)
{
	static const struct {
		const char *yaml, *wanted; /* NULL = no doubt */
	} cases[] = {
		{"[]", NULL},
		{GUIDE("a", "  confirmed_on: 2026-01-31"), NULL},
		{GUIDE("a", "  confirmed_on: 2026-01-30"),
		 ": of 1 facts 0 are unchecked, 1 older than 2026-01-31"},
		{GUIDE("a", "  confirmed_on: unchecked") GUIDE("b", "  confirmed_on: 2026-02-01"),
		 ": of 2 facts 1 are unchecked (a), 0 older than 2026-01-31"},
		{GUIDE("a", "  current: no\n  confirmed_on: unchecked"), NULL},
		{GUIDE("a", "  confirmed_on: unchecked") GUIDE("b", "  confirmed_on: unchecked")
			 GUIDE("c", "  confirmed_on: unchecked")
				 GUIDE("d", "  confirmed_on: unchecked")
					 GUIDE("e", "  confirmed_on: unchecked")
						 GUIDE("f", "  confirmed_on: unchecked"),
		 ": of 6 facts 6 are unchecked (a, b, c, d, e, …), 0 older than 2026-01-31"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *found = doubts_of(cases[i].yaml);

		g_assert_cmpstr(found, ==, cases[i].wanted);
	}
}

/* The built-in files always have some: what was read once is a year old one day. */
static void test_built_in(void)
{
	g_autoptr(GPtrArray) findings = kw_words_doubts("ja", NULL, "9999-12-31");
	guint helplines = 0;

	for (guint i = 0; i < findings->len; i++)
		helplines +=
			g_str_has_prefix(findings->pdata[i], "templates/ja/helplines.yaml: of ");
	g_assert_cmpuint(helplines, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/doubts", test_doubts);
	g_test_add_func("/words/doubts-built-in", test_built_in);
	return g_test_run();
}
