/* What tests of mail/smtp_session share: a relay in memory, a client of it, and their conversation.
 * No sockets, no clock. */
#pragma once

#include "../../lib/mail/smtp_session-private.h"
#include "testing.h"

#include <string.h>

#define SECOND G_USEC_PER_SEC

/* --- the relay --- */

typedef enum {
	EHLO,
	MAIL,
	RCPT,
	DATA,
	DOT,
	RSET,
	QUIT,
	STEPS,
} Step;

static const struct {
	const char *verb, *usual;
} steps[STEPS] = {
	[EHLO] = {"EHLO", ""},
	[MAIL] = {"MAIL", "250 2.1.0 Ok"},
	[RCPT] = {"RCPT", "250 2.1.5 Ok"},
	[DATA] = {"DATA", "354 go ahead"},
	[DOT] = {".", "250 2.0.0 Ok: queued as 1234"},
	[RSET] = {"RSET", "250 2.0.0 Ok"},
	[QUIT] = {"QUIT", "221 2.0.0 Bye"},
};

#define SILENT "(silent)" /* takes the command and says nothing any more */
#define DROP   "(drop)"   /* closes instead of an answer */

typedef struct {
	const char *once[STEPS]; /* the first answer of a step; NULL = the usual one, as later */
	gboolean takes_empty;    /* 354 although no recipient was taken */
	gboolean has_mail, has_rcpt, in_body, is_gone, is_silent;
	GString *in, *out;
	GString *seen; /* commands, each with LF */
	GString *body; /* of the last letter, with the final dot */
	guint groups;  /* how often bytes came */
} Relay;

static inline void relay_init(Relay *relay)
{
	relay->in = g_string_new(NULL);
	relay->out = g_string_new(NULL);
	relay->seen = g_string_new(NULL);
	relay->body = g_string_new(NULL);
}

