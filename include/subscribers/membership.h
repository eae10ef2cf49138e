/* Who gets the newsletter: adding, importing, removing, each with its evidence in the journal. */
#pragma once

#include "store/db.h"
#include "store/roll.h"

/* What can happen to one. */
typedef enum {
	KW_EVENT_ASK,     /* somebody asks in a mail, or on a page, to be taken on */
	KW_EVENT_CONFIRM, /* and answers the question whether he wants that */
	KW_EVENT_PAUSE,
	KW_EVENT_RESUME,
	KW_EVENT_LEAVE,
	KW_EVENT_BOUNCE, /* his address is dead */
	KW_EVENT_COMPLAIN,
	KW_EVENT_ERASE,
	KW_EVENTS
} KwMembershipEvent;

/* The state after `event`; static; the same where nothing changes; NULL = that is refused. `state`
 * NULL = is not on the roll. Asking alone brings nobody back who has left: he stays so until he
 * confirms, so that no import takes him for somebody new. */
const char *kw_membership_next(const char *state, KwMembershipEvent event);

/* Moves a subscriber by `event`, with `detail` in the journal (action "subscriber.EVENT").
 * *out_changed FALSE: it is refused, or nothing changes. The transaction is the caller's. */
gboolean kw_membership_move(KwDb *db, const KwSubscriber *subscriber, KwMembershipEvent event,
			    const char *detail, const char *actor, int64_t now,
			    gboolean *out_changed, GError **error);

/* Those whose pause was over before `today` ("2026-12-31") are active again. One transaction of its
 * own. */
gboolean kw_membership_wake(KwDb *db, const char *today, const char *actor, int64_t now,
			    int64_t *out_count, GError **error);

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

/* The same for a part of a list, in the caller's transaction and in that order, without `force`:
 * KwSubscriber *, KW_DB_EACH_MAX at most; out_results has room for them. */
gboolean kw_membership_enter(KwDb *db, const GPtrArray *subscribers, const char *actor, int64_t now,
			     KwMembershipResult *out_results, GError **error);

/* -> left. *out_changed FALSE: was not active, paused or pending. KW_ERROR_NOT_FOUND. */
gboolean kw_membership_remove(KwDb *db, const char *address, const char *actor, int64_t now,
			      gboolean *out_changed, GError **error);
