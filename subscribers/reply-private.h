/* Between reply.c, reply_selfcheck.c and consultation.c. */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "mail/compose.h"
#include "store/db.h"

#include <json-glib/json-glib.h>

/* "questions": all of the self-check, numbered. */
void kw_reply_set_questions(JsonObject *data, const KwWords *words);
/* What a subscriber answered: "advised" (his answers of `now` that have advice), "good" (numbers),
 * "answered", "of", and "left" (numbers nobody answered). */
gboolean kw_reply_set_answers(JsonObject *data, KwDb *db, const KwWords *words, int64_t subscriber,
			      int64_t now, GError **error);

/* A letter to one person into the outbox, after bulletins and before newsletters; `address`
 * normalised. */
gboolean kw_reply_enqueue(KwDb *db, const KwConfig *config, const KwComposed *composed,
			  const char *address, int64_t now, GError **error);
