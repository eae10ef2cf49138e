/* pages: being taken on, tokens, leaving; a page that cannot be made, and both languages. What a
 * reader sets for himself is subscribers-pages_own.c. */
#include "subscribers/pages.h"
#include "base/error.h"

#include "../support/pages_fixture.h"

#include <glib/gstdio.h>

/* ---- being taken on ---- */

static void taken_on(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	g_autofree char *path = NULL, *line = NULL;

	g_assert_cmpint(ask(&desk, "", NULL), ==, 200);
	g_assert_cmpint(ask(&desk, "/",
			    "address=Owner%40Shop.Example&language=en&organisation="
			    "%E8%A6%8B%E6%9C%AC&products=FortiGate&prefecture="
			    "%E5%92%8C%E6%AD%8C%E5%B1%B1"),
			==, 200);
	g_autoptr(KwSubscriber) asked = reader_of(&desk, "owner@shop.example");
	g_assert_cmpstr(asked->state, ==, "pending");
	g_assert_cmpstr(asked->language, ==, "en");
	g_assert_cmpstr(asked->organisation, ==, "見本");
	g_assert_cmpstr(asked->products, ==, "fortigate");
	g_assert_cmpstr(asked->prefecture, ==, "和歌山");
	g_assert_cmpint(asked->consent_at, ==, 0);
	g_assert_cmpuint(letters(&desk), ==, 1);

	path = path_of(&desk, "c", KW_TOKEN_CONFIRM, NOW, asked->id);
	desk.now = NOW + 60;
	g_assert_cmpint(ask(&desk, path, NULL), ==, 200); /* a program follows the link */
	says(&desk, "o•••@s•••.example");
	says(&desk, "<strong>見本</strong>"); /* what whoever asked wrote of him */
	state_is(&desk, "owner@shop.example", "pending");
	g_assert_cmpint(ask(&desk, path, ""), ==, 200);
	says(&desk, "https://news.example.jp/w/p/s1");
	g_autoptr(KwSubscriber) reader = reader_of(&desk, "owner@shop.example");
	g_assert_cmpstr(reader->state, ==, "active");
	g_assert_cmpstr(reader->consent_how, ==, "web");
	g_assert_cmpstr(reader->consent_evidence, ==, "web 203.0.113.7 Browser/1.0");
	line = noted(&desk, reader->id);
	g_assert_cmpstr(line, ==, "subscriber.confirm on a page, 203.0.113.7 Browser/1.0");
	g_assert_cmpuint(letters(&desk), ==, 2);
	g_assert_cmpint(ask(&desk, path, ""), ==, 200); /* twice is once */
	g_assert_cmpuint(letters(&desk), ==, 2);
}

static void code_is(const Desk *desk, const char *address, const char *code)
{
	g_autoptr(KwSubscriber) reader = reader_of(desk, address);

	g_assert_cmpstr(reader->code, ==, code);
}

/* A body hands out a link with its code. */
static void by_code(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	KwConfigPartner *chamber = g_new0(KwConfigPartner, 1);
	g_autofree char *line = NULL;

	ask(&desk, "/?code=WCCI24", NULL);
	g_assert_null(strstr(desk.page->html, "name=\"code\""));
	chamber->name = g_strdup("見本商工会議所");
	chamber->code = g_strdup("WCCI24");
	g_ptr_array_add(desk.config->partners, chamber);

	ask(&desk, "/?code=wcci24", NULL);
	says(&desk, "name=\"code\" value=\"wcci24\"");
	says(&desk, "href=\"?lang=en&amp;code=WCCI24\"");
	ask(&desk, "/?code=call%2003-0000-0000", NULL);
	says(&desk, "name=\"code\" value=\"\"");
	says(&desk, "href=\"?lang=en\"");
	g_assert_cmpint(ask(&desk, "/", "address=nobody&code=xyz+%22"), ==, 422);
	says(&desk, "name=\"code\" value=\"xyz &quot;\"");

	g_assert_cmpint(ask(&desk, "/", "address=a%40shop.example&code=+wcc124"), ==, 200);
	code_is(&desk, "a@shop.example", "WCC124");
	g_assert_cmpint(ask(&desk, "/", "address=b%40shop.example&code=XYZ999"), ==, 200);
	code_is(&desk, "b@shop.example", NULL);
	g_autoptr(KwSubscriber) b = reader_of(&desk, "b@shop.example");
	line = noted(&desk, b->id);
	g_assert_cmpstr(line, ==,
			"subscriber.ask on a page, unknown code, 203.0.113.7 Browser/1.0");
}

