/* mail/message on any bytes: all text is valid UTF-8, headers are one line, depth and
 * parts stay within the limits. */
#include "base/text.h"
#include "mail/message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	g_assert(!text || kw_text_is_valid(text, strlen(text)));
}

static void check_line(const char *text)
{
	check_text(text);
	g_assert(!text || !strpbrk(text, "\r\n"));
}

static void check_message(const KwMessage *message, int depth);

static int check_part(const KwPart *part, int depth)
{
	int leaves = 0;

	g_assert(depth <= 20 && part->type);
	check_line(part->name);
	check_line(part->content_id);
	check_text(part->text);
	g_assert(!part->name || !strpbrk(part->name, "/\\"));
	g_assert(!part->unread || part->description);
	g_assert(!part->message == !part->raw);
	if (part->message)
		check_message(part->message, depth + 1);
	if (!part->children) {
		g_assert(part->bytes);
		return 1 + (part->message ? part->message->parts : 0);
	}
	for (guint i = 0; i < part->children->len; i++)
		leaves += check_part(part->children->pdata[i], depth + 1);
	return leaves;
}

static void check_addresses(const GPtrArray *list)
{
	g_assert(list->len <= 1000);
	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];

		check_line(address->name);
		check_line(address->address);
	}
}

static void check_message(const KwMessage *message, int depth)
{
	g_autoptr(GPtrArray) attachments = kw_message_attachments(message), more = NULL;
	const KwPart *body = kw_message_body(message, NULL, &more);
	int leaves = check_part(message->root, depth);

	for (guint i = 0; i < attachments->len; i++)
		g_assert(!((const KwPart *)attachments->pdata[i])->children);
	g_assert(body == NULL || body->text);
	g_assert(kw_message_html(message) == NULL || kw_message_html(message)->text);
	g_assert(message->headers->len <= 1000);
	for (guint i = 0; i < message->headers->len; i++)
		check_line(((const KwHeader *)message->headers->pdata[i])->value);
	check_line(message->subject);
	check_line(message->message_id);
	check_addresses(message->to);
	check_addresses(message->cc);
	check_addresses(message->reply_to);
	g_assert(message->parts <= 1000);
	/* a multipart that was too deep to open is no leaf of the count */
	g_assert(leaves >= message->parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) message = kw_message_parse(data, size, NULL, &error);

	g_assert((message != NULL) == (error == NULL));
	if (!message)
		return 0;
	check_message(message, 0);
	return 0;
}
