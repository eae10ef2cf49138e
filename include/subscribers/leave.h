/* Leaving by what List-Unsubscribe offers: a mail to LOCAL+TOKEN@DOMAIN, or a POST to a page whose
 * address ends in the token (RFC 8058). It acts on its token, not on From (a forged From must not
 * take anybody off the roll, and a changed one must not keep anybody on).
 */
#pragma once

#include "base/token.h"
#include "store/db.h"

typedef enum {
	KW_LEAVE_NONE, /* no leave token in the address: this mail is something else */
	KW_LEAVE_DONE,
	KW_LEAVE_ALREADY, /* was not on the roll any more: nothing changed */
} KwLeaveResult;

/* `way` says in the journal how it was: "by mail", or who asked on the page. The transaction is the
 * caller's; the journal names `actor` ("mail:12", "web"). */
gboolean kw_leave_by_token(KwDb *db, const KwKeys *keys, const char *token, const char *way,
			   const char *actor, int64_t now, KwLeaveResult *out_result,
			   GError **error);

/* The same with the token in an address. `recipient` is the envelope recipient, or an address from
 * To. */
gboolean kw_leave_by_address(KwDb *db, const KwKeys *keys, const char *recipient, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error);
/* The same with the words of a subject: the first that is a leave token counts. */
gboolean kw_leave_by_subject(KwDb *db, const KwKeys *keys, const char *subject, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error);
