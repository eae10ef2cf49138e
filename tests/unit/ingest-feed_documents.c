/* ingest/feed: documents that are no feed, and say the same: advisories in VULDEF, CVRF and CAP,
 * JSON Feed, catalogs and answers in JSON. */
#include "../support/feed_fixture.h"

#include "store/items.h"

static const KwFeedEntry *only_entry(const KwFeed *feed, const char *format)
{
	g_assert_nonnull(feed);
	g_assert_cmpstr(feed->format, ==, format);
	g_assert_cmpuint(feed->entries->len, ==, 1);
	return entry(feed, 0);
}

static gboolean has_feed_ref(const KwFeedEntry *e, const char *value)
{
	for (guint i = 0; i < e->refs->len; i++)
		if (strcmp(((KwRef *)e->refs->pdata[i])->value, value) == 0)
			return TRUE;
	return FALSE;
}

static void test_vuldef(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("vuldef.xml", NULL, &error);
	const KwFeedEntry *e;

	kw_assert_ok(error);
	g_assert_cmpstr(feed->format, ==, "vuldef-3.2");
	g_assert_cmpstr(feed->language, ==, "ja");
	g_assert_cmpuint(feed->entries->len, ==, 2);
	e = entry(feed, 0);
	g_assert_cmpstr(e->id, ==, "JVNDB-2026-900001");
	g_assert_cmpstr(e->title, ==, "見本ルーターにおける脆弱性");
	g_assert_cmpstr(e->link, ==, "https://jvn.example.jp/JVN90000001/");
	g_assert_cmpstr(e->published, ==, "2026-11-10T12:00:00+09:00");
	g_assert_cmpstr(e->updated, ==, "2026-11-12T09:30:00+09:00");
	g_assert_cmpstr(e->cvss, ==, "6.1");
	g_assert_cmpstr(e->summary, ==,
			"Overview\n見本ルーターには次の脆弱性が存在します。\n\n・CVE-2026-90001\n\n"
			"Affected Products\n見本工業 ルーター R&D 1.05 以前\n\n"
			"Impact\n設定を変えられます。\n\nSolution\n更新してください。");
	g_assert_true(has_feed_ref(e, "CVE-2026-90001") && has_feed_ref(e, "JVN#90000001"));
	g_assert_cmpstr(entry(feed, 1)->id, ==, "JVNDB-2026-900002");
	g_assert_cmpstr(entry(feed, 1)->title, ==, "");
}

static void test_cvrf(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("cvrf.xml", NULL, &error);
	const KwFeedEntry *e = only_entry(feed, "cvrf");

	kw_assert_ok(error);
	g_assert_cmpstr(e->id, ==, "SA-2026-9");
	g_assert_cmpstr(e->title, ==, "Sample gateway: command injection");
	g_assert_cmpstr(e->author, ==, "Sample maker");
	g_assert_cmpstr(e->link, ==, "https://maker.example.com/SA-2026-9");
	g_assert_cmpstr(e->published, ==, "2026-11-03T00:00:00Z");
	g_assert_cmpstr(e->cvss, ==, "9.8");
	g_assert_cmpstr(e->summary, ==,
			"Summary\nA request runs commands.\n\nRemediation\nUpdate to 7.2.");
	g_assert_true(has_feed_ref(e, "CVE-2026-90011") && has_feed_ref(e, "CVE-2026-90012"));
}

static void test_cap(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("cap.xml", NULL, &error);
	const KwFeedEntry *e = only_entry(feed, "cap");

	kw_assert_ok(error);
	g_assert_cmpstr(e->id, ==, "alert@agency.example.jp,A-1,2026-11-11T10:00:00+09:00");
	g_assert_cmpstr(e->title, ==, "通信障害について");
	g_assert_cmpstr(e->link, ==, "https://agency.example.jp/a/2");
	g_assert_cmpstr(e->published, ==, "2026-11-11T09:00:00+09:00");
	g_assert_cmpstr(e->updated, ==, "2026-11-12T10:00:00+09:00");
	g_assert_cmpstr(e->categories->pdata[0], ==, "Update");
	g_assert_cmpstr(
		e->summary, ==,
		"一部の地域で障害が続いています。\n\nRecommended Actions\n復旧を待ってください。");
	g_assert_false(e->is_drill);

	g_autoptr(KwFeed) drill = parse_file("cap-exercise.xml", NULL, &error);
	kw_assert_ok(error);
	g_assert_true(only_entry(drill, "cap")->is_drill);
	g_assert_cmpstr(entry(drill, 0)->title, ==, "Drill");
}

