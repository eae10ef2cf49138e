/* explain: made-up items and the story that must come out; then every product with every threat, so
 * that no word file can make a headline or a sentence that a phone cannot show. */
#include "digest/explain.h"

#include "../support/sentence_check.h"
#include "../support/testing.h"

#include <string.h>

#define MAX_HEADLINE 45

/* An item owns its texts; these are never freed. */
#define T(text) ((char *)(text))

static KwWords *words_of(const char *language)
{
	g_autoptr(GError) error = NULL;
	KwWords *words = kw_words_load(language, NULL, &error);

	kw_assert_ok(error);
	return words;
}

static GPtrArray *refs_of(const char *list)
{
	GPtrArray *refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_auto(GStrv) pieces = g_strsplit(list, " ", 0);

	for (char **p = pieces; *p && **p; p++) {
		g_auto(GStrv) pair = g_strsplit(*p, "=", 2);

		g_ptr_array_add(refs, kw_ref_new(pair[0], pair[1]));
	}
	return refs;
}

static char *all_lines(const GPtrArray *lines)
{
	g_autoptr(GPtrArray) copy = g_ptr_array_new();

	g_ptr_array_extend(copy, (GPtrArray *)lines, NULL, NULL);
	g_ptr_array_add(copy, NULL);
	return g_strjoinv("\n", (char **)copy->pdata);
}

/* --- limits that hold for every story --- */

static void check_lines(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		if (!strstr(lines->pdata[i], "://"))
			sentence_check(lines->pdata[i]);
}

/* The word may stand only where the glossary explains it. */
static void check_no_jargon(const KwStory *story)
{
	g_autofree char *who = all_lines(story->who), *what = all_lines(story->what);
	g_autofree char *todo = all_lines(story->todo), *ask = all_lines(story->ask);
	g_autofree char *all =
		g_strjoin("\n", story->headline, story->action, who, what, todo, ask, NULL);
	gboolean is_explained = FALSE;

	for (guint i = 0; i < story->glossary->len; i++) {
		const KwGloss *gloss = story->glossary->pdata[i];

		is_explained |= strstr(gloss->meaning, "脆弱性") != NULL;
	}
	g_assert_true(is_explained || !strstr(all, "脆弱性"));
}

/* A text that is to be sent, and the text, go together. */
static void check_message(const KwStory *story)
{
	g_autofree char *who = all_lines(story->who), *todo = all_lines(story->todo);
	gboolean is_sent = strstr(who, "「送る文」") || strstr(todo, "下の文");

	g_assert_cmpint(is_sent, ==, story->ask->len > 0);
}

static void check_japanese(const KwStory *story)
{
	g_test_message("headline: %s", story->headline);
	g_assert_cmpint(g_utf8_strlen(story->headline, -1), <=, MAX_HEADLINE);
	g_assert_cmpint(g_utf8_strlen(story->action, -1), <=, MAX_SENTENCE);
	sentence_check(story->credit);
	check_lines(story->who);
	check_lines(story->what);
	check_lines(story->todo);
	check_lines(story->ask);
	for (guint i = 0; i < story->glossary->len; i++)
		sentence_check(((KwGloss *)story->glossary->pdata[i])->meaning);
	check_no_jargon(story);
	check_message(story);
	g_assert_cmpuint(story->who->len, >, 0);
	g_assert_cmpuint(story->what->len, >, 0);
	g_assert_cmpuint(story->todo->len, >, 0);
}

/* --- made-up items --- */

static const char fortigate_text[] =
	"I. 概要\nFortinetは、FortiOSにおける認証回避の脆弱性に関する情報を公開しました。\n"
	"認証されていない第三者が、管理者権限で装置を操作する可能性があります。\n"
	"Fortinetは本脆弱性の悪用を確認しています。\nII. 対象\nFortiOS 7.4.0から7.4.4\n"
	"III. 対策\n修正済みバージョンへアップデートしてください。\n- FortiOS 7.4.5\n- FortiOS "
	"7.2.9\n";
