/* HTML to plain text: the door to libxml2's HTML parser, and what its elements mean.
 *
 * How lines are laid out is flow.c's; where links lead, links.c's. The parser's events are used,
 * not its tree: a tree stops at a depth of 256 and the text behind is lost; here the rest is read
 * by a fresh parser, and what was hidden stays so. */
#include "ingest/html.h"

#include "base/text.h"
#include "flow-private.h"
#include "html_source-private.h"
#include "ingest/links.h"
#include "url-private.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_DEPTH  256
#define MAX_RUNS   100 /* of a parser, each of which copies the rest of the page */
#define MAX_SOURCE (16 * 1024 * 1024)
#define MAX_OUTPUT (4 * 1024 * 1024)
#define MAX_LINKS  2000
#define RULE       "________________________________" /* as mail programs write it above a forward */

typedef enum {
	LINE = 1 << 0, /* on lines of its own */
	PARA = 1 << 1, /* the same, with an empty line around */
	HIDE = 1 << 2, /* never shown */
	PRE = 1 << 3,
	LIST = 1 << 4, /* ol: numbered */
	ITEM = 1 << 5,
	QUOTE = 1 << 6,
	ROW = 1 << 7,
	CELL = 1 << 8,
	LINK = 1 << 9,
	BR = 1 << 10,
	HR = 1 << 11,
	IMG = 1 << 12,
	ORDERED = 1 << 13,
} Meaning;

/* Sorted by name. What is not here is inline text without a meaning; so are object and iframe,
 * whose content is what to read where they cannot be shown. */
static const struct {
	const char *name;
	unsigned meaning;
} elements[] = {
	{"a", LINK},           {"address", LINE},
	{"area", LINK},        {"article", LINE},
	{"aside", LINE},       {"audio", HIDE},
	{"blockquote", QUOTE}, {"br", BR},
	{"canvas", HIDE},      {"caption", LINE},
	{"center", LINE},      {"datalist", HIDE},
	{"dd", LINE},          {"details", LINE},
	{"dir", PARA | LIST},  {"div", LINE},
	{"dl", PARA},          {"dt", LINE},
	{"fieldset", LINE},    {"figcaption", LINE},
	{"figure", LINE},      {"footer", LINE},
	{"form", LINE},        {"frame", HIDE},
	{"frameset", HIDE},    {"h1", PARA},
	{"h2", PARA},          {"h3", PARA},
	{"h4", PARA},          {"h5", PARA},
	{"h6", PARA},          {"head", HIDE},
	{"header", LINE},      {"hr", HR},
	{"img", IMG},          {"legend", LINE},
	{"li", LINE | ITEM},   {"listing", PRE},
	{"main", LINE},        {"menu", PARA | LIST},
	{"nav", LINE},         {"noembed", HIDE},
	{"noframes", HIDE},    {"ol", PARA | LIST | ORDERED},
	{"option", LINE},      {"p", PARA},
	{"pre", PARA | PRE},   {"script", HIDE},
	{"section", LINE},     {"select", HIDE},
	{"style", HIDE},       {"summary", LINE},
	{"svg", HIDE},         {"table", PARA},
	{"td", CELL},          {"template", HIDE},
	{"th", CELL},          {"title", HIDE},
	{"tr", ROW},           {"ul", PARA | LIST},
	{"video", HIDE},       {"xmp", PRE},
};

typedef struct {
	unsigned meaning;
	gboolean hidden, pre;
	gboolean tiny; /* letters that nobody sees; a larger size inside is seen again */
	int lines;     /* break before and behind */
	char *href;    /* of a link with a usable target, unwrapped; owned */
	size_t mark;   /* where the link's text began */
	int items;     /* of a list: numbered so far; -1 = bullets */
	int level;     /* of lists around, this one included */
} Frame;

typedef struct {
	KwFlow *flow;
	GArray *frames; /* Frame */
	htmlParserCtxtPtr parser;
	GPtrArray *links; /* or NULL */
	gboolean with_links;
	gboolean stays_hidden; /* a hidden element was open when the depth was reached */
	gboolean is_too_deep;
	size_t consumed; /* input read when the depth was reached */
} Walk;

