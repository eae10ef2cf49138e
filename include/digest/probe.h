/* The last letter to one whose letters come back: it warns, and asks whether anything arrives.
 *
 * It has our delivery token (without an issue) in its return path and Message-ID, so that its own
 * bounce is known (subscribers/bounce.h); the only notice that can bounce.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "store/db.h"

/* Composes it in the subscriber's language and puts it into the outbox; the transaction is the
 * caller's. KW_ERROR_CONFIG and KW_ERROR_DATA: a template of the operator's is broken, nothing was
 * written. */
gboolean kw_probe_put(KwDb *db, const KwConfig *config, const KwKeys *keys, int64_t subscriber,
		      int64_t now, GError **error);
