/* Leaving by the token in an address. The words that people write instead (解除 …) are no part of
 * this. */
#include "subscribers/leave.h"

#include "store/journal.h"
#include "store/roll.h"

#include <string.h>

/* "kawaraban+TOKEN@…" or, with a domain of its own, "TOKEN@…". */
static char *token_of(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = at ? g_strndup(address, (gsize)(at - address)) : NULL;
	const char *plus = local ? strrchr(local, '+') : NULL;

	return g_strdup(plus ? plus + 1 : local);
}

gboolean kw_leave_by_address(KwDb *db, const KwKeys *keys, const char *recipient, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error)
{
	g_autofree char *token = token_of(recipient);
	g_autofree char *subject = NULL;
	int64_t issue, subscriber;
	gboolean changed;

	*out_result = KW_LEAVE_NONE;
	if (!token || !kw_token_parse(keys, KW_TOKEN_LEAVE, token, &issue, &subscriber))
		return TRUE;
	if (!kw_roll_set_state(db, subscriber, "active paused pending bounced", "left", now,
			       &changed, error))
		return FALSE;
	*out_result = changed ? KW_LEAVE_DONE : KW_LEAVE_ALREADY;
	subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, subscriber);
	return !changed ||
	       kw_journal_put(db, now, actor, "subscriber.leave", subject, "by mail", error);
}
