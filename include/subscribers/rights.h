/* What a person may ask for: everything that is stored about them, and that it goes.
 *
 * That the person is who they say is for a person to prove (an answer from the address, a call
 * back); how it was proven stands in the journal.
 */
#pragma once

#include "base/token.h"
#include "store/db.h"

#include <json-glib/json-glib.h>

/* All that is stored about whoever has this address: the entry in the roll (null where there is
 * none), letters, mails with their bytes (base64), and the journal of the entry. Times are UTC, RFC
 * 3339. KW_ERROR_DATA: no address; KW_ERROR_NOT_FOUND: nothing is. */
JsonNode *kw_rights_export(KwDb *db, const char *address, GError **error);

/* Erases: the address and all that was said of the person, the bytes of their mails, what relays
 * answered, notices to them. What stays is the number of the entry, the state "erased", when and
 * how they had agreed, and a keyed hash that keeps the address out of later lists. `proof` must
 * name nobody (no "@"). One transaction. KW_ERROR_DATA, KW_ERROR_NOT_FOUND as above. */
gboolean kw_rights_erase(KwDb *db, const KwKeys *keys, const char *address, const char *proof,
			 const char *actor, int64_t now, GError **error);

/* Whether a normalised address was erased, by any key of the file. */
gboolean kw_rights_is_erased(KwDb *db, const KwKeys *keys, const char *address, gboolean *out_is,
			     GError **error);
