/* explain: what a source states by the form of its sentences, and what a story may then promise. */
#include "digest/explain.h"

#include "../../digest/explain-private.h"
#include "../support/story_check.h"
#include "../support/testing.h"

#define T(text) ((char *)(text))

static KwWords *words;

/* --- forms of sentences --- */

static void test_forms(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("stated/forms.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];

		g_test_message("%s: %s / %s", row[0], row[1], row[2]);
		g_assert_true(kw_forms_has_form(row[1], row[0]));
		g_assert_false(kw_forms_has_form(row[2], row[0]));
	}
	g_assert_cmpuint(rows->len, >=, 200);
}

/* What is caught is told: the whole name, in its own capitals, or nothing. */
static void test_caught(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("stated/caught.tsv", 3);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autofree char *caught = kw_forms_fetch(row[1], row[0]);

		g_test_message("%s", row[1]);
		g_assert_cmpstr(caught ? caught : "", ==, row[2]);
	}
	g_assert_cmpuint(rows->len, >=, 50);
}

/* A fact is stated by a name, by a form or by both; whatever is stated is good for something. */
static void test_every_fact(void)
{
	g_autoptr(GPtrArray) facts = kw_words_list(words, "facts");

	for (guint i = 0; i < facts->len; i++) {
		g_autoptr(GPtrArray) names = kw_word_texts(facts->pdata[i], "names");

		g_test_message("%s", kw_word_id(facts->pdata[i]));
		g_assert_true(names->len || kw_forms_has(kw_word_id(facts->pdata[i])) ||
			      kw_word_is_yes(facts->pdata[i], "otherwise"));
	}
}

/* Forms that a word file names are there. */
static void check_forms(const char *file, const char *key)
{
	g_autoptr(GPtrArray) all = kw_words_list(words, file);

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) forms = kw_word_texts(all->pdata[i], key);

		for (guint j = 0; j < forms->len; j++)
			g_assert_true(kw_forms_has(forms->pdata[j]));
	}
}

static void test_named_forms(void)
{
	check_forms("facts", "not_where");
	check_forms("threats", "lead");
}

/* --- stories --- */

static char *all_of(const KwStory *story)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < story->origins->len; i++)
		g_string_append_printf(all, "%s\n",
				       ((KwOrigin *)story->origins->pdata[i])->sentence);
	return g_string_free(all, FALSE);
}

enum { NAME, TITLE, TEXT, WHY, CATEGORY, PRODUCTS, THREAT, HOLDS, LACKS, NEEDS, N_FIELDS };

static void check_story(char **row)
{
	KwItem item = {.title = row[TITLE],
		       .text = row[TEXT],
		       .language = T("ja"),
		       .publisher = T("npa"),
		       .severity = T("this-week"),
		       .severity_why = row[WHY],
		       .category = row[CATEGORY],
		       .products = row[PRODUCTS]};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);
	g_autofree char *all = all_of(story);

	g_test_message("%s:\n%s", row[NAME], all);
	g_assert_cmpstr(story->threat ? story->threat : "", ==, row[THREAT]);
	g_assert_nonnull(strstr(all, row[HOLDS]));
	g_assert_true(!*row[LACKS] || !strstr(all, row[LACKS]));
	g_assert_true(!*row[NEEDS] || g_ptr_array_find_with_equal_func(
					      story->needs_person, row[NEEDS], g_str_equal, NULL));
	story_check_origins(story, words);
}

static void test_stories(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("stated/stories.tsv", N_FIELDS);

	for (guint i = 0; i < rows->len; i++)
		check_story(rows->pdata[i]);
	g_assert_cmpuint(rows->len, >=, 180);
}

