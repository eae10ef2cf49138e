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

/* Texts about a product that nobody has. */
static guint count_wrong(const char *const *texts, guint n, const char *why)
{
	guint wrong = 0;

	for (guint i = 0; i < n; i++) {
		g_autoptr(KwItem) item = rate(NULL, NULL, "題", texts[i]);

		g_assert_cmpstr(item->severity, ==, "information");
		if (g_str_equal(item->severity_why, why))
			continue;
		g_test_message("WRONG %s: %s", texts[i], item->severity_why);
		wrong++;
	}
	return wrong;
}

static void test_exploited(void)
{
	static const char *const yes[] = {
		"本脆弱性を悪用した攻撃が急速に拡大。",
		"5月3日に悪用を観測（ミホン社）",
		"ミホン社は、900回のエクスプロイトの試みをブロックした。",
		"マルウェアが、800台以上の古い機器（主にX-1）に感染し、外を調べている。",
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
		"The Fog ransomware is now exploiting this flaw.",
		"Ransomware gangs have been exploiting it since May.",
		"不正なパケットを受信した事例が、実際に国内で確認されています。",
		"細工されたリクエストを受けた事例が複数確認されています。",
		"この製品がボットに感染する事例が増加していることを確認しました。",
		"同じ手口で侵害される被害が発生しています。",
		"国内の利用者が感染した事例が相次いでいます。",
		"悪用された事例が、複数の組織で確認されています。",
		"攻撃グループが、この弱点を実際に悪用していました。",
		"ある弱点、ランサムウェア攻撃者が悪用",
		"少なくとも1件の悪用の試みを確認しております。",
		"この装置を対象とするインシデントの報告が著しく増加しています。",
		"この弱点は、「KEV」にも追加されている。",
		"There is reason to believe that exploits of CVE-2026-62006 on appliances have "
		"been "
		"observed.",
		"国内でも本脆弱性を狙った通信が観測されています。",
		"Broadcomは、この弱点が悪用されたことを示す情報があるとしています。",
		"ランサムウェアに感染する事例が確認されています。",
		"本脆弱性を悪用したとみられる不正アクセスの事案が、国内で発生しています。",
		"この弱点を悪用した攻撃により、国内の複数の会社で、サーバーに不正なファイルを置かれ"
		"る"
		"被害が発生していることを確認しています。",
		"攻撃を断続的に確認しています。",
		"海外では、これを悪用した攻撃が報告されています。",
		"悪用の試みを確認しており、情報漏えいにつながる可能性があるとされています。",
		"侵入に利用されていることが判明しました。",
		"この機器では、古い版の悪用は確認されていませんが、新しい版の悪用が確認されました"
		"。",
		"ランサムウェア集団がこの弱点を悪用し、多くのサーバーに裏口を設置しました。",
		"攻撃グループが、この脆弱性を利用したファイルを送り、標的に感染させていたことが分か"
		"りました。",
		"不正なプログラムが置かれていたとの報告を受けています。",
		"千件を超える攻撃がブロックされているという。",
		"これらの弱点は組み合わせて利用され、CVE-2026-62007は管理者になるために使われたこ"
		"とが報告されています。",
		"KEVカタログに掲載されました。",
		"添付を開いた会社では、パソコンがウイルスに感染しました。",
		"数百台が侵害されたと報告した。",
		"Storm-0000, an actor, exploited it and deployed ransomware.",
		"この弱点は、あるグループが攻撃に利用していました。",
		"サーバーが侵害され、不正なプログラムを設置された事例の報告を受けています。",
		"ある弱点がランサムウェアに使われたと、作った会社が認めました。",
		"悪用の有無: あり",
		"Exploited: Yes",
		"The gang exploited several flaws for weeks.",
		"Our sensors have blocked over 1,200 exploit attempts.",
		"We detected a new ransomware campaign this morning.",
		"These appliances have been targeted by criminals.",
		"Exploited in the wild.",
		"CVE-2026-62003 - Known to be exploited.",
		"Hackers have already compromised thousands of firewalls.",
		"There is no evidence of exploitation affecting Australian networks. Attackers are "
		"exploiting it.",
		"装置を送信元とするボットの感染通信が増えているとの情報があります。",
		"We are currently investigating less than 40 incidents related to this.",
		"The vendor is not aware of attacks on version 7, but version 6 is being "
		"exploited.",
		"この弱点は CISA KEV 追加 — 期限は12月です。",
		"CVE-2026-62008がKEV入り。",
		"米CISAのKEVに掲載、至急の更新を。",
		"実環境での悪用が確認され連邦機関の対応期限は7月30日です。",
		"国内でも攻撃が観測され警戒が呼びかけられています。",
		"昨年から、ルーターのウイルス感染が広がっていると、注意が呼びかけられています。",
		"侵入を許した事例が複数確認されています。",
		"この問題を突いた攻撃が確認されています。",
		"攻撃がこの脆弱性を利用して行われていることを確認しました。",
		"The attack has compromised between 300 and 900 shops.",
		"The campaign compromises hundreds of sites.",
		"A supply chain attack with 12 bad add-ons has hit over 2,000 stores.",
		"More than 1,200 online shops have been infected.",
		"Nearly 3,000 routers were hijacked.",
		"This week attackers took full control of the servers.",
		"The backdoor was used to upload a web shell.",
		"Exploitation: active",
		"kev: dateAdded 2026-11-18",
		"SSVC: exploitation=active, automatable=no",
		"各地で、ホームページの改ざん被害が出ています。",
		"先週から、近くの店が攻撃に遭っています。",
		"県内でも被害が確かめられています。",
		"数十のサイトが書き換えられました。",
		"複数の会社のサーバーが暗号化されています。",
		"12台のカメラが乗っ取られました。",
		"攻撃を受けたとの報告を、利用者から受けています。",
		"会員の3社が被害を受けました。",
		"感染の報告を4月から受けています。",
		"先月、多くのルーターが初期化されました。",
		"更新サーバー侵害 → 追加部品にバックドアを混入",
		"ビルド環境が侵害され、正規の更新に不正なコードが混入しました。",
		"配布元の乗っ取り→マルウェア配布→認証情報の窃取",
		"正規のプラグインに裏口が仕込まれていました。",
		"公式サイトが改ざんされ、マルウェアを仕込んだファイルが配布されました。",
	};
	static const char *const no[] = {
		"Exploitation: none",
		"Exploitation: poc",
		"Last year, attackers exploited another flaw of this router.",
		"The original vulnerability was being exploited in the wild.",
		"Two months earlier, a botnet exploited a hole in these cameras.",
		"現時点で悪用は確認されていません。",
		"There is no evidence of exploitation affecting Australian networks.",
		"We are not aware of exploitation affecting UK organisations.",
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
		"The attack could compromise thousands of sites.",
		"The attack may have compromised several servers.",
		"The attack has compromised our network.",
		"In 2021 hackers compromised 3,000 servers of another maker.",
		"More than 3,000 sites use this plugin.",
		"An attacker who gained control of the device could read it.",
		"Up to 900,000 sites are exposed.",
		"The Cisco PSIRT is aware of proof-of-concept exploit code.",
		"The Cisco PSIRT is not aware of any public announcements or malicious use of it.",
		"Attackers exploiting this flaw could take over the device.",
		"An attacker who has exploited this would gain control.",
		"本脆弱性が悪用された場合、被害が発生する可能性があります。",
		"攻撃が行われる前に更新してください。",
		"We are not aware of this being exploited in the wild.",
		"検知したマルウェアによる情報の窃取や拡散は確認されておらず、感染の事例を公表した"
		"。",
		"It is not known whether an exploit for CVE-2026-62001 exists in the wild.",
		"If exploited, an attacker could run code.",
		"不正なパケットを受信した事例は確認されていません。",
		"不正な通信を受けた事例が確認された場合は、お知らせします。",
		"感染する事例が増加するおそれがあります。",
		"感染した事例は確認されていません。",
		"攻撃者が悪用する可能性があります。",
		"攻撃が増加するおそれがあります。",
		"この手口は、正規の機能を悪用しています。",
		"攻撃者が悪用し、任意のコードを実行する可能性があります。",
		"攻撃者が悪用できる弱点です。",
		"悪用の試みは確認していません。",
		"攻撃者は、この弱点を悪用して管理者になれます。",
		"悪用されたことを示す情報はありません。",
		"悪用された事例は、現時点で確認していません。",
		"The flaw could be exploited by an attacker.",
		"悪用されると、任意のコードを実行される脆弱性が報告されています。",
		"この弱点を悪用すると管理者になれることが確認されています。",
		"この弱点を悪用するコードと手順が公開されています。",
		"悪用可能であることが確認されています。",
		"過去には同種の製品の弱点が悪用され、被害が発生しています。",
		"昨年、他社の機種がボットに感染する事例が確認されました。",
		"攻撃に使われた形跡はありません。",
		"パソコンがウイルスに感染した場合は、線を抜いてください。",
		"パソコンがウイルスに感染したとき",
		"「悪用が確認された」とお伝えしましたが、誤りでした。",
		"インシデントが発生した場合は、思わぬ被害が発生し、業務が止まる可能性があります。",
		"侵害が確認されたら、ご連絡ください。",
		"悪用: いいえ",
		"Exploited: No",
		"An attacker who successfully exploited this could gain control.",
		"Take measures to minimize the risk of this being exploited.",
		"VPN devices have been exploited in the past.",
		"It is unclear whether the flaw has been exploited.",
		"Researchers aren’t aware of any active exploitation.",
		"No known public exploitation has been reported at this time.",
		"画面を重ねる攻撃を可能にする未修正の脆弱性が存在することが報告されました。",
		"侵害を許す不具合が見つかりました。",
		"悪用につながる問題が確認されています。",
		"攻撃を招く設定の不備が公表されました。",
		"攻撃を受けやすい欠陥が発見されています。",
		"積極的悪用が確認された CVE は現時点ではなし",
		"悪用が確認された弱点は、今のところありません。",
		"攻撃に使われた例も、現在は見つかっていません。",
		"実環境での悪用は未確認です。",
		"CISA KEV には未追加。",
		"悪用が確認され次第、お知らせします。",
		"被害に遭わないために、更新してください。",
		"被害に遭った方は、ご連絡ください。",
		"被害に遭った場合は、警察に届けてください。",
		"被害が出る前に更新してください。",
		"複数のサイトが書き換えられるおそれがあります。",
		"攻撃に遭うおそれがあります。",
		"被害は出ていません。",
		"被害を防ぐ修正版が出ています。",
		"攻撃をめぐり、注意喚起が出ています。",
		"被害を防げることが確かめられました。",
		"更新サーバーが侵害された場合、不正なコードが混入する可能性があります。",
		"多くの機器が停止する可能性があります。",
		"正規の更新に不正なコードを混入される危険があります。",
		"利用者が攻撃されていたことを示す情報は受け取っていませんでした。",
		"会員が攻撃されていたことを示す報告は入手していません。",
		"CVE-2020-1111は、悪用済み脆弱性（KEV）として掲載された経緯があります。",
		"これは、過去の弱点CVE-2020-1111に似ており、それは悪用済み脆弱性です。",
		"マルウェアが、多数の機器に感染し、業務を止めるおそれがあります。",
		"攻撃の痕跡を確認。",
		"数百台の機器が乗っ取られた場合に備えます。",
		"",
	};

	guint wrong = count_wrong(yes, G_N_ELEMENTS(yes), "exploited") +
		      count_wrong(no, G_N_ELEMENTS(no), "");

	g_assert_cmpuint(wrong, ==, 0);
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
		{"shop-scam", "偽の通販サイトで買い物をしないために"},
		{"refund-fraud", "「ペイで返金します」に注意"},
		{"fake-telecom", "「まもなく電話が使えなくなる」という自動音声に注意"},
		{"targeted-mail", "取材を装うメールに注意"},
		{"web-skimming", "サイトの改ざんによるカード情報の流出"},
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
		/* the update of a month, and that of one part */
		{"monthly-update", "2026年12月のWindows用のセキュリティ更新プログラム"},
		{NULL, "すべての端末に、最新のセキュリティ更新プログラムを適用し、守ってください"},
		{"remote-code", "Windows SMB サーバー用のセキュリティ更新プログラムと"
				"リモートコード実行の脆弱性"},
		{"acts-as-user", "Exampleにおけるセッション固定の脆弱性"},
		{"stale-protection", "Exampleに、定義ファイルの更新が止まる脆弱性"},
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
		{"mixed-in", "Malicious versions of the example package were published"},
		{"mixed-in", "Hackers backdoored extensions of a shop program"},
		{"fake-helpdesk", "Gang uses spoofed IT calls to get into networks"},
		{"fake-helpdesk", "Helpdesk impersonation on the rise"},
		{"phishing-sms", "Scammy texts about an order"},
		{"phishing-sms", "Got a text about a parcel? It may be a scam"},
		{"fake-update", "Example Updater Lacks Update Integrity Verification"},
		{"web-skimming", "Stores hit in a card skimming campaign"},
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
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) built_in = kw_words_load("en", NULL, &error);

	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup(rows[i].title);
		item->text = g_strdup(rows[i].text);
		kw_rate_item(item, built_in);
		g_assert_cmpstr(item->category, ==, rows[i].category);
	}
}

