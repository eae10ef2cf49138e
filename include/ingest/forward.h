/* Taking a forwarded mail apart: the staff member's comment, the claimed original, its body.
 *
 * The quoted From is a claim: anybody can type it. It never gives authority.
 */
#pragma once

#include "mail/message.h"

typedef struct {
	int depth;          /* 1 = forwarded once; a chain counts up */
	const char *method; /* "inline", "attached", "attribution", "quoted"; static */
	char *comment;      /* text above the outermost block, tidy, without signature; "" = none */
	KwAddress *from;    /* of the innermost original; NULL = not said */
	GPtrArray *to, *cc; /* KwAddress * */
	char *subject;      /* or NULL */
	char *date_text;    /* as it stands in the mail, or NULL */
	gboolean has_date;
	int64_t date_at;
	int date_offset_s;
	char *body; /* of the innermost original, quoting undone, tidy */
	const KwMessage
		*attached; /* the attached original (method "attached"), borrowed; else NULL */
} KwForward;
void kw_forward_free(KwForward *forward);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwForward, kw_forward_free)

/* `text` is the readable text of `message` (HTML already turned into text). NULL: not a forward.
 * Dates without a zone are read in `zone`. What gateways added is noted in `notes` (may be NULL;
 * ingest/gateway.h). */
KwForward *kw_forward_find(const KwMessage *message, const char *text, GTimeZone *zone,
			   GPtrArray *notes);

/* The same of a message that was attached, with its text: never NULL, without a comment. */
KwForward *kw_forward_of_attached(const KwMessage *original, const char *text, GTimeZone *zone,
				  GPtrArray *notes);

/* The body without the conversation that lies below it, and without what mail systems put above
 * and below: what the original itself says. */
char *kw_forward_own_body(const KwForward *forward, GPtrArray *notes);
