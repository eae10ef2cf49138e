/* base/words: names that a text takes back. `meant` are the products that stay; what is named and
 * does not stand there is taken back everywhere it stands. */
#include "base/words.h"

#include "../support/testing.h"

#include <stdio.h>
#include <string.h>

static const char products[] = "- {id: fortios, names: [FortiOS, FortiGate]}\n"
			       "- {id: fortiproxy, names: [FortiProxy]}\n"
			       "- {id: windows, names: [Windows, Windows 10, Windows 11]}\n"
			       "- {id: server, names: [Windows Server, Windows Server 2019]}\n"
			       "- {id: macos, names: [macOS]}\n"
			       "- {id: linux, names: [Linux]}\n"
			       "- {id: wordpress, names: [WordPress]}\n"
			       "- {id: plugin, names: [プラグイン X, plugin X]}\n"
			       "- {id: router, names: [ルーター甲]}\n"
			       "- {id: exchange, names: [Exchange]}\n";
static const char threats[] = "- {id: leak, names: [流出, 漏えい, data leak]}\n"
			      "- {id: ransom, names: [ランサムウェア, ransomware]}\n"
			      "- {id: rce, names: [任意のコードが実行, remote code execution]}\n";
static const char facts[] =
	"- {id: fixed, names: [修正版, アップデートする, has been fixed, fixed version]}\n"
	"- {id: told, names: [修正版は提供されていません]}\n";

static KwWords *words;

static char *ids_of(GPtrArray *found)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "", kw_word_id(found->pdata[i]));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

typedef struct {
	const char *text, *meant;
} Case;

static void check(const char *file, const Case *cases, size_t n)
{
	guint wrong = 0;

	for (size_t i = 0; i < n; i++) {
		g_autoptr(GPtrArray) found = kw_words_match_affirmed(words, file, cases[i].text);
		g_autofree char *got = ids_of(found);

		if (strcmp(got, cases[i].meant) != 0) {
			fprintf(stderr, "\"%s\": wanted \"%s\", got \"%s\"\n", cases[i].text,
				cases[i].meant, got);
			wrong++;
		}
	}
	g_assert_cmpuint(wrong, ==, 0);
}

