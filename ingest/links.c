/* Links in texts: finding them, and the form in which two are compared. Wrappers are unwrap.c's. */
#include "ingest/links.h"

#include "ingest/gateway.h"
#include "url-private.h"

#include <string.h>

#define MAX_LINKS     500
#define MAX_URL_BYTES 8192

char *kw_links_canonical(const char *url)
{
	g_autofree char *target = kw_links_unwrap(url);
	g_autofree char *host = NULL;
	gboolean is_https, has_path;
	GString *out;
	KwUrl parts;

	if (!kw_url_is_web(target) || !kw_url_split(target, &parts))
		return g_steal_pointer(&target);
	is_https = parts.scheme.n == strlen("https");
	host = g_ascii_strdown(parts.host.at, (gssize)parts.host.n);
	out = g_string_new("https://");
	g_string_append_len(out, parts.user.at ? parts.user.at : "", (gssize)parts.user.n);
	g_string_append(out, host);
	if (parts.port.n && !kw_url_span_is(parts.port, is_https ? "443" : "80"))
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

/* Whether `p` starts a URL. Those that were made harmless ("hxxp://") do not: ingest/gateway. */
static gboolean starts_url(const char *text, const char *p)
{
	if ((*p | 0x20) != 'h' || (p > text && g_ascii_isalnum(p[-1])) ||
	    g_ascii_strncasecmp(p, "http", 4) != 0)
		return FALSE;
	return g_str_has_prefix(p + 4 + ((p[4] | 0x20) == 's'), "://");
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
static char *read_url(const char **cursor)
{
	g_autoptr(GString) url = g_string_new(NULL);
	Scan scan = {.url = url};
	KwUrl parts;

	while (goes_on((guchar) * *cursor, &scan))
		g_string_append_c(url, *(*cursor)++);
	for (size_t i = 0; i < url->len && url->str[i] != ':'; i++)
		url->str[i] = g_ascii_tolower(url->str[i]);
	trim_end(url);
	if (!kw_url_split(url->str, &parts) ||
	    !(g_ascii_isalnum(*parts.host.at) || *parts.host.at == '['))
		return NULL;
	return g_string_free(g_steal_pointer(&url), FALSE);
}

/* The next URL at or behind `*cursor`, which moves behind it; `out_start` is where it began. NULL:
 * no more. */
static char *next_url(const char *text, const char **cursor, const char **out_start)
{
	while (**cursor) {
		char *url;

		if (!starts_url(text, *cursor)) {
			++*cursor;
			continue;
		}
		*out_start = *cursor;
		url = read_url(cursor);
		if (url)
			return url;
	}
	return NULL;
}

GPtrArray *kw_links_find(const char *text)
{
	GPtrArray *links = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *live = kw_gateway_live(text);
	const char *cursor = live, *start;

	while (links->len < MAX_LINKS) {
		g_autofree char *url = next_url(live, &cursor, &start);
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
		g_autofree char *url = next_url(text, &cursor, &start);
		g_autofree char *target = NULL;

		if (!url)
			break;
		target = kw_links_unwrap(url);
		g_string_append_len(out, done, start - done);
		g_string_append(out, target);
		done = start + strlen(url);
	}
	g_string_append(out, done);
	return g_string_free(out, FALSE);
}
