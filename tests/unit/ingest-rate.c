/* ingest/rate: what counts as a statement of exploitation, and the rules. */
#include "ingest/rate.h"

#include "../support/testing.h"
#include "base/file.h"
#include "base/patterns.h"
#include "ingest/recognition.h"

#include <string.h>

static const char products[] = "- {id: fortigate, names: [FortiGate, FortiOS], watch: yes}\n"
			       "- {id: toolx, names: [ToolX]}\n"
			       "- {id: a1, names: [AppOne], watch: yes}\n"
			       "- {id: a2, names: [AppTwo]}\n"
			       "- {id: a3, names: [AppThree]}\n"
			       "- {id: a4, names: [AppFour]}\n"
			       "- {id: cloudy, names: [Cloudy], kind: cloud, watch: yes}\n";
static const char threats[] = "- {id: fake-mail, names: [偽のメール, フィッシング], kind: trick}\n"
			      "- {id: takeover, names: [認証回避], kind: weakness}\n";

static KwWords *words;

static KwItem *rate(const char *publisher, const char *publisher_id, const char *title,
		    const char *text)
{
	KwItem *item = kw_item_new();

	item->publisher = g_strdup(publisher);
	item->publisher_id = g_strdup(publisher_id);
	item->title = g_strdup(title);
	item->text = g_strdup(text);
	kw_rate_item(item, words);
	return item;
}

/* Whether a sentence states that something is exploited, in a text about a product that nobody has.
 */
static void test_exploited(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("rate/exploited.tsv", 2);
	guint wrong = 0;

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		const char *why = g_str_equal(row[0], "yes") ? "exploited" : "";
		g_autoptr(KwItem) item = rate(NULL, NULL, "題", row[1]);

		g_assert_cmpstr(item->severity, ==, "information");
		if (g_str_equal(item->severity_why, why))
			continue;
		g_test_message("WRONG %s: %s", row[1], item->severity_why);
		wrong++;
	}
	g_assert_cmpuint(wrong, ==, 0);
	g_assert_cmpuint(rows->len, >=, 200);
}

static void test_rules(void)
{
	static const struct {
		const char *publisher, *id, *title, *text, *severity, *why, *products, *category;
	} rows[] = {
		{"jpcert", "JPCERT-AT-2026-0030", "FortiOSの認証回避", "悪用を確認しています。",
		 "today", "exploited publisher-alert watch-product", "fortigate", "takeover"},
		{"jpcert", NULL, "FortiOSに関する注意喚起", "", "this-week",
		 "publisher-alert watch-product", "fortigate", NULL},
		{"ipa", NULL, "【緊急】FortiOSの脆弱性", "", "this-week",
		 "publisher-alert watch-product", "fortigate", NULL},
		/* 緊急 in the title of somebody who is no publisher */
		{NULL, NULL, "【緊急】FortiOSの脆弱性", "", "when-convenient", "watch-product",
		 "fortigate", NULL},
		{"ipa", NULL, "【重要】ToolXの脆弱性", "", "this-week", "publisher-alert", "toolx",
		 NULL},
		{"jvn", NULL, "ToolXの脆弱性", "悪用が確認されています。", "this-week", "exploited",
		 "toolx", NULL},
		{"jpcert", NULL, "何かの注意喚起", "", "information", "publisher-alert", "", NULL},
		/* a trick is no emergency of a product */
		{"jpcert", NULL, "FortiOSをかたる偽のメール", "攻撃が確認されています。",
		 "information", "scam", "", "fake-mail"},
		{"jvn", NULL, "ToolXとFortiOSの脆弱性", "AppOne", "when-convenient",
		 "watch-product", "toolx fortigate a1", NULL},
		/* nothing is to be repaired */
		{NULL, NULL, "FortiOSの使い方", "", "information", "watch-product", "fortigate",
		 NULL},
		/* nor where a page was renewed */
		{NULL, NULL, "FortiOSの使い方", "第1報 2026年3月1日 更新 2026年3月2日",
		 "information", "watch-product", "fortigate", NULL},
		{NULL, NULL, "FortiOSの使い方", "3月1日に更新を出しました。", "when-convenient",
		 "watch-product", "fortigate", NULL},
		{NULL, NULL, "不正送金の検挙件数が急増中", "", "information", "report", "", NULL},
		/* a round-up is about no product in particular */
		{NULL, NULL, "週のまとめ",
		 "ToolX AppOne AppTwo AppThree AppFour 悪用を確認しています。", "this-week",
		 "exploited", "toolx a1 a2 a3 a4", NULL},
		/* that its support ends is the news, not who else is attacked */
		{"jpcert", NULL, "FortiOSのサポート終了に関する注意喚起",
		 "攻撃が確認されています。", "this-week", "exploited publisher-alert watch-product",
		 "fortigate", NULL},
		{NULL, NULL, "サポートを終えたFortiOSへの攻撃", "攻撃が確認されています。", "today",
		 "exploited watch-product", "fortigate", NULL},
		{NULL, NULL, "FortiOSのサポート終了",
		 "2019年1月から2019年9月までに悪用が確認された弱点は、15件あります。",
		 "when-convenient", "watch-product", "fortigate", NULL},
		{NULL, NULL, "FortiOSの弱点", "悪用が確認されています（2026年11月時点）。", "today",
		 "exploited watch-product", "fortigate", NULL},
		/* what the title says an attack does, and who has met with it */
		{NULL, NULL, "外からの攻撃によるFortiGateの再起動について",
		 "急に止まるといった報告を、5月から受けています。", "today",
		 "exploited watch-product", "fortigate", NULL},
		{NULL, NULL, "外からの攻撃によるFortiGateの再起動について",
		 "止まるおそれがあります。", "information", "watch-product", "fortigate", NULL},
		/* whatever the title says of it: a number, and a fix that is out */
		{NULL, NULL, "Acmeboxへの攻撃を警告",
		 "CVE-2026-62001の悪用を確認しています。Acmeは修正版を公開しています。",
		 "this-week", "exploited", "", NULL},
		{NULL, NULL, "Acmeboxのゼロデイ悪用を警告", "悪用を確認しています。", "this-week",
		 "exploited", "", NULL},
		{NULL, NULL, "題", "", "information", "", "", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem)
			item = rate(rows[i].publisher, rows[i].id, rows[i].title, rows[i].text);

		g_test_message("row %u", i);
		g_assert_cmpstr(item->severity, ==, rows[i].severity);
		g_assert_cmpstr(item->severity_why, ==, rows[i].why);
		g_assert_cmpstr(item->products, ==, rows[i].products);
		g_assert_cmpstr(item->category, ==, rows[i].category);
	}
}