static void test_json_feed(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("jsonfeed.json", NULL, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(feed->format, ==, "json-feed");
	g_assert_cmpstr(feed->link, ==, "https://s.example/");
	g_assert_cmpuint(feed->entries->len, ==, 3);
	g_assert_cmpstr(entry(feed, 0)->id, ==, "7");
	g_assert_cmpstr(entry(feed, 0)->summary, ==, "Text bold");
	g_assert_cmpstr(entry(feed, 0)->author, ==, "A. Writer");
	g_assert_cmpuint(entry(feed, 0)->categories->len, ==, 2);
	g_assert_cmpstr(entry(feed, 1)->link, ==, NULL);
	g_assert_cmpstr(entry(feed, 1)->title, ==, "");
	g_assert_cmpstr(entry(feed, 2)->id, ==, "neither id nor link");
}

/* What the catalog says is a statement that ingest/rate understands. */
static void test_exploited_catalog(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("kev.json", NULL, &error);
	const KwFeedEntry *e = only_entry(feed, "kev");

	kw_assert_ok(error);
	g_assert_cmpstr(e->id, ==, "CVE-2026-90021");
	g_assert_cmpstr(e->link, ==, "https://maker.example.com/SA-1");
	g_assert_cmpstr(e->published, ==, "2026-11-12");
	g_assert_true(e->is_day);
	g_assert_true(has_feed_ref(e, "CVE-2026-90021"));
	g_assert_nonnull(strstr(e->summary, "Known Exploited Vulnerabilities"));
	g_assert_nonnull(strstr(e->summary, "Required Action\nApply"));
}

static void test_myjvn_json(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("myjvn.json", NULL, &error);
	const KwFeedEntry *e = only_entry(feed, "myjvn-json");

	kw_assert_ok(error);
	g_assert_cmpstr(e->id, ==, "MYJVN-ALT-2026-9001");
	g_assert_cmpstr(e->published, ==, "2026-11-10T07:00:00+09:00");
	g_assert_cmpstr(e->updated, ==, "2026-11-12T07:00:00+09:00");
	g_assert_cmpstr(e->categories->pdata[1], ==, "警告");
	g_assert_cmpstr(e->cvss, ==, "9.8");
	g_assert_true(has_feed_ref(e, "CVE-2026-90031"));
}

static void test_handling(void)
{
	static const struct {
		const char *text, *handling;
	} rows[] = {
		{"<feed xmlns='http://www.w3.org/2005/Atom' "
		 "xmlns:sec='http://jvn.jp/rss/mod_sec/3.0/' "
		 "xmlns:marking='http://data-marking.mitre.org/Marking-1'><sec:handling>"
		 "<marking:Marking><marking:Marking_Structure color='AMBER'/></marking:Marking>"
		 "</sec:handling></feed>",
		 "TLP:AMBER"},
		{"<VULDEF-Document><handling><Marking><Marking_Structure color='WHITE'/></Marking>"
		 "</handling></VULDEF-Document>",
		 NULL},
		{"{\"feed\": {\"distribution\": {\"tlp\": {\"label\": \"RED\"}}, \"entry\": []}}",
		 "TLP:RED"},
		{"{\"feed\": {\"sec:handling\": {\"marking:Marking\": "
		 "{\"marking:Marking_Structure\": "
		 "{\"color\": \"GREEN\"}}}, \"entry\": []}}",
		 "TLP:GREEN"},
		{"<rss><channel/></rss>", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwFeed) feed = parse_text(rows[i].text, NULL, NULL);

		g_assert_nonnull(feed);
		g_assert_cmpstr(feed->handling, ==, rows[i].handling);
	}
}

static void test_json_refused(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"{\"a\": 1}", "no feed that is known"},
		{"{\"items\": [", "no JSON"},
		{"{\"a\": \"\\\"[[[\" x", "no JSON"},
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *open = g_strnfill(100000, '[');
	g_autofree char *deep = g_strconcat("{\"items\":", open, NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_null(parse_text(rows[i].text, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, rows[i].why);
	}
	g_assert_null(parse_text(deep, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "nested");
	g_assert_null(parse_file("myjvn-error.json", NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "AL0703019");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/feed/vuldef", test_vuldef);
	g_test_add_func("/feed/cvrf", test_cvrf);
	g_test_add_func("/feed/cap", test_cap);
	g_test_add_func("/feed/json-feed", test_json_feed);
	g_test_add_func("/feed/exploited-catalog", test_exploited_catalog);
	g_test_add_func("/feed/myjvn-json", test_myjvn_json);
	g_test_add_func("/feed/handling", test_handling);
	g_test_add_func("/feed/json-refused", test_json_refused);
	return g_test_run();
}
