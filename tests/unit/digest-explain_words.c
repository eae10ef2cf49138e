/* The word files that explain reads: every reference resolves, both languages agree, and their
 * names and forms find what real titles and sentences say.
 */
#include "digest/explain.h"

#include "../support/sentence_check.h"
#include "../support/testing.h"

#include <string.h>

static void check_reference(const KwWords *words, const KwWord *word, const char *key,
			    const char *file)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(word, key);

	for (guint i = 0; i < ids->len; i++) {
		if (!kw_words_find(words, file, ids->pdata[i]))
			g_test_message("%s: %s: %s", kw_word_id(word), key, (char *)ids->pdata[i]);
		g_assert_nonnull(kw_words_find(words, file, ids->pdata[i]));
	}
}

static void check_keys(const KwWords *words, const char *file, const char *const *keys)
{
	g_autoptr(GPtrArray) list = kw_words_list(words, file);

	g_assert_cmpuint(list->len, >, 0);
	for (guint i = 0; i < list->len; i++) {
		for (const char *const *key = keys; *key; key++) {
			g_autoptr(GPtrArray) texts = kw_word_texts(list->pdata[i], *key);

			if (!texts->len)
				g_test_message("%s %s: no %s", file, kw_word_id(list->pdata[i]),
					       *key);
			g_assert_cmpuint(texts->len, >, 0);
		}
		check_reference(words, list->pdata[i], "owner_action", "actions");
		check_reference(words, list->pdata[i], "also", "actions");
		check_reference(words, list->pdata[i], "then", "actions");
		check_reference(words, list->pdata[i], "todo", "actions");
	}
}

static const struct {
	const char *file;
	guint at_least;
	const char *keys[10];
} files[] = {
	{"products",
	 170,
	 {"names", "name", "maker", "plain", "about", "kind", "see", "watch", "owner_action"}},
	{"threats", 34, {"names", "kind", "short", "what"}},
	{"actions", 64, {"do", "minutes", "who"}},
	{"facts", 24, {NULL}},
	{"notices", 20, {"headline", "what", "todo"}},
	{"data", 15, {"names", "name"}},
	{"firstaid", 13, {"names", "title", "now", "not", "call"}},
	{"publishers", 5, {"name"}},
	{"guides", 6, {"title", "publisher", "summary", "current", "confirmed_on"}},
	{"selfcheck", 25, {"question", "advice_partly", "advice_no", "advice_unknown"}},
};

static void test_keys(void)
{
	static const char *const languages[] = {"ja", "en"};
	static const char *const glossary[] = {"names", "term", "meaning", NULL};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);

		for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
			g_autoptr(GPtrArray) list = kw_words_list(words, files[i].file);

			g_assert_cmpuint(list->len, >=, files[i].at_least);
			check_keys(words, files[i].file, files[i].keys);
		}
		check_keys(words, "glossary", glossary);
	}
}

/* A reader of English gets the same decisions: same ids, same names to find, same flags. */
static void test_languages_agree(void)
{
	static const char *const same[] = {
		"names", "kind",       "watch",   "owner_action",    "also",    "then",
		"todo",  "contractor", "role",    "unless",          "general", "stated",
		"ask",   "needs",      "minutes", "supported_until", "source",  "confirmed_on"};
	g_autoptr(KwWords) ja = kw_testing_words("ja"), en = kw_testing_words("en");

	for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
		g_autoptr(GPtrArray) list = kw_words_list(ja, files[f].file);
		g_autoptr(GPtrArray) other = kw_words_list(en, files[f].file);

		g_assert_cmpuint(list->len, ==, other->len);
		for (guint i = 0; i < list->len; i++) {
			g_assert_cmpstr(kw_word_id(list->pdata[i]), ==,
					kw_word_id(other->pdata[i]));
			for (guint k = 0; k < G_N_ELEMENTS(same); k++) {
				/* the set of questions; in actions it is one, a sentence */
				if (!strcmp(same[k], "ask") && !strcmp(files[f].file, "actions"))
					continue;
				g_autoptr(GPtrArray) a = kw_word_texts(list->pdata[i], same[k]);
				g_autoptr(GPtrArray) b = kw_word_texts(other->pdata[i], same[k]);

				g_assert_cmpuint(a->len, ==, b->len);
				for (guint t = 0; t < a->len; t++)
					g_assert_cmpstr(a->pdata[t], ==, b->pdata[t]);
			}
		}
	}
}

