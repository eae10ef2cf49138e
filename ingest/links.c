/* Links in texts: finding them, undoing wrappers, and the form in which two are compared.
 *
 * Nothing is fetched, so a shortener stays what it is. SafeLinks carries the address of the staff
 * member who forwarded the mail in data=: where its target cannot be read, the query goes as a
 * whole rather than be published. */
#include "ingest/links.h"

#include <string.h>

#define MAX_LINKS     500
#define MAX_LAYERS    8
#define MAX_URL_BYTES 8192

typedef struct {
	const char *at;
	size_t n;
} Span;

typedef struct {
	Span scheme, host, port, path, query,
		fragment; /* port, query, fragment without their mark */
	Span user;        /* "user:password@" */
} Parts;

/* --- taking a URL apart --- */

static gboolean split(const char *url, Parts *out)
{
	const char *p = strstr(url, "://"), *end, *at;

	memset(out, 0, sizeof(*out));
	if (!p)
		return FALSE;
	out->scheme = (Span){url, p - url};
	p += 3;
	end = p + strcspn(p, "/?#");
	at = memrchr(p, '@', end - p);
	if (at) {
		out->user = (Span){p, at + 1 - p};
		p = at + 1;
	}
	/* the colon of a port, not one of an IPv6 address */
	at = memrchr(p, ':', end - p);
	if (at && memchr(at, ']', end - at))
		at = NULL;
	out->host = (Span){p, (at ? at : end) - p};
	if (at)
		out->port = (Span){at + 1, end - at - 1};
	p = end;
	out->path = (Span){p, strcspn(p, "?#")};
	p += out->path.n;
	if (*p == '?') {
		out->query = (Span){p + 1, strcspn(p + 1, "#")};
		p = out->query.at + out->query.n;
	}
	if (*p == '#')
		out->fragment = (Span){p + 1, strlen(p + 1)};
	return out->host.n > 0;
}

static gboolean span_is(Span span, const char *text)
{
	return span.n == strlen(text) && g_ascii_strncasecmp(span.at, text, span.n) == 0;
}

static gboolean is_web(const char *url)
{
	return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
	       g_ascii_strncasecmp(url, "https://", 8) == 0;
}

/* The next parameter of a query; `rest` moves on. Mails often carry "&amp;" in plain text. */
static gboolean next_parameter(Span *rest, Span *out_whole, Span *out_key, Span *out_value)
{
	const char *end, *equals;

	if (rest->n == 0)
		return FALSE;
	end = memchr(rest->at, '&', rest->n);
	*out_whole = (Span){rest->at, end ? (size_t)(end - rest->at) : rest->n};
	rest->n -= out_whole->n + (end ? 1 : 0);
	rest->at += out_whole->n + (end ? 1 : 0);
	*out_key = *out_whole;
	if (out_key->n > 4 && g_ascii_strncasecmp(out_key->at, "amp;", 4) == 0)
		*out_key = (Span){out_key->at + 4, out_key->n - 4};
	*out_value = (Span){"", 0};
	equals = memchr(out_key->at, '=', out_key->n);
	if (equals) {
		*out_value = (Span){equals + 1, out_key->at + out_key->n - equals - 1};
		out_key->n = equals - out_key->at;
	}
	return TRUE;
}

/* --- wrappers --- */

typedef char *Decode(Span value, const Parts *parts);

/* What was decoded becomes a URL again: whatever may not stand in one is escaped. */
static char *as_url(const char *bytes, size_t n)
{
	GString *out = g_string_sized_new(n);

	for (size_t i = 0; i < n && bytes[i]; i++) {
		guchar c = (guchar)bytes[i];

		if (c > 0x20 && c != 0x7f && !strchr("<>\"`", c))
			g_string_append_c(out, (char)c);
		else
			g_string_append_printf(out, "%%%02X", c);
	}
	if (!g_utf8_validate_len(out->str, out->len, NULL) || !is_web(out->str)) {
		g_string_free(out, TRUE);
		return NULL;
	}
	return g_string_free(out, FALSE);
}

