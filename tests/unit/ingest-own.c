/* ingest/own: what a mail's sender wrote himself. */
#include "ingest/own.h"

#include "../support/testing.h"

#include <string.h>

#define NEWSLETTER "> 配信をやめることができます：返信に「解除」と書く\n> 登録\n"

static void test_words(void)
{
	static const struct {
		const char *subject, *text, *own;
	} rows[] = {
		{"登録", "", ""},
		{"", "登録お願いします。", "登録お願いします。"},
		/* answers */
		{"Re: かわら版",
		 "解除\n\n2026年11月20日(金) 10:02 かわら版 <k@news.example.jp>:\n" NEWSLETTER,
		 "解除"},
		{"Re: かわら版",
		 "解除\n\n2026年11月20日(金) 10:02 かわら版 <\nk@news.example.jp>:\n" NEWSLETTER,
		 "解除"},
		{"Re: かわら版",
		 "解除\n\n2026/11/20 10:02、かわら版 <k@news.example.jp>のメール:\n\n登録", "解除"},
		{"Re: x", "stop\n\nOn 20 Nov 2026, at 10:02, Kawaraban wrote:\n\nsubscribe",
		 "stop"},
		{"Re: x", "stop\n\nKawaraban さんは書きました:\n> subscribe\n", "stop"},
		{"Re: x", "stop\n\n-----Original Message-----\nsubscribe\n", "stop"},
		{"RE: かわら版",
		 "解除\n\n差出人: かわら版 <k@news.example.jp>\n送信日時: 2026年11月20日 10:02\n"
		 "宛先: 山田\n件名: かわら版\n\n登録\n",
		 "解除"},
		/* below and between */
		{"Re: x", NEWSLETTER "\n解除\n", "解除"},
		{"Re: x", "On 20 Nov 2026, at 10:02, K wrote:\n" NEWSLETTER "\n解除\n", "解除"},
		{"Re: x", "> 返信に「解除」と書\nく\n", ""},
		/* forwards */
		{"Fwd: かわら版",
		 "登録お願いします。\n\n---------- Forwarded message ---------\nFrom: かわら版 "
		 "<k@news.example.jp>\nDate: 2026年11月19日(木) 10:02\nSubject: かわら版\n"
		 "To: <s@s.example>\n\n解除\n",
		 "登録お願いします。"},
		/* signatures */
		{"", "登録\n\niPhoneから送信", "登録"},
		{"", "登録\n-- \n山田", "登録"},
		{"", "登録\n\n**********\n有限会社 見本\nTEL 00-0000\n**********\n", "登録"},
		{"", "登録\n\n有限会社 見本\nTEL 00-0000\n", "登録"},
		{"", "登録\nTEL 00-0000", "登録\nTEL 00-0000"},
		{"", "型番を教えてください。\n\n佐藤（内線 3456）\n", "型番を教えてください。"},
		{"", "ここへ電話してください。\n\n見本社（電話 0120-000-000）\n",
		 "ここへ電話してください。\n\n見本社（電話 0120-000-000）"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *own = kw_own_words(rows[i].text, rows[i].subject);

		if (!g_str_equal(own, rows[i].own))
			g_test_message("row %u", (guint)i);
		g_assert_cmpstr(own, ==, rows[i].own);
	}
}

static void test_quoted(void)
{
	static const struct {
		const char *text, *quoted;
	} rows[] = {
		{"これは何ですか。\n> 1. 題\n>> 2. 題\n", "1. 題\n2. 題"},
		{"これは何ですか。\n\n-----Original Message-----\nFrom: a@example.jp\nSent: "
		 "Monday, "
		 "November 16, 2026 10:00 AM\nTo: b@example.jp\nSubject: x\n\n1. 題\n",
		 "1. 題"},
		{"何も引用していません。\n", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *quoted = kw_own_quoted(rows[i].text, NULL);
		g_autofree char *own = kw_own_words(rows[i].text, NULL);

		g_test_message("%s", rows[i].text);
		g_assert_true(g_str_has_suffix(quoted, rows[i].quoted));
		g_assert_cmpint(*rows[i].quoted != 0, ==, *quoted != 0);
		g_assert_null(strstr(own, "題"));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ingest/own/words", test_words);
	g_test_add_func("/own/quoted", test_quoted);
	return g_test_run();
}