static const char fortigate_sections[] =
	"[{\"role\":\"overview\",\"title\":\"I. 概要\",\"text\":\"…\"},"
	"{\"role\":\"affected\",\"title\":\"II. 対象\",\"text\":\"- FortiOS 7.4.4\"},"
	"{\"role\":\"remedy\",\"title\":\"III. "
	"対策\",\"text\":\"修正済みバージョンへアップデートしてください。"
	"\\n- FortiOS 7.4.5\\n- FortiOS 7.2.9\\n7.4.4より前の版は対象です。\"}]";
static const char windows_text[] =
	"マイクロソフト社から、2026年11月のセキュリティ更新プログラムが公開されました。\n"
	"これらの脆弱性を悪用された場合、リモートからの攻撃によって任意のコードが実行されるおそれが"
	"あります。\n"
	"Microsoft Office、Microsoft Edgeも対象です。";
static const char ivanti_text[] =
	"CISA has added one new vulnerability to its catalog, based on evidence of active "
	"exploitation.\n"
	"An unauthenticated attacker may achieve remote code execution on Ivanti Connect Secure.\n"
	"Ivanti has released a patch. Apply updates: Ivanti Connect Secure 22.7R2.6 or later.";
static const char ivanti_sections[] =
	"[{\"role\":\"overview\",\"title\":\"Overview\",\"text\":\"An unauthenticated attacker "
	"may achieve remote code execution on Ivanti Connect Secure.\"},"
	"{\"role\":\"remedy\",\"title\":\"Mitigations\",\"text\":\"Apply updates. Upgrade to "
	"Connect Secure 22.8.1 or later.\"}]";
static const char sms_text[] =
	"宅配便の不在通知を装うSMSが送られています。リンクを開くと偽サイトに誘導されます。";
static const char odd_text[] = "添付の資料をご確認ください。セミナーの日程が変わりました。";

typedef struct {
	const char *name;
	KwItem item;
	const char *refs;
	const char *headline, *action, *level, *why;
	const char *who, *what, *todo;   /* parts that must stand there */
	const char *what_not, *todo_not; /* parts that must not */
	const char *ask[4];              /* parts; none = no message */
	const char *gloss[3];
	const char *needs;
} Case;

