/* base/words: what word files may hold. Every finding has file and line, and says what to do. */
#include "base/words.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

typedef struct {
	const char *file, *yaml, *wanted; /* NULL = nothing is found */
} Case;

#define PRODUCT                                                                  \
	"- id: p\n  names: [P]\n  name: P\n  maker: M\n  plain: x\n  about: x\n" \
	"  kind: pc\n  see: x\n  owner_action: update-windows-restart\n"
#define GUIDE(id)                                                                              \
	"- id: " id "\n  title: x\n  publisher: x\n  summary: x\n  url: https://example.jp/\n" \
	"  audience: small\n  confirmed_on: unchecked\n"
#define TERM(id) "- id: " id "\n  term: x\n  meaning: x\n"

static char *write_file(const char *language, const char *name, const char *yaml)
{
	char *folder = kw_testing_folder();
	g_autofree char *inner = g_build_filename(folder, language, NULL);
	g_autofree char *file = g_strconcat(name, ".yaml", NULL);
	g_autofree char *path = g_build_filename(inner, file, NULL);

	g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, yaml, -1, NULL));
	return folder;
}

static const char *find(const GPtrArray *findings, const char *part)
{
	for (guint i = 0; i < findings->len; i++)
		if (strstr(findings->pdata[i], part))
			return findings->pdata[i];
	return NULL;
}

/* Other files name entries of the one that is replaced: only what is said of that one counts. */
static void check(const Case *c)
{
	g_autofree char *folder = write_file("ja", c->file, c->yaml);
	g_autoptr(GPtrArray) findings = kw_words_check("ja", folder, "2026-06-30");
	const char *own = find(findings, folder);

	if (c->wanted ? !find(findings, c->wanted) : own != NULL)
		g_error("%s\nwanted \"%s\", got \"%s\"", c->yaml, c->wanted ? c->wanted : "nothing",
			own ? own : "nothing");
	kw_testing_remove(folder);
}

