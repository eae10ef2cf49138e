/* ingest/feed_opml: lists as readers write them, and what is refused. */
#include "ingest/feed_opml.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static GPtrArray *parse(const char *text, GError **error)
{
	g_autofree char *exact = g_memdup2(text, strlen(text));

	return kw_opml_parse(exact, strlen(text), error);
}

static void test_parse(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = kw_testing_corpus("feed_opml/nested.opml");
	g_autoptr(GPtrArray) feeds =
		kw_opml_parse(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
	static const struct {
		const char *url, *title, *link, *folder;
	} wanted[] = {
		{"https://a.example/rss", "A & B", "https://a.example/", "外側"},
		{"https://b.example/rss", "B", NULL, "内側"},
		{"http://c.example/feed", NULL, NULL, NULL},
		{"https://d.example/記.xml", "D", NULL, NULL},
	};

	kw_assert_ok(error);
	g_assert_cmpuint(feeds->len, ==, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < feeds->len; i++) {
		const KwOpmlFeed *feed = feeds->pdata[i];

		g_assert_cmpstr(feed->url, ==, wanted[i].url);
		g_assert_cmpstr(feed->title, ==, wanted[i].title);
		g_assert_cmpstr(feed->link, ==, wanted[i].link);
		g_assert_cmpstr(feed->folder, ==, wanted[i].folder);
	}
}

static void test_refused(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"", "empty"},
		{"<html><body/></html>", "no OPML: the root element is html"},
		{"<!DOCTYPE opml [<!ENTITY e 'x'>]><opml/>", "document type"},
		{"nothing", "no OPML"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(parse(rows[i].text, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, rows[i].why);
	}
}

static void test_ceiling(void)
{
	g_autoptr(GString) text = g_string_new("<opml><body>");
	g_autoptr(GPtrArray) feeds = NULL;

	for (int i = 0; i < KW_OPML_MAX_FEEDS + 10; i++)
		g_string_append_printf(text, "<outline xmlUrl='https://%d.example/'/>", i);
	g_string_append(text, "</body></opml>");
	feeds = parse(text->str, NULL);
	g_assert_cmpuint(feeds->len, ==, KW_OPML_MAX_FEEDS);
}

/* What is written can be read. */
static void test_round(void)
{
	g_autoptr(GPtrArray) feeds = parse("<opml><body><outline text='&lt;x&gt; \"q\" &amp;' "
					   "xmlUrl='https://a.example/?a=1&amp;b=2' "
					   "category='/x/y, /trust/news' "
					   "htmlUrl='https://a.example/'/></body></opml>",
					   NULL);
	g_autofree char *text = kw_opml_format(feeds, "一覧 <1>");
	g_autoptr(GPtrArray) again = parse(text, NULL);
	const KwOpmlFeed *feed = again->pdata[0];

	g_assert_nonnull(strstr(text, "<title>一覧 &lt;1&gt;</title>"));
	g_assert_cmpuint(again->len, ==, 1);
	g_assert_cmpstr(feed->url, ==, "https://a.example/?a=1&b=2");
	g_assert_cmpstr(feed->title, ==, "<x> \"q\" &");
	g_assert_cmpstr(feed->link, ==, "https://a.example/");
	g_assert_cmpstr(feed->trust, ==, "news");
}

/* Only the words that are ours. */
static void test_trust(void)
{
	g_autoptr(GPtrArray) feeds = parse("<opml><body><outline xmlUrl='https://a.example/' "
					   "category='trust/everything'/></body></opml>",
					   NULL);

	g_assert_null(((const KwOpmlFeed *)feeds->pdata[0])->trust);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/opml/parse", test_parse);
	g_test_add_func("/opml/refused", test_refused);
	g_test_add_func("/opml/ceiling", test_ceiling);
	g_test_add_func("/opml/round", test_round);
	g_test_add_func("/opml/trust", test_trust);
	return g_test_run();
}
