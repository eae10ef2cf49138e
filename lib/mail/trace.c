/* The envelope out of the trace fields of a delivered mail.
 *
 * X-Original-To is the address before aliases, so it wins over Delivered-To, but only where the
 * server wrote both on top: between the first and the second Received line a sender's own fields
 * may stand, where the server adds one line only. Nothing hangs on that: whoever writes fields
 * there can choose the envelope too.
 */
#include "mail/trace.h"

#include "base/text.h"
#include "mail/header.h"

#include <string.h>

#define HEADER_BYTES (256 * 1024) /* trace fields stand on top */
#define VALUE_CHARS  1000

void kw_trace_clear(KwTrace *trace)
{
	g_free(trace->sender);
	g_free(trace->recipient);
	*trace = (KwTrace){0};
}

/* "<a@b>" or "a@b", one line. NULL: nothing, or more than one address. */
static char *address_of(const char *raw, gboolean may_be_null)
{
	g_autofree char *text = kw_text_repair(raw, -1);
	g_autofree char *line = kw_text_one_line(text);
	size_t n = strlen(line);

	if (n >= 2 && line[0] == '<' && line[n - 1] == '>') {
		line[n - 1] = '\0';
		memmove(line, line + 1, n - 1);
	} else if (!*line) {
		return NULL;
	}
	if ((!*line && !may_be_null) || strpbrk(line, " <>") || strlen(line) > VALUE_CHARS)
		return NULL;
	return g_steal_pointer(&line);
}

/* Whether the address is the mailbox's own name: "works" or "works@example.jp" of user "works". */
static gboolean is_name(const char *address, const char *own_name)
{
	size_t n = strlen(own_name);

	return g_ascii_strncasecmp(address, own_name, n) == 0 &&
	       (address[n] == '\0' || (address[n] == '@' && !strchr(own_name, '@')));
}

typedef struct {
	const char *value;
	int received; /* Received lines above it */
} Found;

static void note(Found *found, const char *value, int received)
{
	if (!found->value)
		*found = (Found){value, received};
}

void kw_trace_read(const void *bytes, size_t length, const char *own_name, KwTrace *out_trace)
{
	g_autoptr(KwHeaderBlock) block = kw_header_block_parse(bytes, MIN(length, HEADER_BYTES));
	Found sender = {0}, original = {0}, delivered = {0};
	int received = 0;

	*out_trace = (KwTrace){0};
	for (guint i = 0; i < block->fields->len && received < 2; i++) {
		const KwRawHeader *field = block->fields->pdata[i];

		if (g_ascii_strcasecmp(field->name, "Received") == 0)
			received++;
		else if (g_ascii_strcasecmp(field->name, "Return-Path") == 0)
			note(&sender, field->raw, received);
		else if (g_ascii_strcasecmp(field->name, "X-Original-To") == 0)
			note(&original, field->raw, received);
		else if (g_ascii_strcasecmp(field->name, "Delivered-To") == 0)
			note(&delivered, field->raw, received);
	}
	if (sender.value)
		out_trace->sender = address_of(sender.value, TRUE);
	if (original.value && (!delivered.value || original.received <= delivered.received))
		out_trace->recipient = address_of(original.value, FALSE);
	if (!out_trace->recipient && delivered.value)
		out_trace->recipient = address_of(delivered.value, FALSE);
	if (out_trace->recipient && own_name && is_name(out_trace->recipient, own_name))
		g_clear_pointer(&out_trace->recipient, g_free);
}
