/* An arrived mail goes to one room: a staff member's forward to ingest/, what anybody else asks for
 * to subscribers/, everything else is kept with a word for a person. How a mail is read is
 * ingest/reading; what goes back to staff is receipt.c, to others reader.c; who is staff stands in
 * the configuration.
 *
 * The From gives no authority: contributing needs none, and both the item and the receipt say
 * whether the sender is proven. */
#include "dispatch.h"

#include "bounce.h"
#include "consult_mail.h"
#include "reader.h"
#include "receipt.h"

#include "base/error.h"
#include "ingest/notice.h"
#include "store/journal.h"
#include "store/roll.h"
#include "subscribers/leave.h"

#include <string.h>

#define FORWARDINGS_A_DAY 5
#define DAY_S             (24 * 3600)

static const KwConfigStaff *find_staff(const KwConfig *config, const char *address)
{
	for (guint i = 0; address && i < config->staff->len; i++) {
		const KwConfigStaff *staff = config->staff->pdata[i];
		g_autofree char *known = kw_address_normalise(staff->address);

		if (known && g_str_equal(known, address))
			return staff;
	}
	return NULL;
}

static void arrived_clear(KwArrived *a)
{
	g_clear_pointer(&a->words, kw_words_free);
	g_clear_pointer(&a->keys, kw_keys_free);
	g_free(a->actor);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwArrived, arrived_clear)

/* The address in From, normalised; NULL = none. */
static char *from_address(const KwReading *reading)
{
	const KwAddress *from = reading->message->from;

	return from && from->address ? kw_address_normalise(from->address) : NULL;
}

static gboolean prepare(KwArrived *a, GError **error)
{
	g_autofree char *address = from_address(a->reading);

	a->staff = find_staff(a->cx->config, address);
	a->actor = g_strdup_printf("mail:%" G_GINT64_FORMAT, a->mail->id);
	a->keys = kw_keys_load(a->cx->config->keys_file, error);
	return a->keys && (a->words = kw_context_words(a->cx, error));
}

static gboolean note(const KwArrived *a, const KwIntakeResult *result, GError **error)
{
	g_autofree char *subject = g_strdup_printf("item:%" G_GINT64_FORMAT, result->item);

	return kw_journal_put(a->cx->db, a->cx->now, a->actor,
			      result->is_new        ? "item.new"
			      : result->is_revision ? "item.revise"
						    : "item.again",
			      subject, NULL, error);
}

/* A staff member's mail becomes items, other tellings of some, or revisions. */
static const char *take_contribution(const KwArrived *a, GError **error)
{
	KwContext *cx = a->cx;
	const char *who = a->staff->name ? a->staff->name : a->staff->address;
	g_autoptr(GArray) results =
		kw_intake_mail(cx->db, a->reading, a->mail->id, who, a->words, cx->now, error);

	if (!results)
		return NULL;
	for (guint i = 0; i < results->len; i++)
		if (!note(a, &g_array_index(results, KwIntakeResult, i), error))
			return NULL;
	if (!kw_receipt_for_items(a, results, error))
		return NULL;
	return g_array_index(results, KwIntakeResult, 0).restricted ? "restricted item" : "item";
}

/* Somebody leaves by what List-Unsubscribe asks for: a token in the envelope's recipient, in To
 * (what lies in a mailbox may name only the mailbox as its recipient), or in the subject. NULL with
 * *error, "" where it is no leave. */
static const char *take_leave(const KwArrived *a, GError **error)
{
	KwContext *cx = a->cx;
	const GPtrArray *to = a->reading->message->to;
	KwLeaveResult result = KW_LEAVE_NONE;

	if (a->mail->recipient && !kw_leave_by_address(cx->db, a->keys, a->mail->recipient,
						       a->actor, cx->now, &result, error))
		return NULL;
	for (guint i = 0; result == KW_LEAVE_NONE && i < to->len; i++) {
		const char *address = ((const KwAddress *)to->pdata[i])->address;

		if (address && !kw_leave_by_address(cx->db, a->keys, address, a->actor, cx->now,
						    &result, error))
			return NULL;
	}
	if (result == KW_LEAVE_NONE &&
	    !kw_leave_by_subject(cx->db, a->keys, a->reading->message->subject, a->actor, cx->now,
				 &result, error))
		return NULL;
	return result == KW_LEAVE_NONE ? "" : result == KW_LEAVE_DONE ? "left" : "had left";
}

/* A mail of somebody who is not staff, for a person to read: a reader asks, or a stranger writes.
 * Never an item: what a reader forwards is what he asks about. */
static const char *keep(const KwArrived *a, const char *of_reader, GError **error)
{
	g_autofree char *address = from_address(a->reading);
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber)
		reader = address ? kw_roll_find_address(a->cx->db, address, &trouble) : NULL;
	gboolean is_question;

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	if (!kw_consult_take(a, reader, NULL, &is_question, error))
		return NULL;
	return is_question ? "question" : reader ? of_reader : "unknown sender";
}

/* The same, unless it asks for something that can be done. */
static const char *take_wish(const KwArrived *a, const char *of_reader, GError **error)
{
	const char *outcome = NULL;

	if (!kw_reader_take(a, &outcome, error))
		return NULL;
	return outcome ? outcome : keep(a, of_reader, error);
}

