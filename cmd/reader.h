/* Mails of readers, and of those who want to be: what they ask for, and what is done about it. */
#pragma once

#include "receipt.h"

#include "ingest/reading.h"
#include "subscribers/command.h"

/* What the mail asks for; never NULL, without a verb where nobody wrote it. `recipient` is the
 * envelope's, or NULL; `is_confirmation` as in KwCommandMail. */
KwCommand *kw_reader_command(const KwReading *reading, const char *recipient,
			     gboolean is_confirmation, int64_t now, GTimeZone *zone);

/* Does what the mail asks for, and answers. *out_outcome is a word for `mails list`, static; NULL:
 * a person has to look at it. In the caller's transaction. */
gboolean kw_reader_take(const KwArrived *arrived, const char **out_outcome, GError **error);

/* Tells readers something because of the mail, each as often as he may be told: KwAnswer *
 * (subscribers/request.h). `sender` is the normalised address of who wrote it, or NULL. */
gboolean kw_reader_tell(const KwArrived *arrived, const GPtrArray *answers, const char *sender,
			GError **error);
