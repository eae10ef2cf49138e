/* One element of a feed: its name space, its text, and the address that a link in it means.
 *
 * Which elements are read, and which of two wins, is feed.c's table. libxml2's own serialiser is
 * not used: it recurses, and writes prefixes that no HTML parser knows. */
#include "feed_node-private.h"

#include "base/text.h"
#include "ingest/html.h"
#include "url-private.h"

#include <libxml/uri.h>
#include <string.h>

/* A URI matches where it starts so: JVN has mod_sec/ and mod_sec/3.0/. */
static const struct {
	const char *uri, *prefix;
	KwSpace space;
} spaces[] = {
	{"http://purl.org/rss/1.", NULL, KW_SPACE_RSS}, /* but for its modules, below */
	{"http://purl.org/net/rss1.1", NULL, KW_SPACE_RSS},
	{"http://my.netscape.com/rdf/simple/0.9", NULL, KW_SPACE_RSS},
	{"http://channel.netscape.com/rdf/simple/0.9", NULL, KW_SPACE_RSS},
	{"http://backend.userland.com/", "rss", KW_SPACE_RSS},
	{"http://blogs.law.harvard.edu/tech/rss", NULL, KW_SPACE_RSS},
	{"http://www.w3.org/2005/Atom", "atom", KW_SPACE_ATOM},
	{"https://www.w3.org/2005/Atom", NULL, KW_SPACE_ATOM},
	{"http://purl.org/atom/", "atom03", KW_SPACE_ATOM},
	{"http://example.com/newformat", NULL, KW_SPACE_ATOM},
	{"http://example.com/necho", NULL, KW_SPACE_ATOM},
	{"http://purl.org/echo/", NULL, KW_SPACE_ATOM},
	{"uri/of/echo/namespace", NULL, KW_SPACE_ATOM},
	{"http://purl.org/pie/", NULL, KW_SPACE_ATOM},
	{"http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", KW_SPACE_RDF},
	{"http://purl.org/dc/elements/", "dc", KW_SPACE_DC},
	{"http://purl.org/dc/terms", "dcterms", KW_SPACE_DCTERMS},
	{"http://purl.org/rss/1.0/modules/content", "content", KW_SPACE_CONTENT},
	{"http://jvn.jp/rss/mod_sec/", "sec", KW_SPACE_SEC},
	{"http://jvndb.jvn.jp/myjvn/Status", "status", KW_SPACE_STATUS},
	{"http://www.itunes.com/", "itunes", KW_SPACE_ITUNES},
	{"http://search.yahoo.com/mrss", "media", KW_SPACE_MEDIA},
	{"http://www.w3.org/1999/xhtml", "xhtml", KW_SPACE_XHTML},
};

static KwSpace space_of_uri(const char *uri)
{
	KwSpace space = KW_SPACE_OTHER;
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++) {
		size_t n = strlen(spaces[i].uri);

		if (n > longest && g_ascii_strncasecmp(uri, spaces[i].uri, n) == 0) {
			longest = n;
			space = spaces[i].space;
		}
	}
	if (g_str_has_prefix(uri, "http://purl.org/rss/1.0/modules/") && space == KW_SPACE_RSS)
		return KW_SPACE_OTHER;
	return space;
}

static KwSpace space_of_prefix(const char *prefix, size_t n)
{
	for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++)
		if (spaces[i].prefix && strlen(spaces[i].prefix) == n &&
		    g_ascii_strncasecmp(spaces[i].prefix, prefix, n) == 0)
			return spaces[i].space;
	return KW_SPACE_OTHER;
}

KwSpace kw_feed_node_space(const xmlNode *node)
{
	const char *name = (const char *)node->name, *colon = strchr(name, ':');
	KwSpace space;

	if (!node->ns || !node->ns->href)
		return colon ? space_of_prefix(name, colon - name) : KW_SPACE_RSS;
	/* libxml2's field for the application remembers what was found for this declaration */
	if (!node->ns->_private)
		node->ns->_private =
			GINT_TO_POINTER(1 + space_of_uri((const char *)node->ns->href));
	space = (KwSpace)(GPOINTER_TO_INT(node->ns->_private) - 1);
	return space == KW_SPACE_OTHER && !node->ns->prefix ? KW_SPACE_RSS : space;
}

