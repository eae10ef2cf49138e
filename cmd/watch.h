/* The watch over the sources: what an operator is told of those that are silent, cannot be read or
 * were never asked. */
#pragma once

#include "cmd.h"

typedef struct {
	GPtrArray *remarks; /* char *: a line for each source that is amiss, and what to do */
	guint active, fine; /* sources; "nothing new" may be said where they are as many */
} KwWatch;
void kw_watch_clear(KwWatch *watch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwWatch, kw_watch_clear)

/* `out` is to be cleared also on FALSE (the store failed). */
gboolean kw_watch_look(KwContext *cx, KwWatch *out, GError **error);
/* The remarks for somebody who looks at an edition ("watch: …"); where nothing is amiss and
 * `is_empty`, that all sources were read. On standard error where `aside`. */
gboolean kw_watch_print(KwContext *cx, gboolean is_empty, gboolean aside, GError **error);
