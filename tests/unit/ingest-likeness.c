/* ingest/likeness: pairs of titles as publishers and news sites write them, told apart or not. The
 * thresholds of ingest/likeness.yaml were chosen with this table; "." in front of a title: both
 * tellings name the same CVE numbers. Numbers of weaknesses are made up. */
#include "ingest/likeness.h"

#include "../support/testing.h"
#include "ingest/identify.h"

#include <string.h>

typedef struct {
	const char *a, *b;
} Pair;

static const Pair same[] = {
	{"Fortinet製FortiOSにおける認証回避の脆弱性に関する注意喚起 (公開)",
	 "Fortinet 製 FortiOS における認証回避の脆弱性"},
	{"注意喚起: Fortinet製FortiOSにおける認証回避の脆弱性 (CVE-2026-62001) に関する注意喚起 "
	 "(公開)",
	 "Fortinet 製 FortiOS の脆弱性対策について(CVE-2026-62001)"},
	{"注意喚起: Fortinet製FortiOSにおける認証回避の脆弱性に関する注意喚起 (更新)",
	 "「FortiOS」に認証回避の脆弱性 - すでに悪用も"},
	{".フォーティネット製品に重大な脆弱性、悪用を確認 早急な更新を",
	 "Fortinet製FortiOSにおける認証回避の脆弱性に関する注意喚起"},
	{"2026年12月マイクロソフトセキュリティ更新プログラムに関する注意喚起 (公開)",
	 "Microsoft 製品の脆弱性対策について(2026年12月)"},
	{"2026年12月マイクロソフトセキュリティ更新プログラムに関する注意喚起",
	 "2026 年 12 月のマイクロソフト セキュリティ更新プログラム (月例)"},
	{"マイクロソフト、2026年12月の月例セキュリティ更新を公開",
	 "Microsoft 製品の脆弱性対策について（2026年12月）"},
	{"MS、2026年12月の月例パッチを公開 - ゼロデイ脆弱性も", "MS、12月の月例パッチを公開"},
	{"Adobe AcrobatおよびReaderの脆弱性 (APSB26-120) に関する注意喚起",
	 "Adobe Acrobat および Reader の脆弱性対策について(APSB26-120)(2026年12月)"},
	{"Google Chrome 143 のゼロデイ脆弱性が修正、悪用を確認",
	 "「Chrome 143」のゼロデイ脆弱性を修正 - 悪用を確認"},
	{".グーグル、Chromeの緊急アップデートを公開",
	 "「Chrome」にゼロデイ脆弱性 - アップデートが公開"},
	{"Google Chrome 143.0.7499.40 を公開", "「Chrome 143」が公開 - 13件の脆弱性を修正"},
	{"Apple、iOS 26.1.1を公開 ゼロデイ脆弱性を修正",
	 "「iOS 26.1.1」が公開 - ゼロデイ脆弱性を修正"},
	{"【緊急】Cisco ASAの脆弱性を悪用する攻撃キャンペーンについて",
	 "「Cisco ASA」の脆弱性を悪用する攻撃キャンペーン"},
	{"Cisco ASA および FTD における複数の脆弱性 (CVE-2026-62010、CVE-2026-62011) "
	 "に関する注意喚起",
	 "Cisco ASA および FTD の脆弱性対策について (CVE-2026-62010 等)"},
	{".Citrix NetScaler ADCおよびGatewayの脆弱性に関する注意喚起",
	 "「NetScaler ADC」に深刻な脆弱性 - 早急に対応を"},
	{"Citrix Netscaler ADCおよびGatewayの脆弱性 (CVE-2026-62012) に関する注意喚起",
	 "Citrix NetScaler ADC および NetScaler Gateway の脆弱性対策について（CVE-2026-62012）"},
	{"Ivanti Connect Secureの認証回避の脆弱性について",
	 "「Ivanti Connect Secure」に認証回避の脆弱性"},
	{"三井住友カードをかたるフィッシング", "三井住友カードを装うフィッシング詐欺に注意"},
	{"国税庁をかたるフィッシング (2026/11/20)", "【注意喚起】国税庁をかたるフィッシング"},
	{"ヤマト運輸を騙るフィッシングメールにご注意ください", "ヤマト運輸をかたるフィッシング"},
	{"マルウェアEmotetの感染再拡大に関する注意喚起", "Emotetの感染が再拡大 - 注意喚起"},
	{"エモテット感染再拡大について", "マルウェア「Emotet」の感染再拡大に注意"},
	{"サポート詐欺の偽警告画面に関する注意喚起",
	 "サポート詐欺の偽の警告画面に注意してください"},
	{"年末年始休暇における情報セキュリティに関する注意喚起",
	 "年末年始休暇における情報セキュリティ対策について"},
	{"2026年度 年末年始における情報セキュリティに関する注意喚起",
	 "年末年始における情報セキュリティに関する注意喚起"},
	{"トレンドマイクロ製Apex Oneにおける権限昇格の脆弱性",
	 "Trend Micro Apex One における権限昇格の脆弱性"},
	{"バッファロー製無線LANルーターにおけるコマンドインジェクションの脆弱性",
	 "バッファロー製無線LANルータにおけるコマンドインジェクション"},
	{"Buffalo製Wi-FiルーターにおけるOSコマンドインジェクションの脆弱性",
	 "バッファローのWi-FiルーターにOSコマンドインジェクションの脆弱性"},
	{"サイボウズ Garoon における複数の脆弱性",
	 "「サイボウズ Garoon」に複数の脆弱性 - アップデートで修正"},
	{"EC-CUBEにおけるクロスサイトスクリプティングの脆弱性",
	 "「EC-CUBE」にクロスサイトスクリプティングの脆弱性"},
	{"複数の太陽光発電監視装置に認証不備の脆弱性",
	 "太陽光発電監視装置における認証不備の脆弱性"},
	{"Movable TypeにおけるSQLインジェクションの脆弱性について",
	 "「Movable Type」にSQLインジェクションの脆弱性"},
	{"Apache Struts 2における任意コード実行の脆弱性 (CVE-2026-62020) に関する注意喚起",
	 "Apache Struts 2 の脆弱性対策について(CVE-2026-62020)"},
	{"Oracle Java の脆弱性対策について(2026年10月)",
	 "2026年10月 Oracle製Javaの更新プログラムについて"},
	{"WindowsのPrint Spoolerにおける権限昇格のゼロデイ脆弱性",
	 "Windows Print Spoolerに権限昇格のゼロデイ脆弱性"},
	{".WinRARの脆弱性を悪用した攻撃", "「WinRAR」に脆弱性、細工されたファイルで攻撃"},
	{"JR東日本「えきねっと」をかたるフィッシング",
	 "えきねっと（JR東日本）をかたるフィッシング"},
	{"（更新）SonicWall製SSL VPNを狙う攻撃について", "SonicWall製 SSL-VPN を狙う攻撃に注意"},
	{"[注意喚起] 法人を狙うボイスフィッシングによる不正送金",
	 "法人を狙うボイスフィッシングによる不正送金に注意"},
	{"ＦｏｒｔｉＷｅｂにおけるパストラバーサルの脆弱性", "FortiWebのパストラバーサルの脆弱性"},
	{"SKYSEA Client Viewにおける複数の脆弱性",
	 "SKYSEA Client View における複数の脆弱性について"},
	{"Apache Tomcatにおける複数の脆弱性", "「Apache Tomcat」に複数の脆弱性"},
	{"Fortinet FortiOS authentication bypass vulnerability (CVE-2026-62001)",
	 "Authentication bypass in FortiOS - CVE-2026-62001"},
};

