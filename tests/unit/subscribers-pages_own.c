/* pages that a reader opens with his own link: preferences and the self-check. */
#include "subscribers/pages.h"
#include "store/selfcheck.h"

#include "../support/pages_fixture.h"

/* ---- preferences ---- */

static void preferences(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "p", KW_TOKEN_PAGE, NOW, id);
	g_autofree char *line = NULL;

	g_assert_cmpint(ask(&desk, path, NULL), ==, 200);
	says(&desk, "value=\"見本 &lt;b&gt;&amp; &quot;工業&quot;\"");
	g_assert_null(strstr(desk.page->html, "すずめ"));
	g_assert_null(strstr(desk.page->html, "a@shop.example"));
	g_assert_cmpint(ask(&desk, path,
			    "topics=weekly&language=en&have=windows&products=Zoom&"
			    "organisation=&size=12&prefecture=%E5%A4%A7%E9%98%AA"),
			==, 200);
	g_autoptr(KwSubscriber) reader = reader_of(&desk, "a@shop.example");
	g_assert_cmpstr(reader->topics, ==, "weekly");
	g_assert_cmpstr(reader->language, ==, "en");
	g_assert_cmpstr(reader->products, ==, "windows zoom");
	g_assert_null(reader->organisation);
	g_assert_cmpstr(reader->word, ==, "すずめ");
	g_assert_cmpstr(reader->prefecture, ==, "大阪");
	line = noted(&desk, id);
	g_assert_cmpstr(line, ==,
			"subscriber.change language topics organisation products prefecture size, "
			"203.0.113.7 Browser/1.0");
	g_assert_cmpuint(letters(&desk), ==, 1);
	g_assert_cmpint(ask(&desk, path,
			    "topics=weekly&language=en&have=windows&have=zoom&size=12&"
			    "prefecture=%E5%A4%A7%E9%98%AA"),
			==, 200);
	g_assert_cmpuint(letters(&desk), ==, 1); /* nothing was changed */
}

/* What stands in References of a letter that was passed on opens nothing, and a link not for ever.
 */
static void preferences_link(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *message = path_of(&desk, "p", KW_TOKEN_PREFERENCES, NOW, id);
	g_autofree char *check = path_of(&desk, "check", KW_TOKEN_PREFERENCES, NOW, id);
	g_autofree char *link = path_of(&desk, "p", KW_TOKEN_PAGE, NOW, id);

	g_assert_cmpint(ask(&desk, message, NULL), ==, 404);
	g_assert_cmpint(ask(&desk, check, NULL), ==, 404);
	desk.now = NOW + 30 * DAY;
	g_assert_cmpint(ask(&desk, link, NULL), ==, 200);
	desk.now++;
	g_assert_cmpint(ask(&desk, link, NULL), ==, 404);
	g_assert_cmpint(ask(&desk, link, "topics=weekly&language=en"), ==, 404);
	g_assert_cmpuint(letters(&desk), ==, 0);
}

static void preferences_pause(StoreFixture *f)
{
	static const char *const bad[] = {"until=", "until=2026-11-19", "until=2028-01-01",
					  "until=tomorrow", "until=2026-02-30"};
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "p", KW_TOKEN_PAGE, NOW, id);
	const char *same = "topics=weekly+bulletin&language=ja&have=fortigate&have=windows&"
			   "organisation=&letters=";

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *body = g_strconcat(same, "pause&", bad[i], NULL);

		g_assert_cmpint(ask(&desk, path, body), ==, 422);
		says(&desk, "id=\"until-wrong\"");
		state_is(&desk, "a@shop.example", "active");
	}
	g_autofree char *rest = g_strconcat(same, "pause&until=2026-12-31&no_word=yes", NULL);
	g_autofree char *come = g_strconcat(same, "come", NULL);
	g_assert_cmpint(ask(&desk, path, rest), ==, 200);
	g_autoptr(KwSubscriber) paused = reader_of(&desk, "a@shop.example");
	g_assert_cmpstr(paused->state, ==, "paused");
	g_assert_cmpstr(paused->paused_until, ==, "2026-12-31");
	g_assert_null(paused->word);
	g_assert_cmpint(ask(&desk, path, come), ==, 200);
	g_autoptr(KwSubscriber) back = reader_of(&desk, "a@shop.example");
	g_assert_cmpstr(back->state, ==, "active");
	g_assert_null(back->paused_until);
	g_assert_cmpint(ask(&desk, path, "topics=none&language=fr&word=a%40b&products=xyzzy"), ==,
			422);
	says(&desk, "id=\"word-wrong\"");
	says(&desk, "id=\"products-wrong\"");
	state_is(&desk, "a@shop.example", "active");
}

/* Who has left has no preferences any more. */
static void preferences_away(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "left");
	g_autofree char *path = path_of(&desk, "p", KW_TOKEN_PAGE, NOW, id);
	g_autofree char *check = path_of(&desk, "check", KW_TOKEN_PAGE, NOW, id);

	g_assert_cmpint(ask(&desk, path, NULL), ==, 200);
	g_assert_null(strstr(desk.page->html, "見本"));
	g_assert_cmpint(ask(&desk, path, "topics=weekly&language=en"), ==, 200);
	g_assert_cmpint(ask(&desk, check, "os-updates=no"), ==, 200);
	state_is(&desk, "a@shop.example", "left");
	g_assert_cmpint(ask(&desk, path, "do=again"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 1);
}

/* ---- the self-check ---- */

static void selfcheck(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "check", KW_TOKEN_PAGE, NOW, id);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(ask(&desk, "/check", NULL), ==, 200);
	g_assert_cmpint(ask(&desk, "/check", "os-updates=no&antivirus=yes&two-step=perhaps"), ==,
			200);
	says(&desk, "答えたもの 2問");
	g_assert_cmpint(ask(&desk, path, "os-updates=no&none-of-ours=yes"), ==, 200);
	g_assert_cmpint(ask(&desk, path, "antivirus=yes"), ==, 200);
	says(&desk, "答えたもの 2問");
	g_autoptr(GPtrArray) kept = kw_selfcheck_list(f->db, id, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(kept->len, ==, 2);
	g_assert_cmpint(ask(&desk, path, NULL), ==, 200);
	says(&desk, "name=\"os-updates\" value=\"no\" aria-describedby=\"q-os-updates\" checked");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/pages/preferences", preferences);
	store_test_add("/pages/preferences-link", preferences_link);
	store_test_add("/pages/preferences-pause", preferences_pause);
	store_test_add("/pages/preferences-away", preferences_away);
	store_test_add("/pages/selfcheck", selfcheck);
	return g_test_run();
}