const char *kw_feed_node_name(const xmlNode *node)
{
	const char *name = (const char *)node->name, *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

gboolean kw_feed_node_is(const xmlNode *node, const char *name, KwSpace a, KwSpace b)
{
	KwSpace space;

	if (node->type != XML_ELEMENT_NODE ||
	    g_ascii_strcasecmp(kw_feed_node_name(node), name) != 0)
		return FALSE;
	space = kw_feed_node_space(node);
	return space == a || space == b;
}

char *kw_feed_node_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		const char *own = (const char *)a->name, *colon = strchr(own, ':');
		g_autofree char *value = NULL;
		xmlChar *raw;

		if (g_ascii_strcasecmp(colon ? colon + 1 : own, name) != 0)
			continue;
		raw = xmlNodeListGetString(node->doc, a->children, 1);
		value = g_strdup(raw ? (const char *)raw : "");
		xmlFree(raw);
		return g_strstrip(g_steal_pointer(&value));
	}
	return NULL;
}

/* The next node of the subtree of `top` in document order; `into` = its children, too. */
static const xmlNode *next_node(const xmlNode *node, const xmlNode *top, gboolean into)
{
	if (into && node->children && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static gboolean is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

char *kw_feed_node_text(const xmlNode *node)
{
	GString *out = g_string_new(NULL);

	for (const xmlNode *n = node; n; n = next_node(n, node, TRUE))
		if (is_text(n) && n->content)
			g_string_append(out, (const char *)n->content);
	return g_strstrip(g_string_free(out, FALSE));
}

/* --- documents whose elements have one place each --- */

static const xmlNode *named(const xmlNode *from, const char *name, size_t n)
{
	for (; from; from = from->next)
		if (from->type == XML_ELEMENT_NODE && strlen(kw_feed_node_name(from)) == n &&
		    strncmp(kw_feed_node_name(from), name, n) == 0)
			return from;
	return NULL;
}

const xmlNode *kw_feed_node_find(const xmlNode *node, const char *path)
{
	while (node && *path) {
		size_t n = strcspn(path, "/");

		node = named(node->children, path, n);
		path += n + (path[n] == '/');
	}
	return node;
}

const xmlNode *kw_feed_node_again(const xmlNode *node)
{
	const char *name = kw_feed_node_name(node);

	return named(node->next, name, strlen(name));
}

char *kw_feed_node_find_text(const xmlNode *node, const char *path)
{
	const xmlNode *found = kw_feed_node_find(node, path);

	return found ? kw_feed_node_text(found) : NULL;
}

/* --- markup --- */

static gboolean has_elements(const xmlNode *node)
{
	for (const xmlNode *n = node->children; n; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			return TRUE;
	return FALSE;
}

static void open_tag(GString *out, const xmlNode *node)
{
	static const char *const kept[] = {"style", "class", "hidden", "alt", "href"};

	g_string_append_printf(out, "<%s", kw_feed_node_name(node));
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autofree char *value = kw_feed_node_attribute(node, kept[i]);
		g_autofree char *escaped = value ? g_markup_escape_text(value, -1) : NULL;

		if (escaped)
			g_string_append_printf(out, " %s=\"%s\"", kept[i], escaped);
	}
	g_string_append_c(out, '>');
}

/* The children of `top` as HTML, with the attributes that a reading in plain text looks at. */
static char *markup(const xmlNode *top)
{
	GString *out = g_string_new(NULL);
	const xmlNode *node = top->children;

	while (node) {
		if (is_text(node) && node->content) {
			g_autofree char *escaped =
				g_markup_escape_text((const char *)node->content, -1);

			g_string_append(out, escaped);
		}
		if (node->type == XML_ELEMENT_NODE) {
			open_tag(out, node);
			if (node->children) {
				node = node->children;
				continue;
			}
			g_string_append_printf(out, "</%s>", kw_feed_node_name(node));
		}
		while (!node->next && node->parent != top) {
			node = node->parent;
			g_string_append_printf(out, "</%s>", kw_feed_node_name(node));
		}
		node = node->next;
	}
	return g_string_free(out, FALSE);
}

/* A tag or a reference. Feeds do not say whether a text is HTML; a lone '<' does not make it so. */
static gboolean looks_like_html(const char *text)
{
	const char *last = strrchr(text, '>'); /* not looked for anew at every '<' */

	for (const char *p = text; (p = strpbrk(p, "<&")); p++) {
		size_t n;

		if (*p == '<') {
			const char *name = p + 1 + (p[1] == '/');

			n = 0;
			while (g_ascii_isalnum(name[n]))
				n++;
			if ((n && g_ascii_isalpha(*name) && strchr("> /\t\r\n", name[n]) && last &&
			     name + n <= last) ||
			    g_str_has_prefix(p, "<!--"))
				return TRUE;
		} else {
			n = p[1] == '#' ? 2 : 1;
			while (g_ascii_isalnum(p[n]))
				n++;
			if (n > 2 && p[n] == ';')
				return TRUE;
		}
	}
	return FALSE;
}

/* RFC 4287 §4.1.3.3: any type that is neither text nor XML stands in base64. Atom 0.3 says mode=.
 */
static gboolean is_base64(const char *type, const char *mode)
{
	if (mode)
		return strcmp(mode, "base64") == 0;
	return type && strchr(type, '/') && !g_str_has_prefix(type, "text/") &&
	       !g_str_has_suffix(type, "xml");
}

/* "" for what is no text: pictures. */
static char *from_base64(const char *text)
{
	gsize n;
	g_autofree guchar *bytes = g_base64_decode(text, &n);

	return kw_text_is_valid(bytes, n) ? g_strndup((const char *)bytes, n) : g_strdup("");
}

char *kw_feed_node_body(const xmlNode *node, gboolean *out_is_html)
{
	g_autofree char *type = kw_feed_node_attribute(node, "type");
	g_autofree char *mode = kw_feed_node_attribute(node, "mode");
	char *text;

	*out_is_html = TRUE;
	if (has_elements(node))
		return markup(node);
	text = kw_feed_node_text(node);
	if (is_base64(type, mode)) {
		char *decoded = from_base64(text);

		g_free(text);
		text = decoded;
	}
	*out_is_html = type && strstr(type, "html");
	if (!*out_is_html && g_strcmp0(type, "text") != 0 && g_strcmp0(type, "text/plain") != 0)
		*out_is_html = looks_like_html(text);
	return text;
}

char *kw_feed_plain(const char *body, gboolean is_html)
{
	return is_html ? kw_html_to_text(body, FALSE, NULL) : kw_text_tidy(body);
}

char *kw_feed_node_plain(const xmlNode *node)
{
	gboolean is_html;
	g_autofree char *body = kw_feed_node_body(node, &is_html);

	return kw_feed_plain(body, is_html);
}

/* --- links --- */

/* What may not stand in a URL, escaped; white space inside goes, as browsers do. */
static char *as_url(const char *link)
{
	GString *out = g_string_new(NULL);

	for (const char *p = link; *p; p++) {
		if (strchr("\t\r\n", *p))
			continue;
		if (*p == ' ' || strchr("<>\"`{}|\\^", *p))
			g_string_append_printf(out, "%%%02X", (guchar)*p);
		else
			g_string_append_c(out, *p);
	}
	return g_string_free(out, FALSE);
}

static char *build(const char *link, const char *base)
{
	g_autofree char *escaped = NULL;
	xmlChar *whole;
	char *url;

	/* libxml2 takes no IRI */
	escaped = g_uri_escape_string(link, ":/?#[]@!$&'()*+,;=%~", FALSE);
	whole = xmlBuildURI((const xmlChar *)escaped, (const xmlChar *)base);
	/* what it reads escaped in a host name, it writes bare */
	url = whole && kw_url_is_web((const char *)whole) ? as_url((const char *)whole) : NULL;
	xmlFree(whole);
	return url;
}

char *kw_feed_node_resolve(const xmlNode *node, const char *link, const char *fallback_base)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(link));
	g_autofree char *url = as_url(trimmed);
	xmlChar *base;
	char *whole;

	if (!*url)
		return NULL;
	if (kw_url_is_web(url))
		return g_steal_pointer(&url);
	base = xmlNodeGetBase(node->doc, node);
	whole = base && kw_url_is_web((const char *)base) ? build(url, (const char *)base) : NULL;
	xmlFree(base);
	if (!whole && fallback_base)
		whole = build(url, fallback_base);
	return whole;
}

static size_t scheme_length(const char *link)
{
	size_t n = g_ascii_isalpha(*link) ? 1 : 0;

	while (n && (g_ascii_isalnum(link[n]) || strchr("+-.", link[n])) && link[n])
		n++;
	return n && link[n] == ':' ? n : 0;
}

char *kw_feed_node_stated(const xmlNode *node, const char *link, const char *fallback_base)
{
	static const char *const active[] = {"javascript", "vbscript", "data"};
	g_autofree char *line = kw_text_one_line(link);
	g_autofree char *url = as_url(link); /* a browser reads "java\nscript:" as one word, too */
	size_t n = scheme_length(url);
	char *whole;

	for (size_t i = 0; i < G_N_ELEMENTS(active); i++)
		if (n == strlen(active[i]) && g_ascii_strncasecmp(url, active[i], n) == 0)
			return NULL;
	whole = n ? NULL : kw_feed_node_resolve(node, line, fallback_base);
	return whole ? whole : g_steal_pointer(&line);
}
