/* base/words: loading with replacements, and names found in texts. The tests write their own
 * phrases.yaml, so that what is built in may change. */
#include "base/words.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static char *folder_with(const char *yaml)
{
	char *folder = kw_testing_folder();
	g_autofree char *inner = g_build_filename(folder, "ja", NULL);
	g_autofree char *path = g_build_filename(inner, "phrases.yaml", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
	g_file_set_contents(path, yaml, -1, &error);
	kw_assert_ok(error);
	return folder;
}

static KwWords *load(const char *yaml, GError **error)
{
	g_autofree char *folder = folder_with(yaml);
	KwWords *words = kw_words_read("ja", folder, error);

	kw_testing_remove(folder);
	return words;
}

/* "id id id" */
static char *match(const KwWords *words, const char *text)
{
	g_autoptr(GPtrArray) found = kw_words_match(words, "phrases", text);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "", kw_word_id(found->pdata[i]));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void test_built_in(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[i]);

		g_assert_cmpstr(kw_words_phrase(words, "weekday.4"), ==, i ? "Thursday" : "木");
	}
}

static void test_ask(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = load("- id: b\n"
					"  text: 二\n"
					"  do: [one, two]\n"
					"  empty:\n"
					"  watch: yes\n"
					"- id: a\n",
					&error);
	const KwWord *b;

	kw_assert_ok(error);
	b = kw_words_find(words, "phrases", "b");
	g_assert_cmpstr(kw_word_id(b), ==, "b");
	g_assert_cmpstr(kw_word_text(b, "text"), ==, "二");
	g_assert_null(kw_word_text(b, "absent"));
	g_assert_null(kw_word_text(b, "do"));
	g_assert_null(kw_words_find(words, "phrases", "c"));
	g_assert_null(kw_words_find(words, "no-such-file", "b"));

	g_autoptr(GPtrArray) list = kw_words_list(words, "phrases");
	g_assert_cmpuint(list->len, ==, 2);
	g_assert_true(list->pdata[0] == b);
	g_autoptr(GPtrArray) none = kw_words_list(words, "no-such-file");
	g_assert_cmpuint(none->len, ==, 0);
	g_autoptr(GPtrArray) no_match = kw_words_match(words, "no-such-file", "二");
	g_assert_cmpuint(no_match->len, ==, 0);

	g_autoptr(GPtrArray) texts = kw_word_texts(b, "do");
	g_assert_cmpuint(texts->len, ==, 2);
	g_assert_cmpstr(texts->pdata[1], ==, "two");
	g_autoptr(GPtrArray) one = kw_word_texts(b, "text");
	g_assert_cmpuint(one->len, ==, 1);
	g_autoptr(GPtrArray) empty = kw_word_texts(b, "empty");
	g_assert_cmpuint(empty->len, ==, 0);
	g_autoptr(GPtrArray) absent = kw_word_texts(b, "absent");
	g_assert_cmpuint(absent->len, ==, 0);

	g_assert_true(kw_word_has(b, "do", "two"));
	g_assert_true(kw_word_has(b, "text", "二"));
	g_assert_false(kw_word_has(b, "do", "three"));
	g_assert_false(kw_word_has(b, "absent", "two"));
	g_assert_false(kw_word_has(NULL, "do", "two"));
	g_assert_true(kw_word_is_yes(b, "watch"));
	g_assert_false(kw_word_is_yes(b, "text"));
	g_assert_false(kw_word_is_yes(b, "absent"));
	g_assert_false(kw_word_is_yes(NULL, "watch"));

	g_assert_cmpstr(kw_words_phrase(words, "b"), ==, "二");
	g_assert_cmpstr(kw_words_phrase(words, "nothing.like.it"), ==, "nothing.like.it");
	g_assert_cmpstr(kw_words_phrase(words, "a"), ==, "a"); /* an entry without a text */
}

static void test_match(void)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = {
		{"", ""},
		{"nothing of it", ""},
		{"Wordに穴、Excelにも穴。もう一度Word", "word excel"},
		{"excel and WORD", "excel word"},
		{"ＷＯＲＤ", "word"},
		{"ﾜｰﾄﾞ", "word"},
		/* whole words */
		{"password crossword wordy word2 2word word_x _word", ""},
		{"Microsoft Word16.1", "microsoft-word"}, /* a version */
		{"(word)", "word"},
		{"word", "word"},
		{"pass-word", "word"},
		{"éword", ""},
		{"最新wordの", "word"},
		{"オンラインパスワード", "password"}, /* ワード is inside of a longer name */
		{"キーワード", "word"},               /* Japanese has no whole words */
		{"c++", "cpp"},
		{"c++11", "cpp"},
		{"abc++", ""},
		/* the longest wins */
		{"Microsoft Word Online", "microsoft-word"},
		{"a Word Online", "online"},
		{"Microsoft\n\tWord  Viewer", "microsoft-word"},
		{"甲乙丙丁戊己庚", "cdefg"},
		{"甲乙丙", "abc"},
		{"甲乙丙丁", "abc"},
		{"甲乙丙丁戊", "abc"},
		{"東京都", "tokyo-to"},
		{"京都", "kyoto"},
		{"東京都と京都", "tokyo-to kyoto"},
		/* one name of two entries; two names of one */
		{"TLS", "ssl tls"},
		{"ssl, tls", "ssl tls"},
		{"tls, ssl", "ssl tls"},
		/* further names; longer ones of other things */
		{"Tabula", "sheet"},
		{"Sheet Music", ""},
		{"a Sheet, and Sheet Music", "sheet"},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords)
		words = load("- {id: excel, names: Excel}\n"
			     "- {id: word, names: [Word, ワード, \"  \", \"\"]}\n"
			     "- {id: password, names: [パスワード]}\n"
			     "- {id: microsoft-word, names: [microsoft word]}\n"
			     "- {id: online, names: [Word Online, x]}\n"
			     "- {id: cpp, names: [C++]}\n"
			     "- {id: abc, names: [あ, 甲乙丙]}\n"
			     "- {id: cdefg, names: [丙丁戊己庚]}\n"
			     "- {id: tokyo-to, names: [東京都, 東京]}\n"
			     "- {id: kyoto, names: [京都]}\n"
			     "- {id: ssl, names: [SSL, TLS]}\n"
			     "- {id: tls, names: [TLS]}\n"
			     "- {id: sheet, names: [Sheet], own: [Tabula], not: [Sheet Music]}\n"
			     "- {id: nameless}\n",
			     &error);

	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = match(words, cases[i].text);

		if (strcmp(got, cases[i].wanted) != 0)
			g_error("\"%s\": wanted \"%s\", got \"%s\"", cases[i].text, cases[i].wanted,
				got);
	}
}

