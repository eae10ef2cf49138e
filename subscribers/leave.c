/* Leaving by the token in an address, a subject or a link. The words that people write instead
 * (解除 …) are no part of this. */
#include "subscribers/leave.h"

#include "mail/address.h"
#include "store/journal.h"
#include "store/roll.h"

#define MAX_WORDS 10
#define BY_MAIL   "by mail"

gboolean kw_leave_by_token(KwDb *db, const KwKeys *keys, const char *token, const char *way,
			   const char *actor, int64_t now, KwLeaveResult *out_result,
			   GError **error)
{
	g_autofree char *subject = NULL;
	int64_t issue, subscriber;
	gboolean changed;

	*out_result = KW_LEAVE_NONE;
	if (!kw_token_parse(keys, KW_TOKEN_LEAVE, token, &issue, &subscriber))
		return TRUE;
	if (!kw_roll_set_state(db, subscriber, "active paused pending bounced", "left", now,
			       &changed, error))
		return FALSE;
	*out_result = changed ? KW_LEAVE_DONE : KW_LEAVE_ALREADY;
	subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, subscriber);
	return !changed || kw_journal_put(db, now, actor, "subscriber.leave", subject, way, error);
}

gboolean kw_leave_by_address(KwDb *db, const KwKeys *keys, const char *recipient, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error)
{
	g_autofree char *token = kw_address_detail(recipient);

	return kw_leave_by_token(db, keys, token ? token : "", BY_MAIL, actor, now, out_result,
				 error);
}

gboolean kw_leave_by_subject(KwDb *db, const KwKeys *keys, const char *subject, const char *actor,
			     int64_t now, KwLeaveResult *out_result, GError **error)
{
	g_auto(GStrv) words = g_strsplit(subject, " ", MAX_WORDS);

	*out_result = KW_LEAVE_NONE;
	for (char **word = words; *word && *out_result == KW_LEAVE_NONE; word++)
		if (!kw_leave_by_token(db, keys, *word, BY_MAIL, actor, now, out_result, error))
			return FALSE;
	return TRUE;
}