static void test_sections(void)
{
	g_autoptr(KwItem) item = kw_item_new();

	/* what the references mention is not affected */
	item->title = g_strdup("題");
	item->text = g_strdup("ToolXの弱点。参考: FortiOS");
	item->sections = g_strdup("[{\"role\":\"affected\",\"title\":\"\",\"text\":\"ToolX 1.0\"},"
				  "{\"role\":\"references\",\"title\":\"\",\"text\":\"FortiOS\"}]");
	kw_rate_item(item, words);
	g_assert_cmpstr(item->products, ==, "toolx");
	/* rated again: nothing is left of before */
	g_free(item->sections);
	item->sections = g_strdup("not json");
	g_free(item->text);
	item->text = NULL;
	kw_rate_item(item, words);
	g_assert_cmpstr(item->products, ==, "");
	g_assert_cmpstr(item->severity, ==, "information");
}

/* The built-in names find what titles of real publishers are about. */
static void test_titles(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("rate/titles.tsv", 2);
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) built_in = kw_testing_words(languages[l]);

		for (guint i = 0; i < rows->len; i++) {
			char **row = rows->pdata[i];
			g_autoptr(KwItem) item = kw_item_new();

			item->title = g_strdup(row[1]);
			kw_rate_item(item, built_in);
			g_test_message("%s: %s", languages[l], row[1]);
			g_assert_cmpstr(item->category ? item->category : "", ==, row[0]);
		}
	}
	g_assert_cmpuint(rows->len, >=, 100);
}

/* What a text goes on with may say more than its title, or less. */
static void test_rather(void)
{
	static const struct {
		const char *title, *text, *category;
	} rows[] = {
		{"Supply chain attack hits shops", "It came by 20 backdoored extensions.",
		 "mixed-in"},
		{"Supply chain attack hits shops", "It came by a company that they hired.",
		 "supply-chain"},
		{"Authentication bypass in Example",
		 "It allows attackers to access protected resources by the API.", "access-control"},
		{"Authentication bypass in Example",
		 "It allows attackers to take control of the device.", "takeover"},
	};
	g_autoptr(KwWords) built_in = kw_testing_words("en");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup(rows[i].title);
		item->text = g_strdup(rows[i].text);
		kw_rate_item(item, built_in);
		g_assert_cmpstr(item->category, ==, rows[i].category);
	}
}

