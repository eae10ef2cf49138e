/* The door to libyaml: its events become a tree of nodes that know their line. What a text means
 * is decided by the readers (base/config.c, base/words.c, the recognition data of each room).
 *
 * Events and a stack of our own, not libyaml's document API: that one builds aliases and tags
 * before anybody can refuse them. */
#include "base/yaml.h"

#include "base/asset.h"
#include "base/error.h"

#include <string.h>
#include <yaml.h>

#define MAX_BYTES (2 * 1024 * 1024)
#define MAX_DEPTH 16
#define MAX_NODES 100000

struct KwYaml {
	KwYamlKind kind;
	int line;
	int key_line;        /* below a map */
	const char *name;    /* the root's */
	char *own_name;      /* root only */
	char *text;          /* scalar */
	GPtrArray *children; /* list, map: KwYaml *, owned */
	GPtrArray *keys;     /* map: char *, owned */
	GHashTable *by_key;  /* map: key -> child, borrowed */
};

typedef struct {
	KwYaml *node;
	char *key; /* of a map: waits for its value */
	int key_line;
} Frame;

typedef struct {
	yaml_parser_t parser;
	const char *name;
	const char *bytes;
	size_t length;
	KwYaml *root;
	Frame open[MAX_DEPTH]; /* lists and maps that have not ended, outermost first */
	guint depth;
	guint nodes;
} Reader;

/* --- the tree --- */

static KwYaml *node_new(KwYamlKind kind, const char *name, int line)
{
	KwYaml *node = g_new0(KwYaml, 1);

	node->kind = kind;
	node->name = name;
	node->line = line;
	if (kind != KW_YAML_SCALAR)
		node->children = g_ptr_array_new_with_free_func((GDestroyNotify)kw_yaml_free);
	if (kind == KW_YAML_MAP) {
		node->keys = g_ptr_array_new_with_free_func(g_free);
		node->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	}
	return node;
}

/* Recursion is as deep as the tree, and that is MAX_DEPTH. */
KwYaml *kw_yaml_of_asset(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = kw_asset_get_text(NULL, path, &error);
	KwYaml *root = text ? kw_yaml_parse(path, text, strlen(text), &error) : NULL;

	if (!root)
		g_error("%s", error->message);
	return root;
}

void kw_yaml_free(KwYaml *root)
{
	if (!root)
		return;
	g_clear_pointer(&root->by_key, g_hash_table_unref);
	g_clear_pointer(&root->keys, g_ptr_array_unref);
	g_clear_pointer(&root->children, g_ptr_array_unref);
	g_free(root->text);
	g_free(root->own_name);
	g_free(root);
}

KwYamlKind kw_yaml_kind(const KwYaml *node)
{
	return node->kind;
}

int kw_yaml_line(const KwYaml *node)
{
	return node->line;
}

const char *kw_yaml_name(const KwYaml *node)
{
	return node->name;
}

const char *kw_yaml_text(const KwYaml *node)
{
	return node->text;
}

guint kw_yaml_size(const KwYaml *node)
{
	return node->children ? node->children->len : 0;
}

const KwYaml *kw_yaml_at(const KwYaml *node, guint i)
{
	g_assert(i < kw_yaml_size(node));
	return node->children->pdata[i];
}

const char *kw_yaml_key(const KwYaml *map, guint i)
{
	g_assert(map->kind == KW_YAML_MAP && i < map->keys->len);
	return map->keys->pdata[i];
}

int kw_yaml_key_line(const KwYaml *map, guint i)
{
	g_assert(map->kind == KW_YAML_MAP && i < map->keys->len);
	return kw_yaml_at(map, i)->key_line;
}

const KwYaml *kw_yaml_find(const KwYaml *map, const char *key)
{
	return map && map->by_key ? g_hash_table_lookup(map->by_key, key) : NULL;
}

const char *kw_yaml_find_text(const KwYaml *map, const char *key)
{
	const KwYaml *node = kw_yaml_find(map, key);

	return node ? node->text : NULL;
}

/* --- errors --- */

