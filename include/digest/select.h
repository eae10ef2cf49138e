/* Which items an issue carries, and in which order: pure decisions, no store.
 *
 * At most `max_stories` in full, at most one "today" (the second most urgent of that level is shown
 * as this-week); what is for information only becomes a short note.
 */
#pragma once

#include "store/items.h"

typedef struct {
	const KwItem *item; /* borrowed */
	const char *place;  /* "story", "short"; static */
	const char *level;  /* may be lower than the item's own; static */
	const char
		*left_out; /* NULL, or why it is not in this issue: "full", "restricted"; static */
} KwSelected;

/* `items` (KwItem *) in any order. Result: KwSelected *, owned, in order; those left out stand
 * last. A restricted item is always left out. */
GPtrArray *kw_select_weekly(const GPtrArray *items, int max_stories, int max_shorts);
