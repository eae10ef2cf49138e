/* Mails of those who are not staff, between the rooms: ingest/ knows the sender's own words,
 * subscribers/ what they mean and what follows, digest/ how an answer looks.
 *
 * A mail that must not be answered (RFC 3834) is not acted on either: whoever is subscribed or
 * taken off has to learn of it. */
#include "reader.h"

#include "answered.h"
#include "consult_mail.h"

#include "base/code.h"
#include "digest/reply.h"
#include "ingest/gateway.h"
#include "store/issues.h"
#include "store/items.h"
#include "subscribers/answering.h"
#include "subscribers/bodies.h"
#include "subscribers/consult.h"
#include "subscribers/preferences.h"
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

static gboolean is_ours(const KwConfig *config, const char *address)
{
	const char *const own[] = {config->from, config->bounce, config->contact};

	for (guint i = 0; i < G_N_ELEMENTS(own); i++) {
		g_autofree char *normal = own[i] ? kw_address_normalise(own[i]) : NULL;

		if (g_strcmp0(normal, address) == 0)
			return TRUE;
	}
	return FALSE;
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

static KwResponse *act(const KwArrived *a, const char *address, GError **error)
{
	KwContext *cx = a->cx;
	const KwReading *reading = a->reading;
	const KwAnswered asked = kw_answered_find(a, KW_TOKEN_CONFIRM);
	const KwAnswered prefers = kw_answered_find(a, KW_TOKEN_PREFERENCES);
	const KwAnswered undo = kw_answered_find(a, KW_TOKEN_UNDO);
	g_autoptr(KwCommand) command = kw_reader_command(
		reading, a->mail->recipient, asked.second != 0, cx->now, cx->config->timezone);
	gboolean has_unknown_code;
	g_autofree char *unused = NULL, *code = code_of(a, &has_unknown_code);

	/* "Help! …" is no wish for the list of commands */
	if (g_strcmp0(command->verb, "help") == 0 && consulted(a).kind == KW_CONSULT_INCIDENT)
		command->verb = NULL;
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
					   .unused = unused,
					   .code = code,
					   .has_unknown_code = has_unknown_code,
					   .may_ask_back = may_ask_back(a),
					   .language = cx->config->language,
					   .words = a->words,
					   .actor = a->actor,
					   .evidence = reading->message->message_id,
					   .now = cx->now},
			      error);
}

/* ---- answers ---- */

/* What an answer to this answer is about; NULL = nothing in particular. */
static char *token_for(const KwArrived *a, const KwAnswer *answer)
{
	static const char *const preferences[] = {"welcome", "change", "changed", NULL};

	if (!answer->subscriber)
		return NULL;
	if (g_str_equal(answer->kind, "confirm") || g_str_equal(answer->kind, "reported"))
		return kw_token_format(a->keys, KW_TOKEN_CONFIRM, a->cx->now, answer->subscriber);
	if (g_str_equal(answer->kind, "moved"))
		return kw_token_format(a->keys, KW_TOKEN_UNDO, answer->moved_to,
				       answer->subscriber);
	if (g_strv_contains(preferences, answer->kind))
		return kw_token_format(a->keys, KW_TOKEN_PREFERENCES, a->mail->id,
				       answer->subscriber);
	return NULL;
}

static gboolean put_answer(const KwArrived *a, const KwAnswer *answer, const char *sender,
			   GError **error)
{
	KwContext *cx = a->cx;
	g_autofree char *token = token_for(a, answer);
	g_autoptr(KwSubscriber) reader =
		answer->subscriber ? kw_roll_find(cx->db, answer->subscriber, error) : NULL;
	gboolean is_sender = g_strcmp0(answer->address, sender) == 0;
	const KwReply reply = {
		.mail = a->mail->id,
		.kind = answer->kind,
		.address = answer->address,
		.language = answer->language,
		.message_id = is_sender ? a->reading->message->message_id : NULL,
		.token = token,
		.reader = reader,
	};

	if (answer->subscriber && !reader)
		return FALSE;
	return kw_receipt_forgive(a, kw_reply_put(cx->db, cx->config, &reply, cx->now, error),
				  error);
}

gboolean kw_reader_tell(const KwArrived *a, const GPtrArray *answers, const char *sender,
			GError **error)
{
	KwContext *cx = a->cx;
	const KwAnsweringCaps caps = {cx->config->intake_answers, cx->config->intake_confirmations};

	for (guint i = 0; i < answers->len; i++) {
		const KwAnswer *answer = answers->pdata[i];
		gboolean may;

		if (is_ours(cx->config, answer->address))
			continue;
		if (!kw_answering_take(cx->db, &caps, a->mail->id, answer->address, answer->kind,
				       cx->now, &may, error))
			return FALSE;
		if (may && !put_answer(a, answer, sender, error))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_reader_take(const KwArrived *a, const char **out_outcome, GError **error)
{
	const KwAddress *from = a->reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autoptr(KwResponse) response = NULL;

	*out_outcome = NULL;
	if (!address || is_ours(a->cx->config, address) || !kw_receipt_may_answer(a))
		return TRUE;
	response = act(a, address, error);
	if (!response || !kw_reader_tell(a, response->answers, address, error))
		return FALSE;
	*out_outcome = response->outcome;
	return TRUE;
}
