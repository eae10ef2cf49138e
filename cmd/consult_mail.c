/* A reader's mail becomes a question: what it asks is subscribers/consult's to say, how the letters
 * look digest/consultation's. The way back, from staff to the reader, is consult_answer.c.
 *
 * From proves nothing, and everybody can make us write: to one address one automatic answer of a
 * kind a day, to the desk so many letters a day. What somebody wrote goes to staff only. */
#include "consult_mail.h"

#include "answered.h"

#include "subscribers/consultation.h"
#include "digest/receipt.h"
#include "mail/address.h"
#include "ingest/own.h"
#include "store/issues.h"
#include "store/items.h"
#include "store/journal.h"
#include "store/segments.h"
#include "subscribers/answering.h"
#include "subscribers/consult.h"

#include <string.h>

#define DAY_S           (24 * 3600)
#define READER_A_DAY    10 /* questions of one reader that reach the desk */
#define STRANGERS_A_DAY 20 /* and of all who are none */
#define OWN_LINES       200
#define QUOTED_LINES    12

/* One question under way. */
typedef struct {
	const KwArrived *arrived;
	const KwSubscriber *reader; /* NULL = is none */
	KwBeside *beside;           /* NULL = asks for nothing else */
	const char *language;       /* of the one who asks */
	char *address, *own;
	KwWords *words; /* in that language */
	KwConsult consult;
	KwQuestion question;
	KwAnswered letter;    /* that is answered: its issue, and to whom it went */
	gboolean is_genuine;  /* it asks whether a letter of ours is that */
	gboolean is_answered; /* at once, by an automatic mail */
} Asked;

