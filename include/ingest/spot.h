/* Patterns that begin with a word, found in one pass over a text: the time grows with the text, and
 * hardly with the number of patterns.
 */
#pragma once

#include <glib.h>

typedef struct KwSpotter KwSpotter;

KwSpotter *kw_spotter_new(void);
void kw_spotter_free(KwSpotter *spotter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSpotter, kw_spotter_free)

/* A regular expression (without case) that begins with a word of two letters at least, or with
 * alternatives of words: "cve-\d+", "(宛先|受信者)限り"; \b and a lookbehind may stand before it.
 * Anything else ends the program: patterns are data of the build. Many may have one `id`. */
void kw_spotter_add(KwSpotter *spotter, const char *pattern, guint id);

/* `start` and `end` are byte offsets; `match` is valid during the call. FALSE: no more is wanted.
 */
typedef gboolean KwSpotFunc(guint id, int start, int end, const GMatchInfo *match, gpointer data);

/* Every match in `folded` (base/text.h), from left to right; those of one pattern do not overlap.
 */
void kw_spotter_run(const KwSpotter *spotter, const char *folded, KwSpotFunc *func, gpointer data);
/* TRUE where there is a match at all. */
gboolean kw_spotter_has(const KwSpotter *spotter, const char *folded);
