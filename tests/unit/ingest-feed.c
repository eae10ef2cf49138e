/* ingest/feed: formats, charsets, repairs, refusals. The shared corpora, where they are there, say
 * more. */
#include "../support/feed_fixture.h"

#include "ingest/reading.h"
#include "store/items.h"

/* One text in four encodings, the declaration right or wrong. */
static void test_charsets(void)
{
	static const struct {
		const char *file, *content_type, *title;
	} cases[] = {
		{"rss20-sjis.xml", NULL, "手順① C:\\temp を消す ~ 髙橋"},
		{"rss20-sjis.xml", "text/xml; charset=utf-8", "手順① C:\\temp を消す ~ 髙橋"},
		{"rss20-sjis.xml", "text/xml; charset=\"Shift_JIS\"; charset=utf-8",
		 "手順① C:\\temp を消す ~ 髙橋"},
		{"rss20-bom.xml", NULL, "手順① C:\\temp を消す ~ 髙橋"},
		{"rss20-utf16.xml", NULL, "手順① C:\\temp を消す ~ 髙橋"},
		{"rss20-eucjp.xml", NULL, "手順丸1 C:\\temp を消す ~ 高橋"},
		{"rss20-eucjp.xml", "application/xml;charset=nonsense",
		 "手順丸1 C:\\temp を消す ~ 高橋"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwFeed) feed = parse_file(cases[i].file, cases[i].content_type, &error);

		kw_assert_ok(error);
		g_assert_cmpstr(feed->title, ==, "みほん安全ニュース");
		g_assert_cmpstr(entry(feed, 0)->title, ==, cases[i].title);
	}
	g_autoptr(KwFeed) wrong = parse_text("<?xml version='1.0' encoding='EUC-JP'?><rss><channel>"
					     "<title>脆弱性のお知らせ</title></channel></rss>",
					     NULL, NULL);
	g_assert_cmpstr(wrong->title, ==, "脆弱性のお知らせ");
	g_assert_true(has_repair(wrong, "encoding: declared EUC-JP, read as utf-8"));
}