static Case cases[] = {
	{.name = "fortigate",
	 .item = {.id = 128,
		  .title = T("Fortinet製FortiOSの脆弱性に関する注意喚起 (更新)"),
		  .url = T("https://www.jpcert.or.jp/at/2026/at260030.html"),
		  .language = T("ja"),
		  .publisher = T("jpcert"),
		  .publisher_id = T("JPCERT-AT-2026-0030"),
		  .reuse = T("facts"),
		  .published_at = 1794842400,
		  .revised_at = 1794928800,
		  .severity = T("today"),
		  .severity_why = T("exploited publisher-alert watch-product"),
		  .category = T("takeover"),
		  .products = T("fortigate"),
		  .sections = T(fortigate_sections),
		  .text = T(fortigate_text),
		  .comment = T("連休の前に確認をお願いします。（相談員）")},
	 .refs = "cve=CVE-2026-12345 jpcert-at=JPCERT-AT-2026-0030",
	 .headline = "会社の入口の装置「FortiGate」に、乗っ取られるおそれのある弱点",
	 .action = "FortiGate（VPN装置）がある会社：保守の会社に更新を頼む",
	 .level = "today",
	 .why = "悪用されていると発表がありました。公的な機関が注意を呼びかけています",
	 .who = "「FortiGate」か「FORTINET」と書いてあります",
	 .what = "すでに攻撃に使われていると発表されています。",
	 .what_not = "7.4",
	 .todo = "その日のうちに返事がなければ、請求書にある番号に電話する。",
	 .todo_not = "7.4",
	 .ask = {"番号：CVE-2026-12345、JPCERT-AT-2026-0030", "題名：「Fortinet製FortiOSの脆弱性」",
		 "版：FortiOS 7.4.5、FortiOS 7.2.9",
		 "もとの情報：https://www.jpcert.or.jp/at/2026/at260030.html"},
	 .gloss = {"VPN装置", "弱点"}},
	{.name = "windows",
	 .item = {.id = 129,
		  .title = T("2026年11月マイクロソフトセキュリティ更新プログラムに関する注意喚"
			     "起 (公開)"),
		  .language = T("ja"),
		  .publisher = T("jpcert"),
		  .publisher_id = T("JPCERT-AT-2026-0031"),
		  .reuse = T("facts"),
		  .severity = T("this-week"),
		  .severity_why = T("publisher-alert watch-product"),
		  .category = T("monthly-update"),
		  .products = T("windows office edge"),
		  .text = T(windows_text)},
	 .refs = "cve=CVE-2026-20001 cve=CVE-2026-20002",
	 .headline = "パソコンの基本ソフト「Windows」の弱点を直す、更新の知らせ",
	 .action = "Windows（パソコンの基本ソフト）を使っている会社：更新して、再起動する",
	 .level = "this-week",
	 .why = "公的な機関が注意を呼びかけています",
	 .who = "Office、Edgeの名前も、もとの情報に出ています。",
	 .what = "弱点を直す更新が出ました。",
	 .what_not = "攻撃に使われている",
	 .todo = "「Windows Update」を開き、更新して、再起動する。",
	 .todo_not = "下の文",
	 .gloss = {"基本ソフト", "弱点"}},
	{.name = "ivanti",
	 .item = {.id = 130,
		  .title = T("CISA Adds One Known Exploited Vulnerability to Catalog"),
		  .url = T("https://www.cisa.gov/news-events/alerts/2026/11/17/x"),
		  .language = T("en"),
		  .publisher = T("cisa"),
		  .reuse = T("adapt-with-credit"),
		  .severity = T("today"),
		  .severity_why = T("exploited unheard-of watch-product"),
		  .category = T("remote-code"),
		  .products = T("ivanti"),
		  .sections = T(ivanti_sections),
		  .text = T(ivanti_text)},
	 .refs = "cve=CVE-2026-1 cve=CVE-2026-2 cve=CVE-2026-3",
	 .headline = "「Ivanti Connect Secure」に、外から操作されるおそれのある弱点",
	 .action = "Ivanti Connect Secure（VPN装置）がある会社：保守の会社に更新を頼む",
	 .level = "today",
	 .why = "悪用されていると発表がありました",
	 .who = "Ivanti Connect Secure（イバンティ）という装置を使っている会社。",
	 .what = "発表によると、パスワードを知らない人でも使える弱点です。",
	 .what_not = "attacker",
	 .todo = "装置の保守を頼んでいる会社に送る。",
	 .ask = {"イバンティ社の装置「Ivanti Connect Secure」の弱点の件です。",
		 "番号：CVE-2026-1、CVE-2026-2、ほか1件", "版：Connect Secure 22.8.1"},
	 .gloss = {"VPN装置"}},
	{.name = "sms",
	 .item = {.id = 131,
		  .title = T("宅配便の不在通知を装うSMSに注意"),
		  .language = T("ja"),
		  .publisher = T("npa"),
		  .reuse = T("facts"),
		  .severity = T("information"),
		  .severity_why = T("scam"),
		  .category = T("fake-delivery"),
		  .products = T("android iphone"),
		  .text = T(sms_text)},
	 .refs = "",
	 .headline = "荷物の「不在通知」をまねた、偽の知らせ",
	 .action = "「荷物の不在通知」のリンクは、開かない",
	 .level = "information",
	 .why = "だましの手口が出回っています",
	 .who = "携帯電話やメールを使う、すべての会社。",
	 .what = "開いた画面に入れた情報を、盗まれるおそれがあります。",
	 .what_not = "弱点",
	 .todo = "届いたメールやSMSのリンクは、開かない。",
	 .todo_not = "更新",
	 .gloss = {"SMS"}},
	{.name = "odd",
	 .item = {.id = 132,
		  .title = T("【重要】 注意喚起: セミナーの日程の変更について (更新)"),
		  .language = T("ja"),
		  .severity = T("no such level"),
		  .severity_why = T("unheard-of scam"),
		  .category = T("unheard-of"),
		  .products = T("unheard-of"),
		  .sections = T("{not json"),
		  .text = T(odd_text)},
	 .refs = "",
	 .headline = "セミナーの日程の変更",
	 .action = "急いですることはない",
	 .level = "information",
	 .why = "知っておくための知らせです",
	 .who = "どんな会社に関係があるかは、もとの情報を見てください。",
	 .what = "セミナーなど、催しについての知らせです。",
	 .what_not = "おそれ",
	 .todo = "このメールに返信して、たずねる。",
	 .needs = "kind-alone"},
	{.name = "odd-english",
	 .item = {.title = T("Alert: Something vague happened to somebody in some place far "
			     "away from here"),
		  .language = T("en"),
		  .url = T("https://news.example.org/a?b#c")},
	 .refs = "",
	 .headline = "news.example.orgの、題名が外国語の知らせ",
	 .level = "information",
	 .what = "くわしいことは、もとの情報にあります。",
	 .needs = "other-language"},
	{.name = "staff-headline",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .headline = T("FortiGateの会社は今日中に確認を")},
	 .refs = "",
	 .headline = "FortiGateの会社は今日中に確認を",
	 .level = "information",
	 .needs = "no-product"},
	{.name = "product-alone",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("qnap"),
		  .severity = T("when-convenient")},
	 .refs = "",
	 .headline = "ファイルをためる装置など「QNAP」についての知らせ",
	 .level = "when-convenient",
	 .what = "くわしいことは、もとの情報にあります。",
	 .what_not = "弱点",
	 .todo = "このメールに返信して、たずねる。",
	 .todo_not = "送る",
	 .needs = "no-threat"},
	{.name = "product-and-number",
	 .item = {.title = T("x"), .language = T("ja"), .products = T("qnap")},
	 .refs = "jvn=JVN#12345678",
	 .headline = "ファイルをためる装置など「QNAP」に、弱点",
	 .level = "information",
	 .what = "弱点が見つかったと、発表されています。",
	 .todo = "3日たっても返事がなければ、請求書にある番号に電話する。",
	 .ask = {"（1）"},
	 .needs = "no-threat"},
	{.name = "trick-in-passing",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("qnap"),
		  .category = T("phishing"),
		  .severity_why = T("watch-product")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "ファイルをためる装置など「QNAP」に、弱点",
	 .level = "information",
	 .why = "小さな会社でよく使われている製品です",
	 .what_not = "カード番号",
	 .ask = {"（1）"},
	 .needs = "no-threat"},
	{.name = "no-fix",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("chrome"),
		  .category = T("remote-code"),
		  .text = T("修正パッチは提供されていません。修正版はまだです。")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "ホームページを見るソフト「Chrome」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .what = "弱点を直した版は、まだ出ていないと発表されています。",
	 .todo = "出たら、すぐに更新する。",
	 .todo_not = "開き直す",
	 .needs = "no-fix"},
	{.name = "what is to be replaced waits for no update",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("buffalo"),
		  .category = T("remote-code"),
		  .text = T("修正パッチは提供されていません。最新機種に交換してください。")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "Wi-Fiの親機など「BUFFALO」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .what = "新しいものに取りかえるよう、呼びかけられています。",
	 .todo_not = "毎日",
	 .needs = "no-fix"},
	{.name = "that the support of some ends brings no update",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("buffalo"),
		  .category = T("remote-code"),
		  .text = T("修正パッチは提供されていません。版1はサポートが終了しています。")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "Wi-Fiの親機など「BUFFALO」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .what = "弱点を直した版は、まだ出ていないと発表されています。",
	 .todo = "出たら、すぐに更新する。",
	 .todo_not = "ファームウェアを更新する",
	 .needs = "no-fix"},
	{.name = "the name in the title, of one that stands for many",
	 .item = {.title = T("Fortinet製FortiWebにおける認証回避の脆弱性"),
		  .language = T("ja"),
		  .products = T("fortinet"),
		  .category = T("takeover")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "社内の通信の装置「FortiWeb」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .ask = {"FortiWeb"}},
	{.name = "two names in the title: each is of its own entry",
	 .item = {.title = T("「FortiSandbox」「SharePoint」に認証回避の脆弱性"),
		  .language = T("ja"),
		  .products = T("fortinet sharepoint"),
		  .category = T("takeover")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "社内の通信の装置「FortiSandbox」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .ask = {"FortiSandbox"}},
	{.name = "another thing of a maker after whom his best known is called",
	 .item = {.title = T("New Synology flaws"),
		  .text = T("The vulnerabilities in Synology Example Planner let anybody "
			    "in.\n"),
		  .language = T("en"),
		  .products = T("synology"),
		  .category = T("takeover")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "「Synology Example Planner」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .ask = {"Synology Example Planner"},
	 .needs = "no-product"},
	{.name = "a fix that is denied",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("chrome"),
		  .category = T("remote-code"),
		  .text = T("対策済みバージョンはまだ公開されておりません。")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "ホームページを見るソフト「Chrome」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .what = "弱点を直した版は、まだ出ていないと発表されています。",
	 .todo = "出たら、すぐに更新する。",
	 .needs = "no-fix"},
	{.name = "link-only",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("chrome"),
		  .category = T("remote-code"),
		  .reuse = T("link-only"),
		  .text = T("修正パッチは提供されていません。実証コードが公開されています。")},
	 .refs = "cve=CVE-2026-9",
	 .level = "information",
	 .what = "勝手に操作されるおそれがあります。",
	 .what_not = "発表されています",
	 .todo = "Chromeを閉じて、開き直す。"},
	{.name = "ransomware-beside-a-product",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("windows"),
		  .category = T("ransomware")},
	 .refs = "",
	 .headline = "データを使えなくして金を求める攻撃に注意",
	 .action = "大事なデータの控えを取り、線を抜いておく",
	 .level = "information",
	 .todo = "取り終わったら線を抜いておく。",
	 .todo_not = "Windows"},
	{.name = "ransomware-that-is-exploited",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .category = T("ransomware"),
		  .severity_why = T("exploited"),
		  .text = T("認証されていない第三者が侵入しました。")},
	 .refs = "cve=CVE-2026-7",
	 .level = "information",
	 .what = "業務が止まるおそれがあります。",
	 .what_not = "発表されています"},
	{.name = "ransomware-through-a-product",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("sonicwall"),
		  .category = T("ransomware")},
	 .refs = "cve=CVE-2026-7",
	 .headline = "会社の入口の装置「SonicWall」に、データを使えなくされるおそれのある弱点",
	 .level = "information",
	 .what = "業務が止まるおそれがあります。",
	 .todo = "装置の保守を頼んでいる会社に送る。",
	 .ask = {"番号：CVE-2026-7"}},
	{.name = "maker-beside-its-product",
	 .item = {.title = T("Fortinet releases an advisory for FortiClient"),
		  .language = T("en"),
		  .products = T("fortinet forticlient"),
		  .text = T("A vulnerability allows an authentication bypass.")},
	 .refs = "cve=CVE-2026-8",
	 .headline = "社外からつなぐソフト「FortiClient」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .who = "FortiClient",
	 .what = "パソコンを勝手に操作されるおそれがあります。",
	 .ask = {"「FortiClient」の弱点の件です。"}},
	{.name = "maker-alone",
	 .item = {.title = T("CISA Adds One Known Exploited Vulnerability to Catalog"),
		  .language = T("en"),
		  .products = T("fortinet windows"),
		  .category = T("information-leak"),
		  .text = T("CVE-2026-9 Fortinet FortiWeb Path Traversal Vulnerability")},
	 .refs = "cve=CVE-2026-9",
	 .headline = "社内の通信の装置「FortiWeb」に、情報を見られるおそれのある弱点",
	 .level = "information",
	 .ask = {"フォーティネット社の「FortiWeb」の弱点の件です。"}},
	{.name = "leak-without-a-weakness",
	 .item = {.title = T("Microsoft 365の情報漏えいについて"),
		  .language = T("ja"),
		  .products = T("m365"),
		  .category = T("information-leak"),
		  .text = T("利用者の情報漏えいがありました。")},
	 .refs = "",
	 .headline = "メールや文書のクラウド「Microsoft 365」についての知らせ",
	 .level = "information",
	 .what_not = "弱点",
	 .needs = "no-threat"},
	{.name = "passwords-of-a-service",
	 .item = {.title = T("Microsoft 365のアカウント情報の漏えい"),
		  .language = T("ja"),
		  .products = T("m365"),
		  .category = T("account-takeover"),
		  .text = T("IDとパスワードが公開されています。")},
	 .refs = "",
	 .headline = "他人が、パスワードなどを使ってログインする攻撃",
	 .level = "information",
	 .who = "もとの情報に出ている名前：Microsoft 365",
	 .what_not = "弱点"},
	{.name = "weakness-in-the-text-alone",
	 .item = {.title = T("弥生会計 更新のお知らせ"),
		  .language = T("ja"),
		  .products = T("yayoi"),
		  .text = T("脆弱性が見つかりました。悪用された事例は確認されておりません。")},
	 .refs = "",
	 .headline = "会計や給与のソフト「弥生会計」に、弱点",
	 .level = "information",
	 .what = "攻撃に使われたという話は、まだないと発表されています。",
	 .todo = "弥生会計を、メーカーの公式の案内にそって更新する。",
	 .needs = "no-threat"},
	{.name = "perhaps-exploited",
	 .item = {.title = T("Apple製品のアップデート"),
		  .language = T("ja"),
		  .products = T("iphone"),
		  .category = T("remote-code"),
		  .text = T("標的を絞った攻撃で悪用された可能性があるとのことです。")},
	 .refs = "cve=CVE-2026-10",
	 .headline = "携帯電話・タブレット「iPhone・iPad」に、勝手に操作されるおそれのある弱点",
	 .level = "information",
	 .what = "攻撃に使われたかもしれないと、発表されています。",
	 .what_not = "すでに攻撃に使われて"},
	{.name = "unknown-product-of-jvn",
	 .item = {.title = T("JVN#90000001: "
			     "「サンプル帳票Pro」におけるクロスサイトスクリプティングの脆弱性"),
		  .language = T("ja"),
		  .category = T("script-injection"),
		  .text = T("脆弱性が存在します。")},
	 .refs = "jvn=JVN#90000001",
	 .headline = "「サンプル帳票Pro」に、偽の画面を出されるおそれのある弱点",
	 .level = "information",
	 .todo = "作った会社の案内を見る。",
	 .ask = {"「サンプル帳票Pro」の弱点の件です。", "当社で使っていますか。"},
	 .needs = "no-product"},
	{.name = "end-of-support",
	 .item = {.title = T("x"),
		  .language = T("ja"),
		  .products = T("windows"),
		  .category = T("end-of-support")},
	 .refs = "",
	 .headline = "パソコンの基本ソフト「Windows」の、サポート終了の知らせ",
	 .level = "information",
	 .todo = "下の文を、パソコンの世話を頼んでいる会社に送る。",
	 .todo_not = "Windows Update",
	 .ask = {"サポート終了の件です。", "いつまでに、いくらで"}},
	{.name = "end-of-support-of-something",
	 .item = {.title = T("x"), .language = T("ja"), .category = T("end-of-support")},
	 .refs = "",
	 .headline = "古い製品の、サポート終了の知らせ",
	 .level = "information",
	 .todo = "このメールに返信して、たずねる。",
	 .todo_not = "下の文",
	 .needs = "no-product"},
};

