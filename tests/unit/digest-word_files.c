/* The word files glossary, guides, helplines and selfcheck, and `tell` of threats: not their shape
 * but what they say. A meaning that needs a meaning, or a guide that leads to one no longer valid,
 * would be printed as it stands. */
#include "base/words.h"

#include "../support/testing.h"

#include <locale.h>
#include <string.h>

#define MAX_MEANING  60
#define MIN_GLOSSARY 270
#define MAX_TELL     100

static gboolean matches(const char *pattern, const char *text)
{
	return g_regex_match_simple(pattern, text, 0, 0);
}

/* The entry is said with whatever fails next. */
static const char *text_of(const KwWord *word, const char *key)
{
	const char *text = kw_word_text(word, key);

	g_test_message("%s: %s: %s", kw_word_id(word), key, text ? text : "(none)");
	return text;
}

static void test_same_ids(void)
{
	static const char *const files[] = {"glossary", "guides", "selfcheck"};
	g_autoptr(KwWords) ja = kw_testing_words("ja"), en = kw_testing_words("en");

	for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
		g_autoptr(GPtrArray) list = kw_words_list(ja, files[f]);
		g_autoptr(GPtrArray) other = kw_words_list(en, files[f]);

		g_assert_cmpuint(list->len, ==, other->len);
		for (guint i = 0; i < list->len; i++)
			g_assert_cmpstr(kw_word_id(list->pdata[i]), ==,
					kw_word_id(other->pdata[i]));
	}
}

/* --- glossary --- */

/* What everybody who works with a PC says, and names that need no meaning here. */
static gboolean is_everyday(const char *word)
{
	static const char *const everyday[] = {"アメリカ",       "インターネット",
					       "ウイルス",       "カメラ",
					       "カード",         "キー",
					       "コンピューター", "サービス",
					       "ソフト",         "データ",
					       "ネット",         "パスワード",
					       "パソコン",       "ファイル",
					       "プログラム",     "ページ",
					       "ホームページ",   "ボタン",
					       "メーカー",       "メール",
					       "Windows",        "FAX",
					       "https",          NULL};

	return g_strv_contains(everyday, word);
}

/* `word` is part of a term or name of the glossary that stands in `text`. */
static gboolean is_explained(const KwWords *words, const char *text, const char *word)
{
	g_autoptr(GPtrArray) all = kw_words_list(words, "glossary");

	for (guint i = 0; i < all->len; i++) {
		g_autoptr(GPtrArray) forms = kw_word_texts(all->pdata[i], "names");

		g_ptr_array_add(forms, (gpointer)kw_word_text(all->pdata[i], "term"));
		for (guint j = 0; j < forms->len; j++)
			if (strstr(forms->pdata[j], word) && strstr(text, forms->pdata[j]))
				return TRUE;
	}
	return FALSE;
}

/* Foreign words are what readers stumble over: each is everyday or has its own entry. */
static void check_foreign_words(const KwWords *words, const char *meaning)
{
	g_autoptr(GRegex) regex = g_regex_new("[ァ-ヶー]{2,}|[A-Za-z][A-Za-z0-9/+-]*", 0, 0, NULL);
	g_autoptr(GMatchInfo) info = NULL;

	for (g_regex_match(regex, meaning, 0, &info); g_match_info_matches(info);
	     g_match_info_next(info, NULL)) {
		g_autofree char *word = g_match_info_fetch(info, 0);

		if (!is_everyday(word) && !is_explained(words, meaning, word))
			g_error("\"%s\" in: %s", word, meaning);
	}
}

/* No text uses a word for which a plain one stands here; the entry of the plain one may say it. */
static void check_plain(const KwWords *words, const char *own, const char *text)
{
	g_autoptr(GPtrArray) found = kw_words_match(words, "glossary", text);

	for (guint i = 0; i < found->len; i++) {
		const char *plain = kw_word_text(found->pdata[i], "plain");

		if (plain && strcmp(plain, own) != 0)
			g_error("better \"%s\" in: %s", plain, text);
	}
}

