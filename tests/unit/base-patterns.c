/* base/patterns: what is read out of a pattern, literals found as a plain search finds them, and
 * that every pattern of the house fits the same texts as it does by itself. */
#include "base/patterns.h"

#include "../../lib/base/literals-private.h"
#include "../../lib/base/needles-private.h"
#include "../support/testing.h"
#include "base/asset.h"
#include "base/yaml.h"

#include <string.h>

/* --- needles --- */

/* "a|b c|d": one of each. */
static char *needles_of(const char *pattern)
{
	g_autoptr(GPtrArray) lists = kw_needles_of(pattern);
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < lists->len; i++) {
		const GPtrArray *list = lists->pdata[i];

		for (guint j = 0; j < list->len; j++)
			g_string_append_printf(all, "%s%s",
					       j   ? "|"
					       : i ? " & "
						   : "",
					       (char *)list->pdata[j]);
	}
	return g_string_free(all, FALSE);
}

static void test_needles(void)
{
	static const struct {
		const char *pattern, *needles; /* "" = none */
	} rows[] = {
		{"abc", "abc"},
		{"ab?c", "a"},
		{"ab+cde", "cde & ab"},
		{"ab{0,2}cd", "cd"},
		{"ab{2}", "ab"},
		{"a{b", "a{b"},
		{"ab*?cd", "cd"},
		{"^abc$", "abc"},
		{"\\babc\\b def", "abc def"},
		{"a\\.b", "a.b"},
		{"ab\\d+cde", "cde & ab"},
		{"ab[c]defg", "defg & ab"},
		{"ab[]c]defg", "defg & ab"},
		{"ab[^]c[:alpha:]\\]]defg", "defg & ab"},
		{"\\p{Han}abc\\pLd", "abc"},
		{"abc|def", "abc|def"},
		{"abc|d?", ""},
		{"(abc|def)g", "abc|def"},
		{"(?:abc|def)?gh", "gh"},
		{"(abc|d?)gh", "gh"},
		{"(a.bcd)(e|fg).hi", "bcd & hi"},
		{"a(c(de|fg)|hij)k", "de|fg|hij"},
		{"(ab|cd)(ef.ghi|jkl)", "ghi|jkl & ab|cd"},
		{"^(?!.*nothing)abc", "abc"},
		{"ab(?=cdef)(?<!ghij)(?<=klm)no", "cdef & abno & klm"},
		{"^(?=.*(?:abcd|efgh)e)fg", "abcd|efgh & fg"},
		{"ab(?!cdef)gh", "abgh"},
		{"では(ある|ない)|弱点は", "では|弱点は"},
		{"では(弱点|欠陥)", "弱点|欠陥 & では"},
		{"a.bb.cc.dd.ee.ff.gg.hh.ii.jj.kkk", "kkk & bb & cc & dd & ee & ff & gg & hh"},
		{".*", ""},
		{"", ""},
		{"(?i)abc", ""},
		{"abc(?<name>d)ef", "abc & ef"},
		{"abc(?<a_name>defg)", "defg & abc"},
		{"abc(?<>d)", ""},
		{"abc(?<name", ""},
		{"ab(?&name)cd(?(DEFINE)(?<name>efgh))", "ab & cd"},
		{"abc(*COMMIT)d", ""},
		{"(ab)c\\1de", "ab & de"},
		{"abc\\Qd\\E", ""},
		{"abc(", ""},
		{"abc)", ""},
		{"abc[", ""},
		{"abc\\", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *needles = needles_of(rows[i].pattern);

		g_test_message("%s", rows[i].pattern);
		g_assert_cmpstr(needles, ==, rows[i].needles);
	}
}

/* --- literals --- */

/* A text of a few letters of one, two, three and four bytes. */
static char *random_text(GRand *rand, int most)
{
	static const char *const letters[] = {"a", "b", "é", "脆", "弱", "𠮷"};
	int length = g_rand_int_range(rand, 1, most + 1);
	GString *text = g_string_new(NULL);

	while (length--)
		g_string_append(text, letters[g_rand_int_range(rand, 0, 6)]);
	return g_string_free(text, FALSE);
}

static guint count_plainly(const GPtrArray *texts, const char *text)
{
	guint count = 0;

	for (guint i = 0; i < texts->len; i++)
		for (const char *p = text; (p = strstr(p, texts->pdata[i])); p++)
			count++;
	return count;
}

static void test_literals(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);

	for (int round = 0; round < 300; round++) {
		g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
		KwLiterals *literals = kw_literals_new();
		g_autofree char *text = random_text(rand, 200);
		g_autoptr(GArray) hits = NULL;

		for (int i = g_rand_int_range(rand, 0, 20); i > 0; i--) {
			char *literal = random_text(rand, 4);

			kw_literals_add(literals, literal, texts);
			if (g_ptr_array_find_with_equal_func(texts, literal, g_str_equal, NULL))
				g_free(literal);
			else
				g_ptr_array_add(texts, literal);
		}
		kw_literals_seal(literals);
		hits = kw_literals_find(literals, text);
		g_assert_cmpuint(hits->len, ==, count_plainly(texts, text));
		for (guint i = 0; i < hits->len; i++) {
			const KwLiteralHit *hit = &g_array_index(hits, KwLiteralHit, i);
			g_autofree char *found = g_strndup(text + hit->at, hit->length);

			g_assert_true(
				g_ptr_array_find_with_equal_func(texts, found, g_str_equal, NULL));
			g_assert_cmpuint(hit->owners->len, ==, 1);
			g_assert_true(i == 0 || hit[-1].at < hit->at ||
				      hit[-1].length < hit->length);
		}
		kw_literals_free(literals);
	}
}