static void check_part(const GPtrArray *lines, const char *part, gboolean is_there)
{
	g_autofree char *all = all_lines(lines);

	if (part && (strstr(all, part) != NULL) != is_there)
		g_test_message("%s: \"%s\" in\n%s", is_there ? "missing" : "unwanted", part, all);
	if (part)
		g_assert_cmpint(strstr(all, part) != NULL, ==, is_there);
}

static gboolean has_term(const KwStory *story, const char *term)
{
	for (guint i = 0; i < story->glossary->len; i++)
		if (g_str_has_prefix(((KwGloss *)story->glossary->pdata[i])->term, term))
			return TRUE;
	return FALSE;
}

static void show(const KwStory *story)
{
	const GPtrArray *parts[] = {story->who, story->what, story->todo, story->ask};
	static const char *const titles[] = {"who", "what", "todo", "ask"};

	g_test_message("headline: %s\naction: %s\nlevel: %s\nwhy: %s", story->headline,
		       story->action, story->level, story->why);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *lines = all_lines(parts[i]);

		g_test_message("[%s]\n%s", titles[i], lines);
	}
	g_test_message("minutes: %d", story->minutes);
	for (guint i = 0; i < story->glossary->len; i++) {
		const KwGloss *gloss = story->glossary->pdata[i];

		g_test_message("%s：%s", gloss->term, gloss->meaning);
	}
	g_test_message("source: %s %s %s %s\ncredit: %s", story->source_name,
		       story->source_id ? story->source_id : "-",
		       story->source_day ? story->source_day : "-",
		       story->source_url ? story->source_url : "-", story->credit);
	for (guint i = 0; i < story->needs_person->len; i++)
		g_test_message("needs person: %s", (char *)story->needs_person->pdata[i]);
}

