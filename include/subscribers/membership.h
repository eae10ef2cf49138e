/* Who gets the newsletter: adding, importing, removing, each with its evidence in the journal. */
#pragma once

#include "store/db.h"
#include "store/roll.h"

typedef enum {
	KW_MEMBERSHIP_ADDED,
	KW_MEMBERSHIP_ALREADY, /* active already: nothing changed */
	KW_MEMBERSHIP_BACK,    /* had been pending or paused, is active now */
	KW_MEMBERSHIP_REFUSED, /* left, complained, bounced or erased: an import never brings back
				*/
} KwMembershipResult;

/* Adds by hand. `subscriber` gives address (any spelling), language, organisation, word,
 * consent_how and consent_evidence; consent_at is `now` where 0. Bad address or language:
 * KW_ERROR_DATA. `force` brings back one who left (a new consent was given), never one who
 * complained. One transaction of its own. */
gboolean kw_membership_add(KwDb *db, const KwSubscriber *subscriber, gboolean force,
			   const char *actor, int64_t now, KwMembershipResult *out_result,
			   int64_t *out_id, GError **error);

/* The same inside the caller's transaction: for lists. */
gboolean kw_membership_enter(KwDb *db, const KwSubscriber *subscriber, gboolean force,
			     const char *actor, int64_t now, KwMembershipResult *out_result,
			     int64_t *out_id, GError **error);

/* -> left. *out_changed FALSE: was not active, paused or pending. KW_ERROR_NOT_FOUND. */
gboolean kw_membership_remove(KwDb *db, const char *address, const char *actor, int64_t now,
			      gboolean *out_changed, GError **error);
