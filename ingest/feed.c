/* Feeds: the format, the feed's own fields, and what is refused.
 *
 * Bytes become XML text in feed_source.c, entries are feed_entry.c's, one field feed_field.c's, one
 * element feed_node.c's, the tree feed_xml.c's. */
#include "ingest/feed.h"

#include "base/error.h"
#include "feed_build-private.h"
#include "feed_document-private.h"
#include "feed_entry-private.h"
#include "feed_field-private.h"
#include "feed_of_json-private.h"
#include "feed_schedule-private.h"
#include "feed_source-private.h"
#include "feed_xml-private.h"

#include <string.h>

#define MAX_BYTES (64 * 1024 * 1024)

/* The highest rank wins, of equals the first. */
static const struct {
	KwSpace space;
	const char *name;
	KwFeedField field;
	int rank;
} feed_elements[] = {
	{KW_SPACE_RSS, "title", KW_FEED_TITLE, 30},
	{KW_SPACE_ATOM, "title", KW_FEED_TITLE, 29},
	{KW_SPACE_DC, "title", KW_FEED_TITLE, 10},
	{KW_SPACE_ITUNES, "title", KW_FEED_TITLE, 5},
	{KW_SPACE_RSS, "link", KW_FEED_LINK, 30},
	{KW_SPACE_ATOM, "link", KW_FEED_LINK, 29},
	{KW_SPACE_ATOM, "id", KW_FEED_LINK, 5},
	{KW_SPACE_RSS, "description", KW_FEED_SUMMARY, 30},
	{KW_SPACE_ATOM, "subtitle", KW_FEED_SUMMARY, 30},
	{KW_SPACE_ATOM, "tagline", KW_FEED_SUMMARY, 28},
	{KW_SPACE_RSS, "subtitle", KW_FEED_SUMMARY, 27},
	{KW_SPACE_RSS, "tagline", KW_FEED_SUMMARY, 26},
	{KW_SPACE_DC, "description", KW_FEED_SUMMARY, 20},
	{KW_SPACE_ITUNES, "summary", KW_FEED_SUMMARY, 10},
	{KW_SPACE_ITUNES, "subtitle", KW_FEED_SUMMARY, 5},
	{KW_SPACE_RSS, "language", KW_FEED_LANGUAGE, 30},
	{KW_SPACE_DC, "language", KW_FEED_LANGUAGE, 20},
};

void kw_feed_free(KwFeed *feed)
{
	if (!feed)
		return;
	g_free(feed->title);
	g_free(feed->description);
	g_free(feed->link);
	g_free(feed->stated_link);
	g_free(feed->language);
	g_free(feed->handling);
	g_ptr_array_unref(feed->entries);
	g_ptr_array_unref(feed->repaired);
	g_free(feed);
}

static void take_element(KwFeedFound *found, const KwFeedNode *node, const char *base)
{
	for (size_t i = 0; i < G_N_ELEMENTS(feed_elements); i++)
		if (feed_elements[i].space == node->space &&
		    kw_feed_node_is_named(node, feed_elements[i].name))
			kw_feed_field_take(found, node, feed_elements[i].field,
					   feed_elements[i].rank, base);
}

static void read_head(KwFeed *feed, const KwFeedNode *root, const char *base_url)
{
	g_auto(KwFeedFound) found = {0};
	const KwFeedNode *channel = root;
	g_autofree char *body = NULL;
	gboolean is_html = FALSE;

	for (const KwFeedNode *n = root->children; n; n = n->next)
		if (kw_feed_node_is(n, "channel", KW_SPACE_RSS, KW_SPACE_RDF)) {
			channel = n;
			break;
		}
	kw_feed_read_schedule(feed, channel);
	for (const KwFeedNode *n = channel->children; n; n = n->next)
		if (n->name)
			take_element(&found, n, base_url);
	feed->title = g_steal_pointer(&found.text[KW_FEED_TITLE]);
	feed->link = g_steal_pointer(&found.text[KW_FEED_LINK]);
	feed->stated_link = g_steal_pointer(&found.text[KW_FEED_STATED]);
	body = kw_feed_found_body(&found, &is_html);
	feed->description = body ? kw_feed_plain(body, is_html) : NULL;
	if (feed->description && !*feed->description)
		g_clear_pointer(&feed->description, g_free);
	feed->language = g_steal_pointer(&found.text[KW_FEED_LANGUAGE]);
	if (!feed->language)
		feed->language = kw_feed_one_line(kw_feed_node_language(channel));
}