static void test_findings(void)
{
	static const Case cases[] = {
		{"products", PRODUCT, NULL},
		{"products", PRODUCT "  supported_until: 2030-01-31\n  confirmed_on: unchecked\n",
		 NULL},
		{"products", PRODUCT "  plian: x\n",
		 "/ja/products.yaml:10: unknown key \"plian\" (did you mean \"plain\"?); known"},
		{"products", PRODUCT "  zzzzzz: x\n",
		 ":10: unknown key \"zzzzzz\"; known here: id"},
		{"products", "- id: p\n  names: [P]\n", ":1: \"p\" has no \"name\"; add it"},
		{"products", PRODUCT "  place:\n    - a\n", ":11: \"place\" of \"p\" is a list; "},
		{"products", PRODUCT "  watch: maybe\n", "is \"maybe\": write yes or no"},
		{"products", PRODUCT "  supported_until: 2030-02-31\n", "write a day as in"},
		{"products", PRODUCT "  supported_until: unchecked\n", "write a day as in"},
		{"products", PRODUCT "  confirmed_on: 2026/1/3\n", "or unchecked"},
		{"products", PRODUCT "  confirmed_on: 2026-06-30\n  source: https://example.jp/\n",
		 NULL},
		{"products", PRODUCT "  confirmed_on: 2026-07-01\n  source: https://example.jp/\n",
		 ":10: \"confirmed_on\" of \"p\" is \"2026-07-01\": that day is still to come"},
		{"products", PRODUCT "  confirmed_on: 2026-06-30\n",
		 ":10: \"confirmed_on\" of \"p\" is a day, but there is no \"source\"; add"},
		{"products", PRODUCT "  source: www.example.jp\n", "begins with https://"},
		{"products", PRODUCT "  also: [updat-mac]\n",
		 ":10: \"also\" of \"p\" names \"updat-mac\", which is not in actions (did you "
		 "mean "
		 "\"update-mac\"?)"},
		{"products", PRODUCT "  who: '{{nam}} {{maker}}'\n",
		 ":10: \"who\" of \"p\" asks for {{nam}}, which products has no value for (did you "
		 "mean \"name\"?)"},
		{"products", PRODUCT "  who: '{{#name}}'\n", ":10: \"who\" of \"p\":1: "},
		{"actions", "- id: a\n  do: x\n  minutes: ten\n", "write a number as in 10"},
		{"actions", "- id: a\n  do: x\n  minutes: 1\n  who: boss\n",
		 "write one of owner, contractor"},
		{"actions", "- id: a\n  do: x\n  minutes: 1\n  then: a\n", "never ends"},
		{"threats",
		 "- id: t\n  names: t\n  kind: trick\n  short: x\n  what: x\n  ask: nobody\n",
		 "which is not in phrases/ask.* or phrases/ask.*.0"},
		{"facts",
		 "- id: f\n  names: f\n  what: x\n  unless: [f, exploited, fake-delivery]\n", NULL},
		{"facts", "- id: f\n  names: f\n  what: x\n  unless: [g]\n",
		 "not in facts or threats or phrases/why.*"},
		{"glossary", TERM("a") "  names: [A]\n" TERM("b") "  names: [Ｂ, ａ]\n",
		 ":8: the name \"ａ\" of \"b\" is one of \"a\" (line 1), too; "},
		{"glossary", TERM("a") "  names: [A, A]\n", NULL},
		{"guides", GUIDE("a") "  superseded_by: b\n" GUIDE("b") "  current: yes\n", NULL},
		{"guides", GUIDE("a") "  superseded_by: b\n" GUIDE("b"), NULL},
		{"guides", GUIDE("a") "  superseded_by: b\n" GUIDE("b") "  current: no\n",
		 ":8: \"superseded_by\" of \"a\" ends at \"b\", which has \"current: no\""},
		{"guides", GUIDE("a") "  superseded_by: b\n" GUIDE("b") "  superseded_by: a\n",
		 "never ends"},
		{"guides", GUIDE("a") "  date: 2026\n" GUIDE("b") "  date: 2026-02\n", NULL},
		{"guides", GUIDE("a") "  date: 2026-13\n", "2026-01-31, 2026-01 or 2026"},
		{"products", PRODUCT "- {id: q, names: P}\n", ":10: \"q\" has no \"name\""},
		{"guides", "- [\n", "/ja/guides.yaml:2: "},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		check(&cases[i]);
}

static void test_built_in(void)
{
	g_auto(GStrv) languages = kw_words_languages();
	g_autoptr(GPtrArray) compared = kw_words_compare(NULL);

	g_assert_true(g_strv_contains((const char *const *)languages, "ja"));
	g_assert_true(g_strv_contains((const char *const *)languages, "en"));
	g_assert_cmpuint(g_strv_length(languages), ==, 2);
	for (guint i = 0; languages[i]; i++) {
		g_autoptr(GPtrArray) findings = kw_words_check(languages[i], NULL, "9999-12-31");

		if (findings->len)
			g_error("%s", (char *)findings->pdata[0]);
	}
	if (compared->len)
		g_error("%s", (char *)compared->pdata[0]);
}

/* A load says the first of it. */
static void test_load(void)
{
	g_autofree char *folder = write_file("ja", "publishers", "- id: x\n  nam: x\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = kw_words_load("ja", folder, &error);

	g_assert_null(words);
	kw_testing_assert_error(
		&error, KW_ERROR_CONFIG,
		"/ja/publishers.yaml:2: unknown key \"nam\" (did you mean \"name\"?)");
	words = kw_words_read("ja", folder, &error);
	kw_assert_ok(error);
	kw_testing_remove(folder);
}

static void test_compare(void)
{
	static const Case cases[] = {
		{"publishers", "- id: jpcert\n  name: x\n",
		 "templates/ja/publishers.yaml:5: \"ipa\" is missing in "},
		{"publishers", "- id: new\n  name: x\n",
		 "/en/publishers.yaml:1: \"new\" is missing in templates/ja/publishers.yaml"},
		{"glossary", TERM("new") "  names: x\n",
		 "/en/glossary.yaml:1: \"new\" is missing in"},
		{"glossary", TERM("vpn") "  names: x\n", NULL},
		{"actions", "- id: no-contractor\n  do: x\n  minutes: 9\n",
		 "/en/actions.yaml:1: \"minutes\" of \"no-contractor\" is not the same at "
		 "templates/ja/actions.yaml:"},
		{"actions", "- [\n", "/en/actions.yaml:2: "},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *folder = write_file("en", cases[i].file, cases[i].yaml);
		g_autoptr(GPtrArray) findings = kw_words_compare(folder);
		const char *wanted = cases[i].wanted;

		if (wanted ? !find(findings, wanted) : find(findings, folder) != NULL)
			g_error("%s: \"%s\" is not found", cases[i].yaml,
				wanted ? wanted : "nothing");
		kw_testing_remove(folder);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/check", test_findings);
	g_test_add_func("/words/check-built-in", test_built_in);
	g_test_add_func("/words/check-load", test_load);
	g_test_add_func("/words/compare", test_compare);
	return g_test_run();
}