static void test_meanings(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GPtrArray) glossary = kw_words_list(words, "glossary");

	g_assert_cmpuint(glossary->len, >=, MIN_GLOSSARY);
	for (guint i = 0; i < glossary->len; i++) {
		const char *term = text_of(glossary->pdata[i], "term");
		const char *reading = text_of(glossary->pdata[i], "reading");
		const char *meaning = text_of(glossary->pdata[i], "meaning");
		const char *plain = kw_word_text(glossary->pdata[i], "plain");

		g_assert_cmpint(g_utf8_strlen(meaning, -1), <=, MAX_MEANING);
		g_assert_true(matches("^[^。]+。$", meaning));
		g_assert_true(reading ? matches("^[ぁ-ゖァ-ヶー・]+$", reading)
				      : !matches("[A-Za-z\\p{Han}]", term));
		check_foreign_words(words, meaning);
		check_plain(words, term, meaning);
		if (plain)
			check_plain(words, term, plain);
	}
}

static void test_english_meanings(void)
{
	g_autoptr(KwWords) words = kw_testing_words("en");
	g_autoptr(GPtrArray) glossary = kw_words_list(words, "glossary");

	for (guint i = 0; i < glossary->len; i++) {
		const char *term = text_of(glossary->pdata[i], "term");
		const char *meaning = text_of(glossary->pdata[i], "meaning");

		g_assert_true(matches("^[A-Z].*[A-Za-z0-9]\\.$", meaning));
		g_assert_false(matches("[.!?] ", meaning));
		check_plain(words, term, meaning);
	}
}

/* A form names one thing. Matching tells: an entry's own names find it and nothing else. And one
 * of them shares the term, so that a reader finds the word again. */
static void check_names(const KwWords *words, const KwWord *word)
{
	g_autoptr(GPtrArray) names = kw_word_texts(word, "names");
	const char *term = kw_word_text(word, "term");
	gboolean is_found = FALSE;

	g_assert_cmpuint(names->len, >, 0);
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(GPtrArray) found = kw_words_match(words, "glossary", names->pdata[i]);

		g_test_message("%s: %s", kw_word_id(word), (char *)names->pdata[i]);
		g_assert_cmpuint(found->len, ==, 1);
		g_assert_true(found->pdata[0] == word);
		is_found |= strstr(names->pdata[i], term) || strstr(term, names->pdata[i]);
	}
	g_assert_true(is_found);
}

static void test_names(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);
		g_autoptr(GPtrArray) glossary = kw_words_list(words, "glossary");

		for (guint i = 0; i < glossary->len; i++)
			check_names(words, glossary->pdata[i]);
	}
}

/* The names find what texts mean, and leave everyday words alone. */
static void test_recognition(void)
{
	static const struct {
		const char *language, *text, *ids;
	} rows[] = {
		{"ja", "ブログを書き、サポートを開始し、レポートを出す", ""},
		{"ja", "製品のカタログの送付、パスポートの更新", ""},
		{"ja", "工場のロボットとドライバー、貨物のコンテナ", ""},
		{"ja", "キャッシュレスのお支払い、ビルのテナント、パッチワーク", ""},
		{"ja", "iPS細胞とEOSのカメラ、IOCの会合", ""},
		{"ja", "ISO認証の取得、建設業の許認可、改善の横展開", ""},
		{"ja", "取引先をリストアップし、クラウドファンディングを使う", ""},
		{"ja", "クラウドの共有", "cloud"},
		{"ja", "https://www.example.jp/", ""},
		{"ja", "パロアルトネットワークス社", ""},
		{"ja", "ＳＱＬインジェクションの脆弱性", "sql-injection vulnerability"},
		{"ja", "CVE-2026-0001（CVSS 9.8）", "cve cvss"},
		{"ja", "多要素認証を使う", "mfa"},
		{"ja", "認証されていない第三者が、管理者権限で", "authentication admin-rights"},
		{"ja", "認証情報を盗む", "credentials"},
		{"ja", "SSL-VPNの装置、VPN装置、VPN", "ssl-vpn vpn-device vpn"},
		{"ja", "USBメモリとUSBメモリー", "usb-memory"},
		{"ja", "社内のサーバとC2サーバ", "server c2"},
		{"en", "log in to the port of Tokyo, apt to raid the server room", "login server"},
		{"en", "a driver, a worm in an apple, cookies in the library", ""},
		{"en", "a hostile takeover, redundancy pay, patches on a coat", ""},
		{"en", "Remote code execution vulnerabilities", "remote-code vulnerability"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwWords) words = kw_testing_words(rows[i].language);
		g_autoptr(GPtrArray) found = kw_words_match(words, "glossary", rows[i].text);
		g_autoptr(GString) ids = g_string_new(NULL);

		for (guint j = 0; j < found->len; j++)
			g_string_append_printf(ids, "%s%s", j ? " " : "",
					       kw_word_id(found->pdata[j]));
		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(ids->str, ==, rows[i].ids);
	}
}

