/* The charset of a feed: what its first bytes, its server and its declaration say, as far as the
 * bytes agree. */
#include "feed_charset-private.h"

#include "base/charset.h"
#include "feed_source-private.h"

#include <string.h>

#define MAX_NAME 32

/* charset= of a Content-Type; the first, where a server says it twice. NULL = none. */
static char *charset_of_http(const char *content_type)
{
	const char *p = content_type;

	while (p && (p = strchr(p, ';'))) {
		size_t n;

		for (p++; *p == ' ' || *p == '\t'; p++)
			;
		if (g_ascii_strncasecmp(p, "charset=", 8) != 0)
			continue;
		p += 8;
		p += *p == '"' || *p == '\'';
		n = strcspn(p, "\"'; \t,");
		return n && n <= MAX_NAME ? g_strndup(p, n) : NULL;
	}
	return NULL;
}

/* encoding= of <?xml …?>, in any encoding that has ASCII. NULL = none. */
static char *charset_of_xml(const char *bytes, size_t length)
{
	g_autofree char *start = g_strndup(bytes, MIN(length, 512));
	const char *p = strstr(start, "<?xml"), *end;
	size_t n;

	end = p ? strstr(p, "?>") : NULL;
	p = end ? strstr(p, "encoding") : NULL;
	if (!p || p > end)
		return NULL;
	p += strlen("encoding");
	p += strspn(p, " \t\r\n=");
	if (*p != '"' && *p != '\'')
		return NULL;
	n = strcspn(p + 1, "\"'> ");
	return n && n <= MAX_NAME ? g_strndup(p + 1, n) : NULL;
}

/* What the first bytes give away: a mark, or "<" or "<?" in wide characters. */
static const char *charset_of_start(const guint8 *p, size_t n)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *name;
	} starts[] = {
		{"\0\0\xfe\xff", 4, "utf-32be"}, {"\xff\xfe\0\0", 4, "utf-32le"},
		{"\0\0\0<", 4, "utf-32be"},      {"<\0\0\0", 4, "utf-32le"},
		{"\xfe\xff", 2, "utf-16be"},     {"\xff\xfe", 2, "utf-16le"},
		{"\0<\0?", 4, "utf-16be"},       {"<\0?\0", 4, "utf-16le"},
		{"\xef\xbb\xbf", 3, "utf-8"},    {"\x4c\x6f\xa7\x94", 4, "cp037"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
		if (n >= starts[i].n && memcmp(p, starts[i].bytes, starts[i].n) == 0)
			return starts[i].name;
	return NULL;
}

static gboolean same_charset(const char *declared, const char *used)
{
	const char *name = declared ? kw_charset_canonical(declared) : NULL;

	return !name || strcmp(name, used) == 0;
}

/* BOM, then HTTP where the bytes agree, then the declaration, then the bytes alone. */
char *kw_feed_charset_decode(const char *bytes, size_t length, const char *content_type,
			     GPtrArray *repaired)
{
	const char *mark = charset_of_start((const guint8 *)bytes, length), *used = NULL;
	g_autofree char *http = charset_of_http(content_type);
	g_autofree char *xml = mark ? g_strdup(mark) : charset_of_xml(bytes, length);
	char *text;

	if (mark && strcmp(mark, "utf-8") != 0)
		return kw_charset_decode(bytes, length, mark, NULL);
	if (http && !mark) {
		text = kw_charset_decode(bytes, length, http, &used);
		if (kw_charset_canonical(http) && same_charset(http, used))
			return text;
		g_free(text);
	}
	text = kw_charset_decode(bytes, length, xml ? xml : "utf-8", &used);
	if (strcmp(used, "unknown") == 0)
		kw_feed_note(repaired, "encoding: declared %s, unreadable bytes replaced",
			     xml ? xml : "none");
	else if (!same_charset(xml ? xml : "utf-8", used) && strcmp(used, "us-ascii") != 0)
		kw_feed_note(repaired, "encoding: declared %s, read as %s", xml ? xml : "none",
			     used);
	else if (http && !same_charset(http, used) && strcmp(used, "us-ascii") != 0)
		kw_feed_note(repaired, "encoding: the server said %s, read as %s", http, used);
	return text;
}
