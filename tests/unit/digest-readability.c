/* digest/readability: numbers that were computed by hand, and sentences with what is found in them.
 */
#include "digest/readability.h"

#include "../support/testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static KwWords *words[2]; /* en, ja */

static const KwWords *words_of(const char *language)
{
	return words[g_str_equal(language, "ja")];
}

static void test_numbers(void)
{
	static const struct {
		const char *text, *language;
		int characters, words, sentences, longest;
		double mean, rs;
	} cases[] = {
		{"", "en", 0, 0, 0, 0, 0, 0},
		{"----\n", "en", 4, 0, 0, 0, 0, 0},
		/* ls 12, lh = lc = 5/3, cp 1 */
		{"今日の天気は、晴れです。", "ja", 12, 0, 1, 12, 12, 83.38},
		/* the same twice: the means stay */
		{"今日の天気は、晴れです。今日の天気は、晴れです。", "ja", 24, 0, 2, 12, 12, 83.38},
		/* an address is not read */
		{"今日の天気は、晴れです。\nhttps://www.example.jp/a", "ja", 14, 0, 1, 12, 12,
		 83.38},
		/* ls 25; Latin VPN, Wifi: 3.5; katakana ソフト, サーバー: 3.5; kanji 更新: 2;
		   hiragana の, と, を, する: 1.25; cp 0: -3 -4.795 +9.25 -46.36 -18.9 +115.79 */
		{"VPNのソフトとサーバー123を更新するWifi。", "ja", 25, 0, 1, 25, 25, 51.985},
		/* wrapped, and a line that ends by itself */
		{"見出し\n本文です。", "ja", 8, 0, 2, 5, 4, -0.48 + 7.4 * 1.5 - 23.18 * 2 + 115.79},
		/* 6 words, 7 syllables: 206.835 - 6.09 - 98.7 */
		{"The cat sat on the table.", "en", 20, 6, 1, 6, 6, 102.045},
		/* 2 sentences, 4 words; "Update" 2, "make" 1, "it" 1, "now" 1 */
		{"Update now. Make it!", "en", 17, 4, 2, 2, 2, 206.835 - 2.03 - 84.6 * 5 / 4},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwReadability)
			got = kw_readability_of(cases[i].text, NULL, words_of(cases[i].language));

		g_test_message("%s", cases[i].text);
		g_assert_cmpstr(got->language, ==, cases[i].language);
		g_assert_cmpint(got->sentences, ==, cases[i].sentences);
		g_assert_cmpint(got->words, ==, cases[i].words);
		g_assert_cmpint(got->longest, ==, cases[i].longest);
		g_assert_cmpfloat_with_epsilon(got->mean, cases[i].mean, 0.005);
		g_assert_cmpfloat_with_epsilon(got->rs, cases[i].rs, 0.005);
	}
}

