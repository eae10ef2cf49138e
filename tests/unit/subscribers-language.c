/* language: in which one somebody is answered, by his words, by what he chose, by headers. */
#include "subscribers/language.h"

#include "../support/testing.h"

static void by_words(void)
{
	static const struct {
		const char *subject, *own, *wanted;
	} rows[] = {
		{"登録", "", "ja"},
		{NULL, "please subscribe me", "en"},
		{"Subscribe", "", NULL},
		{NULL, "please stop this", "en"},
		{"STOP", "", NULL},
		{"Ｓｕｂｓｃｒｉｂｅ", "", NULL},
		{"Question", "Is there an English version?", "en"},
		{"お問い合わせ", "Is there an English version?",
		 "en"}, /* the words before the subject */
		{"Help with a strange mail", "", "en"},
		{NULL, "ﾄｳﾛｸ", "ja"},
		/* both */
		{NULL, "Microsoft Defender for Business Premium を使っていますか", "ja"},
		{NULL, "Unsubscribe お願いします", "ja"},
		{NULL, "Please subscribe me to サイバーかわら版.", "en"},
		{NULL, "I am the owner of 株式会社見本. How do we get your newsletter?", "en"},
		{NULL, "Thank you. 解除をお願いします。", "ja"},
		{NULL, "", NULL},
		{NULL, NULL, NULL},
		{NULL, "\xff\xfe", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const KwLanguageSigns signs = {.subject = rows[i].subject, .own = rows[i].own};
		const char *got = kw_language_of(&signs, NULL, NULL);

		if (g_strcmp0(got, rows[i].wanted))
			g_error("%s | %s: %s", rows[i].subject, rows[i].own, got);
	}
}

/* What he chose comes before what his mail program says, and behind what he writes. */
static void in_turn(void)
{
	KwLanguageSigns signs = {.own = "STOP", .content_language = "en-US, de"};

	g_assert_cmpstr(kw_language_of(&signs, NULL, "ja"), ==, "en");
	g_assert_cmpstr(kw_language_of(&signs, "ja", "en"), ==, "ja");
	signs.content_language = "fr";
	g_assert_cmpstr(kw_language_of(&signs, NULL, "ja"), ==, "ja");
	signs.charset = "ISO-2022-JP-MS";
	g_assert_cmpstr(kw_language_of(&signs, NULL, "en"), ==, "ja");
	signs.charset = "utf-8";
	g_assert_cmpstr(kw_language_of(&signs, NULL, "en"), ==, "en");
	signs.own = "やめてください";
	g_assert_cmpstr(kw_language_of(&signs, "en", "en"), ==, "ja");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/language/by-words", by_words);
	g_test_add_func("/language/in-turn", in_turn);
	return g_test_run();
}
