/* One item out of two; private to ingest. */
#pragma once

#include "base/words.h"
#include "ingest/intake.h"
#include "ingest/telling.h"
#include "store/stories.h"

/* `known` becomes what it is after `telling`, and is rated anew. `was_first_hand`: somebody told it
 * before who knows (store/sources.h), and hearsay adds no text to that. Of `out` is_revision,
 * other_comment and rated are set. A restricted telling changes nothing of a public item; a public
 * one replaces what a restricted item says. */
void kw_merge_telling(KwItem *known, const KwTelling *telling, gboolean was_first_hand,
		      const KwWords *words, int64_t now, KwIntakeResult *out);
/* What only news sites and gatherers of links tell: their word for exploitation is nobody's who
 * knows, and alone wakes nobody today. */
void kw_merge_rate_hearsay(KwItem *item);
/* `into` becomes what it is once it tells what `item` told, too. `is_hearsay`: nobody who knows
 * told either. A handling mark stays: where one of the two is restricted the result is, and no text
 * moves between them. */
void kw_merge_item(KwItem *into, const KwItem *item, gboolean is_hearsay, const KwWords *words);

/* Said again, and with something new in it. */
gboolean kw_merge_is_revision(const KwItem *known, const KwItem *told);
gboolean kw_merge_is_restricted(const KwItem *item);
void kw_merge_replace(char **field, const char *value);

/* What became new between two forms of an item (ingest/changes.c). `told`: KwRef *, all that the
 * new telling names; `named`: what the item named before. FALSE: nothing that anybody can see. */
gboolean kw_changes_find(const KwItem *before, const KwItem *after, const GPtrArray *named,
			 const GPtrArray *told, KwRevision *out);
