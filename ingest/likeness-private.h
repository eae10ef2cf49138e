/* A title made ready for comparing; private to ingest/likeness*.c. */
#pragma once

#include "ingest/likeness.h"

#define KW_PAIRS_MAX         256
#define KW_PAIRS_GAP         ' ' /* where something was taken out */
#define KW_LIKENESS_CORE_MIN 2   /* pairs: "iOS" has two */
#define KW_LIKENESS_SIEVE    1024

/* In percent; what each is for stands in likeness.yaml. */
typedef struct {
	int words, with_cve, nameless, bare, whom;
} KwLikenessLimits;

typedef struct {
	guint64 list[KW_PAIRS_MAX]; /* sorted, each once */
	guint n, japanese;          /* how many; of which not of Latin letters only */
} KwPairs;

struct KwLikeness {
	KwPairs core, whom; /* of the title; of whose product it is, or whose name is misused */
	GHashTable *names, *makers, *numbers, *months, *days, *cves, *ids; /* sets of texts */
	gboolean is_series;
	guint8 sieve[KW_LIKENESS_SIEVE / 8]; /* a bit for every pair of the core */
};

const KwLikenessLimits *kw_likeness_limits(void);

/* Letters and digits of `text` by twos, but for particles. */
void kw_pairs_make(KwPairs *pairs, const char *text);
/* What both have of what they have, in percent; 0 where neither has any. */
int kw_pairs_dice(const KwPairs *a, const KwPairs *b);
/* Both say something in Japanese, and nothing of it is the same. */
gboolean kw_pairs_say_other(const KwPairs *a, const KwPairs *b);
/* The bit of the sieve for a pair. */
guint kw_pairs_bit(gunichar a, gunichar b);