static const struct {
	const char *version, *format;
} rss_versions[] = {
	{"0.90", "rss-0.90"}, {"0.91", "rss-0.91"}, {"0.92", "rss-0.92"},
	{"0.93", "rss-0.93"}, {"0.94", "rss-0.94"}, {"1.0", "rss-1.0"},
};

static gboolean declares(const KwFeedTree *tree, const char *uri)
{
	for (guint i = 0; i < tree->declared->len; i++)
		if (g_str_has_prefix(tree->declared->pdata[i], uri))
			return TRUE;
	return FALSE;
}

static const char *rdf_format(const KwFeedTree *tree)
{
	if (declares(tree, "http://jvn.jp/rss/mod_sec/"))
		return "jvnrss";
	if (declares(tree, "http://my.netscape.com/rdf/simple/0.9") ||
	    declares(tree, "http://channel.netscape.com/rdf/simple/0.9"))
		return "rss-0.90";
	return "rss-1.0";
}

/* Advisories of their own, by the root's name. */
static const struct {
	const char *root, *format;
	void (*read)(KwFeed *feed, const KwFeedNode *root);
} documents[] = {
	{"VULDEF-Document", "vuldef-3.2", kw_feed_read_vuldef},
	{"cvrfdoc", "cvrf", kw_feed_read_cvrf},
	{"alert", "cap", kw_feed_read_cap},
};

/* NULL: not a feed that is read here. */
static const char *format_of(const KwFeedTree *tree)
{
	const KwFeedNode *root = tree->root;
	const char *name = root->name, *uri = root->uri;

	if (g_ascii_strcasecmp(name, "rdf") == 0)
		return rdf_format(tree);
	if (g_ascii_strcasecmp(name, "feed") == 0)
		return !*uri || strstr(uri, "2005/Atom") ? "atom-1.0" : "atom-0.3";
	if (g_ascii_strcasecmp(name, "entry") == 0 && strstr(uri, "Atom"))
		return "atom-1.0";
	if (g_ascii_strcasecmp(name, "channel") == 0)
		return strstr(uri, "rss1.1") ? "rss-1.1" : "rss-2.0";
	if (g_ascii_strcasecmp(name, "rss") == 0) {
		g_autofree char *version = kw_feed_node_attribute(root, "version");

		for (size_t i = 0; version && i < G_N_ELEMENTS(rss_versions); i++)
			if (strcmp(version, rss_versions[i].version) == 0)
				return rss_versions[i].format;
		return "rss-2.0";
	}
	return NULL;
}

/* MyJVN answers an error as a normal document with <status:Status retCd="1" errCd errMsg>. */
static gboolean is_error_document(const KwFeedNode *root, GError **error)
{
	for (const KwFeedNode *n = root->children; n; n = n->next) {
		g_autofree char *code = NULL, *message = NULL, *status = NULL;

		if (!kw_feed_node_is(n, "Status", KW_SPACE_STATUS, KW_SPACE_STATUS))
			continue;
		status = kw_feed_node_attribute(n, "retCd");
		if (!status || !*status || strcmp(status, "0") == 0)
			continue;
		code = kw_feed_node_attribute(n, "errCd");
		message = kw_feed_node_attribute(n, "errMsg");
		kw_error_set(error, KW_ERROR_DATA, "error document: %s %s", code ? code : "",
			     message ? message : "");
		return TRUE;
	}
	return FALSE;
}

