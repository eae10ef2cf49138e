/* sentences: how texts as they arrive are cut. */
#include "base/sentences.h"

static void test_split(void)
{
	static const struct {
		const char *text, *joined;
	} rows[] = {
		{"", ""},
		{" \n\n", ""},
		{"一つめ。二つめ！\n三つめ", "一つめ|二つめ|三つめ"},
		{"認証されていない\n第三者が、\n操作する。", "認証されていない第三者が、操作する"},
		{"One is here. Two is a sentence that goes on and on\nto here? Three",
		 "One is here|Two is a sentence that goes on and on to here|Three"},
		{"Upgrade to A 1.2\nUpgrade to B 3.4", "Upgrade to A 1.2|Upgrade to B 3.4"},
		{"Version 7.4.10 is out.", "Version 7.4.10 is out"},
		{"対策\n- FortiOS 7.6.5\n- FortiOS 7.4.10",
		 "対策|- FortiOS 7.6.5|- FortiOS 7.4.10"},
		{"I. 概要\n\n本文", "I|概要|本文"},
		/* short, and goes on */
		{"It has been actively\nexploited by many.\nHere",
		 "It has been actively exploited by many|Here"},
		{"Affected:\nmod_x 1\nSee below", "Affected:|mod_x 1|See below"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) sentences = kw_sentences_split(rows[i].text);
		g_autofree char *joined = NULL;

		g_ptr_array_add(sentences, NULL);
		joined = g_strjoinv("|", (char **)sentences->pdata);
		g_assert_cmpstr(joined, ==, rows[i].joined);
	}
}

static void test_unwrap(void)
{
	static const struct {
		const char *text, *unwrapped;
	} rows[] = {
		{"", ""},
		{"rated\ncritical. So\r\n\r\nX", "rated critical. So\n\nX"},
		{"一つ\n　め\n・二つめ", "一つめ\n・二つめ"},
		{"一つめ\n〇次のもの\n②三つめ\n★四つめ", "一つめ\n〇次のもの\n②三つめ\n★四つめ"},
		{"二〇二\n〇年の件", "二〇二〇年の件"},
		{"製品は FortiOS\nです", "製品は FortiOS\nです"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *unwrapped = kw_sentences_unwrap(rows[i].text);

		g_assert_cmpstr(unwrapped, ==, rows[i].unwrapped);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sentences/split", test_split);
	g_test_add_func("/sentences/unwrap", test_unwrap);
	return g_test_run();
}