static char *percent(Span value, const Parts *parts)
{
	g_autoptr(GString) out = g_string_sized_new(value.n);

	for (size_t i = 0; i < value.n; i++) {
		if (value.at[i] == '%' && i + 2 < value.n && g_ascii_isxdigit(value.at[i + 1]) &&
		    g_ascii_isxdigit(value.at[i + 2])) {
			g_string_append_c(out, (char)(g_ascii_xdigit_value(value.at[i + 1]) * 16 +
						      g_ascii_xdigit_value(value.at[i + 2])));
			i += 2;
		} else {
			g_string_append_c(out, value.at[i]);
		}
	}
	return as_url(out->str, out->len);
}

/* Proofpoint v2: '-' stands for '%', '_' for '/'. */
static char *proofpoint2(Span value, const Parts *parts)
{
	g_autofree char *text = g_strndup(value.at, value.n);

	for (char *p = text; *p; p++)
		*p = *p == '-' ? '%' : *p == '_' ? '/' : *p;
	return percent((Span){text, strlen(text)}, parts);
}

/* base64url, perhaps without padding. */
static char *base64(Span value, const Parts *parts)
{
	GString *text = g_string_new_len(value.at, (gssize)value.n);
	gsize n;
	g_autofree guchar *bytes = NULL;

	for (char *p = text->str; *p; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	while (text->len % 4)
		g_string_append_c(text, '=');
	bytes = g_base64_decode(text->str, &n);
	g_string_free(text, TRUE);
	return bytes ? as_url((const char *)bytes, n) : NULL;
}

/* Bing: "a1" and base64url. */
static char *bing(Span value, const Parts *parts)
{
	return value.n > 2 ? base64((Span){value.at + 2, value.n - 2}, parts) : NULL;
}

/* Proofpoint v3: /v3/__URL__;BASE64!!…$, where '*' (one byte) and '**' with a run length stand for
 * the bytes in BASE64. */
static char *proofpoint3(Span value, const Parts *parts)
{
	const char *whole = value.at, *end = strstr(whole, "__;"), *bang;
	g_autoptr(GString) bytes = NULL;
	g_autofree char *code = NULL, *url = NULL;
	g_autofree guchar *spare = NULL;
	gsize n = 0, used = 0;
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	if (!end)
		return NULL;
	bang = strchrnul(end + 3, '!');
	code = g_strndup(end + 3, bang - end - 3);
	for (char *p = code; *p; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	url = g_strconcat(code, "==", NULL);
	spare = g_base64_decode(url, &n);
	bytes = g_string_new(NULL);
	for (const char *p = whole; p < end; p++) {
		size_t run = 1;

		if (*p != '*') {
			g_string_append_c(bytes, *p);
			continue;
		}
		if (p[1] == '*' && p + 2 < end && strchr(alphabet, p[2])) {
			run = strchr(alphabet, p[2]) - alphabet + 2;
			p += 2;
		}
		for (; run && used < n; run--)
			g_string_append_c(bytes, (char)spare[used++]);
	}
	/* "https:/host" where a gateway made one slash of two */
	if (g_str_has_prefix(bytes->str, "https:/") && bytes->str[7] != '/')
		g_string_insert_c(bytes, 7, '/');
	return as_url(bytes->str, bytes->len);
}

#define SAFELINKS ".safelinks.protection.outlook.com"

/* host: ".x" = ends in it, "x." = starts with it. key NULL: the target is the next path segment;
 * key "": all that follows the path prefix. */
static const struct {
	const char *host, *path, *key;
	Decode *decode;
} wrappers[] = {
	{SAFELINKS, "/", "url", percent},
	{".safelinks.office365.us", "/", "url", percent},
	{"statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", "url", percent},
	{".govdelivery.com", "/CL0/", NULL, percent},
	{"www.google.", "/url", "url", percent},
	{"www.google.", "/url", "q", percent},
	{"google.", "/url", "q", percent},
	{"urldefense.proofpoint.com", "/v1/url", "u", percent},
	{"urldefense.proofpoint.com", "/v2/url", "u", proofpoint2},
	{"urldefense.com", "/v3/__", "", proofpoint3},
	{"urldefense.us", "/v3/__", "", proofpoint3},
	{"linkprotect.cudasvc.com", "/url", "a", percent},
	{".protection.sophos.com", "/", "u", base64},
	{"scanmail.trustwave.com", "/", "u", percent},
	{"protect2.fireeye.com", "/", "u", percent},
	{"clicktime.symantec.com", "/", "u", percent},
	{"l.facebook.com", "/l.php", "u", percent},
	{"slack-redir.net", "/link", "url", percent},
	{"www.youtube.com", "/redirect", "q", percent},
	{"www.linkedin.com", "/redir/redirect", "url", percent},
	{"www.bing.com", "/ck/a", "u", bing},
};

static gboolean host_matches(Span host, const char *pattern)
{
	size_t n = strlen(pattern);

	if (pattern[0] == '.')
		return host.n > n && g_ascii_strncasecmp(host.at + host.n - n, pattern, n) == 0;
	if (pattern[n - 1] == '.')
		return host.n > n && g_ascii_strncasecmp(host.at, pattern, n) == 0;
	return span_is(host, pattern);
}

static char *target_in_query(const Parts *parts, const char *key, Decode *decode)
{
	Span rest = parts->query, whole, name, value;

	while (next_parameter(&rest, &whole, &name, &value)) {
		char *target = span_is(name, key) ? decode(value, parts) : NULL;

		if (target)
			return target;
	}
	return NULL;
}

/* NULL: not wrapped, or the target cannot be read. */
static char *unwrap_once(const char *url)
{
	Parts parts;

	if (!is_web(url) || !split(url, &parts))
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(wrappers); i++) {
		const char *key = wrappers[i].key;
		size_t n = strlen(wrappers[i].path);
		char *target;

		if (!host_matches(parts.host, wrappers[i].host) ||
		    (n > 1 && (parts.path.n < n ||
			       g_ascii_strncasecmp(parts.path.at, wrappers[i].path, n) != 0)))
			continue;
		if (key && *key) {
			target = target_in_query(&parts, key, wrappers[i].decode);
		} else {
			const char *rest = parts.path.at + n;
			size_t left = parts.path.n - n;
			const char *slash = key ? NULL : memchr(rest, '/', left);

			target = wrappers[i].decode(
				(Span){rest, slash ? (size_t)(slash - rest) : left}, &parts);
		}
		if (target)
			return target;
	}
	return NULL;
}

/* --- tracking --- */

/* A trailing '_' names a family. Several of these say who the reader is. */
static const char *const tracking[] = {
	"utm_",    "gclid",  "gclsrc", "dclid",      "wbraid",      "gbraid",  "fbclid", "msclkid",
	"yclid",   "twclid", "igshid", "mc_cid",     "mc_eid",      "mkt_tok", "_hsenc", "_hsmi",
	"vero_id", "_gl",    "_ga",    "oly_enc_id", "oly_anon_id", "__s",
};

static gboolean is_tracking(Span key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tracking); i++) {
		size_t n = strlen(tracking[i]);

		if (tracking[i][n - 1] == '_'
			    ? key.n > n && g_ascii_strncasecmp(key.at, tracking[i], n) == 0
			    : span_is(key, tracking[i]))
			return TRUE;
	}
	return FALSE;
}

