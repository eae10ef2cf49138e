/* Many names, found in a text in one pass. Which names, and of what, is said in words.c; the
 * finding is literals.c.
 *
 * All occurrences are collected first, since "the longest wins" cannot be known from the left: in
 * "AB CDE" the name "B CDE" beats "AB". */
#include "names-private.h"

#include "base/text.h"

#include <string.h>

#define MIN_VERSIONED 6 /* bytes of a name that a version may touch */

struct KwNames {
	KwLiterals *literals; /* folded */
};

KwNames *kw_names_new(void)
{
	KwNames *names = g_new0(KwNames, 1);

	names->literals = kw_literals_new();
	return names;
}

void kw_names_free(KwNames *names)
{
	if (!names)
		return;
	kw_literals_free(names->literals);
	g_free(names);
}

void kw_names_add(KwNames *names, const char *text, gconstpointer owner)
{
	g_autofree char *folded = g_strstrip(kw_text_fold(text));

	if (*folded)
		kw_literals_add(names->literals, folded, owner);
}

void kw_names_seal(KwNames *names)
{
	kw_literals_seal(names->literals);
}

/* What makes a Latin word go on: "log" is not in "blog", nor in "log2" or "log_file". */
static gboolean is_latin(gunichar c)
{
	return c == '_' || (c < 0x250 && g_unichar_isalnum(c));
}

/* Behind a long name without a digit, digits are a version: "WordPress6.4", not "log2". */
static gboolean goes_on(const char *start, const char *end)
{
	if (!g_ascii_isalnum(end[-1]) || !is_latin(g_utf8_get_char(end)))
		return FALSE;
	if (end - start < MIN_VERSIONED || !g_ascii_isdigit(*end))
		return TRUE;
	for (const char *p = start; p < end; p++)
		if (g_ascii_isdigit(*p))
			return TRUE;
	return FALSE;
}

static gboolean is_whole(const char *text, const KwNameHit *hit)
{
	const char *start = text + hit->at, *end = start + hit->length;

	if (hit->at > 0 && g_ascii_isalnum(*start) &&
	    is_latin(g_utf8_get_char(g_utf8_prev_char(start))))
		return FALSE;
	return !goes_on(start, end);
}

static void drop_parts_of_words(GArray *hits, const char *text)
{
	guint kept = 0;

	for (guint i = 0; i < hits->len; i++) {
		KwNameHit hit = g_array_index(hits, KwNameHit, i);

		if (is_whole(text, &hit))
			g_array_index(hits, KwNameHit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
}

static int longest_first(gconstpointer a, gconstpointer b)
{
	const KwNameHit *x = a, *y = b;

	if (x->length != y->length)
		return x->length > y->length ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int leftmost_first(gconstpointer a, gconstpointer b)
{
	const KwNameHit *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Leaves in `hits` those that no longer one overlaps. */
static void drop_overlapped(GArray *hits, const char *text)
{
	g_autofree guchar *taken = g_malloc0(strlen(text) + 1); /* for each byte of the text */
	guint kept = 0;

	g_array_sort(hits, longest_first);
	for (guint i = 0; i < hits->len; i++) {
		KwNameHit hit = g_array_index(hits, KwNameHit, i);

		/* those before are not shorter: an overlap covers one of our two ends */
		if (taken[hit.at] || taken[hit.at + hit.length - 1])
			continue;
		memset(taken + hit.at, 1, hit.length);
		g_array_index(hits, KwNameHit, kept++) = hit;
	}
	g_array_set_size(hits, kept);
	g_array_sort(hits, leftmost_first);
}

GArray *kw_names_find(const KwNames *names, const char *folded)
{
	GArray *hits = kw_literals_find(names->literals, folded);

	drop_parts_of_words(hits, folded);
	if (hits->len > 1)
		drop_overlapped(hits, folded);
	return hits;
}
