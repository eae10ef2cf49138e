/* Whether one more automatic answer may go to somebody (RFC 3834): so many a day, and none to
 * addresses behind which nobody reads. */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "store/db.h"

typedef struct {
	int answers_a_day;         /* to one address */
	int confirmations_a_day;   /* of these, questions whether one wants to be subscribed */
	int confirmations_an_hour; /* such questions to all together; 0 = by the size of the roll */
} KwAnsweringCaps;

#define KW_ANSWERING_ANY G_MAXINT /* confirmations_an_hour: no matter how many */

/* What the configuration says. */
KwAnsweringCaps kw_answering_caps(const KwConfig *config);

/* Takes the place of an answer of that kind to `address` (normalised) for `mail` (0 = a page).
 * *out_may FALSE: it had enough, this mail is answered there already, or a robot reads it. Within
 * an hour nobody is asked twice to confirm. The transaction is the caller's. */
gboolean kw_answering_take(KwDb *db, const KwAnsweringCaps *caps, int64_t mail, const char *address,
			   const char *kind, int64_t now, gboolean *out_may, GError **error);

/* How many more questions to confirm may go out within this hour; *out_cap in all. */
gboolean kw_answering_left(KwDb *db, const KwAnsweringCaps *caps, int64_t now, int64_t *out_left,
			   int64_t *out_cap, GError **error);

/* The same for whoever asks for something on a page: `a_hour` from one machine (`client`, its IP
 * address; of IPv6 the network, and a larger one around it). *out_may FALSE: it had enough. The
 * transaction is the caller's. */
gboolean kw_answering_visit(KwDb *db, const KwKeys *keys, int a_hour, const char *client,
			    int64_t now, gboolean *out_may, GError **error);
