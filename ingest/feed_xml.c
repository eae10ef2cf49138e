/* The XML parser, told to recover what it can, to load nothing and to believe no declaration.
 *
 * Its events are made a tree of our own: an entry is ten elements, and libxml2's tree allocates and
 * frees each of them, its text, its attributes and their texts one by one. Here nodes lie in
 * blocks, texts in one buffer, and all is freed at once. How deep an event is, the parser's own
 * stack says: after a tag that is not well-formed it closes an element without an event. */
#include "feed_xml-private.h"

#include "base/text.h"

#include <libxml/parser.h>
#include <string.h>

#define BLOCK_BYTES (64 * 1024)
#define MAX_KNOWN   16
#define MAX_DEPTH   260           /* the parser itself stops at 256 */
#define MAX_NODES   (1000 * 1000) /* a feed of 10,000 entries has a third of it */

typedef struct {
	KwFeedTree *tree;
	const KwFeedSource *source;
	xmlParserCtxtPtr parser;
	KwFeedNode *open[MAX_DEPTH]; /* open[0]: the document */
	char *next;                  /* free in the last block … */
	size_t left;
	size_t used, size; /* … and of texts */
	guint n_nodes, n_known;
	struct {
		const char *uri; /* as the parser's dictionary has it: the pointer will do */
		KwSpace space;
	} known[MAX_KNOWN];
} Building;

void kw_feed_tree_free(KwFeedTree *tree)
{
	g_ptr_array_unref(tree->declared);
	g_ptr_array_unref(tree->blocks);
	g_free(tree->texts);
	xmlDictFree(tree->dict);
	g_free(tree);
}

/* Zeroed, for anything that holds pointers. */
static void *take(Building *b, size_t bytes)
{
	void *taken;

	if (b->left < bytes) {
		b->left = MAX(bytes, BLOCK_BYTES);
		b->next = g_malloc0(b->left);
		g_ptr_array_add(b->tree->blocks, b->next);
	}
	taken = b->next;
	b->next += bytes;
	b->left -= bytes;
	return taken;
}

/* NULL: more than the document is long, which no event can bring. */
static char *take_text(Building *b, const char *text, size_t n)
{
	char *taken = b->tree->texts + b->used;

	if (n > b->size - b->used)
		return NULL;
	memcpy(taken, text, n);
	b->used += n;
	return taken;
}

static KwFeedNode *add_node(Building *b, KwFeedNode *parent)
{
	KwFeedNode *node;

	if (++b->n_nodes > MAX_NODES) {
		xmlStopParser(b->parser);
		return NULL;
	}
	node = take(b, sizeof(*node));
	node->parent = parent;
	if (parent->last)
		parent->last->next = node;
	else
		parent->children = node;
	parent->last = node;
	return node;
}

/* --- events --- */

static KwSpace space_of(Building *b, const char *prefix, const char *uri)
{
	KwSpace space;
	guint i = 0;

	while (i < b->n_known && b->known[i].uri != uri)
		i++;
	space = i < b->n_known ? b->known[i].space : kw_feed_space_of_uri(uri);
	if (i == b->n_known && i < MAX_KNOWN) {
		b->known[i].uri = uri;
		b->known[i].space = space;
		b->n_known++;
	}
	return space == KW_SPACE_OTHER && !prefix ? KW_SPACE_RSS : space;
}

/* A colon that is left in a name is one too many, or stands first. */
static void name_node(Building *b, KwFeedNode *node, const char *local, const char *prefix,
		      const char *uri)
{
	const char *colon = strchr(local, ':');

	node->name = colon ? colon + 1 : local;
	node->uri = uri ? uri : "";
	if (uri)
		node->space = space_of(b, prefix, uri);
	else if (prefix)
		node->space = kw_feed_space_of_prefix(prefix, strlen(prefix));
	else
		node->space = colon ? kw_feed_space_of_prefix(local, (size_t)(colon - local))
				    : KW_SPACE_RSS;
}

