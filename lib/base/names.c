/* Many names, found in a text in one pass. Which names, and of what, is said in words.c.
 *
 * The folded names lie in one sorted array; at each place of the text the names that begin with its
 * letter are looked up, and their range is narrowed byte by byte, as in a trie, without its memory.
 * All occurrences are collected first, since "the longest wins" cannot be known from the left: in
 * "AB CDE" the name "B CDE" beats "AB". */
#include "names-private.h"

#include "base/text.h"

#include <string.h>

#define MIN_VERSIONED 6 /* bytes of a name that a version may touch */

typedef struct {
	char *text; /* folded */
	guint length;
	GPtrArray *owners; /* borrowed elements */
} Name;

/* Names of the list that begin with the same letter: from, up to to. */
typedef struct {
	guint from, to;
} Range;

struct KwNames {
	GPtrArray *list;        /* Name *, owned; sorted by text once sealed */
	GHashTable *by_text;    /* text -> Name, borrowed */
	GHashTable *by_letter;  /* gunichar -> Range *, owned */
	guchar starts[1 << 13]; /* a bit for each two letters that a name may begin with; sieve() */
};

typedef struct {
	size_t at;
	const Name *name;
} Hit;

static void name_free(gpointer data)
{
	Name *name = data;

	g_ptr_array_unref(name->owners);
	g_free(name->text);
	g_free(name);
}

KwNames *kw_names_new(void)
{
	KwNames *names = g_new0(KwNames, 1);

	names->list = g_ptr_array_new_with_free_func(name_free);
	names->by_text = g_hash_table_new(g_str_hash, g_str_equal);
	names->by_letter = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return names;
}

void kw_names_free(KwNames *names)
{
	if (!names)
		return;
	g_hash_table_unref(names->by_text);
	g_hash_table_unref(names->by_letter);
	g_ptr_array_unref(names->list);
	g_free(names);
}

void kw_names_add(KwNames *names, const char *text, gconstpointer owner)
{
	g_autofree char *folded = g_strstrip(kw_text_fold(text));
	Name *name;

	if (!*folded)
		return;
	name = g_hash_table_lookup(names->by_text, folded);
	if (!name) {
		name = g_new0(Name, 1);
		name->length = (guint)strlen(folded);
		name->text = g_steal_pointer(&folded);
		name->owners = g_ptr_array_new();
		g_ptr_array_add(names->list, name);
		g_hash_table_insert(names->by_text, name->text, name);
	}
	if (!g_ptr_array_find(name->owners, owner, NULL))
		g_ptr_array_add(name->owners, (gpointer)owner);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp((*(const Name *const *)a)->text, (*(const Name *const *)b)->text);
}

static guchar byte_of(const KwNames *names, guint i, size_t at)
{
	return (guchar)((const Name *)names->list->pdata[i])->text[at];
}

/* Which bit of `starts` says whether a name may begin with these letters; 0 as the second stands
 * for a name of one letter. At most places of a text none does, and no name is looked at. */
static guint sieve(gunichar first, gunichar second)
{
	return (first * 0x9E3779B1u ^ second * 0x85EBCA6Bu) >> 16;
}

static void let_start(KwNames *names, const char *text)
{
	guint bit = sieve(g_utf8_get_char(text), g_utf8_get_char(g_utf8_next_char(text)));

	names->starts[bit / 8] |= (guchar)(1 << bit % 8);
}

static gboolean may_start(const KwNames *names, gunichar first, gunichar second)
{
	guint bit = sieve(first, second);

	return names->starts[bit / 8] & (1 << bit % 8);
}

void kw_names_seal(KwNames *names)
{
	Range *range = NULL;
	gunichar last = 0;

	g_ptr_array_sort(names->list, compare_names);
	for (guint i = 0; i < names->list->len; i++) {
		const char *text = ((const Name *)names->list->pdata[i])->text;
		gunichar letter = g_utf8_get_char(text);

		let_start(names, text);
		if (!range || letter != last) {
			range = g_new0(Range, 1);
			range->from = i;
			last = letter;
			g_hash_table_insert(names->by_letter, GUINT_TO_POINTER(letter), range);
		}
		range->to = i + 1;
	}
}

