/* base/yaml: the tree, its line numbers, and everything that is refused. */
#include "base/yaml.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static KwYaml *parse(const char *text, GError **error)
{
	/* without its NUL, so that the sanitizer sees a read past the end */
	size_t length = strlen(text);
	g_autofree char *exact = g_memdup2(text, length);

	return kw_yaml_parse("t.yaml", exact, length, error);
}

static void test_tree(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwYaml) root = parse("# comment\n"
				       "store: sqlite:a.db   # not part of it\n"
				       "publisher:\n"
				       "  title: \"かわら版\\n2\"\n"
				       "  phone:\n"
				       "staff:\n"
				       "  - address: a@example.jp\n"
				       "    name: 'It''s'\n"
				       "  - {address: b@example.jp}\n"
				       "words: [one, \"two\", 3]\n"
				       "text: |\n"
				       "  line 1\n"
				       "  line 2\n",
				       &error);
	const KwYaml *staff, *words;

	kw_assert_ok(error);
	g_assert_cmpint(kw_yaml_kind(root), ==, KW_YAML_MAP);
	g_assert_cmpint(kw_yaml_line(root), ==, 2);
	g_assert_cmpstr(kw_yaml_name(root), ==, "t.yaml");
	g_assert_null(kw_yaml_text(root));
	g_assert_cmpuint(kw_yaml_size(root), ==, 5);
	g_assert_cmpstr(kw_yaml_key(root, 0), ==, "store");
	g_assert_cmpstr(kw_yaml_key(root, 4), ==, "text");
	g_assert_cmpstr(kw_yaml_find_text(root, "store"), ==, "sqlite:a.db");
	g_assert_cmpstr(kw_yaml_find_text(root, "text"), ==, "line 1\nline 2\n");
	g_assert_null(kw_yaml_find_text(root, "absent"));
	g_assert_null(kw_yaml_find_text(root, "staff"));

	const KwYaml *publisher = kw_yaml_find(root, "publisher");
	g_assert_cmpstr(kw_yaml_find_text(publisher, "title"), ==, "かわら版\n2");
	g_assert_cmpstr(kw_yaml_find_text(publisher, "phone"), ==, "");
	g_assert_cmpint(kw_yaml_line(kw_yaml_find(publisher, "phone")), ==, 5);

	staff = kw_yaml_find(root, "staff");
	g_assert_cmpint(kw_yaml_kind(staff), ==, KW_YAML_LIST);
	g_assert_cmpuint(kw_yaml_size(staff), ==, 2);
	g_assert_cmpstr(kw_yaml_find_text(kw_yaml_at(staff, 0), "name"), ==, "It's");
	g_assert_cmpint(kw_yaml_line(kw_yaml_at(staff, 0)), ==, 7);
	g_assert_cmpint(kw_yaml_line(kw_yaml_find(kw_yaml_at(staff, 1), "address")), ==, 9);
	g_assert_cmpstr(kw_yaml_name(kw_yaml_at(staff, 1)), ==, "t.yaml");
	g_assert_null(kw_yaml_find(staff, "address"));
	g_assert_cmpint(kw_yaml_key_line(root, 2), ==, 6);
	g_assert_cmpint(kw_yaml_key_line(root, 3), ==, 10);

	words = kw_yaml_find(root, "words");
	g_assert_cmpstr(kw_yaml_text(kw_yaml_at(words, 2)), ==, "3");
	g_assert_cmpuint(kw_yaml_size(kw_yaml_at(words, 2)), ==, 0);
}

static void test_empty(void)
{
	static const char *const texts[] = {"",      "\n\n",       "# only a comment\n",
					    "---\n", "---\n...\n", "\xef\xbb\xbf# BOM\n"};

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwYaml) root = parse(texts[i], &error);

		kw_assert_ok(error);
		g_assert_cmpint(kw_yaml_kind(root), ==, KW_YAML_MAP);
		g_assert_cmpuint(kw_yaml_size(root), ==, 0);
		g_assert_cmpint(kw_yaml_line(root), ==, 1);
	}
	g_autoptr(KwYaml) none = kw_yaml_parse("t.yaml", NULL, 0, NULL);
	g_assert_nonnull(none);
}

static void test_roots(void)
{
	g_autoptr(KwYaml) list = parse("- 一\n- 二\n", NULL);
	g_autoptr(KwYaml) scalar = parse("'' # quoted: a text, not nothing\n", NULL);

	g_assert_cmpint(kw_yaml_kind(list), ==, KW_YAML_LIST);
	g_assert_cmpstr(kw_yaml_text(kw_yaml_at(list, 1)), ==, "二");
	g_assert_cmpstr(kw_yaml_text(scalar), ==, "");
}

