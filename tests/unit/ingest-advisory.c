/* ingest/advisory: headings in every decoration, and whose advisory it is. */
#include "ingest/advisory.h"

#include "../support/testing.h"

#include <string.h>

/* "role:title|text" a section, joined by " / "; line ends as "~". */
static char *show(const KwAdvisory *advisory)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < advisory->sections->len; i++) {
		const KwSection *section = advisory->sections->pdata[i];

		g_string_append_printf(out, "%s%s:%s|%s", i ? " / " : "", section->role,
				       section->title, section->text);
	}
	g_strdelimit(out->str, "\n", '~');
	return g_string_free(out, FALSE);
}

static void test_headings(void)
{
	static const struct {
		const char *text, *sections;
	} rows[] = {
		{"", ""},
		{"ただの文です。\n二行目。", "lead:|ただの文です。~二行目。"},
		{"前文\n\nI. 概要\n弱点です。\n\nII. 対象となる製品とバージョン\nX 1.0\n\nIII. "
		 "対策、対応\n更新",
		 "lead:|前文 / overview:I. 概要|弱点です。 / affected:II. "
		 "対象となる製品とバージョン|X 1.0 / "
		 "remedy:III. 対策、対応|更新"},
		{"IV. 当センターへの連絡について\nx", "other:IV. 当センターへの連絡について|x"},
		{"■ 概要\na\n◆対策\nb", "overview:■ 概要|a / remedy:◆対策|b"},
		{"【概要】\na\n【回避策】\nb", "overview:【概要】|a / workaround:【回避策】|b"},
		{"１．概要\na\n2. 対策\nb", "overview:１．概要|a / remedy:2. 対策|b"},
		{"== Summary ==\na\n## Affected Products\nb\n### Solution\nc",
		 "overview:== Summary ==|a / affected:## Affected Products|b / remedy:### "
		 "Solution|c"},
		{"Overview\na\n\nWorkarounds:\nb",
		 "overview:Overview|a / workaround:Workarounds|b"},
		{"手口の例\na\n被害に遭った場合\nb",
		 "overview:手口の例|a / remedy:被害に遭った場合|b"},
		{"対象：X 1.0\n対策: 更新する", "affected:対象|X 1.0 / remedy:対策|更新する"},
		{"Affected Products: X", "affected:Affected Products|X"},
		{"I. 概要\n====\na\n----\n", "overview:I. 概要|a"},
		{"【対象】X 1.0\n【対応】更新する",
		 "affected:【対象】|X 1.0 / remedy:【対応】|更新する"},
		{"【重要】X の弱点\n【概要】\na", "other:【重要】X の弱点| / overview:【概要】|a"},
		{"１　被害の概要\na\n\n２　被害防止対策\nb\n\n(3) 参考\nc",
		 "overview:１　被害の概要|a / remedy:２　被害防止対策|b / references:(3) 参考|c"},
		{"━━━━━\n１．必要な対応について\n━━━━━\na", "remedy:１．必要な対応について|a"},
		{"1. EXECUTIVE SUMMARY\na\n3.1 AFFECTED PRODUCTS\nb\n4. MITIGATIONS\nc",
		 "overview:1. EXECUTIVE SUMMARY|a / affected:3.1 AFFECTED PRODUCTS|b / "
		 "remedy:4. MITIGATIONS|c"},
		{"Other things\n=====\na", "other:Other things|a"},
		{"Ⅱ．対象\na\n〇対策\nb", "affected:Ⅱ．対象|a / remedy:〇対策|b"},
		/* the title in a box is no heading */
		{"=====\nお知らせの題\n=====\na", "lead:|お知らせの題~a"},
		/* other words for the same, and headlines of other news */
		{"考えられる影響\na\n該当する機種\nb\nあわせて読みたい\nc",
		 "impact:考えられる影響|a / affected:該当する機種|b / "
		 "references:あわせて読みたい|c"},
		/* what stands in every text of a publisher */
		{"対策\na\n\n推奨されるその他のアクション\nb\n\n免責\nc",
		 "remedy:対策|a / aside:推奨されるその他のアクション|b / aside:免責|c"},
		/* bullets of a list that look like headings */
		{"■対象\n■ X 1.0\n■ Y 2.0\n■対策\na",
		 "affected:■対象|■ X 1.0~■ Y 2.0 / remedy:■対策|a"},
		/* items of a list, and sentences, are no headings */
		{"1. 更新プログラムを適用する\n2. 再起動する",
		 "lead:|1. 更新プログラムを適用する~2. 再起動する"},
		{"・影響を受ける機器を外す", "lead:|・影響を受ける機器を外す"},
		{"対策は、更新することです。", "lead:|対策は、更新することです。"},
		{"■ "
		 "これはとても長い、見出しではない行であり、四十字をこえているので、ただの文として"
		 "読まれます",
		 "lead:|■ "
		 "これはとても長い、見出しではない行であり、四十字をこえているので、ただの文として"
		 "読まれます"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwAdvisory) advisory = kw_advisory_parse("x", NULL, rows[i].text);
		g_autofree char *sections = show(advisory);

		g_assert_cmpstr(sections, ==, rows[i].sections);
	}
}