static int compare_names(const void *name, const void *element)
{
	return strcmp(name, *(const char *const *)element);
}

static unsigned meaning_of(const char *name)
{
	const char *const *found =
		bsearch(name, elements, G_N_ELEMENTS(elements), sizeof(elements[0]), compare_names);

	return found ? elements[(size_t)((const char *)found - (const char *)elements) /
				sizeof(elements[0])]
			       .meaning
		     : 0;
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (strcmp((const char *)attributes[0], name) == 0)
			return attributes[1] ? (const char *)attributes[1] : "";
	return NULL;
}

/* --- style --- */

/* Lower case, without blanks: "display:none;margin:0". Only the start of a long one. */
static char *squeeze(const char *style)
{
	GString *out = g_string_new(NULL);

	for (const char *p = style; *p && out->len < 4096; p++)
		if (!g_ascii_isspace(*p))
			g_string_append_c(out, g_ascii_tolower(*p));
	return g_string_free(out, FALSE);
}

/* The value of a property in a squeezed style, the last one; NULL = not there. Not terminated. */
static const char *style_find(const char *style, const char *property)
{
	size_t n = strlen(property);
	const char *found = NULL;

	for (const char *p = style; p; p = strchr(p, ';')) {
		p += *p == ';';
		if (strncmp(p, property, n) == 0 && p[n] == ':')
			found = p + n + 1;
	}
	return found;
}

static gboolean style_is(const char *style, const char *property, const char *value)
{
	const char *found = style_find(style, property);

	return found && g_str_has_prefix(found, value);
}

/* A length of `max` at most, "0", "0px", "0.0em", "1px"; FALSE where there is none. */
static gboolean style_is_below(const char *style, const char *property, double max)
{
	const char *found = style_find(style, property);
	char *end;
	double value = found ? g_ascii_strtod(found, &end) : 0;

	/* one of another unit is large enough: 1em */
	return found && end != found && value <= max &&
	       (value == 0 || (end[0] == 'p' && (end[1] == 'x' || end[1] == 't')));
}

/* What mail programs and their readers do not show: the text that is there for the list of mails
 * ("preheader"), for search engines, or for filters. */
static gboolean style_hides(const char *style)
{
	gboolean cuts = style_is(style, "overflow", "hidden");

	return style_is(style, "display", "none") || style_is(style, "visibility", "hidden") ||
	       style_is(style, "mso-hide", "all") || style_is(style, "color", "transparent") ||
	       style_is_below(style, "opacity", 0) ||
	       (cuts &&
		(style_is_below(style, "max-height", 1) || style_is_below(style, "height", 1) ||
		 style_is_below(style, "max-width", 1) || style_is_below(style, "width", 1)));
}

/* Classes by which the makers of newsletters name such text. */
static gboolean class_hides(const char *class)
{
	static const char *const names[] = {"preheader", "mcnPreviewText", "preview-text"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *found = strstr(class, names[i]);
		size_t n = strlen(names[i]);

		if (found && (found == class || g_ascii_isspace(found[-1])) &&
		    (!found[n] || g_ascii_isspace(found[n])))
			return TRUE;
	}
	return FALSE;
}

/* Word and Outlook make a paragraph of every line, and say that there is nothing around it. */
static gboolean is_tight(const char *class, const char *style)
{
	return (class && (strstr(class, "MsoNormal") || strstr(class, "MsoPlainText"))) ||
	       (style && (strstr(style, "margin:0") || strstr(style, "margin-bottom:0")));
}

/* --- links --- */

/* The text tells the target already: "https://a.jp/", "a.jp". */
static gboolean tells(const char *text, const char *href)
{
	g_autofree char *shown = NULL, *meant = kw_links_canonical(href);

	if (strstr(text, "://")) {
		shown = kw_links_canonical(text);
	} else {
		g_autofree char *full = g_strconcat("https://", text, NULL);

		shown = kw_links_canonical(full);
	}
	return strcmp(shown, meant) == 0;
}