static void asked_clear(Asked *asked)
{
	g_free(asked->address);
	g_free(asked->own);
	g_clear_pointer(&asked->words, kw_words_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

/* ---- what it is about ---- */

/* The story that the reader names by its number in the letter that he got, where there is one. */
static gboolean find_item(Asked *asked, GError **error)
{
	KwDb *db = asked->arrived->cx->db;
	int wanted = asked->consult.story;
	g_autoptr(GPtrArray) items = NULL;
	guint mask, stories = 0, at;

	if (!asked->question.issue || wanted <= 0)
		return TRUE;
	items = kw_issues_items(db, asked->question.issue, error);
	if (!items ||
	    !kw_segments_of(db, asked->question.issue, asked->letter.second, &mask, error))
		return FALSE;
	for (guint i = 0; i < items->len; i++)
		stories += g_str_equal(((const KwIssueItem *)items->pdata[i])->place, "story");
	at = kw_segments_story(mask, stories, (guint)wanted);
	if (at < items->len)
		asked->question.item = ((const KwIssueItem *)items->pdata[at])->item;
	return TRUE;
}

const char *kw_consult_subject(const KwReading *reading)
{
	return reading->kind == KW_KIND_ANSWER || reading->forward ||
			       g_ascii_strncasecmp(reading->message->subject, "re:", 3) == 0
		       ? NULL
		       : reading->message->subject;
}

KwLanguageSigns kw_consult_signs(const KwReading *reading)
{
	return (KwLanguageSigns){
		.own = reading->own,
		.subject = kw_consult_subject(reading),
		.content_language = kw_message_header(reading->message, "Content-Language"),
		.charset = reading->charset_declared,
	};
}

/* Where the specialist shall come to: as it is written now, else as the roll has it. */
static char *region_of(const Asked *asked)
{
	if (asked->consult.prefecture)
		return (char *)asked->consult.prefecture;
	return asked->reader ? asked->reader->prefecture : NULL;
}

/* The letter of ours that is answered, or lies in the mail: for a forward one's own word counts,
 * for the letter our token. */
static KwAnswered letter_of(const KwArrived *a)
{
	const KwForward *forward = a->reading->forward;
	const KwMessage *attached = forward ? forward->attached : NULL;
	KwAnswered letter = kw_answered_find(a, KW_TOKEN_DELIVERY);

	if (!letter.first && attached)
		kw_answered_read(a, attached->message_id, KW_TOKEN_DELIVERY, &letter);
	return letter;
}

/* Whether a letter of ours is genuine: what is forwarded decides, else the words. */
static gboolean is_about_ours(const Asked *asked)
{
	const KwForward *forward = asked->arrived->reading->forward;
	g_autofree char *from = forward && forward->from && forward->from->address
					? kw_address_normalise(forward->from->address)
					: NULL;

	if (!asked->consult.asks_genuine || asked->consult.kind != KW_CONSULT_QUESTION)
		return FALSE;
	return from ? kw_consult_is_ours(asked->arrived->cx->config, from)
		    : !asked->consult.names_other;
}

static gboolean read_mail(Asked *asked, GError **error)
{
	const KwArrived *a = asked->arrived;
	const KwLanguageSigns signs = kw_consult_signs(a->reading);

	asked->own = g_strdup(a->reading->own);
	asked->language = kw_language_of(&signs, asked->reader ? asked->reader->language : NULL,
					 a->cx->config->language);
	asked->words = kw_words_load(asked->language, a->cx->config->templates, error);
	if (!asked->words)
		return FALSE;
	asked->consult = asked->beside && asked->beside->text
				 ? kw_consult_read(asked->words, NULL, asked->beside->text)
				 : kw_consult_read(asked->words, signs.subject, asked->own);
	/* the template of a policy is a letter of its own: staff send it */
	if (asked->beside && asked->consult.kind == KW_CONSULT_POLICY)
		asked->consult.kind = KW_CONSULT_QUESTION;
	asked->question = (KwQuestion){
		.mail = a->mail->id,
		.subscriber = asked->reader ? asked->reader->id : 0,
		.kind = (char *)kw_consult_name(asked->consult.kind),
		.asked_at = a->cx->now,
	};
	asked->letter = letter_of(a);
	asked->is_genuine = is_about_ours(asked);
	asked->question.issue = asked->letter.first;
	if (asked->consult.kind == KW_CONSULT_SPECIALIST)
		asked->question.region = region_of(asked);
	return find_item(asked, error);
}

/* ---- letters ---- */

static gboolean set_issue(const Asked *asked, JsonObject *data, const KwWords *words,
			  GError **error)
{
	const KwArrived *a = asked->arrived;
	const KwQuestion *question = &asked->question;
	g_autoptr(KwIssue) issue = NULL;
	g_autoptr(KwItem) item = NULL;

	if (question->issue && !(issue = kw_issues_find(a->cx->db, question->issue, error)))
		return !*error;
	if (issue && !kw_consultation_set_issue(data, a->cx->config, words, issue, error))
		return FALSE;
	if (question->item && !(item = kw_items_find(a->cx->db, question->item, error)))
		return !*error;
	if (item) {
		kw_receipt_set(data, "headline", item->headline ? item->headline : item->title);
		json_object_set_int_member(data, "story", asked->consult.story);
	}
	return TRUE;
}

/* What the letters to the desk and to the reader see. Before somebody has agreed anybody may have
 * filled in a company for him, and a mail in his name would have it sent to him. */
static void set_common(const Asked *asked, JsonObject *data)
{
	const KwSubscriber *reader = asked->reader && asked->reader->consent_at ? asked->reader
										: NULL;
	g_autofree char *is_kind = g_strdup_printf("is_%s", asked->question.kind);

	json_object_set_boolean_member(data, is_kind, TRUE);
	kw_receipt_set(data, "region", asked->question.region);
	kw_receipt_set(data, "organisation", reader ? reader->organisation : NULL);
	if (asked->consult.firstaid)
		kw_consultation_set_firstaid(data, asked->words, asked->consult.firstaid);
}

static JsonObject *desk_data(const Asked *asked, GError **error)
{
	const KwArrived *a = asked->arrived;
	g_autoptr(JsonObject) data = json_object_new();
	const KwReading *reading = a->reading;
	g_autofree char *quoted = reading->forward
					  ? g_strdup(reading->forward->body)
					  : kw_own_quoted(reading->text, reading->message->subject);

	set_common(asked, data);
	if (asked->consult.firstaid) { /* staff read their own language */
		const KwWord *word =
			kw_words_find(a->words, "firstaid", kw_word_id(asked->consult.firstaid));

		if (word)
			kw_consultation_set_firstaid(data, a->words, word);
	}
	json_object_set_int_member(data, "number", asked->question.id);
	json_object_set_boolean_member(data, "is_reader", asked->reader != NULL);
	json_object_set_boolean_member(data, "is_answered", asked->is_answered);
	if (asked->beside &&
	    !kw_consultation_set_done(data, a->cx->config, a->words, asked->beside->answer, error))
		return NULL;
	kw_receipt_set(data, "subject", kw_consult_subject(a->reading));
	kw_consultation_set_lines(data, "own", asked->own, OWN_LINES);
	kw_consultation_set_lines(data, "quoted", quoted, QUOTED_LINES);
	return set_issue(asked, data, a->words, error) ? g_steal_pointer(&data) : NULL;
}

static gboolean put_to_desk(const Asked *asked, GError **error)
{
	const KwArrived *a = asked->arrived;
	const KwConfig *config = a->cx->config;
	g_autoptr(GPtrArray)
		desk = kw_consult_desk(config, asked->consult.kind == KW_CONSULT_INCIDENT);

	for (guint i = 0; i < desk->len; i++) {
		g_autofree char *token =
			kw_token_format(a->keys, KW_TOKEN_CONSULT, asked->question.id, i);
		const KwConsultation letter = {.kind = "question",
					       .address = desk->pdata[i],
					       .language = config->language,
					       .id = token,
					       .takes_answer = TRUE};
		JsonObject *data = desk_data(asked, error);

		if (!data ||
		    !kw_consultation_put(a->cx->db, config, &letter, data, a->cx->now, error))
			return FALSE;
	}
	return TRUE;
}

/* The automatic answer for what is asked; NULL = none. */
static const char *answer_of(const Asked *asked)
{
	if (asked->is_genuine)
		return "genuine";
	switch (asked->consult.kind) {
	case KW_CONSULT_INCIDENT: return "firstaid";
	case KW_CONSULT_POLICY: return "policy";
	case KW_CONSULT_QUESTION:
	case KW_CONSULT_SPECIALIST: return "received";
	case KW_CONSULT_SALES:
	case KW_CONSULT_NONE: break;
	}
	return NULL;
}

/* As every automatic answer to readers and strangers; at most one of a kind a day. What asks for
 * the prefecture is not kept back by an answer to some question. */
static gboolean take_turn(const Asked *asked, const char *kind, gboolean *out_may, GError **error)
{
	const KwContext *cx = asked->arrived->cx;
	const KwAnsweringCaps caps = kw_answering_caps(cx->config);
	gboolean is_specialist = asked->consult.kind == KW_CONSULT_SPECIALIST;
	g_autofree char *turn = g_strdup_printf("consult_%s", is_specialist ? "specialist" : kind);

	return kw_answering_take(cx->db, &caps, asked->arrived->mail->id, asked->address, turn,
				 cx->now, out_may, error);
}

static gboolean put_to_reader(const Asked *asked, const char *kind, GError **error)
{
	const KwArrived *a = asked->arrived;
	g_autofree char *id = g_strdup_printf("consult.%" G_GINT64_FORMAT, a->mail->id);
	const KwConsultation letter = {.kind = kind,
				       .address = asked->address,
				       .language = asked->language,
				       .id = id,
				       .in_reply_to = a->reading->message->message_id};
	JsonObject *data = json_object_new();

	set_common(asked, data);
	/* a number can be copied: the letter is named to whom we sent it, and to nobody else */
	if (asked->is_genuine && asked->reader && asked->letter.second == asked->reader->id &&
	    !set_issue(asked, data, asked->words, error)) {
		json_object_unref(data);
		return FALSE;
	}
	return kw_consultation_put(a->cx->db, a->cx->config, &letter, data, a->cx->now, error);
}

/* ---- deciding ---- */

/* Who never confirmed, or has left, is none. */
static gboolean is_reader(const KwSubscriber *subscriber)
{
	static const char *const states[] = {"active", "paused", "bounced", NULL};

	return subscriber && g_strv_contains(states, subscriber->state);
}

/* Of strangers only what asks in so many words, and answers to our letters. */
static gboolean is_asked(const Asked *asked)
{
	const KwConsult *consult = &asked->consult;

	if (asked->beside && asked->beside->asks)
		return TRUE;
	if (consult->kind == KW_CONSULT_NONE)
		return FALSE;
	/* 解除 alone asks for something else; "Help" may be one that is meant */
	if (asked->arrived->reading->kind == KW_KIND_COMMAND)
		return consult->kind == KW_CONSULT_INCIDENT || consult->is_question;
	return is_reader(asked->reader) || consult->kind != KW_CONSULT_QUESTION ||
	       consult->is_question || asked->arrived->reading->kind == KW_KIND_ANSWER;
}

static gboolean note(Asked *asked, GError **error)
{
	const KwArrived *a = asked->arrived;
	g_autofree char *subject = NULL;

	if (!kw_questions_put(a->cx->db, &asked->question, &asked->question.id, error))
		return FALSE;
	subject = g_strdup_printf("question:%" G_GINT64_FORMAT, asked->question.id);
	return kw_journal_put(a->cx->db, a->cx->now, a->actor, "question.ask", subject,
			      asked->question.kind, error);
}

/* A person has to read it: not a bare wish for the policy, nor what a stranger sells. */
static gboolean is_for_the_desk(const Asked *asked)
{
	switch (asked->consult.kind) {
	case KW_CONSULT_POLICY: return !asked->consult.is_bare;
	case KW_CONSULT_SALES: return asked->reader != NULL;
	default: return TRUE;
	}
}

static gboolean act(Asked *asked, GError **error)
{
	const char *answer = asked->is_answered && !asked->beside ? answer_of(asked) : NULL;
	gboolean for_the_desk = is_for_the_desk(asked);

	if (!for_the_desk && asked->consult.kind == KW_CONSULT_POLICY)
		asked->question.state = (char *)"closed";
	return note(asked, error) &&
	       kw_receipt_forgive(asked->arrived,
				  (!for_the_desk || put_to_desk(asked, error)) &&
					  (!answer || put_to_reader(asked, answer, error)),
				  error);
}

gboolean kw_consult_take(const KwArrived *a, const KwSubscriber *reader, KwBeside *beside,
			 gboolean *out_is_question, GError **error)
{
	const KwAddress *from = a->reading->message->from;
	g_auto(Asked) asked = {.arrived = a, .reader = reader, .beside = beside};
	const char *answer;
	gboolean is_over;
	int64_t today;

	*out_is_question = FALSE;
	asked.address = from && from->address ? kw_address_normalise(from->address) : NULL;
	if (!asked.address || kw_consult_is_ours(a->cx->config, asked.address) ||
	    !kw_receipt_may_answer(a))
		return TRUE;
	if (!read_mail(&asked, error))
		return FALSE;
	if (!is_asked(&asked))
		return TRUE;
	if (!kw_questions_count(a->cx->db, asked.question.subscriber, a->cx->now - DAY_S, &today,
				error))
		return FALSE;
	is_over = today >= (reader ? READER_A_DAY : STRANGERS_A_DAY);
	/* who floods us in a reader's name must not silence the one true cry for help */
	if (is_over && !(reader && asked.consult.kind == KW_CONSULT_INCIDENT))
		return TRUE;
	answer = beside && !asked.consult.firstaid ? NULL : answer_of(&asked);
	if (answer && !take_turn(&asked, answer, &asked.is_answered, error))
		return FALSE;
	if (is_over && !asked.is_answered)
		return TRUE;
	*out_is_question = TRUE;
	if (beside && asked.is_answered)
		beside->firstaid = g_strdup(kw_word_id(asked.consult.firstaid));
	return act(&asked, error);
}
