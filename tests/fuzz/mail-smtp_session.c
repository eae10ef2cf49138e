/* mail/smtp_session and smtp_reply on any bytes from a relay: every letter gets its due once, what
 * is told is one line of UTF-8, and a letter whose dot has not left is never called sent or
 * uncertain. The first byte says what the relay offers, the second how the rest is cut. */
#include "../../lib/mail/smtp_session-private.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static KwSmtpLetter *letter(int64_t id)
{
	KwSmtpLetter *one = g_new0(KwSmtpLetter, 1);

	one->id = id;
	one->return_path = g_strdup("b@example.jp");
	one->recipient = g_strdup("a@example.jp");
	one->message = g_bytes_new_static("A: b\r\n\r\n.\r\n", 11);
	return one;
}

/* How many letters got their due. */
static guint take_events(KwSmtpSession *session, gboolean has_sent_dot)
{
	KwSmtpEvent event;
	guint n = 0;

	for (; kw_smtp_session_next_event(session, &event); n++) {
		g_assert(g_utf8_validate(event.outcome.text, -1, NULL));
		g_assert(!strpbrk(event.outcome.text, "\r\n"));
		g_assert(has_sent_dot || (event.outcome.result != KW_SEND_SENT &&
					  event.outcome.result != KW_SEND_UNCERTAIN));
		g_assert(event.outcome.id == event.letter->id);
		kw_smtp_letter_free(event.letter);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const KwSmtpTerms terms = {.offers = size ? data[0] & 15 : 0,
				   .chain = size && data[0] & 16,
				   .timeout_s = 1,
				   .dot_timeout_s = 1};
	g_autoptr(KwSmtpSession) session = kw_smtp_session_new(&terms);
	gsize cut = size > 1 ? data[1] % 64 + 1 : 1;
	gboolean has_sent_dot = FALSE;
	guint put = 0, done = 0;

	for (gsize at = 2; at < size && put < 1000; at += cut) {
		gsize length;
		const char *out;

		while (kw_smtp_session_room(session))
			kw_smtp_session_take_letter(session, letter(++put), 0);
		out = kw_smtp_session_output(session, &length);
		has_sent_dot |= length && g_strstr_len(out, (gssize)length, "\r\n.\r\n") != NULL;
		kw_smtp_session_sent(session, length, 0);
		kw_smtp_session_receive(session, (const char *)data + at, MIN(cut, size - at), 0);
		done += take_events(session, has_sent_dot);
	}
	kw_smtp_session_break(session, "the end");
	done += take_events(session, has_sent_dot);
	g_assert(done == put);
	return 0;
}
