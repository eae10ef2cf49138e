/* What is said over an SMTP connection that stands, and what the answers mean for each letter. To
 * which command an answer belongs is smtp_speech.c, how bytes travel smtp_link.c, how a letter is
 * said smtp_letter.c, which relay gets a letter and where it goes next is relays.c, what a reply is
 * made of smtp_reply.c.
 *
 * Where the relay offers PIPELINING, MAIL, RCPT and DATA leave together, and those of the next
 * letter behind the final dot of the one before (RFC 2920 §3.1: DATA is the last of a group; what
 * follows the dot begins a new one). */
#include "smtp_session-private.h"

#include "smtp_reply-private.h"
#include "smtp_speech-private.h"

#include <string.h>

#define LETTERS 2

struct KwSmtpSession {
	KwSmtpTerms terms;
	KwSmtpLetter *dotted;  /* its body and dot are said or on their way: the next reply to a dot
				  is its */
	KwSmtpLetter *current; /* MAIL, RCPT, DATA */
	KwSmtpLetter *next;    /* nothing was said of it */
	gboolean is_refused;   /* `current` is; `refusal` says by what */
	gboolean is_mail_taken;
	KwSendOutcome refusal;

	KwSmtpSpeech speech;
	KwSmtpReply reply;
	guint64 sent_before; /* bytes that had left when the reply began to come */
	gint64 since;        /* of the last progress */

	KwSmtpEvent events[LETTERS];
	guint n_events;
	guint64 decided;
	gboolean is_leaving; /* QUIT was said */
	gboolean is_closed;
	int close_code;
	char close_why[512];
};

KwSmtpSession *kw_smtp_session_new(const KwSmtpTerms *terms)
{
	KwSmtpSession *session = g_new0(KwSmtpSession, 1);

	session->terms = *terms;
	kw_smtp_speech_init(&session->speech);
	return session;
}

void kw_smtp_session_free(KwSmtpSession *session)
{
	KwSmtpEvent event;

	if (!session)
		return;
	while (kw_smtp_session_next_event(session, &event))
		kw_smtp_letter_free(event.letter);
	kw_smtp_letter_free(session->dotted);
	kw_smtp_letter_free(session->current);
	kw_smtp_letter_free(session->next);
	kw_smtp_speech_clear(&session->speech);
	g_free(session);
}

/* Events */

static void report(KwSmtpSession *session, KwSmtpLetter *letter, const KwSendOutcome *outcome)
{
	KwSmtpEvent *event = &session->events[session->n_events++];

	g_assert(session->n_events <= G_N_ELEMENTS(session->events));
	event->letter = letter;
	event->outcome = *outcome;
	event->outcome.id = letter->id;
	event->outcome.relay = -1;
	if (outcome->code && outcome->result != KW_SEND_RELAY_FAULT &&
	    outcome->result != KW_SEND_UNCERTAIN)
		session->decided++;
}

gboolean kw_smtp_session_next_event(KwSmtpSession *session, KwSmtpEvent *out_event)
{
	if (!session->n_events)
		return FALSE;
	*out_event = session->events[0];
	session->n_events--;
	memmove(session->events, session->events + 1, session->n_events * sizeof(*session->events));
	return TRUE;
}

/* Closing */

static gboolean has_dot_left(const KwSmtpSession *session)
{
	const KwSmtpExpected *dot = kw_smtp_speech_find(&session->speech, KW_SAID_DOT);

	return dot && kw_smtp_speech_has_left(&session->speech, dot);
}

/* Every letter inside gets its due. A refusal that was heard stands. */
static void close_session(KwSmtpSession *session, const char *why, int code)
{
	/* a 5xx is not about the letters that happen to be inside */
	KwSendOutcome outcome = {.result = KW_SEND_RELAY_FAULT, .code = code / 100 == 5 ? 0 : code};

	if (session->is_closed)
		return;
	session->is_closed = TRUE;
	session->close_code = code;
	g_strlcpy(session->close_why, why, sizeof(session->close_why));
	g_strlcpy(outcome.text, why, sizeof(outcome.text));
	if (session->dotted) {
		KwSendOutcome doubt = outcome;

		if (has_dot_left(session))
			doubt.result = KW_SEND_UNCERTAIN;
		report(session, g_steal_pointer(&session->dotted), &doubt);
	}
	if (session->current)
		report(session, g_steal_pointer(&session->current),
		       session->is_refused ? &session->refusal : &outcome);
	if (session->next)
		report(session, g_steal_pointer(&session->next), &outcome);
}

