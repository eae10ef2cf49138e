/* Feeds in JSON: JSON Feed 1.x, MyJVN's two forms (hnd and oka), and CISA's catalog of exploited
 * vulnerabilities (KEV). Which member is which field stands in one table a form.
 *
 * The catalog's own title goes into the text of each of its entries: it is the statement that the
 * hole is being used, and ingest/rate reads it as it reads any other text. json-glib recurses, so
 * the depth is measured before it is asked. */
#include "feed_of_json-private.h"

#include "base/error.h"
#include "base/text.h"
#include "feed_build-private.h"
#include "url-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_DEPTH 40

/* --- members, whatever type they turn out to have --- */

static JsonObject *as_object(JsonNode *node)
{
	return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonObject *object_of(JsonObject *from, const char *name)
{
	return from ? as_object(json_object_get_member(from, name)) : NULL;
}

static JsonArray *list_of(JsonObject *from, const char *name)
{
	JsonNode *node = from ? json_object_get_member(from, name) : NULL;

	return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static guint list_size(JsonArray *list)
{
	return list ? json_array_get_length(list) : 0;
}

static JsonObject *object_at(JsonArray *list, guint i)
{
	return as_object(json_array_get_element(list, i));
}

static char *text_of_value(JsonNode *node)
{
	GType type = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node)
							 : G_TYPE_INVALID;
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	if (type == G_TYPE_STRING)
		return kw_text_repair(json_node_get_string(node), -1);
	if (type == G_TYPE_INT64)
		return g_strdup_printf("%" G_GINT64_FORMAT, json_node_get_int(node));
	if (type == G_TYPE_DOUBLE)
		return g_strdup(
			g_ascii_formatd(number, sizeof(number), "%g", json_node_get_double(node)));
	return NULL;
}

/* The first of `names` (separated by '|') that is a text with something in it; NULL = none. */
static char *text_of(JsonObject *from, const char *names)
{
	g_auto(GStrv) list = g_strsplit(names, "|", -1);

	for (char **name = list; from && *name; name++) {
		g_autofree char *text = text_of_value(json_object_get_member(from, *name));

		if (text && *g_strstrip(text))
			return g_steal_pointer(&text);
	}
	return NULL;
}

static char *line_of(JsonObject *from, const char *names)
{
	char *text = text_of(from, names);

	return text ? kw_feed_one_line(text) : NULL;
}

/* --- what the forms have in common --- */

typedef struct {
	const char *id, *title, *link, *published, *updated, *summary;
} Members;

static KwFeedEntry *read_common(JsonObject *item, const Members *members)
{
	KwFeedEntry *entry = kw_feed_build_entry();
	g_autofree char *link = text_of(item, members->link);
	g_autofree char *published = text_of(item, members->published);
	g_autofree char *updated = text_of(item, members->updated);
	g_autofree char *summary = text_of(item, members->summary);

	entry->id = line_of(item, members->id);
	entry->title = line_of(item, members->title);
	kw_feed_build_link(entry, link);
	kw_feed_build_dates(entry, published, updated);
	kw_feed_build_section(entry, NULL, summary);
	return entry;
}

static void read_head(KwFeed *feed, JsonObject *from, const char *link)
{
	g_autofree char *url = text_of(from, link);

	feed->title = line_of(from, "title");
	feed->description = line_of(from, "description");
	feed->language = line_of(from, "language|lang");
	if (url && kw_url_is_web(url)) {
		feed->link = g_strdup(url);
		feed->stated_link = g_strdup(url);
	}
}

/* --- JSON Feed --- */

static void read_author(KwFeedEntry *entry, JsonObject *item)
{
	JsonArray *authors = list_of(item, "authors");
	JsonObject *author = list_size(authors) ? object_at(authors, 0) : object_of(item, "author");

	entry->author = line_of(author, "name");
}

static KwFeedEntry *read_feed_item(JsonObject *item)
{
	static const Members members = {"id",
					"title",
					"url|external_url",
					"date_published",
					"date_modified",
					"content_html|content_text|summary"};
	KwFeedEntry *entry = read_common(item, &members);
	JsonArray *tags = list_of(item, "tags");

	read_author(entry, item);
	for (guint i = 0; i < list_size(tags); i++) {
		char *tag = text_of_value(json_array_get_element(tags, i));

		if (tag)
			kw_feed_build_category(entry, tag);
	}
	return entry;
}

/* --- MyJVN --- */

static void read_terms(KwFeedEntry *entry, JsonObject *category)
{
	static const char *const names[] = {"term", "label"};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *text = text_of(category, names[i]);

		if (text)
			kw_feed_build_category(entry, text);
	}
}

static void read_metrics(KwFeedEntry *entry, JsonArray *metrics)
{
	for (guint i = 0; i < list_size(metrics); i++) {
		JsonObject *content = object_of(object_at(metrics, i), "content");
		g_autoptr(GList) names = content ? json_object_get_members(content) : NULL;

		for (const GList *name = names; name; name = name->next) {
			g_autofree char *score =
				text_of(object_of(content, name->data), "baseScore");

			if (score)
				kw_feed_build_cvss(entry, score);
		}
	}
}

static KwFeedEntry *read_myjvn_entry(JsonObject *item)
{
	static const Members members = {
		"id",     "title", "link", "published|created|public", "updated|update|modified",
		"summary"};
	KwFeedEntry *entry = read_common(item, &members);
	JsonArray *references = list_of(item, "references");

	kw_feed_build_refs(entry, entry->id);
	for (guint i = 0; i < list_size(references); i++) {
		g_autofree char *text = text_of(object_at(references, i), "summary");

		kw_feed_build_refs(entry, text);
	}
	read_terms(entry, object_of(item, "category"));
	read_metrics(entry, list_of(item, "metrics"));
	return entry;
}

