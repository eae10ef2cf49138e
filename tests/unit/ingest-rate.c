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
		"Fortinetは、本脆弱性を悪用した攻撃を1件確認していると述べています。",
		"本脆弱性を悪用した攻撃が、すでに確認されています。",
		"本脆弱性を悪用した攻撃により、装置にWebシェルを置かれるなどの被害を確認しています"
		"。",
		"これらの脆弱性を悪用したとみられる攻撃の被害が発生しています。",
		"弱点があり、悪用されていることを5月19日に確認しました。",
		"Cisco is aware of active exploitation of a previously unknown vulnerability.",
		"QNAP has detected that the DeadBolt ransomware is exploiting a vulnerability.",
	};
	static const char *const no[] = {
		"現時点で悪用は確認されていません。",
		"悪用の事実は確認しておりません。",
		"悪用された場合、任意のコードが実行されるおそれがあります。",
		"本脆弱性を悪用した攻撃により、被害が発生する可能性があります。",
		"本脆弱性を悪用した攻撃を確認した場合は、お知らせします。",
		"本脆弱性を悪用した攻撃が確認されていないか、調べています。",
		"The vendor says that this may have been exploited.",
		"Some of these bugs could have been exploited to run code.",
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

/* The built-in names find what titles of real publishers are about. */
static void test_titles(void)
{
	static const struct {
		const char *category, *title;
	} rows[] = {
		{"fake-delivery", "日本郵便をかたるフィッシング"},
		{"fake-delivery", "ヤマト運輸を装った不審なSMSにご注意ください"},
		{"fake-tax", "国税庁をかたるフィッシング"},
		{"fake-bank", "三井住友銀行をかたるフィッシング"},
		{"fake-bank", "インターネットバンキングに係る不正送金被害の急増について"},
		{"fake-securities", "SBI証券をかたるフィッシング"},
		{"fake-securities", "証券口座への不正アクセスにご注意ください"},
		{"fake-securities",
		 "インターネット取引サービスへの不正アクセス・不正取引による被害が急増しています"},
		{"fake-card", "三井住友カードをかたるフィッシング"},
		{"fake-card", "JCB をかたるフィッシング"},
		{"fake-service", "Amazon をかたるフィッシング"},
		{"fake-service", "Apple をかたるフィッシング"},
		{"fake-service", "メルカリをかたるフィッシング"},
		{"fake-travel", "ETC利用照会サービスをかたるフィッシング"},
		{"fake-travel", "えきねっとをかたるフィッシング"},
		{"fake-utility", "東京電力をかたるフィッシング"},
		{"fake-utility", "東京ガスをかたるフィッシング"},
		{"fake-office", "マイナポイント事務局をかたるフィッシング"},
		{"fake-office", "厚生労働省をかたるフィッシング"},
		{"fake-police", "ニセ警察詐欺に注意"},
		{"ceo-fraud", "代表者や役員を装った「LINEグループ作成依頼」詐欺にご注意ください"},
		{"ceo-fraud", "「ニセ社長詐欺」が急増しています"},
		{"ceo-fraud", "社長を騙る詐欺メールにご注意ください"},
		{"invoice-fraud", "ビジネスメール詐欺（BEC）対策特設ページ"},
		{"invoice-fraud", "Business Email Compromise: The $55 Billion Scam"},
		{"support-scam", "サポート詐欺で表示される偽のセキュリティ警告画面の閉じ方"},
		{"clickfix", "「ClickFix」と呼ばれる手口に注意"},
		{"clickfix", "「私はロボットではありません」の画面からウイルスに感染"},
		{"voice-phishing", "企業の資産を狙う「ボイスフィッシング」に注意"},
		{"voice-phishing",
		 "銀行を騙る詐欺電話（ボイスフィッシング）による不正送金にご注意ください"},
		{"deepfake", "ディープフェイクを使った詐欺の手口"},
		{"qr-phishing", "QRコードを悪用したフィッシング（クイッシング）"},
		{"phishing-sms", "通信事業者からの連絡に見せかけた偽SMS"},
		{"phishing", "学校を狙うフィッシングに注意"},
		{"malware-mail", "マルウェアEmotetの感染再拡大に関する注意喚起"},
		{"fake-app", "偽アプリのインストールに注意"},
		{"fake-shop", "自社になりすました偽ショッピングサイトへの対応"},
		{"ransomware", "ランサムウェア被害防止対策"},
		{"nas-encryption", "QNAP製NASを狙うDeadBoltに注意"},
		{"backup-deletion", "バックアップも暗号化される被害が続いています"},
		{"account-takeover", "メールアカウントの乗っ取りにご注意ください"},
		{"password-list", "リスト型攻撃による不正ログインについて"},
		{"password-list", "Large-scale brute-force activity"},
		{"infostealer", "インフォスティーラーによる認証情報の窃取"},
		{"sim-swap", "SIMスワップによる不正送金"},
		{"supply-chain", "サプライチェーン攻撃への備え"},
		{"edge-intrusion",
		 "インターネット境界に設置された装置に対するネットワーク貫通型攻撃"},
		{"router-takeover", "家庭用ルーターの不正利用に関する注意喚起"},
		{"iot-botnet", "Mirai亜種によるIoT機器への感染活動"},
		{"ddos", "DDoS攻撃への対策について"},
		{"factory-stop", "サイバー攻撃による工場の稼働停止について"},
		{"end-of-support", "Windows 10のサポート終了に伴う注意喚起"},
		{"web-defacement", "ウェブサイトの改ざんに関する注意喚起"},
		{"web-skimming", "ウェブスキミングによるクレジットカード情報の漏えい"},
		{"web-skimming",
		 "弊社が運営するサイトにおけるクレジットカード情報漏えいに関するお詫び"},
		{"long-holiday", "2026年度 年末年始における情報セキュリティに関する注意喚起"},
		{"data-breach", "不正アクセスによる個人情報流出に関するお詫びとお知らせ"},
		{"data-breach", "メールの誤送信による個人情報の漏えいについて"},
		{"cloud-setting", "クラウドの設定ミスにより閲覧可能な状態になっていました"},
		{"lost-device", "USBメモリーの紛失について"},
		{"insider", "元従業員による営業秘密の持ち出し"},
		{"ai-leak", "生成AIの利用に関する注意喚起"},
		{"monthly-update", "Microsoft 製品の脆弱性対策について(2026年11月)"},
		{"sql-injection", "「Example」におけるSQLインジェクションの脆弱性"},
		{"script-injection",
		 "複数の製品における格納型クロスサイトスクリプティングの脆弱性"},
		{"request-forgery",
		 "WordPress用プラグインにおけるクロスサイトリクエストフォージェリの脆弱性"},
		{"open-redirect", "「Example」におけるオープンリダイレクトの脆弱性"},
		{"takeover", "複数のルーターにおけるOSコマンドインジェクションの脆弱性"},
		{"takeover", "Missing Authentication for Critical Function"},
		{"hard-coded-password", "Use of hard-coded credentials in Example"},
		{"hard-coded-password",
		 "ネットワークカメラにおけるハードコードされた認証情報の使用の脆弱性"},
		{"remote-code", "Code injection in Example EPMM"},
		{"remote-code", "信頼できないデータのデシリアライゼーションの脆弱性"},
		{"buffer-overflow", "Stack-based buffer overflow in SSL-VPN"},
		{"buffer-overflow", "Exampleにおける境界外書き込みに関する脆弱性"},
		{"dll-search", "ExampleのインストーラにおけるDLL読み込みに関する脆弱性"},
		{"dll-search", "Windows版Exampleにおけるファイル検索パスの制御不備の脆弱性"},
		{"request-to-inside", "サーバサイドリクエストフォージェリの脆弱性"},
		{"information-leak", "XML外部実体参照 (XXE) の脆弱性"},
		{"path-traversal", "Exampleにおけるパストラバーサルの脆弱性"},
		{"access-control", "Exampleにおける不適切なアクセス制御に関する脆弱性"},
		{"privilege", "Windows Kernel Elevation of Privilege Vulnerability"},
		{"protection-bypass", "Windows SmartScreen Security Feature Bypass Vulnerability"},
		{"unsafe-connection", "スマートフォンアプリにおけるサーバ証明書の検証不備の脆弱性"},
		{"spoofing", "Microsoft Exchange Server Spoofing Vulnerability"},
		{"page-rewriting", "任意のファイルをアップロードされる脆弱性"},
		{"denial-of-service", "Exampleにおけるサービス運用妨害 (DoS) の脆弱性"},
		{"fake-bill", "架空料金請求詐欺に注意"},
		{"extortion-mail",
		 "性的な映像をばらまくと恐喝し、仮想通貨で金銭を要求する迷惑メールに注意"},
		{"fake-investment", "SNS型投資詐欺の被害が増えています"},
		{"monthly-update", "Oracle製品のクリティカルパッチアップデートに関する注意喚起"},
		{"monthly-update", "Stable Channel Update for Desktop"},
		{"page-rewriting", "Windows Tampering Vulnerability"},
		{"hard-coded-password", "Example Unified Manager Static Credential Vulnerability"},
		{"takeover", "Improper verification of cryptographic signature in SSO login"},
		{"data-breach", "不注意による情報漏えい等の被害"},
		{"ai-leak", "AIの利用をめぐるサイバーリスク"},
		{"web-defacement", "ホームページの改ざんによる被害について"},
		/* everyday words */
		{NULL, "doskey and axes, notice and play"},
		{NULL, "新製品の発表会のご案内"},
		{NULL, "カメラの使い方"},
	};
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwWords) built_in = kw_words_load(languages[l], NULL, &error);

		kw_assert_ok(error);
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			g_autoptr(KwItem) item = kw_item_new();

			item->title = g_strdup(rows[i].title);
			kw_rate_item(item, built_in);
			g_test_message("%s: %s", languages[l], rows[i].title);
			g_assert_cmpstr(item->category, ==, rows[i].category);
		}
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
	failed = g_test_run();
	kw_words_free(words);
	kw_testing_remove(folder);
	return failed;
}
