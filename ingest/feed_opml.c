/* OPML: outlines in outlines, of which those with an address are feeds and the others folders. */
#include "ingest/feed_opml.h"

#include "base/error.h"
#include "feed_build-private.h"
#include "feed_link-private.h"
#include "feed_source-private.h"
#include "feed_xml-private.h"
#include "store/sources.h"
#include "url-private.h"

#include <string.h>

#define MAX_BYTES (8 * 1024 * 1024)
#define TRUST     "trust/"

static void feed_free(gpointer data)
{
	KwOpmlFeed *feed = data;

	g_free(feed->url);
	g_free(feed->title);
	g_free(feed->link);
	g_free(feed->folder);
	g_free(feed->trust);
	g_free(feed);
}

static gboolean is_outline(const KwFeedNode *node)
{
	return node->name && g_ascii_strcasecmp(node->name, "outline") == 0;
}

static char *title_of(const KwFeedNode *outline)
{
	static const char *const names[] = {"title", "text"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *title = kw_feed_node_attribute(outline, names[i]);

		title = title ? kw_feed_one_line(title) : NULL;
		if (title && *title)
			return title;
		g_free(title);
	}
	return NULL;
}

/* "feed://host/" is what some readers make of http; NULL = no web address. */
static char *web_address(const KwFeedNode *outline, const char *name)
{
	g_autofree char *value = kw_feed_node_attribute(outline, name);
	g_autofree char *url = NULL;

	if (!value)
		return NULL;
	url = g_str_has_prefix(value, "feed://") ? g_strconcat("http://", value + 7, NULL)
						 : g_steal_pointer(&value);
	return kw_url_is_web(url) ? kw_feed_link_resolve(outline, url, NULL) : NULL;
}

static char *folder_of(const KwFeedNode *outline)
{
	const KwFeedNode *parent = outline->parent;

	return parent && is_outline(parent) ? title_of(parent) : NULL;
}

/* category="a/b,trust/news" (OPML 2.0): a list of paths, of which ours is one. */
static char *trust_of(const KwFeedNode *outline)
{
	g_autofree char *value = kw_feed_node_attribute(outline, "category");
	g_auto(GStrv) paths = g_strsplit(value ? value : "", ",", -1);

	for (char **path = paths; *path; path++) {
		const char *word = g_strstrip(*path);

		word += *word == '/';
		if (g_str_has_prefix(word, TRUST) &&
		    g_strv_contains(kw_source_trusts, word + strlen(TRUST)))
			return g_strdup(word + strlen(TRUST));
	}
	return NULL;
}

static void take(GPtrArray *feeds, GHashTable *known, const KwFeedNode *outline)
{
	char *url = web_address(outline, "xmlUrl");
	KwOpmlFeed *feed;

	if (!url || g_hash_table_contains(known, url)) {
		g_free(url);
		return;
	}
	feed = g_new0(KwOpmlFeed, 1);
	feed->url = url;
	feed->title = title_of(outline);
	feed->link = web_address(outline, "htmlUrl");
	feed->folder = folder_of(outline);
	feed->trust = trust_of(outline);
	g_hash_table_add(known, url);
	g_ptr_array_add(feeds, feed);
}

static GPtrArray *read_outlines(const KwFeedNode *root)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *feeds = g_ptr_array_new_with_free_func(feed_free);
	const KwFeedNode *node = root;

	for (; node && feeds->len < KW_OPML_MAX_FEEDS; node = kw_feed_node_next(node, root, TRUE))
		if (is_outline(node))
			take(feeds, known, node);
	return feeds;
}

GPtrArray *kw_opml_parse(const void *bytes, size_t length, GError **error)
{
	g_autoptr(GPtrArray) repaired = g_ptr_array_new_with_free_func(g_free);
	g_auto(KwFeedSource) source = {0};
	g_autoptr(KwFeedTree) tree = NULL;
	const KwFeedNode *root;

	if (length > MAX_BYTES) {
		kw_error_set(error, KW_ERROR_DATA, "list of feeds is larger than %d MiB",
			     MAX_BYTES / 1024 / 1024);
		return NULL;
	}
	if (!kw_feed_source_read(bytes, length, NULL, repaired, &source, error))
		return NULL;
	tree = kw_feed_xml_read(&source, NULL, repaired);
	root = tree->root;
	if (root && g_ascii_strcasecmp(root->name, "opml") == 0)
		return read_outlines(root);
	kw_error_set(error, KW_ERROR_DATA, "no OPML: the root element is %s",
		     root ? root->name : "missing");
	return NULL;
}

static void add_attribute(GString *out, const char *name, const char *value)
{
	g_autofree char *escaped = value ? g_markup_escape_text(value, -1) : NULL;

	if (escaped)
		g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}

char *kw_opml_format(const GPtrArray *feeds, const char *title)
{
	g_autofree char *escaped = g_markup_escape_text(title, -1);
	GString *out = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				    "<opml version=\"2.0\">\n");

	g_string_append_printf(out, "<head><title>%s</title></head>\n<body>\n", escaped);
	for (guint i = 0; i < feeds->len; i++) {
		const KwOpmlFeed *feed = feeds->pdata[i];
		g_autofree char *category = feed->trust ? g_strconcat(TRUST, feed->trust, NULL)
							: NULL;

		g_string_append(out, "<outline type=\"rss\"");
		add_attribute(out, "text", feed->title ? feed->title : feed->url);
		add_attribute(out, "xmlUrl", feed->url);
		add_attribute(out, "htmlUrl", feed->link);
		add_attribute(out, "category", category);
		g_string_append(out, "/>\n");
	}
	g_string_append(out, "</body>\n</opml>\n");
	return g_string_free(out, FALSE);
}
