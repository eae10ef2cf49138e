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

/* What a letter's `segment` is (store/outbox.h): "" for 0. Yours. */
char *kw_segments_format(guint mask);