/* --- patterns --- */

static void test_match(void)
{
	g_autoptr(KwPatterns) patterns = kw_patterns_new();
	const char *one = "one", *two = "two", *any = "any";

	kw_patterns_add(patterns, "弱点が", one);
	kw_patterns_add(patterns, "弱点(は|を)直し", one);
	kw_patterns_add(patterns, "\\bfix(es|ed)\\b", two);
	kw_patterns_add(patterns, "^.{0,3}$", any);
	kw_patterns_seal(patterns);

	g_autoptr(GPtrArray) both = kw_patterns_match(patterns, "弱点があり、弱点を直し fixed");
	g_autoptr(GPtrArray) none = kw_patterns_match(patterns, "弱点を見る prefixed");
	g_autoptr(GPtrArray) empty = kw_patterns_match(patterns, "");

	g_assert_cmpuint(both->len, ==, 2);
	g_assert_true(both->pdata[0] == one && both->pdata[1] == two);
	g_assert_cmpuint(none->len, ==, 0);
	g_assert_true(empty->len == 1 && empty->pdata[0] == any);
	g_assert_true(kw_patterns_fits(patterns, "弱点を直し"));
	g_assert_false(kw_patterns_fits(patterns, "弱点を見る"));
}

/* The patterns of a file: a list of them, and lists under their owners. */
static void test_yaml(void)
{
	static const char text[] = "mend: [直し, fixed]\nfind: [見つか]\n";
	g_autoptr(KwYaml) root = kw_yaml_parse("text", text, strlen(text), NULL);
	g_autoptr(KwPatterns) list = kw_patterns_of_list(kw_yaml_find(root, "mend"));
	g_autoptr(KwPatterns) map = kw_patterns_of_map(root);
	g_autoptr(GPtrArray) owners = kw_patterns_match(map, "弱点を直し、別のが見つかり");

	g_assert_true(kw_patterns_fits(list, "it is fixed"));
	g_assert_false(kw_patterns_fits(list, "弱点が見つかり"));
	g_assert_cmpuint(owners->len, ==, 2);
	g_assert_cmpstr(owners->pdata[0], ==, "mend");
	g_assert_cmpstr(owners->pdata[1], ==, "find");
}

static void test_groups(void)
{
	g_autoptr(KwPatterns) patterns = kw_patterns_new();

	kw_patterns_add(patterns, "「([^」]*)」の", NULL);
	kw_patterns_add(patterns, "of (\\w+)", NULL);
	kw_patterns_seal(patterns);

	g_autofree char *first = kw_patterns_fetch(patterns, "of A、「B」のC");
	g_autofree char *second = kw_patterns_fetch(patterns, "of A、「B」");
	g_autofree char *none = kw_patterns_fetch(patterns, "A、「B」");

	g_assert_cmpstr(first, ==, "B");
	g_assert_cmpstr(second, ==, "A");
	g_assert_null(none);
}

static void test_strike(void)
{
	static const struct {
		const char *text, *rest;
	} rows[] = {
		{"", ""},         {"abc", "abc"}, {"a[1]b[2]c", "abc"},
		{"x[1]yzx", "x"}, /* "xyz" stands there only then */
		{"xyz[", "["},
	};
	g_autoptr(KwPatterns) patterns = kw_patterns_new();

	kw_patterns_add(patterns, "\\[.*?\\]", NULL);
	kw_patterns_add(patterns, "xyz", NULL);
	kw_patterns_seal(patterns);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *rest = kw_patterns_strike(patterns, rows[i].text, "");

		g_assert_cmpstr(rest, ==, rows[i].rest);
	}
}