static void add_attributes(Building *b, KwFeedNode *node, int n, const char **from)
{
	KwFeedAttribute *attributes = take(b, (size_t)n * sizeof(*attributes));

	node->attributes = attributes;
	for (int i = 0; i < n; i++, from += 5) { /* name, prefix, URI, value, its end */
		const char *colon = strchr(from[0], ':');
		char *value = take_text(b, from[3], (size_t)(from[4] - from[3]));

		if (!value || !take_text(b, "", 1))
			return;
		attributes[i] = (KwFeedAttribute){.name = colon ? colon + 1 : from[0],
						  .value = value,
						  .is_xml = from[1] && strcmp(from[1], "xml") == 0};
		node->n_attributes++;
	}
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
		     int n_declared, const xmlChar **declared, int n_attributes,
		     int n_defaulted G_GNUC_UNUSED, const xmlChar **attributes)
{
	Building *b = user;
	int depth = b->parser->nameNr; /* of what is around it */
	KwFeedNode *node;

	if (depth + 1 >= MAX_DEPTH || !b->open[depth])
		return;
	node = b->open[depth + 1] = add_node(b, b->open[depth]);
	if (!node)
		return;
	name_node(b, node, (const char *)local, (const char *)prefix, (const char *)uri);
	if (n_attributes)
		add_attributes(b, node, n_attributes, (const char **)attributes);
	for (int i = 0; depth == 0 && i < n_declared; i++)
		g_ptr_array_add(b->tree->declared, (gpointer)declared[2 * i + 1]);
	if (!b->tree->root)
		b->tree->root = node;
}

static void add_text(Building *b, const char *text, size_t n)
{
	KwFeedNode *parent = b->open[MIN(b->parser->nameNr, MAX_DEPTH - 1)];
	KwFeedNode *node;
	char *taken;

	if (!parent || parent == &b->tree->document || n == 0)
		return;
	node = parent->last;
	if (!node || node->name)
		node = add_node(b, parent);
	taken = node ? take_text(b, text, n) : NULL;
	if (!taken)
		return;
	if (!node->text)
		node->text = taken; /* what follows it in the element, follows it here */
	node->length += n;
}

static void on_text(void *user, const xmlChar *text, int n)
{
	add_text(user, (const char *)text, (size_t)n);
}

/* The place of a literal text: feed_source.c lets no other instruction through. */
static void on_instruction(void *user, const xmlChar *target G_GNUC_UNUSED, const xmlChar *data)
{
	Building *b = user;
	char *end = NULL;
	guint64 from = data ? g_ascii_strtoull((const char *)data, &end, 10) : 0;
	guint64 n = end ? g_ascii_strtoull(end, NULL, 10) : 0;

	if (from <= b->source->literal->len && n <= b->source->literal->len - from)
		add_text(b, b->source->literal->str + from, n);
}

/* --- the document --- */

static void note_errors(const Building *b, GPtrArray *repaired)
{
	const xmlError *error = xmlCtxtGetLastError(b->parser);
	g_autofree char *message = NULL, *line = NULL;

	if (b->n_nodes > MAX_NODES)
		kw_feed_note(repaired, "markup: only the first %d elements read", MAX_NODES);
	if (b->parser->wellFormed || !error || !error->message)
		return;
	message = kw_text_repair(error->message, -1);
	line = kw_text_one_line(message);
	kw_feed_note(repaired, "markup: not well-formed at line %d: %s", error->line, line);
}

static KwFeedTree *new_tree(Building *b, const char *base_url)
{
	KwFeedTree *tree = b->tree = g_new0(KwFeedTree, 1);
	KwFeedAttribute *base;

	tree->declared = g_ptr_array_new();
	tree->blocks = g_ptr_array_new_with_free_func(g_free);
	tree->dict = b->parser->dict;
	xmlDictReference(tree->dict);
	b->size = strlen(b->source->markup) + b->source->literal->len +
		  (base_url ? strlen(base_url) : 0) + 1;
	tree->texts = g_malloc(b->size);
	tree->document = (KwFeedNode){.name = "", .uri = "", .space = KW_SPACE_OTHER};
	b->open[0] = &tree->document;
	if (base_url) {
		base = take(b, sizeof(*base));
		*base = (KwFeedAttribute){.name = "base",
					  .value = take_text(b, base_url, strlen(base_url) + 1),
					  .is_xml = TRUE};
		tree->document.attributes = base;
		tree->document.n_attributes = 1;
	}
	return tree;
}

KwFeedTree *kw_feed_xml_read(const KwFeedSource *source, const char *base_url, GPtrArray *repaired)
{
	const xmlSAXHandler events = {.initialized = XML_SAX2_MAGIC,
				      .startElementNs = on_start,
				      .characters = on_text,
				      .ignorableWhitespace = on_text,
				      .processingInstruction = on_instruction};
	Building b = {.source = source, .parser = xmlNewParserCtxt()};
	KwFeedTree *tree = new_tree(&b, base_url);

	*b.parser->sax = events;
	b.parser->userData = &b;
	xmlCtxtReadMemory(b.parser, source->markup, (int)strlen(source->markup), NULL, "UTF-8",
			  XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER | XML_PARSE_NONET |
				  XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	note_errors(&b, repaired);
	xmlFreeParserCtxt(b.parser);
	return tree;
}