static void fail(const Reader *reader, size_t line, GError **error, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

static void fail(const Reader *reader, size_t line, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, format);
	what = g_strdup_vprintf(format, ap);
	va_end(ap);
	kw_error_set(error, KW_ERROR_CONFIG, "%s:%zu: %s", reader->name, line, what);
}

void kw_yaml_error(const KwYaml *node, GError **error, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list ap;

	va_start(ap, format);
	what = g_strdup_vprintf(format, ap);
	va_end(ap);
	kw_error_set(error, KW_ERROR_CONFIG, "%s:%d: %s", node->name, node->line, what);
}

/* Whether the blanks at the beginning of a line (1-based) hold a tab. */
static gboolean begins_with_tab(const Reader *reader, size_t line)
{
	const char *p = reader->bytes, *end = p + reader->length;

	for (; line > 1 && p < end; p++)
		line -= *p == '\n';
	while (p < end && *p == ' ')
		p++;
	return p < end && *p == '\t';
}

/* libyaml's own complaint; it has no line for bytes that are not UTF-8. */
static void fail_syntax(const Reader *reader, GError **error)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t line = parser->problem_mark.line + 1;

	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < parser->problem_offset && i < reader->length; i++)
			line += reader->bytes[i] == '\n';
	}
	fail(reader, line, error, "%s%s%s%s", parser->problem ? parser->problem : "not YAML",
	     parser->context ? " " : "", parser->context ? parser->context : "",
	     begins_with_tab(reader, line) ? " (a tab: YAML wants blanks)" : "");
}

/* --- events to nodes --- */

static Frame *innermost(Reader *reader)
{
	return reader->depth ? &reader->open[reader->depth - 1] : NULL;
}

static void set_root(Reader *reader, KwYaml *node)
{
	g_assert(!reader->root);
	node->own_name = g_strdup(reader->name);
	node->name = node->own_name;
	reader->root = node;
}

/* Takes `node` and hangs it where it belongs. */
static gboolean take_node(Reader *reader, KwYaml *node, GError **error)
{
	Frame *frame = innermost(reader);

	if (!frame) {
		set_root(reader, node);
	} else {
		g_ptr_array_add(frame->node->children, node);
		if (frame->node->kind == KW_YAML_MAP) {
			g_ptr_array_add(frame->node->keys, frame->key);
			g_hash_table_insert(frame->node->by_key, frame->key, node);
			node->key_line = frame->key_line;
			frame->key = NULL;
		}
	}
	if (++reader->nodes > MAX_NODES) {
		fail(reader, (size_t)node->line, error, "more than %d values", MAX_NODES);
		return FALSE;
	}
	return TRUE;
}

static gboolean take_key(Reader *reader, char *key, size_t line, GError **error)
{
	Frame *frame = innermost(reader);

	frame->key = key;
	frame->key_line = (int)line;
	if (!*key) {
		fail(reader, line, error, "a key without a name");
		return FALSE;
	}
	if (g_hash_table_contains(frame->node->by_key, key)) {
		fail(reader, line, error, "key \"%s\" stands here twice", key);
		return FALSE;
	}
	return TRUE;
}

static gboolean read_scalar(Reader *reader, const yaml_event_t *event, GError **error)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	size_t line = event->start_mark.line + 1;
	Frame *frame = innermost(reader);
	KwYaml *node;

	if (!g_utf8_validate_len(value, length, NULL)) { /* "\0" in quotes */
		fail(reader, line, error, "a text with a NUL in it");
		return FALSE;
	}
	if (frame && frame->node->kind == KW_YAML_MAP && !frame->key)
		return take_key(reader, g_strndup(value, length), line, error);
	if (!frame && !length && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		return TRUE; /* "---" and nothing: an empty document */
	node = node_new(KW_YAML_SCALAR, reader->root ? reader->root->name : NULL, (int)line);
	node->text = g_strndup(value, length);
	return take_node(reader, node, error);
}

static gboolean read_start(Reader *reader, KwYamlKind kind, size_t line, GError **error)
{
	Frame *frame = innermost(reader);
	KwYaml *node;

	if (frame && frame->node->kind == KW_YAML_MAP && !frame->key) {
		fail(reader, line, error, "a key has to be a word");
		return FALSE;
	}
	if (reader->depth == MAX_DEPTH) {
		fail(reader, line, error, "nested deeper than %d", MAX_DEPTH);
		return FALSE;
	}
	node = node_new(kind, reader->root ? reader->root->name : NULL, (int)line);
	if (!take_node(reader, node, error))
		return FALSE;
	reader->open[reader->depth++] = (Frame){.node = node};
	return TRUE;
}

