/* The name spaces that feeds use, by URI and by the prefix that they usually have. */
#include "feed_space-private.h"

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

KwSpace kw_feed_space_of_uri(const char *uri)
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

KwSpace kw_feed_space_of_prefix(const char *prefix, size_t n)
{
	for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++)
		if (spaces[i].prefix && strlen(spaces[i].prefix) == n &&
		    g_ascii_strncasecmp(spaces[i].prefix, prefix, n) == 0)
			return spaces[i].space;
	return KW_SPACE_OTHER;
}