static void test_rss(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("rss20-sjis.xml", NULL, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(feed->format, ==, "rss-2.0");
	g_assert_cmpstr(feed->link, ==, "https://news.example.jp/");
	g_assert_cmpstr(feed->description, ==, "町の会社のための①枚の知らせ");
	g_assert_cmpstr(feed->language, ==, "ja");
	g_assert_cmpuint(feed->entries->len, ==, 2);
	g_assert_cmpuint(feed->repaired->len, ==, 0);

	g_assert_cmpstr(entry(feed, 0)->id, ==, "news-2026-1");
	g_assert_cmpstr(entry(feed, 0)->link, ==, "https://news.example.jp/2026/1");
	g_assert_cmpstr(entry(feed, 0)->published, ==, "2026-11-19T10:00:00+09:00");
	g_assert_cmpint(entry(feed, 0)->published_at, ==, 1795050000);
	g_assert_false(entry(feed, 0)->is_day);
	g_assert_null(entry(feed, 0)->updated);
	g_assert_cmpint(entry(feed, 0)->updated_at, ==, 0);
	g_assert_cmpstr(entry(feed, 0)->author, ==, "編集係");
	g_assert_cmpstr(entry(feed, 0)->summary, ==, "長い説明");
	g_assert_cmpuint(entry(feed, 0)->categories->len, ==, 1);

	/* guid is the link; a date without a time stays one */
	g_assert_cmpstr(entry(feed, 1)->id, ==, "/2026/2");
	g_assert_cmpstr(entry(feed, 1)->link, ==, "https://news.example.jp/2026/2");
	g_assert_cmpstr(entry(feed, 1)->published, ==, "2026-11-18");
	g_assert_true(entry(feed, 1)->is_day);
}

static void test_rdf(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("rdf.xml", NULL, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(feed->format, ==, "rss-1.0");
	g_assert_cmpstr(feed->title, ==, "みほん注意喚起");
	g_assert_null(feed->description);
	g_assert_cmpuint(feed->entries->len, ==, 2);
	g_assert_cmpstr(entry(feed, 0)->published, ==, "2026-08-15T14:31:00+09:00");
	g_assert_null(entry(feed, 0)->updated);
	g_assert_null(entry(feed, 0)->summary);
	g_assert_cmpstr(entry(feed, 1)->id, ==, "https://cert.example.jp/wr/9#3");
	g_assert_cmpstr(entry(feed, 1)->link, ==, "https://cert.example.jp/wr/9#3");
}

static void test_jvnrss(void)
{
	static const char *const refs[][2] = {
		{"jvndb", "JVNDB-2026-000001"}, {"jvn", "JVN#12345678"}, {"cve", "CVE-2026-12345"}};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("jvnrss.xml", NULL, &error);
	const KwFeedEntry *e;

	kw_assert_ok(error);
	e = entry(feed, 0);
	g_assert_cmpstr(feed->format, ==, "jvnrss");
	g_assert_cmpstr(e->id, ==, "JVNDB-2026-000001");
	g_assert_cmpstr(e->published, ==, "2026-10-01T10:00:00+09:00");
	g_assert_cmpstr(e->updated, ==, "2026-10-08T19:59:00+09:00");
	g_assert_cmpstr(e->summary, ==, "みほん製品には、\n複数の脆弱性が存在します。");
	g_assert_cmpstr(e->cvss, ==, "10.0");
	g_assert_cmpuint(e->refs->len, ==, G_N_ELEMENTS(refs));
	for (guint i = 0; i < e->refs->len; i++) {
		const KwRef *ref = e->refs->pdata[i];

		g_assert_cmpstr(ref->kind, ==, refs[i][0]);
		g_assert_cmpstr(ref->value, ==, refs[i][1]);
	}
}

static void test_atom(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwFeed) feed = parse_file("atom.xml", NULL, &error);
	g_autoptr(KwFeed) old = parse_file("atom03.xml", NULL, NULL);
	const KwFeedEntry *e;

	kw_assert_ok(error);
	g_assert_cmpstr(feed->format, ==, "atom-1.0");
	g_assert_cmpstr(feed->title, ==, "みほん 警戒");
	g_assert_cmpstr(feed->link, ==, "https://alert.example.jp/a/");
	g_assert_cmpuint(feed->entries->len, ==, 2);
	e = entry(feed, 0);
	g_assert_cmpstr(e->title, ==, "A < B");
	g_assert_cmpstr(e->link, ==, "https://alert.example.jp/a/1.html#top");
	g_assert_cmpstr(e->author, ==, "係");
	g_assert_cmpstr(e->summary, ==, "一行目\n\n二行目 & 参照");
	g_assert_cmpuint(e->categories->len, ==, 2);
	g_assert_cmpstr(e->categories->pdata[1], ==, "警告");
	e = entry(feed, 1);
	g_assert_cmpstr(e->link, ==, "https://alert.example.jp/only-id");
	g_assert_cmpstr(e->updated, ==, "2026-11-19");
	g_assert_true(e->is_day);
	g_assert_null(e->summary);

	g_assert_cmpstr(old->format, ==, "atom-0.3");
	g_assert_cmpstr(old->title, ==, "古い");
	g_assert_cmpstr(entry(old, 0)->title, ==, "t");
	g_assert_cmpstr(entry(old, 0)->published, ==, "2004-01-02T03:04:05Z");
	g_assert_cmpstr(entry(old, 0)->updated, ==, "2004-01-03T03:04:05Z");
}

static void test_json(void)
{
	g_autoptr(KwFeed) feed = parse_file("jvnrss.xml", NULL, NULL);
	g_autoptr(JsonNode) node = kw_feed_to_json(feed);
	JsonObject *root = json_node_get_object(node);
	JsonObject *first =
		json_array_get_object_element(json_object_get_array_member(root, "entries"), 0);
	JsonObject *ref =
		json_array_get_object_element(json_object_get_array_member(first, "refs"), 2);

	g_assert_cmpstr(json_object_get_string_member(root, "format"), ==, "jvnrss");
	g_assert_cmpstr(json_object_get_string_member(first, "cvss"), ==, "10.0");
	g_assert_cmpstr(json_object_get_string_member(ref, "value"), ==, "CVE-2026-12345");
	g_assert_cmpuint(json_array_get_length(json_object_get_array_member(root, "repaired")), ==,
			 0);

	g_autoptr(KwFeed) bare = parse_text("<rss><channel><item/></channel></rss>", NULL, NULL);
	g_autoptr(JsonNode) bare_node = kw_feed_to_json(bare);
	g_autofree char *text = json_to_string(bare_node, FALSE);
	g_assert_cmpstr(text, ==,
			"{\"format\":\"rss-2.0\",\"title\":null,\"description\":null,\"link\":null,"
			"\"url\":null,\"language\":null,\"handling\":null,\"entries\":[{\"id\":"
			"\"\",\"title\":\"\","
			"\"link\":null,\"url\":null,"
			"\"published\":null,\"updated\":null,\"author\":null,\"summary\":null,"
			"\"categories\":[],\"refs\":[],\"cvss\":null}],\"repaired\":[]}");
}

static void test_repairs(void)
{
	g_autoptr(KwFeed) controls = parse_file("controls.xml", NULL, NULL);
	g_autoptr(KwFeed) cut = parse_file("truncated.xml", NULL, NULL);
	g_autoptr(KwFeed) undeclared = parse_file("undeclared.xml", NULL, NULL);
	g_autoptr(KwFeed) doctype = parse_file("doctype.xml", NULL, NULL);

	g_assert_cmpstr(controls->title, ==, "abcd");
	g_assert_cmpstr(entry(controls, 0)->title, ==, "A&B é 1 < 2 &bogus; ①");
	g_assert_cmpstr(entry(controls, 0)->summary, ==, "R&D x");
	g_assert_true(has_repair(controls, "start: "));
	g_assert_true(has_repair(controls, "characters: 4 "));
	g_assert_true(has_repair(controls, "entities: 2 "));
	g_assert_true(has_repair(controls, "ampersands: 2 "));
	g_assert_true(has_repair(controls, "brackets: 1 "));

	g_assert_cmpstr(entry(cut, 0)->summary, ==, "長い説明");
	g_assert_true(has_repair(cut, "markup: "));

	g_assert_cmpstr(entry(undeclared, 0)->published, ==, "2026-01-01");
	g_assert_cmpstr(entry(undeclared, 0)->summary, ==, "z\n\nw");
	g_assert_cmpstr(entry(undeclared, 1)->title, ==, "inner");

	g_assert_cmpstr(doctype->format, ==, "rss-0.91");
	g_assert_cmpstr(doctype->title, ==, "old");
}

/* CDATA goes beside the markup to the parser, and comes back to its place. */
static void test_literal(void)
{
	static const struct {
		const char *title, *wanted;
	} rows[] = {
		{"<![CDATA[A &]]> B<![CDATA[ ]]>C", "A & B C"},
		{"<![CDATA[]]>", ""},
		{"<![CDATA[a\r\nb\rc\x08]]>", "a b c"},
		{"<![CDATA[]]]]><![CDATA[>]]>", "]]>"},
		{"<![CDATA[（１）]]>\xef\xbf\xbe", "（１）"},
		/* nobody else's instruction has a meaning */
		{"x<?t 0 3?>y<?t?><?php echo '>' ?>", "xy"},
		{"<!-- <![CDATA[no]]> -->yes", "yes"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(
			"<rss><channel><title>%s</title><item><title><![CDATA[%s]]></title></item>"
			"</channel></rss>",
			rows[i].title, "abc");
		g_autoptr(KwFeed) feed = parse_text(text, NULL, NULL);

		g_assert_cmpstr(feed->title ? feed->title : "", ==, rows[i].wanted);
		g_assert_cmpstr(((KwFeedEntry *)feed->entries->pdata[0])->title, ==, "abc");
	}
	g_autoptr(KwFeed) open = parse_text("<rss><channel><title><![CDATA[to the end", NULL, NULL);
	g_assert_cmpstr(open->title, ==, "to the end");
	/* what is repaired behind it keeps its line */
	g_autoptr(KwFeed) lines = parse_text("<rss><channel><title><![CDATA[1\n2\n3\n]]></title>\n"
					     "<item></x></item></channel></rss>",
					     NULL, NULL);
	g_assert_nonnull(strstr(lines->repaired->pdata[lines->repaired->len - 1], "at line 5"));
}

static void test_refused(void)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"", "empty"},
		{" \r\n\xef\xbb\xbf", "empty"},
		{"no feed at all", "no XML"},
		{"<opml><body/></opml>", "the root element is opml"},
		{"<!DOCTYPE html><title>x", "an HTML page"},
		{"<rss xmlns:status='http://jvndb.jvn.jp/myjvn/Status'><status:Status "
		 "retCd='1'/></rss>",
		 "error document"},
		{"<!doctype rss\n[\n]><rss/>", "document type"},
	};
	static const char *const files[][2] = {
		{"page.html", "an HTML page, not a feed"},
		{"laughs.xml", "document type"},
		{"jvnrss-error.xml", "error document: XX0001 みほんの誤り"},
		{"garbage.bin", NULL},
	};
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_null(parse_text(cases[i].text, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].part);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_assert_null(parse_file(files[i][0], NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, files[i][1]);
	}
}