void kw_smtp_session_break(KwSmtpSession *session, const char *why)
{
	close_session(session, why, 0);
}

gboolean kw_smtp_session_is_closed(const KwSmtpSession *session, const char **out_why,
				   int *out_code)
{
	if (out_why)
		*out_why = session->is_closed ? session->close_why : NULL;
	if (out_code)
		*out_code = session->close_code;
	return session->is_closed;
}

/* Saying */

static void say(KwSmtpSession *session, KwSmtpSaid said, const char *command)
{
	kw_smtp_speech_say(&session->speech, said, command);
}

static void say_mail(KwSmtpSession *session)
{
	kw_smtp_letter_put_mail(session->current, session->terms.offers, session->speech.more);
	kw_smtp_speech_expect(&session->speech, KW_SAID_MAIL);
}

static void say_rcpt(KwSmtpSession *session)
{
	kw_smtp_letter_put_rcpt(session->current, session->speech.more);
	kw_smtp_speech_expect(&session->speech, KW_SAID_RCPT);
}

static void say_letter(KwSmtpSession *session)
{
	session->dotted = g_steal_pointer(&session->current);
	kw_smtp_letter_put_body(session->dotted, session->speech.more);
	kw_smtp_speech_expect(&session->speech, KW_SAID_DOT);
}

static gboolean is_pipelining(const KwSmtpSession *session)
{
	return session->terms.offers & KW_OFFERS_PIPELINING;
}

/* Whether MAIL may be said now. DATA is the last of its group: while one is unanswered, nothing. */
static gboolean may_begin(const KwSmtpSession *session)
{
	const KwSmtpSpeech *speech = &session->speech;

	if (session->is_closed || session->current || !session->next)
		return FALSE;
	if (!kw_smtp_speech_head(speech))
		return TRUE;
	if (!session->terms.chain && (kw_smtp_speech_find(speech, KW_SAID_DOT) ||
				      kw_smtp_speech_find(speech, KW_SAID_LONE_DOT)))
		return FALSE;
	return is_pipelining(session);
}

static void advance(KwSmtpSession *session)
{
	while (may_begin(session)) {
		KwSendOutcome refusal = {0};

		session->current = g_steal_pointer(&session->next);
		session->is_refused = session->is_mail_taken = FALSE;
		if (!kw_smtp_letter_fits(session->current, session->terms.offers,
					 session->terms.max_bytes, &refusal)) {
			report(session, g_steal_pointer(&session->current), &refusal);
			continue;
		}
		say_mail(session);
		if (is_pipelining(session)) {
			say_rcpt(session);
			say(session, KW_SAID_DATA, "DATA\r\n");
		}
	}
}

/* Judging */

/* What a reply other than the wanted one means. 5.7.x is policy (RFC 3463 §3.8): it would meet the
 * next recipient as well. */
static KwSendResult judge(const KwSmtpReply *reply, KwSmtpSaid said)
{
	if (said ==
	    KW_SAID_MAIL) /* about us; but for what it says of this letter's size or addresses */
		return reply->code / 100 == 5 && (kw_smtp_reply_has_status(reply, "5.3.4") ||
						  kw_smtp_reply_has_status(reply, "5.6.7"))
			       ? KW_SEND_FAILED
			       : KW_SEND_RELAY_FAULT;
	if (reply->code == 421 ||
	    (reply->code / 100 == 5 && kw_smtp_reply_has_status(reply, "5.7.")))
		return KW_SEND_RELAY_FAULT;
	switch (reply->code / 100) {
	case 4: return KW_SEND_DEFERRED;
	case 5: return KW_SEND_FAILED;
	default: return KW_SEND_RELAY_FAULT;
	}
}

