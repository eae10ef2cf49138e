/* Links that were made harmless: hxxp://, "h ttp://", [.] and the like.
 *
 * A mail system does it to every link, an author to those of attackers, and both look alike. So
 * only what leads to a publisher's page comes alive again: nobody warns of those. The others stay
 * as they are, and are no links: a letter must never lead to an attacker. */
#include "ingest/gateway.h"

#include "ingest/publisher.h"

#include <string.h>

#define MAX_URL_BYTES 2048

/* How "http" is written; the longer ones first. */
static const struct {
	const char *written, *meant;
} schemes[] = {
	{"hxxps", "https"}, {"h**ps", "https"}, {"h ttps", "https"}, {"ht tps", "https"},
	{"https", "https"}, {"ttps", "https"},  {"hxxp", "http"},    {"h**p", "http"},
	{"h ttp", "http"},  {"ht tp", "http"},  {"http", "http"},    {"ttp", "http"},
};

static const struct {
	const char *written, *meant;
} marks[] = {
	{"[.]", "."},     {"(.)", "."},     {"{.}", "."}, {"[dot]", "."},
	{"(dot)", "."},   {"[:]", ":"},     {"[/]", "/"}, {"[://]", "://"},
	{":[//]", "://"}, {"[:]//", "://"}, {"．", "."},
};

/* How long a mark at `p` is; 0 = there is none. */
static size_t read_mark(const char *p, const char **out_meant)
{
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		size_t n = strlen(marks[i].written);

		if (g_ascii_strncasecmp(p, marks[i].written, n) == 0) {
			*out_meant = marks[i].meant;
			return n;
		}
	}
	return 0;
}

/* What a place in the text holds. */
typedef struct {
	const char *end;      /* behind the link */
	GString *url;         /* alive */
	gboolean is_harmless; /* it was not alive in the text */
} Link;

static gboolean is_url_byte(char c)
{
	return (guchar)c > ' ' && (guchar)c < 0x7f && !strchr("<>\"`{}\\^|", c);
}

/* Host, and what follows it: marks stand in the host only. */
static void read_rest(Link *link)
{
	gboolean in_host = TRUE;

	while (link->url->len < MAX_URL_BYTES) {
		const char *meant;
		size_t n = in_host ? read_mark(link->end, &meant) : 0;

		if (n) {
			g_string_append(link->url, meant);
			link->is_harmless = TRUE;
			link->end += n;
			continue;
		}
		if (!is_url_byte(*link->end) || (in_host && strchr("[]()", *link->end)))
			return;
		in_host = in_host && *link->end != '/';
		g_string_append_c(link->url, *link->end++);
	}
}

/* FALSE: no link starts at `p`. */
static gboolean read_link(const char *text, const char *p, Link *out)
{
	size_t i = 0, n;
	const char *meant = "";

	if (p > text && g_ascii_isalnum(p[-1]))
		return FALSE;
	while (i < G_N_ELEMENTS(schemes) &&
	       g_ascii_strncasecmp(p, schemes[i].written, strlen(schemes[i].written)) != 0)
		i++;
	if (i == G_N_ELEMENTS(schemes))
		return FALSE;
	out->is_harmless = !g_str_equal(schemes[i].written, schemes[i].meant);
	out->end = p + strlen(schemes[i].written);
	n = g_str_has_prefix(out->end, "://") ? 3 : 0;
	if (!n) {
		n = read_mark(out->end, &meant);
		if (n && g_str_equal(meant, ":") && g_str_has_prefix(out->end + n, "//"))
			n += 2;
		else if (!g_str_equal(meant, "://"))
			n = 0;
		out->is_harmless = TRUE;
	}
	if (!n)
		return FALSE;
	out->end += n;
	out->url = g_string_new(schemes[i].meant);
	g_string_append(out->url, "://");
	read_rest(out);
	return TRUE;
}

/* The next place where a link may start, in one pass over the bytes. */
static const char *next_start(const char *p)
{
	for (; *p; p++)
		if (((*p | 0x20) == 'h' && p[1] && strchr("tTxX* ", p[1])) ||
		    ((*p | 0x20) == 't' && (p[1] | 0x20) == 't'))
			return p;
	return NULL;
}

typedef char *Replace(const Link *link, gpointer data); /* NULL: as it stands */

static char *replace_links(const char *text, Replace *replace, gpointer data)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *done = text, *p = text;

	while ((p = next_start(p))) {
		Link link = {0};
		g_autofree char *other = NULL;

		if (!read_link(text, p, &link)) {
			p++;
			continue;
		}
		other = link.is_harmless ? replace(&link, data) : NULL;
		if (other) {
			g_string_append_len(out, done, p - done);
			g_string_append(out, other);
			done = link.end;
		}
		p = link.end;
		g_string_free(link.url, TRUE);
	}
	g_string_append(out, done);
	return g_string_free(out, FALSE);
}

static char *revive(const Link *link, gpointer notes)
{
	if (!kw_publisher_of_url(link->url->str))
		return NULL;
	kw_gateway_note(notes, "defanged");
	return g_strdup(link->url->str);
}

char *kw_gateway_refang(const char *text, GPtrArray *notes)
{
	return replace_links(text, revive, notes);
}

static char *leave_out(const Link *link G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
	return g_strdup(" ");
}

char *kw_gateway_live(const char *text)
{
	return replace_links(text, leave_out, NULL);
}
