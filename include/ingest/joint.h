/* What a person decides about stories: two items are one, or one telling is another story. The
 * rules of ingest/story never undo it. The transaction and the journal are the caller's.
 *
 * KW_ERROR_REFUSED, with a line that says what to do: an item of an issue that is on its way, a
 * published item into one that is not, a marked one and a published one, the telling in whose words
 * the item is told.
 */
#pragma once

#include "base/words.h"
#include "ingest/reading.h"
#include "store/items.h"

/* `into` tells what `item` told, and will be told; where one of the two is restricted it is. */
gboolean kw_joint_join(KwDb *db, int64_t item, int64_t into, const KwWords *words, int64_t now,
		       GError **error);

/* The mail of a telling; 0 = a feed's. KW_ERROR_NOT_FOUND: the item has no such telling. */
gboolean kw_joint_find_mail(KwDb *db, int64_t item, int64_t telling, int64_t *out_mail,
			    GError **error);

/* The telling becomes an item of its own: restricted where the mail is marked, or the item was.
 * `reading`: the mail that it stands in; NULL for a feed's entry, whose text comes when the feed is
 * read again, and for a mail that is no longer kept. */
gboolean kw_joint_split(KwDb *db, int64_t item, int64_t telling, const KwReading *reading,
			const KwWords *words, int64_t now, int64_t *out_item, GError **error);
