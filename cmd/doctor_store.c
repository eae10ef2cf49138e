/* doctor, of what is in the store: mails and questions that wait for a person, items, readers,
 * letters that are owed. */
#include "deliver.h"
#include "doctor.h"

#include "store/exploited.h"
#include "store/gate.h"
#include "store/issues.h"
#include "store/items.h"
#include "store/mails.h"
#include "store/outbox.h"
#include "store/questions.h"
#include "store/roll.h"
#include "subscribers/answering.h"
#include "subscribers/consult.h"
#include "subscribers/unconfirmed.h"

#define SHOWN    10 /* entries named one by one; the rest is counted */
#define RECENT_S (7 * 24 * 3600)

/* Mails that were taken and that nothing will be done about unless a person does it. */
static const struct {
	const char *outcome, *who;
} for_people[] = {
	{"staff answer", "answers of staff: enter what they decide"},
	{"consultation", "from readers, automatic or too many: look at them"},
	{"unsent answer", "answers of staff to questions, not passed on: no words, or no reader"},
	{"reader answer", "answers of readers: answer them"},
	{"reader command", "from readers whose command was not clear: the law wants that done"},
	{"erase request",
	 "from people who want their data erased or disclosed: the law sets a time"},
	{"bounce without token", "bounces that prove nothing: whose address is it?"},
	{"complaint without token", "complaints that name nobody: take the reader off by hand"},
	{"unknown sender", "from people who are neither staff nor readers"},
};

static gboolean check_people(KwDoctor *visit, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(for_people); i++) {
		int64_t count;

		if (!kw_mails_count_outcome(visit->cx->db, for_people[i].outcome,
					    visit->cx->now - RECENT_S, &count, error))
			return FALSE;
		if (count)
			kw_doctor_say(visit, "watch", "mails",
				      "%" G_GINT64_FORMAT
				      " in the last week %s (`kawaraban mails list "
				      "--outcome '%s'`)",
				      count, for_people[i].who, for_people[i].outcome);
	}
	return TRUE;
}

void kw_doctor_check_bounces(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	int64_t probed, bounced;

	if (!kw_roll_count_probed(visit->cx->db, &probed, &error) ||
	    !kw_roll_count(visit->cx->db, "bounced", &bounced, &error))
		kw_doctor_fail(visit, "bounces", &error);
	else if (probed || bounced)
		kw_doctor_say(visit, "ok", "bounces",
			      "%" G_GINT64_FORMAT
			      " readers get nothing any more (`kawaraban subscribers "
			      "list --state bounced`), %" G_GINT64_FORMAT
			      " were asked whether it arrives",
			      bounced, probed);
}

void kw_doctor_check_sign_ups(KwDoctor *visit)
{
	const KwAnsweringCaps caps = kw_answering_caps(visit->cx->config);
	g_autoptr(GError) error = NULL;
	int64_t left, cap, waiting;

	if (!kw_answering_left(visit->cx->db, &caps, visit->cx->now, &left, &cap, &error) ||
	    !kw_unconfirmed_count_waiting(visit->cx->db, visit->cx->now, &waiting, &error))
		kw_doctor_fail(visit, "sign-ups", &error);
	else if (!left)
		kw_doctor_say(visit, "watch", "sign-ups",
			      "%" G_GINT64_FORMAT
			      " people were asked to confirm within an hour, and no more are "
			      "(intake.confirmations_an_hour); %" G_GINT64_FORMAT
			      " wait, and fetch asks them later: did you announce it, or does "
			      "somebody enter strangers?",
			      cap, waiting);
}

static gboolean check_questions(KwDoctor *visit, GError **error)
{
	const KwConfig *config = visit->cx->config;
	int64_t before = kw_consult_overdue_before(visit->cx->now, config->consult_days,
						   config->consult_closed, config->timezone);
	g_autoptr(GPtrArray)
		late = kw_questions_overdue(visit->cx->db, before, visit->cx->now, 0, error);

	if (late && late->len)
		kw_doctor_say(
			visit, "watch", "questions",
			"%u of readers wait longer than %d working days (`kawaraban consult list "
			"--open`)",
			late->len, config->consult_days);
	return late != NULL;
}

