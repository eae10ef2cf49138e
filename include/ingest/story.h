/* Whether a telling is about a story that the store has already. */
#pragma once

#include "store/items.h"

/* The item that `telling` (title, title_key, url, publisher_id filled) with `refs` (KwRef *: all
 * that it mentions) tells again: by a number that names one publication, by its page, or, within a
 * few days, by its title or a similar one (ingest/likeness). A CVE in common is not enough. What a
 * person joined or set apart (store/stories) stays so. *out_item 0 = a new story. */
gboolean kw_story_find(KwDb *db, const KwItem *telling, const GPtrArray *refs, int64_t now,
		       int64_t *out_item, GError **error);
