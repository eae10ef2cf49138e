/* explain: which products a story is about, and by which name it calls the first. The items are as
 * intake makes them: all products that the title and the text name. */
#include "digest/explain.h"

#include "../support/story_check.h"
#include "../support/testing.h"

static KwWords *words;

typedef struct {
	const char *title, *text;
	const char *products; /* ids, in order */
	const char *headline; /* a part of it */
} Case;

static char *ids_of(const GPtrArray *products)
{
	g_autoptr(GString) ids = g_string_new(NULL);

	for (guint i = 0; i < products->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", (char *)products->pdata[i]);
	return g_string_free(g_steal_pointer(&ids), FALSE);
}

static KwStory *explain(const char *title, const char *text)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwItem) item = story_check_item(words, title, text);
	g_autoptr(GString) all = g_string_new(title);

	g_string_append_printf(all, "\n%s", text);
	g_autoptr(GPtrArray) products = kw_words_match_affirmed(words, "products", all->str);
	g_string_set_size(all, 0);
	for (guint i = 0; i < products->len; i++)
		g_string_append_printf(all, "%s ", kw_word_id(products->pdata[i]));
	g_free(item->products);
	item->products = g_strdup(g_strchomp(all->str));
	return kw_explain(item, NULL, words, zone);
}

static void check(const Case *cases, guint n)
{
	for (guint i = 0; i < n; i++) {
		const Case *c = &cases[i];
		g_autoptr(KwStory) story = explain(c->title, c->text);
		g_autofree char *ids = ids_of(story->products);

		g_test_message("%s", c->title);
		g_assert_cmpstr(ids, ==, c->products);
		if (c->headline && !strstr(story->headline, c->headline))
			g_error("%s: not in \"%s\"", c->headline, story->headline);
	}
}

static gboolean needs(const KwStory *story, const char *reason)
{
	return g_ptr_array_find_with_equal_func(story->needs_person, reason, g_str_equal, NULL);
}

/* One number that many have: it is no round-up, and whose it is is not told. */
static void test_one_weakness(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwItem) item = story_check_item(words, "ある部品のこと",
						  "FortiOS、Google Chrome、Garoonの更新です。");
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);

	g_free(item->severity_why);
	item->severity_why = g_strdup("");
	g_autoptr(KwStory) several = kw_explain(item, NULL, words, zone);
	g_ptr_array_add(refs, kw_ref_new("cve", "CVE-2026-62001"));
	g_autoptr(KwStory) one = kw_explain(item, refs, words, zone);

	g_assert_true(needs(several, "several-products"));
	g_assert_false(needs(one, "several-products"));
	g_assert_null(strstr(one->headline, "Forti"));
}

/* Of an attack that the title names, a trick that it names as well is the way in. */
static void test_way_in(void)
{
	static const struct {
		const char *title, *threat;
	} rows[] = {
		{"Ransomware gang uses spoofed IT calls", "fake-helpdesk"},
		{"It could be a ransomware scam", "ransomware"}, /* no more than that */
		{"Ransomware is on the rise", "ransomware"},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwItem) item = story_check_item(words, rows[i].title, "It goes on.");

		g_free(item->category);
		item->category = g_strdup("ransomware");
		g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
		g_assert_cmpstr(story->threat, ==, rows[i].threat);
	}
}