static void fill(const KwSmtpSession *session, KwSmtpSaid said, KwSendResult result,
		 KwSendOutcome *out_outcome)
{
	out_outcome->result = result;
	out_outcome->at_rcpt = said == KW_SAID_RCPT;
	out_outcome->code = session->reply.code;
	kw_smtp_reply_text(&session->reply, out_outcome->text, sizeof(out_outcome->text));
}

static void close_with_reply(KwSmtpSession *session)
{
	char why[512];

	kw_smtp_reply_text(&session->reply, why, sizeof(why));
	close_session(session, why, session->reply.code);
}

/* The first refusal counts: what follows is its echo. */
static void refuse(KwSmtpSession *session, KwSmtpSaid said)
{
	if (session->is_refused)
		return;
	session->is_refused = TRUE;
	fill(session, said, judge(&session->reply, said), &session->refusal);
}

/* The last of MAIL, RCPT, DATA that was said is answered, and the letter is not wanted. */
static void end_refused(KwSmtpSession *session)
{
	report(session, g_steal_pointer(&session->current), &session->refusal);
	if (session->reply.code ==
	    354) /* a recipient less, and it waits for a letter: an empty one */
		say(session, KW_SAID_LONE_DOT, ".\r\n");
	else if (session->is_mail_taken)
		say(session, KW_SAID_RSET, "RSET\r\n");
}

static void on_mail(KwSmtpSession *session, gboolean is_good)
{
	session->is_mail_taken = is_good;
	if (!is_good)
		refuse(session, KW_SAID_MAIL);
	if (is_pipelining(session))
		return;
	if (is_good)
		say_rcpt(session);
	else
		end_refused(session);
}

static void on_rcpt(KwSmtpSession *session, gboolean is_good)
{
	if (!is_good)
		refuse(session, KW_SAID_RCPT);
	if (is_pipelining(session))
		return;
	if (is_good)
		say(session, KW_SAID_DATA, "DATA\r\n");
	else
		end_refused(session);
}

static void on_data(KwSmtpSession *session)
{
	int code = session->reply.code;

	if (code != 354 && code < 400) {
		close_session(session, "the relay's reply to DATA is none", 0);
		return;
	}
	if (code != 354)
		refuse(session, KW_SAID_DATA);
	if (session->is_refused)
		end_refused(session);
	else
		say_letter(session);
}

static void on_dot(KwSmtpSession *session, gboolean is_good)
{
	KwSendOutcome outcome = {0};
	KwSendResult result = is_good ? KW_SEND_SENT : judge(&session->reply, KW_SAID_DOT);

	if (session->reply.code / 100 == 3)
		result = KW_SEND_UNCERTAIN;
	fill(session, KW_SAID_DOT, result, &outcome);
	report(session, g_steal_pointer(&session->dotted), &outcome);
	if (result == KW_SEND_UNCERTAIN)
		close_session(session, "the relay's reply to the final dot is none", 0);
}

/* A reply to something that has not left yet. A relay may refuse a letter in the middle; what else
 * it says then is not for us. */
static void on_early(KwSmtpSession *session, KwSmtpSaid said)
{
	KwSendOutcome outcome = {0};

	if (said == KW_SAID_DOT && session->reply.code >= 400 && session->reply.code != 421) {
		fill(session, KW_SAID_DOT, judge(&session->reply, KW_SAID_DOT), &outcome);
		report(session, g_steal_pointer(&session->dotted), &outcome);
	}
	if (session->reply.code >= 400)
		close_with_reply(session);
	else
		close_session(session, "the relay said more than it was asked", 0);
}

static void on_reply(KwSmtpSession *session, gint64 now)
{
	const KwSmtpExpected *head = kw_smtp_speech_head(&session->speech);
	gboolean is_good = session->reply.code / 100 == 2;
	KwSmtpSaid said;

	if (!head) {
		if (session->reply.code >= 400)
			close_with_reply(session);
		else
			close_session(session, "the relay said more than it was asked", 0);
		return;
	}
	said = head->said;
	if (head->end > session->sent_before) {
		on_early(session, said);
		return;
	}
	kw_smtp_speech_drop_head(&session->speech);
	if (session->reply.code == 421) { /* a reply all the same: it did not take the letter */
		close_with_reply(session);
		return;
	}
	session->since = now;
	switch (said) {
	case KW_SAID_MAIL: on_mail(session, is_good); break;
	case KW_SAID_RCPT: on_rcpt(session, is_good); break;
	case KW_SAID_DATA: on_data(session); break;
	case KW_SAID_DOT: on_dot(session, is_good); break;
	case KW_SAID_LONE_DOT: break; /* whatever it says: no recipient was taken */
	case KW_SAID_RSET:
		if (!is_good)
			close_session(session, "the relay refuses RSET", 0);
		break;
	case KW_SAID_QUIT: close_session(session, "", 0); break;
	}
	advance(session);
}