/* --- guides --- */

/* Somebody who asks for an old guide is led to the one of today: never in a circle, never nowhere.
 */
static void check_successor(const KwWords *words, const KwWord *guide, guint limit)
{
	const char *next = kw_word_text(guide, "superseded_by");

	if (!next)
		return;
	g_assert_cmpstr(text_of(guide, "current"), ==, "no");
	for (; next && limit; limit--) {
		guide = kw_words_find(words, "guides", text_of(guide, "superseded_by"));
		g_assert_nonnull(guide);
		next = kw_word_text(guide, "superseded_by");
	}
	g_assert_cmpuint(limit, >, 0);
	g_assert_cmpstr(text_of(guide, "current"), ==, "yes");
}

/* A fact names the day and the page on which it was seen, or says that nobody has looked. */
static void check_facts(const KwWord *guide)
{
	static const char *const audiences[] = {"everyone",       "small",      "not-tiny",
						"infrastructure", "government", NULL};
	const char *day = text_of(guide, "confirmed_on");
	const char *date = text_of(guide, "date");

	g_assert_true(matches("^(unchecked|20\\d\\d-\\d\\d-\\d\\d)$", day));
	g_assert_cmpint(strcmp(day, "unchecked") != 0, ==, text_of(guide, "source") != NULL);
	g_assert_true(!date || matches("^20\\d\\d(-\\d\\d){0,2}$", date));
	g_assert_true(g_strv_contains(audiences, text_of(guide, "audience")));
	g_assert_true(matches("^(yes|no)$", text_of(guide, "current")));
	g_assert_cmpint(!strcmp(kw_word_text(guide, "current"), "yes"), ==,
			text_of(guide, "url") != NULL);
}

static void test_guides(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);
		g_autoptr(GPtrArray) guides = kw_words_list(words, "guides");

		for (guint i = 0; i < guides->len; i++) {
			check_facts(guides->pdata[i]);
			check_plain(words, "", text_of(guides->pdata[i], "summary"));
			check_successor(words, guides->pdata[i], guides->len);
		}
	}
}

/* What is known of a guide does not depend on the language. */
static void test_guides_agree(void)
{
	static const char *const same[] = {"date",         "audience", "current", "superseded_by",
					   "confirmed_on", "source",   "url"};
	g_autoptr(KwWords) ja = kw_testing_words("ja"), en = kw_testing_words("en");
	g_autoptr(GPtrArray) guides = kw_words_list(ja, "guides");

	for (guint i = 0; i < guides->len; i++) {
		const char *id = kw_word_id(guides->pdata[i]);
		const KwWord *other = kw_words_find(en, "guides", id);

		for (guint k = 0; k < G_N_ELEMENTS(same); k++)
			g_assert_cmpstr(text_of(guides->pdata[i], same[k]), ==,
					kw_word_text(other, same[k]));
	}
}