/* The URL without tracking parameters; unchanged, byte by byte, where there are none. */
static char *without_tracking(const char *url)
{
	Parts parts;
	GString *out;
	Span rest, whole, key, value;
	gboolean is_first = TRUE, keeps_fragment;

	if (!is_web(url) || !split(url, &parts))
		return g_strdup(url);
	if (host_matches(parts.host, SAFELINKS))
		return g_strndup(url, parts.path.at + parts.path.n - url);
	out = g_string_new_len(url, parts.path.at + parts.path.n - url);
	for (rest = parts.query; next_parameter(&rest, &whole, &key, &value);) {
		if (is_tracking(key))
			continue;
		g_string_append_c(out, is_first ? '?' : '&');
		g_string_append_len(out, is_first ? key.at : whole.at,
				    whole.at + whole.n - (is_first ? key.at : whole.at));
		is_first = FALSE;
	}
	keeps_fragment = parts.fragment.at && g_ascii_strncasecmp(parts.fragment.at, "utm_", 4);
	if (keeps_fragment)
		g_string_append_printf(out, "#%s", parts.fragment.at);
	if (out->len + 1 >= strlen(url)) /* nothing but an empty query or a trailing '&' went */
		g_string_assign(out, url);
	return g_string_free(out, FALSE);
}