static void check_case(const Case *c, const KwStory *story)
{
	g_test_message("=== %s", c->name);
	show(story);
	if (c->headline)
		g_assert_cmpstr(story->headline, ==, c->headline);
	if (c->action)
		g_assert_cmpstr(story->action, ==, c->action);
	g_assert_cmpstr(story->level, ==, c->level);
	if (c->why)
		g_assert_cmpstr(story->why, ==, c->why);
	check_part(story->who, c->who, TRUE);
	check_part(story->what, c->what, TRUE);
	check_part(story->what, c->what_not, FALSE);
	check_part(story->todo, c->todo, TRUE);
	check_part(story->todo, c->todo_not, FALSE);
	g_assert_cmpint(story->ask->len > 0, ==, c->ask[0] != NULL);
	for (guint i = 0; i < G_N_ELEMENTS(c->ask) && c->ask[i]; i++)
		check_part(story->ask, c->ask[i], TRUE);
	for (guint i = 0; i < G_N_ELEMENTS(c->gloss) && c->gloss[i]; i++)
		g_assert_true(has_term(story, c->gloss[i]));
	check_part(story->needs_person, c->needs, TRUE);
	if (!c->needs)
		g_assert_cmpuint(story->needs_person->len, ==, 0);
	check_japanese(story);
}

