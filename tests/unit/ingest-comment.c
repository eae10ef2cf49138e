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