static void wrong_fields(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);

	g_assert_cmpint(ask(&desk, "/", "address=nobody&organisation=http%3A%2F%2Fx"), ==, 422);
	says(&desk, "id=\"address-wrong\"");
	says(&desk, "id=\"organisation-wrong\"");
	says(&desk, "value=\"nobody\"");
	says(&desk, "value=\"http://x\"");
	g_assert_cmpint(ask(&desk, "/", ""), ==, 422);
	g_assert_cmpint(ask(&desk, "/", "address=kawaraban%40news.example.jp"), ==, 422);
	g_assert_cmpint(ask(&desk, "/", "address=a%40b.example%0D%0ABcc%3A+c%40d.example"), ==,
			422);
	g_assert_cmpuint(letters(&desk), ==, 0);
}

/* Whatever is known of an address, the page is the same. */
static void nobody_learns(StoreFixture *f)
{
	static const char *const states[] = {"active",  "paused",     "pending", "left",
					     "bounced", "complained", "erased",  NULL};
	g_auto(Desk) desk = desk_of(f);
	g_autofree char *first = NULL;

	desk.config->intake_visits = 100;
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *address = g_strdup_printf("a%zu@shop.example", i);
		g_autofree char *body = g_strconcat("address=", address, "&organisation=x", NULL);

		if (states[i])
			add(&desk, address, states[i]);
		g_assert_cmpint(ask(&desk, "/", body), ==, 200);
		g_auto(GStrv) parts = g_strsplit(desk.page->html, address, -1);
		g_autofree char *html = g_strjoinv("ADDRESS", parts);
		g_assert_cmpstr(html, ==, first ? first : html);
		if (!first)
			first = g_steal_pointer(&html);
		if (states[i])
			state_is(&desk, address, states[i]);
	}
	g_autoptr(KwSubscriber) reader = reader_of(&desk, "a0@shop.example");
	g_assert_cmpstr(reader->organisation, ==, "見本 <b>& \"工業\"");
}

static void asked_too_often(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);

	desk.config->intake_visits = 2;
	g_assert_cmpint(ask(&desk, "/", "address=a%40shop.example"), ==, 200);
	g_assert_cmpint(ask(&desk, "/", "address=a%40shop.example"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 1); /* none twice within an hour */
	g_assert_cmpint(ask(&desk, "/", "address=b%40shop.example"), ==, 429);
	state_is(&desk, "b@shop.example", NULL);
	desk.now += 3601;
	g_assert_cmpint(ask(&desk, "/", "address=a%40shop.example"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 2);
	desk.now += 3601;
	g_assert_cmpint(ask(&desk, "/", "address=a%40shop.example"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 2); /* so many a day */
}

/* ---- tokens ---- */

static void tokens(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "left");
	g_autofree char *leave = path_of(&desk, "c", KW_TOKEN_LEAVE, NOW, id);
	g_autofree char *nobody = path_of(&desk, "c", KW_TOKEN_CONFIRM, NOW, id + 1000);
	g_autofree char *old = path_of(&desk, "c", KW_TOKEN_CONFIRM, NOW - 8 * DAY, id);
	g_autofree char *before = path_of(&desk, "c", KW_TOKEN_CONFIRM, NOW - 2 * DAY, id);
	g_autofree char *good = path_of(&desk, "c", KW_TOKEN_CONFIRM, NOW - DAY + 1, id);
	g_autofree char *message_id = path_of(&desk, "c", KW_TOKEN_ASKED, NOW - DAY + 1, id);
	const char *const bad[] = {leave,    message_id, nobody,      "/c/",
				   "/c",     "/c/x",     "/c/c1aaaa", "/x",
				   "/u/a/b", "/../",     "/check/x",  "/u/\xe3\x81\x82"};

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_assert_cmpint(ask(&desk, bad[i], NULL), ==, 404);
		g_assert_cmpint(ask(&desk, bad[i], "do=leave"), ==, 404);
	}
	g_assert_cmpint(ask(&desk, old, ""), ==, 410);
	g_assert_cmpint(ask(&desk, before, ""), ==, 410); /* asked before he left */
	state_is(&desk, "a@shop.example", "left");
	g_assert_cmpint(ask(&desk, good, ""), ==, 200);
	state_is(&desk, "a@shop.example", "active");
}

/* ---- leaving ---- */

static void leaving(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "u", KW_TOKEN_LEAVE, 3, id);
	g_autofree char *line = NULL;

	g_assert_cmpint(ask(&desk, path, NULL), ==, 200);
	says(&desk, "a•••@s•••.example");
	g_assert_null(strstr(desk.page->html, "a@shop.example"));
	g_assert_cmpint(ask(&desk, path, ""), ==, 200); /* no button */
	state_is(&desk, "a@shop.example", "active");
	g_assert_cmpint(ask(&desk, path, "List-Unsubscribe=One-Click"), ==, 200);
	state_is(&desk, "a@shop.example", "left");
	line = noted(&desk, id);
	g_assert_cmpstr(line, ==, "subscriber.leave 203.0.113.7 Browser/1.0");
	g_assert_cmpuint(letters(&desk), ==, 0);
	g_assert_cmpint(ask(&desk, path, "List-Unsubscribe=One-Click"), ==, 200);
	g_assert_cmpint(ask(&desk, path, "do=leave"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 0);
	g_assert_cmpint(ask(&desk, path, "do=again"), ==, 200); /* asks the address */
	state_is(&desk, "a@shop.example", "left");
	g_assert_cmpuint(letters(&desk), ==, 1);
}

