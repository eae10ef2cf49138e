/* Between negation.c (a text becomes marks) and negation_walk.c (what the marks say): nobody
 * else's.
 */
#pragma once

#include "folded-private.h"

typedef enum {
	KW_MARK_HIT,
	KW_MARK_END, /* of a sentence or a list item */
	KW_MARK_BEFORE,
	KW_MARK_AFTER,
	KW_MARK_BESIDE_BEFORE,
	KW_MARK_BESIDE_AFTER,
	KW_MARK_UNDO,
	KW_MARK_STOP,
	KW_MARK_CONDITION,
	KW_MARK_THING,
	KW_MARK_LIST,
} KwMarkKind;

typedef struct {
	size_t at, end;
	KwMarkKind kind;
	guint hit; /* KW_MARK_HIT: which */
} KwMark;

typedef struct {
	const KwFolded *folded;
	GArray *marks;
	gboolean *negated, *beside; /* one a hit */
} KwMarks;

static inline KwMark *kw_mark_at(const KwMarks *w, guint i)
{
	return &g_array_index(w->marks, KwMark, i);
}

/* Bullets ("・", "1.") and marks of headings ("■") that begin a line. */
gboolean kw_negation_is_bullet(const char *line);
gboolean kw_negation_is_heading_mark(const char *line);

/* Fills `negated` of `w`. */
void kw_negation_walk(KwMarks *w);
