/* URLs taken apart as they stand in mails and feeds: not checked, not normalised. GUri is not used,
 * it refuses most of what is met there. Comparing two is links.c's. */
#include "url-private.h"

#include <string.h>

gboolean kw_url_split(const char *url, KwUrl *out)
{
	const char *p = strstr(url, "://"), *end, *at;

	memset(out, 0, sizeof(*out));
	if (!p)
		return FALSE;
	out->scheme = (KwSpan){url, p - url};
	p += 3;
	end = p + strcspn(p, "/?#");
	at = memrchr(p, '@', end - p);
	if (at) {
		out->user = (KwSpan){p, at + 1 - p};
		p = at + 1;
	}
	/* the colon of a port, not one of an IPv6 address */
	at = memrchr(p, ':', end - p);
	if (at && memchr(at, ']', end - at))
		at = NULL;
	out->host = (KwSpan){p, (at ? at : end) - p};
	if (at)
		out->port = (KwSpan){at + 1, end - at - 1};
	p = end;
	out->path = (KwSpan){p, strcspn(p, "?#")};
	p += out->path.n;
	if (*p == '?') {
		out->query = (KwSpan){p + 1, strcspn(p + 1, "#")};
		p = out->query.at + out->query.n;
	}
	if (*p == '#')
		out->fragment = (KwSpan){p + 1, strlen(p + 1)};
	return out->host.n > 0;
}

gboolean kw_url_span_is(KwSpan span, const char *text)
{
	return span.n == strlen(text) && g_ascii_strncasecmp(span.at, text, span.n) == 0;
}

gboolean kw_url_is_web(const char *url)
{
	return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
	       g_ascii_strncasecmp(url, "https://", 8) == 0;
}

gboolean kw_url_next_parameter(KwSpan *rest, KwSpan *out_whole, KwSpan *out_key, KwSpan *out_value)
{
	const char *end, *equals;

	if (rest->n == 0)
		return FALSE;
	end = memchr(rest->at, '&', rest->n);
	*out_whole = (KwSpan){rest->at, end ? (size_t)(end - rest->at) : rest->n};
	rest->n -= out_whole->n + (end ? 1 : 0);
	rest->at += out_whole->n + (end ? 1 : 0);
	*out_key = *out_whole;
	if (out_key->n > 4 && g_ascii_strncasecmp(out_key->at, "amp;", 4) == 0)
		*out_key = (KwSpan){out_key->at + 4, out_key->n - 4};
	*out_value = (KwSpan){"", 0};
	equals = memchr(out_key->at, '=', out_key->n);
	if (equals) {
		*out_value = (KwSpan){equals + 1, out_key->at + out_key->n - equals - 1};
		out_key->n = equals - out_key->at;
	}
	return TRUE;
}