/* The headlines of other news say nothing of this one. */
static void test_elsewhere(void)
{
	KwItem item = {
		.title = T("サーバーに不正アクセス - ひばり市"),
		.text = T("調べている。\n\n関連記事\n会員情報が流出 - みどり社\n"
			  "サポート詐欺で遠隔操作 - あお社\n"),
		.sections = T("[{\"role\":\"references\",\"title\":\"関連記事\",\"text\":\""
			      "会員情報が流出 - みどり社\\nサポート詐欺で遠隔操作 - あお社\"}]"),
		.language = T("ja"),
		.category = T("account-takeover"),
		.severity_why = T("breach")};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);

	g_assert_cmpstr(story->threat, ==, "company-breach");
	item.sections = NULL;
	g_autoptr(KwStory) other = kw_explain(&item, NULL, words, zone);
	g_assert_cmpstr(other->threat, ==, "company-leak");
}

/* --- versions --- */

/* Each row: a title, a text, a piece that stands in the story, and one that does not. */
static void check_rows(const char *path, guint least)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows(path, 4);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwItem) item = story_check_item(words, row[0], row[1]);
		g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
		g_autofree char *all = all_of(story);

		g_test_message("%s:\n%s", row[1], all);
		g_assert_nonnull(strstr(all, row[2]));
		g_assert_true(!*row[3] || !strstr(all, row[3]));
		story_check_origins(story, words);
	}
	g_assert_cmpuint(rows->len, >=, least);
}

/* A list that is not whole says so: whoever reads one of four versions might take it for all. */
static void test_versions(void)
{
	check_rows("stated/versions.tsv", 15);
}

/* Of what its owner brings up to date himself, his step has it, and nothing of a list. */
static void test_newest(void)
{
	static const char *const cases[][2] = {
		{"修正された版です。\nTera Term 1.2.3（Mihon 4.5.6）\n",
		 "更新する（Tera Term 1.2.3以降）。"},
		{"修正された版です。\nMihon 4.5.6（Tera Term 1.2.3）\n",
		 "更新する（Tera Term 1.2.3以降）。"},
		{"Tera Term 1.2.3より前のバージョンに、弱点があります。",
		 "更新する（Tera Term 1.2.3以降）。"},
		{"Tera Term 1.2.3、Tera Term 2.3.4で修正されています。", "更新する。"},
		{"Tera Term 1.2.3 から 1.2.9 までに、弱点があります。", "更新する。"},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwItem) item = story_check_item(words, "Tera Termの脆弱性", cases[i][0]);
		g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
		g_autofree char *all = all_of(story);

		g_test_message("%s:\n%s", cases[i][0], all);
		g_assert_nonnull(strstr(all, cases[i][1]));
	}
}

/* --- what the source asks for --- */

static void test_advice(void)
{
	check_rows("stated/advice.tsv", 12);
}

/* A letter in another language has none of its words, nor one whose source may only be linked to.
 */
static void test_advice_kept(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	for (int i = 0; i < 2; i++) {
		g_autoptr(KwItem)
			item = story_check_item(words, "求人広告の契約をめぐる相談",
						"契約の前に、申込書は裏まで読みましょう。");

		if (i == 0)
			memcpy(item->language, "en", 2);
		else
			item->reuse = g_strdup("link-only");
		g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
		g_autofree char *all = all_of(story);

		g_assert_null(strstr(all, "裏まで"));
	}
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	words = kw_testing_words("ja");
	g_test_add_func("/explain-facts/forms", test_forms);
	g_test_add_func("/explain-facts/caught", test_caught);
	g_test_add_func("/explain-facts/every-fact", test_every_fact);
	g_test_add_func("/explain-facts/named-forms", test_named_forms);
	g_test_add_func("/explain-facts/stories", test_stories);
	g_test_add_func("/explain-facts/elsewhere", test_elsewhere);
	g_test_add_func("/explain-facts/versions", test_versions);
	g_test_add_func("/explain-facts/newest", test_newest);
	g_test_add_func("/explain-facts/advice", test_advice);
	g_test_add_func("/explain-facts/advice-kept", test_advice_kept);
	status = g_test_run();
	kw_words_free(words);
	return status;
}