/* Anchors, aliases and tags make a file mean more than is seen in it. */
static gboolean check_plain(Reader *reader, const yaml_event_t *event, GError **error)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;
	const char *what = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT: what = "aliases (*name)"; break;
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default: break;
	}
	if (anchor)
		what = "anchors (&name)";
	else if (tag)
		what = "tags (!name)";
	if (what)
		fail(reader, event->start_mark.line + 1, error,
		     "%s are not used here; write the text in quotes if it is meant so", what);
	return !what;
}

static gboolean read_event(Reader *reader, const yaml_event_t *event, GError **error)
{
	size_t line = event->start_mark.line + 1;

	if (!check_plain(reader, event, error))
		return FALSE;
	switch (event->type) {
	case YAML_SCALAR_EVENT: return read_scalar(reader, event, error);
	case YAML_SEQUENCE_START_EVENT: return read_start(reader, KW_YAML_LIST, line, error);
	case YAML_MAPPING_START_EVENT: return read_start(reader, KW_YAML_MAP, line, error);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: reader->depth--; return TRUE;
	default: return TRUE;
	}
}

static gboolean read_all(Reader *reader, GError **error)
{
	gboolean ok = TRUE, more = TRUE;
	int documents = 0;

	while (ok && more) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event)) {
			fail_syntax(reader, error);
			return FALSE;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1) {
			fail(reader, event.start_mark.line + 1, error,
			     "a second document begins (\"---\"); one file holds one");
			ok = FALSE;
		}
		ok = ok && read_event(reader, &event, error);
		yaml_event_delete(&event);
	}
	return ok;
}

KwYaml *kw_yaml_parse(const char *name, const void *bytes, size_t length, GError **error)
{
	Reader reader = {.name = name, .bytes = bytes, .length = length};
	gboolean ok;

	if (length > MAX_BYTES) {
		kw_error_set(error, KW_ERROR_CONFIG, "%s:1: bigger than %d bytes", name, MAX_BYTES);
		return NULL;
	}
	g_assert(yaml_parser_initialize(&reader.parser)); /* fails for want of memory only */
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, bytes ? bytes : (const void *)"", length);
	ok = read_all(&reader, error);
	yaml_parser_delete(&reader.parser);
	for (guint i = 0; i < reader.depth; i++)
		g_free(reader.open[i].key);
	if (ok && !reader.root)
		set_root(&reader, node_new(KW_YAML_MAP, NULL, 1));
	if (!ok)
		g_clear_pointer(&reader.root, kw_yaml_free);
	return reader.root;
}

/* --- did you mean --- */

#define WORD_MAX 48

/* Insertions, deletions, replacements, and two neighbours swapped. */
static guint distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	guint d[WORD_MAX + 1][WORD_MAX + 1];

	if (la > WORD_MAX || lb > WORD_MAX)
		return G_MAXUINT;
	for (size_t i = 0; i <= la; i++)
		d[i][0] = (guint)i;
	for (size_t j = 0; j <= lb; j++)
		d[0][j] = (guint)j;
	for (size_t i = 1; i <= la; i++)
		for (size_t j = 1; j <= lb; j++) {
			guint change = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
			guint best = MIN(d[i - 1][j], d[i][j - 1]) + 1;

			best = MIN(best, d[i - 1][j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = MIN(best, d[i - 2][j - 2] + 1);
			d[i][j] = best;
		}
	return d[la][lb];
}

const char *kw_yaml_nearest(const char *word, const char *const *known)
{
	guint near = MIN(1 + (guint)strlen(word) / 4, 4); /* further away is another word */
	const char *found = NULL;

	for (; *known; known++) {
		guint away = distance(word, *known);

		if (away <= near && away < strlen(word) && (!found || away < near)) {
			found = *known;
			near = away;
		}
	}
	return found;
}