/* --- helplines --- */

/* A number or an address is a fact: somebody says when it was read, or that nobody has looked. */
static void test_helplines(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);
		g_autoptr(GPtrArray) lines = kw_words_list(words, "helplines");

		g_assert_cmpuint(lines->len, >, 0);
		for (guint i = 0; i < lines->len; i++) {
			const char *day = text_of(lines->pdata[i], "confirmed_on");
			const char *name = text_of(lines->pdata[i], "name");

			g_assert_cmpint(matches("[0-9@]|https:", name), ==, day != NULL);
			g_assert_true(day || !text_of(lines->pdata[i], "hours"));
		}
	}
}

/* --- selfcheck --- */

/* Every answer but している has its own advice; and nobody is told to send a locked file and its
 * password in two mails, as was usual in Japan. */
static void check_answers(const KwWords *words, const KwWord *question, const char *sentences)
{
	static const char *const answers[] = {"advice_partly", "advice_no", "advice_unknown"};

	check_plain(words, "", text_of(question, "question"));
	for (guint i = 0; i < G_N_ELEMENTS(answers); i++) {
		const char *advice = text_of(question, answers[i]);

		g_assert_nonnull(advice);
		g_assert_true(matches(sentences, advice));
		g_assert_false(matches("(?i)zip|圧縮|パスワード付き|password-protected", advice));
		check_plain(words, "", advice);
	}
}

static void test_answers(void)
{
	static const char *const sentences[][2] = {{"ja", "^([^。]+。){1,2}$"},
						   {"en", "^[^.]+\\.( [^.]+\\.)?$"}};

	for (guint l = 0; l < G_N_ELEMENTS(sentences); l++) {
		g_autoptr(KwWords) words = kw_testing_words(sentences[l][0]);
		g_autoptr(GPtrArray) questions = kw_words_list(words, "selfcheck");

		for (guint i = 0; i < questions->len; i++)
			check_answers(words, questions->pdata[i], sentences[l][1]);
	}
}

/* --- threats --- */

static gboolean is_for_all(const KwWord *threat)
{
	g_autoptr(GPtrArray) todo = kw_word_texts(threat, "todo");

	for (guint i = 0; i < todo->len; i++)
		if (g_str_equal(todo->pdata[i], "tell-staff"))
			return TRUE;
	return FALSE;
}

/* Who is asked to tell the staff gets two lines to send; they fit on a telephone's screen. */
static void test_tell(void)
{
	static const char *const languages[] = {"ja", "en"};

	for (guint l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(KwWords) words = kw_testing_words(languages[l]);
		g_autoptr(GPtrArray) threats = kw_words_list(words, "threats");

		for (guint i = 0; i < threats->len; i++) {
			g_autoptr(GPtrArray) lines = kw_word_texts(threats->pdata[i], "tell");

			text_of(threats->pdata[i], "tell");
			g_assert_cmpuint(lines->len, ==, is_for_all(threats->pdata[i]) ? 2 : 0);
			if (!lines->len)
				continue;
			g_ptr_array_add(lines, NULL);
			g_autofree char *all = g_strjoinv("\n", (char **)lines->pdata);
			g_assert_cmpint(g_utf8_strlen(all, -1), <=, MAX_TELL);
			check_plain(words, "", all);
		}
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8"); /* messages show what is wrong, not "????" */
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/word_files/same_ids", test_same_ids);
	g_test_add_func("/word_files/meanings", test_meanings);
	g_test_add_func("/word_files/english_meanings", test_english_meanings);
	g_test_add_func("/word_files/names", test_names);
	g_test_add_func("/word_files/recognition", test_recognition);
	g_test_add_func("/word_files/guides", test_guides);
	g_test_add_func("/word_files/guides_agree", test_guides_agree);
	g_test_add_func("/word_files/helplines", test_helplines);
	g_test_add_func("/word_files/answers", test_answers);
	g_test_add_func("/word_files/tell", test_tell);
	return g_test_run();
}