/* "kind:quote kind:quote", without "no-action" where the text has none to give. */
static char *findings_of(const KwReadability *got)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < got->findings->len; i++) {
		const KwReadabilityFinding *finding = got->findings->pdata[i];

		if (out->len)
			g_string_append(out, " | ");
		g_string_append(out, finding->kind);
		if (finding->quote)
			g_string_append_printf(out, ":%s", finding->quote);
		if (finding->count)
			g_string_append_printf(out, ":%d", finding->count);
		if (finding->advice)
			g_string_append_printf(out, ">%s", finding->advice);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void test_findings(void)
{
	static const struct {
		const char *language, *text, *wanted;
	} cases[] = {
		{"ja", "", ""},
		{"ja", "すぐに更新してください。", ""},
		{"ja", "今日は晴れです。", "no-action"},
		{"ja", "まず電話しましょう。", ""},
		{"ja",
		 "このお知らせは、あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみ"
		 "むめもやゆよらりるれろ"
		 "わをんあいうえおかきくけこ、してください。",
		 "long-sentence:このお知らせは、あいうえおかき…:72"},
		{"ja", "情報漏洩防止対策会議に出てください。",
		 "kanji-run:情報漏洩防止対策会議:10 | unexplained:情報漏洩"},
		{"ja", "東京都千代田へ行ってください。", "hard-word:行って>する"},
		{"ja", "ファームウェアを新しくしてください。", "unexplained:ファームウェア"},
		{"ja",
		 "ファームウェア（機械を動かすソフト）を新しくしてください。ファームウェアは大事で"
		 "す。",
		 ""},
		{"ja",
		 "ファームウェアを新しくしてください。\n装置の中に入っている、その装置を動かすソフ"
		 "ト。",
		 ""},
		{"ja", "LZQの穴があります。PCを見てください。", "abbreviation:LZQ"},
		{"ja", "LZQ（外から動かされること）に注意してください。", ""},
		{"ja", "番号はJVN#12345678とCVE-2026-1です。見てください。", ""},
		{"ja", "問題がないわけではありません。見てください。",
		 "double-negative:問題がないわけではありません。"},
		{"ja", "見られた物が公開され、売られた後に消されたそうです。見てください。",
		 "passive:見られた物が公開され、売られた…:3"},
		{"ja", "更新が公開されました。入れてください。", ""},
		{"ja", "対策を実施してください。", "hard-word:実施して>する"},
		{"ja", "更新を適用してください。", "hard-word:適用して>入れる"},
		{"ja", "速やかに見てください。", "hard-word:速やかに>すぐに"},
		{"en", "Update it now.", ""},
		{"en", "It is a nice day.", "no-action"},
		{"en",
		 "Please read all of this very long line of many words that goes on and on and "
		 "does not "
		 "come to an end soon.",
		 "long-sentence:Please read all…:24"},
		{"en", "Ask them about LZQ bugs.", "abbreviation:LZQ"},
		{"en", "Please utilize it.", "hard-word:utilize>use"},
		{"en", "Please look: it is not unusual.", "double-negative:Please look: it…"},
		{"en", "Please look: data was stolen and is being sold, is not seen and was used.",
		 "passive:Please look: da…:3"},
		{"en", "Performance matters. Call us.", ""},
	};
	guint wrong = 0;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwReadability) got = kw_readability_of(cases[i].text, cases[i].language,
								 words_of(cases[i].language));
		g_autofree char *found = findings_of(got);

		if (strcmp(found, cases[i].wanted) != 0) {
			fprintf(stderr, "%s\n  wanted %s\n  got    %s\n", cases[i].text,
				cases[i].wanted, found);
			wrong++;
		}
	}
	g_assert_cmpuint(wrong, ==, 0);
}

/* What its glossary explains is explained; its steps need no imperative. */
static void test_story(void)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new(), todo = g_ptr_array_new(),
			     none = g_ptr_array_new(), glossary = g_ptr_array_new();
	KwGloss gloss = {(char *)"ファームウェア", (char *)"説明。"};
	KwStory story = {.who = none, .what = lines, .todo = todo, .glossary = glossary};

	g_ptr_array_add(lines, (gpointer) "ファームウェアに穴があります。");
	g_autoptr(KwReadability) bare = kw_readability_of_story(&story, words_of("ja"));
	g_autofree char *found = findings_of(bare);
	g_assert_cmpstr(found, ==, "unexplained:ファームウェア | no-action");
	g_ptr_array_add(todo, (gpointer) "会社に電話する。");
	g_ptr_array_add(glossary, &gloss);
	g_autoptr(KwReadability) whole = kw_readability_of_story(&story, words_of("ja"));
	g_assert_cmpuint(whole->findings->len, ==, 0);
	g_assert_cmpint(whole->sentences, ==, 2);
	story.comment = (char *)"LZQです。";
	g_autoptr(KwReadability) commented = kw_readability_of_story(&story, words_of("ja"));
	g_autofree char *more = findings_of(commented);
	g_assert_cmpstr(more, ==, "abbreviation:LZQ");
}

static void test_long(void)
{
	static const char *const parts[] = {"あ", "漢",      "RCE ",   "a",      "\n",
					    "。", "VPN装置", "not un", "されて", "https://a "};

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		gint64 before = g_get_monotonic_time();

		while (text->len < 400 * 1024)
			g_string_append(text, parts[i]);
		g_autoptr(KwReadability) got = kw_readability_of(text->str, NULL, words_of("ja"));
		g_assert_cmpuint(got->findings->len, <=, 50);
		g_assert_cmpint(g_get_monotonic_time() - before, <, 3 * G_USEC_PER_SEC);
	}
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	words[0] = kw_testing_words("en");
	words[1] = kw_testing_words("ja");
	g_test_add_func("/readability/numbers", test_numbers);
	g_test_add_func("/readability/findings", test_findings);
	g_test_add_func("/readability/story", test_story);
	g_test_add_func("/readability/long", test_long);
	failed = g_test_run();
	kw_words_free(words[0]);
	kw_words_free(words[1]);
	return failed;
}