/* With the program's own products and threats, each row a short advisory. */
static void test_urgency(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("rate/urgency.tsv", 6);
	g_autoptr(KwWords) real = kw_testing_words("ja");
	guint wrong = 0;

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwItem) item = kw_item_new();

		item->publisher = *row[2] ? g_strdup(row[2]) : NULL;
		item->publisher_id = *row[3] ? g_strdup(row[3]) : NULL;
		item->title = g_strdup(row[4]);
		item->text = g_strdup(row[5]);
		kw_rate_item(item, real);
		if (g_str_equal(item->severity, row[0]) && g_str_equal(item->severity_why, row[1]))
			continue;
		g_test_message("WRONG %s: %s (%s), not %s (%s); %s", row[4], item->severity,
			       item->severity_why, row[0], row[1], item->products);
		wrong++;
	}
	g_assert_cmpuint(wrong, ==, 0);
	g_assert_cmpuint(rows->len, >=, 200);
}

/* Names that stand beside what a text is about. */
static void test_products(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("rate/products.tsv", 3);
	g_autoptr(KwWords) real = kw_testing_words("ja");
	guint wrong = 0;

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup(row[1]);
		item->text = g_strdup(row[2]);
		kw_rate_item(item, real);
		if (g_str_equal(item->products, row[0]))
			continue;
		g_test_message("WRONG %s: %s, not %s", row[1], item->products, row[0]);
		wrong++;
	}
	g_assert_cmpuint(wrong, ==, 0);
}

/* What a weakness leads to says more to an owner than what is wrong. */
static void test_impact(void)
{
	static const struct {
		const char *title, *impact, *category;
	} rows[] = {
		{"ToolXにおける送信元検証不備の脆弱性",
		 "任意のコードを実行される可能性があります。", "remote-code"},
		{"ToolXにおけるパストラバーサルの脆弱性",
		 "サーバ上の情報を取得される可能性があります。", "information-leak"},
		{"ToolXにおけるバッファオーバーフローの脆弱性",
		 "サービス運用妨害 (DoS) 状態にされる可能性があります。", "denial-of-service"},
		{"ToolXにおけるハードコードされた認証情報の使用",
		 "遠隔の第三者に、設定を変更される可能性があります。", "takeover"},
		{"ToolXにおけるアクセス制御不備",
		 "悪意のあるプログラムを実行されるおそれがあります。", "remote-code"},
		{"ToolXにおけるアクセス制御不備", "よく分かっていません。", "access-control"},
		{"ToolXにおけるSQLインジェクションの脆弱性", "任意のコードを実行される。",
		 "remote-code"},
		{"ToolXにおけるSQLインジェクションの脆弱性", "情報を取得される。",
		 "information-leak"},
		{"ToolXにおけるクロスサイトスクリプティングの脆弱性",
		 "ウェブブラウザ上で任意のスクリプトを実行される。", "script-injection"},
		{"ToolXの複数の脆弱性",
		 "異常終了したり、攻撃者によってパソコンを制御されたりする可能性があります。",
		 "remote-code"},
		{"ToolX Denial of Service and Remote Code Execution", "a reload", "remote-code"},
		{"ToolXにおける複数の脆弱性",
		 "任意のOSコマンドを実行される。一部はサポートが終了しています。", "takeover"},
		{"ToolXにおける脆弱性", "SYSTEM権限で任意のコードを実行される。", "privilege"},
	};
	g_autoptr(KwWords) real = kw_testing_words("ja");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup(rows[i].title);
		item->text = g_strdup(rows[i].impact);
		item->sections =
			g_strdup_printf("[{\"role\":\"overview\",\"text\":\"サポート終了\"},"
					"{\"role\":\"impact\",\"text\":\"%s\"}]",
					rows[i].impact);
		kw_rate_item(item, real);
		g_test_message("%s", rows[i].title);
		g_assert_cmpstr(item->category, ==, rows[i].category);
	}
}

/* MyJVN gives alerts of every weight one kind of number. */
static void test_labels(void)
{
	static const struct {
		const char *label, *severity;
	} rows[] = {{"緊急", "this-week"},       {"重要", "this-week"},       {"警告", "this-week"},
		    {"注意", "when-convenient"}, {"INFO", "when-convenient"}, {NULL, "this-week"}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup("FortiOSの脆弱性");
		item->publisher_id = g_strdup("MYJVN-ALT-2026-0001");
		item->label = g_strdup(rows[i].label);
		kw_rate_item(item, words);
		g_assert_cmpstr(item->severity, ==, rows[i].severity);
	}
}

