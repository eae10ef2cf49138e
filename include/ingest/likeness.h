/* Whether two titles tell of one event: n-gram similarity behind guards (ingest/likeness.yaml).
 *
 * A wrong "yes" hides a story from the readers, a wrong "no" makes staff merge two: where in doubt
 * the answer is no.
 */
#pragma once

#include <glib.h>

#define KW_LIKENESS_WINDOW_S (5 * 86400) /* a weekly mail has the same title a week later */

typedef struct KwLikeness KwLikeness; /* a title made ready for comparing */

KwLikeness *kw_likeness_new(const char *title);
void kw_likeness_free(KwLikeness *title);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwLikeness, kw_likeness_free)

/* TRUE for the title of a series (every week, every month) or a round-up. */
gboolean kw_likeness_is_series(const KwLikeness *title);

/* FALSE: a title with this key (kw_identify_title_key()) cannot be like it, but for one that names
 * the same CVE numbers. Some hundred nanoseconds, where the whole comparison costs a hundred times
 * as much. */
gboolean kw_likeness_is_possible(const KwLikeness *title, const char *title_key);

/* How much alike in percent, where they tell of one event; else 0. `same_cves`: both tellings name
 * the very same CVE numbers, and few of them. */
int kw_likeness_of(const KwLikeness *a, const KwLikeness *b, gboolean same_cves);
/* TRUE where something in the two titles says that they are two events: other months or days,
 * versions, CVE numbers, products. */
gboolean kw_likeness_differ(const KwLikeness *a, const KwLikeness *b);