/* A second document type, behind the place where one may stand, declares nothing either. */
static void test_late_entities(void)
{
	g_autoptr(KwFeed) feed =
		parse_text("<!DOCTYPE rss SYSTEM \">\"><!DOCTYPE rss [<!ENTITY e 'expanded'>]>"
			   "<rss><channel><title>&e;x</title></channel></rss>",
			   NULL, NULL);

	g_assert_true(!feed || !feed->title || !strstr(feed->title, "expanded"));
}

/* Sections beyond what an item keeps are left out: joining them takes the square of their time. */
static void test_many_notes(void)
{
	g_autofree char *said = g_strnfill(1000, 'a');
	g_autoptr(GString) text = g_string_new(
		"<cvrfdoc xmlns='http://www.icasi.org/CVRF/schema/cvrf/1.1'><DocumentNotes>");

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(text, "<Note Type='Summary'>%s</Note>", said);
	g_string_append(text, "</DocumentNotes></cvrfdoc>");
	g_autoptr(KwFeed) feed = parse_text(text->str, NULL, NULL);
	const KwFeedEntry *entry = feed->entries->pdata[0];
	g_assert_cmpuint(strlen(entry->summary), >, 200 * 1000);
	g_assert_cmpuint(strlen(entry->summary), <, 202 * 1000);
}