/* A catalog lists it: rated by what stands there, also where no text was kept. */
static void test_listed(void)
{
	static const struct {
		const char *title, *by, *severity, *why;
	} rows[] = {
		{"FortiOSの脆弱性", NULL, "today", "known-exploited watch-product"},
		{"ToolXの脆弱性", NULL, "this-week", "known-exploited"},
		{"知らない製品の脆弱性", NULL, "this-week", "known-exploited"},
		{"複数の製品の脆弱性", NULL, "information", "known-exploited"},
		{"FortiOSの脆弱性", "staff", "when-convenient", "known-exploited watch-product"},
		{"Cloudyの脆弱性（サービス側で対策済み）", NULL, "information",
		 "known-exploited watch-product repaired"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = rate(NULL, NULL, rows[i].title, "");

		g_assert_false(kw_rate_is_exploited(item));
		item->severity_by = g_strdup(rows[i].by);
		g_clear_pointer(&item->text, g_free);
		kw_rate_listed(item, "2026-11-17");
		g_assert_cmpstr(item->severity, ==, rows[i].severity);
		g_assert_cmpstr(item->severity_why, ==, rows[i].why);
		g_assert_cmpstr(item->listed_on, ==, "2026-11-17");
		g_assert_true(kw_rate_is_exploited(item));
		/* and again, by all that it says */
		g_clear_pointer(&item->severity_by, g_free);
		kw_rate_item(item, words);
		g_assert_cmpstr(item->severity_why, ==, rows[i].why);
	}
}

/* Every list of patterns fits what its patterns fit by themselves and without case. */
static void check_list(const GPtrArray *texts, const GPtrArray *lines)
{
	g_autoptr(KwPatterns) patterns = kw_patterns_new();
	g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref);

	for (guint i = 0; i < texts->len; i++) {
		kw_patterns_add(patterns, texts->pdata[i], NULL);
		g_ptr_array_add(alone, g_regex_new(texts->pdata[i],
						   G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
	}
	kw_patterns_seal(patterns);
	for (guint i = 0; i < lines->len; i++) {
		gboolean fits = FALSE;

		for (guint j = 0; j < alone->len && !fits; j++)
			fits = g_regex_match(alone->pdata[j], lines->pdata[i], 0, NULL);
		g_assert_cmpint(kw_patterns_fits(patterns, lines->pdata[i]), ==, fits);
	}
}

static void test_patterns(void)
{
	g_autoptr(KwYaml) root = kw_recognition_load("rate");
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	const KwYaml *parts = kw_yaml_find(root, "parts");

	kw_testing_folded_lines("advisories", lines);
	kw_testing_folded_lines("explain", lines);
	for (guint i = 0; i < kw_yaml_size(root); i++) {
		const KwYaml *list = kw_yaml_at(root, i);
		g_autoptr(GPtrArray) texts = kw_recognition_filled(list, parts);

		if (list != parts && strcmp(kw_yaml_key(root, i), "rules"))
			check_list(texts, lines);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *ja = g_build_filename(folder, "ja", NULL);
	g_autofree char *product_file = g_build_filename(ja, "products.yaml", NULL);
	g_autofree char *threat_file = g_build_filename(ja, "threats.yaml", NULL);
	int failed;

	g_test_init(&argc, &argv, NULL);
	kw_file_make_folder(ja, &error);
	kw_assert_ok(error);
	kw_file_write(product_file, products, strlen(products), 0600, &error);
	kw_assert_ok(error);
	kw_file_write(threat_file, threats, strlen(threats), 0600, &error);
	kw_assert_ok(error);
	words = kw_words_read("ja", folder, &error);
	kw_assert_ok(error);
	g_test_add_func("/rate/exploited", test_exploited);
	g_test_add_func("/rate/rules", test_rules);
	g_test_add_func("/rate/sections", test_sections);
	g_test_add_func("/rate/titles", test_titles);
	g_test_add_func("/rate/rather", test_rather);
	g_test_add_func("/rate/urgency", test_urgency);
	g_test_add_func("/rate/products", test_products);
	g_test_add_func("/rate/impact", test_impact);
	g_test_add_func("/rate/labels", test_labels);
	g_test_add_func("/rate/listed", test_listed);
	g_test_add_func("/rate/patterns", test_patterns);
	failed = g_test_run();
	kw_words_free(words);
	kw_testing_remove(folder);
	return failed;
}
