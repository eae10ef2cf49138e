/* Letters that shall go to another address, and back: who may ask for it, who is asked and told.
 * How they move is moving.c. */
#include "request-private.h"

#include "subscribers/moving.h"

#include <string.h>

/* Nobody's letters can move there: it is told as if they could, for a reader could else find out
 * who else reads. */
static gboolean seem_to_move(KwAct *a, const KwSubscriber *known)
{
	if (kw_act_is_in(known, "active paused"))
		kw_act_tell(a, "already", known->address, known->language, known->id);
	return kw_act_tell_sender(a, "moving", "asked to move");
}

gboolean kw_act_change_address(KwAct *a, GError **error)
{
	const char *other = a->request->command->address;
	g_autoptr(KwSubscriber) known = NULL;
	int64_t id;

	if (!other)
		return kw_act_is_reader(a) ? kw_act_tell_sender(a, "change", "told")
					   : kw_act_subscribe(a, error);
	if (!kw_act_is_reader(a))
		return kw_act_ask_other(a, error) && kw_act_subscribe(a, error);
	if (kw_moving_is_recent(a->reader, a->request->undo_days, a->request->now))
		return kw_act_tell_sender(a, "moved_lately", NULL);
	if (!kw_act_find(a->db, other, &known, error))
		return FALSE;
	if (known && (kw_act_is_in(known, "active paused complained erased") ||
		      kw_moving_is_recent(known, a->request->undo_days, a->request->now)))
		return seem_to_move(a, known);
	if (!known && !kw_act_add_pending(a, other, a->reader, &id, error))
		return FALSE;
	if (known && !kw_roll_set_replaces(a->db, known->id, a->reader->id, 0, error))
		return FALSE;
	kw_act_tell(a, "confirm", other, a->reader->language, known ? known->id : id);
	return kw_act_tell_sender(a, "moving", "asked to move");
}

static gboolean tell_both(KwAct *a, GError **error)
{
	const int64_t ids[] = {a->request->undoes_to, a->request->undoes};

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(KwSubscriber) one = kw_roll_find(a->db, ids[i], error);

		if (!one)
			return FALSE;
		if (!kw_act_is_in(one, "complained"))
			kw_act_tell(a, "moved_back", one->address, one->language, one->id);
	}
	a->response->outcome = "moved back";
	return TRUE;
}

gboolean kw_act_takes_back(const KwRequest *request)
{
	static const char *const verbs_of_it[] = {"resume", "subscribe", "confirm",
						  "address-change", NULL};
	const char *verb = request->command->verb;

	return request->undoes && !kw_moving_is_accepted(request->own) &&
	       (!verb || g_strv_contains(verbs_of_it, verb));
}

gboolean kw_act_take_back(KwAct *a, gboolean *out_done, GError **error)
{
	const KwRequest *request = a->request;

	return kw_moving_undo(a->db, request->undoes, request->undoes_to, request->undo_days,
			      request->actor, request->now, out_done, error) &&
	       (!*out_done || tell_both(a, error));
}