char *kw_links_unwrap(const char *url)
{
	g_autofree char *target = g_strdup(url);

	for (int layer = 0; layer < MAX_LAYERS; layer++) {
		char *inner = unwrap_once(target);

		if (!inner)
			break;
		g_free(target);
		target = inner;
	}
	return without_tracking(target);
}

char *kw_links_canonical(const char *url)
{
	g_autofree char *target = kw_links_unwrap(url);
	g_autofree char *host = NULL;
	gboolean is_https, has_path;
	GString *out;
	Parts parts;

	if (!is_web(target) || !split(target, &parts))
		return g_steal_pointer(&target);
	is_https = parts.scheme.n == strlen("https");
	host = g_ascii_strdown(parts.host.at, (gssize)parts.host.n);
	out = g_string_new("https://");
	g_string_append_len(out, parts.user.at ? parts.user.at : "", (gssize)parts.user.n);
	g_string_append(out, host);
	if (parts.port.n && !span_is(parts.port, is_https ? "443" : "80"))
		g_string_append_printf(out, ":%.*s", (int)parts.port.n, parts.port.at);
	has_path = parts.path.n > 1 || parts.query.n;
	if (has_path)
		g_string_append_len(out, parts.path.n ? parts.path.at : "/",
				    (gssize)MAX(parts.path.n, 1));
	if (parts.query.n)
		g_string_append_printf(out, "?%.*s", (int)parts.query.n, parts.query.at);
	if (parts.fragment.n)
		g_string_append_printf(out, "#%s", parts.fragment.at);
	return g_string_free(out, FALSE);
}

/* --- finding --- */

/* How texts make a harmful address harmless. */
static const struct {
	const char *written, *meant;
} defanged[] = {
	{"[.]", "."}, {"(.)", "."}, {"{.}", "."},     {"[dot]", "."},   {"(dot)", "."},
	{"[:]", ":"}, {"[/]", "/"}, {"[://]", "://"}, {":[//]", "://"}, {"[.", "."},
};

static size_t refang(const char *p, const char **out_meant)
{
	for (size_t i = 0; strchr("[({:", *p) && i < G_N_ELEMENTS(defanged); i++) {
		size_t n = strlen(defanged[i].written);

		if (g_ascii_strncasecmp(p, defanged[i].written, n) == 0) {
			*out_meant = defanged[i].meant;
			return n;
		}
	}
	return 0;
}

/* Whether `p` starts a URL: "http", "https" and, where `refangs`, "hxxp". */
static gboolean starts_url(const char *text, const char *p, gboolean refangs)
{
	const char *meant = "";
	size_t n;

	if ((*p | 0x20) != 'h' || (p > text && g_ascii_isalnum(p[-1])))
		return FALSE;
	if (g_ascii_strncasecmp(p, "http", 4) != 0 &&
	    !(refangs && g_ascii_strncasecmp(p, "hxxp", 4) == 0))
		return FALSE;
	p += (p[4] | 0x20) == 's' ? 5 : 4;
	if (g_str_has_prefix(p, "://"))
		return TRUE;
	n = refangs ? refang(p, &meant) : 0;
	return n && (strcmp(meant, "://") == 0 ||
		     (strcmp(meant, ":") == 0 && g_str_has_prefix(p + n, "//")));
}