/* --- the patterns of the house --- */

/* `node` is a pattern, or a list or map of them. */
static void collect_patterns(const KwYaml *node, GPtrArray *texts)
{
	for (guint i = 0; i < kw_yaml_size(node); i++)
		collect_patterns(kw_yaml_at(node, i), texts);
	if (kw_yaml_kind(node) == KW_YAML_SCALAR)
		g_ptr_array_add(texts, (gpointer)kw_yaml_text(node));
}

/* Texts that nobody wrote, of what patterns look for. */
static void add_random_lines(GPtrArray *lines, const GPtrArray *patterns)
{
	static const char *const joints[] = {"", " ", "。", "され", "て", "、", " the "};
	g_autoptr(GRand) rand = g_rand_new_with_seed(2);
	g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < patterns->len; i++) {
		g_auto(GStrv) parts = g_strsplit_set(patterns->pdata[i], "()|[]?*+\\^${}", 0);

		for (char **part = parts; *part; part++)
			g_ptr_array_add(pieces, g_strdup(*part));
	}
	for (int i = 0; i < 3000; i++) {
		GString *line = g_string_new(NULL);

		for (int n = g_rand_int_range(rand, 2, 12); n > 0; n--)
			g_string_append_printf(
				line, "%s%s",
				(char *)pieces->pdata[g_rand_int_range(rand, 0, (int)pieces->len)],
				joints[g_rand_int_range(rand, 0, 7)]);
		g_ptr_array_add(lines, g_string_free(line, FALSE));
	}
}

/* `asset` may end in "#LIST": not all that stands in a word file is a pattern. */
static void test_same(gconstpointer asset)
{
	g_auto(GStrv) place = g_strsplit(asset, "#", 2);
	g_autoptr(KwYaml) root = kw_yaml_of_asset(place[0]);
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(KwPatterns) patterns = kw_patterns_new();
	guint fitting = 0;

	collect_patterns(place[1] ? kw_yaml_find(root, place[1]) : root, texts);
	for (guint i = 0; i < texts->len; i++) {
		kw_patterns_add(patterns, texts->pdata[i], GUINT_TO_POINTER(i));
		g_ptr_array_add(alone, g_regex_new(texts->pdata[i], G_REGEX_OPTIMIZE, 0, NULL));
	}
	kw_patterns_seal(patterns);
	kw_testing_folded_lines("advisories", lines);
	kw_testing_folded_lines("explain", lines);
	add_random_lines(lines, texts);
	for (guint i = 0; i < lines->len; i++) {
		g_autoptr(GPtrArray) found = kw_patterns_match(patterns, lines->pdata[i]);
		guint next = 0;

		for (guint j = 0; j < alone->len; j++) {
			gboolean fits = g_regex_match(alone->pdata[j], lines->pdata[i], 0, NULL);
			gboolean is_found = next < found->len &&
					    GPOINTER_TO_UINT(found->pdata[next]) == j;

			if (fits != is_found)
				g_error("%s: \"%s\"", (char *)texts->pdata[j],
					(char *)lines->pdata[i]);
			next += is_found;
			fitting += fits;
		}
		g_assert_cmpuint(next, ==, found->len);
	}
	g_test_message("%u patterns, %u lines, %u times one fits", texts->len, lines->len, fitting);
	g_assert_cmpuint(fitting, >, 0);
}

int main(int argc, char **argv)
{
	g_auto(GStrv) forms = kw_asset_list("digest/stated/");

	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patterns/needles", test_needles);
	g_test_add_func("/patterns/literals", test_literals);
	g_test_add_func("/patterns/match", test_match);
	g_test_add_func("/patterns/yaml", test_yaml);
	g_test_add_func("/patterns/groups", test_groups);
	g_test_add_func("/patterns/strike", test_strike);
	for (char **form = forms; *form; form++) {
		g_autofree char *name = g_strconcat("/patterns/same/", *form, NULL);

		g_test_add_data_func(name, *form, test_same);
	}
	g_test_add_data_func("/patterns/same/rate", "ingest/rate.yaml", test_same);
	g_test_add_data_func("/patterns/same/effects", "lib/base/effects.yaml", test_same);
	g_test_add_data_func("/patterns/same/title", "lib/base/title.yaml#weak", test_same);
	g_test_add_data_func("/patterns/same/victims", "digest/title.yaml#victims", test_same);
	g_test_add_data_func("/patterns/same/announced", "digest/title.yaml#announced", test_same);
	return g_test_run();
}