static void test_refused(void)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"a: 1\nb: 2\na: 3\n", "t.yaml:3: key \"a\" stands here twice"},
		{"x:\n  a: 1\n  \"a\": 2\n", "t.yaml:3: key \"a\""},
		{"a: &x 1\nb: *x\n", "t.yaml:1: anchors"},
		{"a: 1\nb: *x\n", "t.yaml:2: aliases"},
		{"*x : 1\n", "t.yaml:1: aliases"},
		{"a: 1\nb: !!int 2\n", "t.yaml:2: tags"},
		{"a: !mine {b: c}\n", "t.yaml:1: tags"},
		{"a:\n  - &l [1]\n", "t.yaml:2: anchors"},
		{"&m\na: 1\n", "t.yaml:1: anchors"},
		{"? [a, b]\n: c\n", "t.yaml:1: a key has to be a word"},
		{"{a: b}: c\n", "t.yaml:1: a key has to be a word"},
		{"a: 1\n'': 2\n", "t.yaml:2: a key without a name"},
		{"a: 1\n---\nb: 2\n", "t.yaml:2: a second document"},
		{"a: 1\n\tb: 2\n", "t.yaml:2: "},
		{"a:\n\tb: 2\n", "a tab: YAML wants blanks"},
		{"a: [1, 2\n", "t.yaml:2: "},
		{"a: 1\n b: 2\n", "t.yaml:2: "},
		{"a: \"open\n", "t.yaml:2: "},
		{"a: \"x\\0y\"\n", "t.yaml:1: a text with a NUL"},
		{"a: \"\\uD800\"\n", "t.yaml:1: "},
		{"a: 1\nb: 2\nc: \xff\n", "t.yaml:3: "},
		{"a: 1\nb: \x01\n", "t.yaml:2: "},
		{"- [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n", "t.yaml:1: nested deeper than 16"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(parse(cases[i].text, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
	g_assert_null(parse(cases[0].text, NULL)); /* nobody has to want the error */
	g_assert_null(kw_yaml_parse("t.yaml", "a: \0b", 5, NULL));
}

static void test_ceilings(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *big = g_strnfill(2 * 1024 * 1024 + 1, '#');
	g_autoptr(GString) many = g_string_new("[");
	g_autoptr(KwYaml) deep = parse("[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n", &error);

	kw_assert_ok(error);
	g_assert_nonnull(deep); /* 16 is allowed */
	g_assert_null(parse(big, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "bigger than 2097152 bytes");
	for (int i = 0; i < 99999; i++)
		g_string_append(many, "x,\n");
	g_string_append(many, "]");
	g_autoptr(KwYaml) full = parse(many->str, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(kw_yaml_size(full), ==, 99999);
	many->str[many->len - 1] = 'x';
	g_string_append(many, "]");
	g_assert_null(parse(many->str, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "t.yaml:100000: more than 100000 values");
}

static void test_error(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwYaml) root = parse("a: 1\nb: 2\n", NULL);

	kw_yaml_error(kw_yaml_find(root, "b"), &error, "%s is not %d", "b", 3);
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "t.yaml:2: b is not 3");
	kw_yaml_error(root, NULL, "nobody listens");
}

static void test_nearest(void)
{
	static const char *const known[] = {"relay", "staff",          "store",    "url",
					    "title", "postal_address", "timezone", NULL};
	static const struct {
		const char *word, *wanted;
	} cases[] = {
		{"relai", "relay"},
		{"realy", "relay"},
		{"Relay", "relay"},
		{"stuff", "staff"},
		{"stor", "store"},
		{"postal-address", "postal_address"},
		{"address", NULL},
		{"post_address", "postal_address"},
		{"timezome", "timezone"},
		{"uri", "url"},
		{"x", NULL},
		{"", NULL},
		{"banana", NULL},
		{"wholly_different_and_longer_than_every_known_word_here", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(kw_yaml_nearest(cases[i].word, known), ==, cases[i].wanted);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/yaml/tree", test_tree);
	g_test_add_func("/yaml/empty", test_empty);
	g_test_add_func("/yaml/roots", test_roots);
	g_test_add_func("/yaml/refused", test_refused);
	g_test_add_func("/yaml/ceilings", test_ceilings);
	g_test_add_func("/yaml/error", test_error);
	g_test_add_func("/yaml/nearest", test_nearest);
	return g_test_run();
}
