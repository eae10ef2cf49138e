/* The word files that explain reads: every reference resolves, both languages agree, and their
 * names and forms find what real titles and sentences say.
 */
#include "digest/explain.h"

#include "../support/sentence_check.h"
#include "../support/testing.h"

#include <string.h>

static KwWords *words_of(const char *language)
{
	g_autoptr(GError) error = NULL;
	KwWords *words = kw_words_load(language, NULL, &error);

	kw_assert_ok(error);
	return words;
}

static void check_reference(const KwWords *words, const KwWord *word, const char *key,
			    const char *file)
{
	g_autoptr(GPtrArray) ids = kw_word_texts(word, key);

	for (guint i = 0; i < ids->len; i++) {
		if (!kw_words_find(words, file, ids->pdata[i]))
			g_test_message("%s: %s: %s", kw_word_id(word), key, (char *)ids->pdata[i]);
		g_assert_nonnull(kw_words_find(words, file, ids->pdata[i]));
	}
}

static void check_keys(const KwWords *words, const char *file, const char *const *keys)
{
	g_autoptr(GPtrArray) list = kw_words_list(words, file);

	g_assert_cmpuint(list->len, >, 0);
	for (guint i = 0; i < list->len; i++) {
		for (const char *const *key = keys; *key; key++) {
			g_autoptr(GPtrArray) texts = kw_word_texts(list->pdata[i], *key);

			if (!texts->len)
				g_test_message("%s %s: no %s", file, kw_word_id(list->pdata[i]),
					       *key);
			g_assert_cmpuint(texts->len, >, 0);
		}
		check_reference(words, list->pdata[i], "owner_action", "actions");
		check_reference(words, list->pdata[i], "also", "actions");
		check_reference(words, list->pdata[i], "then", "actions");
		check_reference(words, list->pdata[i], "todo", "actions");
	}
}

static const struct {
	const char *file;
	guint at_least;
	const char *keys[10];
} files[] = {
	{"products",
	 170,
	 {"names", "name", "maker", "plain", "about", "kind", "see", "watch", "owner_action"}},
	{"threats", 34, {"names", "kind", "short", "what"}},
	{"actions", 64, {"do", "minutes", "who"}},
	{"facts", 24, {NULL}},
	{"notices", 20, {"headline", "what", "todo"}},
	{"data", 15, {"names", "name"}},
	{"firstaid", 13, {"names", "title", "now", "not", "call"}},
	{"publishers", 5, {"name"}},
	{"guides", 6, {"title", "publisher", "summary", "current", "confirmed_on"}},
	{"selfcheck", 25, {"question", "advice_partly", "advice_no", "advice_unknown"}},
};

static void test_keys(void)
{
	static const char *const languages[] = {"ja", "en"};
	static const char *const glossary[] = {"names", "term", "meaning", NULL};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = words_of(languages[l]);

		for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
			g_autoptr(GPtrArray) list = kw_words_list(words, files[i].file);

			g_assert_cmpuint(list->len, >=, files[i].at_least);
			check_keys(words, files[i].file, files[i].keys);
		}
		check_keys(words, "glossary", glossary);
	}
}

/* A reader of English gets the same decisions: same ids, same names to find, same flags. */
static void test_languages_agree(void)
{
	static const char *const same[] = {
		"names", "kind",       "watch",   "owner_action",    "also",    "then",
		"todo",  "contractor", "role",    "unless",          "general", "stated",
		"ask",   "needs",      "minutes", "supported_until", "source",  "confirmed_on"};
	g_autoptr(KwWords) ja = words_of("ja"), en = words_of("en");

	for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
		g_autoptr(GPtrArray) list = kw_words_list(ja, files[f].file);
		g_autoptr(GPtrArray) other = kw_words_list(en, files[f].file);

		g_assert_cmpuint(list->len, ==, other->len);
		for (guint i = 0; i < list->len; i++) {
			g_assert_cmpstr(kw_word_id(list->pdata[i]), ==,
					kw_word_id(other->pdata[i]));
			for (guint k = 0; k < G_N_ELEMENTS(same); k++) {
				/* the set of questions; in actions it is one, a sentence */
				if (!strcmp(same[k], "ask") && !strcmp(files[f].file, "actions"))
					continue;
				g_autoptr(GPtrArray) a = kw_word_texts(list->pdata[i], same[k]);
				g_autoptr(GPtrArray) b = kw_word_texts(other->pdata[i], same[k]);

				g_assert_cmpuint(a->len, ==, b->len);
				for (guint t = 0; t < a->len; t++)
					g_assert_cmpstr(a->pdata[t], ==, b->pdata[t]);
			}
		}
	}
}