typedef struct {
	GString *url;
	gboolean in_query, in_data;
} Scan;

/* Whether `c` may stand next in the URL. SafeLinks has raw '|' around the staff member's address: a
 * scan that stops there would leave the address behind in the text. */
static gboolean goes_on(guchar c, Scan *scan)
{
	if (c <= ' ' || c >= 0x7f)
		return FALSE;
	if (c == '?')
		scan->in_query = TRUE;
	if (c == '|' && !scan->in_data)
		scan->in_data = strstr(scan->url->str, "data=") != NULL;
	if (c == '|')
		return scan->in_data;
	if (c == '[')
		return scan->in_query || g_str_has_suffix(scan->url->str, "://");
	if (c == ']')
		return scan->in_query || strstr(scan->url->str, "://[") != NULL;
	return !strchr("<>\"`{}\\^", c);
}

/* Sentence marks and closing brackets that were not opened inside do not belong to the URL. */
static void trim_end(GString *url)
{
	int round = 0, square = 0; /* opened minus closed */

	for (const char *p = url->str; *p; p++) {
		round += (*p == '(') - (*p == ')');
		square += (*p == '[') - (*p == ']');
	}
	for (; url->len; g_string_truncate(url, url->len - 1)) {
		char last = url->str[url->len - 1];

		if (last == ')' && round < 0)
			round++;
		else if (last == ']' && square < 0)
			square++;
		else if (!strchr(".,;:!?'*_|", last))
			return;
	}
}

/* The URL that starts at `*cursor`, which moves behind it; NULL where it is none after all. */
static char *read_url(const char **cursor, gboolean refangs)
{
	g_autoptr(GString) url = g_string_new(NULL);
	Scan scan = {.url = url};
	Parts parts;

	for (;;) {
		const char *meant = "";
		size_t n = refangs && !scan.in_query ? refang(*cursor, &meant) : 0;

		if (n)
			g_string_append(url, meant);
		else if (goes_on((guchar) * *cursor, &scan))
			g_string_append_c(url, **cursor);
		else
			break;
		*cursor += n ? n : 1;
	}
	if (refangs)
		memcpy(url->str, "http", 4);
	trim_end(url);
	if (!split(url->str, &parts) || !(g_ascii_isalnum(*parts.host.at) || *parts.host.at == '['))
		return NULL;
	return g_string_free(g_steal_pointer(&url), FALSE);
}

/* The next URL at or behind `*cursor`, which moves behind it; `out_start` is where it began. NULL:
 * no more. */
static char *next_url(const char *text, const char **cursor, gboolean refangs,
		      const char **out_start)
{
	while (**cursor) {
		char *url;

		if (!starts_url(text, *cursor, refangs)) {
			++*cursor;
			continue;
		}
		*out_start = *cursor;
		url = read_url(cursor, refangs);
		if (url)
			return url;
	}
	return NULL;
}

GPtrArray *kw_links_find(const char *text)
{
	GPtrArray *links = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	const char *cursor = text, *start;

	while (links->len < MAX_LINKS) {
		g_autofree char *url = next_url(text, &cursor, TRUE, &start);
		char *target;

		if (!url)
			break;
		target = kw_links_unwrap(url);
		if (strlen(target) > MAX_URL_BYTES || g_hash_table_contains(seen, target)) {
			g_free(target);
			continue;
		}
		g_hash_table_add(seen, target);
		g_ptr_array_add(links, target);
	}
	return links;
}

char *kw_links_unwrap_text(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *cursor = text, *done = text, *start;

	for (;;) {
		g_autofree char *url = next_url(text, &cursor, FALSE, &start);
		g_autofree char *target = NULL;

		if (!url)
			break;
		target = kw_links_unwrap(url);
		g_string_append_len(out, done, start - done);
		g_string_append(out, target);
		done = start + strlen(url); /* nothing was refanged: the same bytes */
	}
	g_string_append(out, done);
	return g_string_free(out, FALSE);
}