/* Their own headings, and where they begin to speak of themselves. */
static void test_profiles(void)
{
	static const struct {
		const char *from, *subject, *text, *sections;
	} rows[] = {
		{"a@cisa.gov", "x", "Risk Evaluation\na\nResearcher\nb\n\nThis email was sent to x",
		 "affected:Risk Evaluation|a / contact:Researcher|b / contact:|This email was sent "
		 "to x"},
		{NULL, "x", "Risk Evaluation\na\nResearcher\nb",
		 "affected:Risk Evaluation|a~Researcher~b"},
		{"a@jvn.jp", "x", "詳細情報\na\nベンダ情報\nb",
		 "overview:詳細情報|a / references:ベンダ情報|b"},
		{"a@jpcert.or.jp", "x",
		 "III. 対策\na\n\n今回の件につきまして提供いただける情報\n"
		 "一般社団法人JPCERTコーディネーションセンター\nb",
		 "remedy:III. 対策|a / contact:|今回の件につきまして提供いただける情報~"
		 "一般社団法人JPCERTコーディネーションセンター~b"},
		/* a list of a trick's Subjects has brackets of its own */
		{"a@antiphishing.jp", "x",
		 "メールの件名\n【調査】回答のお願い\n詳細内容\na\nサイトのURL\nb",
		 "other:メールの件名| / remedy:【調査】回答のお願い| / remedy:詳細内容|a / "
		 "other:サイトのURL|b"},
		{NULL, "x https://www.cisco.com/x",
		 "Vulnerable Products\na\nProducts Confirmed Not Vulnerable\nb",
		 "affected:Vulnerable Products|a / other:Products Confirmed Not Vulnerable|b"},
		/* a heading opens the text again */
		{"a@jpcert.or.jp", "x", "今回の件につきまして\na\nIV. 参考情報\nb",
		 "contact:|今回の件につきまして~a / references:IV. 参考情報|b"},
		{"a@cisa.gov", "Vulnerability Summary for the Week of x", "Overview\na", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwAdvisory)
			advisory = kw_advisory_parse(rows[i].subject, rows[i].from, rows[i].text);
		g_autofree char *sections = show(advisory);

		g_test_message("row %u", i);
		g_assert_cmpstr(sections, ==, rows[i].sections);
	}
}

