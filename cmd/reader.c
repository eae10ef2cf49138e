/* Mails of those who are not staff, between the rooms: ingest/ knows the sender's own words,
 * subscribers/ what they mean, what follows and what is answered.
 *
 * A mail that must not be answered (RFC 3834) is not acted on either: whoever is subscribed or
 * taken off has to learn of it. */
#include "reader.h"

#include "answered.h"
#include "consult_mail.h"
#include "selfcheck_mail.h"

#include "base/code.h"
#include "subscribers/bodies.h"
#include "ingest/gateway.h"
#include "store/issues.h"
#include "store/items.h"
#include "subscribers/consult.h"
#include "subscribers/preferences.h"
#include "subscribers/reply.h"
#include "subscribers/request.h"

#include <string.h>

#define ASK_BACK_BYTES 200 /* a longer text is no command, but something to read */

/* The address that it went to may ask for something: "news-subscribe@…". NULL = it does not. */
static const char *asking_address(const KwReading *reading, const char *recipient)
{
	const GPtrArray *to = reading->message->to;

	if (recipient && kw_command_of_address(recipient))
		return recipient;
	for (guint i = 0; i < to->len; i++) {
		const char *address = ((const KwAddress *)to->pdata[i])->address;

		if (address && kw_command_of_address(address))
			return address;
	}
	return NULL;
}

static gboolean is_by_a_person(KwKind kind)
{
	return kind == KW_KIND_POST || kind == KW_KIND_ANSWER || kind == KW_KIND_COMMAND;
}

KwCommand *kw_reader_command(const KwReading *reading, const char *recipient,
			     gboolean is_confirmation, int64_t now, GTimeZone *zone)
{
	const KwAddress *from = reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autofree char *subject = kw_gateway_subject(reading->message->subject, NULL);
	const char *asking = asking_address(reading, recipient);
	const KwCommandMail mail = {
		.subject = subject,
		.own = reading->own,
		.from = address,
		.tag = asking ? kw_command_of_address(asking) : NULL,
		.is_confirmation = is_confirmation,
		.now = now,
		.zone = zone,
	};

	return is_by_a_person(reading->kind) ? kw_command_read(&mail) : g_new0(KwCommand, 1);
}

/* ---- what is asked ---- */

/* The products that a bulletin is about, where the mail answers one: *out_ids or NULL. */
static gboolean find_unused(const KwArrived *a, char **out_ids, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwDb *db = a->cx->db;
	const KwAnswered token = kw_answered_find(a, KW_TOKEN_DELIVERY);
	g_autoptr(KwIssue) issue = token.first ? kw_issues_find(db, token.first, &trouble) : NULL;
	g_autoptr(GPtrArray) items = NULL;

	*out_ids = NULL;
	if (issue && g_str_equal(issue->kind, "bulletin"))
		items = kw_issues_items(db, issue->id, &trouble);
	for (guint i = 0; items && !trouble && i < items->len; i++) {
		g_autoptr(KwItem)
			item = kw_items_find(db, ((KwIssueItem *)items->pdata[i])->item, &trouble);
		char *longer = item ? kw_preferences_join(*out_ids, item->products) : NULL;

		if (longer) {
			g_free(*out_ids);
			*out_ids = longer;
		}
	}
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return trouble == NULL;
}

static KwConsult consulted(const KwArrived *a)
{
	return kw_consult_read(a->words, kw_consult_subject(a->reading), a->reading->own);
}

/* A few words that nobody could make sense of: not a question, thanks, or what else goes to the
 * consultation desk. */
static gboolean may_ask_back(const KwArrived *a)
{
	const KwReading *reading = a->reading;
	g_autoptr(GPtrArray) attachments = kw_message_attachments(reading->message);
	const KwConsult consult = consulted(a);

	return !reading->forward && !attachments->len && strlen(reading->own) <= ASK_BACK_BYTES &&
	       consult.kind == KW_CONSULT_QUESTION && !consult.is_question && consult.is_bare;
}

/* The sign-up code that he gives, folded; NULL = none, or nobody's. */
static char *code_of(const KwArrived *a, gboolean *out_is_unknown)
{
	const KwReading *reading = a->reading;
	const KwConfigPartner *body = kw_bodies_read(
		a->cx->config->partners,
		&(KwBodiesMail){.subject = reading->message->subject,
				.own = reading->own,
				.address = asking_address(reading, a->mail->recipient)},
		out_is_unknown);

	return body ? kw_code_fold(body->code) : NULL;
}

/* Whether what is left of a mail asks something of a person. */
static gboolean asks_in_words(const KwArrived *a, const char *rest)
{
	const KwConsult consult = kw_consult_read(a->words, NULL, rest);

	return consult.kind == KW_CONSULT_SPECIALIST || consult.kind == KW_CONSULT_POLICY ||
	       (consult.kind == KW_CONSULT_QUESTION && consult.is_question);
}

static KwCommand *read_command(const KwArrived *a)
{
	const KwContext *cx = a->cx;
	gboolean is_confirmation = kw_answered_find_asked(a).second != 0;
	KwCommand *command = kw_reader_command(a->reading, a->mail->recipient, is_confirmation,
					       cx->now, cx->config->timezone);

	/* "Help! …" is no wish for the list of commands, and beside a question a person answers */
	if (g_strcmp0(command->verb, "help") == 0 &&
	    (consulted(a).kind == KW_CONSULT_INCIDENT || asks_in_words(a, command->rest)))
		command->verb = NULL;
	return command;
}

