/* One item out of two; private to ingest. */
#pragma once

#include "base/words.h"
#include "ingest/intake.h"
#include "store/stories.h"

/* `known` becomes what it is after `told`, and is rated anew. Of `out` is_revision, other_comment
 * and rated are set. A restricted telling changes nothing of a public item; a public one replaces
 * what a restricted item says. */
void kw_merge_telling(KwItem *known, const KwItem *told, const KwWords *words, int64_t now,
		      KwIntakeResult *out);
/* `into` becomes what it is once it tells what `item` told, too. A handling mark stays: where one
 * of the two is restricted the result is, and no text moves between them. */
void kw_merge_item(KwItem *into, const KwItem *item, const KwWords *words);

/* Said again, and with something new in it. */
gboolean kw_merge_is_revision(const KwItem *known, const KwItem *told);
gboolean kw_merge_is_restricted(const KwItem *item);
void kw_merge_replace(char **field, const char *value);

/* What became new between two forms of an item (ingest/changes.c). `told`: KwRef *, all that the
 * new telling names; `named`: what the item named before. FALSE: nothing that anybody can see. */
gboolean kw_changes_find(const KwItem *before, const KwItem *after, const GPtrArray *named,
			 const GPtrArray *told, KwRevision *out);