static void check_patterns(const KwWords *words, const char *file, const char *const *keys)
{
	g_autoptr(GPtrArray) list = kw_words_list(words, file);
	g_autoptr(GRegex) tags = g_regex_new("\\{\\{[#/^][^}]*\\}\\}", 0, 0, NULL);

	for (guint i = 0; i < list->len; i++) {
		for (const char *const *key = keys; *key; key++) {
			g_autoptr(GPtrArray) texts = kw_word_texts(list->pdata[i], *key);

			for (guint j = 0; j < texts->len; j++) {
				g_autofree char *plain = g_regex_replace_literal(
					tags, texts->pdata[j], -1, 0, "", 0, NULL);

				sentence_check_lengths(plain);
			}
		}
	}
}

static gboolean is_day(const char *text)
{
	return text && g_regex_match_simple("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$", text, 0, 0);
}

/* Whoever doubts a date finds where it was read, and how old that text was. */
static void test_support_ends(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GPtrArray) products = kw_words_list(words, "products");
	guint n = 0;

	for (guint i = 0; i < products->len; i++) {
		const char *until = kw_word_text(products->pdata[i], "supported_until");
		const char *source = kw_word_text(products->pdata[i], "source");
		const char *confirmed = kw_word_text(products->pdata[i], "confirmed_on");

		if (!until)
			continue;
		g_test_message("%s", kw_word_id(products->pdata[i]));
		g_assert_true(is_day(until));
		g_assert_true(source && g_str_has_prefix(source, "https://"));
		g_assert_true(is_day(confirmed) || !g_strcmp0(confirmed, "unchecked"));
		n++;
	}
	g_assert_cmpuint(n, >=, 12);
}

static void test_plain_words(void)
{
	static const struct {
		const char *file, *keys[6];
	} patterns[] = {
		{"threats", {"headline", "line", "who", "what"}},
		{"facts", {"what"}},
		{"actions", {"line", "ask"}},
		{"firstaid", {"title"}},
		{"helplines", {"hours"}},
	};
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GPtrArray) questions = kw_words_list(words, "selfcheck");
	g_autoptr(GPtrArray) guides = kw_words_list(words, "guides");
	g_autoptr(GPtrArray) glossary = kw_words_list(words, "glossary");

	g_assert_cmpuint(questions->len, ==, 25);
	for (guint i = 0; i < questions->len; i++) {
		sentence_check(kw_word_text(questions->pdata[i], "question"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_partly"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_no"));
		sentence_check(kw_word_text(questions->pdata[i], "advice_unknown"));
	}
	for (guint i = 0; i < guides->len; i++)
		sentence_check(kw_word_text(guides->pdata[i], "summary"));
	for (guint i = 0; i < glossary->len; i++)
		sentence_check(kw_word_text(glossary->pdata[i], "meaning"));
	for (guint i = 0; i < G_N_ELEMENTS(patterns); i++)
		check_patterns(words, patterns[i].file, patterns[i].keys);
}

/* A list of steps is ticked off: each is one sentence. */
static void check_steps(const KwWord *word, const char *key)
{
	g_autoptr(GPtrArray) texts = kw_word_texts(word, key);

	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];

		g_test_message("%s %s: %s", kw_word_id(word), key, text);
		sentence_check_lengths(text);
		g_assert_true(strstr(text, "。") == text + strlen(text) - strlen("。"));
	}
}