/* More entries, attributes or depth than anybody needs: a ceiling, and no long wait. */
static void test_large(void)
{
	g_autoptr(GString) text = g_string_new("<rss><channel>");
	g_autoptr(GString) deep = g_string_new("<rss><channel><title>t</title>");
	g_autoptr(GString) wide = g_string_new("<rss");

	for (int i = 0; i < 10100; i++)
		g_string_append_printf(text, "<item><guid>%d</guid></item>", i);
	g_autoptr(KwFeed) many = parse_text(text->str, NULL, NULL);
	g_assert_cmpuint(many->entries->len, ==, 10000);

	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "<item><title>x");
	g_autoptr(KwFeed) nested = parse_text(deep->str, NULL, NULL);
	g_assert_cmpuint(nested->entries->len, <=, 10000);

	for (int i = 0; i < 200000; i++)
		g_string_append_printf(wide, " a%d='>'", i);
	g_string_append(wide, "><channel><title>w</title></channel></rss>");
	g_autoptr(KwFeed) attributes = parse_text(wide->str, NULL, NULL);
	g_assert_cmpstr(attributes->title, ==, "w");

	/* hundreds of thousands of tags that nothing ends: is it HTML? (looked through once for
	 * each, it would take a minute) */
	g_autoptr(GString) open = g_string_new("<rss><channel><item><title>o</title><description>");
	for (int i = 0; i < 1200000; i++)
		g_string_append(open, "&lt;a ");
	g_string_append(open, "</description></item></channel></rss>");
	g_autoptr(KwFeed) unended = parse_text(open->str, NULL, NULL);
	g_assert_cmpuint(unended->entries->len, ==, 1);

	g_autoptr(GString) nodes = g_string_new("<rss><channel><title>n</title>");
	for (int i = 0; i < 1100000; i++)
		g_string_append(nodes, "<a/>");
	g_autoptr(KwFeed) first = parse_text(nodes->str, NULL, NULL);
	g_assert_cmpstr(first->title, ==, "n");
	g_assert_nonnull(strstr(first->repaired->pdata[0], "only the first 1000000"));
}

