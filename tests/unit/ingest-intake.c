/* ingest/intake and story: what becomes one story, what is a revision, what stays secret. */
#include "../support/intake_fixture.h"

#include "ingest/identify.h"
#include "ingest/story.h"
#include "store/stories.h"

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
		/* what a column is called says nothing of what it tells */
		{"週末の脆弱性だより", "CVE-2026-62101 の話", "週末の脆弱性だより",
		 "CVE-2026-62102 の話", FALSE},
		{"月末の脆弱性だより", "CVE-2026-62103 の話", "月末の脆弱性だより",
		 "CVE-2026-62103 と CVE-2026-62104 の話", TRUE},
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("/intake/mail", test_mail);
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
	return g_test_run();
}
