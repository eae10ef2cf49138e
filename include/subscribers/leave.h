/* Leaving by mail to the address in List-Unsubscribe: LOCAL+TOKEN@DOMAIN. It acts on its token, not
 * on From (a forged From must not take anybody off the roll, and a changed one must not keep
 * anybody on).
 */
#pragma once

#include "base/token.h"
#include "store/db.h"

typedef enum {
	KW_LEAVE_NONE, /* no leave token in the address: this mail is something else */
	KW_LEAVE_DONE,
	KW_LEAVE_ALREADY, /* was not on the roll any more: nothing changed */
} KwLeaveResult;

/* `recipient` is the envelope recipient, or an address from To. The transaction is the caller's;
 * the journal names `actor` ("mail:12"). */
gboolean kw_leave_by_address(KwDb *db, const KwKeys *keys, const char *recipient, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error);
/* The same with the words of a subject: the first that is a leave token counts. */
gboolean kw_leave_by_subject(KwDb *db, const KwKeys *keys, const char *subject, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error);