static void test_cases(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) refs = refs_of(cases[i].refs);
		g_autoptr(KwStory) story = kw_explain(&cases[i].item, refs, words, zone);

		check_case(&cases[i], story);
	}
}

/* --- one story in full --- */

static void test_whole_story(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(GPtrArray) refs = refs_of(cases[0].refs);
	g_autoptr(KwStory) story = kw_explain(&cases[0].item, refs, words, zone);

	g_assert_cmpint(story->item, ==, 128);
	g_assert_cmpstr(story->threat, ==, "takeover");
	g_assert_cmpuint(story->products->len, ==, 1);
	g_assert_cmpstr(story->products->pdata[0], ==, "fortigate");
	g_assert_cmpint(story->minutes, ==, 5);
	g_assert_cmpuint(story->ask->len, ==, 9);
	g_assert_true(g_str_has_prefix(story->ask->pdata[1], "番号："));
	g_assert_true(g_str_has_prefix(story->ask->pdata[2], "（1）"));
	g_assert_cmpstr(story->source_name, ==, "JPCERT/CC");
	g_assert_cmpstr(story->source_id, ==, "JPCERT-AT-2026-0030");
	g_assert_cmpstr(story->source_day, ==, "2026-11-17");
	g_assert_true(story->is_revised);
	g_assert_cmpstr(story->comment, ==, "連休の前に確認をお願いします。（相談員）");
	g_assert_nonnull(strstr(story->credit, "まとめたものです"));
}

