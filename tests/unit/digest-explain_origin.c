/* explain: where its sentences come from, and what the remedy of an advisory makes of the owner's
 * steps. */
#include "digest/explain.h"

#include "../support/story_check.h"
#include "../support/testing.h"

#define T(text) ((char *)(text))

static KwWords *words;

static KwStory *explain(const KwItem *item)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	return kw_explain(item, NULL, words, zone);
}

static void check_quotes(const KwItem *item, const KwStory *story)
{
	for (guint i = 0; i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (origin->quote && !story_check_is_quote(item, origin->quote))
			g_error("not in the source: %s", origin->quote);
	}
}

/* Every text of the corpus, in Japanese words and in English ones. */
static void test_every_sentence(void)
{
	static const char folder[] = "tests/corpus/explain";
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	int n = 0;

	g_assert_nonnull(dir);
	for (; (name = g_dir_read_name(dir)); n++) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *text = NULL;
		g_auto(GStrv) parts = NULL;

		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		g_test_message("%s", name);
		parts = g_strsplit(text, "\n", 2);
		g_autoptr(KwItem)
			item = story_check_item(words, parts[0], parts[1] ? parts[1] : "");
		g_autoptr(KwStory) story = explain(item);
		story_check_origins(story, words);
		check_quotes(item, story);
		g_assert_cmpint(g_utf8_strlen(story->headline, -1), <=, 45);
		g_assert_cmpuint(story->todo->len, >, 0);
	}
	g_assert_cmpint(n, >=, 30);
}

static const KwOrigin *origin_of(const KwStory *story, const char *from)
{
	for (guint i = 0; i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (g_str_equal(origin->from, from))
			return origin;
	}
	return NULL;
}

static void test_quotes(void)
{
	g_autoptr(KwItem) item = story_check_item(
		words, "FortiOSの認証回避の脆弱性",
		"認証されていない第三者に、\n管理者権限で操作されます。悪用を確認しています。\n"
		"- FortiOS 7.6.5\n");
	g_autoptr(KwStory) story = explain(item);
	const KwOrigin *why = origin_of(story, "phrases:why.exploited");

	g_assert_cmpstr(origin_of(story, "facts:no-login.what")->quote, ==,
			"認証されていない第三者に、管理者権限で操作されます");
	g_assert_cmpstr(origin_of(story, "phrases:ask.versions")->quote, ==, "- FortiOS 7.6.5");
	g_assert_cmpstr(origin_of(story, "threats:takeover.what")->quote, ==,
			"FortiOSの認証回避の脆弱性");
	g_assert_null(why->quote);
	kw_story_support(story, "exploited", "悪用を確認しています");
	g_assert_cmpstr(why->quote, ==, "悪用を確認しています");
	g_assert_cmpstr(origin_of(story, "phrases:what.exploited")->quote, ==,
			"悪用を確認しています");
}

/* --- the remedy --- */

static gboolean says(const KwStory *story, const char *part, const char *from)
{
	const KwOrigin *origin = origin_of(story, from);

	return origin && g_str_equal(origin->part, part);
}