static void check_patterns(const KwWords *words, const char *file, const char *const *keys)
{
	g_autoptr(GPtrArray) list = kw_words_list(words, file);
	g_autoptr(GRegex) tags = g_regex_new("\\{\\{[#/^][^}]*\\}\\}", 0, 0, NULL);

	for (guint i = 0; i < list->len; i++) {
		for (const char *const *key = keys; *key; key++) {
			g_autoptr(GPtrArray) texts = kw_word_texts(list->pdata[i], *key);

			for (guint j = 0; j < texts->len; j++) {
				g_autofree char *plain = g_regex_replace_literal(
					tags, texts->pdata[j], -1, 0, "", 0, NULL);

				sentence_check_lengths(plain);
			}
		}
	}
}

static gboolean is_day(const char *text)
{
	return text && g_regex_match_simple("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", text, 0, 0);
}

/* Whoever doubts a date finds where it was read, and how old that text was. */
static void test_support_ends(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	guint n = 0;

	for (guint i = 0; i < products->len; i++) {
		const char *until = kw_word_text(products->pdata[i], "supported_until");
		const char *source = kw_word_text(products->pdata[i], "source");
		const char *confirmed = kw_word_text(products->pdata[i], "confirmed_on");

		if (!until)
			continue;
		g_test_message("%s", kw_word_id(products->pdata[i]));
		g_assert_true(is_day(until));
		g_assert_true(source && g_str_has_prefix(source, "https://"));
		g_assert_true(is_day(confirmed) || !g_strcmp0(confirmed, "unchecked"));
		n++;
	}
	g_assert_cmpuint(n, >=, 12);
}

static void test_plain_words(void)
{
	static const struct {
		const char *file, *keys[6];
	} patterns[] = {
		{"threats", {"headline", "line", "who", "what"}},
		{"facts", {"what"}},
		{"actions", {"line", "ask"}},
		{"firstaid", {"title"}},
		{"helplines", {"hours"}},
	};
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) questions = kw_words_list(words, "selfcheck");
	g_autoptr(GPtrArray) guides = kw_words_list(words, "guides");
	g_autoptr(GPtrArray) glossary = kw_words_list(words, "glossary");

	g_assert_cmpuint(questions->len, ==, 25);
	for (guint i = 0; i < questions->len; i++) {
		sentence_check(kw_word_text(questions->pdata[i], "question"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_partly"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_no"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_unknown"));
	}
	for (guint i = 0; i < guides->len; i++)
		sentence_check(kw_word_text(guides->pdata[i], "summary"));
	for (guint i = 0; i < glossary->len; i++)
		sentence_check(kw_word_text(glossary->pdata[i], "meaning"));
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++)
		check_patterns(words, patterns[i].file, patterns[i].keys);
}

/* A list of steps is ticked off: each is one sentence. */
static void check_steps(const KwWord *word, const char *key)
{
	g_autoptr(GPtrArray) texts = kw_word_texts(word, key);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];

		g_test_message("%s %s: %s", kw_word_id(word), key, text);
		sentence_check_lengths(text);
		g_assert_true(strstr(text, "。") == text + strlen(text) - strlen("。"));
	}
}

