/* Many literal texts, found in a text in one pass.
 *
 * Once sealed they are a trie over bytes in one array, the children of a node side by side in order
 * of their bytes. At most places of a text no literal begins: that is seen from its next two
 * letters, in a table that stays in the cache, without a look at the trie. */
#include "literals-private.h"

#include <string.h>

#define SIEVE_BITS 16

typedef struct {
	char *text;
	GPtrArray *owners; /* borrowed elements */
} Literal;

typedef struct {
	guint children;         /* index of the first */
	guint16 count;          /* of them */
	guchar byte;            /* that leads here */
	const Literal *literal; /* that ends here; NULL = none */
} Node;

struct KwLiterals {
	GPtrArray *list;     /* Literal *, owned; sorted by text once sealed */
	GHashTable *by_text; /* text -> Literal, borrowed */
	GArray *nodes;       /* Node; the first is the root */
	/* a bit for each two letters that a literal may begin with, and for each one that is all of
	 * a literal */
	guchar pairs[(1 << SIEVE_BITS) / 8], singles[(1 << SIEVE_BITS) / 8];
};

static void literal_free(gpointer data)
{
	Literal *literal = data;

	g_ptr_array_unref(literal->owners);
	g_free(literal->text);
	g_free(literal);
}

KwLiterals *kw_literals_new(void)
{
	KwLiterals *literals = g_new0(KwLiterals, 1);

	literals->list = g_ptr_array_new_with_free_func(literal_free);
	literals->by_text = g_hash_table_new(g_str_hash, g_str_equal);
	literals->nodes = g_array_new(FALSE, TRUE, sizeof(Node));
	return literals;
}

void kw_literals_free(KwLiterals *literals)
{
	if (!literals)
		return;
	g_array_unref(literals->nodes);
	g_hash_table_unref(literals->by_text);
	g_ptr_array_unref(literals->list);
	g_free(literals);
}

void kw_literals_add(KwLiterals *literals, const char *text, gconstpointer owner)
{
	Literal *literal = g_hash_table_lookup(literals->by_text, text);

	g_assert(*text);
	if (!literal) {
		literal = g_new0(Literal, 1);
		literal->text = g_strdup(text);
		literal->owners = g_ptr_array_new();
		g_ptr_array_add(literals->list, literal);
		g_hash_table_insert(literals->by_text, literal->text, literal);
	}
	if (!g_ptr_array_find(literal->owners, owner, NULL))
		g_ptr_array_add(literal->owners, (gpointer)owner);
}

/* --- the sieve --- */

/* The letter at *p as a number, and *p behind it; at the end of the text 0, and *p stays. */
static guint32 next_letter(const guchar **p)
{
	guint32 letter = **p;
	guint length = letter ? (guint)g_utf8_skip[letter] : 0;

	for (guint i = 1; i < length; i++)
		letter = letter << 8 | (*p)[i];
	*p += length;
	return letter;
}

static guint32 sieve(guint32 first, guint32 second)
{
	return (first * 0x9E3779B1u ^ second * 0x85EBCA6Bu) >> (32 - SIEVE_BITS);
}

static gboolean has_bit(const guchar *bits, guint32 i)
{
	return bits[i / 8] & (1 << i % 8);
}

static void fill_sieve(KwLiterals *literals, const char *text)
{
	const guchar *p = (const guchar *)text;
	guint32 first = next_letter(&p), second = next_letter(&p), i = sieve(first, second);
	guchar *bits = second ? literals->pairs : literals->singles;

	bits[i / 8] |= (guchar)(1 << i % 8);
}

static gboolean may_start(const KwLiterals *literals, guint32 first, guint32 second)
{
	return has_bit(literals->pairs, sieve(first, second)) ||
	       has_bit(literals->singles, sieve(first, 0));
}

/* --- the trie --- */

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const Literal *const *)a)->text, (*(const Literal *const *)b)->text);
}

/* Literals of the sorted list that have their first bytes in common, as many as the node is deep:
 * from, up to to. */
typedef struct {
	guint from, to, depth;
} Range;

/* Appends the children of node `i`, and to `ranges` theirs. */
static void add_children(KwLiterals *literals, GArray *ranges, guint i)
{
	Range range = g_array_index(ranges, Range, i);
	guint children = literals->nodes->len;

	for (guint j = range.from; j < range.to; j++) {
		const Literal *literal = literals->list->pdata[j];
		guchar byte = (guchar)literal->text[range.depth];
		guint last = literals->nodes->len - 1;
		Node node = {.byte = byte};
		Range own = {j, j + 1, range.depth + 1};

		if (!byte) {
			g_array_index(literals->nodes, Node, i).literal = literal;
		} else if (last >= children &&
			   g_array_index(literals->nodes, Node, last).byte == byte) {
			g_array_index(ranges, Range, last).to = j + 1;
		} else {
			g_array_append_val(literals->nodes, node);
			g_array_append_val(ranges, own);
		}
	}
	g_array_index(literals->nodes, Node, i).children = children;
	g_array_index(literals->nodes, Node, i).count = (guint16)(literals->nodes->len - children);
}

void kw_literals_seal(KwLiterals *literals)
{
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
	Range all = {0, literals->list->len, 0};

	g_ptr_array_sort(literals->list, by_text);
	for (guint i = 0; i < literals->list->len; i++)
		fill_sieve(literals, ((const Literal *)literals->list->pdata[i])->text);
	g_array_set_size(literals->nodes, 1);
	g_array_append_val(ranges, all);
	for (guint i = 0; i < literals->nodes->len; i++)
		add_children(literals, ranges, i);
}

/* --- finding --- */

static const Node *find_child(const Node *nodes, const Node *node, guchar byte)
{
	guint from = node->children, end = from + node->count, to = end;

	while (from < to) {
		guint middle = from + (to - from) / 2;

		if (nodes[middle].byte < byte)
			from = middle + 1;
		else
			to = middle;
	}
	return from < end && nodes[from].byte == byte ? &nodes[from] : NULL;
}

static void collect_at(const KwLiterals *literals, const guchar *text, size_t at, GArray *hits)
{
	const Node *nodes = (const Node *)(gpointer)literals->nodes->data, *node = nodes;

	for (size_t i = at; (node = find_child(nodes, node, text[i])); i++)
		if (node->literal) {
			KwLiteralHit hit = {at, i + 1 - at, node->literal->owners};

			g_array_append_val(hits, hit);
		}
}

GArray *kw_literals_find(const KwLiterals *literals, const char *text)
{
	const guchar *start = (const guchar *)text, *p = start, *next = start;
	guint32 letter = next_letter(&next);
	GArray *hits = g_array_new(FALSE, FALSE, sizeof(KwLiteralHit));

	while (letter) {
		const guchar *here = p;
		guint32 second;

		p = next;
		second = next_letter(&next);
		if (may_start(literals, letter, second))
			collect_at(literals, start, (size_t)(here - start), hits);
		letter = second;
	}
	return hits;
}
