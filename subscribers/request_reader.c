/* What a reader wants of his letters: pauses, which of them, and what he says about himself. */
#include "request-private.h"

#include "subscribers/preferences.h"

#include <string.h>

/* What he wrote about himself beside another wish. What nobody could read is for a person. */
static gboolean also_change(KwAct *a, GError **error)
{
	const KwRequest *request = a->request;

	if (!request->command->also_changes || a->response->answers->len != 1)
		return TRUE;
	if (!kw_preferences_read(request->own, request->words, FALSE, a->reader)) {
		a->response->needs_person = TRUE;
		return TRUE;
	}
	((KwAnswer *)a->response->answers->pdata[0])->also_changed = TRUE;
	return kw_roll_set_preferences(a->db, a->reader, error) &&
	       kw_act_note(a, a->reader->id, "subscriber.change", "change", error);
}

gboolean kw_act_begin_pause(KwAct *a, GError **error)
{
	const char *until = a->request->command->until;
	gboolean changed;

	return kw_act_move(a, KW_EVENT_PAUSE, until, &changed, error) &&
	       kw_roll_set_pause(a->db, a->reader->id, until, error) &&
	       kw_act_tell_sender(a, "paused", "paused") && also_change(a, error);
}

gboolean kw_act_end_pause(KwAct *a, GError **error)
{
	gboolean changed;

	return kw_act_move(a, KW_EVENT_RESUME, NULL, &changed, error) &&
	       kw_roll_set_pause(a->db, a->reader->id, NULL, error) &&
	       kw_act_tell_sender(a, "resumed", "resumed") && also_change(a, error);
}

gboolean kw_act_save(KwAct *a, GError **error)
{
	return kw_roll_set_preferences(a->db, a->reader, error) &&
	       kw_act_note(a, a->reader->id, "subscriber.change", a->request->command->verb,
			   error) &&
	       kw_act_tell_sender(a, "changed", "changed");
}

static gboolean set_topic(KwAct *a, const char *topic, GError **error)
{
	const KwRequest *request = a->request;

	if (request->command->also_changes)
		kw_preferences_read(request->own, request->words, FALSE, a->reader);
	g_free(a->reader->topics);
	a->reader->topics = g_strdup(topic);
	return kw_act_save(a, error);
}

gboolean kw_act_only_bulletins(KwAct *a, GError **error)
{
	return set_topic(a, "bulletin", error);
}

gboolean kw_act_only_weekly(KwAct *a, GError **error)
{
	return set_topic(a, "weekly", error);
}

gboolean kw_act_set_unused(KwAct *a, GError **error)
{
	const KwRequest *request = a->request;
	char *unused;

	if (!request->unused)
		return kw_preferences_read(request->own, request->words, FALSE, a->reader)
			       ? kw_act_save(a, error)
			       : kw_act_tell_sender(a, "unclear", "asked back");
	unused = kw_preferences_join(a->reader->unused, request->unused);
	g_free(a->reader->unused);
	a->reader->unused = unused;
	return kw_act_save(a, error);
}

gboolean kw_act_change(KwAct *a, GError **error)
{
	const KwRequest *request = a->request;
	gboolean is_asked = request->prefers == a->reader->id;

	if (kw_preferences_read(request->own, request->words, is_asked, a->reader))
		return kw_act_save(a, error);
	return kw_act_tell_sender(a, "change", "told");
}