static const Pair different[] = {
	{"2026年11月マイクロソフトセキュリティ更新プログラムに関する注意喚起",
	 "2026年12月マイクロソフトセキュリティ更新プログラムに関する注意喚起"},
	{"Microsoft 製品の脆弱性対策について(2026年11月)",
	 "Microsoft 製品の脆弱性対策について(2026年12月)"},
	{"Patch Tuesday - November 2026", "Patch Tuesday - December 2026"},
	{"「Chrome 142」が公開 - ゼロデイ脆弱性を修正",
	 "「Chrome 143」が公開 - ゼロデイ脆弱性を修正"},
	{"Google Chrome 143.0.7499.40 を公開", "Google Chrome 143.0.7499.109 を公開"},
	{"iOS 26.1を公開 ゼロデイ脆弱性を修正", "iOS 26.2を公開 ゼロデイ脆弱性を修正"},
	{"Fortinet製FortiOSにおける認証回避の脆弱性に関する注意喚起",
	 "Fortinet製FortiWebにおける認証回避の脆弱性に関する注意喚起"},
	{"Fortinet製FortiOSにおける認証回避の脆弱性",
	 "Fortinet製FortiOSにおけるSQLインジェクションの脆弱性"},
	{"FortiOSの脆弱性 (CVE-2026-62001) について", "FortiOSの脆弱性 (CVE-2026-62002) について"},
	{"FortiOSに脆弱性", "FortiOSにおける認証回避の脆弱性"},
	{"Cisco製品に複数の脆弱性", "Cisco製品における複数の脆弱性について"},
	{"Cisco ASAの脆弱性に関する注意喚起", "Cisco IOS XEの脆弱性に関する注意喚起"},
	{"Adobe Acrobat および Reader の脆弱性対策について(2026年12月)",
	 "Adobe Commerce の脆弱性対策について(2026年12月)"},
	{"Adobe AcrobatおよびReaderの脆弱性 (APSB26-120) に関する注意喚起",
	 "Adobe Flash Playerの脆弱性 (APSB26-121) に関する注意喚起"},
	{"三井住友カードをかたるフィッシング", "三菱UFJ銀行をかたるフィッシング"},
	{"三井住友カードをかたるフィッシング", "三井住友銀行をかたるフィッシング"},
	{"三井住友カードをかたるフィッシング", "三井住友カード、委託先から個人情報が漏えい"},
	{"ヤマト運輸をかたるフィッシング", "佐川急便をかたるフィッシング"},
	{"国税庁をかたるフィッシング (2026/11/02)", "国税庁をかたるフィッシング (2026/11/20)"},
	{"フィッシング報告状況 2026年10月", "フィッシング報告状況 2026年11月"},
	{"JPCERT/CC WEEKLY REPORT 2026-11-18", "JPCERT/CC WEEKLY REPORT 2026-11-25"},
	{"今週のセキュリティニュースまとめ", "年末のセキュリティニュースまとめ"},
	{"メールマガジン 第123号", "メールマガジン 第124号"},
	{"サイバー通信 Vol.45", "サイバー通信 Vol.46"},
	{"2026年12月の月例パッチまとめ Windowsの権限昇格も", "Windowsにおける権限昇格の脆弱性"},
	{"Windowsにおける権限昇格の脆弱性", "2026年12月 Windows更新プログラムについて"},
	{"年末年始休暇における情報セキュリティに関する注意喚起",
	 "夏季休暇における情報セキュリティに関する注意喚起"},
	{"年末年始における情報セキュリティに関する注意喚起",
	 "ゴールデンウィークにおける情報セキュリティに関する注意喚起"},
	{"マルウェアEmotetの感染再拡大に関する注意喚起",
	 "マルウェアQakbotの感染再拡大に関する注意喚起"},
	{"トレンドマイクロ製Apex Oneにおける権限昇格の脆弱性",
	 "トレンドマイクロ製ウイルスバスター クラウドにおける権限昇格の脆弱性"},
	{"サイボウズ Garoon における複数の脆弱性", "サイボウズ Office における複数の脆弱性"},
	{"バッファロー製無線LANルーターにおけるコマンドインジェクションの脆弱性",
	 "エレコム製無線LANルーターにおけるコマンドインジェクションの脆弱性"},
	{"バッファロー製TeraStationにおける認証不備の脆弱性",
	 "バッファロー製LinkStationにおける認証不備の脆弱性"},
	{"EC-CUBEにおけるクロスサイトスクリプティングの脆弱性",
	 "EC-CUBEにおけるアクセス制限不備の脆弱性"},
	{"WordPress用プラグインContact Form 7におけるクロスサイトスクリプティングの脆弱性",
	 "WordPress用プラグインWooCommerceにおけるクロスサイトスクリプティングの脆弱性"},
	{"Apache Tomcatにおける複数の脆弱性に対するアップデート",
	 "Apache HTTP Server 2.4における複数の脆弱性に対するアップデート"},
	{"ISC BINDにおける複数の脆弱性", "ISC DHCPにおける複数の脆弱性"},
	{"OpenSSLにおける複数の脆弱性", "OpenSSHにおける複数の脆弱性"},
	{"複数のMozilla製品における脆弱性", "複数のApple製品における脆弱性"},
	{"ランサムウェア被害で病院の電子カルテが停止",
	 "ランサムウェア被害で物流会社のシステムが停止"},
	{"ランサムウェア感染による情報漏えい", "誤送信による情報漏えい"},
	{"不正アクセスによる個人情報漏えいのおそれ", "メール誤送信で個人情報漏えいのおそれ"},
	{"SonicWall製SSL VPNを狙う攻撃について", "Ivanti製SSL VPNを狙う攻撃について"},
	{"サポート詐欺の偽警告画面に関する注意喚起", "宅配便の不在通知を装うSMSに関する注意喚起"},
	{"Windows 11にゼロデイ脆弱性", "Windows 11に脆弱性"},
	{"Windows 10のサポート終了について", "Windows 11のサポート終了について"},
	{"Office 2019のサポート終了", "Office 2021のサポート終了"},
	{"Oracle Java の脆弱性対策について(2026年7月)",
	 "Oracle Java の脆弱性対策について(2026年10月)"},
	{"Movable TypeにおけるSQLインジェクションの脆弱性について",
	 "a-blog cmsにおけるSQLインジェクションの脆弱性について"},
	{"緊急の対応が必要：「Movable Type」に関する重要な更新プログラム公開",
	 "PHPの脆弱性に対する「Movable Type」の推奨事項"},
	{"日本年金機構をかたる不審なメール", "日本年金機構の委託先に不正アクセス"},
	{"A社、ランサムウェア感染で個人情報流出か", "B社、ランサムウェア感染で個人情報流出か"},
	{"県立高校で個人情報を含むUSBメモリを紛失", "市立中学校で個人情報を含むUSBメモリを紛失"},
	{"個人情報保護委員会を名乗る不審な電話", "警察官を名乗る不審な電話"},
	{"脆弱性診断の委託先で情報漏えい", "給与計算の委託先で情報漏えい"},
	{"サイバー攻撃によるシステム障害発生のお知らせ（第1報）",
	 "サイバー攻撃によるシステム障害復旧のお知らせ"},
	{"Multiple vulnerabilities in Cisco products",
	 "Multiple vulnerabilities in Fortinet products"},
	{".Security Update Guide", "Fortinet製FortiOSにおける認証回避の脆弱性"},
	{".サイバー攻撃の動向 2026年11月", "FortiOSに認証回避の脆弱性"},
	{"注意喚起", "注意喚起"},
	{"", ""},
};

