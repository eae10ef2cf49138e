/* ingest/feed: where entries lead, what is followed of it, and what they are known by. */
#include "../support/feed_fixture.h"

static void test_links(void)
{
	static const struct {
		const char *link, *base_url, *wanted;
	} cases[] = {
		{"https://a.example/x", NULL, "https://a.example/x"},
		{"/x", "https://b.example/feed.xml", "https://b.example/x"},
		{"x?a=1&amp;b=2", "https://b.example/f/feed.xml", "https://b.example/f/x?a=1&b=2"},
		{"/x", NULL, "https://home.example/x"},
		{"/記事 1", NULL, "https://home.example/%E8%A8%98%E4%BA%8B%201"},
		{"\n https://a.example/\n x \n", NULL, "https://a.example/%20x"},
		{"javascript:alert(1)", NULL, NULL},
		{"data:text/html,x", "https://b.example/", NULL},
		{"https://a.example/&quot;&gt;&lt;script&gt;", NULL,
		 "https://a.example/%22%3E%3Cscript%3E"},
		{"", NULL, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strdup_printf(
			"<rss><channel><link>https://home.example/</link><item><title>t</title>"
			"<link>%s</link></item></channel></rss>",
			cases[i].link);
		g_autoptr(KwFeed) feed = parse_text(text, cases[i].base_url, NULL);

		g_assert_cmpstr(entry(feed, 0)->link, ==, cases[i].wanted);
	}
}

/* What a feed states is kept apart from what may be followed. */
static void test_stated_links(void)
{
	static const struct {
		const char *inside, *stated, *link;
	} rows[] = {
		{"<link href='https://a.example/x'/>", "https://a.example/x",
		 "https://a.example/x"},
		{"<id>urn:uuid:1</id>", "urn:uuid:1", NULL},
		{"<id>urn:uuid:1</id><link href='/x'/>", "https://b.example/x",
		 "https://b.example/x"},
		{"<link href='mailto:a@b.example'/>", "mailto:a@b.example", NULL},
		{"<link href='https://b.example/a b'/>", "https://b.example/a b",
		 "https://b.example/a%20b"},
		{"<link rel='enclosure' href='/x'/>", NULL, NULL},
		{"<link href=''/>", "", NULL},
		{"<link href='JavaScript:alert(1)'/>", NULL, NULL},
		{"<link> java\nscript:alert(1)</link>", NULL, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf("<feed xmlns='http://www.w3.org/2005/Atom'>"
							"<entry>%s</entry></feed>",
							rows[i].inside);
		g_autoptr(KwFeed) feed = parse_text(text, "https://b.example/feed", NULL);

		g_assert_cmpstr(entry(feed, 0)->stated_link, ==, rows[i].stated);
		g_assert_cmpstr(entry(feed, 0)->link, ==, rows[i].link);
	}
}

/* No entry hides another: their ids differ where their links do. */
static void test_ids(void)
{
	static const struct {
		const char *items, *first, *second;
	} rows[] = {
		{"<item><guid>same</guid><link>https://x.example/1</link></item>"
		 "<item><guid>same</guid><link>https://x.example/2</link></item>",
		 "https://x.example/1", "https://x.example/2"},
		/* said twice, or without a link that could tell them apart */
		{"<item><guid>same</guid><link>https://x.example/1</link></item>"
		 "<item><guid>same</guid><link>https://x.example/1</link></item>",
		 "same", "same"},
		{"<item><guid>same</guid><title>a</title></item>"
		 "<item><guid>same</guid><title>b</title></item>",
		 "same", "same"},
		{"<item><title>a</title></item><item><description>b\nc</description></item>", "a",
		 "b c"},
		{"<item><guid>1</guid></item><item/>", "1", ""},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strdup_printf("<rss><channel>%s</channel></rss>", rows[i].items);
		g_autoptr(KwFeed) feed = parse_text(text, NULL, NULL);

		kw_feed_tell_apart(feed);
		g_assert_cmpstr(entry(feed, 0)->id, ==, rows[i].first);
		g_assert_cmpstr(entry(feed, 1)->id, ==, rows[i].second);
	}
}

/* A page with everything on it is no story: each entry leads to a place of its own there. */
static void test_one_page(void)
{
	g_autoptr(KwFeed) feed = parse_text(
		"<rss><channel><item><title>a</title><link>https://x.example/all</link></item>"
		"<item><title>b</title><link>https://x.example/all</link></item>"
		"<item><guid>c</guid><link>https://x.example/all</link></item>"
		"<item><guid>d</guid><link>https://x.example/d</link></item></channel></rss>",
		NULL, NULL);
	g_autoptr(GHashTable) links = g_hash_table_new(g_str_hash, g_str_equal);

	kw_feed_tell_apart(feed);
	for (guint i = 0; i < 4; i++)
		g_hash_table_add(links, entry(feed, i)->link);
	g_assert_cmpuint(g_hash_table_size(links), ==, 4);
	g_assert_true(g_str_has_prefix(entry(feed, 0)->link, "https://x.example/all#entry-"));
	g_assert_cmpstr(entry(feed, 0)->id, ==, entry(feed, 0)->link);
	g_assert_cmpstr(entry(feed, 2)->id, ==, "c");
	g_assert_cmpstr(entry(feed, 2)->stated_link, ==, "https://x.example/all");
	g_assert_cmpstr(entry(feed, 3)->link, ==, "https://x.example/d");
}

/* The document's address, and each xml:base by that around it. */
static void test_base(void)
{
	g_autoptr(KwFeed)
		feed = parse_text("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/b/'>"
				  "<entry xml:base='c/'><title>t</title><link href='d'/></entry>"
				  "<entry base='x'><title>u</title><link href='e'/></entry></feed>",
				  "https://a.example/feed", NULL);

	g_assert_cmpstr(((KwFeedEntry *)feed->entries->pdata[0])->link, ==,
			"https://a.example/b/c/d");
	g_assert_cmpstr(((KwFeedEntry *)feed->entries->pdata[1])->link, ==,
			"https://a.example/b/e");
}

/* One xml:base stands in the links of all entries below it. */
static void test_long_base(void)
{
	g_autofree char *a = g_strnfill(9000, 'a');
	g_autofree char *text = g_strdup_printf(
		"<rss xml:base='https://b.example/%s/'><channel>"
		"<item><title>t</title><link>x</link></item>"
		"<item><title>u</title><link>https://c.example/%s</link></item></channel></rss>",
		a, a);
	g_autoptr(GString) deep = g_string_new("<rss><channel>");
	g_autoptr(KwFeed) feed = parse_text(text, "https://a.example/feed", NULL);

	g_assert_cmpstr(((KwFeedEntry *)feed->entries->pdata[0])->link, ==, "https://a.example/x");
	g_assert_null(((KwFeedEntry *)feed->entries->pdata[1])->link);
	for (int i = 0; i < 20; i++)
		g_string_append(deep, "<a xml:base='b/'>");
	g_string_append(deep, "<item><title>t</title><link>x</link></item>");
	g_autoptr(KwFeed) nested = parse_text(deep->str, "https://a.example/feed", NULL);
	g_assert_cmpstr(((KwFeedEntry *)nested->entries->pdata[0])->link, ==,
			"https://a.example/x");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/feed/links", test_links);
	g_test_add_func("/feed/stated-links", test_stated_links);
	g_test_add_func("/feed/ids", test_ids);
	g_test_add_func("/feed/one-page", test_one_page);
	g_test_add_func("/feed/base", test_base);
	g_test_add_func("/feed/long-base", test_long_base);
	return g_test_run();
}