static void test_remedy(void)
{
	static const struct {
		const char *title, *text;
		const char *todo, *ask; /* where they come from; NULL = any */
		const char *not_todo;
	} rows[] = {
		{"エレコム製Wi-Fiルーターの認証回避の脆弱性",
		 "当該製品はサポートを終了しています。", "actions:replace-device.do", NULL,
		 "actions:update-router.do"},
		{"FortiOSの認証回避の脆弱性", "当該製品はサポートを終了しています。",
		 "actions:plan-replacement.do", "actions:asked-replacement.ask",
		 "actions:ask-vendor-update.do"},
		{"Google Chromeの脆弱性", "修正版はまだ提供されていません。",
		 "actions:wait-for-update.do", NULL, "actions:update-browser.do"},
		{"FortiOSの脆弱性", "修正プログラムは提供されていません。",
		 "actions:ask-vendor-protect.do", "actions:asked-when-out.ask",
		 "actions:ask-vendor-update.do"},
		{"FortiOSの脆弱性", "最新版に更新し、認証情報を変更してください。",
		 "actions:ask-vendor-update.do", "actions:asked-change-passwords.ask",
		 "actions:change-admin-password.do"},
		{"freeeの脆弱性", "お客様側での作業は必要ありません。", "actions:nothing-to-do.do",
		 NULL, "actions:check-cloud.do"},
		{"Windows 10のサポート終了", "更新は終わります。", "actions:plan-replacement.do",
		 "actions:asked-how-many.ask", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = story_check_item(words, rows[i].title, rows[i].text);

		g_test_message("%s: %s", rows[i].title, rows[i].text);
		g_autoptr(KwStory) story = explain(item);
		g_assert_true(says(story, "do", rows[i].todo));
		g_assert_true(!rows[i].ask || says(story, "ask", rows[i].ask));
		g_assert_true(!rows[i].not_todo || !says(story, "do", rows[i].not_todo));
	}
}

/* --- what a person has to look at --- */

static void test_needs(void)
{
	static const struct {
		const char *title, *text, *state, *reason; /* reason NULL = none at all */
	} rows[] = {
		{"FortiOSの認証回避の脆弱性", "最新版へアップデートしてください。", "new", NULL},
		{"FortiOSの認証回避の脆弱性", "くわしくは別紙のとおりです。", "new", "no-remedy"},
		{"お知らせ", "", "new", "no-text"},
		{"FortiOSの認証回避の脆弱性", "最新版へアップデートしてください。", "restricted",
		 "restricted"},
		{"お知らせ", "ランサムウェアの話をします。", "new", "in-passing"},
		{"今週のまとめ", "FortiOS、Google Chrome、Garoonの更新です。", "new",
		 "several-products"},
		{"Mitteilung",
		 "Ein entfernter Angreifer kann eine Schwachstelle ausnutzen, sagt er.", "new",
		 "unknown-language"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = story_check_item(words, rows[i].title, rows[i].text);
		gboolean found = FALSE;

		g_test_message("%s: %s", rows[i].title, rows[i].text);
		item->state = g_strdup(rows[i].state);
		g_free(item->severity_why);
		item->severity_why = g_strdup("");
		g_autoptr(KwStory) story = explain(item);
		for (guint j = 0; j < story->needs_person->len; j++) {
			const char *reason = story->needs_person->pdata[j];
			g_autofree char *phrase = g_strconcat("needs.", reason, NULL);

			g_assert_nonnull(kw_words_find(words, "phrases", phrase));
			found |= !g_strcmp0(reason, rows[i].reason);
		}
		g_assert_true(rows[i].reason ? found : story->needs_person->len == 0);
	}
}

/* The name that a title gives to a product that nobody knows here. */
static void test_names(void)
{
	static const struct {
		const char *title, *headline;
	} rows[] = {
		{"サンプル電子製「Mihon Server」におけるSQLインジェクションの脆弱性",
		 "「Mihon Server」に、情報を盗まれるおそれのある弱点"},
		{"JVN#99900011: みほんソフトにおけるSQLインジェクションの脆弱性",
		 "「みほんソフト」に、情報を盗まれるおそれのある弱点"},
		{"Mihon Client: SQL injection vulnerability",
		 "「Mihon Client」に、情報を盗まれるおそれのある弱点"},
		{"Mihon Serverの弱点について", "「Mihon Server」に、弱点"},
		{"SQL injection vulnerability in Mihon Base",
		 "「Mihon Base」に、情報を盗まれるおそれのある弱点"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item =
			story_check_item(words, rows[i].title, "A vulnerability of the product.");
		g_autoptr(KwStory) story = explain(item);
		g_assert_cmpstr(story->headline, ==, rows[i].headline);
		g_assert_true(says(story, "who", "phrases:who.titled"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	words = kw_testing_words("ja");
	g_test_add_func("/explain-origin/every-sentence", test_every_sentence);
	g_test_add_func("/explain-origin/quotes", test_quotes);
	g_test_add_func("/explain-origin/remedy", test_remedy);
	g_test_add_func("/explain-origin/needs", test_needs);
	g_test_add_func("/explain-origin/names", test_names);
	int failed = g_test_run();
	kw_words_free(words);
	return failed;
}
