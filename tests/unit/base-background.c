/* base/background: sentences that state nothing of the weakness their text is about. */
#include "base/background.h"

#include "base/text.h"

static guint count_wrong(const char *const *sentences, guint n, gboolean expected)
{
	guint wrong = 0;

	for (guint i = 0; i < n; i++) {
		g_autofree char *folded = kw_text_fold(sentences[i]);

		if (kw_background_is(folded) == expected)
			continue;
		g_test_message("WRONG %s", sentences[i]);
		wrong++;
	}
	return wrong;
}

static void test_background(void)
{
	static const char *const yes[] = {
		"Previously, Foo fixed two critical flaws in its routers",
		"One month earlier, Foo patched a critical hole in its backup tool",
		"Two years ago, attackers exploited a zero-day in the same product line",
		"Last week, Foo also fixed another critical vulnerability",
		"Earlier this month, Foo released a patch for a separate zero-day",
		"Earlier this year, hackers exploited a flaw in Foo firewalls",
		"The original vulnerability was being exploited in the wild",
		"A previously patched zero-day was exploited by ransomware gangs",
		"In early April, Foo also released an update for a flaw exploited by gangs",
		"For actively exploited vulnerabilities, our emergency process stays as it is",
		"Foo has repaired other severe vulnerabilities of its routers in the past",
		"Over the past five years, Foo devices have been exploited by botnets",
		"In 2023, hackers used another flaw to take over 400 of its routers",
		"Foo routers have a long history of being exploited by botnets",
		"Flaws of backup tools are a popular target of ransomware gangs",
		"The company also patched a separate flaw in Bar that lets anybody log in",
		"Foo has fixed six zero-days that were exploited in attacks this year",
		"A zero-day is a type of flaw for which no patch is available",
		"ゼロデイ脆弱性とは、修正プログラムがまだ提供されていない脆弱性のことです",
		"Related: Zero-day in Bar exploited, no patch available",
		"関連記事：Barにゼロデイ脆弱性、悪用を確認",
		"Fooをめぐっては、2024年にも認証を回避される脆弱性が見つかり、悪用が確認されている",
		"過去にはFooの脆弱性の実証コードが公開され、国内でも被害が相次いだ",
		"昨年にも、同社の製品の脆弱性が悪用されました",
		"また、同社は同日、別の製品の脆弱性も修正した",
		"類似の脆弱性がBarでも見つかり、攻撃に悪用された",
		"同社製品は、攻撃者に繰り返し狙われる傾向にある",
	};
	static const char *const no[] = {
		"Last week, Foo fixed this vulnerability in Bar 1.2",
		"Earlier this year, attackers began to exploit the same flaw",
		"Last week, Foo released an update for CVE-2026-62001",
		"Three weeks ago, Foo released version 2.1, which fixes the flaw",
		"The vulnerability was exploited in the past week",
		"The vulnerability was previously known as FooBleed",
		"A critical vulnerability was found in Foo",
		"For the exploited vulnerability CVE-2026-62001, an update is out",
		"Attackers chain it with an older vulnerability",
		"In the past 24 hours, exploitation attempts against Foo were seen",
		"In 2026, this vulnerability was given the number CVE-2026-62001",
		"2026年には修正版が公開されましたが、未適用の機器が攻撃を受けています",
		"2021年に修正された脆弱性が、攻撃に悪用されました",
		"過去に修正された脆弱性が、今も悪用されています",
		"In 2026, attackers are still exploiting the flaw",
		"The flaw has repeatedly been exploited by ransomware gangs",
		"Meanwhile, attackers exploit the flaw in Foo",
		"The agency also issued another warning of attacks on Foo",
		"Fooの脆弱性は、繰り返し攻撃に悪用されています",
		"This is the sixth exploited zero-day that Foo has fixed this year",
		"Foo has fixed three flaws in Bar 3.1",
		"This flaw is a type of buffer overflow that lets anybody run code",
		"CVE-2026-62001 is a flaw that lets anybody run code",
		"本脆弱性とは、任意のコードを実行される脆弱性のことです",
		"昨年の脆弱性とは異なり、修正プログラムがまだ提供されていません",
		"In version 2023, attackers could read files",
		"Foo also released version 2.2 for those who still use the old series",
		"過去に侵害を受けていないか、確認することを推奨します",
		"これまでに悪用は確認されていません",
		"Foo 2019は、2024年にサポートが終了し、脆弱性があっても直されません",
		"2024年11月に修正された脆弱性が、今も悪用されています",
		"以前のバージョンには、任意のコードを実行される脆弱性があります",
		"別の脆弱性と組み合わせると、任意のコードを実行されます",
		"昨年の脆弱性とは違い、今回の脆弱性は悪用が確認されています",
		"本脆弱性は、過去に修正された脆弱性の対策が不十分なために発生しました",
	};

	g_assert_cmpuint(count_wrong(yes, G_N_ELEMENTS(yes), TRUE), ==, 0);
	g_assert_cmpuint(count_wrong(no, G_N_ELEMENTS(no), FALSE), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base/background", test_background);
	return g_test_run();
}