static inline void relay_clear(Relay *relay)
{
	g_string_free(relay->in, TRUE);
	g_string_free(relay->out, TRUE);
	g_string_free(relay->seen, TRUE);
	g_string_free(relay->body, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Relay, relay_clear)

/* TRUE: it was the good one. */
static inline gboolean answer(Relay *relay, Step step, const char *usual)
{
	const char *text = relay->once[step] ? relay->once[step] : usual;

	relay->once[step] = NULL;
	if (g_str_equal(text, DROP))
		relay->is_gone = TRUE;
	else if (g_str_equal(text, SILENT))
		relay->is_silent = TRUE;
	else
		g_string_append_printf(relay->out, "%s\r\n", text);
	return text == usual || g_str_has_prefix(text, "2");
}

static inline void take_command(Relay *relay, const char *line)
{
	Step step = EHLO;

	while (step < STEPS && !g_str_has_prefix(line, steps[step].verb))
		step++;
	g_assert_cmpint(step, <, STEPS);
	g_string_append_printf(relay->seen, "%s\n", line);
	switch (step) {
	case MAIL:
		relay->has_rcpt = FALSE;
		relay->has_mail = answer(relay, MAIL, steps[MAIL].usual);
		return;
	case RCPT:
		relay->has_rcpt =
			answer(relay, RCPT,
			       relay->has_mail ? steps[RCPT].usual : "503 5.5.1 need MAIL") &&
			relay->has_mail;
		return;
	case DATA:
		if (relay->has_rcpt || relay->takes_empty)
			relay->in_body = answer(relay, DATA, steps[DATA].usual);
		else
			answer(relay, DATA, "554 5.5.1 no valid recipients");
		return;
	default: answer(relay, step, steps[step].usual);
	}
}

static inline gboolean take_body(Relay *relay)
{
	char *end = g_str_has_prefix(relay->in->str, ".\r\n") ? relay->in->str - 2
							      : strstr(relay->in->str, "\r\n.\r\n");

	if (!end)
		return FALSE;
	g_string_truncate(relay->body, 0);
	g_string_append_len(relay->body, relay->in->str, end + 5 - relay->in->str);
	g_string_erase(relay->in, 0, end + 5 - relay->in->str);
	relay->in_body = FALSE;
	answer(relay, DOT, relay->has_rcpt ? steps[DOT].usual : "554 5.5.1 no recipients");
	relay->has_mail = relay->has_rcpt = FALSE;
	return TRUE;
}

static inline void relay_hear(Relay *relay, const char *bytes, gsize length)
{
	char *end;

	relay->groups++;
	g_string_append_len(relay->in, bytes, (gssize)length);
	while (!relay->is_gone && !relay->is_silent) {
		if (relay->in_body) {
			if (!take_body(relay))
				return;
			continue;
		}
		end = strstr(relay->in->str, "\r\n");
		if (!end)
			return;
		g_autofree char *line = g_strndup(relay->in->str, (gsize)(end - relay->in->str));
		g_string_erase(relay->in, 0, end + 2 - relay->in->str);
		take_command(relay, line);
	}
}

/* --- the client --- */

enum { LOCK_STEP, PIPELINED, CHAINED, MODES };

static inline KwSmtpSession *session_in(int mode)
{
	const KwSmtpTerms terms = {
		.offers = KW_OFFERS_SIZE | KW_OFFERS_8BITMIME |
			  (mode == LOCK_STEP ? 0 : KW_OFFERS_PIPELINING),
		.max_bytes = 100000,
		.chain = mode == CHAINED,
		.timeout_s = 60,
		.dot_timeout_s = 600,
	};

	return kw_smtp_session_new(&terms);
}

static inline KwSmtpLetter *letter_to(int64_t id, const char *recipient, const char *text)
{
	KwSmtpLetter *letter = g_new0(KwSmtpLetter, 1);

	letter->id = id;
	letter->return_path = g_strdup("bounce@example.jp");
	letter->recipient = g_strdup(recipient);
	letter->message = g_bytes_new(text, strlen(text));
	return letter;
}

static inline void put(KwSmtpSession *session, int64_t id, const char *text)
{
	kw_smtp_session_take_letter(session, letter_to(id, "a@example.jp", text), 0);
}

/* Until neither has anything to say. `step`: so many bytes at a time (0 = all), both ways. */
static inline void converse(KwSmtpSession *session, Relay *relay, gsize step)
{
	for (gboolean moved = TRUE; moved && !kw_smtp_session_is_closed(session, NULL, NULL);) {
		gsize length, n;
		const char *bytes = kw_smtp_session_output(session, &length);

		n = step ? MIN(step, length) : length;
		moved = n > 0;
		if (n) {
			g_autofree char *copy = g_memdup2(bytes, n);

			kw_smtp_session_sent(session, n, 0);
			relay_hear(relay, copy, n);
		}
		while (relay->out->len && !kw_smtp_session_is_closed(session, NULL, NULL)) {
			n = step ? MIN(step, relay->out->len) : relay->out->len;
			kw_smtp_session_receive(session, relay->out->str, n, 0);
			g_string_erase(relay->out, 0, (gssize)n);
			moved = TRUE;
		}
		if (relay->is_gone && !relay->out->len)
			kw_smtp_session_break(session, "the relay closed the connection");
	}
}

/* The outcome of a letter; it must be there. */
static inline KwSendOutcome outcome_of(KwSmtpSession *session, int64_t id)
{
	KwSmtpEvent event;

	if (!kw_smtp_session_next_event(session, &event))
		g_error("nothing is known of letter %d", (int)id);
	g_assert_cmpint(event.outcome.id, ==, id);
	g_assert_cmpint(event.letter->id, ==, id);
	kw_smtp_letter_free(event.letter);
	g_assert_true(g_utf8_validate(event.outcome.text, -1, NULL));
	g_assert_null(strpbrk(event.outcome.text, "\r\n"));
	return event.outcome;
}

#define ENVELOPE \
	"MAIL FROM:<bounce@example.jp> SIZE=8 BODY=8BITMIME\nRCPT TO:<a@example.jp>\nDATA\n"
#define LETTER "A: b\r\n\r\n"
