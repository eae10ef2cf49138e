/* The header of a mail: decoded fields, addresses, identifiers, date.
 *
 * From the raw fields of lib/mail/header.c. The structure of an address list is read before its
 * encoded-words are (they may hold commas), that of everything else after.
 */
#include "message-private.h"

#include "base/text.h"
#include "base/when.h"
#include "mail/header.h"

#include <string.h>

#define MAX_REFERENCES 1000
#define MAX_ID         998 /* a line of RFC 5322 */

static void header_free(KwHeader *header)
{
	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

char *kw_message_bare_id(const char *text)
{
	const char *open = strchr(text, '<');
	const char *start = open ? open + 1 : text + strspn(text, " \t\r\n");
	size_t length = strcspn(start, open ? "<>" : " \t\r\n");
	g_autofree char *id = g_strndup(start, MIN(length, MAX_ID));
	g_autofree char *whole = kw_text_repair(id, -1);
	char *line = kw_text_one_line(whole);

	if (*line)
		return line;
	g_free(line);
	return NULL;
}

static GPtrArray *bare_ids(const char *text)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);

	for (const char *p = text; p && (p = strchr(p, '<')) && ids->len < MAX_REFERENCES;) {
		char *id = kw_message_bare_id(p);

		if (id)
			g_ptr_array_add(ids, id);
		p += 1 + strcspn(p + 1, "<>");
	}
	return ids;
}

static char *decode_words(const char *words, gssize length)
{
	return kw_header_decode_words(words, length);
}

/* Addresses of all fields of that name: some programs write several. */
static GPtrArray *addresses(const KwHeaderBlock *block, const char *name, const char *hint)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *header = block->fields->pdata[i];
		g_autofree char *utf8 = NULL;

		if (g_ascii_strcasecmp(header->name, name) != 0)
			continue;
		utf8 = kw_header_to_utf8(header->raw, -1, hint);
		g_string_append_printf(all, "%s%s", all->len ? ", " : "", utf8);
	}
	return kw_address_list_parse_encoded(all->str, decode_words);
}

/* The first that has an address, else the first. */
static KwAddress *first_mailbox(const KwHeaderBlock *block, const char *name, const char *hint)
{
	g_autoptr(GPtrArray) list = addresses(block, name, hint);
	const KwAddress *first = list->len ? list->pdata[0] : NULL;

	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];

		if (address->address) {
			first = address;
			break;
		}
	}
	return first ? kw_address_new(first->name, first->address) : NULL;
}

static void read_date(KwMessage *message)
{
	const char *date = kw_message_header(message, "Date");
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	KwWhen when;

	if (!date || !kw_when_parse_rfc5322(date, utc, &when))
		return;
	message->has_date = TRUE;
	message->date_at = when.at;
	message->date_offset_s = when.offset_s;
}

void kw_message_read_fields(KwMessage *message, const KwHeaderBlock *block, const char *hint)
{
	const char *raw;

	message->headers = g_ptr_array_new_with_free_func((GDestroyNotify)header_free);
	for (guint i = 0; i < block->fields->len; i++) {
		const KwRawHeader *from = block->fields->pdata[i];
		KwHeader *header = g_new0(KwHeader, 1);

		header->name = g_strdup(from->name);
		header->value = kw_header_decode(from->raw, -1, hint);
		g_ptr_array_add(message->headers, header);
	}
	raw = kw_message_header(message, "Subject");
	message->subject = g_strdup(raw ? raw : "");
	message->from = first_mailbox(block, "From", hint);
	if (!message->from || !message->from->address) {
		KwAddress *sender = first_mailbox(block, "Sender", hint);

		if (!message->from || (sender && sender->address)) {
			kw_address_free(message->from);
			message->from = g_steal_pointer(&sender);
		}
		kw_address_free(sender);
	}
	message->to = addresses(block, "To", hint);
	message->cc = addresses(block, "Cc", hint);
	message->reply_to = addresses(block, "Reply-To", hint);
	raw = kw_header_block_find(block, "Message-ID");
	message->message_id = raw ? kw_message_bare_id(raw) : NULL;
	raw = kw_header_block_find(block, "In-Reply-To");
	message->in_reply_to = raw ? kw_message_bare_id(raw) : NULL;
	message->references = bare_ids(kw_header_block_find(block, "References"));
	read_date(message);
}

void kw_message_clear_fields(KwMessage *message)
{
	g_clear_pointer(&message->headers, g_ptr_array_unref);
	g_free(message->subject);
	kw_address_free(message->from);
	g_clear_pointer(&message->to, g_ptr_array_unref);
	g_clear_pointer(&message->cc, g_ptr_array_unref);
	g_clear_pointer(&message->reply_to, g_ptr_array_unref);
	g_free(message->message_id);
	g_free(message->in_reply_to);
	g_clear_pointer(&message->references, g_ptr_array_unref);
}

const char *kw_message_header(const KwMessage *message, const char *name)
{
	for (guint i = 0; i < message->headers->len; i++) {
		const KwHeader *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}