static void test_source(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	KwItem item = {.title = T("x"),
		       .url = T("https://news.example.org/a?b#c"),
		       .publisher = T("nobody")};
	g_autoptr(KwStory) by_host = kw_explain(&item, NULL, words, zone);
	KwItem bare = {0};
	g_autoptr(KwStory) nothing = kw_explain(&bare, NULL, words, zone);

	g_assert_cmpstr(by_host->source_name, ==, "news.example.org");
	g_assert_null(by_host->source_day);
	g_assert_false(by_host->is_revised);
	g_assert_cmpstr(nothing->source_name, ==, "メールで届いた情報");
	g_assert_null(nothing->source_url);
	g_assert_null(nothing->comment);
	g_assert_cmpstr(nothing->headline, ==, "メールで届いた知らせ");
}

/* Outside text that looks like a pattern is text. */
static void test_patterns_from_outside(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	KwItem item = {.title = T("{{name}} {{#a}}"),
		       .language = T("ja"),
		       .products = T("fortigate"),
		       .category = T("takeover"),
		       .url = T("https://x.example/{{maker}}"),
		       .publisher_id = T("{{name}}")};
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);
	KwItem title = {.title = T("{{name}} {{#a}}"), .language = T("ja")};
	g_autoptr(KwStory) plain = kw_explain(&title, NULL, words, zone);

	check_part(story->ask, "番号：{{name}}", TRUE);
	check_part(story->ask, "もとの情報：https://x.example/{{maker}}", TRUE);
	g_assert_cmpstr(plain->headline, ==, "{{name}} {{#a}}");
}

