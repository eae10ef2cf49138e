/* ingest/intake and telling: what is kept of what was told, of whom, and of several at once. */
#include "../support/intake_fixture.h"

#include "ingest/telling.h"

/* A text in a file: its head says what a mail or a feed would. */
static void test_text(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		const char *text, *title, *url, *body, *state;
		int64_t published_at;
	} rows[] = {
		{"題\nURL: https://www.example.org/a\nDate: 2026-11-16\n\n本文\n", "題",
		 "https://www.example.org/a", "本文", "new", 1794754800},
		{"URL: javascript:alert(1)\nTitle: 題\nURLは本文\n", "題", NULL, "URLは本文", "new",
		 0},
		{"\n\n題\n\nDate: some day\n", "題", NULL, "Date: some day", "new", 0},
		{"https://www.example.org/a\n", "https://www.example.org/a",
		 "https://www.example.org/a", "", "new", 0},
		{"題\nhttps://www.example.org/a\nhttps://www.example.org/b\n", "題",
		 "https://www.example.org/a", "https://www.example.org/b", "new", 0},
		{"https:// で始まる題\n", "https:// で始まる題", NULL, "", "new", 0},
		{"[TLP:RED] 題\n本文", "[TLP:RED] 題", NULL, "本文", "restricted", 0},
		{"題\n関係者限り\n", "題", NULL, "関係者限り", "restricted", 0},
		/* what stands above a title stays text */
		{"各位\n\nJPCERT/CC\n2026-11-17\n\n<<< JPCERT/CC Alert 2026-11-17 >>>\n\n題\n本文",
		 "題", NULL,
		 "各位\nJPCERT/CC\n2026-11-17\n<<< JPCERT/CC Alert 2026-11-17 >>>\n本文", "new", 0},
		{"公開日：2026/11/17\nJVN#12345678\n題", "題", NULL,
		 "公開日：2026/11/17\nJVN#12345678", "new", 0},
		{"注意喚起の題\n", "注意喚起の題", NULL, "", "new", 0},
		/* what a copied page has below it, too */
		{"題\nある団体\n2026-11-16\nhttps://www.example.org/a\n\n本文", "題",
		 "https://www.example.org/a",
		 "ある団体\n2026-11-16\nhttps://www.example.org/a\n\n本文", "new", 1794754800},
		{"", "-", NULL, "", "new", 0},
	};
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(KwTelling) told = {0};

		kw_telling_of_text(rows[i].text, zone, f->words, &told);
		g_test_message("row %u", i);
		g_assert_cmpstr(told.item->title, ==, rows[i].title);
		g_assert_cmpstr(told.item->url, ==, rows[i].url);
		g_assert_cmpstr(told.item->text, ==, rows[i].body);
		g_assert_cmpstr(told.item->state, ==, rows[i].state);
		g_assert_cmpint(told.item->published_at, ==, rows[i].published_at);
	}
}

static void test_telling(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		const char *title, *summary, *link, *language, *publisher;
	} rows[] = {
		{"弱点の題", "x", "https://jvn.jp/jp/JVN12345678/", "ja", "jvn"},
		{"A title", "words", "https://example.com/", "en", NULL},
		{"中文標題", NULL, NULL, "en", NULL}, /* no kana */
		{"Title", "ひらがな", NULL, "ja", NULL},
		/* named, though on somebody else's page */
		{"CISA Adds Eight Known Exploited Vulnerabilities", "x", "https://example.com/",
		 "en", NULL},
	};

	g_clear_pointer(&f->source->language, g_free);
	g_clear_pointer(&f->source->publisher, g_free);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const KwFeedEntry e = {
			.id = (char *)"id",
			.title = (char *)rows[i].title,
			.summary = (char *)rows[i].summary,
			.link = (char *)rows[i].link,
			.published_at = NOW,
			.updated_at = NOW + 60,
			.is_day = TRUE,
		};
		g_auto(KwTelling) telling = {0};

		kw_telling_of_entry(f->source, &e, f->words, &telling);
		g_test_message("row %u", i);
		g_assert_cmpstr(telling.item->language, ==, rows[i].language);
		g_assert_cmpstr(telling.item->publisher, ==, rows[i].publisher);
		g_assert_cmpstr(telling.item->title, ==, rows[i].title);
		g_assert_cmpint(telling.item->published_at, ==, NOW);
		g_assert_cmpint(telling.item->revised_at, ==, NOW + 60);
		g_assert_true(telling.item->is_day);
		g_assert_cmpuint(telling.refs->len, ==, i == 0);
		g_assert_cmpint(telling.item->id, ==, 0);
	}
}

