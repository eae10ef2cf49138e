/* selfchecked: answers to the self-check as people write them. */
#include "subscribers/selfchecked.h"

#include "../support/testing.h"

#include <string.h>

#define QUESTIONS 12

/* "YPNU" for yes, partly, no, unknown, "." for none. */
static char *letters(const KwSelfchecked *checked)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < checked->answers->len; i++) {
		const char *answer = checked->answers->pdata[i];

		g_string_append_c(text, answer ? g_ascii_toupper(*answer) : '.');
	}
	return g_string_free(text, FALSE);
}

static void forms(void)
{
	static const struct {
		const char *own, *wanted;
	} rows[] = {
		{"1 はい 2 いいえ 3 わからない", "YNU........."},
		{"1 はい 2 はい 3 いいえ 4 わからない 5 一部\n6~10 はい\n11 してない\n残りは後で",
		 "YYNUPYYYYYN."},
		{"１　はい\n２　いいえ\n３　分かりません", "YNU........."},
		{"①はい②一部だけ③していません", "YPN........."},
		{"1．している\n2．一部だけ\n3．していない\n4．分からない", "YPNU........"},
		{"全部はい", "YYYYYYYYYYYY"},
		{"すべて「はい」です。", "YYYYYYYYYYYY"},
		{"3だけいいえ、ほかは全部はい", "YYNYYYYYYYYY"},
		{"全部はいです。3は一部", "YYPYYYYYYYYY"},
		{"1 はい\n2 だいたい\n3 まあまあ", "YPP........."},
		{"問1：○\n問2：×\n問3：△", "YNP........."},
		{"1, 2, 5 はい\n3〜4 いいえ", "YYNNY......."},
		{"1番から3番まではい", "YYY........."},
		{"1 yes 2 no 3 don't know 4 partly", "YNUP........"},
		{"all yes", "YYYYYYYYYYYY"},
		{"1\nはい\n2\nまだです", "YN.........."},
		{"はい：1、2、3\nいいえ：4、5", "YYYNN......."},
		{"はい 1 2 いいえ 3", "YYN........."},
		{"全部はいです。ただし7だけいいえです。", "YYYYYYNYYYYY"},
		/* nothing of it */
		{"はい、1はい2いいえ", "............"},
		{"2番のWindowsの更新はしていない機械があります", "............"},
		{"13 はい 99999999999999999999 はい 0 はい", "............"},
		{"3台あります。はい。", "............"},
		{"12/28から休みます", "............"},
		{"note 1 notes", "............"},
		{"", "............"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwSelfchecked) checked = kw_selfchecked_read(rows[i].own, QUESTIONS);
		g_autofree char *got = letters(checked);

		if (!g_str_equal(got, rows[i].wanted)) {
			g_test_message("%s\n  is %s, not %s", rows[i].own, got, rows[i].wanted);
			g_test_fail();
		}
	}
}

/* One answer to one question: only where nothing else stands there. */
static void alone(void)
{
	static const struct {
		const char *own, *wanted;
	} rows[] = {
		{"はい", "yes"},
		{"いいえ。", "no"},
		{"一部だけです", "partly"},
		{"だいたい", NULL},
		{"分かりません", "unknown"},
		{"Yes", "yes"},
		{"はい、お願いします", NULL},
		{"はい いいえ", NULL},
		{"はい、登録します", NULL},
		{"", NULL},
		{"1 はい", NULL},
		{"OK", NULL},
		{"まだです", NULL},
		{"なし", NULL},
		{"大丈夫です", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwSelfchecked) checked = kw_selfchecked_read(rows[i].own, QUESTIONS);

		g_assert_cmpstr(checked->alone, ==, rows[i].wanted);
	}
}

/* What else is said stays for a person. */
static void rest(void)
{
	g_autoptr(KwSelfchecked)
		checked = kw_selfchecked_read("1 はい 2 いいえ\n3は何のことですか？\n", QUESTIONS);
	g_autofree char *wide = g_strnfill(100000, '1');
	g_autoptr(KwSelfchecked) none = kw_selfchecked_read(wide, 25);

	g_assert_cmpuint(checked->count, ==, 2);
	g_assert_cmpstr(checked->rest, ==, "3は何のことですか？\n");
	g_assert_cmpuint(none->count, ==, 0);
	g_assert_true(kw_selfchecked_names("Re: 25問の点検表"));
	g_assert_true(kw_selfchecked_names("Re: Self-Check"));
	g_assert_false(kw_selfchecked_names("今週やること"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/selfchecked/forms", forms);
	g_test_add_func("/selfchecked/alone", alone);
	g_test_add_func("/selfchecked/rest", rest);
	return g_test_run();
}