static void link_open(Walk *walk, Frame *frame, const xmlChar **attributes)
{
	const char *href = attribute(attributes, "href");
	g_autofree char *trimmed = g_strstrip(g_strdup(href ? href : ""));

	if (frame->hidden || !kw_url_is_web(trimmed))
		return;
	for (const char *p = trimmed; *p; p++)
		if ((guchar)*p <= ' ' || strchr("<>\"`", *p)) /* not an address that may be shown */
			return;
	frame->href = kw_links_unwrap(trimmed);
	frame->mark = kw_flow_mark(walk->flow);
	if (walk->links && walk->links->len < MAX_LINKS)
		g_ptr_array_add(walk->links, g_strdup(frame->href));
}

static void link_close(Walk *walk, const Frame *frame)
{
	g_autofree char *text = kw_flow_since(walk->flow, frame->mark);
	g_autofree char *shown = NULL;

	if (!walk->with_links || tells(text, frame->href))
		return;
	shown = g_strdup_printf(*text ? "（%s）" : "%s", frame->href);
	kw_flow_text(walk->flow, shown, strlen(shown), FALSE);
}

/* --- events --- */

static void literal(Walk *walk, const char *text)
{
	kw_flow_text(walk->flow, text, strlen(text), TRUE);
}

static void start_item(Walk *walk, const Frame *list)
{
	g_autoptr(GString) bullet = g_string_new(NULL);

	for (int level = 1; level < MIN(list->level, 8); level++)
		g_string_append(bullet, "　");
	if (list->items < 0)
		g_string_append(bullet, "・");
	else
		g_string_append_printf(bullet, "%d. ", list->items);
	kw_flow_bullet(walk->flow, bullet->str);
}

static void enter(Walk *walk, Frame *frame, Frame *parent, const xmlChar **attributes)
{
	unsigned meaning = frame->meaning;
	const char *alt;

	if (frame->lines)
		kw_flow_break(walk->flow, frame->lines);
	if (meaning & LIST) {
		frame->items = meaning & ORDERED ? 0 : -1;
		frame->level++;
	}
	if (meaning & ITEM) {
		parent->items += parent->items >= 0;
		start_item(walk, parent);
	}
	if (meaning & BR)
		kw_flow_newline(walk->flow);
	if (meaning & HR) {
		literal(walk, RULE);
		kw_flow_break(walk->flow, 1);
	}
	if (meaning & IMG) {
		alt = attribute(attributes, "alt");
		kw_flow_text(walk->flow, alt ? alt : "", alt ? strlen(alt) : 0, FALSE);
	}
	if (meaning & (QUOTE | ROW | CELL))
		kw_flow_open(walk->flow, meaning & QUOTE ? KW_FLOW_QUOTE
					 : meaning & ROW ? KW_FLOW_ROW
							 : KW_FLOW_CELL);
	if ((meaning & LINK) && (walk->with_links || walk->links))
		link_open(walk, frame, attributes);
}

static void on_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
	Walk *walk = user;
	Frame *parent = &g_array_index(walk->frames, Frame, walk->frames->len - 1);
	Frame frame = {.meaning = meaning_of((const char *)name),
		       .hidden = parent->hidden,
		       .pre = parent->pre,
		       .tiny = parent->tiny,
		       .items = parent->items,
		       .level = parent->level};
	const char *style_text = attribute(attributes, "style");
	const char *class = attribute(attributes, "class");
	g_autofree char *style = style_text ? squeeze(style_text) : NULL;

	if (walk->is_too_deep)
		return;
	if (walk->frames->len == MAX_DEPTH) {
		walk->is_too_deep = TRUE;
		walk->stays_hidden = parent->hidden;
		walk->consumed = walk->parser->input->consumed +
				 (walk->parser->input->cur - walk->parser->input->base);
		xmlStopParser(walk->parser);
		return;
	}
	frame.hidden |= (frame.meaning & HIDE) || attribute(attributes, "hidden") ||
			(style && style_hides(style)) || (class && class_hides(class));
	if (style && style_find(style, "font-size"))
		frame.tiny = style_is_below(style, "font-size", 1);
	frame.pre |= (frame.meaning & PRE) || (style && strstr(style, "white-space:pre"));
	frame.lines = frame.meaning & PARA ? 2 : frame.meaning & (LINE | HR | QUOTE | ROW) ? 1 : 0;
	if (frame.lines == 2 &&
	    (is_tight(class, style) || ((frame.meaning & LIST) && parent->level)))
		frame.lines = 1; /* as is a list within a list */
	if (!frame.hidden)
		enter(walk, &frame, parent, attributes);
	g_array_append_val(walk->frames, frame);
}