static void test_link_only(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_free(f->source->reuse);
	f->source->reuse = g_strdup("link-only");
	g_free(f->source->publisher);
	f->source->publisher = g_strdup("security-next");
	KwIntakeResult told = entry(f, "e1", "JPCERT-AT-2026-0030 の弱点 FortiOS",
				    "https://www.security-next.com/1", NOW,
				    "悪用を確認しています。");
	g_autoptr(KwItem) item = find(f, told.item);

	g_assert_cmpstr(item->text, ==, "");
	g_assert_cmpstr(item->sections, ==, "[]");
	/* rated by what was not kept; but a news site's word is hearsay */
	g_assert_cmpstr(item->severity, ==, "this-week");
	g_assert_null(strstr(item->severity_why, "exploited"));
	/* the publisher's own words take its place */
	forward(f, "", DATE, "JPCERT-AT-2026-0030 もとの題", "もとの本文");
	g_autoptr(KwItem) own = find(f, told.item);
	g_assert_cmpstr(own->publisher, ==, "jpcert");
	g_assert_cmpstr(own->reuse, ==, "facts");
	g_assert_cmpstr(own->title, ==, "JPCERT-AT-2026-0030 もとの題");
	g_assert_cmpstr(own->text, ==, "もとの本文");
}

/* A source of this trust tells the story of this number. */
static void check_trust(Fixture *f, guint i, const char *trust, int number, const char *text,
			const char *severity, gboolean is_exploited)
{
	g_autofree char *id = g_strdup_printf("e%u", i);
	g_autofree char *title = g_strdup_printf("FortiOS CVE-2026-%d の脆弱性", number);
	g_autoptr(GError) error = NULL;

	g_free(f->source->trust);
	f->source->trust = g_strdup(trust);
	g_free(f->source->url);
	f->source->url = g_strdup_printf("https://%u.example/", i);
	kw_sources_put(f->db, f->source, &f->source->id, &error);
	kw_assert_ok(error);
	KwIntakeResult told = entry(f, id, title, f->source->url, NOW, text);
	g_autoptr(KwItem) item = find(f, told.item);

	g_assert_cmpstr(item->severity, ==, severity);
	g_assert_cmpint(strstr(item->severity_why, "exploited") != NULL, ==, is_exploited);
}

/* What a news site says is urgent once somebody says it who knows. */
static void test_trust(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const char *const exploited = "悪用を確認しています。この話は長く続きます。";
	static const struct {
		const char *trust;
		int number;
		const char *text, *severity;
		gboolean is_exploited;
	} rows[] = {
		{"community", 90001, exploited, "this-week", FALSE},
		{"news", 90001, exploited, "this-week", FALSE},
		{"vendor", 90001, "悪用を確認しています。", "today", TRUE},
		{"news", 90001, exploited, "today", TRUE},
		/* who knows does not say it: then it is not said, whatever others say */
		{"news", 90002, exploited, "this-week", FALSE},
		{"official", 90002, "更新してください。", "when-convenient", FALSE},
		{"news", 90002, exploited, "when-convenient", FALSE},
		{"news", 90003, exploited, "this-week", FALSE},
		{"official", 90003, "", "this-week", FALSE},
	};

	g_clear_pointer(&f->source->publisher, g_free);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		check_trust(f, i, rows[i].trust, rows[i].number, rows[i].text, rows[i].severity,
			    rows[i].is_exploited);
}