static void test_japanese(void)
{
	static const Case cases[] = {
		{"FortiOSは未影響です。", ""},
		{"偽Windowsアプリの広告が出ています。", ""},
		/* meant */
		{"FortiGate に脆弱性があります。", "fortios"},
		{"FortiGate は影響を受けます。", "fortios"},
		{"影響を受ける製品: FortiOS、FortiProxy", "fortios fortiproxy"},
		{"FortiOS と FortiProxy が対象です。", "fortios fortiproxy"},
		{"対象製品には Windows も含まれます。", "windows"},
		{"Windows の更新を適用してください。", "windows"},
		{"Windows が影響を受けないか確認してください。", "windows"},
		{"Windows が影響を受けないように更新してください。", "windows"},
		{"サポート対象外の FortiOS は更新してください。", "fortios"},
		{"FortiOS はサポート対象外です。", "fortios"},
		{"FortiOS 7.4.3 以降は影響を受けません。", "fortios"},
		{"Exchange を利用している場合は、対応は不要です。", ""},
		{"Exchange などの場合、対処の必要はありません。", ""},
		{"Exchange の場合、対処が必要です。", "exchange"},
		{"FortiOS は、管理画面を閉じている場合、影響を受けません。", "fortios"},
		{"管理画面を閉じている場合、FortiOS は影響を受けません。", "fortios"},
		{"FortiOS の悪用は確認されていません。", "fortios"},
		{"FortiOS を最新版に更新すれば影響を受けません。", "fortios"},
		{"FortiOS の対象は不明です", "fortios"},
		{"FortiOS が影響を受けないわけではありません。", "fortios"},
		{"FortiOS が影響を受けないとは限りません。", "fortios"},
		{"Windows が対象外ということではありません。", "windows"},
		{"宛先: 対象外リスト係\n件名: FortiGate の脆弱性", "fortios"},
		{"〒000-0000 対象外町1-2\nFortiGate の件です", "fortios"},
		{"該当しない場合は、Windows を更新してください。", "windows"},
		{"FortiOS の修正は含まれていません。", "fortios"},
		{"Windows は更新プログラムの提供対象外です。", "windows"},
		{"FortiGate が止まりましたが、業務への影響はありません。", "fortios"},
		{"Windows の業務への影響はありません。", "windows"},
		/* taken back */
		{"Exchange の証明書検証不備の脆弱性", "exchange"},
		{"WordPress の脆弱性によるものではありません。", ""},
		{"WordPress 用ライブラリの例です。", ""},
		{"Exchange の顧客に届きました。", ""},
		{"FortiGate は影響を受けません。", ""},
		{"FortiGateは影響をうけない。", ""},
		{"FortiGate は本脆弱性の影響を受けません。", ""},
		{"Windows は対象外です。", ""},
		{"Windows は対象外", ""},
		{"Windows：対象外", ""},
		{"・Windows（対象外）", ""},
		{"Windows には該当しません。", ""},
		{"Windows は含まれません。", ""},
		{"Windows、macOS、Linux は影響を受けません。", ""},
		{"Windows および macOS への影響はありません。", ""},
		{"Windows への影響は確認されていません。", ""},
		{"Windows: 影響なし", ""},
		{"本脆弱性の影響を受けない製品: FortiOS, FortiProxy", ""},
		{"影響を受けない製品・バージョンは FortiOS と FortiProxy です。", ""},
		{"影響を受けないFortiProxyでは、対応は要りません。", ""},
		{"対象外の製品：Windows", ""},
		{"ルーター甲では、この脆弱性は存在しません。", ""},
		{"ルーター甲は影響を受けておりません", ""},
		/* some of both */
		{"FortiOS 7.0 は影響を受けますが、6.4 は影響を受けません。", "fortios"},
		{"FortiOS は影響を受け、FortiProxy は影響を受けません。", "fortios"},
		{"FortiOS は影響を受けますが、FortiProxy は影響を受けません。", "fortios"},
		{"FortiProxy は影響を受けませんが、FortiOS は影響を受けます。", "fortios"},
		{"WordPress 本体には影響しないが、プラグイン X に脆弱性", "plugin"},
		{"WordPress に脆弱性があります。Windows は対象外です。", "wordpress"},
		{"Windows Server 2019 を除く Windows が影響を受けます。", "windows"},
		{"Windows（Windows Serverを除く）が影響を受けます。", "windows"},
		{"FortiOS、FortiProxy を除くすべての製品", ""},
		/* what a trick is sent through, or pretends to be */
		{"Exchange をかたるメールで、macOS が感染します。", "macos"},
		{"FortiOS の脆弱性を悪用する攻撃", "fortios"},
		/* what it runs on */
		{"FortiOS は、Linux 上で動作します。", "fortios"},
		/* where one is to move */
		{"Windows 10 から macOS への移行をおすすめします。", "windows"},
		{"Windows Server 2019 へアップグレードするか、FortiOS を更新してください。",
		 "fortios"},
		{"Windows 以外は影響を受けません。", "windows"},
		{"Windows を除き、影響を受けません。", "windows"},
		{"FortiGate ではなく FortiProxy の問題です。", "fortiproxy"},
		{"Windows は影響を受けません。Windows の更新もあります。", "windows"},
		{"FortiOS の脆弱性の件です\nWindows は対象外です", "fortios"},
		{"FortiOS 7.0\nFortiProxy 影響なし\nWindows 影響あり", "fortios windows"},
		/* headings */
		{"影響を受けるもの\n・FortiOS\n\n影響を受けないもの\n・FortiProxy\n・Windows\n",
		 "fortios"},
		{"■影響を受けない製品\nFortiProxy\nWindows\n\n■対策\nFortiOS を更新してください。",
		 "fortios"},
		{"影響を受けない製品：\n\n- FortiProxy\n- Windows\n\nFortiOS は更新してください。",
		 "fortios"},
		{"以下の製品は影響を受けません。\n・FortiProxy\n・Windows", ""},
		{"次の製品は対象外です。\nFortiProxy\nWindows\n影響を受ける製品\nFortiOS",
		 "fortios"},
		{"影響を受けません。\nFortiOS の件", "fortios"},
	};

	check("products", cases, G_N_ELEMENTS(cases));
}