static void on_end(void *user, const xmlChar *name G_GNUC_UNUSED)
{
	Walk *walk = user;
	Frame frame;

	if (walk->is_too_deep || walk->frames->len < 2)
		return;
	frame = g_array_index(walk->frames, Frame, walk->frames->len - 1);
	g_array_set_size(walk->frames, walk->frames->len - 1);
	if (frame.hidden)
		return;
	if (frame.href)
		link_close(walk, &frame);
	g_free(frame.href);
	if (frame.meaning & (QUOTE | ROW | CELL))
		kw_flow_close(walk->flow);
	if (frame.meaning & ITEM)
		kw_flow_bullet(walk->flow, NULL);
	if (frame.lines)
		kw_flow_break(walk->flow, frame.lines);
}

static void on_text(void *user, const xmlChar *text, int length)
{
	Walk *walk = user;
	const Frame *frame = &g_array_index(walk->frames, Frame, walk->frames->len - 1);

	if (!walk->is_too_deep && !frame->hidden && !frame->tiny)
		kw_flow_text(walk->flow, (const char *)text, length, frame->pre);
}

/* One parser's run over `html`; the bytes read, all of them unless it got too deep. */
static size_t parse(Walk *walk, const char *html, size_t length)
{
	htmlSAXHandler events = {.startElement = on_start,
				 .endElement = on_end,
				 .characters = on_text,
				 .ignorableWhitespace = on_text};
	Frame root = {.hidden = walk->stays_hidden, .items = -1};

	walk->is_too_deep = FALSE;
	g_array_set_size(walk->frames, 0);
	g_array_append_val(walk->frames, root);
	walk->parser = htmlCreateMemoryParserCtxt(html, (int)length);
	if (!walk->parser)
		return length;
	htmlCtxtUseOptions(walk->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
						 HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
						 HTML_PARSE_IGNORE_ENC);
	/* what a <meta> says of the charset was true before it was decoded */
	walk->parser->charset = XML_CHAR_ENCODING_UTF8;
	*walk->parser->sax = events;
	walk->parser->userData = walk;
	htmlParseDocument(walk->parser);
	htmlFreeParserCtxt(walk->parser);
	for (guint i = 0; i < walk->frames->len; i++)
		g_free(g_array_index(walk->frames, Frame, i).href);
	return walk->is_too_deep ? walk->consumed : length;
}

static void read_markup(Walk *walk, const char *html)
{
	g_autoptr(GArray) frames = g_array_new(FALSE, FALSE, sizeof(Frame));
	g_autofree char *source = kw_html_source_calm(html, MIN(strlen(html), MAX_SOURCE));
	size_t length = strlen(source), done = 0;

	walk->frames = frames;
	for (int run = 0; done < length && run < MAX_RUNS; run++) {
		size_t read = parse(walk, source + done, length - done);

		done += MAX(read, 1);
		done += done < length && source[done] == '/';
		done += done < length && source[done] == '>';
	}
}

char *kw_html_to_text(const char *html, gboolean with_links, GPtrArray **out_links)
{
	Walk walk = {.flow = kw_flow_new(MAX_OUTPUT), .with_links = with_links};
	g_autoptr(KwFlow) flow = walk.flow;
	g_autofree char *text = NULL;

	if (out_links)
		walk.links = *out_links = g_ptr_array_new_with_free_func(g_free);
	if (strpbrk(html, "<&")) {
		read_markup(&walk, html);
	} else { /* most titles: no parser needs to be made ready */
		g_autofree char *valid =
			kw_text_repair(html, (gssize)MIN(strlen(html), MAX_SOURCE));

		kw_flow_text(flow, valid, strlen(valid), FALSE);
	}
	text = kw_flow_finish(flow);
	return kw_text_tidy(text);
}
