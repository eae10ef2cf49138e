/* mail/smtp_speech: which command a reply belongs to, and whether it had left by then. */
#include "../../lib/mail/smtp_speech-private.h"

#include "../support/testing.h"

static void leave(KwSmtpSpeech *speech, const char *wanted)
{
	gsize length;
	const char *bytes = kw_smtp_speech_output(speech, &length);
	g_autofree char *text = g_strndup(bytes, length);

	g_assert_cmpstr(text, ==, wanted);
	kw_smtp_speech_sent(speech, length);
}

/* What is said while bytes are leaving waits behind them, and is known by its own end. */
static void test_ends(void)
{
	KwSmtpSpeech speech = {0};
	gsize length;

	kw_smtp_speech_init(&speech);
	g_assert_null(kw_smtp_speech_head(&speech));
	kw_smtp_speech_say(&speech, KW_SAID_MAIL, "MAIL\r\n");
	kw_smtp_speech_output(&speech, &length);
	kw_smtp_speech_sent(&speech, length - 1); /* all but the last LF */
	kw_smtp_speech_say(&speech, KW_SAID_DATA, "DATA\r\n");
	g_assert_cmpint(kw_smtp_speech_head(&speech)->said, ==, KW_SAID_MAIL);
	g_assert_false(kw_smtp_speech_has_left(&speech, kw_smtp_speech_head(&speech)));
	leave(&speech, "\n");
	g_assert_true(kw_smtp_speech_has_left(&speech, kw_smtp_speech_head(&speech)));
	g_assert_false(
		kw_smtp_speech_has_left(&speech, kw_smtp_speech_find(&speech, KW_SAID_DATA)));
	leave(&speech, "DATA\r\n");
	kw_smtp_speech_drop_head(&speech);
	g_assert_true(kw_smtp_speech_head(&speech) == kw_smtp_speech_find(&speech, KW_SAID_DATA));
	g_assert_true(kw_smtp_speech_has_left(&speech, kw_smtp_speech_head(&speech)));
	g_assert_null(kw_smtp_speech_find(&speech, KW_SAID_MAIL));
	leave(&speech, "");
	kw_smtp_speech_clear(&speech);
}

/* The queue goes round, and what has left is not held on to. */
static void test_round(void)
{
	g_autofree char *body = g_strnfill(3 << 20, 'x');
	KwSmtpSpeech speech = {0};

	kw_smtp_speech_init(&speech);
	for (int i = 0; i < 20; i++) {
		g_string_append(speech.more, i ? "." : body);
		kw_smtp_speech_expect(&speech, KW_SAID_DOT);
		leave(&speech, i ? "." : body);
		g_assert_true(kw_smtp_speech_has_left(&speech, kw_smtp_speech_head(&speech)));
		kw_smtp_speech_drop_head(&speech);
	}
	g_assert_null(kw_smtp_speech_head(&speech));
	g_assert_cmpuint(speech.sent, ==, (3 << 20) + 19);
	g_assert_cmpuint(speech.out->allocated_len + speech.more->allocated_len, <, 3 << 20);
	kw_smtp_speech_clear(&speech);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/smtp-speech/ends", test_ends);
	g_test_add_func("/smtp-speech/round", test_round);
	return g_test_run();
}