/* Against the plain way, on many short texts of few characters, where names overlap a lot. */
static void test_match_all(void)
{
	static const char *const names[] = {"か", "かわ", "わら", "わらばん", "ばん", "んかわ"};
	static const char *const kana[] = {"か", "わ", "ら", "ば", "ん"};
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) yaml = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		g_string_append_printf(yaml, "- {id: \"%u\", names: [%s]}\n", i, names[i]);
	g_autoptr(KwWords) words = load(yaml->str, &error);
	kw_assert_ok(error);
	for (guint round = 0; round < 2000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		char taken[64] = "";
		size_t first[G_N_ELEMENTS(names)];
		g_autofree char *got = NULL;
		g_autoptr(GString) wanted = g_string_new(NULL);

		for (guint i = 0, n = (guint)g_test_rand_int_range(1, 12); i < n; i++)
			g_string_append(text, kana[g_test_rand_int_range(0, 5)]);
		memset(taken, 0, sizeof taken);
		for (guint i = 0; i < G_N_ELEMENTS(names); i++)
			first[i] = G_MAXSIZE;
		for (size_t length = 12; length >= 3; length -= 3)
			for (size_t at = 0; at + length <= text->len; at += 3)
				for (guint i = 0; i < G_N_ELEMENTS(names); i++)
					if (strlen(names[i]) == length &&
					    !memcmp(text->str + at, names[i], length) &&
					    !memchr(taken + at, 1, length)) {
						memset(taken + at, 1, length);
						first[i] = MIN(first[i], at);
					}
		for (size_t at = 0; at < text->len; at++)
			for (guint i = 0; i < G_N_ELEMENTS(names); i++)
				if (first[i] == at)
					g_string_append_printf(wanted, "%s%u",
							       wanted->len ? " " : "", i);
		got = match(words, text->str);
		g_assert_cmpstr(got, ==, wanted->str);
	}
}

static void test_families(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = load("- {id: one, maker: M, kind: pc}\n"
					"- {id: two, maker: M, kind: pc}\n"
					"- {id: three, maker: M, kind: server}\n"
					"- {id: four, kind: pc}\n"
					"- {id: five}\n",
					&error);
	g_autoptr(GPtrArray) all = kw_words_list(words, "phrases");
	g_autoptr(GPtrArray) none = kw_words_list(words, "no-such-file");

	kw_assert_ok(error);
	g_assert_cmpuint(kw_words_count_families(all), ==, 4);
	g_assert_cmpuint(kw_words_count_families(none), ==, 0);
}

static void test_broken(void)
{
	static const struct {
		const char *yaml, *part;
	} cases[] = {
		{"- id: a\n- text: b\n", "/ja/phrases.yaml:2: an entry without an id"},
		{"- id: a\n- id:\n", "phrases.yaml:2: an entry without an id"},
		{"- id: a\n- word\n", "phrases.yaml:2: an entry without an id"},
		{"- id: [a]\n", "phrases.yaml:1: an entry without an id"},
		{"- id: a\n- id: b\n- id: a\n", "phrases.yaml:3: the id \"a\" stands here twice"},
		{"- id: a\n  x: {y: z}\n", "phrases.yaml:2: \"x\" has to be a text or a list"},
		{"- id: a\n  x:\n    - [y]\n", "phrases.yaml:3: \"x\" has to be a text or a list"},
		{"id: a\n", "phrases.yaml:1: a list of entries is wanted"},
		{"word\n", "phrases.yaml:1: a list of entries is wanted"},
		{"- id: a\n  id: b\n", "phrases.yaml:2: key \"id\" stands here twice"},
		{"- [\n", "phrases.yaml:2: "},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(load(cases[i].yaml, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

static void test_empty(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = load("# nothing\n", &error);
	g_autoptr(KwWords) none = kw_words_load("no-such-language", NULL, &error);

	kw_assert_ok(error);
	g_autofree char *got = match(words, "word");
	g_assert_cmpstr(got, ==, "");
	g_assert_null(kw_words_find(none, "phrases", "a"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/built-in", test_built_in);
	g_test_add_func("/words/ask", test_ask);
	g_test_add_func("/words/match", test_match);
	g_test_add_func("/words/match-all", test_match_all);
	g_test_add_func("/words/families", test_families);
	g_test_add_func("/words/broken", test_broken);
	g_test_add_func("/words/empty", test_empty);
	return g_test_run();
}
