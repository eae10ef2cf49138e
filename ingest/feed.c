/* Feeds to entries: which element means what, and which of two wins.
 *
 * Bytes become XML in feed_source.c; one element's text and address are feed_node.c's. The table
 * below is the whole knowledge of formats: an entry takes each field from the element with the
 * highest rank, so that nothing depends on the order in a file. Items are looked for everywhere:
 * RSS 1.0 has them beside the channel, a broken feed anywhere. */
#include "ingest/feed.h"

#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "feed_node-private.h"
#include "feed_source-private.h"
#include "ingest/identify.h"
#include "store/items.h"

#include <libxml/parser.h>
#include <string.h>

#define MAX_BYTES      (64 * 1024 * 1024)
#define MAX_ENTRIES    10000
#define MAX_CATEGORIES 50
#define MAX_REFS       200
#define MAX_LINE_CHARS 2000

#define RANK_ABOUT 20 /* of rdf:about as an id */

typedef enum {
	ID,
	TITLE,
	LINK,
	PUBLISHED,
	UPDATED,
	AUTHOR,
	SUMMARY,
	LANGUAGE,
	FIELDS,
	CATEGORY = FIELDS, /* these may come more than once */
	REFERENCE,
	CVSS,
} Field;

/* Sorted by field; `rank`: the higher wins, of equals the first. */
static const struct {
	KwSpace space;
	const char *name;
	Field field;
	int rank;
} entry_elements[] = {
	{KW_SPACE_SEC, "identifier", ID, 40},
	{KW_SPACE_RSS, "guid", ID, 30},
	{KW_SPACE_ATOM, "id", ID, 30},
	{KW_SPACE_RSS, "id", ID, 25},
	{KW_SPACE_DC, "identifier", ID, RANK_ABOUT - 1},
	{KW_SPACE_RSS, "title", TITLE, 30},
	{KW_SPACE_ATOM, "title", TITLE, 30},
	{KW_SPACE_DC, "title", TITLE, 10},
	{KW_SPACE_ITUNES, "title", TITLE, 5},
	{KW_SPACE_MEDIA, "title", TITLE, 4},
	{KW_SPACE_RSS, "link", LINK, 30},
	{KW_SPACE_ATOM, "link", LINK, 30},
	{KW_SPACE_RSS, "guid", LINK, 20},
	{KW_SPACE_ATOM, "id", LINK, 5},
	{KW_SPACE_RSS, "pubDate", PUBLISHED, 40},
	{KW_SPACE_ATOM, "published", PUBLISHED, 40},
	{KW_SPACE_RSS, "published", PUBLISHED, 39},
	{KW_SPACE_DCTERMS, "issued", PUBLISHED, 35},
	{KW_SPACE_ATOM, "issued", PUBLISHED, 35},
	{KW_SPACE_RSS, "issued", PUBLISHED, 34},
	{KW_SPACE_DC, "date", PUBLISHED, 20},
	{KW_SPACE_DCTERMS, "created", PUBLISHED, 10},
	{KW_SPACE_ATOM, "created", PUBLISHED, 10},
	{KW_SPACE_ATOM, "updated", UPDATED, 40},
	{KW_SPACE_RSS, "updated", UPDATED, 39},
	{KW_SPACE_DCTERMS, "modified", UPDATED, 35},
	{KW_SPACE_ATOM, "modified", UPDATED, 35},
	{KW_SPACE_RSS, "modified", UPDATED, 34},
	{KW_SPACE_RSS, "lastBuildDate", UPDATED, 30},
	{KW_SPACE_DC, "date", UPDATED, 20},
	{KW_SPACE_ATOM, "author", AUTHOR, 30},
	{KW_SPACE_RSS, "author", AUTHOR, 30},
	{KW_SPACE_DC, "creator", AUTHOR, 20},
	{KW_SPACE_ITUNES, "author", AUTHOR, 10},
	{KW_SPACE_CONTENT, "encoded", SUMMARY, 50},
	{KW_SPACE_ATOM, "content", SUMMARY, 45},
	{KW_SPACE_RSS, "content", SUMMARY, 44},
	{KW_SPACE_XHTML, "body", SUMMARY, 42},
	{KW_SPACE_RSS, "body", SUMMARY, 41},
	{KW_SPACE_RSS, "fullitem", SUMMARY, 41},
	{KW_SPACE_ATOM, "summary", SUMMARY, 40},
	{KW_SPACE_RSS, "description", SUMMARY, 30},
	{KW_SPACE_RSS, "summary", SUMMARY, 29},
	{KW_SPACE_DC, "description", SUMMARY, 20},
	{KW_SPACE_DCTERMS, "abstract", SUMMARY, 15},
	{KW_SPACE_ITUNES, "summary", SUMMARY, 10},
	{KW_SPACE_ITUNES, "subtitle", SUMMARY, 5},
	{KW_SPACE_MEDIA, "description", SUMMARY, 4},
	{KW_SPACE_RSS, "category", CATEGORY, 0},
	{KW_SPACE_ATOM, "category", CATEGORY, 0},
	{KW_SPACE_DC, "subject", CATEGORY, 0},
	{KW_SPACE_SEC, "references", REFERENCE, 0},
	{KW_SPACE_SEC, "cvss", CVSS, 0},
};

