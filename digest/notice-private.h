/* A mail to staff that answers none of theirs. */
#pragma once

#include "base/config.h"
#include "store/db.h"

#include <json-glib/json-glib.h>

/* Template "KIND.txt.mustache" with subject phrase "subject.KIND" to everybody in `staff`, into the
 * outbox. Takes `data` and adds "title" and whom to call. `id` names what it is about: the
 * Message-ID's local part begins with it. The transaction is the caller's. KW_ERROR_CONFIG and
 * KW_ERROR_DATA: a template of the operator's is broken, nothing was written. */
gboolean kw_notice_to_staff(KwDb *db, const KwConfig *config, const char *kind, const char *id,
			    JsonObject *data, int64_t now, GError **error);