/* --- matching --- */

/* What makes a Latin word go on: "log" is not in "blog", nor in "log2" or "log_file". */
static gboolean is_latin(gunichar c)
{
	return c == '_' || (c < 0x250 && g_unichar_isalnum(c));
}

/* Behind a long name without a digit, digits are a version: "WordPress6.4", not "log2". */
static gboolean goes_on(const Name *name, const char *end)
{
	char last = name->text[name->length - 1];

	if (!g_ascii_isalnum(last) || !is_latin(g_utf8_get_char(end)))
		return FALSE;
	return name->length < MIN_VERSIONED || !g_ascii_isdigit(*end) ||
	       strpbrk(name->text, "0123456789");
}

static gboolean is_whole(const char *text, size_t at, const Name *name)
{
	const char *end = text + at + name->length;

	if (at > 0 && g_ascii_isalnum(name->text[0]) &&
	    is_latin(g_utf8_get_char(g_utf8_prev_char(text + at))))
		return FALSE;
	return !goes_on(name, end);
}

/* The first of names [from, to) whose byte `at` is not below `byte`. */
static guint lower_bound(const KwNames *names, guint from, guint to, size_t at, guint byte)
{
	while (from < to) {
		guint middle = from + (to - from) / 2;

		if (byte_of(names, middle, at) < byte)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void collect_at(const KwNames *names, const char *text, size_t at, GArray *hits)
{
	const guchar *p = (const guchar *)text + at;
	gunichar letter = g_utf8_get_char(text + at);
	gunichar second = g_utf8_get_char(g_utf8_next_char(text + at));
	const Range *range = NULL;

	if (may_start(names, letter, second) || may_start(names, letter, 0))
		range = g_hash_table_lookup(names->by_letter, GUINT_TO_POINTER(letter));
	if (!range)
		return;
	guint from = range->from, to = range->to;
	for (size_t i = (size_t)g_utf8_skip[p[0]]; from < to; i++) {
		const Name *shortest = names->list->pdata[from];
		Hit hit = {at, shortest};

		if (shortest->length == i && is_whole(text, at, shortest))
			g_array_append_val(hits, hit);
		if (!p[i])
			return;
		from = lower_bound(names, from, to, i, p[i]);
		to = lower_bound(names, from, to, i, p[i] + 1u);
	}
}

static int longest_first(gconstpointer a, gconstpointer b)
{
	const Hit *x = a, *y = b;

	if (x->name->length != y->name->length)
		return x->name->length > y->name->length ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int leftmost_first(gconstpointer a, gconstpointer b)
{
	const Hit *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Leaves in `hits` those that no longer one overlaps. `taken` has a byte for each byte of text. */
static void drop_overlapped(GArray *hits, guchar *taken)
{
	guint kept = 0;

	g_array_sort(hits, longest_first);
	for (guint i = 0; i < hits->len; i++) {
		Hit hit = g_array_index(hits, Hit, i);

		/* those before are not shorter: an overlap covers one of our two ends */
		if (taken[hit.at] || taken[hit.at + hit.name->length - 1])
			continue;
		memset(taken + hit.at, 1, hit.name->length);
		g_array_index(hits, Hit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
	g_array_sort(hits, leftmost_first);
}

GArray *kw_names_find(const KwNames *names, const char *folded)
{
	g_autofree guchar *taken = g_malloc0(strlen(folded) + 1);
	g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(Hit));
	GArray *out;

	for (const char *p = folded; *p; p = g_utf8_next_char(p))
		collect_at(names, folded, (size_t)(p - folded), hits);
	drop_overlapped(hits, taken);
	out = g_array_sized_new(FALSE, FALSE, sizeof(KwNameHit), hits->len);
	for (guint i = 0; i < hits->len; i++) {
		const Hit *hit = &g_array_index(hits, Hit, i);
		KwNameHit found = {hit->at, hit->name->length, hit->name->owners};

		g_array_append_val(out, found);
	}
	return out;
}
