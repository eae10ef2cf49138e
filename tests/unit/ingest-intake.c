/* ingest/intake, telling and story: what becomes one story, what is a revision, what stays secret.
 */
#include "ingest/intake.h"

#include "../support/testing.h"
#include "ingest/identify.h"
#include "ingest/story.h"
#include "ingest/telling.h"
#include "store/mails.h"
#include "store/stories.h"

#include <string.h>

#define NOW 1794900000 /* 2026-11-17 */
#define AT  "https://www.jpcert.or.jp/at/2026/at260030.html"

typedef struct {
	char *folder;
	KwDb *db;
	KwWords *words;
	KwSource *source;
	int mails;
} Fixture;

static void set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *url = NULL;

	f->folder = kw_testing_folder();
	url = g_strdup_printf("sqlite:%s/store.db", f->folder);
	kw_db_create(url, &error);
	kw_assert_ok(error);
	f->db = kw_db_open(url, &error);
	kw_assert_ok(error);
	f->words = kw_words_load("ja", NULL, &error);
	kw_assert_ok(error);
	f->source = g_new0(KwSource, 1);
	f->source->url = g_strdup("https://example.jp/rss");
	f->source->language = g_strdup("ja");
	f->source->publisher = g_strdup("jpcert");
	f->source->reuse = g_strdup("facts");
	f->source->is_active = TRUE;
	f->source->interval_s = 3600;
	kw_sources_put(f->db, f->source, &f->source->id, &error);
	kw_assert_ok(error);
}

static void tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	kw_source_free(f->source);
	kw_words_free(f->words);
	kw_db_free(f->db);
	kw_testing_remove(f->folder);
	g_free(f->folder);
}

/* ---- telling ---- */

static GArray *take_parts(Fixture *f, const void *bytes, size_t length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(KwReading) reading =
		kw_reading_of_mail(bytes, length, &(KwReadingContext){.zone = zone}, &error);
	gboolean is_new;
	int64_t mail;

	kw_assert_ok(error);
	kw_mails_put(f->db, bytes, length, NULL, NULL, NOW, &mail, &is_new, &error);
	kw_assert_ok(error);
	GArray *results = kw_intake_mail(f->db, reading, mail, "佐藤", f->words, NOW, &error);
	kw_assert_ok(error);
	return results;
}

static KwIntakeResult take_bytes(Fixture *f, const void *bytes, size_t length)
{
	g_autoptr(GArray) results = take_parts(f, bytes, length);

	g_assert_cmpuint(results->len, ==, 1);
	return g_array_index(results, KwIntakeResult, 0);
}

/* A mail forwarded with `comment`; each is another one. */
static KwIntakeResult forward(Fixture *f, const char *comment, const char *date,
			      const char *subject, const char *body)
{
	g_autofree char *mail = g_strdup_printf(
		"From: sato@police.example.jp\r\nTo: intake@example.jp\r\nSubject: Fwd: x\r\n"
		"Message-ID: <%d@example.jp>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		"%s\n\n---------- Forwarded message ---------\n"
		"From: A <announce@jpcert.or.jp>\nDate: %s\nSubject: %s\nTo: b@example.jp\n\n%s\n",
		++f->mails, comment, date, subject, body);

	return take_bytes(f, mail, strlen(mail));
}

static KwIntakeResult entry(Fixture *f, const char *id, const char *title, const char *link,
			    int64_t published_at, const char *summary)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) refs = g_ptr_array_new();
	g_autoptr(GPtrArray) categories = g_ptr_array_new();
	KwFeedEntry e = {
		.id = (char *)id,
		.title = (char *)title,
		.link = (char *)link,
		.published_at = published_at,
		.summary = (char *)summary,
		.refs = refs,
		.categories = categories,
	};
	KwIntakeResult result;

	kw_intake_entry(f->db, f->source, &e, f->words, NOW, &result, &error);
	kw_assert_ok(error);
	return result;
}

static KwItem *find(Fixture *f, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(f->db, id, &error);

	kw_assert_ok(error);
	g_assert_nonnull(item);
	return item;
}