static void test_steps(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GPtrArray) actions = kw_words_list(words, "actions");
	guint n_contractors = 0;

	for (guint i = 0; i < actions->len; i++) {
		const KwWord *action = actions->pdata[i];
		gboolean is_contractor = !g_strcmp0(kw_word_text(action, "who"), "contractor");

		check_steps(action, "do");
		check_steps(action, "do_today");
		g_assert_true(is_contractor || !g_strcmp0(kw_word_text(action, "who"), "owner"));
		g_assert_cmpint(is_contractor, ==, kw_word_text(action, "ask") != NULL);
		n_contractors += is_contractor;
	}
	g_assert_cmpuint(n_contractors, >=, 16);
}

/* The questions of a message are the contractor's actions. */
static void test_questions(void)
{
	static const char *const sets[] = {"device", "pc",      "website",
					   "server", "replace", "no-fix"};

	for (guint i = 0; i < 2 * G_N_ELEMENTS(sets); i++) {
		g_autoptr(KwWords) words = words_of(i < G_N_ELEMENTS(sets) ? "ja" : "en");
		const char *set = sets[i % G_N_ELEMENTS(sets)];
		g_autofree char *opening = g_strdup_printf("ask.%s.0", set);
		g_autoptr(GPtrArray)
			ids = kw_word_texts(kw_words_find(words, "phrases", opening), "questions");

		g_assert_cmpuint(ids->len, ==, 4);
		for (guint n = 0; n < ids->len; n++)
			g_assert_nonnull(kw_word_text(
				kw_words_find(words, "actions", ids->pdata[n]), "ask"));
	}
}

static void check_names(const KwWords *words, const char *file, const char *text,
			const char *wanted)
{
	g_autoptr(GPtrArray) found = kw_words_match(words, file, text);
	g_autoptr(GString) ids = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(found->pdata[i]));
	g_test_message("%s", text);
	g_assert_cmpstr(ids->str, ==, wanted);
}

/* The names find what texts mean, and leave everyday words alone. */
static void test_recognition(void)
{
	static const struct {
		const char *file, *text, *ids;
	} rows[] = {
		{"products", "Fortinet製FortiOSの脆弱性に関する注意喚起", "fortinet fortigate"},
		{"products", "2026年11月マイクロソフトセキュリティ更新プログラムに関する注意喚起",
		 "windows"},
		{"products", "Windows Server 2022 および Ｗｉｎｄｏｗｓ １１",
		 "windows-server windows"},
		{"products", "Cisco IOS XE Software Web UI", "cisco-ios"},
		{"products", "Apple iOS and iPadOS", "iphone"},
		{"products", "Ivanti Endpoint Manager Mobile (EPMM)", "ivanti-epmm"},
		{"products", "Exchange Onlineの設定", "m365"},
		{"products", "サイボウズ Office と Microsoft Office", "cybozu-office office"},
		{"products", "WordPress用プラグイン「Example」", "wordpress-plugin"},
		{"products", "a command line tool, see https://x.example/index.php?id=1", ""},
		{"products", "「LINE」を装うメール", "line"},
		{"products", "edge cases in our teams, an outlook on the office", "outlook"},
		{"threats", "宅配便の不在通知を装うSMSが増えています", "fake-delivery"},
		{"threats", "FortiOSにおける認証回避の脆弱性", "takeover"},
		{"threats", "Authentication Bypass in PAN-OS", "takeover"},
		{"threats", "allows remote code execution", "remote-code"},
		{"threats", "クロスサイトスクリプティングの脆弱性", "script-injection"},
		{"threats", "Windows 10のサポート終了", "end-of-support"},
		{"threats", "doskey and axes", ""},
		{"facts", "本脆弱性の悪用は確認されていません", "no-exploit"},
	};
	g_autoptr(KwWords) words = words_of("ja");

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_names(words, rows[i].file, rows[i].text, rows[i].ids);
}