/* "oka" says it in `distribution`, "hnd" as its XML does. */
static void read_handling(KwFeed *feed, JsonObject *from)
{
	JsonObject *marking = object_of(object_of(from, "sec:handling"), "marking:Marking");
	g_autofree char *label =
		text_of(object_of(object_of(from, "distribution"), "tlp"), "label");
	g_autofree char *color = text_of(object_of(marking, "marking:Marking_Structure"), "color");

	if (label || color)
		kw_feed_build_handling(feed, label ? label : color);
}

static gboolean is_error_document(JsonObject *root, GError **error)
{
	JsonObject *status = object_of(root, "status");
	g_autofree char *code = NULL, *number = NULL, *message = NULL;

	if (!status)
		status = object_of(object_of(root, "feed"), "status:Status");
	code = text_of(status, "retCd");
	if (!code || strcmp(code, "0") == 0)
		return FALSE;
	number = line_of(status, "errCd");
	message = line_of(status, "errMsg");
	kw_error_set(error, KW_ERROR_DATA, "error document: %s %s", number ? number : "",
		     message ? message : "");
	return TRUE;
}

/* --- the catalog of exploited vulnerabilities --- */

static KwFeedEntry *read_exploited(JsonObject *item)
{
	static const Members members = {"cveID", "vulnerabilityName", "-", "dateAdded",
					"-",     "shortDescription"};
	KwFeedEntry *entry = read_common(item, &members);
	g_autofree char *action = text_of(item, "requiredAction");
	g_autofree char *notes = text_of(item, "notes");
	g_autofree char *maker = text_of(item, "vendorProject");
	g_autofree char *product = text_of(item, "product");
	g_autofree char *what =
		g_strdup_printf("%s %s", maker ? maker : "", product ? product : "");
	g_auto(GStrv) links = g_strsplit_set(notes ? notes : "", " ;", -1);

	for (char **link = links; *link; link++)
		kw_feed_build_link(entry, *link);
	kw_feed_build_refs(entry, entry->id);
	kw_feed_build_section(entry, "Affected Products", what);
	kw_feed_build_section(entry, "Required Action", action);
	return entry;
}

/* --- which form --- */

static const struct {
	const char *format;
	const char *mark;   /* a member of the root */
	const char *inside; /* of the root; NULL = the root itself */
	const char *items;  /* in there */
	const char *link;
	KwFeedEntry *(*read)(JsonObject *item);
} forms[] = {
	{"kev", "catalogVersion", NULL, "vulnerabilities", "-", read_exploited},
	{"myjvn-json", "feed", "feed", "entry", "link", read_myjvn_entry},
	{"json-feed", "items", NULL, "items", "home_page_url", read_feed_item},
};

/* FALSE also for what would make the parser recurse deeper than it should. */
static gboolean is_shallow(const char *text)
{
	int depth = 0;
	gboolean in_text = FALSE;

	for (const char *p = text; *p && depth <= MAX_DEPTH; p++) {
		if (in_text && *p == '\\' && p[1])
			p++;
		else if (*p == '"')
			in_text = !in_text;
		else if (!in_text && (*p == '{' || *p == '['))
			depth++;
		else if (!in_text && (*p == '}' || *p == ']'))
			depth--;
	}
	return depth <= MAX_DEPTH;
}

static const char *skip_start(const char *p, const char *end)
{
	if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end && strchr(" \t\r\n", *p) && *p)
		p++;
	return p;
}

gboolean kw_feed_is_json(const void *bytes, size_t length)
{
	const char *end = (const char *)bytes + length;
	const char *p = length ? skip_start(bytes, end) : end;

	return p < end && *p == '{';
}

static void read_form(KwFeed *feed, JsonObject *root, size_t form)
{
	JsonObject *from = forms[form].inside ? object_of(root, forms[form].inside) : root;
	JsonArray *items = list_of(from, forms[form].items);

	feed->format = forms[form].format;
	read_head(feed, from, forms[form].link);
	read_handling(feed, from);
	for (guint i = 0; i < list_size(items) && i < KW_FEED_MAX_ENTRIES; i++) {
		JsonObject *item = object_at(items, i);
		KwFeedEntry *entry = item ? forms[form].read(item) : NULL;

		if (!entry)
			continue;
		if (forms[form].read == read_exploited)
			kw_feed_build_section(entry, "Known Exploitation", feed->title);
		kw_feed_build_finish(entry);
		g_ptr_array_add(feed->entries, entry);
	}
}

gboolean kw_feed_read_json(KwFeed *feed, const void *bytes, size_t length, GError **error)
{
	const char *start = skip_start(bytes, (const char *)bytes + length);
	size_t n = (const char *)bytes + length - start;
	g_autofree char *text = kw_text_repair(start, (gssize)n);
	g_autoptr(JsonNode) node = NULL;
	g_autoptr(GError) failure = NULL;
	JsonObject *root;

	if (!kw_text_is_valid(start, n))
		g_ptr_array_add(feed->repaired,
				g_strdup("encoding: JSON is UTF-8, other bytes replaced"));
	if (!is_shallow(text)) {
		kw_error_set(error, KW_ERROR_DATA, "JSON nested deeper than %d", MAX_DEPTH);
		return FALSE;
	}
	node = json_from_string(text, &failure);
	root = as_object(node);
	if (!root) {
		kw_error_set(error, KW_ERROR_DATA, "no JSON: %s",
			     failure ? failure->message : "no object");
		return FALSE;
	}
	if (is_error_document(root, error))
		return FALSE;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (json_object_has_member(root, forms[i].mark)) {
			read_form(feed, root, i);
			return TRUE;
		}
	kw_error_set(error, KW_ERROR_DATA, "JSON, but no feed that is known");
	return FALSE;
}
