/* Undoing the wrappers that mail systems put around links, and dropping what tracks the reader
 * or names one.
 *
 * Nothing is fetched, so a shortener stays what it is. SafeLinks carries the address of the staff
 * member who forwarded the mail in data=: where its target cannot be read, the query goes as a
 * whole rather than be published. */
#include "ingest/links.h"

#include "url-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_LAYERS 8

/* --- wrappers --- */

typedef char *Decode(KwSpan value);

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
	if (!g_utf8_validate_len(out->str, out->len, NULL) || !kw_url_is_web(out->str)) {
		g_string_free(out, TRUE);
		return NULL;
	}
	for (char *p = out->str; *p != ':'; p++)
		*p = g_ascii_tolower(*p);
	return g_string_free(out, FALSE);
}

static GString *decode_percent(KwSpan value)
{
	GString *out = g_string_sized_new(value.n);

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
	return out;
}

static char *percent(KwSpan value)
{
	g_autoptr(GString) out = decode_percent(value);

	return as_url(out->str, out->len);
}

/* Proofpoint v2: '-' stands for '%', '_' for '/'. */
static char *proofpoint2(KwSpan value)
{
	g_autofree char *text = g_strndup(value.at, value.n);

	for (char *p = text; *p; p++)
		*p = *p == '-' ? '%' : *p == '_' ? '/' : *p;
	return percent((KwSpan){text, strlen(text)});
}