/* Many more of them, as publishers write. */
static void test_titles(void)
{
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GPtrArray) rows = kw_testing_rows("products/titles.tsv", 2);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];

		check_names(words, "products", row[1], row[0]);
	}
	g_assert_cmpuint(rows->len, >=, 120);
}

typedef struct {
	const char *id, *text;
} Named; /* "" = none */

static void check_first_named(const char *file, const Named *rows, guint n)
{
	g_autoptr(KwWords) words = words_of("ja");

	for (guint i = 0; i < n; i++) {
		g_autoptr(GPtrArray) found = kw_words_match(words, file, rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(found->len ? kw_word_id(found->pdata[0]) : "", ==, rows[i].id);
	}
}

/* What a source states, and what it denies. */
static void test_facts(void)
{
	static const Named rows[] = {
		{"no-login", "An unauthenticated attacker may run code"},
		{"no-login", "遠隔の攻撃者により、認証なしで操作される可能性があります"},
		{"no-login", "This does not require authentication"},
		{"login-first", "当該製品にログイン可能な攻撃者によって、OSコマンドを実行される"},
		{"login-first", "could allow an authenticated, remote attacker to run commands"},
		{"login-first", "exploitation requires authentication"},
		{"as-user", "It runs in the context of an authenticated user"},
		{"as-user", "ログインしたユーザの権限で実行される"},
		{"user-action", "An attacker has to trick an authenticated user"},
		{"same-network", "当該製品と同一ネットワーク上の第三者によって操作される"},
		{"same-network", "an adjacent attacker could reload the device"},
		{"no-login", "attackers may see it without proper credentials"},
		{"user-action", "Interaction with this product is required to exploit it"},
		{"needs-presence", "An attacker with physical access could read memory"},
		{"no-user-action", "No user interaction is required to exploit this"},
		{"user-action", "User interaction is required to exploit this"},
		{"user-action", "細工されたURLにアクセスした場合"},
		{"crafted-file", "細工されたOffice文書を開くと"},
		{"crafted-page", "Processing maliciously crafted web content may lead to a crash"},
		{"no-exploit", "現時点では、本脆弱性を悪用した攻撃は確認されていません"},
		{"no-exploit", "悪用の情報は確認していません"},
		{"no-exploit",
		 "PSIRT is not aware of any public announcements or malicious use of it"},
		{"no-exploit", "侵害の痕跡は確認されていません"},
		{"maybe-exploited", "悪用された可能性があるとのことです"},
		{"limited-attacks", "本脆弱性を悪用した限定的な攻撃が確認されています"},
		{"limited-attacks", "exploited in limited, targeted attacks"},
		{"attack-code", "実証コードが公開されています"},
		{"attack-code", "Proof-of-concept exploit code is available"},
		{"no-attack-code", "実証コードの公開は確認されていません"},
		{"no-attack-code", "There are no known public exploits"},
		{"no-fix", "修正プログラムはまだ提供されていない"},
		{"fix-comes", "開発者は修正版を準備しています"},
		{"ended", "当該製品はサポートが終了しているため、対策はありません"},
		{"no-support", "修正版は提供されません"},
		{"no-support", "The product is end of sale and will not be patched"},
		{"fixed", "最新のファームウェアにしてください"},
		{"no-workaround", "本脆弱性に対する回避策はありません"},
		{"no-workaround", "There are no workarounds that address this vulnerability"},
		{"workaround", "回避策として、次の設定が案内されています"},
		{"no-restart", "更新にあたり再起動は不要です"},
		{"no-restart", "No restart is required"},
		{"restart", "更新後に再起動が必要です"},
		{"restart", "A restart is required"},
		{"not-automatic", "このアプリは自動的に更新されません"},
		{"automatic", "Chromeは自動的に更新されます"},
		{"automatic", "自動更新が有効になっている場合は、操作はありません"},
		{"only-if-on", "リモート管理が有効になっている場合のみ影響を受けます"},
		{"only-if-on", "exploitation requires the SSL-VPN to be enabled"},
		{"only-if-on", "affects devices in a non-default configuration"},
		{"default-settings", "affected regardless of device configuration"},
		{"check-traces", "侵害の有無を確認することを推奨します"},
		{"change-passwords", "更新後、すべての認証情報をリセットしてください"},
		{"change-passwords", "Reset potentially exposed credentials"},
		{"set-password", "管理者パスワードを設定することを推奨しています"},
		{"turn-off", "リモート機能を無効にしてください"},
		{"provider-fixed", "クラウド版は対応済みです"},
		{"provider-fixed",
		 "This vulnerability has already been fully mitigated by Microsoft"},
		{"cloud-excused", "クラウド版をご利用の場合は、対応は不要です"},
		{"", "現時点でのお知らせです"},
		{"", "The weather is fine and no work is due"},
	};

	check_first_named("facts", rows, G_N_ELEMENTS(rows));
}

/* How somebody says that it has happened. */
static void test_first_aid(void)
{
	static const Named rows[] = {
		{"ransomware", "朝からファイルが開けないのですが、どうしたらいいですか"},
		{"ransomware", "画面に身代金を払えと英語で出ています"},
		{"opened-attachment", "請求書の添付ファイルを開いてしまいました"},
		{"opened-attachment", "マクロを有効にしてしまった"},
		{"entered-password", "銀行のメールからパスワードを入れてしまいました"},
		{"entered-card", "カード番号を入力してしまいました"},
		{"called-support-scam", "警告画面に電話してしまい、遠隔操作されました"},
		{"called-support-scam", "I called the number on the screen"},
		{"money-sent", "だまされて振り込んでしまいました"},
		{"money-sent", "社長を名乗るメールに従って送金してしまった"},
		{"bank-drained", "口座からお金がなくなっています"},
		{"impersonated", "当社の名前でメールが送られているようです"},
		{"impersonated", "うちの名前をかたる偽の通販サイトがあると言われました"},
		{"lost-phone", "社員がスマホをなくしました"},
		{"lost-pc", "USBメモリーを紛失しました"},
		{"mail-to-wrong-people", "BCCとCCを間違えて送信しました"},
		{"personal-data-leak", "名簿が漏れたかもしれません"},
		{"website-defaced", "ホームページが書き換えられています"},
		{"card-data-skimmed", "カード会社から連絡があり、カード情報が漏れているそうです"},
		{"account-taken-over", "インスタを乗っ取られました"},
		{"account-taken-over", "メールが乗っ取られたようです"},
		{"sim-swapped", "昨日から急に圏外になりました"},
		{"strange-behaviour", "マウスが勝手に動きます"},
		{"service-stopped", "大量のアクセスでホームページがつながらない"},
		{"hijacked-device", "NOTICEから連絡が来ました"},
		{"", "サポート詐欺とは何ですか"},
		{"", "来月の研修の日程を教えてください"},
		{"", "メールの送り先を変えたいです"},
	};
	g_autoptr(KwWords) words = words_of("ja");
	g_autoptr(GPtrArray) cases_of_it = kw_words_list(words, "firstaid");

	check_first_named("firstaid", rows, G_N_ELEMENTS(rows));
	for (guint i = 0; i < cases_of_it->len; i++) {
		check_steps(cases_of_it->pdata[i], "now");
		check_steps(cases_of_it->pdata[i], "not");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain-words/keys", test_keys);
	g_test_add_func("/explain-words/languages-agree", test_languages_agree);
	g_test_add_func("/explain-words/plain", test_plain_words);
	g_test_add_func("/explain-words/steps", test_steps);
	g_test_add_func("/explain-words/questions", test_questions);
	g_test_add_func("/explain-words/facts", test_facts);
	g_test_add_func("/explain-words/first-aid", test_first_aid);
	g_test_add_func("/explain-words/recognition", test_recognition);
	g_test_add_func("/explain-words/titles", test_titles);
	g_test_add_func("/explain-words/support-ends", test_support_ends);
	return g_test_run();
}