/* --- all products with all threats --- */

/* With sanitizers, ten times as slow, each product meets a ninth of the threats, each time others.
 */
#ifdef __SANITIZE_ADDRESS__
#define PAIRS_APART 9
#else
#define PAIRS_APART 1
#endif

static void test_every_pair(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");
	g_autoptr(GPtrArray) refs = refs_of(cases[2].refs);

	for (guint p = 0; p < products->len; p++) {
		for (guint i = p % PAIRS_APART; i < threats->len; i += PAIRS_APART) {
			KwItem item = cases[0].item;
			g_autofree char *three =
				g_strdup_printf("%s wordpress-plugin buffalo-wifi iodata-wifi",
						kw_word_id(products->pdata[p]));
			g_autoptr(KwStory) story = NULL;

			item.severity_why = T("exploited scam");
			item.products = three;
			item.category = (char *)kw_word_id(threats->pdata[i]);
			if (!g_strcmp0(kw_word_text(threats->pdata[i], "own_title"), "yes"))
				item.title = T("市役所を名乗る電話"); /* is its headline */
			story = kw_explain(&item, refs, words, zone);
			check_japanese(story);
			g_assert_null(strstr(story->headline, "…"));
			/* the title names none of four, and the text has neither: a person says */
			for (guint n = 0; n < story->needs_person->len; n++)
				g_assert_true(!strcmp(story->needs_person->pdata[n], "no-threat") ||
					      !strcmp(story->needs_person->pdata[n], "in-passing"));
		}
	}
}

/* In characters; it holds no Japanese and is no longer than a line on a phone. */
static glong english_headline_length(KwWords *words, GTimeZone *zone, const KwWord *product,
				     const KwWord *threat)
{
	KwItem item = cases[0].item;
	g_autoptr(GPtrArray) refs = refs_of(cases[0].refs);
	g_autoptr(KwStory) story = NULL;

	item.products = (char *)kw_word_id(product);
	item.category = (char *)kw_word_id(threat);
	story = kw_explain(&item, refs, words, zone);
	g_assert_cmpint(g_utf8_strlen(story->headline, -1), <=, 90);
	for (const char *p = story->headline; *p; p = g_utf8_next_char(p))
		g_assert_cmpuint(g_utf8_get_char(p), <, 0x3000);
	return g_utf8_strlen(story->headline, -1);
}

static void test_english(void)
{
	g_autoptr(KwWords) words = words_of("en");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");
	g_autoptr(GPtrArray) refs = refs_of(cases[0].refs);
	g_autoptr(KwStory) story = kw_explain(&cases[0].item, refs, words, zone);
	const KwWord *product = products->pdata[0], *threat = NULL;
	glong longest = 0;

	g_assert_cmpstr(story->headline, ==,
			"Weakness in FortiGate (VPN device) that can let attackers take over");
	g_assert_cmpstr(
		story->action, ==,
		"If you have FortiGate (VPN device): ask the maintenance company to update it");
	/* every threat, every product with the longest threat, every threat with the longest
	 * product */
	for (guint i = 0; i < threats->len; i++) {
		glong n = english_headline_length(words, zone, product, threats->pdata[i]);

		if (n > longest)
			longest = n, threat = threats->pdata[i];
	}
	longest = 0;
	for (guint i = 0; i < products->len; i++) {
		glong n = english_headline_length(words, zone, products->pdata[i], threat);

		if (n > longest)
			longest = n, product = products->pdata[i];
	}
	for (guint i = 0; i < threats->len; i++)
		english_headline_length(words, zone, product, threats->pdata[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain/cases", test_cases);
	g_test_add_func("/explain/whole-story", test_whole_story);
	g_test_add_func("/explain/source", test_source);
	g_test_add_func("/explain/patterns-from-outside", test_patterns_from_outside);
	g_test_add_func("/explain/every-pair", test_every_pair);
	g_test_add_func("/explain/english", test_english);
	return g_test_run();
}
