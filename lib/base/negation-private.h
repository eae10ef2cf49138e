/* Which of the names that were found in a text are taken back by it. Of words.c only. */
#pragma once

#include "folded-private.h"
#include "names-private.h"

typedef struct KwNegation KwNegation;

/* The cues (negation.yaml) for names of one word file. */
KwNegation *kw_negation_new(const char *file);
void kw_negation_free(KwNegation *negation);

/* One a hit of `hits` (KwNameHit, in order of place, from `folded->text`); g_free(). Linear in the
 * text. */
gboolean *kw_negation_find(const KwNegation *negation, const KwFolded *folded, const GArray *hits);
