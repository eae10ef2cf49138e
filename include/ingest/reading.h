/* What the gateway makes of a mail: everything that follows from its bytes alone. `inspect mail`
 * prints it, `receive` acts on it.
 */
#pragma once

#include "ingest/advisory.h"
#include "ingest/forward.h"
#include "ingest/handling.h"
#include "ingest/unread.h"
#include "mail/auth.h"
#include "mail/dsn.h"
#include "mail/kind.h"
#include "mail/message.h"

#include <json-glib/json-glib.h>

typedef struct KwReading KwReading;
struct KwReading {
	KwMessage *message;
	KwKind kind;
	char *text; /* readable text of the whole mail, tidy */
	char *own;  /* what the sender wrote himself (ingest/own.h), where a person writes; else "";
		       NULL in `also` */
	gboolean html_only;
	const char *charset_declared; /* of the body part; or NULL */
	const char *charset_used;
	KwForward *forward; /* NULL = not forwarded */
	KwDsn *bounce;      /* NULL = none */
	KwFeedback *report; /* NULL = none */
	KwHandling handling;
	/* What is told, of the forwarded original or of the mail itself; NULL where not a post: */
	char *title; /* its Subject without the marks of mail systems; one line, may be "" */
	char *told;  /* its text without comment, conversation, signature, armour and what mail
			systems added; links out of their wrappers; "…" for addresses
			that it was sent to; tidy */
	KwAdvisory *advisory;  /* of the original's body, or of the mail itself */
	GPtrArray *refs;       /* KwRef * */
	GPtrArray *links;      /* char *, unwrapped */
	KwAuth *auth;          /* who sent it; never NULL */
	GPtrArray *unread;     /* KwUnread *: what a person has to look at; may be empty */
	GPtrArray *notes;      /* char *: what gateways on the way added or changed and we undid or
				  found ("external", "spam", "sanitized", "defanged" …); may be empty */
	const char *signature; /* of the original's text: kw_auth_cleartext()'s words; static */
	GPtrArray *also; /* KwReading *: further advisories attached to the same mail, each with
			    forward, handling, advisory, refs and links of its own; or NULL */
};

/* What a reading depends on beside the bytes. Borrowed; all but `zone` may be NULL. */
typedef struct {
	const char *sender;      /* envelope; "" = null return path, NULL = unknown */
	const char *recipient;   /* envelope; NULL = unknown */
	const char *own_list_id; /* RFC 2919 identifier */
	GTimeZone *zone;         /* of dates without one */
	const KwMessageLimits *limits;
	const KwAuthTrust *trust;
} KwReadingContext;

/* KW_ERROR_DATA as kw_message_parse(). */
KwReading *kw_reading_of_mail(const void *bytes, size_t length, const KwReadingContext *context,
			      GError **error);
void kw_reading_free(KwReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwReading, kw_reading_free)

/* The public JSON of `inspect mail` and `inspect feed` (doc/json.md). */
#include "ingest/feed.h"
JsonNode *kw_reading_to_json(const KwReading *reading);
JsonNode *kw_feed_to_json(const KwFeed *feed);
