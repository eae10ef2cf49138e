/* From a feed's bytes to text that libxml2 reads without losing any.
 *
 * That parser drops a whole text when one character of it is outside the declared charset, and the
 * text around a bare '&' when told to recover; so charset and references are settled here and it
 * gets UTF-8 with nothing left to recover but the tags. What stands in a CDATA section it does not
 * get at all: nothing in it is to be parsed, and it is most of many a feed. Elements are feed.c's.
 */
#include "feed_source-private.h"

#include "base/error.h"
#include "feed_charset-private.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define BOM            "\xef\xbb\xbf"
#define MAX_NAME       32  /* of an entity */
#define MAX_ATTRIBUTES 100 /* of a tag: the parser compares each with all before it */

void kw_feed_note(GPtrArray *repaired, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_ptr_array_add(repaired, g_strdup_vprintf(format, ap));
	va_end(ap);
}

typedef struct {
	const char *p, *end;
	const char *kept; /* from `kept` to `p` all stays as it is, and is yet to be copied */
	GString *out, *literal;
	guint controls, ampersands, entities, brackets;
	gboolean is_in_tag, is_skipping; /* skipping: the tag has too many attributes */
	char quote;
	guint attributes;
} Repair;

/* Copies what stays as it is, and goes on at `next`: what lies between is replaced, or not wanted.
 */
static void go_on(Repair *r, const char *next)
{
	if (!r->is_skipping)
		g_string_append_len(r->out, r->kept, r->p - r->kept);
	r->p = r->kept = next;
}