static KwResponse *act(const KwArrived *a, KwCommand *command, const char *address, GError **error)
{
	KwContext *cx = a->cx;
	const KwReading *reading = a->reading;
	const KwAnswered asked = kw_answered_find_asked(a);
	const KwAnswered prefers = kw_answered_find(a, KW_TOKEN_PREFERENCES);
	const KwAnswered undo = kw_answered_find(a, KW_TOKEN_UNDO);
	gboolean has_unknown_code;
	g_autofree char *unused = NULL, *code = code_of(a, &has_unknown_code);
	g_autoptr(GError) trouble = NULL;
	g_autoptr(GPtrArray) checked = kw_selfcheck_of_mail(a, command, &trouble);

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	if (g_strcmp0(command->verb, "not-used") == 0 && !find_unused(a, &unused, error))
		return NULL;
	return kw_request_act(cx->db,
			      &(KwRequest){.command = command,
					   .address = address,
					   .own = reading->own,
					   .confirms = asked.second,
					   .asked_at = asked.first,
					   .prefers = prefers.second,
					   .undoes = undo.first,
					   .undoes_to = undo.second,
					   .undo_days = cx->config->intake_undo_days,
					   .checked = checked,
					   .unused = unused,
					   .code = code,
					   .has_unknown_code = has_unknown_code,
					   .may_ask_back = may_ask_back(a),
					   .signs = kw_consult_signs(reading),
					   .language = cx->config->language,
					   .words = a->words,
					   .actor = a->actor,
					   .evidence = reading->message->message_id,
					   .from_is_proven = kw_receipt_is_proven(a),
					   .now = cx->now},
			      error);
}

/* ---- answers ---- */

/* What a mail asks beside its wish: what is left of it, or all of it where something has happened.
 */
static KwBeside beside_of(const KwArrived *a, const KwCommand *command, const KwAnswer *answer)
{
	gboolean is_incident = consulted(a).kind == KW_CONSULT_INCIDENT;

	return (KwBeside){.answer = answer->kind,
			  .text = is_incident ? NULL : command->rest,
			  .asks = is_incident || asks_in_words(a, command->rest)};
}

/* The answer that goes to whoever wrote; NULL = none. */
static const KwAnswer *answer_to(const GPtrArray *answers, const char *sender)
{
	for (guint i = 0; i < answers->len; i++) {
		const KwAnswer *answer = answers->pdata[i];

		if (g_str_equal(answer->address, sender))
			return answer;
	}
	return NULL;
}

/* `beside`: the question that the desk got of the same mail; NULL = none. */
static gboolean answer_all(const KwArrived *a, const GPtrArray *answers, const char *sender,
			   const KwBeside *beside, GError **error)
{
	KwContext *cx = a->cx;
	const KwAsked asked = {
		.config = cx->config,
		.keys = a->keys,
		.mail = a->mail->id,
		.sender = sender,
		.message_id = a->reading->message->message_id,
		.is_proven = kw_receipt_is_proven(a),
		.has_question = beside != NULL,
		.firstaid = beside ? beside->firstaid : NULL,
		.now = cx->now,
	};

	for (guint i = 0; i < answers->len; i++)
		if (!kw_receipt_forgive(
			    a, kw_reply_answer(cx->db, &asked, answers->pdata[i], error), error))
			return FALSE;
	return TRUE;
}

gboolean kw_reader_tell(const KwArrived *a, const GPtrArray *answers, const char *sender,
			GError **error)
{
	return answer_all(a, answers, sender, NULL, error);
}

/* A question beside what was done: to the desk, before the answer that tells of it. */
static gboolean take_beside(const KwArrived *a, const char *sender, KwBeside *beside,
			    gboolean *out_is_question, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwSubscriber) reader = kw_roll_find_address(a->cx->db, sender, &trouble);

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	return kw_consult_take(a, reader, beside, out_is_question, error);
}

static gboolean respond(const KwArrived *a, KwCommand *command, const char *sender,
			const char **out_outcome, GError **error)
{
	g_autoptr(KwResponse) response = act(a, command, sender, error);
	const KwAnswer *answer = response ? answer_to(response->answers, sender) : NULL;
	g_auto(KwBeside) beside = answer ? beside_of(a, command, answer) : (KwBeside){0};
	gboolean is_left = response && (response->needs_person || beside.asks);
	gboolean is_question = FALSE;

	if (!response ||
	    (answer && is_left && !take_beside(a, sender, &beside, &is_question, error)))
		return FALSE;
	*out_outcome = is_question ? "question" : is_left ? NULL : response->outcome;
	return answer_all(a, response->answers, sender, is_question ? &beside : NULL, error);
}

gboolean kw_reader_take(const KwArrived *a, const char **out_outcome, GError **error)
{
	const KwAddress *from = a->reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autoptr(KwCommand) command = NULL;

	*out_outcome = NULL;
	if (!address || kw_reply_is_ours(a->cx->config, address) || !kw_receipt_may_answer(a))
		return TRUE;
	command = read_command(a);
	return respond(a, command, address, out_outcome, error);
}
