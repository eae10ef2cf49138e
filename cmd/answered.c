/* Tokens of an arrived mail. The address that it went to comes first: a thread may hold several
 * letters of ours. */
#include "answered.h"

#include "mail/address.h"

#define MAX_WORDS 10

gboolean kw_answered_read(const KwArrived *a, const char *address, KwTokenPurpose purpose,
			  KwAnswered *out)
{
	g_autofree char *detail = address ? kw_address_detail(address) : NULL;

	return detail && kw_token_parse(a->keys, purpose, detail, &out->first, &out->second);
}

/* What a mailto link put into the Subject, where addresses hold no token. */
static gboolean parse_subject(const KwArrived *a, KwTokenPurpose purpose, KwAnswered *out)
{
	g_auto(GStrv) words = g_strsplit(a->reading->message->subject, " ", MAX_WORDS);

	for (char **word = words; *word; word++)
		if (kw_token_parse(a->keys, purpose, *word, &out->first, &out->second))
			return TRUE;
	return FALSE;
}

static gboolean parse_list(const KwArrived *a, const GPtrArray *addresses, KwTokenPurpose purpose,
			   KwAnswered *out)
{
	for (guint i = 0; i < addresses->len; i++)
		if (kw_answered_read(a, ((const KwAddress *)addresses->pdata[i])->address, purpose,
				     out))
			return TRUE;
	return FALSE;
}

KwAnswered kw_answered_find(const KwArrived *a, KwTokenPurpose purpose)
{
	const KwMessage *message = a->reading->message;
	KwAnswered answered = {0, 0};

	if (kw_answered_read(a, a->mail->recipient, purpose, &answered) ||
	    parse_list(a, message->to, purpose, &answered) ||
	    parse_list(a, message->cc, purpose, &answered) ||
	    kw_answered_read(a, message->in_reply_to, purpose, &answered) ||
	    parse_subject(a, purpose, &answered))
		return answered;
	for (guint i = message->references->len; i > 0; i--) /* the last is what is answered */
		if (kw_answered_read(a, message->references->pdata[i - 1], purpose, &answered))
			break;
	return answered;
}

KwAnswered kw_answered_find_asked(const KwArrived *a)
{
	const KwAnswered asked = kw_answered_find(a, KW_TOKEN_ASKED);

	return asked.second ? asked : kw_answered_find(a, KW_TOKEN_CONFIRM);
}
