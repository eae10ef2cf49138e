/* From what stands in a link to an address: escaped, and absolute by xml:base or the feed's own
 * address. */
#include "feed_link-private.h"

#include "base/text.h"
#include "url-private.h"

#include <libxml/uri.h>
#include <string.h>

#define NO_URL    " <>\"`{}|\\^"
#define MAX_BYTES 8192 /* of an address; one xml:base stands in every link below it */
#define MAX_BASES 8    /* one inside the other */

/* What may not stand in a URL, escaped; white space inside goes, as browsers do. */
static char *as_url(const char *link)
{
	GString *out;

	if (!strpbrk(link, "\t\r\n" NO_URL))
		return g_strdup(link);
	out = g_string_new(NULL);
	for (const char *p = link; *p; p++) {
		if (strchr("\t\r\n", *p))
			continue;
		if (strchr(NO_URL, *p))
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

/* xml:base, each made absolute by those around it; NULL = none. */
static char *base_of(const KwFeedNode *node)
{
	g_autofree char *base = NULL;
	int n = 0;

	for (; node && n < MAX_BASES && !(base && kw_url_is_web(base)); node = node->parent) {
		const char *around = kw_feed_node_xml(node, "base");
		xmlChar *whole;

		if (!around || strlen(around) > MAX_BYTES)
			continue;
		n++;
		whole = base ? xmlBuildURI((const xmlChar *)base, (const xmlChar *)around) : NULL;
		if (whole || !base) {
			g_free(base);
			base = g_strdup(whole ? (const char *)whole : around);
		}
		xmlFree(whole);
	}
	return g_steal_pointer(&base);
}

char *kw_feed_link_resolve(const KwFeedNode *node, const char *link, const char *fallback_base)
{
	g_autofree char *trimmed = g_strstrip(g_strdup(link));
	g_autofree char *url = as_url(trimmed);
	g_autofree char *base = NULL;
	char *whole;

	if (!*url || strlen(url) > MAX_BYTES)
		return NULL;
	if (kw_url_is_web(url))
		return g_steal_pointer(&url);
	base = base_of(node);
	whole = base && kw_url_is_web(base) ? build(url, base) : NULL;
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

char *kw_feed_link_stated(const KwFeedNode *node, const char *link, const char *fallback_base)
{
	static const char *const active[] = {"javascript", "vbscript", "data"};
	g_autofree char *line = kw_text_one_line(link);
	g_autofree char *url = as_url(link); /* a browser reads "java\nscript:" as one word, too */
	size_t n = scheme_length(url);
	char *whole;

	if (strlen(url) > MAX_BYTES)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(active); i++)
		if (n == strlen(active[i]) && g_ascii_strncasecmp(url, active[i], n) == 0)
			return NULL;
	whole = n ? NULL : kw_feed_link_resolve(node, line, fallback_base);
	return whole ? whole : g_steal_pointer(&line);
}
