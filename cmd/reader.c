/* A mail's own words become a command: ingest/ knows the words, subscribers/ what they mean. */
#include "reader.h"

#include "ingest/gateway.h"

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
	g_autofree char *address =
		from && from->address ? kw_address_normalise(from->address) : NULL;
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