static void test_steps(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) actions = kw_words_list(words, "actions");
	guint n_contractors = 0;

	for (guint i = 0; i < actions->len; i++) {
		const KwWord *action = actions->pdata[i];
		gboolean is_contractor = !g_strcmp0(kw_word_text(action, "who"), "contractor");

		check_steps(action, "do");
		check_steps(action, "do_today");
		g_assert_true(is_contractor || !g_strcmp0(kw_word_text(action, "who"), "owner"));
		g_assert_cmpint(is_contractor, ==, kw_word_text(action, "ask") != NULL);
		n_contractors += is_contractor;
	}
	g_assert_cmpuint(n_contractors, >=, 16);
}

/* The questions of a message are the contractor's actions. */
static void test_questions(void)
{
	static const char *const sets[] = {"device", "pc",      "website",
					   "server", "replace", "no-fix"};

	for (guint i = 0; i < 2 * G_N_ELEMENTS(sets); i++) {
		g_autoptr(KwWords) words = kw_testing_words(i < G_N_ELEMENTS(sets) ? "ja" : "en");
		const char *set = sets[i % G_N_ELEMENTS(sets)];
		g_autofree char *opening = g_strdup_printf("ask.%s.0", set);
		g_autoptr(GPtrArray)
			ids = kw_word_texts(kw_words_find(words, "phrases", opening), "questions");

		g_assert_cmpuint(ids->len, ==, 4);
		for (guint n = 0; n < ids->len; n++)
			g_assert_nonnull(kw_word_text(
				kw_words_find(words, "actions", ids->pdata[n]), "ask"));
	}
}

static void check_names(const KwWords *words, const char *file, const char *text,
			const char *wanted)
{
	g_autoptr(GPtrArray) found = kw_words_match(words, file, text);
	g_autoptr(GString) ids = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(found->pdata[i]));
	g_test_message("%s", text);
	g_assert_cmpstr(ids->str, ==, wanted);
}

/* The names find what texts mean, and leave everyday words alone. */
static void test_recognition(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) rows = kw_testing_rows("names/any.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];

		check_names(words, row[0], row[2], row[1]);
	}
	g_assert_cmpuint(rows->len, >=, 20);
}

/* Many more of them, as publishers write. */
static void test_titles(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) rows = kw_testing_rows("products/titles.tsv", 2);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];

		check_names(words, "products", row[1], row[0]);
	}
	g_assert_cmpuint(rows->len, >=, 120);
}

/* Of those found, the first: the word file and the table of tests/corpus/names have one name. */
static void check_first_named(const char *file, guint at_least)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autofree char *table = g_strconcat("names/", file, ".tsv", NULL);
	g_autoptr(GPtrArray) rows = kw_testing_rows(table, 2);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(GPtrArray) found = kw_words_match(words, file, row[1]);

		g_test_message("%s", row[1]);
		g_assert_cmpstr(found->len ? kw_word_id(found->pdata[0]) : "", ==, row[0]);
	}
	g_assert_cmpuint(rows->len, >=, at_least);
}

/* What a source states, and what it denies. */
static void test_facts(void)
{
	check_first_named("facts", 60);
}

/* How somebody says that it has happened. */
static void test_first_aid(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) cases = kw_words_list(words, "firstaid");

	check_first_named("firstaid", 28);
	for (guint i = 0; i < cases->len; i++) {
		check_steps(cases->pdata[i], "now");
		check_steps(cases->pdata[i], "not");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain-words/keys", test_keys);
	g_test_add_func("/explain-words/languages-agree", test_languages_agree);
	g_test_add_func("/explain-words/plain", test_plain_words);
	g_test_add_func("/explain-words/steps", test_steps);
	g_test_add_func("/explain-words/questions", test_questions);
	g_test_add_func("/explain-words/facts", test_facts);
	g_test_add_func("/explain-words/first-aid", test_first_aid);
	g_test_add_func("/explain-words/recognition", test_recognition);
	g_test_add_func("/explain-words/titles", test_titles);
	g_test_add_func("/explain-words/support-ends", test_support_ends);
	return g_test_run();
}
