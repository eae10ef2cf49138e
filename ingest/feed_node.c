/* One element of a feed: its name, its attributes, its text.
 *
 * Which elements are read, and which of two wins, stands in the tables of feed.c and
 * feed_entry.c. */
#include "feed_node-private.h"

#include "base/text.h"
#include "ingest/html.h"

#include <string.h>

gboolean kw_feed_node_is(const KwFeedNode *node, const char *name, KwSpace a, KwSpace b)
{
	return node->name && (node->space == a || node->space == b) &&
	       kw_feed_node_is_named(node, name);
}

char *kw_feed_node_attribute(const KwFeedNode *node, const char *name)
{
	for (guint i = 0; i < node->n_attributes; i++)
		if (g_ascii_strcasecmp(node->attributes[i].name, name) == 0)
			return g_strstrip(g_strdup(node->attributes[i].value));
	return NULL;
}

const char *kw_feed_node_xml(const KwFeedNode *node, const char *name)
{
	for (guint i = 0; i < node->n_attributes; i++)
		if (node->attributes[i].is_xml && strcmp(node->attributes[i].name, name) == 0)
			return node->attributes[i].value;
	return NULL;
}

char *kw_feed_node_language(const KwFeedNode *node)
{
	const char *language = NULL;

	for (; node && !language; node = node->parent)
		language = kw_feed_node_xml(node, "lang");
	return language && *language ? g_strdup(language) : NULL;
}

const KwFeedNode *kw_feed_node_next(const KwFeedNode *node, const KwFeedNode *top, gboolean into)
{
	if (into && node->children)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static char *trim(const char *text, size_t n)
{
	while (n && g_ascii_isspace(*text)) {
		text++;
		n--;
	}
	while (n && g_ascii_isspace(text[n - 1]))
		n--;
	return g_strndup(text, n);
}

char *kw_feed_node_text(const KwFeedNode *node)
{
	const KwFeedNode *only = node->children;
	g_autoptr(GString) out = NULL;

	if (!only || (!only->name && !only->next))
		return only ? trim(only->text, only->length) : g_strdup("");
	out = g_string_new(NULL);
	for (const KwFeedNode *n = only; n; n = kw_feed_node_next(n, node, TRUE))
		if (!n->name)
			g_string_append_len(out, n->text, (gssize)n->length);
	return trim(out->str, out->len);
}

/* --- documents whose elements have one place each --- */

static const KwFeedNode *named(const KwFeedNode *from, const char *name, size_t n)
{
	for (; from; from = from->next)
		if (from->name && strncmp(from->name, name, n) == 0 && !from->name[n])
			return from;
	return NULL;
}

const KwFeedNode *kw_feed_node_find(const KwFeedNode *node, const char *path)
{
	while (node && *path) {
		size_t n = strcspn(path, "/");

		node = named(node->children, path, n);
		path += n + (path[n] == '/');
	}
	return node;
}

const KwFeedNode *kw_feed_node_again(const KwFeedNode *node)
{
	return named(node->next, node->name, strlen(node->name));
}

char *kw_feed_node_find_text(const KwFeedNode *node, const char *path)
{
	const KwFeedNode *found = kw_feed_node_find(node, path);

	return found ? kw_feed_node_text(found) : NULL;
}

/* --- markup --- */

static gboolean has_elements(const KwFeedNode *node)
{
	for (const KwFeedNode *n = node->children; n; n = n->next)
		if (n->name)
			return TRUE;
	return FALSE;
}

static void open_tag(GString *out, const KwFeedNode *node)
{
	static const char *const kept[] = {"style", "class", "hidden", "alt", "href"};

	g_string_append_printf(out, "<%s", node->name);
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autofree char *value = kw_feed_node_attribute(node, kept[i]);
		g_autofree char *escaped = value ? g_markup_escape_text(value, -1) : NULL;

		if (escaped)
			g_string_append_printf(out, " %s=\"%s\"", kept[i], escaped);
	}
	g_string_append_c(out, '>');
}

/* The children of `top` as HTML, with the attributes that a reading in plain text looks at. */
static char *markup(const KwFeedNode *top)
{
	GString *out = g_string_new(NULL);
	const KwFeedNode *node = top->children;

	while (node) {
		if (!node->name) {
			g_autofree char *escaped =
				g_markup_escape_text(node->text, (gssize)node->length);

			g_string_append(out, escaped);
		} else {
			open_tag(out, node);
			if (node->children) {
				node = node->children;
				continue;
			}
			g_string_append_printf(out, "</%s>", node->name);
		}
		while (!node->next && node->parent != top) {
			node = node->parent;
			g_string_append_printf(out, "</%s>", node->name);
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

char *kw_feed_node_body(const KwFeedNode *node, gboolean *out_is_html)
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

char *kw_feed_node_plain(const KwFeedNode *node)
{
	gboolean is_html;
	g_autofree char *body = kw_feed_node_body(node, &is_html);

	return kw_feed_plain(body, is_html);
}