/* Every hostile feed of the shared set: no active content in any text. */
static void test_sanitized(void)
{
	const char *corpora = kw_testing_shared_corpora();
	g_autoptr(GRegex) active = g_regex_new(
		"<\\s*/?\\s*(script|style|object|embed|iframe|form|meta|link|applet|frame|base)\\b|"
		"<[^>]*\\son\\w+\\s*=|<[^>]*(javascript|vbscript|data)\\s*:",
		G_REGEX_CASELESS | G_REGEX_DOTALL, 0, NULL);
	g_autofree char *folder = NULL;
	g_autoptr(GDir) files = NULL;
	const char *name;
	int feeds = 0;

	folder = corpora ? g_build_filename(corpora, "feed_sanitize", "files", NULL) : NULL;
	files = folder ? g_dir_open(folder, 0, NULL) : NULL;
	if (!files) {
		g_test_skip("no shared corpora (KW_CORPORA)");
		return;
	}
	while ((name = g_dir_read_name(files))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *bytes = NULL;
		g_autoptr(KwFeed) feed = NULL;
		gsize length;

		g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
		feed = kw_feed_parse(bytes, length, NULL, NULL, NULL);
		g_assert_nonnull(feed);
		feeds++;
		for (guint i = 0; i < feed->entries->len; i++) {
			const KwFeedEntry *e = entry(feed, i);

			g_assert_false(g_regex_match(active, e->title, 0, NULL));
			g_assert_false(e->summary && g_regex_match(active, e->summary, 0, NULL));
		}
		g_assert_false(feed->title && g_regex_match(active, feed->title, 0, NULL));
		g_assert_false(feed->description &&
			       g_regex_match(active, feed->description, 0, NULL));
	}
	g_assert_cmpint(feeds, >, 300);
}

static void test_schedule(void)
{
	/* a Monday, 2026-11-16T10:30Z */
	const int64_t now = 1794825000, hour = 3600;
	static const struct {
		const char *inside;
		int hours, minutes; /* from now */
	} rows[] = {
		{"", 1, 0},
		{"<ttl>180</ttl>", 3, 0},
		{"<ttl>10</ttl>", 1, 0},
		{"<ttl>99999999999999</ttl>", 24, 0},
		{"<ttl>-5</ttl>", 1, 0},
		{"<sy:updatePeriod>hourly</sy:updatePeriod>", 1, 0},
		{"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</"
		 "sy:updateFrequency>",
		 4, 0},
		{"<skipHours><hour>11</hour><hour>12</hour></skipHours>", 2, 30},
		{"<skipDays><day>Monday</day></skipDays>", 13, 30},
		{"<skipDays><day>monday</day><day>Tuesday</day></skipDays>"
		 "<skipHours><hour>24</hour></skipHours>",
		 38, 30},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf(
			"<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>%s"
			"</channel></rss>",
			rows[i].inside);
		g_autoptr(KwFeed) feed = parse_text(text, NULL, NULL);

		g_assert_cmpint(kw_feed_next(feed, now, 3600) - now, ==,
				rows[i].hours * hour + rows[i].minutes * 60);
	}
	/* a feed that never wants to be asked is asked */
	const KwFeed never = {.skip_days = 0x7f};
	g_assert_cmpint(kw_feed_next(&never, now, 3600), ==, now + hour);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/feed/charsets", test_charsets);
	g_test_add_func("/feed/rss", test_rss);
	g_test_add_func("/feed/rdf", test_rdf);
	g_test_add_func("/feed/jvnrss", test_jvnrss);
	g_test_add_func("/feed/atom", test_atom);
	g_test_add_func("/feed/json", test_json);
	g_test_add_func("/feed/repairs", test_repairs);
	g_test_add_func("/feed/literal", test_literal);
	g_test_add_func("/feed/refused", test_refused);
	g_test_add_func("/feed/late-entities", test_late_entities);
	g_test_add_func("/feed/many-notes", test_many_notes);
	g_test_add_func("/feed/large", test_large);
	g_test_add_func("/feed/sanitized", test_sanitized);
	g_test_add_func("/feed/schedule", test_schedule);
	return g_test_run();
}