void kw_doctor_check_mails(KwDoctor *visit)
{
	KwDb *db = visit->cx->db;
	g_autoptr(GError) error = NULL;
	int64_t waiting, quarantined;
	g_autoptr(GPtrArray) bad = kw_mails_list(db, "quarantine", SHOWN, &error);

	if (!bad || !kw_mails_count(db, "received", &waiting, &error) ||
	    !kw_mails_count(db, "quarantine", &quarantined, &error) ||
	    !check_people(visit, &error) || !check_questions(visit, &error)) {
		kw_doctor_fail(visit, "mails", &error);
		return;
	}
	if (waiting)
		kw_doctor_say(visit, "watch", "mails",
			      "%" G_GINT64_FORMAT " wait to be read; the next receive, poll, fetch "
			      "or deliver takes them along",
			      waiting);
	for (guint i = 0; i < bad->len; i++) {
		const KwMail *mail = bad->pdata[i];

		kw_doctor_say(
			visit, "watch", "quarantine",
			"mail %" G_GINT64_FORMAT ": %s; `kawaraban mails show %" G_GINT64_FORMAT
			"` tells more, `kawaraban mails retry %" G_GINT64_FORMAT "` reads it again",
			mail->id, mail->reason ? mail->reason : "no reason known", mail->id,
			mail->id);
	}
	if (quarantined > SHOWN)
		kw_doctor_say(visit, "watch", "quarantine", "%" G_GINT64_FORMAT " mails in all",
			      quarantined);
	if (!waiting && !quarantined)
		kw_doctor_say(visit, "ok", "mails", "none waits, none is in quarantine");
}

/* Published, and exploited since: a bulletin, or nothing, but a person decides. */
void kw_doctor_check_items(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) items = kw_exploited_published(
		visit->cx->db, visit->cx->now - KW_EXPLOITED_SHOWN_S, &error);

	if (!items)
		kw_doctor_fail(visit, "items", &error);
	for (guint i = 0; items && i < items->len && i < SHOWN; i++) {
		const KwItem *item = items->pdata[i];

		kw_doctor_say(visit, "watch", "items",
			      "item %" G_GINT64_FORMAT
			      " is exploited since it was published; `kawaraban "
			      "bulletin new %" G_GINT64_FORMAT "` tells readers again",
			      item->id, item->id);
	}
}

/* What keeps letters from going out. */
static void check_obstacles(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) issues = kw_issues_in_the_outbox(visit->cx->db, 0, &error);
	g_autoptr(GPtrArray) stopped = issues ? kw_gate_stopped(visit->cx->db, &error) : NULL;
	g_autofree char *paused_by = NULL;
	int64_t paused_at;

	if (!stopped || !kw_gate_paused(visit->cx->db, &paused_at, &paused_by, &error)) {
		kw_doctor_fail(visit, "outbox", &error);
		return;
	}
	if (paused_by)
		kw_doctor_say(
			visit, "watch", "outbox",
			"everything is paused by %s; `kawaraban deliver resume all` lets it go on",
			paused_by);
	for (guint i = 0; i < issues->len && !error; i++) {
		g_autofree char *obstacle =
			kw_deliver_obstacle(visit->cx, issues->pdata[i], &error);

		if (obstacle)
			kw_doctor_say(visit, "watch", "outbox", "%s", obstacle);
	}
	if (error)
		kw_doctor_fail(visit, "outbox", &error);
	for (guint i = 0; i < stopped->len; i++)
		kw_doctor_say(visit, "watch", "relay", "left alone: %s",
			      ((KwStoppedRelay *)stopped->pdata[i])->why);
}

void kw_doctor_check_outbox(KwDoctor *visit)
{
	g_autoptr(GError) error = NULL;
	KwOutboxTotals t;
	int64_t active;

	if (!kw_outbox_totals(visit->cx->db, 0, &t, &error) ||
	    !kw_roll_count(visit->cx->db, "active", &active, &error)) {
		kw_doctor_fail(visit, "outbox", &error);
		return;
	}
	kw_doctor_say(visit, "ok", "subscribers", "%" G_GINT64_FORMAT " active", active);
	check_obstacles(visit);
	if (t.uncertain || t.failed)
		kw_doctor_say(visit, "watch", "outbox",
			      "%" G_GINT64_FORMAT " failed, %" G_GINT64_FORMAT " uncertain",
			      t.failed, t.uncertain);
	if (t.ready || t.deferred || t.sending)
		kw_doctor_say(visit, "watch", "outbox",
			      "%" G_GINT64_FORMAT " letters are owed; `kawaraban deliver` "
			      "sends them",
			      t.ready + t.deferred + t.sending);
	else
		kw_doctor_say(visit, "ok", "outbox", "nothing is owed");
}
