/* Readers of an issue by which of its stories are about products that they have. */
#pragma once

#include "store/db.h"

/* So many stories of an issue are told apart: 256 segments a language at most. */
#define KW_SEGMENT_STORIES 8

/* Story `n` (from 0) of the issue is about `products` (const char *, ids); replaces all that was
 * known of the issue where `n` is 0. Stories from KW_SEGMENT_STORIES on are passed over. Run it in
 * a transaction. */
gboolean kw_segments_set(KwDb *db, int64_t issue, guint n, const GPtrArray *products,
			 GError **error);

/* The masks (guint: bit n is story n; 0: none concerns them) that occur among active subscribers of
 * that language who want `topic` ("weekly", "bulletin"), ascending; empty: nobody reads it. Owned.
 */
GArray *kw_segments_list(KwDb *db, int64_t issue, const char *language, const char *topic,
			 GError **error);

/* *out_mask of the letter of the issue that a subscriber was owed; 0 where there is none. */
gboolean kw_segments_of(KwDb *db, int64_t issue, int64_t subscriber, guint *out_mask,
			GError **error);

/* Whether story `n` (from 0) concerns the readers of `mask`. */
gboolean kw_segments_concerns(guint mask, guint n);
/* Which of so many stories (from 0) stands as number `number` (from 1) in the letter of `mask`:
 * those that concern its readers come first. What follows the stories stays where it is. */
guint kw_segments_story(guint mask, guint stories, guint number);

/* What a letter's `segment` is (store/outbox.h): "" for 0. Yours. */
char *kw_segments_format(guint mask);
