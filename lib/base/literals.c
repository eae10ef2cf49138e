/* Many literal texts, found in a text in one pass.
 *
 * Once sealed they are a trie over letters in one array, the children of a node side by side and in
 * order. At most places of a text no literal begins: that is seen from the next three letters, in a
 * small table of bits (the sieve), without a look at the trie. */
#include "literals-private.h"

#include <string.h>

#define MIN_SIEVE_BITS 8
#define MAX_SIEVE_BITS 20
#define SPARSE         32 /* bits of the sieve for each literal */

typedef struct {
	char *text;
	GPtrArray *owners; /* borrowed elements */
} Literal;

typedef struct {
	guint32 letter;         /* that leads here */
	guint children, count;  /* index of the first, and how many there are */
	const Literal *literal; /* that ends here; NULL = none */
} Node;

/* A bit for each three letters that a literal begins with; where it is shorter, those that it lacks
 * are 0. */
typedef struct {
	guchar *bits;
	guint shift;    /* of a hash, to the number of its bit */
	guint shortest; /* letters of the shortest literal, as far as three */
} Sieve;

struct KwLiterals {
	GPtrArray *list;     /* Literal *, owned; sorted by text once sealed */
	GHashTable *by_text; /* text -> Literal, borrowed */
	GArray *nodes;       /* Node; the first is the root */
	Sieve sieve;
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
	g_free(literals->sieve.bits);
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

/* The letter at *p as a number that orders as its bytes do, and *p behind it; at the end of the
 * text 0, and *p stays. */
static inline guint32 next_letter(const guchar **p)
{
	const guchar *c = *p;

	if (*c < 0x80) {
		*p += *c != 0;
		return *c;
	}
	if (*c >= 0xe0 && *c < 0xf0) { /* three bytes, as most are */
		*p += 3;
		return (guint32)c[0] << 16 | (guint32)c[1] << 8 | c[2];
	}
	if (*c < 0xe0) {
		*p += 2;
		return (guint32)c[0] << 8 | c[1];
	}
	*p += 4;
	return (guint32)c[0] << 24 | (guint32)c[1] << 16 | (guint32)c[2] << 8 | c[3];
}

/* --- the sieve --- */

static inline guint32 hash_of(guint32 first, guint32 second, guint32 third)
{
	return first * 0x9E3779B1u ^ second * 0x85EBCA6Bu ^ third * 0xC2B2AE35u;
}

static void make_sieve(KwLiterals *literals)
{
	guint n_bits =
		CLAMP(g_bit_storage(literals->list->len * SPARSE), MIN_SIEVE_BITS, MAX_SIEVE_BITS);
	Sieve sieve = {g_malloc0((1u << n_bits) / 8), 32 - n_bits, 3};

	for (guint i = 0; i < literals->list->len; i++) {
		const guchar *p = (const guchar *)((const Literal *)literals->list->pdata[i])->text;
		guint32 first = next_letter(&p), second = next_letter(&p), third = next_letter(&p);
		guint32 bit = hash_of(first, second, third) >> sieve.shift;

		sieve.bits[bit / 8] |= (guchar)(1 << bit % 8);
		sieve.shortest = MIN(sieve.shortest, !second ? 1 : !third ? 2 : 3);
	}
	literals->sieve = sieve;
}

static inline gboolean holds(const Sieve *sieve, guint32 hash)
{
	guint32 bit = hash >> sieve->shift;

	return sieve->bits[bit / 8] >> bit % 8 & 1;
}

static inline gboolean may_start(const Sieve *sieve, guint32 first, guint32 second, guint32 third)
{
	return holds(sieve, hash_of(first, second, third)) ||
	       (sieve->shortest < 3 && holds(sieve, hash_of(first, second, 0))) ||
	       (sieve->shortest < 2 && holds(sieve, hash_of(first, 0, 0)));
}

/* --- the trie --- */

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const Literal *const *)a)->text, (*(const Literal *const *)b)->text);
}

/* Literals of the sorted list, from, up to to, that have their first bytes in common: as many as
 * their node is deep. */
typedef struct {
	guint node, from, to, depth;
} Range;

/* Appends the children of a node, and to `ranges` theirs. */
static void add_children(KwLiterals *literals, const Range *range, GArray *ranges)
{
	GArray *nodes = literals->nodes;
	guint children = nodes->len;

	for (guint i = range->from; i < range->to; i++) {
		const Literal *literal = literals->list->pdata[i];
		const guchar *start = (const guchar *)literal->text, *p = start + range->depth;
		Node child = {.letter = next_letter(&p)};
		Range own = {nodes->len, i, i + 1, (guint)(p - start)};

		if (!child.letter) {
			g_array_index(nodes, Node, range->node).literal = literal;
		} else if (nodes->len > children &&
			   g_array_index(nodes, Node, nodes->len - 1).letter == child.letter) {
			g_array_index(ranges, Range, ranges->len - 1).to = i + 1;
		} else {
			g_array_append_val(nodes, child);
			g_array_append_val(ranges, own);
		}
	}
	g_array_index(nodes, Node, range->node).children = children;
	g_array_index(nodes, Node, range->node).count = nodes->len - children;
}

void kw_literals_seal(KwLiterals *literals)
{
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
	Range range = {0, 0, literals->list->len, 0};

	g_ptr_array_sort(literals->list, by_text);
	make_sieve(literals);
	g_array_set_size(literals->nodes, 1);
	g_array_append_val(ranges, range);
	/* the last first: a node comes to lie beside its only child */
	while (ranges->len) {
		range = g_array_index(ranges, Range, ranges->len - 1);
		g_array_set_size(ranges, ranges->len - 1);
		add_children(literals, &range, ranges);
	}
}

/* --- finding --- */

static const Node *find_child(const Node *nodes, const Node *node, guint32 letter)
{
	guint from = node->children, end = from + node->count, to = end;

	while (from < to) {
		guint middle = from + (to - from) / 2;

		if (nodes[middle].letter < letter)
			from = middle + 1;
		else
			to = middle;
	}
	return from < end && nodes[from].letter == letter ? &nodes[from] : NULL;
}

static void collect_at(const KwLiterals *literals, const guchar *text, size_t at, GArray *hits)
{
	const Node *nodes = (const Node *)(gpointer)literals->nodes->data, *node = nodes;

	for (const guchar *p = text + at; (node = find_child(nodes, node, next_letter(&p)));)
		if (node->literal) {
			KwLiteralHit hit = {at, (size_t)(p - text) - at, node->literal->owners};

			g_array_append_val(hits, hit);
		}
}

GArray *kw_literals_find(const KwLiterals *literals, const char *text)
{
	const guchar *start = (const guchar *)text, *here = start, *next = start;
	guint32 first = next_letter(&next);
	const guchar *behind = next;
	guint32 second = next_letter(&behind);
	GArray *hits = g_array_new(FALSE, FALSE, sizeof(KwLiteralHit));
	const Sieve sieve = literals->sieve; /* which no hit can change, as the compiler sees */

	while (first) {
		const guchar *end = behind;
		guint32 third = next_letter(&end);

		if (may_start(&sieve, first, second, third))
			collect_at(literals, start, (size_t)(here - start), hits);
		here = next;
		next = behind;
		behind = end;
		first = second;
		second = third;
	}
	return hits;
}