static void test_publisher(void)
{
	static const struct {
		const char *subject, *from, *text, *publisher, *id;
	} rows[] = {
		{"題", "announce@jpcert.or.jp", "JPCERT-AT-2026-0030", "jpcert",
		 "JPCERT-AT-2026-0030"},
		{"JPCERT-AT-2026-0030 題", NULL, "", "jpcert", "JPCERT-AT-2026-0030"},
		{"IPAからのお知らせ", "sato@police.example.jp", "CVE-2026-12345", "ipa", NULL},
		{"題", NULL, "くわしくは https://www.jpcert.or.jp/at/2026/at260030.html", "jpcert",
		 "JPCERT-AT-2026-0030"},
		/* where else to read, and one of many headlines */
		{"題", NULL,
		 "本文です。\n\n参考情報\nhttps://www.jpcert.or.jp/at/2026/at260030.html", NULL,
		 NULL},
		{"Topic", NULL,
		 "Body.\n\nAdditional References\n- A guide https://www.cisa.gov/x.pdf", NULL,
		 NULL},
		{"題", NULL,
		 "・一つめ\nhttps://news.example.jp/1\n・二つめ\n"
		 "https://www.jpcert.or.jp/at/2026/at260030.html",
		 NULL, NULL},
		/* a vendor's page is mentioned by everybody */
		{"題", NULL, "https://www.microsoft.com/ja-jp/", NULL, NULL},
		{"JVN#12345678 題", NULL, "JPCERT-AT-2026-0030", "jvn", "JVN#12345678"},
		{"FG-IR-26-144", NULL, "", "fortinet", "FG-IR-26-144"},
		{"VMSA-2026-0003", NULL, "", "broadcom", "VMSA-2026-0003"},
		{"USN-7000-1", NULL, "", NULL, "USN-7000-1"},
		/* the page that a feed names, and whose numbers it may cite */
		{"題 https://www.jpcert.or.jp/at/2026/", NULL, "APSB26-34", "jpcert", NULL},
		{"APSB26-34 https://helpx.adobe.com/security/x.html", NULL, "", "adobe",
		 "APSB26-34"},
		{"題 https://www.synology.com/x", NULL, "Synology-SA-26:30", "synology",
		 "Synology-SA-26:30"},
		{"題", NULL, "a\n\n一般社団法人 JPCERT コーディネーションセンター (JPCERT/CC)\nb",
		 "jpcert", NULL},
		{"題", NULL, "JPCERT-AT-2026-0030\nJPCERT/CC\n\nI. 概要\na", "jpcert",
		 "JPCERT-AT-2026-0030"},
		{"題", NULL, "JVN#12345678\nX の弱点\n\n公開日：2026/11/17\n概要\na", "jvn",
		 "JVN#12345678"},
		{"題", NULL, "参考\nJVN#12345678\nX の弱点", NULL, NULL},
		{"2026 年 7 月のセキュリティ更新プログラム (月例)", NULL, "", "microsoft", NULL},
		{NULL, NULL, "", NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwAdvisory)
			advisory = kw_advisory_parse(rows[i].subject, rows[i].from, rows[i].text);

		g_test_message("row %u", i);
		g_assert_cmpstr(advisory->publisher, ==, rows[i].publisher);
		g_assert_cmpstr(advisory->id, ==, rows[i].id);
	}
	g_assert_cmpstr(kw_advisory_publisher_of_url("https://www.ipa.go.jp/security/"), ==, "ipa");
	g_assert_null(kw_advisory_publisher_of_url("https://example.jp/"));
}

static void test_title(void)
{
	g_autoptr(KwAdvisory) advisory = kw_advisory_parse(
		"x", NULL, "<<< JPCERT/CC Alert 2026-11-17 >>>\n\nFortiOSの脆弱性\n\nI. 概要\na");
	g_autoptr(KwAdvisory)
		none = kw_advisory_parse("x", NULL, "<<< JPCERT/CC Alert 2026-11-17 >>>\n");

	g_assert_cmpstr(advisory->title, ==, "FortiOSの脆弱性");
	g_assert_null(none->title);
}

static void test_many(void)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < 200; i++)
		g_string_append_printf(text, "■ 概要\n%d\n", i);
	g_autoptr(KwAdvisory) advisory = kw_advisory_parse("x", NULL, text->str);
	g_assert_cmpuint(advisory->sections->len, ==, 60);
	g_assert_nonnull(strstr(((KwSection *)advisory->sections->pdata[59])->text, "199"));
	g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/advisory/headings", test_headings);
	g_test_add_func("/advisory/profiles", test_profiles);
	g_test_add_func("/advisory/publisher", test_publisher);
	g_test_add_func("/advisory/title", test_title);
	g_test_add_func("/advisory/many", test_many);
	return g_test_run();
}