static const struct {
	KwSpace space;
	const char *name;
	Field field; /* SUMMARY: the description */
	int rank;
} feed_elements[] = {
	{KW_SPACE_RSS, "title", TITLE, 30},
	{KW_SPACE_ATOM, "title", TITLE, 29},
	{KW_SPACE_DC, "title", TITLE, 10},
	{KW_SPACE_ITUNES, "title", TITLE, 5},
	{KW_SPACE_RSS, "link", LINK, 30},
	{KW_SPACE_ATOM, "link", LINK, 29},
	{KW_SPACE_ATOM, "id", LINK, 5},
	{KW_SPACE_RSS, "description", SUMMARY, 30},
	{KW_SPACE_ATOM, "subtitle", SUMMARY, 30},
	{KW_SPACE_ATOM, "tagline", SUMMARY, 28},
	{KW_SPACE_RSS, "subtitle", SUMMARY, 27},
	{KW_SPACE_RSS, "tagline", SUMMARY, 26},
	{KW_SPACE_DC, "description", SUMMARY, 20},
	{KW_SPACE_ITUNES, "summary", SUMMARY, 10},
	{KW_SPACE_ITUNES, "subtitle", SUMMARY, 5},
	{KW_SPACE_RSS, "language", LANGUAGE, 30},
	{KW_SPACE_DC, "language", LANGUAGE, 20},
};

/* What was found for each field so far: a text ready for use, and the rank of its element. */
typedef struct {
	char *text[FIELDS];
	int rank[FIELDS];
	KwWhen when[FIELDS];
} Found;