/* base64url, perhaps without padding. */
static char *decode_base64(KwSpan value, gsize *out_length)
{
	GString *text = g_string_new_len(value.at, (gssize)value.n);
	guchar *bytes;

	for (char *p = text->str; *p; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	while (text->len % 4)
		g_string_append_c(text, '=');
	bytes = g_base64_decode(text->str, out_length);
	g_string_free(text, TRUE);
	return (char *)bytes;
}

static char *base64(KwSpan value)
{
	gsize n;
	g_autofree char *bytes = decode_base64(value, &n);

	return bytes ? as_url(bytes, n) : NULL;
}

/* lnks.gd, GovDelivery's other form: a JSON Web Token that says where it leads. */
static char *jwt(KwSpan value)
{
	const char *dot = memchr(value.at, '.', value.n);
	const char *end = dot ? memchr(dot + 1, '.', value.n - (size_t)(dot + 1 - value.at)) : NULL;
	g_autoptr(JsonParser) parser = json_parser_new();
	g_autofree char *payload = NULL;
	JsonNode *root;
	JsonNode *url;
	gsize n = 0;

	if (end)
		payload = decode_base64((KwSpan){dot + 1, (size_t)(end - dot - 1)}, &n);
	if (!payload || !json_parser_load_from_data(parser, payload, (gssize)n, NULL))
		return NULL;
	root = json_parser_get_root(parser);
	if (!root || !JSON_NODE_HOLDS_OBJECT(root))
		return NULL;
	url = json_object_get_member(json_node_get_object(root), "url");
	if (!url || json_node_get_value_type(url) != G_TYPE_STRING)
		return NULL;
	return as_url(json_node_get_string(url), strlen(json_node_get_string(url)));
}

/* Bing: "a1" and base64url. */
static char *bing(KwSpan value)
{
	return value.n > 2 ? base64((KwSpan){value.at + 2, value.n - 2}) : NULL;
}

/* Proofpoint v3: /v3/__URL__;BASE64!!…$, where '*' (one byte) and '**' with a run length stand for
 * the bytes in BASE64. */
static char *proofpoint3(KwSpan value)
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

#define SAFELINKS    ".safelinks.protection.outlook.com"
#define SAFELINKS_US ".safelinks.office365.us"

/* host: ".x" = ends in it, "x." = starts with it. key NULL: the target is the next path segment;
 * key "": all that follows the path prefix; key "/": the last path segment. */
static const struct {
	const char *host, *path, *key;
	Decode *decode;
} wrappers[] = {
	{SAFELINKS, "/", "url", percent},
	{SAFELINKS_US, "/", "url", percent},
	{"statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", "url", percent},
	{"outlook.office.com", "/mail/safelink.html", "url", percent},
	{"outlook.office365.com", "/mail/safelink.html", "url", percent},
	{".govdelivery.com", "/CL0/", NULL, percent},
	{"lnks.gd", "/l/", NULL, jwt},
	{"www.google.", "/url", "url", percent},
	{"www.google.", "/url", "q", percent},
	{"google.", "/url", "q", percent},
	{"urldefense.proofpoint.com", "/v1/url", "u", percent},
	{"urldefense.proofpoint.com", "/v2/url", "u", proofpoint2},
	{"urldefense.com", "/v3/__", "", proofpoint3},
	{"urldefense.us", "/v3/__", "", proofpoint3},
	{"secure-web.cisco.com", "/", "/", percent},
	{".trendmicro.com", "/wis/clicktime/", "url", percent},
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

static gboolean host_matches(KwSpan host, const char *pattern)
{
	size_t n = strlen(pattern);

	if (pattern[0] == '.')
		return host.n > n && g_ascii_strncasecmp(host.at + host.n - n, pattern, n) == 0;
	if (pattern[n - 1] == '.')
		return host.n > n && g_ascii_strncasecmp(host.at, pattern, n) == 0;
	return kw_url_span_is(host, pattern);
}

static char *target_in_query(const KwUrl *parts, const char *key, Decode *decode)
{
	KwSpan rest = parts->query, whole, name, value;

	while (kw_url_next_parameter(&rest, &whole, &name, &value)) {
		char *target = kw_url_span_is(name, key) ? decode(value) : NULL;

		if (target)
			return target;
	}
	return NULL;
}

/* The part of the path behind `prefix` that `key` means (see the table). */
static KwSpan span_in_path(KwSpan path, size_t prefix, const char *key)
{
	const char *end = path.at + path.n, *start = path.at + MIN(prefix, path.n), *slash;

	if (key && *key == '/') {
		slash = memrchr(start, '/', (size_t)(end - start));
		start = slash ? slash + 1 : start;
	} else if (!key) {
		slash = memchr(start, '/', (size_t)(end - start));
		end = slash ? slash : end;
	}
	return (KwSpan){start, (size_t)(end - start)};
}

/* NULL: not wrapped, or the target cannot be read. */
static char *unwrap_once(const char *url)
{
	KwUrl parts;

	if (!kw_url_is_web(url) || !kw_url_split(url, &parts))
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(wrappers); i++) {
		const char *key = wrappers[i].key;
		size_t n = strlen(wrappers[i].path);
		char *target;

		if (!host_matches(parts.host, wrappers[i].host) ||
		    (n > 1 && (parts.path.n < n ||
			       g_ascii_strncasecmp(parts.path.at, wrappers[i].path, n) != 0)))
			continue;
		if (key && g_ascii_isalpha(*key))
			target = target_in_query(&parts, key, wrappers[i].decode);
		else
			target = wrappers[i].decode(span_in_path(parts.path, n, key));
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

static gboolean is_tracking(KwSpan key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tracking); i++) {
		size_t n = strlen(tracking[i]);

		if (tracking[i][n - 1] == '_'
			    ? key.n > n && g_ascii_strncasecmp(key.at, tracking[i], n) == 0
			    : kw_url_span_is(key, tracking[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_local_char(char c)
{
	return g_ascii_isalnum(c) || strchr("._+-=", c);
}

/* NAME@HOST.TLD stands in the text. */
static gboolean has_address(const char *text, size_t length)
{
	const char *end = text + length;

	for (const char *at = text; (at = memchr(at, '@', (size_t)(end - at))); at++) {
		const char *host = at + 1, *p = host;

		while (p < end && (g_ascii_isalnum(*p) || strchr("-.", *p)))
			p++;
		if (at > text && is_local_char(at[-1]) && p > host &&
		    memchr(host, '.', (size_t)(p - host)))
			return TRUE;
	}
	return FALSE;
}

/* It says whose copy of the mail the link was in: an address, as it is, escaped (twice, even) or in
 * base64. */
static gboolean names_somebody(KwSpan value)
{
	g_autoptr(GString) once = decode_percent(value);
	g_autoptr(GString) twice = decode_percent((KwSpan){once->str, once->len});
	g_autofree char *bytes = NULL;
	gsize n = 0;

	if (has_address(twice->str, twice->len))
		return TRUE;
	bytes = decode_base64((KwSpan){once->str, once->len}, &n);
	return bytes && n && has_address(bytes, n);
}

/* The path up to the first segment that names somebody. */
static size_t path_length(KwSpan path)
{
	for (size_t i = 0; i < path.n;) {
		const char *start = path.at + i + (path.at[i] == '/');
		const char *end = memchr(start, '/', path.n - (size_t)(start - path.at));
		size_t n = end ? (size_t)(end - start) : path.n - (size_t)(start - path.at);

		if (memchr(start, '@', n) || memmem(start, n, "%40", 3)) {
			if (names_somebody((KwSpan){start, n}))
				return (size_t)(start - path.at);
		}
		i = (size_t)(start - path.at) + n;
	}
	return path.n;
}

/* The URL without tracking parameters; unchanged, byte by byte, where there are none. */
static char *without_tracking(const char *url)
{
	KwUrl parts;
	GString *out;
	KwSpan rest, whole, key, value;
	gboolean is_first = TRUE, keeps_fragment;
	size_t path;

	if (!kw_url_is_web(url) || !kw_url_split(url, &parts))
		return g_strdup(url);
	if (host_matches(parts.host, SAFELINKS) || host_matches(parts.host, SAFELINKS_US))
		return g_strndup(url, parts.path.at + parts.path.n - url);
	path = path_length(parts.path);
	out = g_string_new_len(url, parts.path.at + path - url);
	if (path < parts.path.n) /* what follows was for that person */
		return g_string_free(out, FALSE);
	for (rest = parts.query; kw_url_next_parameter(&rest, &whole, &key, &value);) {
		if (is_tracking(key) || names_somebody(value))
			continue;
		g_string_append_c(out, is_first ? '?' : '&');
		g_string_append_len(out, is_first ? key.at : whole.at,
				    whole.at + whole.n - (is_first ? key.at : whole.at));
		is_first = FALSE;
	}
	keeps_fragment = parts.fragment.at && g_ascii_strncasecmp(parts.fragment.at, "utm_", 4) &&
			 !has_address(parts.fragment.at, parts.fragment.n);
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
