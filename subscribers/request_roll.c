/* Onto the roll and off it: subscribing, confirming, leaving, erasing. What state follows from
 * which is membership.c. Where somebody else's address is named, nothing happens to it: it is
 * asked. */
#include "request-private.h"

#include "subscribers/moving.h"

#include <string.h>

/* A code that nobody has hinders nothing and is not repeated: who minds looks at the mail. */
static char *how_asked(const KwAct *a)
{
	return g_strdup_printf("%s%s", kw_act_way_of(a),
			       a->request->has_unknown_code ? ", unknown code"
			       : a->request->code           ? ", with a code"
							    : "");
}

static const char *asked(const KwAct *a)
{
	return a->request->has_unknown_code ? "asked to subscribe, unknown code"
					    : "asked to subscribe";
}

/* What goes along to another address: everything, where it is sure who asks. Who only wrote in a
 * reader's name would get his 合い言葉 and what he has in the letters that he took away. */
static KwSubscriber as_he_is(const KwAct *a, const KwSubscriber *reader)
{
	if (a->request->from_is_proven)
		return *reader;
	return (KwSubscriber){.id = reader->id,
			      .language = reader->language,
			      .topics = reader->topics,
			      .code = reader->code};
}

gboolean kw_act_add_pending(const KwAct *a, const char *address, const KwSubscriber *like,
			    int64_t *out_id, GError **error)
{
	KwSubscriber row = like ? as_he_is(a, like)
				: (KwSubscriber){.topics = (char *)"weekly bulletin"};
	g_autofree char *how = how_asked(a);

	row.address = (char *)address;
	row.state = (char *)"pending";
	row.replaces = like ? like->id : 0;
	row.consent_at = 0;
	row.consent_how = row.consent_evidence = NULL;
	if (!like) {
		row.language = (char *)kw_act_language_of(a);
		row.code = (char *)a->request->code;
	}
	return kw_roll_add(a->db, &row, a->request->now, out_id, error) &&
	       (!*out_id || kw_act_note(a, *out_id, "subscriber.ask", how, error));
}

/* Somebody was to move here and nobody confirmed it in time: who asks for letters now is himself,
 * and takes nobody's place. */
static gboolean end_old_move(KwAct *a, GError **error)
{
	const KwSubscriber *reader = a->reader;

	return !reader->replaces || reader->moved_at ||
	       reader->updated_at + KW_REQUEST_CONFIRM_S >= a->request->now ||
	       kw_roll_set_replaces(a->db, reader->id, 0, 0, error);
}

/* Who is no reader and is on the roll: the last code that he gave counts. */
static gboolean ask_again(KwAct *a, GError **error)
{
	const char *code = a->request->code;
	g_autofree char *how = how_asked(a);

	return end_old_move(a, error) &&
	       (!code || kw_roll_set_code(a->db, a->reader->id, code, error)) &&
	       kw_act_note(a, a->reader->id, "subscriber.ask", how, error) &&
	       kw_act_tell_sender(a, "confirm", asked(a));
}

gboolean kw_act_subscribe(KwAct *a, GError **error)
{
	const char *next = kw_membership_next(a->reader ? a->reader->state : NULL, KW_EVENT_ASK);
	gboolean changed;
	int64_t id;

	if (!next) /* has complained, or is erased: only a person takes him on */
		return TRUE;
	/* whose address was typed into a page stays as he is: not even his From says that it is him
	 */
	if (kw_act_is_in(a->reader, a->request->is_page ? "active paused" : "active"))
		return kw_act_tell_sender(a, "already", "asked to subscribe");
	if (kw_act_is_in(a->reader, "paused"))
		return kw_act_move(a, KW_EVENT_ASK, NULL, &changed, error) &&
		       kw_act_tell_sender(a, "resumed", "resumed");
	if (a->reader)
		return ask_again(a, error);
	if (!kw_act_add_pending(a, a->request->address, NULL, &id, error))
		return FALSE;
	kw_act_tell(a, "confirm", a->request->address, kw_act_language_of(a), id);
	a->response->outcome = asked(a);
	return TRUE;
}

gboolean kw_request_is_proven(const KwSubscriber *reader, const KwRequest *request)
{
	return reader && request->confirms == reader->id &&
	       request->asked_at + KW_REQUEST_CONFIRM_S >= request->now &&
	       (kw_act_is_in(reader, "pending active paused") ||
		request->asked_at >= reader->updated_at);
}

/* Whose letters go to a new address from now on is told there, where it can be taken back. */
static gboolean leave_old(KwAct *a, GError **error)
{
	g_autoptr(KwSubscriber) old = NULL;
	KwAnswer *answer;

	if (!kw_moving_finish(a->db, a->reader, a->request->actor, a->request->now, &old, error))
		return FALSE;
	if (!old)
		return TRUE;
	answer = kw_act_tell(a, "moved", old->address, old->language, old->id);
	answer->moved_to = a->reader->id;
	return TRUE;
}

gboolean kw_act_confirm(KwAct *a, GError **error)
{
	const KwRequest *request = a->request;
	g_autofree char *evidence = NULL;
	gboolean changed;

	if (!kw_request_is_proven(a->reader, request))
		return kw_act_subscribe(a, error);
	if (kw_act_is_reader(a))
		return kw_act_tell_sender(a, "already", "subscribed");
	evidence = g_strdup_printf("%s %s", request->actor,
				   request->evidence ? request->evidence : "");
	if (!kw_act_move(a, KW_EVENT_CONFIRM, kw_act_way_of(a), &changed, error))
		return FALSE;
	if (!changed)
		return TRUE;
	return kw_roll_set_consent(a->db, a->reader->id, request->now,
				   request->is_page ? "web" : "reply", evidence, error) &&
	       leave_old(a, error) && kw_act_tell_sender(a, "welcome", "subscribed");
}

/* ---- leaving ---- */

gboolean kw_act_ask_other(KwAct *a, GError **error)
{
	g_autoptr(KwSubscriber) other = NULL;

	if (!kw_act_find(a->db, a->request->command->address, &other, error))
		return FALSE;
	if (kw_act_is_in(other, "active paused"))
		kw_act_tell(a, "asked_to_leave", other->address, other->language, other->id);
	return TRUE;
}

gboolean kw_act_leave(KwAct *a, GError **error)
{
	gboolean changed;

	if (a->request->command->address)
		return kw_act_ask_other(a, error) &&
		       kw_act_tell_sender(a, "asked", "asked somebody else");
	if (!a->reader || kw_act_is_in(a->reader, "complained erased"))
		return a->reader || kw_act_tell_sender(a, "unlisted", NULL);
	if (!kw_act_move(a, KW_EVENT_LEAVE, kw_act_way_of(a), &changed, error))
		return FALSE;
	return kw_act_tell_sender(a, "goodbye", changed ? "left" : "had left");
}

gboolean kw_act_erase(KwAct *a, GError **error)
{
	gboolean changed;

	if (a->request->command->address || !a->reader)
		return kw_act_tell_sender(a, "erase", "erase request");
	if (!kw_act_note(a, a->reader->id, "subscriber.erase-request", a->request->command->verb,
			 error) ||
	    !kw_act_move(a, KW_EVENT_LEAVE, kw_act_way_of(a), &changed, error))
		return FALSE;
	return kw_act_tell_sender(a, "erase", "erase request");
}
