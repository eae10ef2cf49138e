/* ingest/comment: what of a staff member's words readers get to see. */
#include "ingest/comment.h"

#include "../support/testing.h"

static void test_for_readers(void)
{
	static const struct {
		const char *name, *comment, *want;
	} rows[] = {
		{"佐藤", "連休の前に確認をお願いします。", "連休の前に確認をお願いします。"},
		{"佐藤", "各位\nお疲れさまです。佐藤です。\n管内でも3件ありました。\n",
		 "管内でも3件ありました。"},
		{"佐藤 一郎",
		 "関係者各位\n\nいつもお世話になっております。\n見本県警サイバー対策課の佐藤です。"
		 "\n\n"
		 "下記のとおり情報共有いたします。\n自社でサーバを動かしている会社は要注意です。\n"
		 "\n"
		 "よろしくお願いいたします。\n\n見本県警察本部 サイバー対策課\n佐藤 一郎\nTEL "
		 "000-000-0000\n"
		 "E-mail: sato@police.example.jp\n",
		 "自社でサーバを動かしている会社は要注意です。"},
		{"佐藤", "転送します。", ""},
		{"佐藤", "ご参考まで", ""},
		{"佐藤", "取り急ぎ共有します。\n以上、よろしくお願いします。", ""},
		{"佐藤", "お疲れ様です、佐藤です。\n至急です。", "至急です。"},
		{"佐藤", "至急です。", "至急です。"},
		/* said to the desk, and no reader's business */
		{"佐藤", "周知してください。", ""},
		{"佐藤", "周知願います。", ""},
		{"佐藤です", "下記周知願います。", ""},
		{"佐藤", "ご周知をお願いいたします。\n工場の機械も対象です。",
		 "工場の機械も対象です。"},
		{"佐藤", "商工会議所の皆様にも共有してください。", ""},
		{"佐藤", "会員企業向けにお願いします。", ""},
		{"佐藤", "県内企業への周知をお願いします。", ""},
		{"佐藤", "これ配信してください", ""},
		{"佐藤", "ご確認ください。配信候補です。", ""},
		{"佐藤", "これを今週載せてください", ""},
		{"佐藤", "これ載せられますか？", ""},
		{"佐藤", "この件、次号に載せられるでしょうか", ""},
		{"佐藤", "社員名簿を載せていませんか。", "社員名簿を載せていませんか。"},
		{"佐藤", "和訳して配信できますか。", ""},
		{"佐藤", "こんなメールが来てます。注意喚起してください", ""},
		{"佐藤", "添付のとおりです。配信をお願いします。", ""},
		{"佐藤", "別添のとおり。よろしくお願いします。", ""},
		{"佐藤", "受信したものをそのまま添付します。", ""},
		{"佐藤", "TLP:CLEAR なので公開OKです。部外秘ではありません。", ""},
		{"佐藤", "管内でも3件。\n不明点は内線3456まで。", "管内でも3件。"},
		{"佐藤",
		 "鈴木様\n\n標記の件、会員様へのご周知をお願いできればと存じます。\n管内で3件。",
		 "管内で3件。"},
		{"佐藤", "お世話になっております。見本商工会議所の田中でございます。\n管内で3件。",
		 "管内で3件。"},
		{"佐藤", "佐藤さんが相談を受けました。", "佐藤さんが相談を受けました。"},
		{"佐藤", "社員に周知してください。", "社員に周知してください。"},
		{"佐藤", "取引先にも注意喚起してください。", "取引先にも注意喚起してください。"},
		{"佐藤", "添付ファイルを開かないでください。",
		 "添付ファイルを開かないでください。"},
		{"佐藤", "社内で共有してください。", "社内で共有してください。"},
		{"佐藤", "急いで更新をお願いします。", "急いで更新をお願いします。"},
		{"佐藤",
		 "困ったときは、下の番号へ。\n\n相談窓口 03-0000-0000\n平日の9時から17時です。",
		 "困ったときは、下の番号へ。\n\n相談窓口 03-0000-0000\n平日の9時から17時です。"},
		{NULL, "佐藤です。管内でも3件。", "佐藤です。管内でも3件。"},
		{"Jane Doe", "Hi all,\nplease patch before the holidays.\nThanks,\nJane",
		 "please patch before the holidays."},
		{"Jane Doe", "FYI", ""},
		{"佐藤", "", ""},
		{"(", "①更新、②再起動。", "①更新、②再起動。"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = kw_comment_for_readers(rows[i].comment, rows[i].name);

		g_test_message("%s", rows[i].comment);
		g_assert_cmpstr(got, ==, rows[i].want);
	}
}

/* Time grows with the text, not with its square. */
static void test_long(void)
{
	GString *text = g_string_new(NULL);
	g_autofree char *got = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append(text, "お疲れさまです。\n");
	got = kw_comment_for_readers(text->str, "佐藤");
	g_assert_cmpstr(got, ==, "");
	g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/comment/for-readers", test_for_readers);
	g_test_add_func("/comment/long", test_long);
	return g_test_run();
}