static void test_english(void)
{
	static const Case cases[] = {
		{"It did not involve any vulnerability in the Exchange platform.", ""},
		{"It is available through Exchange.", ""},
		{"Upgrade to the latest version of FortiOS.", ""},
		{"The vulnerability in Exchange is not new.", "exchange"},
		{"go-linux and linux-tools are packages.", ""},
		{"Linux-based devices are affected.", "linux"},
		{"FortiOS is affected.", "fortios"},
		{"FortiOS is affected, FortiProxy is not affected.", "fortios"},
		{"FortiProxy is not affected, but FortiOS is.", "fortios"},
		{"Windows is not affected.", ""},
		{"Windows, macOS and Linux are not vulnerable.", ""},
		{"Windows isn't affected by this issue.", ""},
		{"Windows is unaffected.", ""},
		{"Windows and macOS have not been affected.", ""},
		{"Windows was not impacted.", ""},
		{"Mails originating from Exchange accounts were seen.", ""},
		{"Suspicious Exchange accounts write to shops.", ""},
		{"A fake Windows installer goes round.", ""},
		{"not vulnerable: Windows and macOS", ""},
		{"Products not affected: Windows, macOS", ""},
		{"Unaffected products: Windows", ""},
		{"This does not affect Windows.", ""},
		{"This issue does not affect Windows, macOS or Linux.", ""},
		{"The flaw in FortiOS does not affect FortiProxy.", "fortios"},
		{"Exchange Online is not impacted.", ""},
		{"All products except FortiProxy are affected.", ""},
		{"Exchange users should migrate to Linux.", "exchange"},
		{"FortiOS running on Linux is affected.", "fortios"},
		{"FortiOS (excluding FortiProxy) is affected.", "fortios"},
		{"Systems other than Windows are not affected.", "windows"},
		{"FortiOS 7.4 and later is not affected.", "fortios"},
		{"FortiOS is not affected if the portal is disabled.", "fortios"},
		{"If the portal is disabled, FortiOS is not affected.", "fortios"},
		{"FortiOS when patched is not affected.", "fortios"},
		{"It is unknown whether Windows is affected.", "windows"},
		{"This update does not include a fix for FortiOS.", "fortios"},
		{"Not only Windows is affected.", "windows"},
		{"FortiOS 7.6 Not affected\nFortiOS 7.4 7.4.0 through 7.4.2\nFortiProxy 2.0 Not "
		 "affected",
		 "fortios"},
		{"Products not affected\n- FortiProxy\n- Windows\n\nAffected products\n- FortiOS",
		 "fortios"},
		{"The following products are not "
		 "affected:\nFortiProxy\nWindows\n\nSolution\nUpgrade "
		 "FortiOS.",
		 "fortios"},
	};

	check("products", cases, G_N_ELEMENTS(cases));
}

static void test_facts(void)
{
	static const Case cases[] = {
		{"修正版が提供されています。", "fixed"},
		{"修正版はまだ公開されておりません。", ""},
		{"現時点で修正版は提供していません。", ""},
		{"修正版は来月に公開される予定です。", ""},
		{"公開され次第、アップデートする。", ""},
		{"修正版は公開されていませんでしたが、今は出ました。", "fixed"},
		{"修正版は提供されていません。", "told"}, /* its own name */
		{"The flaw has been fixed in 2.1.", "fixed"},
		{"A fixed version is not yet available.", ""},
		{"There are no reports of a fixed version.", ""},
	};

	check("facts", cases, G_N_ELEMENTS(cases));
}

