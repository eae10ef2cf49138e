/* Mails of those who are not staff, between the rooms: ingest/ knows the sender's own words,
 * subscribers/ what they mean, what follows and what is answered.
 *
 * A mail that must not be answered (RFC 3834) is not acted on either: whoever is subscribed or
 * taken off has to learn of it. */
#include "reader.h"

#include "answered.h"
#include "consult_mail.h"

#include "ingest/gateway.h"
#include "store/issues.h"
#include "store/items.h"
#include "subscribers/consult.h"
#include "subscribers/preferences.h"
#include "subscribers/reply.h"
#include "subscribers/request.h"

#include <string.h>

#define ASK_BACK_BYTES 200 /* a longer text is no command, but something to read */

/* The address that it went to may ask for something: "news-subscribe@…". */
static const char *tag_of(const KwReading *reading, const char *recipient)
{
	const GPtrArray *to = reading->message->to;
	const char *tag = recipient ? kw_command_of_address(recipient) : NULL;

	for (guint i = 0; !tag && i < to->len; i++) {
		const char *address = ((const KwAddress *)to->pdata[i])->address;

		tag = address ? kw_command_of_address(address) : NULL;
	}
	return tag;
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
	const KwCommandMail mail = {
		.subject = subject,
		.own = reading->own,
		.from = address,
		.tag = tag_of(reading, recipient),
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

static KwResponse *act(const KwArrived *a, const char *address, GError **error)
{
	KwContext *cx = a->cx;
	const KwReading *reading = a->reading;
	const KwAnswered asked = kw_answered_find(a, KW_TOKEN_CONFIRM);
	const KwAnswered prefers = kw_answered_find(a, KW_TOKEN_PREFERENCES);
	g_autoptr(KwCommand) command = kw_reader_command(
		reading, a->mail->recipient, asked.second != 0, cx->now, cx->config->timezone);
	g_autofree char *unused = NULL;

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
					   .unused = unused,
					   .may_ask_back = may_ask_back(a),
					   .language = cx->config->language,
					   .words = a->words,
					   .actor = a->actor,
					   .evidence = reading->message->message_id,
					   .now = cx->now},
			      error);
}

/* ---- answers ---- */

static gboolean answer_all(const KwArrived *a, const GPtrArray *answers, const char *sender,
			   GError **error)
{
	KwContext *cx = a->cx;
	const KwAsked asked = {
		.config = cx->config,
		.keys = a->keys,
		.mail = a->mail->id,
		.sender = sender,
		.message_id = a->reading->message->message_id,
		.now = cx->now,
	};

	for (guint i = 0; i < answers->len; i++)
		if (!kw_receipt_forgive(
			    a, kw_reply_answer(cx->db, &asked, answers->pdata[i], error), error))
			return FALSE;
	return TRUE;
}

gboolean kw_reader_take(const KwArrived *a, const char **out_outcome, GError **error)
{
	const KwAddress *from = a->reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autoptr(KwResponse) response = NULL;

	*out_outcome = NULL;
	if (!address || kw_reply_is_ours(a->cx->config, address) || !kw_receipt_may_answer(a))
		return TRUE;
	response = act(a, address, error);
	if (!response || !answer_all(a, response->answers, address, error))
		return FALSE;
	*out_outcome = response->outcome;
	return TRUE;
}
