/* Pairs of neighbouring characters, not words: Japanese has no blanks to cut at, and a dictionary
 * that knows next month's product names does not exist. What is taken out of a title leaves a gap
 * that no pair spans, so every pair of a core stands in the title's key, too: that makes the cheap
 * look before sound. */
#include "likeness-private.h"

#include <stdlib.h>

static gboolean is_letter(gunichar c)
{
	return g_unichar_isalnum(c) || c == 0x30fc; /* ー is a letter here */
}

/* Particles stand between words, and in every title. */
static gboolean is_particle(gunichar c)
{
	return c == 0x306e /* の */ || c == 0x306b /* に */ || c == 0x3092 /* を */ ||
	       c == 0x304c /* が */ || c == 0x3067 /* で */ || c == 0x306f /* は */ ||
	       c == 0x3068 /* と */ || c == 0x3078 /* へ */ || c == 0x3082 /* も */;
}

guint kw_pairs_bit(gunichar a, gunichar b)
{
	return (a * 31 + b * 7) % KW_LIKENESS_SIEVE;
}

static int compare_pairs(const void *a, const void *b)
{
	guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;

	return x < y ? -1 : x > y;
}

static gboolean is_japanese(guint64 pair)
{
	return pair >> 32 >= 0x80 || (gunichar)pair >= 0x80;
}

void kw_pairs_make(KwPairs *pairs, const char *text)
{
	gunichar last = KW_PAIRS_GAP;
	guint n = 0;

	pairs->n = pairs->japanese = 0;
	for (const char *p = text; *p && n < KW_PAIRS_MAX; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!is_letter(c) || is_particle(c))
			c = KW_PAIRS_GAP;
		if (c != KW_PAIRS_GAP && last != KW_PAIRS_GAP)
			pairs->list[n++] = (guint64)last << 32 | c;
		last = c;
	}
	qsort(pairs->list, n, sizeof(guint64), compare_pairs);
	for (guint i = 0; i < n; i++) {
		guint64 pair = pairs->list[i];

		if (pairs->n && pairs->list[pairs->n - 1] == pair)
			continue;
		pairs->list[pairs->n++] = pair;
		pairs->japanese += is_japanese(pair);
	}
}

/* How many both have; of Japanese ones only, where so asked. */
static guint count_common(const KwPairs *a, const KwPairs *b, gboolean only_japanese)
{
	guint common = 0;

	for (guint i = 0, j = 0; i < a->n && j < b->n;) {
		common += a->list[i] == b->list[j] && (!only_japanese || is_japanese(a->list[i]));
		if (a->list[i] < b->list[j])
			i++;
		else if (a->list[i] > b->list[j])
			j++;
		else
			i++, j++;
	}
	return common;
}

int kw_pairs_dice(const KwPairs *a, const KwPairs *b)
{
	return a->n + b->n ? (int)(200 * count_common(a, b, FALSE) / (a->n + b->n)) : 0;
}

gboolean kw_pairs_say_other(const KwPairs *a, const KwPairs *b)
{
	return a->japanese && b->japanese && !count_common(a, b, TRUE);
}