static void test_long_text(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	GString *body = g_string_new(NULL);

	while (body->len < 300 * 1000)
		g_string_append(body, "長い本文。");
	KwIntakeResult result = forward(f, "", DATE, "題", body->str);
	g_autoptr(KwItem) item = find(f, result.item);
	g_assert_cmpuint(strlen(item->text), <=, 200 * 1000);
	g_assert_cmpuint(strlen(item->text), >, 190 * 1000);
	g_assert_true(g_utf8_validate(item->text, -1, NULL));
	g_string_free(body, TRUE);
}

/* The page of the number, else a page of the publisher's, rather than its door. */
static void test_page(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult page = forward(f, "", DATE, "一つ目の題",
				      "https://x.example/a https://www.jpcert.or.jp/ "
				      "https://www.jpcert.or.jp/m/1.html");
	KwIntakeResult door = forward(f, "", DATE, "二つ目の題", "https://www.jpcert.or.jp/");
	KwIntakeResult number = forward(f, "", DATE, "JPCERT-AT-2026-0030 三つ目の題",
					"https://www.jpcert.or.jp/m/2.html " AT);
	g_autoptr(KwItem) a = find(f, page.item);
	g_autoptr(KwItem) b = find(f, door.item);
	g_autoptr(KwItem) c = find(f, number.item);

	g_assert_cmpstr(a->url, ==, "https://www.jpcert.or.jp/m/1.html");
	g_assert_cmpstr(b->url, ==, "https://www.jpcert.or.jp");
	g_assert_cmpstr(c->url, ==, AT);
}

/* A swindler's mail that staff forward as a warning: his page must not become the story's. */
static void test_strange_page(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult strange =
		forward(f, "", DATE, "お支払い方法の更新",
			"https://shop.example/login https://x.example/at/2026/at260030.html");
	KwIntakeResult both = forward(f, "", DATE, "偽の通販サイト",
				      "https://shop.example/login https://www.npa.go.jp/x");
	KwIntakeResult plain = forward(f, "", DATE, "注意喚起", "see attachment");
	g_autoptr(KwItem) a = find(f, strange.item);
	g_autoptr(KwItem) b = find(f, both.item);
	static const char typed[] = "From: sato@police.example.jp\r\nSubject: fake shop\r\n\r\n"
				    "https://shop.example/login\n";
	KwIntakeResult own = take_bytes(f, typed, strlen(typed));
	KwIntakeResult town = forward(f, "", DATE, "町からのお知らせです",
				      "https://x.lg.jp.example/ https://town.example.lg.jp/a");
	KwIntakeResult dressed = forward(f, "", DATE, "装った住所のお知らせ",
					 "https://www.ipa.go.jp:443@shop.example/a");
	g_autoptr(KwItem) c = find(f, own.item);
	g_autoptr(KwItem) d = find(f, town.item);
	g_autoptr(KwItem) e = find(f, dressed.item);
	g_autoptr(KwItem) han = find(f, plain.item);

	g_assert_null(c->url);
	g_assert_cmpstr(d->url, ==, "https://town.example.lg.jp/a");
	g_assert_null(e->url);
	g_assert_null(a->url);
	g_assert_cmpstr(b->url, ==, "https://www.npa.go.jp/x");
	/* no kana in it, and no foreign language either */
	g_assert_cmpstr(han->language, ==, "ja");
}

#define ATTACH(subject, text)                                          \
	"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: " subject \
	"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" text "\r\n"
#define MIXED(parts)                                                                        \
	"From: sato@police.example.jp\r\nSubject: FW: 2\r\nContent-Type: multipart/mixed; " \
	"boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "                               \
	"charset=utf-8\r\n\r\n確認を。\r\n" parts "--b--\r\n"

