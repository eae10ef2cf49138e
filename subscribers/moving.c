/* Letters that move to another address, and back. Who may ask for it is request.c's. */
#include "subscribers/moving.h"

#include "command-private.h"
#include "subscribers/membership.h"

#define DAY_S 86400

gboolean kw_moving_is_recent(const KwSubscriber *reader, int days, int64_t now)
{
	return reader->moved_at && reader->moved_at + (int64_t)days * DAY_S >= now;
}

gboolean kw_moving_finish(KwDb *db, const KwSubscriber *reader, const char *actor, int64_t now,
			  KwSubscriber **out_old, GError **error)
{
	g_autoptr(KwSubscriber) old = NULL;
	gboolean changed;

	*out_old = NULL;
	if (!reader->replaces || reader->moved_at)
		return TRUE;
	old = kw_roll_find(db, reader->replaces, error);
	if (!old ||
	    !kw_membership_move(db, old, KW_EVENT_LEAVE, "moved to another address", actor, now,
				&changed, error) ||
	    !kw_roll_set_replaces(db, reader->id, changed ? old->id : 0, changed ? now : 0, error))
		return FALSE;
	if (changed)
		*out_old = g_steal_pointer(&old);
	return TRUE;
}

gboolean kw_moving_is_accepted(const char *own)
{
	g_autoptr(GArray) sentences = kw_command_sentences(own);

	for (guint i = 0; i < sentences->len; i++) {
		const char *text = g_array_index(sentences, KwSentence, i).text;

		if (!kw_command_says(text, KW_SAYS_YES) && !kw_command_says(text, KW_SAYS_COURTESY))
			return FALSE;
	}
	return sentences->len > 0;
}

static gboolean move_back(KwDb *db, const KwSubscriber *old, const KwSubscriber *new,
			  const char *actor, int64_t now, GError **error)
{
	static const char why[] = "the move was taken back";
	gboolean changed;

	return kw_membership_move(db, old, KW_EVENT_CONFIRM, why, actor, now, &changed, error) &&
	       kw_membership_move(db, new, KW_EVENT_LEAVE, why, actor, now, &changed, error) &&
	       kw_roll_set_replaces(db, new->id, 0, 0, error) &&
	       kw_roll_set_replaces(db, old->id, 0, now, error);
}

/* Who has complained or is erased since gets nothing, so nothing is taken from the other. */
static gboolean may_come_back(const KwSubscriber *old)
{
	return g_strcmp0(kw_membership_next(old->state, KW_EVENT_CONFIRM), "active") == 0;
}

gboolean kw_moving_undo(KwDb *db, int64_t new, int64_t old, int days, const char *actor,
			int64_t now, gboolean *out_done, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) to = kw_roll_find(db, new, &trouble);
	g_autoptr(KwSubscriber) from = to ? kw_roll_find(db, old, &trouble) : NULL;

	*out_done = FALSE;
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (!from || to->replaces != from->id || !kw_moving_is_recent(to, days, now) ||
	    !may_come_back(from))
		return TRUE;
	*out_done = TRUE;
	return move_back(db, from, to, actor, now, error);
}
