/* Which items are one story, and what became new in one: what a person decided, and holds. */
#pragma once

#include "store/items.h"

/* An item whose title is to be compared. */
typedef struct {
	int64_t item;
	char *title_key;
} KwRecent;

/* Title keys of items that became known since then, newest first. KwRecent *, owned. */
GPtrArray *kw_stories_recent(KwDb *db, int64_t since, int limit, GError **error);

/* All that `item` was told by and names goes to `into`, and whatever is told of `item` from now on,
 * too: its row stays, "joined", so that its numbers, link and title lead there. Both were looked at
 * under kw_items_lock(). */
gboolean kw_stories_join(KwDb *db, int64_t item, int64_t into, int64_t now, GError **error);
/* One telling goes to `to`, a new item, and what was joined by the same link or title with it; the
 * two are apart from now on. */
gboolean kw_stories_split(KwDb *db, int64_t item, int64_t telling, const KwItem *to,
			  GError **error);
/* Items that a person set apart from `item`. int64_t, owned. */
GArray *kw_stories_apart(KwDb *db, int64_t item, GError **error);
/* References that this item names no more. */
gboolean kw_stories_drop_ref(KwDb *db, int64_t item, const KwRef *ref, GError **error);
/* The kind and number of an issue on its way that has the item ("weekly 12"); NULL without error:
 * none. Yours. */
char *kw_stories_find_issue(KwDb *db, int64_t item, GError **error);

/* What became new. */
typedef struct {
	int64_t at;
	char *what; /* ids of phrases "changed.…", blank-separated: "title", "severity", "refs",
		       and roles of sections; "text" where there are none */
	char *refs_new;     /* blank-separated; "" */
	char *refs_gone;    /* "" */
	char *severity_was; /* "" where that stayed */
} KwRevision;
void kw_revision_clear(KwRevision *revision);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwRevision, kw_revision_clear)

gboolean kw_stories_add_revision(KwDb *db, int64_t item, const KwRevision *revision,
				 GError **error);
/* Newest first; limit 0 = all. KwRevision *, owned. */
GPtrArray *kw_stories_revisions(KwDb *db, int64_t item, int limit, GError **error);