static gboolean is_xml_char(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static gboolean is_control(const char *p)
{
	if ((guchar)*p < ' ')
		return *p != '\t' && *p != '\n' && *p != '\r';
	return *p == 0x7f || (*p == '\xef' && p[1] == '\xbf' && (guchar)p[2] >= 0xbe);
}

/* Bytes to stop at: 1 = everywhere (controls, DEL, the start of U+FFFE), 2 = where there is markup,
 * 4 = in a tag, 8 = where there is none, and the parser will not see to line ends. */
static const guint8 stops[256] = {
	[0] = 1,    [1] = 1,   [2] = 1,   [3] = 1,   [4] = 1,   [5] = 1,    [6] = 1,    [7] = 1,
	[8] = 1,    [11] = 1,  [12] = 1,  [14] = 1,  [15] = 1,  [16] = 1,   [17] = 1,   [18] = 1,
	[19] = 1,   [20] = 1,  [21] = 1,  [22] = 1,  [23] = 1,  [24] = 1,   [25] = 1,   [26] = 1,
	[27] = 1,   [28] = 1,  [29] = 1,  [30] = 1,  [31] = 1,  [0x7f] = 1, [0xef] = 1, ['"'] = 4,
	['\''] = 4, ['&'] = 2, ['<'] = 2, ['='] = 4, ['>'] = 4, ['\r'] = 8,
};

/* Behind the bytes from `p` that are nothing to look at: most of a feed. */
static const char *plain_end(const char *p, const char *end, guint8 kinds)
{
	while (p < end && !(stops[(guchar)*p] & kinds))
		p++;
	return p;
}

static void append_char(GString *out, gunichar c)
{
	if (c == '&')
		g_string_append(out, "&amp;");
	else if (c == '<')
		g_string_append(out, "&lt;");
	else
		g_string_append_unichar(out, c);
}

/* "&#12354;" and "&#x3042;", also without the semicolon. Behind it; NULL: none. */
static const char *read_number(Repair *r)
{
	gboolean is_hex = (r->p[2] | 0x20) == 'x';
	const char *digits = r->p + (is_hex ? 3 : 2);
	char *end;
	guint64 c;

	if (!(is_hex ? g_ascii_isxdigit(*digits) : g_ascii_isdigit(*digits)))
		return NULL;
	c = g_ascii_strtoull(digits, &end, is_hex ? 16 : 10);
	if (c > 0x10ffff || !is_xml_char((gunichar)c))
		r->controls++;
	else
		append_char(r->out, (gunichar)c);
	return end + (*end == ';');
}

/* One of HTML's that is none of XML's. Behind it; NULL: none. */
static const char *read_entity(Repair *r, size_t n)
{
	char name[MAX_NAME + 1];
	const htmlEntityDesc *entity;

	memcpy(name, r->p + 1, n);
	name[n] = '\0';
	entity = htmlEntityLookup((const xmlChar *)name);
	if (!entity)
		return NULL;
	append_char(r->out, entity->value);
	r->entities++;
	return r->p + n + 2;
}

static gboolean is_of_xml(const char *name, size_t n)
{
	static const char *const of_xml[] = {"amp", "lt", "gt", "quot", "apos"};

	for (size_t i = 0; i < G_N_ELEMENTS(of_xml); i++)
		if (strlen(of_xml[i]) == n && memcmp(name, of_xml[i], n) == 0)
			return TRUE;
	return FALSE;
}

static void reference(Repair *r)
{
	const char *behind = NULL;
	size_t n = 0;

	while (n < MAX_NAME && g_ascii_isalnum(r->p[n + 1]))
		n++;
	if (r->p[n + 1] != ';')
		n = 0;
	if (n && is_of_xml(r->p + 1, n)) {
		r->p += n + 2;
		return;
	}
	go_on(r, r->p);
	if (r->p[1] == '#')
		behind = read_number(r);
	else if (n)
		behind = read_entity(r, n);
	if (!behind) {
		g_string_append(r->out, "&amp;");
		r->ampersands++;
		behind = r->p + 1;
	}
	go_on(r, behind);
}

/* Takes the CDATA section out that starts at r->p: all to the end, where its end is missing. Its
 * line ends stay: what the parser finds behind it keeps its line. */
static void lift_literal(Repair *r)
{
	const char *start = r->p + strlen("<![CDATA["), *found = strstr(start, "]]>");
	const char *end = found ? found : r->end;
	size_t from = r->literal->len;

	for (const char *p = start; p < end;) {
		const char *stop = plain_end(p, end, 1 | 8);

		g_string_append_len(r->literal, p, stop - p);
		if (stop == end)
			break;
		p = g_utf8_next_char(stop);
		if (*stop == '\r' && *p != '\n')
			g_string_append_c(r->literal, '\n');
		else if (*stop != '\r' && !is_control(stop))
			g_string_append_len(r->literal, stop, p - stop);
		r->controls += is_control(stop);
	}
	go_on(r, found ? end + strlen("]]>") : end);
	g_string_append_printf(r->out, "<?t %zu %zu", from, r->literal->len - from);
	for (const char *p = start; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		g_string_append_c(r->out, '\n');
	g_string_append(r->out, "?>");
}

static const char *behind(const Repair *r, const char *stop)
{
	const char *found = strstr(r->p, stop);

	return found ? found + strlen(stop) : r->end;
}

static void angle(Repair *r)
{
	guchar next = (guchar)r->p[1];

	if (next == '!' && g_str_has_prefix(r->p, "<![CDATA[")) {
		lift_literal(r);
	} else if (next == '!' && g_str_has_prefix(r->p, "<!--")) {
		go_on(r, behind(r, "-->"));
	} else if (next == '?') {
		go_on(r, behind(r, "?>"));
	} else if (g_ascii_isalpha(next) || next == '_' || next == ':' || next == '/' ||
		   next >= 0x80) {
		if (r->is_skipping)
			go_on(r, r->p);
		r->p++;
		r->is_in_tag = TRUE;
		r->is_skipping = FALSE;
		r->quote = '\0';
		r->attributes = 0;
	} else {
		go_on(r, r->p + 1);
		g_string_append(r->out, "&lt;");
		r->brackets++;
	}
}

static void follow_tag(Repair *r)
{
	if (r->quote) {
		r->quote = *r->p == r->quote ? '\0' : r->quote;
	} else if (*r->p == '"' || *r->p == '\'') {
		r->quote = *r->p;
	} else if (*r->p == '=') {
		if (++r->attributes == MAX_ATTRIBUTES + 1) {
			go_on(r, r->p);
			r->is_skipping = TRUE;
		}
	} else if (*r->p == '>') {
		if (r->is_skipping)
			go_on(r, r->p);
		r->is_in_tag = r->is_skipping = FALSE;
	}
}

static void repair_next(Repair *r)
{
	r->p = plain_end(r->p, r->end, r->is_in_tag ? 1 | 2 | 4 : 1 | 2);
	if (r->p == r->end)
		return;
	if (*r->p == '<') {
		angle(r);
		return;
	}
	if (r->is_in_tag)
		follow_tag(r);
	if (r->is_skipping) {
		r->p++;
	} else if (*r->p == '&') {
		reference(r);
	} else if (is_control(r->p)) {
		go_on(r, g_utf8_next_char(r->p));
		r->controls++;
	} else {
		r->p = g_utf8_next_char(r->p);
	}
}

/* Behind <?xml …?>, comments, white space and the document type; NULL: an internal subset. */
static const char *skip_prolog(const char *p, GError **error)
{
	for (;;) {
		const char *end = NULL;

		p += strspn(p, " \t\r\n");
		if (g_str_has_prefix(p, "<?"))
			end = strstr(p, "?>");
		else if (g_str_has_prefix(p, "<!--"))
			end = strstr(p, "-->");
		else if (g_ascii_strncasecmp(p, "<!doctype", 9) == 0)
			end = p + strcspn(p, "[>");
		if (!end || !*end)
			return p;
		if (*end == '[') {
			kw_error_set(error, KW_ERROR_DATA,
				     "document type with declarations of its own is refused");
			return NULL;
		}
		p = strchr(end, '>') + 1;
	}
}

static void note_repairs(const Repair *r, GPtrArray *repaired)
{
	if (r->controls)
		kw_feed_note(repaired, "characters: %u that XML does not allow dropped",
			     r->controls);
	if (r->entities)
		kw_feed_note(repaired, "entities: %u of HTML replaced", r->entities);
	if (r->ampersands)
		kw_feed_note(repaired, "ampersands: %u not escaped", r->ampersands);
	if (r->brackets)
		kw_feed_note(repaired, "brackets: %u not escaped", r->brackets);
}

void kw_feed_source_clear(KwFeedSource *source)
{
	g_free(source->markup);
	if (source->literal)
		g_string_free(source->literal, TRUE);
}

gboolean kw_feed_source_read(const void *bytes, size_t length, const char *content_type,
			     GPtrArray *repaired, KwFeedSource *out, GError **error)
{
	g_autofree char *text =
		length ? kw_feed_charset_decode(bytes, length, content_type, repaired)
		       : g_strdup("");
	const char *start = text + (g_str_has_prefix(text, BOM) ? strlen(BOM) : 0);
	Repair r = {0};

	r.p = start;
	while (*r.p && (is_control(r.p) || strchr(" \t\r\n", *r.p) || g_str_has_prefix(r.p, BOM)))
		r.p = g_utf8_next_char(r.p);
	if (!*r.p) {
		kw_error_set(error, KW_ERROR_DATA, "empty document");
		return FALSE;
	}
	if (r.p > start)
		kw_feed_note(repaired, "start: %d characters before the document dropped",
			     (int)(r.p - start));
	r.p = skip_prolog(r.p, error);
	if (!r.p)
		return FALSE;
	r.end = r.p + strlen(r.p);
	r.out = g_string_sized_new((gsize)(r.end - r.p));
	r.literal = g_string_new(NULL);
	r.kept = r.p;
	while (r.p < r.end)
		repair_next(&r);
	go_on(&r, r.p);
	note_repairs(&r, repaired);
	*out = (KwFeedSource){.markup = g_string_free(r.out, FALSE), .literal = r.literal};
	return TRUE;
}
