/* preferences: what readers write of themselves, and what must never greet them. */
#include "subscribers/preferences.h"

#include "../support/testing.h"

static KwSubscriber *nobody(void)
{
	KwSubscriber *subscriber = g_new0(KwSubscriber, 1);

	subscriber->language = g_strdup("ja");
	subscriber->topics = g_strdup("weekly bulletin");
	subscriber->products = g_strdup("windows");
	return subscriber;
}

static void test_lines(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(KwSubscriber) s = nobody();

	g_assert_cmpint(kw_preferences_read("会社名：見本工業\n業種: 製造業\n従業員数：12人\n"
					    "都道府県：和歌山県\n合い言葉：すずめ\n言語：英語\n"
					    "お知らせ：緊急だけ\n製品：FortiGate",
					    words, FALSE, s),
			==, 8);
	g_assert_cmpstr(s->organisation, ==, "見本工業");
	g_assert_cmpstr(s->industry, ==, "製造業");
	g_assert_cmpstr(s->size, ==, "12人");
	g_assert_cmpstr(s->prefecture, ==, "和歌山");
	g_assert_cmpstr(s->word, ==, "すずめ");
	g_assert_cmpstr(s->language, ==, "en");
	g_assert_cmpstr(s->topics, ==, "bulletin");
	g_assert_cmpstr(s->products, ==, "windows fortigate");
	g_assert_cmpint(
		kw_preferences_read("合い言葉は「つばめ」です。\n会社名を見本商店に変えてください",
				    words, FALSE, s),
		==, 2);
	g_assert_cmpstr(s->word, ==, "つばめ");
	g_assert_cmpstr(s->organisation, ==, "見本商店");
	g_assert_cmpint(kw_preferences_read("やっぱり毎週もください", words, FALSE, s), ==, 1);
	g_assert_cmpstr(s->topics, ==, "weekly bulletin");
	g_assert_cmpint(kw_preferences_read("従業員１５人です\n会社3年目です", words, FALSE, s), ==,
			1);
	g_assert_cmpstr(s->size, ==, "１５人");
	g_assert_cmpint(kw_preferences_read("FortiGateは使っていません", words, FALSE, s), ==, 1);
	g_assert_cmpstr(s->products, ==, "windows");
	g_assert_cmpstr(s->unused, ==, "fortigate");
}

static void test_word(void)
{
	static const struct {
		const char *own, *word;
	} rows[] = {
		{"すずめ", "すずめ"},
		{"すずめ\n\nよろしくお願いします。", "すずめ"},
		{"ありがとうございます", NULL},
		{"はい", NULL},
		{"読みました", NULL},
		{"これは何ですか", NULL},
		{"https://evil.example/", NULL},
		{"a@b.example", NULL},
		{"とても長い言葉をここに書いてみたらどうなるのか試す", NULL},
		{"すずめ\nつばめ", NULL},
	};
	g_autoptr(KwWords) words = kw_testing_words("ja");

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwSubscriber) s = nobody(), unasked = nobody();

		g_assert_cmpint(kw_preferences_read(rows[i].own, words, TRUE, s), ==,
				rows[i].word != NULL);
		g_assert_cmpstr(s->word, ==, rows[i].word);
		kw_preferences_read(rows[i].own, words, FALSE, unasked);
		g_assert_null(unasked->word);
	}
}

static void test_harmless(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(KwSubscriber) s = nobody();

	g_assert_cmpint(kw_preferences_read("会社名：https://evil.example/\n合い言葉：a@b.example\n"
					    "会社名：{{title}}\n都道府県：月の裏\n言語：仏語",
					    words, FALSE, s),
			==, 0);
	g_assert_null(s->organisation);
	g_assert_null(s->word);
}

static void test_join(void)
{
	g_autofree char *both = kw_preferences_join("a b", "b c"),
			*none = kw_preferences_join(NULL, NULL);

	g_assert_cmpstr(both, ==, "a b c");
	g_assert_null(none);
}

/* One field of a form. */
static void test_form(void)
{
	static const struct {
		const char *field, *value;
		gboolean is_good;
	} rows[] = {
		{"organisation", "見本工業", TRUE},
		{"organisation", "https://evil.example/", FALSE},
		{"organisation", "{{title}}", FALSE},
		{"organisation", "a@b.example", FALSE},
		{"word", "すずめ", TRUE},
		{"prefecture", "和歌山県", TRUE},
		{"prefecture", "月の裏", FALSE},
		{"language", "en", TRUE},
		{"language", "fr", FALSE},
		{"language", "", FALSE},
		{"topics", "weekly", TRUE},
		{"topics", "weekly; bulletin", FALSE},
		{"address", "x", FALSE},
		{"industry", "", TRUE},
	};
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(KwSubscriber) s = nobody();
	g_autoptr(GPtrArray) prefectures = kw_preferences_prefectures();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(kw_preferences_set(s, rows[i].field, rows[i].value), ==,
				rows[i].is_good);
	g_assert_cmpstr(s->organisation, ==, "見本工業");
	g_assert_cmpstr(s->word, ==, "すずめ");
	g_assert_cmpstr(s->prefecture, ==, "和歌山");
	g_assert_cmpstr(s->language, ==, "en");
	g_assert_cmpstr(s->topics, ==, "weekly");
	g_assert_true(kw_preferences_set(s, "organisation", "  "));
	g_assert_null(s->organisation);
	g_assert_true(kw_preferences_add_products(s, "FortiGate と 弥生", words));
	g_assert_nonnull(strstr(s->products, "fortigate"));
	g_assert_false(kw_preferences_add_products(s, "名もない箱", words));
	g_assert_cmpuint(prefectures->len, ==, 47);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/preferences/lines", test_lines);
	g_test_add_func("/preferences/word", test_word);
	g_test_add_func("/preferences/harmless", test_harmless);
	g_test_add_func("/preferences/join", test_join);
	g_test_add_func("/preferences/form", test_form);
	return g_test_run();
}
