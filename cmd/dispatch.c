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

/* All that is read from files, before the transaction begins: nobody waits for it. */
typedef struct {
	KwContext *cx;
	const KwMail *mail;
	const KwReading *reading;
	const KwConfigStaff *staff; /* NULL: it is from nobody of the staff */
	KwWords *words;             /* NULL where there is no staff */
	KwKeys *keys;
	char *actor;
} Arrived;

static void arrived_clear(Arrived *a)
{
	g_clear_pointer(&a->words, kw_words_free);
	g_clear_pointer(&a->keys, kw_keys_free);
	g_free(a->actor);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arrived, arrived_clear)

static gboolean prepare(Arrived *a, GError **error)
{
	a->staff = find_staff(a->cx->config, a->reading->message->from);
	a->actor = g_strdup_printf("mail:%" G_GINT64_FORMAT, a->mail->id);
	a->keys = kw_keys_load(a->cx->config->keys_file, error);
	if (!a->keys)
		return FALSE;
	return !a->staff || (a->words = kw_context_words(a->cx, error));
}

/* A staff member's mail becomes an item, another telling of one, or a revision. */
static const char *take_contribution(const Arrived *a, GError **error)
{
	KwContext *cx = a->cx;
	const char *who = a->staff->name ? a->staff->name : a->staff->address;
	g_autofree char *subject = NULL;
	g_autoptr(GArray) results = kw_intake_mail(cx->db, a->reading, a->mail->id, who, a->words,
						   cx->now, error);

	if (!results)
		return NULL;
	const KwIntakeResult result = g_array_index(results, KwIntakeResult, 0);
	subject = g_strdup_printf("item:%" G_GINT64_FORMAT, result.item);
	if (!kw_journal_put(cx->db, cx->now, a->actor,
			    result.is_new        ? "item.new"
			    : result.is_revision ? "item.revise"
						 : "item.again",
			    subject, NULL, error))
		return NULL;
	return result.restricted ? "restricted item" : "item";
}

/* Somebody leaves by what List-Unsubscribe asks for: a token in the envelope's recipient (where the
 * MTA does not tell it, in To), or in the subject. NULL with *error, "" where it is no leave. */
static const char *take_leave(const Arrived *a, GError **error)
{
	KwContext *cx = a->cx;
	const GPtrArray *to = a->reading->message->to;
	KwLeaveResult result = KW_LEAVE_NONE;

	if (a->mail->recipient && !kw_leave_by_address(cx->db, a->keys, a->mail->recipient,
						       a->actor, cx->now, &result, error))
		return NULL;
	for (guint i = 0; !a->mail->recipient && result == KW_LEAVE_NONE && i < to->len; i++) {
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

/* The outcome, a static word for `mails list`; NULL on error. */
static const char *act(const Arrived *a, GError **error)
{
	KwKind kind = a->reading->kind;
	const char *leave;

	if (a->mail->copy_of)
		return "copy";
	/* a mail program that acts on List-Unsubscribe may call its mail automatic */
	if (kind == KW_KIND_POST || kind == KW_KIND_AUTO_REPLY) {
		leave = take_leave(a, error);
		if (!leave || *leave)
			return leave;
	}
	if (kind != KW_KIND_POST)
		return "noted";
	return a->staff ? take_contribution(a, error) : "unknown sender";
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
	const KwReadingContext context = {
		.sender = row->sender,
		.recipient = row->recipient,
		.own_list_id = cx->config->list_id,
		.zone = cx->config->timezone,
		.limits = &limits,
	};
	g_autoptr(KwReading) reading = kw_reading_of_mail(g_bytes_get_data(raw, NULL),
							  g_bytes_get_size(raw), &context, error);
	g_auto(Arrived) arrived = {.cx = cx, .mail = row, .reading = reading};
	if (!reading || !prepare(&arrived, error))
		return FALSE;

	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean is_ours;
	const char *outcome = tx ? act(&arrived, error) : NULL;

	if (!outcome || !kw_mails_finish(cx->db, mail, kw_kind_name(reading->kind), outcome,
					 reading->message->subject, &is_ours, error))
		return FALSE;
	/* somebody else finished it in the meantime: leaving the scope undoes ours */
	return !is_ours || kw_tx_commit(tx, error);
}