/* ---- new ---- */

static void test_mail(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus("forward/gmail-ja.eml");
	KwIntakeResult result =
		take_bytes(f, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_autoptr(KwItem) item = find(f, result.item);
	KwIntakeResult again;

	g_assert_true(result.is_new);
	g_assert_false(result.is_known || result.is_revision || result.restricted);
	g_assert_cmpstr(item->title, ==, "[注意喚起] FortiOSの認証回避の脆弱性");
	g_assert_cmpstr(item->url, ==, AT);
	g_assert_cmpstr(item->language, ==, "ja");
	g_assert_cmpstr(item->publisher, ==, "jpcert");
	g_assert_cmpstr(item->publisher_id, ==, "JPCERT-AT-2026-0030");
	g_assert_cmpstr(item->reuse, ==, "facts");
	g_assert_cmpint(item->published_at, ==, 1794882600);
	g_assert_cmpstr(item->state, ==, "new");
	g_assert_cmpstr(item->contributor, ==, "佐藤");
	g_assert_true(g_str_has_prefix(item->comment, "髙橋です。"));
	g_assert_true(g_str_has_prefix(item->text, "JPCERT-AT-2026-0030"));
	g_assert_nonnull(strstr(item->sections, "\"remedy\""));
	g_assert_cmpstr(item->severity, ==, "today");
	g_assert_cmpint(item->sources, ==, 1);
	/* the same mail once more */
	again = take_bytes(f, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_assert_true(again.is_known);
	g_assert_cmpint(again.item, ==, result.item);
}

static void test_own_words(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const char mail[] =
		"From: sato@police.example.jp\r\nSubject: =?utf-8?B?5YG944Gu44Oh44O844Or?=\r\n"
		"Date: Tue, 17 Nov 2026 13:42:00 +0900\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n\r\n"
		"偽のメールが届いています。\n"
		"https://jpn01.safelinks.protection.outlook.com/"
		"?url=https%3A%2F%2Fwww.npa.go.jp%2Fx&"
		"data=05%7Csato%40police.example.jp&reserved=0\n\n-- \n佐藤\n";
	KwIntakeResult result = take_bytes(f, mail, strlen(mail));
	g_autoptr(KwItem) item = find(f, result.item);

	g_assert_cmpstr(item->title, ==, "偽のメール");
	g_assert_null(item->comment);
	g_assert_cmpstr(item->url, ==, "https://www.npa.go.jp/x");
	g_assert_cmpstr(item->publisher, ==, "npa");
	/* neither the signature nor the address inside the wrapped link */
	g_assert_null(strstr(item->text, "佐藤"));
	g_assert_null(strstr(item->text, "sato"));
	g_assert_null(strstr(item->sections, "sato"));
	g_assert_null(strstr(item->sections, "佐藤"));
	g_assert_cmpint(item->published_at, ==, 1794890520);
}

/* ---- the same story ---- */

static void test_feed_then_mail(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult told = entry(f, AT, "注意喚起: FortiOSの脆弱性 (公開)", AT, NOW - 600, NULL);
	KwIntakeResult mail = forward(f, "見てください。", "Tue, 17 Nov 2026 11:30:00 +0900",
				      "別の題", "くわしくは " AT "\n\nI. 概要\n弱点です。");
	g_autoptr(KwItem) item = find(f, told.item);

	g_assert_true(told.is_new);
	g_assert_cmpint(mail.item, ==, told.item);
	g_assert_false(mail.is_new || mail.is_revision);
	g_assert_cmpint(item->sources, ==, 2);
	g_assert_cmpstr(item->title, ==, "注意喚起: FortiOSの脆弱性 (公開)");
	g_assert_nonnull(strstr(item->text, "弱点です。"));
	g_assert_cmpstr(item->comment, ==, "見てください。");
	g_assert_cmpstr(item->contributor, ==, "佐藤");
}

static void test_mail_then_feed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult mail = forward(f, "一言。", "Tue, 17 Nov 2026 11:30:00 +0900",
				      "JPCERT-AT-2026-0030 題", "長い本文です。長い本文です。");
	KwIntakeResult told = entry(f, "JPCERT-AT-2026-0030", "題名", AT, NOW, "短い文。");
	g_autoptr(KwItem) item = find(f, mail.item);

	g_assert_cmpint(told.item, ==, mail.item);
	g_assert_cmpstr(item->text, ==, "長い本文です。長い本文です。");
	g_assert_cmpstr(item->comment, ==, "一言。");
	g_assert_cmpstr(item->url, ==, AT);
}

#define DATE "Tue, 17 Nov 2026 11:30:00 +0900"

static void test_same(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	static const struct {
		const char *subject_a, *body_a, *subject_b, *body_b;
		gboolean same;
	} rows[] = {
		/* a weakness in common is not enough */
		{"一つ目の題のまとめ", "CVE-2026-1111", "二つ目の題のまとめ", "CVE-2026-1111",
		 FALSE},
		{"JVN#11111111 題", "a", "別の題です", "JVN#11111111", TRUE},
		{"JVN#11111112 同じ題の長い名前", "a", "JVN#11111113 同じ題の長い名前", "b", FALSE},
		{"FW: 【重要】不審な電話についてのお知らせ", "a",
		 "不審な電話についてのお知らせ（更新）", "b", TRUE},
		{"短い", "a", "短い", "b", FALSE},
		{"題 その一", "https://www.npa.go.jp/1?utm_source=x", "題 その二",
		 "https://www.npa.go.jp/1", TRUE},
		{"題 その三", "https://www.npa.go.jp/2#a", "題 その四", "https://www.npa.go.jp/2#b",
		 FALSE},
		/* the same words, two pages of one site */
		{"今月の定例のお知らせです", "https://www.ipa.go.jp/a", "今月の定例のお知らせです",
		 "https://www.ipa.go.jp/b", FALSE},
		{"題 その五", "https://www.cyber.go.jp/", "題 その六", "https://www.cyber.go.jp/",
		 FALSE},
		/* a round-up mentions everything */
		{"週のまとめです", "JVN#21111111 JVN#21111112 JVN#21111113 JVN#21111114",
		 "JVN#21111111 題", "x", FALSE},
		{"JVN#31111111 題", "x", "また週のまとめです",
		 "JVN#31111111 JVN#31111112 JVN#31111113 JVN#31111114", FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		KwIntakeResult a = forward(f, "", DATE, rows[i].subject_a, rows[i].body_a);
		KwIntakeResult b = forward(f, "", DATE, rows[i].subject_b, rows[i].body_b);

		g_test_message("row %u", i);
		g_assert_true(a.is_new);
		g_assert_cmpint(a.item == b.item, ==, rows[i].same);
		g_assert_cmpint(b.is_new, ==, !rows[i].same);
	}
}

static void test_title_grows_old(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) telling = kw_item_new();
	g_autoptr(GPtrArray) refs = g_ptr_array_new();
	KwIntakeResult told = forward(f, "", DATE, "毎週のお知らせです", "a");
	int64_t found;

	telling->title = g_strdup("毎週のお知らせです");
	telling->title_key = kw_identify_title_key(telling->title);
	g_assert_true(kw_story_find(f->db, telling, refs, NOW + 3600, &found, &error));
	g_assert_cmpint(found, ==, told.item);
	g_assert_true(kw_story_find(f->db, telling, refs, NOW + 7 * 86400, &found, &error));
	g_assert_cmpint(found, ==, 0);
	kw_assert_ok(error);
}

/* ---- revisions ---- */

static void test_revision(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult first = entry(f, "e1", "題の名前 (公開)", AT, NOW - 86400, "前の文です。");
	KwIntakeResult again = entry(f, "e1", "題の名前 (公開)", AT, NOW - 86400, "前の文です。");
	KwIntakeResult revised, twice;

	g_autoptr(GError) error = NULL;
	kw_items_set_comment(f->db, first.item, "担当の一言", NOW, &error);
	kw_assert_ok(error);
	g_assert_true(again.is_known);
	revised = entry(f, "e1", "題の名前 (更新)", AT, NOW, "悪用を確認しています。");
	g_assert_true(revised.is_revision);
	g_assert_false(revised.is_new || revised.is_known);
	g_assert_cmpint(revised.item, ==, first.item);

	g_autoptr(KwItem) item = find(f, first.item);
	g_assert_cmpstr(item->title, ==, "題の名前 (更新)");
	g_assert_cmpstr(item->text, ==, "悪用を確認しています。");
	g_assert_cmpstr(item->severity, ==, "this-week");
	g_assert_cmpint(item->published_at, ==, NOW - 86400);
	g_assert_cmpint(item->revised_at, ==, NOW);
	g_assert_cmpstr(item->comment, ==, "担当の一言");
	g_autoptr(GPtrArray) changes = kw_stories_revisions(f->db, first.item, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(changes->len, ==, 1);
	g_assert_cmpstr(((KwRevision *)changes->pdata[0])->what, ==, "severity text");
	g_assert_cmpstr(((KwRevision *)changes->pdata[0])->severity_was, ==, "information");
	twice = entry(f, "e1", "題の名前 (更新)", AT, NOW, "悪用を確認しています。");
	g_assert_true(twice.is_known);
	/* the mail of the same revision, some minutes later */
	KwIntakeResult mail =
		forward(f, "", "Tue, 17 Nov 2026 16:30:00 +0900", "題の名前 (更新)", AT);
	g_assert_cmpint(mail.item, ==, first.item);
	g_assert_false(mail.is_revision);
}

static void test_what_changed(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	KwIntakeResult told = forward(f, "", "Mon, 16 Nov 2026 11:30:00 +0900",
				      "JPCERT-AT-2026-0030 題の名前",
				      "I. 概要\nCVE-2026-62001 と CVE-2026-62002 の弱点です。\n\n"
				      "III. 対策\n待ってください。\n");
	KwIntakeResult again = forward(f, "", DATE, "JPCERT-AT-2026-0030 題の名前 (更新)",
				       "I. 概要\nCVE-2026-62001 と CVE-2026-62003 の弱点です。\n\n"
				       "III. 対策\n更新してください。\n");
	g_autoptr(GPtrArray) list = kw_stories_revisions(f->db, told.item, 0, &error);
	const KwRevision *revision;

	kw_assert_ok(error);
	g_assert_true(again.is_revision);
	g_assert_cmpuint(list->len, ==, 1);
	revision = list->pdata[0];
	g_assert_cmpstr(revision->what, ==, "refs overview remedy");
	g_assert_cmpstr(revision->refs_new, ==, "CVE-2026-62003");
	g_assert_cmpstr(revision->refs_gone, ==, "CVE-2026-62002");
	g_assert_cmpint(revision->at, ==, NOW);
}

/* The same event in the words of others; a weakness in common is not enough. */
static void test_other_words(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult told = entry(f, "e1", "ToolXにおける認証回避の脆弱性に関する注意喚起", NULL,
				    NOW, "CVE-2026-62010");
	KwIntakeResult news =
		forward(f, "", DATE, "「ToolX」に認証回避の脆弱性 - 悪用も", "後日。");
	KwIntakeResult ipa = forward(f, "", DATE, "ToolX の脆弱性対策について", "CVE-2026-62010");
	KwIntakeResult other = forward(f, "", DATE, "ToolXに認証回避の脆弱性", "CVE-2026-62011");
	KwIntakeResult week = forward(f, "", DATE, "今週のToolXの認証回避まとめ", "CVE-2026-62010");
	KwIntakeResult secret = forward(f, "TLP:RED", DATE, "ToolXの認証回避の脆弱性について", "a");

	g_assert_cmpint(news.item, ==, told.item);
	g_assert_cmpint(ipa.item, ==, told.item);
	g_assert_true(other.is_new);
	g_assert_true(week.is_new);
	g_assert_true(secret.is_new && secret.restricted);
}

static void test_dates_that_move(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	KwIntakeResult first = entry(f, "e1", "題の名前", AT, NOW - 86400, "文です。");
	KwIntakeResult again = entry(f, "e1", "題の名前", AT, NOW, "文です。");

	g_assert_true(first.is_new);
	g_assert_true(again.is_known);
}

/* ---- what may not be published ---- */

static void test_restricted(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	KwIntakeResult secret = forward(f, "関係者限りです。", DATE, "JPCERT-AT-2026-0030 秘密の題",
					"秘密の本文 CVE-2026-5555");
	g_autoptr(GPtrArray) refs = kw_items_refs(f->db, secret.item, &error);
	g_autoptr(KwItem) item = find(f, secret.item);

	g_assert_true(secret.restricted);
	g_assert_cmpstr(item->state, ==, "restricted");
	g_assert_cmpstr(item->handling, ==, "関係者限り");
	/* only numbers of publications are known of it */
	g_assert_cmpuint(refs->len, ==, 1);
	/* a public source comes: nothing of the secret stays */
	KwIntakeResult told = entry(f, "e1", "公開の題", AT, NOW, "公開の文");
	g_autoptr(KwItem) released = find(f, secret.item);
	g_assert_cmpint(told.item, ==, secret.item);
	g_assert_false(told.restricted);
	g_assert_cmpstr(released->state, ==, "new");
	g_assert_cmpstr(released->title, ==, "公開の題");
	g_assert_cmpstr(released->text, ==, "公開の文");
	g_assert_null(released->comment);
	g_assert_null(released->handling);
	g_assert_null(strstr(released->sections, "秘密"));
}

static void test_public_stays_public(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	KwIntakeResult told = entry(f, "e1", "公開の題", AT, NOW, "短い");
	KwIntakeResult secret = forward(f, "", DATE, "JPCERT-AT-2026-0030 秘密の題",
					"TLP:AMBER\n秘密の長い本文 CVE-2026-5555");
	g_autoptr(KwItem) item = find(f, told.item);
	g_autoptr(GPtrArray) sources = kw_items_sources(f->db, told.item, &error);

	g_assert_cmpint(secret.item, ==, told.item);
	g_assert_true(secret.restricted);
	g_assert_cmpstr(item->state, ==, "new");
	g_assert_cmpstr(item->text, ==, "短い");
	g_assert_cmpstr(item->title, ==, "公開の題");
	g_assert_null(item->comment);
	g_assert_cmpuint(sources->len, ==, 2);
	for (guint i = 0; i < sources->len; i++) {
		const KwItemSource *where = sources->pdata[i];

		g_assert_cmpint(where->title == NULL, ==, where->mail_id != 0);
	}
}

/* ---- tellings ---- */

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

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/intake/mail", test_mail);
	ADD("/intake/text", test_text);
	ADD("/intake/own-words", test_own_words);
	ADD("/intake/feed-then-mail", test_feed_then_mail);
	ADD("/intake/mail-then-feed", test_mail_then_feed);
	ADD("/intake/same", test_same);
	ADD("/intake/title-grows-old", test_title_grows_old);
	ADD("/intake/revision", test_revision);
	ADD("/intake/what-changed", test_what_changed);
	ADD("/intake/other-words", test_other_words);
	ADD("/intake/dates-that-move", test_dates_that_move);
	ADD("/intake/restricted", test_restricted);
	ADD("/intake/public-stays-public", test_public_stays_public);
	ADD("/intake/link-only", test_link_only);
	ADD("/intake/trust", test_trust);
	ADD("/intake/telling", test_telling);
	ADD("/intake/long-text", test_long_text);
	ADD("/intake/page", test_page);
	ADD("/intake/strange-page", test_strange_page);
	ADD("/intake/several", test_several);
	ADD("/intake/several-restricted", test_several_restricted);
	ADD("/intake/forms", test_forms);
	return g_test_run();
}
