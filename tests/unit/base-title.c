/* title: what publishers put around a title, and the name of what is weak in it. */
#include "base/title.h"

static void test_plain(void)
{
	static const struct {
		const char *title, *plain;
	} rows[] = {
		{"【注意喚起】【重要】例の製品の脆弱性に関する注意喚起", "例の製品の脆弱性"},
		{"JVN#00000000: 例の製品における脆弱性（更新）", "例の製品における脆弱性"},
		{"Fwd: Alert: Example Suite Vulnerability (CVE-2000-0001)",
		 "Example Suite Vulnerability"},
		{"について", "について"}, /* nothing would be left */
		{"", ""},
		{NULL, ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *plain = kw_title_plain(rows[i].title);

		g_assert_cmpstr(plain, ==, rows[i].plain);
	}
}

/* `weak` is what the title says is weak, `name` what it names at all. */
static void test_names(void)
{
	static const struct {
		const char *title, *weak, *name;
	} rows[] = {
		{"株式会社例製「例ソフト」における複数の脆弱性", "例ソフト", NULL},
		{"例製 Example Tool における認証不備の脆弱性", "Example Tool", NULL},
		{"Example Tool に複数の脆弱性", "Example Tool", NULL},
		{"Example ToolにSQLインジェクションの脆弱性", "Example Tool", NULL},
		{"Example Mailer にメッセージの取り扱いに関する脆弱性", "Example Mailer", NULL},
		{"ExTool に Pickle の処理に関する脆弱性", "ExTool", NULL},
		{"例社製ルーターのログ出力機能における認証欠如の脆弱性", "例社製ルーター", NULL},
		{"例社製「ETX-100」および「ETX-200」における複数の脆弱性", "ETX-100", NULL},
		{"The Example Projectのimageにおける脆弱性", "The Example Projectのimage", NULL},
		{"ETX-100、ETX-200 における脆弱性", "ETX-100、ETX-200", NULL},
		{"複数の製品に脆弱性", NULL, NULL},
		{"マイクロソフト セキュリティ情報 MS01-001 - 緊急 Mihon.sys の脆弱性", NULL, NULL},
		/* what it is put on a machine with, and the chips that have it */
		{"Example Tool 2のインストーラにおけるDLL読み込みに関する脆弱性", "Example Tool 2",
		 NULL},
		{"例のソフトのインストーラーに検索パスの脆弱性", "例のソフト", NULL},
		{"Example ToolにおけるDLL読み込みに関する脆弱性", "Example Tool", NULL},
		{"無線の規格ExWaveの一部の通信チップにおける脆弱性", "ExWave", NULL},
		{"【例】会社が9月の更新を公開。6件の脆弱性を直す", NULL, NULL},
		{"組織における脆弱性管理の進め方", NULL, NULL},
		{"Example Tool OS Command Injection Vulnerability", "Example Tool", NULL},
		/* what is wrong with it may be the last word */
		{"Example Software ExTool local privilege escalation", "Example Software ExTool",
		 NULL},
		/* names with brackets, accents, small letters; long ones; a name and no more */
		{"Exámple eTool UI for XY.NET (EUI) Insecure Reference Vulnerability",
		 "Exámple eTool UI for XY.NET", NULL},
		{"example-lib susceptible to failures", "example-lib", NULL},
		{"Vulnerability in EXA CL1xx, EXA LE2xx and EXA R3xx", "EXA CL1xx", NULL},
		{"Example Long Extensions Platform Software Component における認可の脆弱性",
		 "Example Long Extensions Platform Software Component", NULL},
		{"EXAMPLE Reports Server Vulnerability - 20010104002", "EXAMPLE Reports Server",
		 NULL},
		{"オンラインストレージの脆弱性対策について", NULL, NULL},
		{"Exampler leaks the header on redirects", NULL, "Exampler"},
		{"No patch planned for exploited Example OS flaw", NULL, "Example OS"},
		{"Security Patch Update for Example Server 11.3", NULL, "Example Server"},
		{"EXAMPLE StudioU (Update A)", NULL, "EXAMPLE StudioU"},
		/* who did it is no name */
		{"例の当局、Example Tool の脆弱性を一覧に追加", "Example Tool", NULL},
		{"例社製複数製品における脆弱性", NULL, NULL},
		{"古い方式を使用した暗号の脆弱性", NULL, NULL},
		{"EX-SA-2001-0001 Example Tool: a flaw", NULL, "Example Tool"},
		{"SOCKS5 heap buffer overflow", NULL, NULL},
		{"Web サイトに認証不備の脆弱性", NULL, NULL},
		{"CISA Known Exploited Vulnerabilities Catalog: Example Desk Improper Access "
		 "Control Vulnerability",
		 "Example Desk", NULL},
		{"Critical Example Tool Vulnerability Exploited in Attacks", "Example Tool", NULL},
		{"Example Tool Embedded Malicious Code Vulnerability", "Example Tool", NULL},
		{"3 Example Tool Vulnerabilities in Hacker Crosshairs", NULL, NULL},
		{"Attackers use Example Tool for remote code execution", NULL, NULL},
		{"Remote Code Execution", NULL, "Remote Code Execution"},
		{"Example Tool: a new version", NULL, "Example Tool"},
		{"ExTool3 セキュリティアップデートのお知らせ (2026/02/22)", "ExTool3", NULL},
		{"Example Toolのセキュリティリリースを公開", "Example Tool", NULL},
		{"2026年2月のセキュリティ更新のお知らせ", NULL, NULL},
		{"Windows セキュリティ更新プログラムについて", NULL, "Windows"},
		{"年末のごあいさつ", NULL, NULL},
		/* the publisher's number goes, and what follows from it is no name */
		{"マイクロソフト セキュリティ アドバイザリ 0000000　例の部品 (EX) "
		 "の脆弱性により、特権が昇格される",
		 "例の部品 (EX)", NULL},
		{"例社「EX-100」に深刻なゼロデイ、修正版はなし", NULL, "EX-100"},
		{"例社の有線ルーター「EX-B」における問題", NULL, "EX-B"},
		{"Example Desk のセキュリティアップデートについて", "Example Desk", NULL},
		{"9月のセキュリティ更新", NULL, NULL},
		{"Disclosure: a weakness in our part", NULL, NULL},
		{"UPDATE: Example Desk", NULL, "Example Desk"},
		{"EX-LM-26-104: Example Desk", NULL, "Example Desk"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *weak = kw_title_weak_name(rows[i].title);
		g_autofree char *name = kw_title_name(rows[i].title);

		g_test_message("%s", rows[i].title);
		g_assert_cmpstr(weak, ==, rows[i].weak);
		g_assert_cmpstr(name, ==, rows[i].weak ? rows[i].weak : rows[i].name);
	}
}

/* It is an expression by itself, that of rooms above is made with it. */
static void test_makers(void)
{
	const char *makers = kw_title_makers();

	g_assert_true(g_regex_match_simple(makers, "Palo Alto Networks", 0, 0));
	g_assert_false(g_regex_match_simple(makers, "Example Desk", 0, 0));
}

/* A bulletin's number says nothing: the line below it does. */
static void test_subtitle(void)
{
	static const struct {
		const char *title, *text, *all;
	} rows[] = {
		{"マイクロソフト セキュリティ アドバイザリ 0000000",
		 "例の部品の更新プログラム\n公開日:2001 年 1 月 1 日\n",
		 "マイクロソフト セキュリティ アドバイザリ 0000000 例の部品の更新プログラム"},
		{"EX-SA-2001-0001", "Example Tool: a flaw in it",
		 "EX-SA-2001-0001 Example Tool: a flaw in it"},
		{"マイクロソフト セキュリティ アドバイザリ 0000000", "公開日:2001 年 1 月 1 日\n",
		 NULL},
		{"EX-SA-2001-0001", "この文は、題ではありません。", NULL},
		{"EX-SA-2001-0001", NULL, NULL},
		{"Example Tool の脆弱性", "例の部品の更新プログラム", NULL},
		{NULL, "例の部品の更新プログラム", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *all = kw_title_with_subtitle(rows[i].title, rows[i].text);

		g_assert_cmpstr(all, ==, rows[i].all);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/title/plain", test_plain);
	g_test_add_func("/title/names", test_names);
	g_test_add_func("/title/makers", test_makers);
	g_test_add_func("/title/subtitle", test_subtitle);
	return g_test_run();
}