#define T  "today"
#define W  "this-week"
#define C  "when-convenient"
#define I  "information"
#define KE "known-exploited "
#define EX "exploited"
#define AL "publisher-alert"
#define CR "critical-label"
#define MO "monthly-update"
#define EP "exposed"
#define WA "watch-product"
#define NO "unaffected"
#define RE "repaired"

/* What an owner should be asked for, for short advisories in our own words: the facts are of the
 * kind that these publishers tell, the numbers are made up. With the program's own products and
 * threats. */
static void test_urgency(void)
{
	static const struct {
		const char *publisher, *id, *title, *text, *severity, *why;
	} rows[] = {
		/* exploited, and small firms have it */
		{"jpcert", "JPCERT-AT-2026-0101",
		 "Fortinet製FortiOSにおける認証回避の脆弱性に関する注意喚起",
		 "Fortinetは、この脆弱性の悪用を確認しています。", T, EX " " AL " " EP " " WA},
		{"jpcert", "JPCERT-AT-2026-0102",
		 "Citrix NetScaler ADCおよびGatewayの脆弱性に関する注意喚起",
		 "本脆弱性を悪用する攻撃が確認されています。", T, EX " " AL " " WA},
		{"ipa", NULL, "【緊急】Cisco ASA の脆弱性対策について(CVE-2026-62001)",
		 "この脆弱性を悪用した攻撃が確認されています。至急、更新してください。", T,
		 EX " " AL " " WA},
		{"ipa", NULL, "Microsoft 製品の脆弱性対策について(2026年12月)",
		 "Windowsの脆弱性について、Microsoft社は悪用の事実を確認済みと公表しています。", T,
		 EX " " AL " " MO " " WA},
		{"cisa", NULL, "CISA Adds One Known Exploited Vulnerability to Catalog",
		 "SonicWall SMA1000 flaw added, based on evidence of active exploitation.", T,
		 EX " " AL " " WA},
		{"google", NULL, "Google Chrome 143 の更新",
		 "Google is aware that an exploit for CVE-2026-62002 exists in the wild.", T,
		 EX " " WA},
		{"apple", NULL, "iOS 26.1.1 and iPadOS 26.1.1",
		 "Apple is aware of a report that this issue may have been exploited. It was "
		 "exploited in the wild.",
		 T, EX " " WA " suspected"},
		{"jvn", NULL, "QNAP製NASにおける脆弱性", "既に悪用されているとのことです。", T,
		 EX " " WA},
		{"jvn", NULL, "バッファロー製無線LANルーターにおけるコマンドインジェクション",
		 "本脆弱性を悪用した攻撃が国内で観測されています。", T, EX " " WA},
		/* in English: breaches of services, labels of what nobody knows, not concerned */
		{NULL, NULL, "Okta support system breach: files of customers accessed",
		 "Somebody got into the support system.", W, "breach"},
		{NULL, NULL, "CISA says a ransomware gang turns to data theft", "It steals data.",
		 I, ""},
		{NULL, NULL, "ToolMaker BoxNine 500",
		 "Vendor: ToolMaker\nEquipment: BoxNine 500\nVulnerability: Command Injection", C,
		 ""},
		{NULL, NULL, "Does CVE-2022-22965 affect Bitwarden? No",
		 "Bitwarden does not use Spring, so there is nothing you need to do.", I, NO},
		/* stated in a note */
		{NULL, NULL, "Windowsの脆弱性", "公開情報では悪用観測ありとされています。", T,
		 EX " " WA},
		{NULL, NULL, "Windowsの脆弱性", "悪用済みの脆弱性です。", T, EX " " WA},
		{NULL, NULL, "Windowsの脆弱性", "実悪用・ゼロデイ文脈。", T, EX " " WA},
		{NULL, NULL, "Windowsの脆弱性", "| 2026-12-01 (CISA KEV) / 期限 2026-12-08 |", T,
		 EX " " WA},
		{NULL, NULL, "Windowsの脆弱性",
		 "実悪用の有無は未確認です。悪用情報なし。KEV: なし。悪用報告があり得ます。", C,
		 WA},
		/* a table of news, one row of which is an advisory */
		{NULL, NULL, "国内脆弱性・インシデント情報",
		 "| 2026-12-01 | 例の協会のインシデント |\n"
		 "| 2026-12-02 | 例のメモ帳 v1.2 以前に脆弱性。v1.3 で修正済み |",
		 C, "weekly"},
		{NULL, NULL, "国内脆弱性・インシデント情報", "| 2026-12-01 | 例の協会 |", I, ""},
		/* what the weakness of something else does to a product: nothing */
		{NULL, NULL, "Exampleサービスは Log4j の脆弱性の影響を受けません",
		 "Javaを使っていません。", I, NO},
		{NULL, NULL, "Log4j の脆弱性とExampleサービスへの影響について",
		 "Exampleサービスにおいては、影響はないと判断しております。", I, NO},
		{NULL, NULL, "OpenSSHの脆弱性（CVE-2026-62005）の弊社NASへの影響について",
		 "弊社NASへの関連の影響は確認しておりません。", I, NO},
		{NULL, NULL, "Log4jの脆弱性による当社製品への影響について",
		 "クラウド版への影響はありません。影響を受ける製品は次のとおりです。", C, WA},
		{NULL, NULL, "FortiOSに脆弱性、クラウド版は影響なし", "装置は影響を受けます。", C,
		 ""},
		{NULL, NULL, "Windowsの脆弱性による業務への影響について",
		 "この脆弱性は悪用されています。Windows 11への影響はありません。", T, EX " " WA},
		{NULL, NULL, "「WinRAR」に脆弱性",
		 "細工された圧縮ファイルを開くと危険です。この脆弱性は攻撃に悪用されています。", T,
		 EX " " WA},
		{NULL, NULL, "WordPress用プラグインの脆弱性を狙う攻撃",
		 "この脆弱性を突いた攻撃が確認されています。", T, EX " " WA},
		{"fortinet", "FG-IR-26-999", "FortiProxy authentication bypass",
		 "An unauthenticated attacker may gain admin rights. Exploitation has been "
		 "observed.",
		 T, EX " " EP " " WA},
		/* said, but not stated */
		{"jpcert", "JPCERT-AT-2026-0103", "Fortinet製FortiOSにおける脆弱性に関する注意喚起",
		 "現時点で悪用は確認されていません。悪用された場合は、任意のコードが実行されるおそ"
		 "れがあります。",
		 W, AL " " WA},
		/* attacks in general, on others */
		{NULL, NULL, "FortiOSの更新のお願い",
		 "VPN装置の弱点を突いた攻撃が相次いでいます。新しい弱点が見つかりました。現時点で、"
		 "悪用は確認されていません。",
		 C, WA},
		{NULL, NULL, "FortiOSの更新のお願い",
		 "当初、悪用は確認されていませんでした。12月1日、この弱点の悪用が確認されました。",
		 T, EX " " WA},
		{"jvn", NULL, "サイボウズ Garoon における複数の脆弱性",
		 "悪用されるおそれがあります。", C, WA},
		{"cisco", NULL, "Cisco IOS XE Software Web UI vulnerability",
		 "The Cisco PSIRT is not aware of any malicious use. An authenticated attacker "
		 "could run commands.",
		 C, WA},
		/* the publisher warns of what small firms have */
		{"jpcert", "JPCERT-AT-2026-0104",
		 "2026年12月マイクロソフトセキュリティ更新プログラムに関する注意喚起",
		 "Windowsなどの脆弱性が修正されました。", W, AL " " MO " " WA},
		{"jpcert", "JPCERT-AT-2026-0105",
		 "Adobe AcrobatおよびReaderの脆弱性 (APSB26-120) に関する注意喚起",
		 "更新してください。", W, AL " " WA},
		{"ipa", NULL,
		 "Adobe Acrobat および Reader の脆弱性対策について(APSB26-120)(2026年12月)", "", W,
		 AL " " WA},
		{"ipa", NULL, "【重要】Google Chrome の脆弱性対策について", "", W, AL " " WA},
		/* known, and not on the watch-list */
		{"ipa", NULL, "【重要】Zoom の脆弱性対策について", "", W, AL},
		{"jvn", NULL, "Zoomの脆弱性", "本脆弱性の悪用が確認されています。", W, EX},
		{"jvn", NULL, "Zoomの脆弱性", "深刻度は「緊急」です。", C, CR},
		{"npa", NULL, "Wi-Fiルーターの不正利用に関する注意喚起",
		 "エレコム製ルーターの設定を見てください。", W, AL " " WA},
		/* critical, in words */
		{"microsoft", NULL, "Exchange Server のセキュリティ更新",
		 "最大深刻度は「緊急」です。", W, CR " " WA},
		{"adobe", "APSB26-121", "Security update available for Adobe Acrobat Reader",
		 "This update addresses critical vulnerabilities.", W, CR " " WA},
		{"jvn", NULL, "Veeam Backup & Replicationにおける脆弱性",
		 "深刻度は緊急（Critical）とされています。", W, CR " " WA},
		{"microsoft", NULL, "SharePoint Server の更新", "Maximum severity: Critical", W,
		 CR " " WA},
		/* every month */
		{"microsoft", NULL, "2026 年 12 月のセキュリティ更新プログラム (月例)",
		 "Windows 11 と Office の更新です。", W, MO " " WA},
		{NULL, NULL, "MS、12月の月例パッチを公開", "Windowsの弱点を直します。", W,
		 MO " " WA},
		{NULL, NULL, "Patch Tuesday - December 2026",
		 "Updates for Windows and Microsoft Office.", W, MO " " WA},
		{"jvn", NULL, "Android の月例セキュリティ更新", "端末を更新してください。", W,
		 MO " " WA},
		/* the internet reaches it, and nobody has to sign in: a reason, and no haste while
		   nobody attacks */
		{"jvn", NULL, "エレコム製無線LANルーターにおける認証不備の脆弱性",
		 "遠隔の第三者に操作されるおそれがあります。", W, EP " " WA},
		{"jvn", NULL, "EC-CUBEにおける認証回避の脆弱性",
		 "管理画面に入られるおそれがあります。", C, EP " " WA},
		{"fortinet", NULL, "FortiOS buffer overflow",
		 "An unauthenticated remote attacker could run code.", W, EP " " WA},
		{"jvn", NULL, "TeraStationにおける認証なしで操作できる脆弱性", "", W, EP " " WA},
		{"jvn", NULL, "Movable Typeにおける脆弱性",
		 "ログインなしで任意のコードを実行されるおそれがあります。", C, EP " " WA},
		/* a PC, or somebody with an account: not so */
		{"jvn", NULL, "7-Zipにおける脆弱性",
		 "認証を必要としない攻撃者により実行されるおそれがあります。", C, WA},
		{"jvn", NULL, "サイボウズ Office における認証回避",
		 "ログインした利用者が、他人の予定を見られます。", C, WA},
		{"jvn", NULL, "WordPress における脆弱性",
		 "管理者権限を持つ攻撃者がスクリプトを埋めこめます。", C, WA},
		{"fortinet", NULL, "FortiOS format string",
		 "An authenticated attacker could run code.", C, WA},
		{"jvn", NULL, "SKYSEA Client Viewにおける権限昇格",
		 "ローカルユーザがSYSTEM権限を得ます。", C, WA},
		/* ordinary weaknesses of what small firms have */
		{"jvn", NULL, "EC-CUBEにおけるクロスサイトスクリプティング",
		 "細工されたページで実行されます。", C, WA},
		{"jvn", NULL, "Firefoxにおける複数の脆弱性", "更新が公開されました。", C, WA},
		{"jvn", NULL, "LANSCOPEのサービス運用妨害の脆弱性", "", C, WA},
		{"jvn", NULL, "弥生会計のインストーラにおけるDLL読み込み", "", C, WA},
		{"synology", NULL, "Synology DSMの更新", "moderate な脆弱性を直します。", C, WA},
		{NULL, NULL, "【緊急】FortiOSに新しい版", "営業のメールです。", C, WA},
		{"google", NULL, "Google Chrome 143 を公開", "13件の脆弱性を修正しました。", C, WA},
		{"apple", NULL, "macOS Tahoe 26.2", "複数の問題を修正しました。", C, WA},
		{"jvn", NULL, "Schneider Electric製品における脆弱性",
		 "制御装置が止まるおそれがあります。", C, ""},
		{NULL, NULL, "FortiOSに複数の脆弱性",
		 "「クリティカル（Critical）」や「高」とされるものは含まれていない。", C, WA},
		{NULL, NULL, "FortiOSに複数の脆弱性",
		 "深刻度「緊急」の1件を直しますが、悪用された脆弱性はない。", W, CR " " WA},
		{NULL, NULL, "Flaws in FortiOS", "None of them are rated critical severity.", C,
		 WA},
		{"cisa", NULL, "ICS Advisory: Rockwell Automation Controller",
		 "critical flaw in controllers", C, CR},
		{"jvn", NULL, "JenkinsのプラグインにおけるXSS", "", C, ""},
		{"jpcert", "JPCERT-AT-2026-0106", "React Server Componentsの脆弱性に関する注意喚起",
		 "", W, AL},
		/* what small firms do not have */
		{"jvn", NULL, "日立製作所製の産業用装置における認証欠如", "", I, ""},
		{NULL, NULL, "海外の基幹システムのゼロデイ脆弱性",
		 "大企業向けの製品で、悪用が確認されています。", W, EX},
		{"jpcert", "JPCERT-AT-2026-0107", "Oracle E-Business Suiteの脆弱性に関する注意喚起",
		 "この脆弱性を悪用する攻撃が確認されています。", W, EX " " AL},
		/* tricks */
		{"antiphishing", NULL, "国税庁をかたるフィッシング (2026/12/01)",
		 "報告が続いています。", I, "scam"},
		{"antiphishing", NULL, "Microsoft 365 をかたるフィッシング",
		 "ログイン画面をまねた偽サイトです。攻撃が確認されています。", I, "scam"},
		{"police", NULL, "サポート詐欺の偽警告に注意", "Windowsの画面に電話番号が出ます。",
		 I, WA " scam"},
		{"npa", NULL, "法人口座を狙うボイスフィッシングに関する注意喚起",
		 "自動音声の電話です。", I, AL " scam"},
		{"jc3", NULL, "宅配便業者を装うSMSにご注意ください", "リンクを押さないでください。",
		 I, "scam"},
		{"caa", NULL, "偽サイトに関する注意喚起", "代金を払っても届きません。", I, "scam"},
		{"police", NULL, "社長をかたるメールで送金させる手口", "電話で確かめてください。",
		 I, "scam"},
		{"ipa", NULL, "Emotet（エモテット）の攻撃活動の再開について",
		 "WordやExcelの添付に注意してください。", I, "scam"},
		/* … that go on now, and figures on them */
		{"police", NULL, "社長をかたるメールで送金させる手口が多発しています", "", W,
		 "wave scam"},
		{"antiphishing", NULL, "ある銀行をかたるフィッシング",
		 "フィッシングサイトは稼働中です。", W, "wave scam"},
		{NULL, NULL, "Sextortion email", "A new wave of sextortion emails is reported.", W,
		 "wave scam"},
		{"police", NULL, "社長をかたるメールで送金させる手口",
		 "令和5年に急増しました。今は減っています。", I, "scam"},
		{"antiphishing", NULL, "フィッシングの報告状況", "急増しています。", I, "report"},
		/* malware that is coming in now, and a weakness that a trick uses */
		{"ipa", NULL, "Emotetの感染を狙うメールについて",
		 "攻撃メールの配信が再開されたことを観測しました。", W, EX " scam"},
		{NULL, NULL, "Outlookの脆弱性を悪用したフィッシング", "すでに悪用されています。", T,
		 EX " " WA},
		{NULL, NULL, "セキュリティアップデートを装うフィッシング",
		 "Windowsの更新に見せかけます。", I, WA " scam"},
		/* general warnings, reports, invitations */
		{"cisa", NULL, "最も悪用された脆弱性トップ15", "FortiOS、Citrixなどが並ぶ。", I,
		 WA " report"},
		{"ipa", NULL, "お助け隊サービスの事例集を公開しました",
		 "侵入を検知した事例です。FortiGateを使っています。", I, WA " report"},
		{NULL, NULL, "FortiOSの脆弱性に関する調査結果", "悪用が確認されています。", T,
		 EX " " WA},
		{NULL, NULL, "今週のセキュリティニュースまとめ",
		 "7-Zipの脆弱性が見つかりました。Sambaの脆弱性もあります。Firefoxの脆弱性の悪用が確"
		 "認されています。WinRARとGitLabとPuTTYとZoomの更新も出ました。",
		 W, EX " " WA " weekly"},
		/* it stopped by itself; its support ends */
		{NULL, NULL, "Windowsが起動しない障害、サイバー攻撃ではない",
		 "すでに修正された。便乗したフィッシングが確認されている。", I, WA " outage"},
		{NULL, NULL, "Windows - RCA - 認証エラー", "もう元に戻っている。", I, WA " outage"},
		{"ipa", NULL, "CentOSのサポート終了に伴う注意喚起",
		 "弱点を悪用した攻撃を受けるおそれがあります。", C, AL},
		/* a list of links is no statement */
		{"jvn", NULL, "FortiOSの脆弱性",
		 "更新してください。\n参考情報\n別の脆弱性を悪用する攻撃に関する注意喚起", C, WA},
		/* a maker's name that stands for one of his products */
		{"jpcert", "JPCERT-AT-2026-0110", "Fortinet製品に関する注意喚起",
		 "FortiGateへの攻撃が確認されています。", T, EX " " AL " " WA},
		{"jpcert", "JPCERT-AT-2026-0111", "Fortinet製品に関する注意喚起",
		 "FortiWebの脆弱性を悪用した攻撃が確認されています。", W, EX " " AL},
		{"jvn", NULL, "Cisco Webexの脆弱性", "悪用が確認されています。", W, EX},
		{"ipa", NULL, "年末年始における情報セキュリティに関する注意喚起",
		 "長い休みの前に見直してください。", I, AL " report"},
		{"ipa", NULL, "夏季休暇における情報セキュリティに関する注意喚起",
		 "FortiGateなどの弱点を突いた攻撃が確認されています。", I, AL " " WA " report"},
		{"jpcert", NULL, "JPCERT/CC WEEKLY REPORT 2026-12-02",
		 "FortiOSの脆弱性の悪用が確認されています。", W, EX " " WA " weekly"},
		{"ipa", NULL, "脆弱性関連情報の届出状況（2026年第3四半期）",
		 "WordPressの届出が多くありました。", I, WA " report"},
		{"npa", NULL, "サイバー空間の脅威レポート", "VPN機器からの侵入。FortiGateなど。", I,
		 WA " report"},
		{"ipa", NULL, "中小企業向けセミナーのご案内", "Windowsの守り方を学びます。", I,
		 WA " report"},
		{"ipa", NULL, "情報セキュリティ10大脅威 2027", "ランサム攻撃が続きます。", I,
		 "report"},
		{"antiphishing", NULL, "フィッシング報告状況 2026年11月", "件数が増えました。", I,
		 "report"},
		{NULL, NULL, "ある病院でランサムウェアの被害", "電子カルテが止まりました。", I, ""},
		/* a score is no word of the maker */
		{"jvn", NULL, "macOSの脆弱性", "CVSS v3 による深刻度 基本値: 9.8 (緊急)", C, WA},
		/* what was published is used */
		{NULL, NULL, "FortiGateの認証情報を公開",
		 "悪意のあるアクターが、87,000台の認証情報を公開しました。", T, EX " " WA},
		{NULL, NULL, "Adobe Commerceの更新",
		 "CVE-2022-24086 が、限定的な攻撃で使用されていることを認識しています。", W, EX},
		{NULL, NULL, "NAS vendor warns of ransomware",
		 "DeadBolt ransomware has been widely targeting QNAP devices.", W, EX " " WA},
		/* attacked, and rarer */
		{"jvn", NULL, "a-blog cmsの脆弱性", "本脆弱性を悪用した攻撃を確認しています。", T,
		 EX " " WA},
		{"jvn", NULL, "Joomlaの脆弱性", "すでに悪用されています。", W, EX},
		{NULL, NULL, "D-Link DIR-823X flaw", "Attackers are exploiting the flaw.", W, EX},
		{"jpcert", "JPCERT-AT-2026-0109",
		 "Array AGシリーズの脆弱性を悪用する攻撃活動に関する注意喚起",
		 "攻撃活動を断続的に確認しています。", W, EX " " AL},
		{"ipa", NULL, "Apache Tomcat の脆弱性について",
		 "海外では、本脆弱性を悪用した攻撃が報告されています。", W, EX},
		{NULL, NULL, "LibreOfficeの脆弱性", "悪用が確認されています。", W, EX},
		{NULL, NULL, "ネットワークカメラの設定を見てください",
		 "ボットネットの一部として、サイバー攻撃に悪用されています。", W, EX},
		/* "may have been" is more than "could be" */
		{"apple", NULL, "iOS 26.2のセキュリティコンテンツ",
		 "この問題が悪用された可能性があるという報告を受けています。", W, WA " suspected"},
		{"apple", NULL, "About the security content of macOS Tahoe 26.2",
		 "Apple is aware of a report that this issue may have been exploited.", W,
		 WA " suspected"},
		{"apple", NULL, "About the security content of macOS Tahoe 26.3",
		 "Threat actors may have exploited an unknown flaw of it.", W, WA " suspected"},
		{"google", NULL, "Android Security Bulletin",
		 "There are indications that CVE-2026-62003 may be under limited, targeted "
		 "exploitation.",
		 W, WA " suspected"},
		{"jvn", NULL, "FileZenの脆弱性", "すでに悪用されている可能性があります。", W,
		 WA " suspected"},
		{"jvn", NULL, "Zoomの脆弱性", "悪用された場合、情報を盗まれる可能性があります。", C,
		 ""},
		/* an alert */
		{"ipa", NULL, "OpenSSL の脆弱性対策について(CVE-2026-62004)", "", W, AL},
		{"jpcert", "JPCERT-AT-2026-0108", "マルウェアEmotetの感染再拡大に関する注意喚起",
		 "添付を開かないでください。", W, AL " scam"},
		{NULL, NULL, "DDoS攻撃への対策について（注意喚起）",
		 "年末から、DDoS攻撃が相次いで発生しています。", W, EX},
		{NULL, NULL, "ランサムウェアの被害が続く", "攻撃が確認されています。", I, EX},
		/* a break-in at the maker */
		{NULL, NULL, "AnyDeskのシステムへの不正侵入について",
		 "パスワードを変えてください。", W, WA " breach"},
		{NULL, NULL, "SonicWallのバックアップファイルへの不正アクセスについて", "", W,
		 WA " breach"},
		{NULL, NULL, "Dropbox Signへの不正アクセスに関するお知らせ", "", W, "breach"},
		{NULL, NULL, "Notepad++の更新機能が乗っ取られる", "手動で更新してください。", W,
		 WA " breach"},
		{"npa", NULL, "ランサムウェア被害の防止に向けて（注意喚起）",
		 "オフラインのバックアップをお願いします。", W, AL},
		/* something bad is given away in the name of a product */
		{NULL, NULL, "FortiOS client trojanized to steal passwords",
		 "Criminals have been pushing a malicious version of it through adverts.", W,
		 "watch-product wave"},
		{NULL, NULL, "TeamViewer security incident", "Data of staff was copied.", W,
		 WA " breach"},
		{NULL, NULL, "ある会社、不正アクセスで個人情報が漏えい",
		 "FortiGateから入られました。", C, WA},
		{NULL, NULL, "SonicWall、バックアップに不正アクセス", "侵入が確認されました。", W,
		 EX " " WA " breach"},
		/* … of a service, or of anybody */
		{NULL, NULL, "名簿サービスにおけるお客様情報の漏えいについて",
		 "サービスのパスワードを変更してください。", W, "breach"},
		{NULL, NULL, "名簿サービスにおけるお客様情報の漏えいについて",
		 "同じパスワードをほかで使っていれば、変更をお願いします。", I, "breach"},
		{NULL, NULL, "名簿サービスへの不正アクセスのお知らせ",
		 "フィッシングメールにご注意ください。", I, "breach"},
		{NULL, NULL, "プラグインの脆弱性を悪用した不正アクセス", "", I, "breach"},
		{NULL, NULL, "FortiOSの脆弱性を悪用した不正アクセス、国内でも",
		 "悪用が確認されています。", T, EX " " WA},
		/* nobody attacked */
		{NULL, NULL, "Microsoft Teamsのチャットデータが消失",
		 "作業の誤りで消えた事案が発生したと公表した。", I, "mistake"},
		{NULL, NULL, "システム不具合で、別の顧客の情報を表示", "", I, "mistake"},
		/* guides, events and cases of the police */
		{NULL, NULL, "サイトが改ざんされたとき - よくある質問",
		 "Windows Updateを行ってください。", I, "report"},
		{NULL, NULL, "フィッシングで得たIDを使った疑いで3人を逮捕", "被害が急増している。",
		 I, "report"},
		{"ipa", NULL, "ゴールデンウィークにおける情報セキュリティに関する注意喚起", "", I,
		 AL " report"},
		{NULL, NULL, "ルーターの脆弱性",
		 "UD-LT1に第三者がアクセスしたとみられる事象の問い合わせを受けています。", W,
		 WA " suspected"},
		/* nothing of the maker's is concerned */
		{NULL, NULL, "OpenSSLの問題について（当社製品への影響はありません）",
		 "SonicWallの製品は影響を受けません。", I, NO},
		{NULL, NULL, "SonicOSの脆弱性",
		 "この機能をすべての装置で利用していない場合は、心配がありません。", C, WA},
		/* attacked are others, and "products" is no word of it */
		{NULL, NULL, "部品ToolYの脆弱性について",
		 "本脆弱性を狙う攻撃が観測されています。"
		 "ルーター、スイッチは、ToolYを使用していないため、本脆弱性の影響を受けません。"
		 "SonicWallはToolYを使用しています。",
		 I, NO},
		{NULL, NULL, "部品ToolYの脆弱性について",
		 "ヤマハルーター製品は、ToolYを使用していないため、本脆弱性の影響を受けません。"
		 "ヤマハルーターはそのままお使いください。",
		 I, NO},
		{NULL, NULL, "SonicWallの脆弱性",
		 "This vulnerability is potentially being exploited in the wild.", W,
		 WA " suspected"},
		{NULL, NULL, "Impact of CVE-2026-62005",
		 "No Palo Alto Networks products are affected. PAN-OS: not affected", I, NO},
		{NULL, NULL, "CVE-2026-62011 (SonicWall)",
		 "No currently supported devices are affected by this issue.", C, WA},
		{NULL, NULL, "XZ Utilsの問題について", "QNAPは、影響を受ける製品はないと発表した。",
		 I, NO},
		{NULL, NULL, "Log4jの問題について",
		 "弊社で販売しているNASなどの製品は、影響を受けないことを確認しました。", I, NO},
		{NULL, NULL, "FortiOSの脆弱性",
		 "FortiOS 7.6は影響を受けません。弊社の製品は7.4以外は影響を受けません。", C, WA},
		{"google", NULL, "Android のセキュリティ情報（2026年11月）",
		 "限定的な攻撃で悪用されている可能性があることが示唆されています。", W,
		 WA " suspected"},
		/* a trick that the title does not name, and one in passing */
		{NULL, NULL, "画面に出た番号に電話しないで",
		 "警告画面の番号に電話させるサポート詐欺です。AnyDeskを入れさせます。", I,
		 WA " scam"},
		{NULL, NULL, "AnyDeskの更新のお知らせ", "サポート詐欺にもご注意ください。", C, WA},
		{NULL, NULL, "部品ToolYの脆弱性による当社製品への影響について",
		 "悪用する攻撃が確認されていると報じられています。当社の下記の商品はいずれもToolYを"
		 "使用しておらず、影響は受けないことを確認しました。・NAS（TeraStation）",
		 I, NO},
		{NULL, NULL, "ToolYの脆弱性の影響について",
		 "弊社のクラウドサービス（kintone、Garoon）は、ToolYを利用しておらず、影響はござい"
		 "ませ"
		 "ん。",
		 I, NO},
		{NULL, NULL, "Impact of a library's vulnerability",
		 "Palo Alto Networks. PAN-OS Affected: None Unaffected: All", I, NO},
		/* somebody else's, while ours is to be renewed */
		{NULL, NULL, "FortiOSの脆弱性",
		 "クラウド版の製品はいずれも影響を受けません。装置は、最新版に更新してください。",
		 C, WA},
		/* repaired for everybody */
		{"microsoft", NULL, "Microsoft 365 Elevation of Privilege Vulnerability",
		 "Max Severity: Critical. Exploited: Yes. This has already been mitigated in the "
		 "service and requires no customer action.",
		 I, WA " " RE},
		{"jvn", NULL, "freeeの脆弱性", "サービス側で対策済みです。", I, RE},
		{"microsoft", NULL, "Microsoft 365 Copilot Information Disclosure Vulnerability",
		 "No customer action is required to resolve it.", I, WA " " RE},
		{NULL, NULL, "kintoneの脆弱性", "お客様による対応は不要です。", I, WA " " RE},
		{"jvn", NULL, "サイボウズ Officeの脆弱性", "クラウド版は修正済みです。", C, WA},
		{"jvn", NULL, "QNAP製NASの脆弱性", "TS-131は影響を受けません。", C, WA},
		/* nobody is known to have it, and the title names it */
		{NULL, NULL, "Maker ToolX multiple vulnerabilities", "Fixed in 1.6.0.", C, ""},
		{NULL, NULL, "KEV: ToolX Argument Injection Vulnerability", "", W, EX},
		{NULL, NULL, "Critical Command Injection Vulnerability", "", I, ""},
		/* somebody was broken into who makes nothing that small firms have */
		{NULL, NULL, "「見本テレビ」への不正アクセスについて",
		 "攻撃が行われた。ChatGPTで作ったプログラムが使われたという。", I, EX " breach"},
		{NULL, NULL, "The Fallout from a Breach at a Maker of Chatbots",
		 "It urged customers to re-authenticate. Salesforce is named.", W, "breach"},
		{NULL, NULL, "ひばり運輸へのランサムウェア攻撃、配送が停止", "", I, "breach"},
		{NULL, NULL, "中小企業へのランサムウェア攻撃が増加", "", I, ""},
		{NULL, NULL, "Harbour Foods discloses breach linked to FortiOS flaw",
		 "Files were stolen.", I, "breach"},
		{NULL, NULL, "Salesforce discloses breach linked to FortiOS flaw",
		 "Files were stolen.", W, "breach"},
		{NULL, NULL, "Microsoft confirms breach linked to SharePoint zero-day",
		 "The flaw is exploited in the wild.", T, EX " " WA},
		{NULL, NULL, "さざなみ大学の学生がフィッシング被害、アカウントが悪用される",
		 "大量に送信された。", I, "breach"},
		{NULL, NULL, "Intrusion of a hospital told by its operator", "", I, "breach"},
		{NULL, NULL, "Bug and breach at a maker: flaw in FortiOS", "", C, WA},
		{"jpcert", "JPCERT-AT-2026-0117", "複数の組織への不正アクセスに関する注意喚起",
		 "攻撃が確認されています。", W, EX " " AL " breach"},
		/* critical is what is told of something else, or of many */
		{NULL, NULL, "SonicWallの脆弱性",
		 "There were 18 bugs, varying in severity from critical to moderate.", C, WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "2026-11-18. In March 2021 the maker repaired a critical vulnerability.", C, WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "In November 2026 the maker repaired a critical vulnerability.", W, CR " " WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "昨年は、深刻度が「緊急」のものもあった。今回は中程度である。", C, WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "Previously, the maker repaired five critical vulnerabilities.", C, WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "A critical security update is out.\nSeverity: High", C, WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "A critical security update is out.\nSeverity: Critical", W, CR " " WA},
		/* … and where it repairs itself, nobody need be told at once */
		{NULL, NULL, "Windowsの部品の脆弱性",
		 "深刻度は「緊急」です。ストアから自動的に配られます。利用者が操作する必要はありま"
		 "せ"
		 "ん。",
		 C, WA},
		{NULL, NULL, "Windowsの証明書の脆弱性",
		 "深刻度は「緊急」です。端末は自動的に保護されるため、特別な措置を講じる必要はあり"
		 "ま"
		 "せん。",
		 C, WA},
		{NULL, NULL, "Windowsの脆弱性",
		 "深刻度は「緊急」です。更新は公開から48時間以内に適用されるため、管理者が対応を行"
		 "う"
		 "必要はありません。",
		 C, WA},
		{NULL, NULL, "Windowsの脆弱性",
		 "Rated critical. It is installed automatically, and no action is needed.", C, WA},
		{NULL, NULL, "Windowsの脆弱性",
		 "深刻度は「緊急」です。自動的に更新されない場合は、手で更新してください。", W,
		 CR " " WA},
		/* it stops, and no more */
		{NULL, NULL, "Denial of Service in PAN-OS",
		 "It enables an unauthenticated attacker to render the service unavailable.", C,
		 WA},
		{NULL, NULL, "ヤマハルーターにおけるサービス運用妨害 (DoS) の脆弱性",
		 "未認証の攻撃者に、装置を止められる可能性があります。", C, WA},
		/* of what nobody is known to have, with its number and a remedy */
		{NULL, NULL, "A key may be used twice in a handshake",
		 "VU#228519. CVE-2026-62007: keys. Users are encouraged to install updates.", C,
		 ""},
		{NULL, NULL, "部品の取り扱いについて",
		 "CVE-2026-62007 です。最新版に更新してください。", C, ""},
		{NULL, NULL, "部品の取り扱いについて", "CVE-2026-62007 の解説です。", I, ""},
		{NULL, NULL, "WikiToolY セキュリティアップデートのお知らせ (2026/02/22)",
		 "最新版にしてください。", C, ""},
		{NULL, NULL, "ToolYのセキュリティリリースを公開", "脆弱性を修正しました。", C, ""},
		/* a weakness that may serve a trick */
		{"microsoft", NULL, "セキュリティ アドバイザリ 3000001",
		 "この証明書は、フィッシング攻撃の実行に使用される可能性があります。Windowsを更新し"
		 "てください。",
		 C, WA},
		/* the headlines of a day */
		{NULL, NULL, "Sample Security Daily Digest",
		 "1. FortiOSがCISA KEV入り。\n2. AppTwoの更新。", W, EX " " WA " weekly"},
		{NULL, NULL, "気になった話",
		 "1. FortiOSの脆弱性の悪用が確認された\n2. QNAPの脆弱性を修正", W,
		 EX " " WA " weekly"},
		{NULL, NULL, "気になった話",
		 "（１）FortiOSの脆弱性を修正\n（２）QNAPの脆弱性を修正", C, WA " weekly"},
		/* … and the items of one maker, and of what is to be done */
		{NULL, NULL, "お知らせ", "1. FortiOSの脆弱性を修正\n2. FortiMailの脆弱性を修正", C,
		 WA},
		{NULL, NULL, "お願い",
		 "脆弱性の悪用が確認されています。\n1. FortiOSを更新\n2. QNAPを更新", T, EX " " WA},
		{NULL, NULL, "セキュリティ日報 11月18日", "1. FortiOSの脆弱性。", C, WA " weekly"},
		/* what mail programs broke into lines */
		{NULL, NULL, "SonicWallの脆弱性",
		 "An update is out. This issue may have been\nexploited in a targeted attack "
		 "against a few people.",
		 W, WA " suspected"},
		{NULL, NULL, "SonicWallの脆弱性", "The impact is rated\ncritical by the maker.", W,
		 CR " " WA},
		{NULL, NULL, "SonicWallの脆弱性", "Severity:\nCritical\nImpact: it stops", W,
		 CR " " WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "This issue has been actively\nexploited by attackers.", T, EX " " WA},
		{NULL, NULL, "SonicWallの脆弱性",
		 "This issue is not known to be\nexploited in the wild.", C, WA},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) real = kw_words_load("ja", NULL, &error);
	guint wrong = 0;

	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->publisher = g_strdup(rows[i].publisher);
		item->publisher_id = g_strdup(rows[i].id);
		item->title = g_strdup(rows[i].title);
		item->text = g_strdup(rows[i].text);
		kw_rate_item(item, real);
		if (g_str_equal(item->severity, rows[i].severity) &&
		    g_str_equal(item->severity_why, rows[i].why))
			continue;
		g_test_message("WRONG %s: %s (%s), not %s (%s); %s", rows[i].title, item->severity,
			       item->severity_why, rows[i].severity, rows[i].why, item->products);
		wrong++;
	}
	g_assert_cmpuint(wrong, ==, 0);
}

