/* ingest/gateway: what mail systems add above, below and in the Subject, and harmless links. */
#include "ingest/gateway.h"

#include "../support/testing.h"

#include <string.h>

#define WARNING "このメールは組織外から送信されています。リンクや添付ファイルにご注意ください。"
#define AT      "https://www.jpcert.or.jp/at/2026/at260030.html"

static char *join(GPtrArray *notes)
{
	g_ptr_array_add(notes, NULL);
	return g_strjoinv(" ", (char **)notes->pdata);
}

static GPtrArray *notes_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static void test_top(void)
{
	static const struct {
		const char *text;
		guint below;
		const char *notes;
	} rows[] = {
		{"【外部からのメール】" WARNING "\n\n確認を", 1, "external"},
		{"\n==========\n【外部メール】\n" WARNING "\n==========\n確認を", 5, "external"},
		{"[社外からのメール]\n不審なリンクは開かないでください。\n確認を", 2, "external"},
		{"※このメールは社外より送信されたメールです。\n確認を", 1, "external"},
		{"[EXTERNAL]\nHello", 1, "external"},
		{"CAUTION: This email originated from outside of the organization.\n"
		 "Do not click links unless you recognize the sender.\n\nHello",
		 2, "external"},
		{"※添付ファイルは無害化処理のため削除されました。\nファイル名：alert.pdf\n\n確認を",
		 2, "sanitized attachment-removed"},
		{"このメールは無害化されました\n確認を", 1, "sanitized"},
		{"HTMLメールをテキスト形式に変換しました。\n確認を", 1, "html-to-text"},
		{"添付ファイルのパスワードは別途お送りします。\n確認を", 1, "password-separate"},
		/* the same words are news, or somebody's advice */
		{"社外から届くメールにご注意ください。\n確認を", 0, ""},
		{"外部からの攻撃が続いています。", 0, ""},
		{"確認を\n【外部からのメール】", 0, ""},
		{"This email is about a weakness.", 0, ""},
		{"不審なリンクは開かないでください。", 0, ""},
		{"添付ファイルを開かないでください。", 0, ""},
		{"==========\n確認を", 0, ""},
		{"", 0, ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) lines = g_strsplit(rows[i].text, "\n", -1);
		g_autoptr(GPtrArray) notes = notes_new();
		g_autofree char *joined = NULL;
		guint below =
			kw_gateway_top((const char *const *)lines, g_strv_length(lines), notes);

		joined = join(notes);
		g_test_message("row %u", i);
		g_assert_cmpuint(below, ==, rows[i].below);
		g_assert_cmpstr(joined, ==, rows[i].notes);
	}
}

static void test_strip(void)
{
	static const struct {
		const char *text, *left;
	} rows[] = {
		{"[External]\n\n一\n二", "一\n二"},
		{"一\n\n--------\nこのメールは社外から送信されました。\n--------", "一"},
		{"一\n添付ファイルは削除されました。\nファイル名: a.zip\n", "一"},
		{"一\n____________________\nalerts mailing list\nalerts@example.jp\n"
		 "https://example.jp/mailman/listinfo/alerts",
		 "一"},
		{"一\n配信停止はこちらから https://example.jp/stop", "一"},
		{"参考\nhttps://example.jp/list\ninfo@example.jp",
		 "参考\nhttps://example.jp/list\ninfo@example.jp"},
		/* further inside the words are the author's */
		{"一\nこのメールは社外から送信されました。\n二",
		 "一\nこのメールは社外から送信されました。\n二"},
		{"", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *left = kw_gateway_strip(rows[i].text, NULL);

		g_test_message("row %u", i);
		g_assert_cmpstr(left, ==, rows[i].left);
	}
}

static void test_subject(void)
{
	static const struct {
		const char *subject, *left, *notes;
	} rows[] = {
		{"[External] FortiOSの脆弱性", "FortiOSの脆弱性", "external"},
		{"【外部メール】FW: 【重要】お知らせ", "FW: 【重要】お知らせ", "external"},
		{"FW: [EXT] x", "FW: x", "external"},
		{"[SPAM] x", "x", "spam"},
		{"***SPAM*** x", "x", "spam"},
		{"[spam 5.2] x", "x", "spam"},
		{"{Spam?} x", "x", "spam"},
		{"[迷惑メール] x", "x", "spam"},
		{"【無害化済】x", "x", "sanitized"},
		{"[External] [SPAM] 【無害化】x", "x", "external spam sanitized"},
		/* what the title is about */
		{"[外部公開サーバの設定]について", "[外部公開サーバの設定]について", ""},
		{"迷惑メールにご注意", "迷惑メールにご注意", ""},
		{"【注意喚起】外部からの攻撃", "【注意喚起】外部からの攻撃", ""},
		{"[External]", "[External]", ""},
		{"", "", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) notes = notes_new();
		g_autofree char *left = kw_gateway_subject(rows[i].subject, notes);
		g_autofree char *joined = join(notes);

		g_test_message("row %u: %s", i, rows[i].subject);
		g_assert_cmpstr(left, ==, rows[i].left);
		g_assert_cmpstr(joined, ==, rows[i].notes);
	}
}

/* Where a publisher's own page was made harmless it was a mail system; else the author warns. */
static void test_links(void)
{
	static const struct {
		const char *text, *alive, *live;
	} rows[] = {
		{"見て hxxps://www.jpcert[.]or[.]jp/at/2026/at260030.html を", "見て " AT " を",
		 "見て " AT " を"},
		{"h ttps://www.jpcert.or.jp/at/2026/at260030.html", AT, AT},
		{"https[:]//www.jpcert.or.jp/at/2026/at260030.html", AT, AT},
		{"hxxp://evil[.]example/x", "hxxp://evil[.]example/x", " "},
		{"hxxps://www[.]jpcert[.]or[.]jp/at/2026/at260030.html hxxp://evil[.]example/x",
		 AT " hxxp://evil[.]example/x", AT "  "},
		{"hxxp://evil[.]example/x と " AT, "hxxp://evil[.]example/x と " AT, "  と " AT},
		{"http と https と [.] だけ", "http と https と [.] だけ",
		 "http と https と [.] だけ"},
		{"", "", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) notes = notes_new();
		g_autofree char *alive = kw_gateway_refang(rows[i].text, notes);
		g_autofree char *live = kw_gateway_live(alive);

		g_test_message("row %u", i);
		g_assert_cmpstr(alive, ==, rows[i].alive);
		g_assert_cmpstr(live, ==, rows[i].live);
		g_assert_cmpint(kw_gateway_has_note(notes, "defanged"), ==,
				!g_str_equal(alive, rows[i].text));
	}
}

static void test_notice(void)
{
	g_autoptr(GPtrArray) notes = notes_new();

	g_assert_true(kw_gateway_is_notice("【外部メール】", notes));
	g_assert_true(kw_gateway_is_notice("[External]", notes));
	g_assert_cmpuint(notes->len, ==, 1);
	g_assert_false(kw_gateway_is_notice("", notes));
	g_assert_false(kw_gateway_is_notice("外部の会社から聞きました。", notes));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gateway/top", test_top);
	g_test_add_func("/gateway/strip", test_strip);
	g_test_add_func("/gateway/subject", test_subject);
	g_test_add_func("/gateway/links", test_links);
	g_test_add_func("/gateway/notice", test_notice);
	return g_test_run();
}
