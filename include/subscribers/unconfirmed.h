/* Who came onto the roll and has not confirmed: asked later, where too many came at once, and
 * forgotten, where nobody answers.
 *
 * Somebody else may have named them. They have agreed to nothing, so nothing is kept of them for
 * longer than their question may be answered, and a while in which staff can look what happened.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "store/db.h"

/* So long after signing up one can still be asked, and no longer. */
#define KW_UNCONFIRMED_WAIT_S (24 * 3600)

/* Those who wait to be asked, because too many signed up before them. */
gboolean kw_unconfirmed_count_waiting(KwDb *db, int64_t now, int64_t *out_count, GError **error);

/* Asks as many of them as answering.h lets through, the oldest first. Transactions of its own. */
gboolean kw_unconfirmed_ask(KwDb *db, const KwConfig *config, const KwKeys *keys, int64_t now,
			    int64_t *out_count, GError **error);

/* Erases those who were last asked before `asked_before`, as if they had never been here: no mark
 * keeps them from asking again. Notices to them go as those to strangers do (store/outbox.h).
 * Who has left or complained stays, so that nobody writes to them again. A transaction of its
 * own; so many at a time that it is short. */
gboolean kw_unconfirmed_forget(KwDb *db, int64_t asked_before, const char *actor, int64_t now,
			       int64_t *out_count, GError **error);