/* An entry that stands for several is told by the name that the source gives. */
static void test_name(void)
{
	static const Case cases[] = {
		{"Androidアプリ「例の店」における情報がログに出る脆弱性", "Androidアプリです。",
		 "phone-app", "「例の店」"},
		{"WordPressのプラグインに脆弱性、利用者は更新を",
		 "WordPressのプラグインに、脆弱性が見つかった。", "wordpress-plugin",
		 "「WordPressのプラグイン」"},
		{"WordPress用プラグインAdvanced Custom Fieldsにおける脆弱性",
		 "WordPress用プラグインです。", "wordpress-plugin", "「Advanced Custom Fields」"},
		/* what is added to a platform, by the title or by the text */
		{"Drupalプラグイン「Example Agents」における脆弱性",
		 "Drupalが提供するプラグイン「Example Agents」には、脆弱性が存在します。",
		 "site-plugin", "「Example Agents」"},
		{"WordPress Example Shield 1.2 Cross Site Scripting vulnerability",
		 "2023.04.25. Anybody.\nThe Example Shield plugin for WordPress is vulnerable to "
		 "cross-site scripting.",
		 "wordpress-plugin", "「Example Shield」"},
		{"Drupal Core における脆弱性", "Drupalに脆弱性が存在します。", "drupal",
		 "「Drupal」"},
		/* what a maker has besides what we know of it */
		{"分析の製品「Ivanti Example」に複数の脆弱性", "Ivantiは脆弱性を公表した。", "",
		 "「Ivanti Example」"},
		{"SonicWall Example Mail における脆弱性", "脆弱性が存在します。", "",
		 "「SonicWall Example Mail」"},
		{"Ivanti製品に複数の脆弱性", "脆弱性が存在します。", "ivanti-any", "「Ivanti」"},
		{"SonicWall SMA1000 の脆弱性について", "SonicWall に脆弱性が存在します。",
		 "sonicwall", "「SonicWall SMA1000」"},
		{"GlobalProtect App: Example Vulnerability",
		 "A vulnerability in the Palo Alto Networks GlobalProtect app on Windows.",
		 "globalprotect-app", "「GlobalProtectアプリ」"},
		{"MariaDB の脆弱性について", "MySQL も確かめてください。", "mysql", "「MariaDB」"},
		/* no form of title.yaml: those that the entry has */
		{"キーエンス製KV STUDIO、KV REPLAY VIEWERおよびVT5-WX15/WX12における脆弱性",
		 "KV STUDIO には脆弱性が存在します。", "keyence-soft", "「KV STUDIO"},
		{"Stack-based buffer overflow vulnerability in API",
		 "The vulnerability in FortiVoice and FortiMail is remote.", "fortinet",
		 "「FortiVoice、FortiMail」"},
		/* which of them: what the title begins, the most frequent, or what they are */
		{"Breach at the chatbot maker Salesloft",
		 "A vulnerability is not known. Snowflake and Salesloft Drift are affected.",
		 "service-cloud", "「Salesloft Drift」"},
		{"データをためるソフトの脆弱性",
		 "Kibana の脆弱性です。Redis も使う Kibana を更新してください。", "redis",
		 "「Kibana」"},
		{"パスワード管理ソフトの脆弱性",
		 "LastPass、1Password、Bitwarden、Dashlane に脆弱性が存在します。",
		 "password-manager", "「LastPass、1Passwordなど」"},
		/* the maker before the name, and one name at the end of another */
		{"Trend Micro Apex One の脆弱性", "Apex One です。", "apexone", "「Apex One」"},
		{"オムロン製CX-Programmerにおける脆弱性", "CX-Oneに同梱されています。",
		 "omron-soft", "「CX-Programmer」"},
		{"キーエンス製XG VisionTerminalおよびXG-X VisionTerminalにおける不備の脆弱性",
		 "情報を見られるおそれがあります。", "keyence-soft", "「XG VisionTerminal」"},
		/* what runs on it */
		{"ServerView Agents for Windowsにおける複数の脆弱性", "更新してください。", "",
		 "「ServerView Agents for Windows」"},
		{"Windows版「ノートン」に脆弱性", "更新してください。", "norton", NULL},
		{"Windows の印刷機能における脆弱性", "更新してください。", "windows", NULL},
		/* no product that we know: its maker's name, and its own */
		{"Electerm projectのElectermにおける複数の脆弱性", "更新してください。", "",
		 "「Electerm」"},
		{"HPE「Fabric Composer」に深刻な脆弱性", "更新してください。", "",
		 "「Fabric Composer」"},
		{"FUJITSU Software TIME CREATORおよびID Link Managerにおける複数の脆弱性",
		 "更新してください。", "", "「FUJITSU Software TIME CREATOR」"},
		/* a label is no name */
		{"KEV: ToolX Phones Argument Injection Vulnerability",
		 "A vulnerability of ToolX Phones.", "", "「ToolX Phones」"},
		{"Maker ToolX multiple vulnerabilities", "A vulnerability of ToolX.", "",
		 "「Maker ToolX」"},
		{"CVE-2026-0001: ToolX.escape 内のバッファオーバーランの脆弱性", "脆弱性です。", "",
		 "「ToolX.escape」"},
		/* the title has the name that the entry goes by */
		{"Linux kernel の脆弱性", "Ubuntu と Debian が更新を出しました。", "linux",
		 "「Linux」"},
		{"BIND 9 における脆弱性", "BIND 9 です。", "bind", "「BIND」"},
		/* one or two models, and the words of the name before them */
		{"ヤマハ製ルーターRTX1220およびRTX830における脆弱性", "ルーターです。",
		 "yamaha-rtx", "「RTX1220、RTX830」"},
		{"Aterm WG2600HSにおける脆弱性", "ルーターです。", "nec-aterm",
		 "「Aterm WG2600HS」"},
		{"WDC-25006 Western Digital My Cloud OS vulnerability", "My Cloud is weak.",
		 "my-cloud", "「My Cloud」"},
		/* what is added to another, and to which */
		{"Redmine用プラグイン「例のつけたし」における脆弱性", "プラグインです。", "",
		 "Redmineの部品「例のつけたし」"},
		{"WordPress Example Form plugin <= 1.2 - injection vulnerability", "Update it.",
		 "wordpress-plugin", "WordPressの部品「Example Form」"},
		{"米当局、Joomla の Sample One・Sample Two 拡張機能の脆弱性を一覧に追加",
		 "攻撃に使われています。", "site-plugin", "「Sample One・Sample Two」"},
		{"メーカーのSample cPanelプラグインに脆弱性", "更新してください。", "",
		 "「Sample cPanelプラグイン」"},
		{"予約の部品の脆弱性", "Joomla 用予約拡張機能「例の予約」に脆弱性が存在します。",
		 "site-plugin", "「例の予約」"},
		{"Python パッケージ sample-mix に脆弱性", "sample-mix を更新してください。", "",
		 NULL},
		{"Ruby Gemにまぎれた悪いプログラム", "開発に使う会社は注意してください。", "",
		 NULL},
		{"SQL Server Management Studioに脆弱性", "更新してください。", "",
		 "「SQL Server Management Studio」"},
		/* what it is made with, or what is made with it */
		{"Sample Framework remote code execution vulnerability",
		 "Sample Framework has a flaw. It affects products such as Craft CMS.", "",
		 "「Sample Framework」"},
		{"Example of what a library does: a vulnerability", "Redis has a vulnerability.",
		 "redis", "「Redis」"},
		/* who makes it is not what is weak, and neither is what one is to move to */
		{"リコー製Streamline NX PC Clientにおける脆弱性",
		 "株式会社リコーが提供するStreamline NX PC Clientには脆弱性が存在します。",
		 "ricoh-soft", "「Streamline NX PC Client」"},
		{"OMRON製UPS管理ソフトPowerAttendantにおける脆弱性", "脆弱性が存在します。", "ups",
		 "「PowerAttendant」"},
		{"シャープ製 home 5G HR02における脆弱性", "ルーターです。", "mobile-router",
		 "「HR02」"},
		{"東芝テック製および沖電気工業製複合機における脆弱性",
		 "東芝テック株式会社および沖電気工業株式会社の複合機です。", "toshibatec oki",
		 NULL},
		{"Windows 10のサポート終了について",
		 "Windows 10のサポートが終了します。Office 2016のサポートも終了します。"
		 "Microsoft 365 への移行を検討してください。",
		 "windows-10 office-2016", NULL},
		/* of a family and its version, the version ends */
		{"Windows 11を使いましょう Windows 10のサポート終了",
		 "Windows 10のサポートが終了します。Windows 11へ移行してください。", "windows-10",
		 "「Windows 10」"},
		/* by what means a thing is updated */
		{"iOS 18とiPadOSの脆弱性について",
		 "iPhoneの脆弱性です。更新はiTunesからも行えます。", "iphone", NULL},
		{"Cisco Smart Licensing Utilityにおける複数の脆弱性", "複数の脆弱性です。", "",
		 "「Cisco Smart Licensing Utility」"},
		/* what its source says that it is */
		{"例社製IT資産管理ツール「例の帳」における脆弱性", "例の帳の弱点です。", "",
		 "IT資産管理ツール「例の帳」"},
		{"examplelibにおける脆弱性", "examplelib は、絵を読む Ruby ライブラリです。", "",
		 "プログラムの部品「examplelib」"},
		{"弊社製品「例の帳」における脆弱性", "例の帳の弱点です。", "", "「例の帳」に、"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* Who stands for all of a maker's gives way to one of them, unless he is named by himself. */
static void test_maker(void)
{
	static const Case cases[] = {
		{"Fortinet製FortiOSの脆弱性", "Fortinetは情報を公開しました。", "fortigate", NULL},
		{"FortiCloudの脆弱性", "FortiCloud です。", "fortinet", "「FortiCloud」"},
		{"FortiOSおよびFortiWebの脆弱性", "FortiOS と FortiWeb です。",
		 "fortigate fortinet", NULL},
		{"複数のApple製品における脆弱性", "更新が出ました。", "apple",
		 "「アップルの製品」"},
		{"Apple製品の脆弱性", "iPhone と macOS の更新です。", "iphone macos", NULL},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* The title names a version: the text names the others to move to, or in short. */
static void test_version(void)
{
	static const Case cases[] = {
		{"Office 2016 および Office 2019 のサポート終了について",
		 "Outlook の更新も終わります。Microsoft Office を入れかえてください。",
		 "office-2016", NULL},
		{"Windows 10 のサポート終了", "Windows 11 を使ってください。", "windows-10", NULL},
		{"Windows の更新", "Windows 10 も対象です。", "windows windows-10", NULL},
		{"Office 2016 のサポート終了", "Office 2021 は 2026年に終了します。", "office-2016",
		 NULL},
		{"マイクロソフトの Microsoft Windows 10 等の複数製品における脆弱性",
		 "Windows 11 も対象です。", "windows-10 windows", NULL},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* A part, and what it is added to. */
static void test_part(void)
{
	static const Case cases[] = {
		{"400,000 WordPress Sites Affected by Vulnerability in Post SMTP WordPress Plugin",
		 "The Post SMTP plugin for WordPress is vulnerable.", "wordpress-plugin",
		 "「Post SMTP」"},
		{"WordPress サイトの乗っ取りに注意",
		 "WordPress用プラグイン Post SMTP に脆弱性があります。", "wordpress-plugin",
		 "「Post SMTP」"},
		{"WordPress の脆弱性について",
		 "WordPress "
		 "に脆弱性があります。次に述べます。WordPress用プラグインも最新にしてください。",
		 "wordpress", "「WordPress」"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* Whose support ends, and that an aside on it is not the story. */
static void test_ended(void)
{
	static const Case cases[] = {
		{"社内システムでの Flash の今後について",
		 "Internet Explorer での話です。年末で Flash のサポートを終了します。", "flash",
		 "「Flash Player」の、サポート終了"},
		{"Exchange Server の更新プログラムが公開されました",
		 "新しい機能が入りました。注: Exchange 2016 はサポートが終了しています。",
		 "exchange exchange-2016", "「Exchange Server」についての知らせ"},
		{"NETGEAR「R9000」に脆弱性", "ほかのルーターでも、サポート期限を確認してください。",
		 "netgear", "弱点"},
		{"Upgrade guide for SQL Server",
		 "Its maker ended support for SQL Server on July 9.", "sqlserver",
		 "サポート終了の知らせ"},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* What a text warns of in passing does not hide the product of the title. */
static void test_passing(void)
{
	static const Case cases[] = {
		{"CrowdStrike Falcon の障害について",
		 "復旧をかたる不審なメールや、フィッシングに注意してください。", "edr",
		 "「CrowdStrike Falcon」"},
		{"銀行をかたるフィッシングに注意", "LINEを使わせます。", "", NULL},
		/* ways in of those whom the title names */
		{"#StopRansomware: Akira Ransomware",
		 "Ransomware hits businesses. It is sold. It grows. They enter by VPN products "
		 "such as "
		 "SonicWall, by CVE-2026-0001. The ransomware exploits vulnerabilities of Veeam.",
		 "", "データを使えなくして"},
		/* a list goes with the sentence before it */
		{"2026 年 9 月のセキュリティ更新プログラム (月例)",
		 "次のソフトウェアの更新プログラムを公開しました。\n"
		 "- Microsoft Windows\n- Microsoft Edge\n- Microsoft Exchange Server\n",
		 "windows edge exchange", NULL},
		/* the title's product is not what is weak */
		{"They come for Outlook",
		 "Exchange Server の脆弱性が悪用されています。"
		 "更新プログラムを適用してください。",
		 "exchange", "「Exchange Server」"},
		/* who writes, and where one is to move */
		{"Exchange Server の脆弱性を直す更新",
		 "Outlook サポート チームの記事です。更新を適用してください。", "exchange", NULL},
		{"Office 2016のサポート終了",
		 "Microsoft 365 など、サポート中の製品への移行をご検討ください。", "office-2016",
		 "サポート終了の知らせ"},
		/* no weakness, says the source */
		{"SonicWall Firewalls - Recent Threat Activity",
		 "This is not connected to a zero-day vulnerability, but to brute force attacks.",
		 "sonicwall", "盗んだパスワードで入る攻撃"},
		/* another maker's: told where something is to be done about it */
		{"QNAP製NASを狙う攻撃について", "ASUSTOR の装置も、2月に狙われました。", "qnap",
		 NULL},
		{"Veeam Backup の脆弱性について",
		 "VMware vSphere や Hyper-V を使う会社でも使われています。", "veeam", NULL},
		{"Google Chrome の脆弱性について",
		 "Microsoft Edge にも同じ脆弱性があり、更新されました。", "chrome edge", NULL},
		{"Outlook の脆弱性について", "Microsoft Office を更新してください。",
		 "outlook office", NULL},
		{"Outlook の脆弱性について", "Exchange Server の管理者は、記録を見られます。",
		 "outlook", NULL},
		{"Roundcube Webmailの脆弱性について",
		 "この集団は以前、Zimbra の脆弱性も悪用していました。", "roundcube", NULL},
		{"ScreenConnect security fix", "Servers running on Linux are affected.",
		 "screenconnect", NULL},
		/* the title names none */
		{"画像を扱う部品の脆弱性について",
		 "Google Chrome と Firefox は修正版を出しました。", "chrome firefox", NULL},
		{"仕事で気をつけること", "ChatGPT に秘密を書かないでください。", "", NULL},
		/* what it is sent through, pretends to be, or is repaired with */
		{"Microsoft Teamsのチャットを悪用する手口",
		 "Microsoft Teams に、助けを申し出る文が届きます。", "", NULL},
		{"パソコンの更新について", "Windows Update で更新してください。", "", NULL},
		/* what a weakness lets somebody see, what an update comes through, what a client is
		 */
		{"ToolX and WinRAR in the news",
		 "A vulnerability in WinRAR may allow a user to view a Redis password.", "winrar",
		 NULL},
		{"Security update for iPad",
		 "iPad flaws are fixed. It is available through iTunes.", "iphone", NULL},
		{"例の道具における脆弱性", "- Sample Insights for Android に脆弱性が存在します。",
		 "", NULL},
		{"ruby-sample における脆弱性", "ruby-sample は Ruby ライブラリです。", "",
		 "「ruby-sample」"},
		{"Nextcloud Desktop Client の脆弱性", "更新してください。", "cloud-client",
		 "「Nextcloud Desktop Client」"},
		{"Stores that run Magento were attacked",
		 "Attackers exploited a vulnerability of Magento 1. Sites with Magento 1 are "
		 "affected.",
		 "magento-1", "「Magento 1」"},
		{"Internet Explorer のサポート終了", "Microsoft Edge を使ってください。",
		 "internet-explorer", NULL},
	};

	check(cases, G_N_ELEMENTS(cases));
}

/* The message has the numbers of its own product, not those of what the text names besides. */
static void test_numbers(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwItem)
		item = story_check_item(words, "FortiOS の脆弱性が悪用される",
					"FortiOS に脆弱性 CVE-2026-62001 があります。"
					"先月は Redis の CVE-2026-62002 も悪用されました。");
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_autoptr(KwStory) story = NULL;
	g_autofree char *ask = NULL;

	g_ptr_array_add(refs, kw_ref_new("cve", "CVE-2026-62001"));
	g_ptr_array_add(refs, kw_ref_new("cve", "CVE-2026-62002"));
	story = kw_explain(item, refs, words, zone);
	g_ptr_array_add(story->ask, NULL);
	ask = g_strjoinv("\n", (char **)story->ask->pdata);
	g_ptr_array_set_size(story->ask, (gint)story->ask->len - 1);
	g_assert_nonnull(strstr(ask, "CVE-2026-62001"));
	g_assert_null(strstr(ask, "62002"));
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	words = kw_testing_words("ja");
	g_test_add_func("/explain/subject/name", test_name);
	g_test_add_func("/explain/subject/one_weakness", test_one_weakness);
	g_test_add_func("/explain/subject/way_in", test_way_in);
	g_test_add_func("/explain/subject/maker", test_maker);
	g_test_add_func("/explain/subject/version", test_version);
	g_test_add_func("/explain/subject/part", test_part);
	g_test_add_func("/explain/subject/ended", test_ended);
	g_test_add_func("/explain/subject/passing", test_passing);
	g_test_add_func("/explain/subject/numbers", test_numbers);
	failed = g_test_run();
	kw_words_free(words);
	return failed;
}
