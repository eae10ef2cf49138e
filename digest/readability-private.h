/* Between readability.c (the texts), readability_measure.c (sentences and numbers) and
 * readability_rules.c (what could be said more plainly). */
#pragma once

#include "digest/readability.h"

typedef struct {
	const char *start, *end; /* trimmed, not empty; borrowed from the text */
	int length;              /* characters without blanks; words in English */
} KwSentence;

/* KwSentence, in order. */
GArray *kw_readability_sentences(const char *text, gboolean is_japanese);

/* Fills the numbers of `out`. */
void kw_readability_measure(const char *text, const GArray *sentences, KwReadability *out);

/* Adds findings to `out`. `explained` = KwGloss *, may be NULL. */
void kw_readability_look(const char *text, const GArray *sentences, const KwWords *words,
			 const GPtrArray *explained, KwReadability *out);