void kw_smtp_session_receive(KwSmtpSession *session, const char *bytes, gsize length, gint64 now)
{
	while (!session->is_closed && length) {
		if (!kw_smtp_reply_is_begun(&session->reply))
			session->sent_before = session->speech.sent;
		switch (kw_smtp_reply_feed(&session->reply, &bytes, &length)) {
		case KW_REPLY_NONE: break;
		case KW_REPLY_DONE: on_reply(session, now); break;
		case KW_REPLY_BROKEN: close_session(session, session->reply.broken, 0); break;
		}
	}
}

/* Letters in, bytes out */

guint kw_smtp_session_pending(const KwSmtpSession *session)
{
	return (session->dotted != NULL) + (session->current != NULL) + (session->next != NULL);
}

guint kw_smtp_session_room(const KwSmtpSession *session)
{
	guint taken = kw_smtp_session_pending(session) + session->n_events;

	if (session->is_closed || session->is_leaving || session->next || taken >= LETTERS)
		return 0;
	return LETTERS - taken;
}

void kw_smtp_session_take_letter(KwSmtpSession *session, KwSmtpLetter *letter, gint64 now)
{
	g_assert(kw_smtp_session_room(session) && !session->next);
	session->next = letter;
	if (!kw_smtp_speech_head(&session->speech))
		session->since = now;
	advance(session);
}

KwSmtpLetter *kw_smtp_session_withdraw(KwSmtpSession *session)
{
	return g_steal_pointer(&session->next);
}

void kw_smtp_session_quit(KwSmtpSession *session, gint64 now)
{
	g_assert(kw_smtp_session_pending(session) == 0);
	if (session->is_closed || session->is_leaving)
		return;
	session->is_leaving = TRUE;
	if (!kw_smtp_speech_head(&session->speech))
		session->since = now;
	say(session, KW_SAID_QUIT, "QUIT\r\n");
}

const char *kw_smtp_session_output(KwSmtpSession *session, gsize *out_length)
{
	const char *bytes = kw_smtp_speech_output(&session->speech, out_length);

	if (session->is_closed)
		*out_length = 0;
	return bytes;
}

void kw_smtp_session_sent(KwSmtpSession *session, gsize length, gint64 now)
{
	kw_smtp_speech_sent(&session->speech, length);
	if (length)
		session->since = now;
}

/* Time */

gint64 kw_smtp_session_deadline(const KwSmtpSession *session)
{
	const KwSmtpExpected *head = kw_smtp_speech_head(&session->speech);
	int seconds = session->terms.timeout_s;

	if (session->is_closed || !head)
		return G_MAXINT64;
	if (head->said == KW_SAID_DOT && kw_smtp_speech_has_left(&session->speech, head))
		seconds = session->terms.dot_timeout_s;
	return session->since + seconds * G_USEC_PER_SEC;
}

void kw_smtp_session_tick(KwSmtpSession *session, gint64 now)
{
	const KwSmtpExpected *head = kw_smtp_speech_head(&session->speech);

	if (!head || now < kw_smtp_session_deadline(session))
		return;
	close_session(session,
		      kw_smtp_speech_has_left(&session->speech, head)
			      ? "no reply in time"
			      : "the relay stopped taking bytes",
		      0);
}

guint64 kw_smtp_session_decided(const KwSmtpSession *session)
{
	return session->decided;
}

gboolean kw_smtp_session_is_idle(const KwSmtpSession *session)
{
	return !session->is_closed && !kw_smtp_speech_head(&session->speech) &&
	       !kw_smtp_session_pending(session);
}
