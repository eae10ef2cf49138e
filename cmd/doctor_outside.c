/* doctor, of what is outside: mailboxes and sources, as the last visits left them, and relays,
 * which are tried. */
#include "doctor.h"
#include "poll_box.h"
#include "watch.h"

#include "digest/deliver.h"
#include "store/mailboxes.h"
#include "store/sources.h"

#define SILENT_S (24 * 3600)

/* One mailbox of `poll:`, as the last visits left it. */
static gboolean check_mailbox(KwDoctor *visit, const char *name, GError **error)
{
	KwDb *db = visit->cx->db;
	int64_t large = 0, passed = 0;
	g_autoptr(KwMailbox) box = kw_mailboxes_find(db, name, error);

	if (*error)
		return FALSE;
	if (!box || (!box->last_ok_at && !box->last_error)) {
		kw_doctor_say(visit, "watch", "mailboxes",
			      "%s: never emptied; cron should run `kawaraban poll`", name);
		return TRUE;
	}
	if (!kw_mailboxes_count(db, box->id, KW_MAILBOX_LARGE, &large, error) ||
	    !kw_mailboxes_count(db, box->id, KW_MAILBOX_FAILING, &passed, error))
		return FALSE;
	if (box->last_error)
		kw_doctor_say(visit, "watch", "mailboxes", "%s", box->last_error);
	else if (visit->cx->now - box->last_ok_at > SILENT_S)
		kw_doctor_say(visit, "watch", "mailboxes",
			      "%s: not emptied for a day; cron should run `kawaraban poll`", name);
	else
		kw_doctor_say(visit, "ok", "mailboxes", "%s", name);
	if (large)
		kw_doctor_say(
			visit, "watch", "mailboxes",
			"%s: %" G_GINT64_FORMAT
			" mails lie there that are too large (intake.max_bytes): read them there",
			name, large);
	if (passed)
		kw_doctor_say(visit, "watch", "mailboxes",
			      "%s: %" G_GINT64_FORMAT " mails lie there that could not be fetched; "
			      "after three times they are passed "
			      "over: read them there",
			      name, passed);
	return TRUE;
}

void kw_doctor_check_mailboxes(KwDoctor *visit)
{
	const GPtrArray *polls = visit->cx->config->polls;

	for (guint i = 0; i < polls->len; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = kw_poll_box_name(polls->pdata[i]);

		if (!check_mailbox(visit, name, &error))
			kw_doctor_fail(visit, "mailboxes", &error);
	}
}

static void check_moves(KwDoctor *visit, const GPtrArray *sources)
{
	for (guint i = 0; i < sources->len; i++) {
		const KwSource *source = sources->pdata[i];

		if (source->is_active && source->moved_to)
			kw_doctor_say(visit, "watch", "sources",
				      "%s has moved for good: write %s in its place", source->url,
				      source->moved_to);
	}
}

void kw_doctor_check_sources(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) sources = kw_sources_list(visit->cx->db, &error);
	g_auto(KwWatch) watch = {0};

	if (!sources || !kw_watch_look(visit->cx, &watch, &error)) {
		kw_doctor_fail(visit, "sources", &error);
		return;
	}
	check_moves(visit, sources);
	for (guint i = 0; i < watch.remarks->len; i++)
		kw_doctor_say(visit, "watch", "sources", "%s",
			      (const char *)watch.remarks->pdata[i]);
	if (!watch.active)
		kw_doctor_say(visit, "ok", "sources", "none: stories come by mail alone");
	else
		kw_doctor_say(visit, watch.fine == watch.active ? "ok" : "watch", "sources",
			      "%u of %u read well", watch.fine, watch.active);
}

void kw_doctor_check_relay(KwDoctor *visit, const KwConfigRelay *relay)
{
	g_autoptr(GError) error = NULL;

	if (!kw_deliver_try(relay, &error))
		kw_doctor_fail(visit, "relay", &error);
	else if (g_str_has_prefix(relay->url, "maildir:"))
		kw_doctor_say(visit, "watch", "relay",
			      "%s: letters go into a folder, nothing is sent", relay->url);
	else
		kw_doctor_say(visit, "ok", "relay", "%s", relay->url);
}