/* Each attached advisory is a story of its own; the comment is the first one's. */
static void test_several(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const char mail[] = MIXED(ATTACH("JVN#12345678 一", "一の文")
						 ATTACH("JVN#87654321 二", "二の文 CVE-2026-7777"));
	g_autoptr(GArray) results = take_parts(f, mail, strlen(mail));
	g_autoptr(GArray) again = NULL;

	g_assert_cmpuint(results->len, ==, 2);
	const KwIntakeResult *one = &g_array_index(results, KwIntakeResult, 0);
	const KwIntakeResult *two = &g_array_index(results, KwIntakeResult, 1);
	g_autoptr(KwItem) first = find(f, one->item);
	g_autoptr(KwItem) second = find(f, two->item);
	g_assert_true(one->is_new && two->is_new);
	g_assert_cmpint(one->item, !=, two->item);
	g_assert_cmpstr(first->comment, ==, "確認を。");
	g_assert_null(second->comment);
	g_assert_cmpstr(second->title, ==, "JVN#87654321 二");
	g_assert_cmpstr(second->publisher_id, ==, "JVN#87654321");
	/* the same mail once more tells nothing new */
	again = take_parts(f, mail, strlen(mail));
	g_assert_cmpuint(again->len, ==, 2);
	g_assert_true(g_array_index(again, KwIntakeResult, 0).is_known);
	g_assert_true(g_array_index(again, KwIntakeResult, 1).is_known);
}

/* What lies beside a marked advisory may speak of it. */
static void test_several_restricted(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const char mail[] = MIXED(ATTACH("JVN#12345678 一", "一の文 CVE-2026-7777")
						 ATTACH("[TLP:AMBER] JVN#87654321 二", "二の文"));
	g_autoptr(GArray) results = take_parts(f, mail, strlen(mail));

	g_assert_cmpuint(results->len, ==, 2);
	for (guint i = 0; i < 2; i++) {
		const KwIntakeResult *result = &g_array_index(results, KwIntakeResult, i);
		g_autoptr(GError) error = NULL;
		g_autoptr(KwItem) item = find(f, result->item);
		g_autoptr(GPtrArray) refs = kw_items_refs(f->db, result->item, &error);

		g_assert_true(result->restricted);
		g_assert_cmpstr(item->state, ==, "restricted");
		g_assert_cmpstr(item->handling, ==, "TLP:AMBER");
		g_assert_cmpuint(refs->len, ==, 1);
	}
}

/* A weekly report swallows no story, and a table becomes no text. */
static void test_forms(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult alone = forward(f, "", DATE, "JVN#12345678 題", "本文");
	KwIntakeResult weekly = forward(f, "", DATE, "JPCERT/CC WEEKLY REPORT 2026-11-18",
					"JVN#12345678 と CVE-2026-7777");
	static const char mail[] =
		"From: sato@police.example.jp\r\nSubject: Fwd: x\r\n\r\n"
		"---------- Forwarded message ---------\nFrom: CISA@messages.cisa.gov\n"
		"Date: Tue, 17 Nov 2026 11:02:00 +0900\nTo: sato@police.example.jp\n"
		"Subject: Vulnerability Summary for the Week of November 9, 2026\n\n"
		"Product CVE-2026-8888\n";
	KwIntakeResult table = take_bytes(f, mail, strlen(mail));
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) weekly_refs = kw_items_refs(f->db, weekly.item, &error);
	g_autoptr(GPtrArray) table_refs = kw_items_refs(f->db, table.item, &error);
	g_autoptr(KwItem) item = find(f, table.item);

	g_assert_cmpint(alone.item, !=, weekly.item);
	g_assert_cmpuint(weekly_refs->len, ==, 1); /* the weakness, not the other's number */
	g_assert_cmpstr(item->text, ==, "");
	g_assert_cmpstr(item->sections, ==, "[]");
	g_assert_cmpuint(table_refs->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/intake/text", test_text);
	ADD("/intake/telling", test_telling);
	ADD("/intake/link-only", test_link_only);
	ADD("/intake/trust", test_trust);
	ADD("/intake/long-text", test_long_text);
	ADD("/intake/page", test_page);
	ADD("/intake/strange-page", test_strange_page);
	ADD("/intake/several", test_several);
	ADD("/intake/several-restricted", test_several_restricted);
	ADD("/intake/forms", test_forms);
	return g_test_run();
}
