/* base/effects: what a source says can happen, apart from the kind of weakness. */
#include "base/effects.h"

#include "base/sentences.h"

static KwWords *words;

static char *stated(const char *title, const char *impact, const char *text)
{
	g_autoptr(GPtrArray) sentences = kw_sentences_split(text);
	g_autoptr(GPtrArray) threats = kw_effects_stated(words, title, impact, sentences);
	GString *ids = g_string_new(NULL);

	for (guint i = 0; i < threats->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(threats->pdata[i]));
	return g_string_free(ids, FALSE);
}

static void test_stated(void)
{
	static const struct {
		const char *title, *impact, *text, *expected;
	} cases[] = {
		/* the kind is none; graver before others, else as they stand */
		{"Fooにおけるパストラバーサルの脆弱性", "",
		 "パストラバーサルの脆弱性により、情報を閲覧されたり、任意のコードを実行されたりす"
		 "る"
		 "可能性があります。",
		 "remote-code information-leak"},
		{"Foo path traversal vulnerability", "",
		 "A path traversal flaw could allow an attacker to read arbitrary files.",
		 "path-traversal"},
		{"Fooにおけるバッファオーバーフローの脆弱性", "", "最新版に更新してください。", ""},
		/* what no list of names has */
		{"Fooの脆弱性", "", "保存されているパスワードを取得される可能性があります。",
		 "information-leak"},
		{"Foo flaw", "", "It allows an attacker to escalate their own privileges.",
		 "privilege"},
		{"Foo flaw", "", "It could run when a user views a file with information.", ""},
		/* the title's own first, unless it gives way */
		{"Foo privilege escalation", "", "It may allow an attacker to run arbitrary code.",
		 "privilege remote-code"},
		{"Foo denial of service", "", "It may allow an attacker to run arbitrary code.",
		 "remote-code denial-of-service"},
		/* the section on the impact, where there is one */
		{"Fooにおける複数の脆弱性", "情報を取得される - CVE-1900-0001",
		 "任意のコードを実行される可能性があります。", "information-leak"},
		/* not now, not this one, not at all */
		{"Foo flaw", "", "Similar flaws could allow arbitrary code execution.", ""},
		{"Fooの脆弱性", "", "過去には、任意のコードを実行される可能性がありました。", ""},
		{"Foo flaw", "", "The flaw could not be used to execute arbitrary code.", ""},
		{"Fooの脆弱性", "", "任意のコードを実行されました。", ""},
		{"Fooの脆弱性", "", "更新の作業中は、サービスが停止する可能性があります。", ""},
		{"Fooの脆弱性", "", "攻撃に使えますが、権限を奪われることはありません。", ""},
		{"Fooの脆弱性", "", "3.1以前には、任意のコードを実行される可能性があります。",
		 "remote-code"},
		{"Foo flaw", "", "Version 3.1 and previous versions allow arbitrary code to run.",
		 "remote-code"},
		/* on a further condition: last */
		{"Fooの脆弱性", "",
		 "さらに、Barを有効にしている場合、任意のコードを実行される可能性があります。\n"
		 "情報を閲覧される可能性があります。",
		 "information-leak remote-code"},
		/* what cannot be, what an update does, and what the thing is for */
		{"Fooの脆弱性", "", "本脆弱性を使っても、任意のコードは実行できません。", ""},
		{"Foo flaw", "", "It is not possible to run arbitrary code by it.", ""},
		{"Foo flaw", "", "Applying the update may restart the device.", ""},
		{"Fooの脆弱性", "", "機器が突然再起動する可能性があります。", "denial-of-service"},
		{"Fooの脆弱性", "", "Fooは、情報を閲覧できるポータルです。", ""},
		{"Foo flaw", "", "The plugin lets users read files and share data.", ""},
		{"Foo flaw", "", "The flaw in the plugin lets users read files.",
		 "information-leak"},
		/* what has to be so before */
		{"Fooの脆弱性", "",
		 "攻撃者が管理者権限を取得している場合、情報を閲覧される可能性があります。",
		 "information-leak"},
		/* a script in a browser is not the machine's */
		{"Foo XSS", "", "It could allow code to run in the browser of a user.", ""},
		{"Fooの脆弱性", "", "サーバー上で任意のスクリプトを実行される可能性があります。",
		 "remote-code"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *ids = stated(cases[i].title, cases[i].impact, cases[i].text);

		g_test_message("%u: %s", i, cases[i].text);
		g_assert_cmpstr(ids, ==, cases[i].expected);
	}
}

static void test_aside(void)
{
	g_assert_true(kw_effects_is_aside("任意のコードを実行されることはありません"));
	g_assert_true(kw_effects_is_aside("In general, it can allow attackers to run code"));
	g_assert_true(kw_effects_is_aside("関連記事：Barで任意のコードを実行される"));
	g_assert_false(kw_effects_is_aside("任意のコードを実行されます"));
	g_assert_false(kw_effects_is_aside("An attacker could run code"));
}

static void test_same(void)
{
	const KwWord *code = kw_words_find(words, "threats", "remote-code");
	const KwWord *takeover = kw_words_find(words, "threats", "takeover");
	const KwWord *leak = kw_words_find(words, "threats", "information-leak");
	const KwWord *spoofing = kw_words_find(words, "threats", "spoofing");

	g_assert_true(kw_effects_is_same(code, takeover));
	g_assert_true(kw_effects_is_same(spoofing, spoofing));
	g_assert_false(kw_effects_is_same(code, leak));
	g_assert_false(kw_effects_is_same(spoofing, NULL));
	g_assert_false(kw_effects_is_same(NULL, leak));
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	words = kw_words_load("ja", NULL, NULL);
	g_assert(words);
	g_test_add_func("/effects/stated", test_stated);
	g_test_add_func("/effects/aside", test_aside);
	g_test_add_func("/effects/same", test_same);
	status = g_test_run();
	kw_words_free(words);
	return status;
}