/* Anybody can write such a mail and so make us write to all staff: where our server could prove it
 * to be Google's it has to, and there are not many a day. */
static const char *take_forwarding(const KwArrived *a, GError **error)
{
	static const char outcome[] = "forwarding confirmation";
	int64_t today;

	if (a->cx->config->authserv_id && !kw_receipt_is_proven(a))
		return keep(a, "consultation", error);
	if (!kw_mails_count_outcome(a->cx->db, outcome, a->cx->now - DAY_S, &today, error))
		return NULL;
	if (today >= FORWARDINGS_A_DAY)
		return keep(a, "consultation", error);
	return kw_receipt_for_forwarding(a, error) ? outcome : NULL;
}

static const char *take_post(const KwArrived *a, GError **error)
{
	switch (kw_notice_of(a->reading)) {
	case KW_NOTICE_FORWARDING: return take_forwarding(a, error);
	case KW_NOTICE_RECALL:
		if (a->staff)
			return kw_receipt_for_recall(a, error) ? "recall" : NULL;
		break;
	case KW_NOTICE_ANSWER:
		if (a->staff)
			return "staff answer";
		break;
	case KW_NOTICE_READ: return "noted";
	case KW_NOTICE_NONE: break;
	}
	return a->staff ? take_contribution(a, error) : take_wish(a, "consultation", error);
}

/* The outcome, a static word for `mails list`; NULL on error. */
static const char *act(const KwArrived *a, GError **error)
{
	KwKind kind = a->reading->kind;
	const char *leave;

	if (a->mail->copy_of)
		return "copy";
	/* a mail program that acts on List-Unsubscribe may call its mail automatic, or puts the
	 * letter's Message-ID into it */
	if (kind != KW_KIND_BOUNCE && kind != KW_KIND_LOOP) {
		leave = take_leave(a, error);
		if (!leave || *leave)
			return leave;
	}
	if (kind == KW_KIND_POST || kind == KW_KIND_ANSWER) {
		const char *answer;

		if (!kw_consult_take_answer(a, &answer, error))
			return NULL;
		if (answer)
			return answer;
	}
	switch (kind) {
	case KW_KIND_POST: return take_post(a, error);
	case KW_KIND_ANSWER:
		return a->staff ? "staff answer" : take_wish(a, "reader answer", error);
	case KW_KIND_COMMAND:
		return a->staff ? "staff answer" : take_wish(a, "reader command", error);
	case KW_KIND_BOUNCE: return kw_bounce_arrived(a, error);
	case KW_KIND_REPORT: return kw_bounce_complained(a, error);
	case KW_KIND_AUTO_REPLY:
	case KW_KIND_LOOP: break;
	}
	return "noted";
}

/* What is believed of senders: borrowed from the configuration. */
static GPtrArray *signers_of(const KwConfig *config)
{
	GPtrArray *signers = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < config->staff->len; i++) {
		const KwConfigStaff *staff = config->staff->pdata[i];
		const char *const keys[] = {staff->pgp, staff->smime};

		for (guint j = 0; j < G_N_ELEMENTS(keys); j++) {
			const KwAuthSigner signer = {keys[j], staff->address, j == 1};

			if (keys[j])
				g_ptr_array_add(signers, g_memdup2(&signer, sizeof(signer)));
		}
	}
	return signers;
}

KwReading *kw_dispatch_read(const KwConfig *config, GBytes *raw, const char *sender,
			    const char *recipient, GError **error)
{
	g_autoptr(GPtrArray) signers = signers_of(config);
	const KwMessageLimits limits = {.max_parts = config->intake_parts};
	const KwAuthTrust trust = {.authserv_id = config->authserv_id,
				   .keyring = config->intake_keyring,
				   .signers = signers};
	const KwReadingContext context = {
		.sender = sender,
		.recipient = recipient,
		.own_list_id = config->list_id,
		.zone = config->timezone,
		.limits = &limits,
		.trust = &trust,
	};

	return kw_reading_of_mail(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), &context,
				  error);
}

gboolean kw_dispatch_mail(KwContext *cx, int64_t mail, GError **error)
{
	g_autoptr(KwMail) row = kw_mails_find(cx->db, mail, error);
	g_autoptr(GBytes) raw = row ? kw_mails_raw(cx->db, mail, error) : NULL;

	if (!raw) {
		if (error && !*error)
			kw_error_set(error, KW_ERROR_INTERNAL,
				     "mail %" G_GINT64_FORMAT ": no such row", mail);
		return FALSE;
	}
	g_autoptr(KwReading)
		reading = kw_dispatch_read(cx->config, raw, row->sender, row->recipient, error);
	g_auto(KwArrived) arrived = {.cx = cx, .mail = row, .reading = reading};
	if (!reading || !prepare(&arrived, error))
		return FALSE;

	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean is_ours;
	g_autofree char *author = from_address(reading);
	const char *outcome = tx ? act(&arrived, error) : NULL;

	if (!outcome || !kw_mails_set_person(cx->db, mail, author, 0, error) ||
	    !kw_mails_finish(cx->db, mail, kw_kind_name(reading->kind), outcome,
			     reading->message->subject, &is_ours, error))
		return FALSE;
	/* somebody else finished it in the meantime: leaving the scope undoes ours */
	return !is_ours || kw_tx_commit(tx, error);
}