static void explain_no_feed(const KwFeedNode *root, GError **error)
{
	static const char *const of_html[] = {"html", "head", "body", "meta", "title", "script"};
	const char *name = root ? root->name : NULL;

	for (size_t i = 0; name && i < G_N_ELEMENTS(of_html); i++)
		if (g_ascii_strcasecmp(name, of_html[i]) == 0) {
			kw_error_set(error, KW_ERROR_DATA, "an HTML page, not a feed");
			return;
		}
	if (name)
		kw_error_set(error, KW_ERROR_DATA, "no feed: the root element is %s", name);
	else
		kw_error_set(error, KW_ERROR_DATA, "no XML");
}

static KwFeed *new_feed(const char *format, GPtrArray *repaired)
{
	KwFeed *feed = g_new0(KwFeed, 1);

	feed->format = format;
	feed->repaired = g_ptr_array_ref(repaired);
	feed->entries = g_ptr_array_new_with_free_func(kw_feed_build_free);
	return feed;
}

/* <sec:handling> of MyJVN's documents, whose marking is the Traffic Light Protocol's. */
static void read_handling(KwFeed *feed, const KwFeedNode *root)
{
	const KwFeedNode *marking = kw_feed_node_find(root, "handling/Marking/Marking_Structure");
	g_autofree char *color = marking ? kw_feed_node_attribute(marking, "color") : NULL;

	if (color)
		kw_feed_build_handling(feed, color);
}

static KwFeed *read_document(const KwFeedTree *tree, const char *base_url, GPtrArray *repaired,
			     GError **error)
{
	const KwFeedNode *root = tree->root;
	const char *format = root ? format_of(tree) : NULL;
	KwFeed *feed;

	if (root && is_error_document(root, error))
		return NULL;
	for (size_t i = 0; root && i < G_N_ELEMENTS(documents); i++)
		if (strcmp(root->name, documents[i].root) == 0) {
			feed = new_feed(documents[i].format, repaired);
			documents[i].read(feed, root);
			read_handling(feed, root);
			return feed;
		}
	if (!format) {
		explain_no_feed(root, error);
		return NULL;
	}
	feed = new_feed(format, repaired);
	read_head(feed, root, base_url);
	read_handling(feed, root);
	kw_feed_entry_list(root, base_url ? base_url : feed->link, feed->entries);
	return feed;
}

KwFeed *kw_feed_parse_bare(const void *bytes, size_t length, const char *content_type,
			   const char *base_url, GError **error)
{
	g_autoptr(GPtrArray) repaired = g_ptr_array_new_with_free_func(g_free);
	g_auto(KwFeedSource) source = {0};
	g_autoptr(KwFeedTree) tree = NULL;
	KwFeed *feed;

	if (length > MAX_BYTES) {
		kw_error_set(error, KW_ERROR_DATA, "feed is larger than %d MiB",
			     MAX_BYTES / 1024 / 1024);
		return NULL;
	}
	if (kw_feed_is_json(bytes, length)) {
		feed = new_feed(NULL, repaired);
		if (kw_feed_read_json(feed, bytes, length, error))
			return feed;
		kw_feed_free(feed);
		return NULL;
	}
	if (!kw_feed_source_read(bytes, length, content_type, repaired, &source, error))
		return NULL;
	tree = kw_feed_xml_read(&source, base_url, repaired);
	return read_document(tree, base_url, repaired, error);
}

KwFeed *kw_feed_parse(const void *bytes, size_t length, const char *content_type,
		      const char *base_url, GError **error)
{
	KwFeed *feed = kw_feed_parse_bare(bytes, length, content_type, base_url, error);

	for (guint i = 0; feed && i < feed->entries->len; i++)
		kw_feed_entry_read(feed->entries->pdata[i]);
	return feed;
}
