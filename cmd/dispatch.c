/* An arrived mail goes to one room: a staff member's forward to ingest/, a mail to a leave address
 * to subscribers/, everything else is noted and waits for a person. How a mail is read is
 * ingest/reading; who is staff stands in the configuration. The quoted or written From gives no
 * authority: contributing needs none, and the item says who claims to have sent it. */
#include "dispatch.h"

#include "base/error.h"
#include "ingest/intake.h"
#include "store/journal.h"
#include "store/mails.h"
#include "subscribers/leave.h"

#include <string.h>

static const KwConfigStaff *find_staff(const KwConfig *config, const KwAddress *from)
{
	g_autofree char *address = NULL;

	if (!from || !from->address || !(address = kw_address_normalise(from->address)))
		return NULL;
	for (guint i = 0; i < config->staff->len; i++) {
		const KwConfigStaff *staff = config->staff->pdata[i];
		g_autofree char *known = kw_address_normalise(staff->address);

		if (known && g_str_equal(known, address))
			return staff;
	}
	return NULL;
}

/* A staff member's mail becomes an item, another telling of one, or a revision. */
static const char *take_contribution(KwContext *cx, int64_t mail, const KwReading *reading,
				     const KwConfigStaff *staff, GError **error)
{
	g_autoptr(KwWords) words = kw_context_words(cx, error);
	g_autofree char *subject = NULL, *actor = NULL;
	KwIntakeResult result;

	if (!words ||
	    !kw_intake_mail(cx->db, reading, mail, staff->name ? staff->name : staff->address,
			    words, cx->now, &result, error))
		return NULL;
	subject = g_strdup_printf("item:%" G_GINT64_FORMAT, result.item);
	actor = g_strdup_printf("mail:%" G_GINT64_FORMAT, mail);
	if (!kw_journal_put(cx->db, cx->now, actor,
			    result.is_new        ? "item.new"
			    : result.is_revision ? "item.revise"
						 : "item.again",
			    subject, NULL, error))
		return NULL;
	return result.restricted ? "restricted item" : "item";
}

/* Somebody leaves by what List-Unsubscribe asks for: a token in the envelope's recipient (where the
 * MTA does not tell it, in To), or in the subject. NULL with *error, "" where it is no leave. */
static const char *take_leave(KwContext *cx, const KwMail *mail, const KwReading *reading,
			      GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(cx->config->keys_file, error);
	g_autofree char *actor = g_strdup_printf("mail:%" G_GINT64_FORMAT, mail->id);
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	KwLeaveResult result = KW_LEAVE_NONE;

	if (!keys)
		return NULL;
	if (mail->recipient)
		g_ptr_array_add(addresses, mail->recipient);
	for (guint i = 0; !mail->recipient && i < reading->message->to->len; i++) {
		const KwAddress *to = reading->message->to->pdata[i];

		if (to->address)
			g_ptr_array_add(addresses, to->address);
	}
	for (guint i = 0; result == KW_LEAVE_NONE && i < addresses->len; i++)
		if (!kw_leave_by_address(cx->db, keys, addresses->pdata[i], actor, cx->now, &result,
					 error))
			return NULL;
	if (result == KW_LEAVE_NONE && !kw_leave_by_subject(cx->db, keys, reading->message->subject,
							    actor, cx->now, &result, error))
		return NULL;
	return result == KW_LEAVE_NONE ? "" : result == KW_LEAVE_DONE ? "left" : "had left";
}

/* The outcome, a static word for `mails list`; NULL on error. */
static const char *act(KwContext *cx, const KwMail *mail, const KwReading *reading, GError **error)
{
	const KwConfigStaff *staff = find_staff(cx->config, reading->message->from);
	const char *leave;

	/* a mail program that acts on List-Unsubscribe may call its mail automatic */
	if (reading->kind == KW_KIND_OTHER || reading->kind == KW_KIND_AUTO_REPLY) {
		leave = take_leave(cx, mail, reading, error);
		if (!leave || *leave)
			return leave;
	}
	if (reading->kind != KW_KIND_OTHER)
		return "noted";
	return staff ? take_contribution(cx, mail->id, reading, staff, error) : "unknown sender";
}

gboolean kw_dispatch_mail(KwContext *cx, int64_t mail, GError **error)
{
	g_autoptr(KwMail) row = kw_mails_find(cx->db, mail, error);
	g_autoptr(GBytes) raw = row ? kw_mails_raw(cx->db, mail, error) : NULL;
	const KwMessageLimits limits = {.max_parts = cx->config->intake_parts};

	if (!raw) {
		if (error && !*error)
			kw_error_set(error, KW_ERROR_INTERNAL,
				     "mail %" G_GINT64_FORMAT ": no such row", mail);
		return FALSE;
	}
	/* all parsing before the transaction: nobody waits for it */
	g_autoptr(KwReading) reading =
		kw_reading_of_mail(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), row->sender,
				   cx->config->list_id, cx->config->timezone, &limits, error);
	if (!reading)
		return FALSE;

	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean is_ours;
	const char *outcome = tx ? act(cx, row, reading, error) : NULL;

	if (!outcome || !kw_mails_finish(cx->db, mail, kw_kind_name(reading->kind), outcome,
					 reading->message->subject, &is_ours, error))
		return FALSE;
	/* somebody else finished it in the meantime: leaving the scope undoes ours */
	return !is_ours || kw_tx_commit(tx, error);
}