/* How much alike, "." of a title taken into account. */
static int compare(const Pair *pair)
{
	gboolean same_cves = *pair->a == '.';
	g_autoptr(KwLikeness) a = kw_likeness_new(pair->a + same_cves);
	g_autoptr(KwLikeness) b = kw_likeness_new(pair->b);
	g_autofree char *key = kw_identify_title_key(pair->b);
	int percent = kw_likeness_of(a, b, same_cves);

	g_assert_cmpint(percent, ==, kw_likeness_of(b, a, same_cves));
	if (percent && kw_likeness_of(a, b, FALSE) >=
			       66) /* the cheap look never hides what the whole comparison finds */
		g_assert_true(kw_likeness_is_possible(a, key));
	return percent;
}

static void check(const Pair *pairs, guint n, gboolean want)
{
	guint wrong = 0;

	for (guint i = 0; i < n; i++) {
		int percent = compare(&pairs[i]);

		g_test_message("%3d %s | %s", percent, pairs[i].a, pairs[i].b);
		if ((percent > 0) != want) {
			g_test_message("WRONG %s: %d: %s | %s", want ? "apart" : "joined", percent,
				       pairs[i].a, pairs[i].b);
			wrong++;
		}
	}
	g_assert_cmpuint(wrong, ==, 0);
}

static void test_same(void)
{
	check(same, G_N_ELEMENTS(same), TRUE);
}

static void test_different(void)
{
	check(different, G_N_ELEMENTS(different), FALSE);
}

/* Titles come from outside. */
static void test_hostile(void)
{
	g_autofree char *lengthy = g_strnfill(100000, 'x');
	const char *const titles[] = {lengthy,    "\xff\xfe", "((((【【【",
				      "((2026年", "\n\t　",   "0000年00月"};

	for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
		g_autoptr(KwLikeness) a = kw_likeness_new(titles[i]);

		g_assert_cmpint(kw_likeness_of(a, a, FALSE), ==, 0);
		kw_likeness_is_possible(a, "");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/likeness/same", test_same);
	g_test_add_func("/likeness/different", test_different);
	g_test_add_func("/likeness/hostile", test_hostile);
	return g_test_run();
}
