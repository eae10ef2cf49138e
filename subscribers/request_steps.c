/* What every verb of a request is made of: telling, noting, moving to another state. */
#include "request-private.h"

#include "store/journal.h"

#include <string.h>

KwAnswer *kw_act_tell(KwAct *a, const char *kind, const char *address, const char *language,
		      int64_t id)
{
	KwAnswer *answer = g_new0(KwAnswer, 1);

	answer->kind = kind;
	answer->address = g_strdup(address);
	answer->language = g_strdup(language);
	answer->subscriber = id;
	g_ptr_array_add(a->response->answers, answer);
	return answer;
}

const char *kw_act_language_of(const KwAct *a)
{
	return kw_language_of(&a->request->signs, a->reader ? a->reader->language : NULL,
			      a->request->language);
}

gboolean kw_act_tell_sender(KwAct *a, const char *kind, const char *outcome)
{
	kw_act_tell(a, kind, a->request->address, kw_act_language_of(a),
		    a->reader ? a->reader->id : 0);
	a->response->outcome = outcome;
	return TRUE;
}

gboolean kw_act_is_in(const KwSubscriber *reader, const char *states)
{
	g_auto(GStrv) all = g_strsplit(states, " ", -1);

	return reader && g_strv_contains((const char *const *)all, reader->state);
}

gboolean kw_act_is_reader(const KwAct *a)
{
	return kw_act_is_in(a->reader, "active paused");
}

const char *kw_act_way_of(const KwAct *a)
{
	return a->request->is_page ? "on a page" : "by mail";
}

/* For the journal. A mail is kept, and is the evidence; of a page nothing is left but this. */
static char *with_evidence(const KwAct *a, const char *detail)
{
	if (!a->request->is_page)
		return g_strdup(detail);
	return g_strjoin(detail ? ", " : "", detail ? detail : "", a->request->evidence, NULL);
}

gboolean kw_act_note(const KwAct *a, int64_t id, const char *action, const char *detail,
		     GError **error)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	g_autofree char *full = with_evidence(a, detail);

	return kw_journal_put(a->db, a->request->now, a->request->actor, action, subject, full,
			      error);
}

gboolean kw_act_move(KwAct *a, KwMembershipEvent event, const char *detail, gboolean *out_changed,
		     GError **error)
{
	g_autofree char *full = with_evidence(a, detail);

	return kw_membership_move(a->db, a->reader, event, full, a->request->actor, a->request->now,
				  out_changed, error);
}

gboolean kw_act_find(KwDb *db, const char *address, KwSubscriber **out, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	*out = kw_roll_find_address(db, address, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return *out || !trouble;
}
