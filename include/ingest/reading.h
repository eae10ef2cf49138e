/* What the gateway makes of a mail: everything that follows from its bytes alone. `inspect mail`
 * prints it, `receive` acts on it.
 */
#pragma once

#include "ingest/advisory.h"
#include "ingest/forward.h"
#include "ingest/handling.h"
#include "mail/dsn.h"
#include "mail/kind.h"
#include "mail/message.h"

#include <json-glib/json-glib.h>

typedef struct {
	KwMessage *message;
	KwKind kind;
	char *text; /* readable text of the whole mail, tidy */
	gboolean html_only;
	const char *charset_declared; /* of the body part; or NULL */
	const char *charset_used;
	KwForward *forward; /* NULL = not forwarded */
	KwDsn *bounce;      /* NULL = none */
	KwFeedback *report; /* NULL = none */
	KwHandling handling;
	KwAdvisory *advisory; /* of the original's body, or of the mail itself */
	GPtrArray *refs;      /* KwRef * */
	GPtrArray *links;     /* char *, unwrapped */
} KwReading;

/* `sender`, `own_list_id` and `limits` may be NULL. KW_ERROR_DATA as kw_message_parse(). */
KwReading *kw_reading_of_mail(const void *bytes, size_t length, const char *sender,
			      const char *own_list_id, GTimeZone *zone,
			      const KwMessageLimits *limits, GError **error);
void kw_reading_free(KwReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwReading, kw_reading_free)

/* The public JSON of `inspect mail` and `inspect feed` (doc/json.md). */
#include "ingest/feed.h"
JsonNode *kw_reading_to_json(const KwReading *reading);
JsonNode *kw_feed_to_json(const KwFeed *feed);