/* Names that stand beside what a text is about. */
static void test_products(void)
{
	static const struct {
		const char *title, *text, *products;
	} rows[] = {
		{"Zoom Desktop Client for Windowsの脆弱性", "Windows版のZoomを更新する", "zoom"},
		{"Adobe Acrobat拡張機能の脆弱性", "更新する", "acrobat-extension"},
		{"Crucibleの脆弱性", "更新する", "atlassian"},
		{"Windows版の7-Zipにおける脆弱性", "Windows 10とWindows 11で動く", "7zip"},
		{"LibreOffice vulnerability", "Affected: Windows, macOS and Linux kernel 6",
		 "libreoffice"},
		{"Firefox 150", "Windows 7 と macOS を含む", "firefox"},
		{"Foundation Advisory 2026-1", "Products: Firefox, Firefox ESR\n\nDescription\nx",
		 "firefox"},
		{"PHP fixes a flaw that concerns all versions for Windows", "", "php"},
		{"Flaw Patched in FormTwo Plugin",
		 "Affected Plugin: FormTwo. WordPress sites have it.", "wordpress-plugin"},
		{"OpenSSHの脆弱性", "UbuntuとDebianが更新を出しました。", "openssh"},
		{"Windows 10 と Office 2016 のサポート終了", "", "windows-10 office-2016"},
		{"Authentication bypass in Node.js websocket module",
		 "FortiOS and FortiProxy are affected.", "fortigate fortiproxy"},
		{"Veeam Backup & Replicationの脆弱性", "ソフォスが明らかにした。", "veeam"},
		{"ToolXの脆弱性", "discovered by Palo Alto Networks", ""},
		{"ToolXの脆弱性", "according to Fortinet, attackers use it", ""},
		{"ToolXの脆弱性", "has been there since 2005, according to a SentinelOne report",
		 ""},
		{"ToolXの脆弱性", "This is bad, SentinelOne explains", ""},
		{"16-year-old bug in printer software gives rights",
		 "It is loaded by Windows after each start.", ""},
		{"Heap buffer overflow", "Affected versions: libcurl 7.69.0 to 8.3.0", "curl"},
		{"ToolXの脆弱性", "パロアルトネットワークスの研究者が報告した。", ""},
		{"ToolXの脆弱性", "Reported by Cisco Talos", ""},
		{"Postfixの脆弱性", "Microsoft Exchange Onlineは対策済みです。", "postfix"},
		{"複合機の脆弱性", "リコー、京セラの一部の機種", "mfp ricoh kyocera"},
		{"MSI製ルーターの脆弱性", "", ""},
		{"Hikvision製ネットワークカメラの脆弱性", "ネットワークカメラ", "hikvision"},
		{"ブラザー製プリンターの脆弱性", "複合機とプリンター", "brother"},
		{"WordPress用プラグイン「Contact Form X」の脆弱性", "WordPressで使う",
		 "wordpress-plugin"},
		{"ASUS製ルーターの脆弱性", "ASUSTeK COMPUTER INC.が提供する", "asus-router"},
		{"Stable Channel Update for Desktop", "151 for Windows, Mac and Linux", "chrome"},
		{"2026 年 12 月のセキュリティ更新プログラム (月例)",
		 "SQL Server、Windows 11、Microsoft Office", "windows sqlserver office"},
		{"Thunderbird 150.1", "Mozilla Foundation Security Advisory", "thunderbird"},
		{"LINEヤフー、個人情報が漏えい", "旧LINEの従業員の情報", ""},
		/* the title names what we do not know: what it runs on is no news */
		{"CVE-2026-0001: ToolX.escape 内のバッファオーバーラン",
		 "典型的なものは Windows です。", ""},
		{"ToolX Command Injection Vulnerability", "ToolX on Windows is affected.", ""},
		{"CLFS Driver Elevation of Privilege Vulnerability",
		 "Windows CLFS Driver is affected.", "windows"},
		{"XZ Utilsに悪意のあるコードが挿入された問題", "Debian の安定版は対象外です。",
		 "xz-utils"},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) real = kw_words_load("ja", NULL, &error);
	guint wrong = 0;

	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title = g_strdup(rows[i].title);
		item->text = g_strdup(rows[i].text);
		kw_rate_item(item, real);
		if (g_str_equal(item->products, rows[i].products))
			continue;
		g_test_message("WRONG %s: %s, not %s", rows[i].title, item->products,
			       rows[i].products);
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
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) real = kw_words_load("ja", NULL, &error);

	kw_assert_ok(error);
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
