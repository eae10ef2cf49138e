/* Staff answer a question: the token in the mail says which. What was written goes to the reader
 * from the desk's address: without quotation, signature and attachments, and without the addresses
 * of those who work there.
 *
 * The token is known only to who got the question; From has to be of the desk all the same, so that
 * an out-of-office note or a mail that was passed on is nobody's answer. */
#include "consult_mail.h"

#include "answered.h"
#include "dispatch.h"

#include "subscribers/consultation.h"
#include "digest/receipt.h"
#include "mail/address.h"
#include "store/journal.h"

#include <string.h>

#define TEXT_LINES 1000
#define MAX_WORDS  30

/* Whom an answer goes to. */
typedef struct {
	char *address, *language, *organisation, *message_id;
} Asker;

static void asker_clear(Asker *asker)
{
	g_free(asker->address);
	g_free(asker->language);
	g_free(asker->organisation);
	g_free(asker->message_id);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asker, asker_clear)

/* ---- which question ---- */

static int64_t question_of_token(const KwArrived *a, const char *token)
{
	int64_t question, nth;

	return kw_token_parse(a->keys, KW_TOKEN_CONSULT, token, &question, &nth) ? question : 0;
}

static int64_t question_of_subject(const KwArrived *a)
{
	g_auto(GStrv) words = g_strsplit(a->reading->message->subject, " ", MAX_WORDS);
	int64_t question = 0;

	for (char **word = words; *word && !question; word++)
		question = question_of_token(a, *word);
	return question;
}

/* In the subject where the desk's mail program leaves nothing else of it. 0 = none. */
static int64_t question_of(const KwArrived *a)
{
	int64_t question = kw_answered_find(a, KW_TOKEN_CONSULT).first;

	return question ? question : question_of_subject(a);
}

static gboolean is_of_the_desk(const KwArrived *a)
{
	const KwAddress *from = a->reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autoptr(GPtrArray) desk = kw_consult_desk(a->cx->config, TRUE);

	return address && g_ptr_array_find_with_equal_func(desk, address, g_str_equal, NULL);
}

/* ---- what the reader gets ---- */

static char *hide(const char *text, const char *address, const char *shown)
{
	g_autofree char *escaped = g_regex_escape_string(address, -1);
	g_autoptr(GRegex) regex = g_regex_new(escaped, G_REGEX_CASELESS, 0, NULL);

	return g_regex_replace_literal(regex, text, -1, 0, shown, 0, NULL);
}

/* The words of staff; their addresses become the desk's. */
static char *answer_text(const KwArrived *a)
{
	g_autoptr(GPtrArray) desk = kw_consult_desk(a->cx->config, TRUE);
	char *text = g_strdup(a->reading->own);

	for (guint i = 0; i < desk->len; i++) {
		char *hidden = hide(text, desk->pdata[i], a->cx->config->from);

		g_free(text);
		text = hidden;
	}
	return text;
}

/* Where and in which language: of a reader as the roll has it; of others only the mail that asked
 * knows the address. */
static void set_asker(KwContext *cx, const KwReading *reading, const KwSubscriber *reader,
		      Asker *asker)
{
	const KwAddress *from = reading ? reading->message->from : NULL;
	KwLanguageSigns signs = {0};

	if (reading) {
		signs = kw_consult_signs(reading);
		asker->message_id = g_strdup(reading->message->message_id);
	}
	asker->language = g_strdup(
		kw_language_of(&signs, reader ? reader->language : NULL, cx->config->language));
	if (reader) {
		asker->address = g_strdup(reader->address);
		asker->organisation = reader->consent_at ? g_strdup(reader->organisation) : NULL;
	} else if (from && from->address) {
		asker->address = kw_address_normalise(from->address);
	}
}

static gboolean find_asker(KwContext *cx, const KwQuestion *question, Asker *asker, GError **error)
{
	g_autoptr(GBytes) raw = kw_mails_raw(cx->db, question->mail, NULL); /* or gone by now */
	g_autoptr(KwReading) reading = raw ? kw_dispatch_read(cx->config, raw, NULL, NULL, error)
					   : NULL;
	g_autoptr(KwSubscriber) reader = NULL;

	if (raw && !reading)
		return FALSE;
	if (question->subscriber) {
		reader = kw_roll_find(cx->db, question->subscriber, error);
		if (!reader || g_str_equal(reader->state, "erased"))
			return !*error;
	}
	set_asker(cx, reading, reader, asker);
	return TRUE;
}

static gboolean put(const KwArrived *a, const Asker *asker, const char *text, GError **error)
{
	g_autofree char *id = g_strdup_printf("answer.%" G_GINT64_FORMAT, a->mail->id);
	const KwConsultation letter = {.kind = "answer",
				       .address = asker->address,
				       .language = asker->language,
				       .id = id,
				       .in_reply_to = asker->message_id,
				       .is_by_person = TRUE};
	JsonObject *data = json_object_new();

	kw_receipt_set(data, "organisation", asker->organisation);
	kw_consultation_set_lines(data, "text", text, TEXT_LINES);
	return kw_consultation_put(a->cx->db, a->cx->config, &letter, data, a->cx->now, error);
}

static gboolean note(const KwArrived *a, int64_t question, GError **error)
{
	g_autofree char *subject = g_strdup_printf("question:%" G_GINT64_FORMAT, question);

	return kw_questions_set_state(a->cx->db, question, "open", "answered", a->cx->now, NULL,
				      error) &&
	       kw_journal_put(a->cx->db, a->cx->now, a->actor, "question.answer", subject, NULL,
			      error);
}

gboolean kw_consult_take_answer(const KwArrived *a, const char **out_outcome, GError **error)
{
	int64_t number = is_of_the_desk(a) ? question_of(a) : 0;
	g_autoptr(KwQuestion) question = number ? kw_questions_find(a->cx->db, number, error)
						: NULL;
	g_autofree char *text = NULL;
	g_auto(Asker) asker = {0};

	*out_outcome = NULL;
	if (!question)
		return !number || !*error;
	text = answer_text(a);
	if (!find_asker(a->cx, question, &asker, error))
		return FALSE;
	*out_outcome =
		"unsent answer"; /* no words, no person, or nobody to send them to any more */
	if (!*text || !asker.address || !kw_receipt_may_answer(a))
		return TRUE;
	if (!put(a, &asker, text, error))
		return FALSE;
	*out_outcome = "answer";
	return note(a, number, error);
}
