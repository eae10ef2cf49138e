/* Bounces and complaints: subscribers/bounce says what they mean, digest/probe writes the last
 * letter. */
#include "bounce.h"

#include "reader.h"

#include "base/log.h"
#include "digest/probe.h"
#include "store/outbox.h"
#include "store/roll.h"
#include "subscribers/bounce.h"
#include "subscribers/request.h"

#define SWEEP_LIMIT 500

/* A template that an operator broke must not cost a mail: the reader keeps getting letters. */
static void send_probe(KwContext *cx, const KwKeys *keys, int64_t subscriber)
{
	g_autoptr(GError) error = NULL;

	if (!kw_probe_put(cx->db, cx->config, keys, subscriber, cx->now, &error))
		kw_log(KW_LOG_WARNING, "subscriber %" G_GINT64_FORMAT ": no last letter: %s",
		       subscriber, error->message);
}

static KwReturned returned_of(const KwArrived *a, const char *message_id)
{
	return (KwReturned){.recipient = a->mail->recipient,
			    .to = a->reading->message->to,
			    .returned_id = message_id};
}

const char *kw_bounce_arrived(const KwArrived *a, GError **error)
{
	static const char *const outcomes[] = {
		[KW_BOUNCE_NO_TOKEN] = "bounce without token",
		[KW_BOUNCE_NOTHING] = "bounce, not counted",
		[KW_BOUNCE_KNOWN] = "bounce, known",
		[KW_BOUNCE_SCORED] = "bounce",
		[KW_BOUNCE_PROBE] = "bounce, last letter",
		[KW_BOUNCE_GONE] = "bounced",
	};
	const KwDsn *dsn = a->reading->bounce;
	const KwReturned returned = returned_of(a, dsn->original_message_id);
	KwBounceResult result;
	int64_t subscriber;

	if (!kw_bounce_take(a->cx->db, a->cx->config, a->keys, &returned, dsn, a->actor, a->cx->now,
			    &result, &subscriber, error) ||
	    !kw_mails_set_person(a->cx->db, a->mail->id, NULL, subscriber, error))
		return NULL;
	if (result == KW_BOUNCE_PROBE)
		send_probe(a->cx, a->keys, subscriber);
	return outcomes[result];
}

/* An answer takes him on again, as an answer to the question whether he wants to be. */
static gboolean ask(const KwArrived *a, int64_t subscriber, GError **error)
{
	g_autoptr(KwSubscriber) reader = kw_roll_find(a->cx->db, subscriber, error);
	g_autoptr(GPtrArray) answers = g_ptr_array_new();
	KwAnswer answer = {.kind = "reported", .subscriber = subscriber};

	if (!reader)
		return FALSE;
	answer.address = reader->address;
	answer.language = reader->language;
	g_ptr_array_add(answers, &answer);
	return kw_reader_tell(a, answers, NULL, error);
}

const char *kw_bounce_complained(const KwArrived *a, GError **error)
{
	static const char *const outcomes[] = {
		[KW_COMPLAINT_NO_TOKEN] = "complaint without token",
		[KW_COMPLAINT_NOTHING] = "noted",
		[KW_COMPLAINT_DONE] = "complaint",
		[KW_COMPLAINT_ASKED] = "complaint, asked",
	};
	const KwFeedback *report = a->reading->report;
	KwReturned returned;
	KwComplaintResult result;
	int64_t subscriber;

	if (!report) /* announced, and not there */
		return outcomes[KW_COMPLAINT_NO_TOKEN];
	returned = returned_of(a, report->original_message_id);
	if (!kw_bounce_complaint(a->cx->db, a->keys, &returned, report, a->actor, a->cx->now,
				 &result, &subscriber, error) ||
	    !kw_mails_set_person(a->cx->db, a->mail->id, NULL, subscriber, error) ||
	    (result == KW_COMPLAINT_ASKED && !ask(a, subscriber, error)))
		return NULL;
	return outcomes[result];
}

/* --- what relays refused --- */

static gboolean score(KwContext *cx, const KwKeys *keys, const KwOutboxRow *row, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *actor = g_strdup_printf("outbox:%" G_GINT64_FORMAT, row->id);
	KwBounceResult result;
	gboolean is_ours;

	if (!tx || !kw_outbox_take_bounce(cx->db, row->id, &is_ours, error))
		return FALSE;
	if (!is_ours || !row->subscriber)
		return kw_tx_commit(tx, error);
	if (!kw_bounce_refused(cx->db, cx->config, row->issue, row->subscriber, actor, cx->now,
			       &result, error))
		return FALSE;
	if (result == KW_BOUNCE_PROBE)
		send_probe(cx, keys, row->subscriber);
	return kw_tx_commit(tx, error);
}

static gboolean sweep(KwContext *cx, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(KwKeys) keys = NULL;

	if (!kw_context_open_db(cx, error)) /* closed where a mail's child could not be started */
		return FALSE;
	rows = kw_outbox_list_bounces(cx->db, SWEEP_LIMIT, error);
	if (!rows || (rows->len && !(keys = kw_keys_load(cx->config->keys_file, error))))
		return FALSE;
	for (guint i = 0; i < rows->len; i++)
		if (!score(cx, keys, rows->pdata[i], error))
			return FALSE;
	return kw_bounce_judge(cx->db, cx->config, SWEEP_LIMIT, "cron", cx->now, error);
}

void kw_bounce_sweep(KwContext *cx)
{
	g_autoptr(GError) error = NULL;

	if (!sweep(cx, &error))
		kw_log(KW_LOG_WARNING, "bounces: %s", error->message);
}
