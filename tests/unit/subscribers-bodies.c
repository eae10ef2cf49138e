/* bodies: whose code stands in a mail, and what is no code. */
#include "subscribers/bodies.h"

#include "../support/testing.h"

static GPtrArray *bodies(gboolean have_codes)
{
	static KwConfigPartner chamber = {.name = (char *)"みほん商工会議所",
					  .code = (char *)"WCCI24"};
	static KwConfigPartner police = {.name = (char *)"みほん県警察", .code = (char *)"ken2O26"};
	static KwConfigPartner bank = {.name = (char *)"みほん信用金庫"};
	GPtrArray *list = g_ptr_array_new();

	g_ptr_array_add(list, &bank);
	if (have_codes) {
		g_ptr_array_add(list, &chamber);
		g_ptr_array_add(list, &police);
	}
	return list;
}

static void test_find(void)
{
	g_autoptr(GPtrArray) list = bodies(TRUE);
	const KwConfigPartner *chamber = kw_bodies_find_code(list, "ｗｃｃ１２４");

	g_assert_cmpstr(chamber->name, ==, "みほん商工会議所");
	g_assert_cmpstr(kw_bodies_find_code(list, "KEN2026")->name, ==, "みほん県警察");
	g_assert_null(kw_bodies_find_code(list, "WCCI25"));
	g_assert_null(kw_bodies_find_code(list, "WCCI 24"));
	g_assert_null(kw_bodies_find_code(list, ""));
	g_assert_null(kw_bodies_find_code(list, NULL));
	g_assert_cmpstr(kw_bodies_name(list, "WCC124"), ==, "みほん商工会議所");
	g_assert_cmpstr(kw_bodies_name(list, "GONE99"), ==, "GONE99");
}

static void test_mails(void)
{
	static const struct {
		const char *subject, *own, *address;
		const char *wanted; /* a body's code; "?": an unknown one; NULL: none */
	} cases[] = {
		{"登録 WCCI24", "", NULL, "WCCI24"},
		{"登録　ｗｃｃｉ２４", "", NULL, "WCCI24"},
		{"登録WCCI24", "", NULL, "WCCI24"},
		{"登録（wcc124）", "", NULL, "WCCI24"},
		{"登録", "よろしくお願いします。\nコード：WCCI24\n山田", NULL, "WCCI24"},
		{"登録", "紹介コードはKEN2026です。", NULL, "ken2O26"},
		{"subscribe", "My code is ken2026.", NULL, "ken2O26"},
		{"登録", "WCCI24 と KEN2026", NULL, "WCCI24"},
		{"", "", "news-subscribe+wcci24@news.example.jp", "WCCI24"},
		{"登録 KEN2026", "", "news-subscribe+wcci24@news.example.jp", "WCCI24"},
		{"登録 KEN2026", "", "news-subscribe+nobody99@news.example.jp", "ken2O26"},
		{"", "", "news-subscribe+nobody99@news.example.jp", "?"},
		{"登録 XYZ999", "", NULL, "?"},
		{"登録", "コード：XYZ999", NULL, "?"},
		{"登録", "the code: XYZ999", NULL, "?"},
		/* no codes */
		{"登録", "見本工業の山田です。従業員は1200名です。", NULL, NULL},
		{"登録", "郵便番号 640-8585、電話 0734321111", NULL, NULL},
		{"登録", "info@wcci24.example.jp と https://example.jp/wcci24", NULL, NULL},
		{"登録", "XWCCI24 WCCI24X WCCI24-2 A-WCCI24", NULL, NULL},
		{"登録", "QRコードを見て申し込みました。", NULL, NULL},
		{"", "", "news+subscribe@news.example.jp", NULL},
		{"", "", "news+labcdefgh@news.example.jp", NULL},
		{NULL, NULL, NULL, NULL},
	};
	g_autoptr(GPtrArray) list = bodies(TRUE), none = bodies(FALSE);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const KwBodiesMail mail = {cases[i].subject, cases[i].own, cases[i].address};
		gboolean is_unknown;
		const KwConfigPartner *body = kw_bodies_read(list, &mail, &is_unknown);
		const char *got = body ? body->code : is_unknown ? "?" : NULL;

		if (g_strcmp0(got, cases[i].wanted) != 0)
			g_error("\"%s\" \"%s\": %s", cases[i].subject, cases[i].own, got);
		g_assert_null(kw_bodies_read(none, &mail, &is_unknown));
		g_assert_false(is_unknown);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/bodies/find", test_find);
	g_test_add_func("/bodies/mails", test_mails);
	return g_test_run();
}