static void found_clear(Found *found)
{
	for (int i = 0; i < FIELDS; i++)
		g_free(found->text[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

typedef struct {
	KwFeed *feed;
	char *base; /* for relative links where the feed says nothing else; or NULL */
} Reader;

/* --- life --- */

static void entry_free(gpointer data)
{
	KwFeedEntry *entry = data;

	g_free(entry->id);
	g_free(entry->title);
	g_free(entry->link);
	g_free(entry->published);
	g_free(entry->updated);
	g_free(entry->author);
	g_free(entry->summary);
	g_ptr_array_unref(entry->categories);
	g_ptr_array_unref(entry->refs);
	g_free(entry->cvss);
	g_free(entry);
}

static KwFeedEntry *entry_new(void)
{
	KwFeedEntry *entry = g_new0(KwFeedEntry, 1);

	entry->categories = g_ptr_array_new_with_free_func(g_free);
	entry->refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	return entry;
}

void kw_feed_free(KwFeed *feed)
{
	if (!feed)
		return;
	g_free(feed->title);
	g_free(feed->description);
	g_free(feed->link);
	g_free(feed->language);
	g_ptr_array_unref(feed->entries);
	g_ptr_array_unref(feed->repaired);
	g_free(feed);
}

/* --- one field --- */

static char *one_line(char *taken)
{
	g_autofree char *text = taken;
	g_autofree char *line = kw_text_one_line(text);

	return kw_text_cut(line, MAX_LINE_CHARS);
}

/* "a@b.example (Name)", <author><name>Name</name><email>…: the name where there is one. */
static char *author_of(const xmlNode *node)
{
	g_autofree char *text = NULL;
	char *open;

	for (const xmlNode *n = node->children; n; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || !*n->name)
			continue;
		if (strcmp(kw_feed_node_name(n), "name") == 0)
			return kw_feed_node_plain(n);
		if (!text && strcmp(kw_feed_node_name(n), "email") == 0)
			text = kw_feed_node_text(n);
	}
	if (!text)
		text = kw_feed_node_plain(node);
	open = strchr(text, '(');
	if (open && g_str_has_suffix(text, ")") && memchr(text, '@', open - text))
		return g_strndup(open + 1, strlen(open + 1) - 1);
	return g_steal_pointer(&text);
}

/* A link's address. Atom's and RSS's elements may stand in each other's format. The rank grows for
 * the page to read, and is 0 for what is no page ("self", "enclosure"). */
static char *link_of(const Reader *reader, const xmlNode *node, int *rank)
{
	g_autofree char *href = kw_feed_node_attribute(node, "href");
	g_autofree char *rel = kw_feed_node_attribute(node, "rel");
	g_autofree char *type = kw_feed_node_attribute(node, "type");
	g_autofree char *permalink = NULL;

	if (strcmp(kw_feed_node_name(node), "guid") == 0) {
		permalink = kw_feed_node_attribute(node, "isPermaLink");
		if (permalink && g_ascii_strcasecmp(permalink, "false") == 0)
			return NULL;
		g_free(href);
		href = kw_feed_node_text(node);
		if (!strchr(href, '/')) /* "23246627" is no address beside ours */
			return NULL;
	} else if (!href) {
		href = kw_feed_node_text(node);
	} else {
		const char *name = rel ? rel : "alternate";

		if (g_str_has_prefix(name, "http://www.iana.org/assignments/relation/"))
			name = strrchr(name, '/') + 1;
		if (strcmp(name, "alternate") != 0)
			return NULL;
		*rank += !type || strstr(type, "html") ? 1 : 0;
	}
	return kw_feed_node_resolve(node, href, reader->base);
}

static char *date_of(const xmlNode *node, KwWhen *out_when)
{
	g_autofree char *text = kw_feed_node_text(node);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	return kw_when_parse(text, utc, out_when) ? kw_when_rfc3339(out_when) : NULL;
}

static char *id_of(const xmlNode *node)
{
	return one_line(kw_feed_node_text(node));
}

static void take(const Reader *reader, Found *found, const xmlNode *node, Field field, int rank)
{
	KwWhen when = {0};
	char *text = NULL;

	if (found->text[field] && rank + 1 < found->rank[field])
		return;
	switch (field) {
	case ID: text = id_of(node); break;
	case TITLE: text = one_line(kw_feed_node_plain(node)); break;
	case LINK: text = link_of(reader, node, &rank); break;
	case PUBLISHED:
	case UPDATED: text = date_of(node, &when); break;
	case AUTHOR: text = one_line(author_of(node)); break;
	case SUMMARY: text = kw_feed_node_plain(node); break;
	case LANGUAGE: text = one_line(kw_feed_node_text(node)); break;
	default: g_assert_not_reached();
	}
	if (!text || !*text || (found->text[field] && rank <= found->rank[field])) {
		g_free(text);
		return;
	}
	g_free(found->text[field]);
	found->text[field] = text;
	found->rank[field] = rank;
	found->when[field] = when;
}

/* --- what may come more than once --- */

static void add_category(KwFeedEntry *entry, char *taken)
{
	g_autofree char *text = one_line(taken);

	if (!*text || entry->categories->len >= MAX_CATEGORIES ||
	    g_ptr_array_find_with_equal_func(entry->categories, text, g_str_equal, NULL))
		return;
	g_ptr_array_add(entry->categories, g_steal_pointer(&text));
}

/* Atom: term= and label=; IPA's alerts say "High" in the one and "警告" in the other. */
static void take_category(KwFeedEntry *entry, const xmlNode *node)
{
	char *term = kw_feed_node_attribute(node, "term");
	char *label = kw_feed_node_attribute(node, "label");

	add_category(entry, term ? term : kw_feed_node_text(node));
	if (label)
		add_category(entry, label);
}

static gboolean has_ref(const KwFeedEntry *entry, const KwRef *ref)
{
	for (guint i = 0; i < entry->refs->len; i++) {
		const KwRef *known = entry->refs->pdata[i];

		if (strcmp(known->kind, ref->kind) == 0 && strcmp(known->value, ref->value) == 0)
			return TRUE;
	}
	return FALSE;
}

static void add_refs(KwFeedEntry *entry, const char *text)
{
	g_autoptr(GPtrArray) refs = text ? kw_identify_refs(text) : NULL;

	for (guint i = 0; refs && i < refs->len && entry->refs->len < MAX_REFS; i++) {
		const KwRef *ref = refs->pdata[i];

		if (!has_ref(entry, ref))
			g_ptr_array_add(entry->refs, kw_ref_new(ref->kind, ref->value));
	}
}

static void take_cvss(KwFeedEntry *entry, const xmlNode *node)
{
	g_autofree char *score = kw_feed_node_attribute(node, "score");

	if (!score || !g_ascii_isdigit(*score) || strlen(score) > 4)
		return;
	if (!entry->cvss || g_ascii_strtod(score, NULL) > g_ascii_strtod(entry->cvss, NULL)) {
		g_free(entry->cvss);
		entry->cvss = g_steal_pointer(&score);
	}
}

/* --- entries --- */

static void take_element(const Reader *reader, KwFeedEntry *entry, Found *found,
			 const xmlNode *node)
{
	KwSpace space = kw_feed_node_space(node);
	const char *name = kw_feed_node_name(node);

	for (size_t i = 0; i < G_N_ELEMENTS(entry_elements); i++) {
		if (entry_elements[i].space != space ||
		    g_ascii_strcasecmp(entry_elements[i].name, name) != 0)
			continue;
		if (entry_elements[i].field == CATEGORY) {
			take_category(entry, node);
		} else if (entry_elements[i].field == REFERENCE) {
			g_autofree char *id = kw_feed_node_attribute(node, "id");

			add_refs(entry, id);
		} else if (entry_elements[i].field == CVSS) {
			take_cvss(entry, node);
		} else {
			take(reader, found, node, entry_elements[i].field, entry_elements[i].rank);
		}
		if (strcmp(entry_elements[i].name, "identifier") == 0) {
			g_autofree char *identifier = kw_feed_node_text(node);

			add_refs(entry, identifier);
		}
	}
}

static void take_when(Found *found, Field field, char **out_text, int64_t *out_at)
{
	*out_text = g_steal_pointer(&found->text[field]);
	*out_at = *out_text ? found->when[field].at : 0;
}

static KwFeedEntry *read_entry(const Reader *reader, const xmlNode *item)
{
	g_auto(Found) found = {0};
	KwFeedEntry *entry = entry_new();
	g_autofree char *about = kw_feed_node_attribute(item, "about");

	for (const xmlNode *n = item->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			take_element(reader, entry, &found, n);
	if (!found.text[LINK] && about)
		found.text[LINK] = kw_feed_node_resolve(item, about, reader->base);
	/* one date said for both is one date */
	if (found.rank[UPDATED] == 20 && found.rank[PUBLISHED] == 20)
		g_clear_pointer(&found.text[UPDATED], g_free);
	entry->is_day = found.text[PUBLISHED] ? found.when[PUBLISHED].is_day
					      : found.when[UPDATED].is_day;
	take_when(&found, PUBLISHED, &entry->published, &entry->published_at);
	take_when(&found, UPDATED, &entry->updated, &entry->updated_at);
	entry->title = g_steal_pointer(&found.text[TITLE]);
	entry->link = g_steal_pointer(&found.text[LINK]);
	entry->author = g_steal_pointer(&found.text[AUTHOR]);
	entry->summary = g_steal_pointer(&found.text[SUMMARY]);
	if (about && *about && (!found.text[ID] || found.rank[ID] < RANK_ABOUT))
		entry->id = one_line(g_steal_pointer(&about));
	else
		entry->id = g_steal_pointer(&found.text[ID]);
	if (!entry->id)
		entry->id = g_strdup(entry->link ? entry->link : entry->title ? entry->title : "");
	if (!entry->title)
		entry->title = g_strdup("");
	return entry;
}

static gboolean is_named(const xmlNode *node, const char *name, KwSpace a, KwSpace b)
{
	KwSpace space;

	if (node->type != XML_ELEMENT_NODE ||
	    g_ascii_strcasecmp(kw_feed_node_name(node), name) != 0)
		return FALSE;
	space = kw_feed_node_space(node);
	return space == a || space == b;
}

static gboolean is_entry(const xmlNode *node)
{
	return is_named(node, "item", KW_SPACE_RSS, KW_SPACE_ATOM) ||
	       is_named(node, "entry", KW_SPACE_ATOM, KW_SPACE_RSS);
}

/* Inside an entry only entries are visited: the next one, where an end tag is missing. What its own
 * elements hold is theirs (Atom's source). */
static void read_entries(const Reader *reader, const xmlNode *root)
{
	const xmlNode *node = root;

	while (node && reader->feed->entries->len < MAX_ENTRIES) {
		gboolean found = is_entry(node);

		if (found)
			g_ptr_array_add(reader->feed->entries, read_entry(reader, node));
		if (node->type == XML_ELEMENT_NODE && node->children &&
		    (found || node == root || !is_entry(node->parent))) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
}

/* --- the feed --- */

static void take_feed_element(const Reader *reader, Found *found, const xmlNode *node)
{
	KwSpace space = kw_feed_node_space(node);
	const char *name = kw_feed_node_name(node);

	for (size_t i = 0; i < G_N_ELEMENTS(feed_elements); i++)
		if (feed_elements[i].space == space &&
		    g_ascii_strcasecmp(feed_elements[i].name, name) == 0)
			take(reader, found, node, feed_elements[i].field, feed_elements[i].rank);
}

static void read_head(Reader *reader, const xmlNode *root)
{
	KwFeed *feed = reader->feed;
	g_auto(Found) found = {0};
	const xmlNode *channel = root;

	for (const xmlNode *n = root->children; n; n = n->next)
		if (is_named(n, "channel", KW_SPACE_RSS, KW_SPACE_RDF)) {
			channel = n;
			break;
		}
	for (const xmlNode *n = channel->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			take_feed_element(reader, &found, n);
	feed->title = g_steal_pointer(&found.text[TITLE]);
	feed->link = g_steal_pointer(&found.text[LINK]);
	feed->description = g_steal_pointer(&found.text[SUMMARY]);
	feed->language = g_steal_pointer(&found.text[LANGUAGE]);
	if (!feed->language) {
		xmlChar *lang = xmlNodeGetLang(channel);

		feed->language = lang && *lang ? one_line(g_strdup((const char *)lang)) : NULL;
		xmlFree(lang);
	}
	if (!reader->base && feed->link)
		reader->base = g_strdup(feed->link);
}

static const struct {
	const char *version, *format;
} rss_versions[] = {
	{"0.90", "rss-0.90"}, {"0.91", "rss-0.91"}, {"0.92", "rss-0.92"},
	{"0.93", "rss-0.93"}, {"0.94", "rss-0.94"}, {"1.0", "rss-1.0"},
};

static gboolean declares(const xmlNode *root, const char *uri)
{
	for (const xmlNs *ns = root->nsDef; ns; ns = ns->next)
		if (ns->href && g_str_has_prefix((const char *)ns->href, uri))
			return TRUE;
	return FALSE;
}

static const char *rdf_format(const xmlNode *root)
{
	if (declares(root, "http://jvn.jp/rss/mod_sec/"))
		return "jvnrss";
	if (declares(root, "http://my.netscape.com/rdf/simple/0.9") ||
	    declares(root, "http://channel.netscape.com/rdf/simple/0.9"))
		return "rss-0.90";
	return "rss-1.0";
}

/* NULL: not a feed that is read here. */
static const char *format_of(const xmlNode *root)
{
	const char *name = kw_feed_node_name(root);
	const char *uri = root->ns && root->ns->href ? (const char *)root->ns->href : "";

	if (g_ascii_strcasecmp(name, "rdf") == 0)
		return rdf_format(root);
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
static gboolean is_error_document(const xmlNode *root, GError **error)
{
	for (const xmlNode *n = root->children; n; n = n->next) {
		g_autofree char *code = NULL, *message = NULL, *status = NULL;

		if (!is_named(n, "Status", KW_SPACE_STATUS, KW_SPACE_STATUS))
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

static void note_xml_error(xmlParserCtxtPtr parser, GPtrArray *repaired)
{
	const xmlError *error = xmlCtxtGetLastError(parser);
	g_autofree char *message = NULL, *line = NULL;

	if (parser->wellFormed || !error || !error->message)
		return;
	message = kw_text_repair(error->message, -1);
	line = kw_text_one_line(message);
	g_ptr_array_add(repaired, g_strdup_printf("markup: not well-formed at line %d: %s",
						  error->line, line));
}

static xmlDocPtr read_xml(const char *text, const char *base_url, GPtrArray *repaired)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr document = xmlCtxtReadMemory(parser, text, (int)strlen(text), base_url, "UTF-8",
					       XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER |
						       XML_PARSE_NONET | XML_PARSE_NOCDATA |
						       XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

	note_xml_error(parser, repaired);
	xmlFreeParserCtxt(parser);
	return document;
}

static void explain_no_feed(const xmlNode *root, GError **error)
{
	static const char *const of_html[] = {"html", "head", "body", "meta", "title", "script"};
	const char *name = root ? kw_feed_node_name(root) : NULL;

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

static KwFeed *read_document(xmlDocPtr document, const char *base_url, GPtrArray *repaired,
			     GError **error)
{
	const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	const char *format = root ? format_of(root) : NULL;
	g_autofree char *base = NULL;
	Reader reader = {0};

	if (!format) {
		explain_no_feed(root, error);
		return NULL;
	}
	if (is_error_document(root, error))
		return NULL;
	reader.feed = g_new0(KwFeed, 1);
	reader.feed->format = format;
	reader.feed->entries = g_ptr_array_new_with_free_func(entry_free);
	reader.feed->repaired = g_ptr_array_ref(repaired);
	reader.base = g_strdup(base_url);
	read_head(&reader, root);
	read_entries(&reader, root);
	g_free(reader.base);
	return reader.feed;
}

KwFeed *kw_feed_parse(const void *bytes, size_t length, const char *content_type,
		      const char *base_url, GError **error)
{
	g_autoptr(GPtrArray) repaired = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *text = NULL;
	xmlDocPtr document;
	KwFeed *feed;

	if (length > MAX_BYTES) {
		kw_error_set(error, KW_ERROR_DATA, "feed is larger than %d MiB",
			     MAX_BYTES / 1024 / 1024);
		return NULL;
	}
	text = kw_feed_source_read(bytes, length, content_type, repaired, error);
	if (!text)
		return NULL;
	document = read_xml(text, base_url, repaired);
	feed = read_document(document, base_url, repaired, error);
	xmlFreeDoc(document);
	return feed;
}
