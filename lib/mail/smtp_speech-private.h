/* What is said over an SMTP connection: the bytes that wait to leave, and the commands in them that
 * wait for a reply. What a reply means is smtp_session.c.
 *
 * A command is known by the place of its last byte in all that was ever said. So a reply always
 * belongs to the command at the head, and one that comes before that has left belongs to none.
 */
#pragma once

#include <glib.h>

typedef enum {
	KW_SAID_MAIL,
	KW_SAID_RCPT,
	KW_SAID_DATA,
	KW_SAID_DOT,
	KW_SAID_LONE_DOT,
	KW_SAID_RSET,
	KW_SAID_QUIT
} KwSmtpSaid;

/* A command that waits for its reply. */
typedef struct {
	KwSmtpSaid said;
	guint64 end; /* how many bytes must have left for it to be said */
} KwSmtpExpected;

typedef struct {
	GString *out, *more; /* `out` stands still while it leaves; `more` is what comes after it */
	gsize offset;        /* of `out` has left */
	guint64 moved, sent; /* bytes that ever were in `out`; that ever left */
	KwSmtpExpected expected[16];
	guint first, n_expected;
} KwSmtpSpeech;

void kw_smtp_speech_init(KwSmtpSpeech *speech);
void kw_smtp_speech_clear(KwSmtpSpeech *speech);

/* What stands at the end of `more` is this command, and a reply to it is waited for. */
void kw_smtp_speech_expect(KwSmtpSpeech *speech, KwSmtpSaid said);
/* Appends the command to `more`, and the same. */
void kw_smtp_speech_say(KwSmtpSpeech *speech, KwSmtpSaid said, const char *command);

/* The command to which the next reply belongs; NULL = none waits. Borrowed until it is answered. */
const KwSmtpExpected *kw_smtp_speech_head(const KwSmtpSpeech *speech);
/* The first of this kind that waits; NULL = none. */
const KwSmtpExpected *kw_smtp_speech_find(const KwSmtpSpeech *speech, KwSmtpSaid said);
/* All of it has left. */
gboolean kw_smtp_speech_has_left(const KwSmtpSpeech *speech, const KwSmtpExpected *expected);
/* The head has its reply. */
void kw_smtp_speech_drop_head(KwSmtpSpeech *speech);

/* What wants to leave; the same bytes, or more of them after the end, until some were sent. */
const char *kw_smtp_speech_output(KwSmtpSpeech *speech, gsize *out_length);
void kw_smtp_speech_sent(KwSmtpSpeech *speech, gsize length);
