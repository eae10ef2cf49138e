/* ingest/rate: what counts as a statement of exploitation, and the rules. */
#include "ingest/rate.h"

#include "../support/testing.h"
#include "base/file.h"

#include <string.h>

static const char products[] = "- {id: fortigate, names: [FortiGate, FortiOS], watch: yes}\n"
			       "- {id: toolx, names: [ToolX]}\n"
			       "- {id: a1, names: [AppOne], watch: yes}\n"
			       "- {id: a2, names: [AppTwo]}\n"
			       "- {id: a3, names: [AppThree]}\n"
			       "- {id: a4, names: [AppFour]}\n";
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

static void test_exploited(void)
{
	static const char *const yes[] = {
		"本脆弱性の悪用を確認しています。",
		"悪用が確認されています。",
		"本脆弱性を悪用した攻撃が確認されました。",
		"すでに悪用されているとのことです。",
		"本脆弱性を悪用する攻撃を国内で観測しています。",
		"本脆弱性の悪用を\n確認しています。",
		"ゼロデイ攻撃に悪用されました。",
		"悪用の事実を公表しています。",
		"This vulnerability is being actively exploited.",
		"Microsoft is aware of exploitation in the wild.",
		"Google is aware that an exploit for CVE-2026-62001 exists in the wild.",
		"CISA added it to its Known Exploited Vulnerabilities Catalog.",
		"There is evidence of active exploitation.",
		"The Cisco PSIRT is aware of attempted exploitation of this vulnerability.",
		"Fortinet is aware of an instance where this was exploited in the wild.",
		"Citrix has observed exploitation of CVE-2026-62002 on unmitigated appliances.",
		"This vulnerability has been exploited in limited, targeted attacks.",
		"Threat actors are actively exploiting this flaw.",
		"Attackers are exploiting CVE-2026-62003 to install web shells.",
		"We are aware of limited targeted attacks using this vulnerability.",
		"Ivanti is aware of a limited number of customers who have been exploited.",
		"本脆弱性を悪用した攻撃が行われています。",
		"本脆弱性を突いた攻撃が国内で発生しています。",
		"この脆弱性が実際の攻撃に使われていることが分かりました。",
		"Microsoft社は、本脆弱性の悪用の事実を確認済みと公表しており、早急な対応が必要です"
		"。",
		"この脆弱性について、悪用の事実を確認済みです。",
		"本脆弱性は既に悪用が確認されています。",
		"米CISAは、この脆弱性を「悪用が確認された脆弱性カタログ」に追加した。",
		"別の弱点の悪用は確認されていません。この弱点は、悪用が確認されています。",
	};
	static const char *const no[] = {
		"現時点で悪用は確認されていません。",
		"悪用の事実は確認しておりません。",
		"悪用された場合、任意のコードが実行されるおそれがあります。",
		"悪用される可能性があります。",
		"悪用が確認された場合は、改めてお知らせします。",
		"本脆弱性を悪用した攻撃は\n確認されていない。",
		"攻撃者に悪用されるおそれ",
		"動作を確認してください。",
		"There is no known exploitation.",
		"The Cisco PSIRT is aware of proof-of-concept exploit code.",
		"The Cisco PSIRT is not aware of any public announcements or malicious use of it.",
		"Attackers exploiting this flaw could take over the device.",
		"An attacker who has exploited this would gain control.",
		"本脆弱性が悪用された場合、被害が発生する可能性があります。",
		"攻撃が行われる前に更新してください。",
		"We are not aware of this being exploited in the wild.",
		"It is not known whether an exploit for CVE-2026-62001 exists in the wild.",
		"If exploited, an attacker could run code.",
		"The flaw could be exploited by an attacker.",
		"",
	};

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
		g_autoptr(KwItem) item = rate(NULL, NULL, "題", yes[i]);

		g_test_message("%s", yes[i]);
		g_assert_cmpstr(item->severity_why, ==, "exploited");
		g_assert_cmpstr(item->severity, ==, "this-week");
	}
	for (guint i = 0; i < G_N_ELEMENTS(no); i++) {
		g_autoptr(KwItem) item = rate(NULL, NULL, "題", no[i]);

		g_test_message("%s", no[i]);
		g_assert_cmpstr(item->severity_why, ==, "");
		g_assert_cmpstr(item->severity, ==, "information");
	}
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
		{"ipa", NULL, "【重要】ToolXの脆弱性", "", "when-convenient", "publisher-alert",
		 "toolx", NULL},
		{"jvn", NULL, "ToolXの脆弱性", "悪用が確認されています。", "this-week", "exploited",
		 "toolx", NULL},
		{"jpcert", NULL, "何かの注意喚起", "", "information", "publisher-alert", "", NULL},
		/* a trick is no emergency of a product */
		{"jpcert", NULL, "FortiOSをかたる偽のメール", "攻撃が確認されています。",
		 "information", "exploited watch-product scam", "fortigate", "fake-mail"},
		{"jvn", NULL, "ToolXとFortiOS", "AppOne", "when-convenient", "watch-product",
		 "toolx fortigate a1", NULL},
		/* a round-up is about no product in particular */
		{NULL, NULL, "週のまとめ",
		 "ToolX AppOne AppTwo AppThree AppFour 悪用を確認しています。", "this-week",
		 "exploited", "toolx a1 a2 a3 a4", NULL},
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
	failed = g_test_run();
	kw_words_free(words);
	kw_testing_remove(folder);
	return failed;
}
