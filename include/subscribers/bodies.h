/* Cooperating bodies (publisher.partners) and their sign-up codes: who brought a subscriber.
 *
 * A chamber of commerce, a bank, a police station hands out its code; whoever subscribes with it is
 * counted for that body. A code proves nothing and opens nothing, and an unknown one hinders
 * nobody.
 */
#pragma once

#include "base/config.h"

/* The body whose code this is, however it is written (base/code.h); borrowed; NULL: no body's, or
 * no code at all. What is stored with a subscriber is kw_code_fold() of it. */
const KwConfigPartner *kw_bodies_find_code(const GPtrArray *partners, const char *code);

/* Whether any body has one. */
gboolean kw_bodies_has_codes(const GPtrArray *partners);

/* A body as people know it: its name; of a code that no body has any more, the code. */
const char *kw_bodies_name(const GPtrArray *partners, const char *code);

/* What of a mail may hold a code; all may be NULL. */
typedef struct {
	const char *subject; /* decoded */
	const char *own;     /* the sender's own words */
	const char *address; /* that it went to: "news-subscribe+CODE@…" */
} KwBodiesMail;

/* The first body whose code stands in a mail; borrowed; NULL = none. *out_is_unknown: a code is
 * given, and it is nobody's. Of long texts only the beginning is read. */
const KwConfigPartner *kw_bodies_read(const GPtrArray *partners, const KwBodiesMail *mail,
				      gboolean *out_is_unknown);
