/* The queue of commands that were said, and their bytes on the way out. */
#include "smtp_speech-private.h"

/* a buffer that one long letter has grown beyond this is given back */
#define BUFFER_KEPT (1 << 20)

void kw_smtp_speech_init(KwSmtpSpeech *speech)
{
	speech->out = g_string_new(NULL);
	speech->more = g_string_new(NULL);
}

void kw_smtp_speech_clear(KwSmtpSpeech *speech)
{
	g_string_free(speech->out, TRUE);
	g_string_free(speech->more, TRUE);
}

/* --- commands --- */

static const KwSmtpExpected *at(const KwSmtpSpeech *speech, guint i)
{
	return &speech->expected[(speech->first + i) % G_N_ELEMENTS(speech->expected)];
}

void kw_smtp_speech_expect(KwSmtpSpeech *speech, KwSmtpSaid said)
{
	KwSmtpExpected *last = (KwSmtpExpected *)at(speech, speech->n_expected++);

	g_assert(speech->n_expected <= G_N_ELEMENTS(speech->expected));
	*last = (KwSmtpExpected){said, speech->moved + speech->more->len};
}

void kw_smtp_speech_say(KwSmtpSpeech *speech, KwSmtpSaid said, const char *command)
{
	g_string_append(speech->more, command);
	kw_smtp_speech_expect(speech, said);
}

const KwSmtpExpected *kw_smtp_speech_head(const KwSmtpSpeech *speech)
{
	return speech->n_expected ? at(speech, 0) : NULL;
}

const KwSmtpExpected *kw_smtp_speech_find(const KwSmtpSpeech *speech, KwSmtpSaid said)
{
	for (guint i = 0; i < speech->n_expected; i++)
		if (at(speech, i)->said == said)
			return at(speech, i);
	return NULL;
}

gboolean kw_smtp_speech_has_left(const KwSmtpSpeech *speech, const KwSmtpExpected *expected)
{
	return expected->end <= speech->sent;
}

void kw_smtp_speech_drop_head(KwSmtpSpeech *speech)
{
	g_assert(speech->n_expected);
	speech->first = (speech->first + 1) % G_N_ELEMENTS(speech->expected);
	speech->n_expected--;
}

/* --- bytes --- */

static void empty(GString **buffer)
{
	if ((*buffer)->allocated_len > BUFFER_KEPT) {
		g_string_free(*buffer, TRUE);
		*buffer = g_string_new(NULL);
	} else {
		g_string_truncate(*buffer, 0);
	}
}

const char *kw_smtp_speech_output(KwSmtpSpeech *speech, gsize *out_length)
{
	if (speech->offset == speech->out->len) {
		GString *out = speech->out;

		empty(&out);
		speech->out = speech->more;
		speech->more = out;
		speech->offset = 0;
		speech->moved += speech->out->len;
	}
	*out_length = speech->out->len - speech->offset;
	return speech->out->str + speech->offset;
}

void kw_smtp_speech_sent(KwSmtpSpeech *speech, gsize length)
{
	g_assert(length <= speech->out->len - speech->offset);
	speech->offset += length;
	speech->sent += length;
}