static void test_threats(void)
{
	static const Case cases[] = {
		{"個人情報の流出は確認されていません。", ""},
		{"個人情報の流出が確認されました。", "leak"},
		{"情報の漏えいが発生しました。ランサムウェアは確認されておりません。", "leak"},
		{"任意のコードが実行される脆弱性です。悪用は確認されていません。", "rce"},
		{"任意のコードが実行される脆弱性の悪用は確認されていません。", "rce"},
		{"There is no evidence of a data leak.", ""},
		{"No evidence of ransomware, but a data leak may have happened.", "leak"},
		{"remote code execution", "rce"},
	};

	check("threats", cases, G_N_ELEMENTS(cases));
}

/* Places are those of the text as it was written. */
static void test_spots(void)
{
	const char *text = "題：Ｗｉｎｄｏｗｓ\t10  と、ﾌﾟﾗｸﾞｲﾝ X\n\nmacOS　は対象外です。";
	static const struct {
		const char *id, *part;
		gboolean is_negated;
	} wanted[] = {
		{"windows", "Ｗｉｎｄｏｗｓ\t10", FALSE},
		{"plugin", "ﾌﾟﾗｸﾞｲﾝ X", FALSE},
		{"macos", "macOS", TRUE},
	};
	g_autoptr(GArray) spots = kw_words_spots(words, "products", text);
	g_autoptr(GArray) none = kw_words_spots(words, "no-such-file", text);

	g_assert_cmpuint(none->len, ==, 0);
	g_assert_cmpuint(spots->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < spots->len; i++) {
		const KwWordSpot *spot = &g_array_index(spots, KwWordSpot, i);
		g_autofree char *part = g_strndup(text + spot->at, spot->length);

		g_assert_cmpstr(kw_word_id(spot->word), ==, wanted[i].id);
		g_assert_cmpstr(part, ==, wanted[i].part);
		g_assert_cmpint(spot->is_negated, ==, wanted[i].is_negated);
	}
}

/* Linear: four times the text takes about four times as long. */
static void test_long(void)
{
	static const char *const lines[] = {"影響を受けないWindows、",
					    "影響を受けない製品：\n",
					    "Windows、",
					    "を除く",
					    "not affected ",
					    "・",
					    "\n"};

	for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		gint64 before = g_get_monotonic_time();

		while (text->len < 200 * 1024)
			g_string_append(text, lines[i]);
		g_autoptr(GArray) spots = kw_words_spots(words, "products", text->str);
		g_assert_cmpint(g_get_monotonic_time() - before, <, 2 * G_USEC_PER_SEC);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *inner = g_build_filename(folder, "ja", NULL);
	g_autofree char *product_file = g_build_filename(inner, "products.yaml", NULL);
	g_autofree char *threat_file = g_build_filename(inner, "threats.yaml", NULL);
	g_autofree char *fact_file = g_build_filename(inner, "facts.yaml", NULL);
	int failed;

	g_test_init(&argc, &argv, NULL);
	g_assert_cmpint(g_mkdir_with_parents(inner, 0700), ==, 0);
	g_assert_true(g_file_set_contents(product_file, products, -1, NULL));
	g_assert_true(g_file_set_contents(threat_file, threats, -1, NULL));
	g_assert_true(g_file_set_contents(fact_file, facts, -1, NULL));
	words = kw_words_read("ja", folder, &error);
	kw_assert_ok(error);
	g_test_add_func("/negation/japanese", test_japanese);
	g_test_add_func("/negation/english", test_english);
	g_test_add_func("/negation/threats", test_threats);
	g_test_add_func("/negation/facts", test_facts);
	g_test_add_func("/negation/spots", test_spots);
	g_test_add_func("/negation/long", test_long);
	failed = g_test_run();
	kw_words_free(words);
	kw_testing_remove(folder);
	return failed;
}
