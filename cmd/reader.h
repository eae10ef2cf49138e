/* Mails of readers, and of those who want to be: what they ask for, and what is done about it. */
#pragma once

#include "ingest/reading.h"
#include "subscribers/command.h"

/* What the mail asks for; never NULL, without a verb where nobody wrote it. `recipient` is the
 * envelope's, or NULL; `is_confirmation` as in KwCommandMail. */
KwCommand *kw_reader_command(const KwReading *reading, const char *recipient,
			     gboolean is_confirmation, int64_t now, GTimeZone *zone);
