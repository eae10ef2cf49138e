/* A reader's letters move to another address of his, and back.
 *
 * Who writes in his name and confirms from an address of their own has taken his letters away.
 * Therefore the old address is told once more when it has happened, with a token that takes it back
 * within some days, and until then nothing moves a second time, but for staff.
 */
#pragma once

#include "store/db.h"
#include "store/roll.h"

/* `reader` has confirmed: whose place he is to take (`replaces`), leaves. *out_old: that one, where
 * it has; else NULL. The transaction is the caller's, here and below. */
gboolean kw_moving_finish(KwDb *db, const KwSubscriber *reader, const char *actor, int64_t now,
			  KwSubscriber **out_old, GError **error);

/* Whether the letters of `reader` moved, to him or back to him, less than `days` ago. */
gboolean kw_moving_is_recent(const KwSubscriber *reader, int days, int64_t now);

/* Whether an answer to the old address's notice says only that it is right so: thanks, agrees. */
gboolean kw_moving_is_accepted(const char *own);

/* The letters of `old` come back from `new`, who leaves. *out_done FALSE: they did not move from
 * the one to the other, or too long ago, or did already; or `old` gets no letters whatever he says.
 */
gboolean kw_moving_undo(KwDb *db, int64_t new, int64_t old, int days, const char *actor,
			int64_t now, gboolean *out_done, GError **error);