static void leave_by_button(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "u", KW_TOKEN_LEAVE, 3, id);

	g_assert_cmpint(ask(&desk, path, "do=settings"), ==, 200);
	g_assert_cmpuint(letters(&desk), ==, 1);
	g_assert_null(strstr(desk.page->html, "/w/p/"));
	g_assert_cmpint(ask(&desk, path, "do=pause&months=2"), ==, 200);
	says(&desk, "2027年1月18日");
	g_autoptr(KwSubscriber) reader = reader_of(&desk, "a@shop.example");
	g_assert_cmpstr(reader->state, ==, "paused");
	g_assert_cmpstr(reader->paused_until, ==, "2027-01-18");
	g_assert_cmpint(ask(&desk, path, "do=leave"), ==, 200);
	state_is(&desk, "a@shop.example", "left");
	g_assert_cmpuint(letters(&desk), ==, 3); /* he is told each time */
}

/* A page of the operator's that is broken: then nothing is done that nobody would be told. */
static void broken_page(StoreFixture *f)
{
	g_auto(Desk) desk = desk_of(f);
	int64_t id = add(&desk, "a@shop.example", "active");
	g_autofree char *path = path_of(&desk, "u", KW_TOKEN_LEAVE, 3, id);
	g_autofree char *ja = g_build_filename(f->folder, "ja", NULL);
	g_autofree char *file = g_build_filename(ja, "page_left.html.mustache", NULL);
	g_autoptr(KwForm) asks = kw_form_parse_query("", NULL);
	g_autoptr(KwForm) form = kw_form_parse_query("do=leave", NULL);
	const KwPageRequest request = {
		.path = path, .asks = asks, .form = form, .base = "/", .client = ""};
	g_autoptr(GError) error = NULL;

	g_mkdir(ja, 0700);
	g_file_set_contents(file, "{{#x}}", -1, NULL);
	desk.config->templates = g_strdup(f->folder);
	g_assert_null(kw_pages_answer(f->db, desk.config, desk.keys, &request, desk.now, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "page_left");
	state_is(&desk, "a@shop.example", "active");
	g_assert_cmpuint(letters(&desk), ==, 0);
}

/* ---- every page ---- */

static void whole(const Desk *desk, const char *language)
{
	g_autofree char *tag = g_strdup_printf("<html lang=\"%s\">", language);

	says(desk, tag);
	says(desk, "</html>");
	says(desk, "みほん地域 &lt;サイバー&gt;"); /* the sender */
	g_assert_null(strstr(desk->page->html, "{{"));
	g_assert_null(strstr(desk->page->html, "page."));
	g_assert_null(strstr(desk->page->html, " style="));
	g_assert_null(strstr(desk->page->html, "<script"));
}

static void languages(StoreFixture *f)
{
	static const char *const paths[] = {"/", "/check", "/nothing"};
	static const int statuses[] = {400, 404, 405, 411, 413, 415, 429, 503};
	g_auto(Desk) desk = desk_of(f);
	g_autoptr(KwForm) asks = kw_form_parse_query("lang=en", NULL);
	const KwPageRequest request = {.path = "", .asks = asks, .base = "/", .client = ""};

	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *english = g_strconcat(paths[i], "?lang=en", NULL);
		g_autofree char *other = g_strconcat(paths[i], "?lang=fr", NULL);

		ask(&desk, paths[i], NULL);
		whole(&desk, "ja");
		ask(&desk, english, NULL);
		whole(&desk, "en");
		ask(&desk, other, NULL);
		whole(&desk, "ja");
	}
	for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++) {
		g_autoptr(GError) error = NULL;

		g_clear_pointer(&desk.page, kw_page_free);
		desk.page = kw_pages_refuse(desk.config, &request, statuses[i], &error);
		kw_assert_ok(error);
		g_assert_cmpint(desk.page->status, ==, statuses[i]);
		whole(&desk, "en");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/pages/taken-on", taken_on);
	store_test_add("/pages/by-code", by_code);
	store_test_add("/pages/wrong-fields", wrong_fields);
	store_test_add("/pages/nobody-learns", nobody_learns);
	store_test_add("/pages/asked-too-often", asked_too_often);
	store_test_add("/pages/tokens", tokens);
	store_test_add("/pages/leaving", leaving);
	store_test_add("/pages/leave-by-button", leave_by_button);
	store_test_add("/pages/broken-page", broken_page);
	store_test_add("/pages/languages", languages);
	return g_test_run();
}
