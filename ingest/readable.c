/* A mail's parts as one readable text. Which part is the body: mail/message; what HTML says:
 * ingest/html.
 *
 * A mailing list adds its footer as a part of its own, and a phone cuts the text at every picture:
 * so inline text after the body is part of the text. A digest is its mails, one below the other. */
#include "ingest/readable.h"

#include "base/text.h"
#include "ingest/html.h"

#include <string.h>

#define MAX_BYTES (4 * 1024 * 1024)

static void append_part(GString *out, const KwPart *part)
{
	gboolean is_html = g_strcmp0(part->type, "text/html") == 0;
	g_autofree char *text = NULL;

	if (!part->text || out->len > MAX_BYTES)
		return;
	text = is_html ? kw_html_to_text(part->text, TRUE, NULL) : kw_text_tidy(part->text);
	if (!*text)
		return;
	if (out->len)
		g_string_append(out, "\n\n");
	g_string_append(out, text);
}

/* As deep as lib/mail opens mails. */
static const KwPart *append_message(GString *out, const KwMessage *message, gboolean *is_html)
{
	g_autoptr(GPtrArray) more = NULL;
	const KwPart *body = kw_message_body(message, is_html, &more), *root = message->root;

	if (body)
		append_part(out, body);
	for (guint i = 0; i < more->len; i++)
		append_part(out, more->pdata[i]);
	if (!body && root->children && strcmp(root->type, "multipart/digest") == 0)
		for (guint i = 0; i < root->children->len; i++) {
			const KwPart *part = root->children->pdata[i];

			if (part->message)
				append_message(out, part->message, NULL);
		}
	return body;
}

char *kw_readable_text(const KwMessage *message, const KwPart **out_part, gboolean *out_html_only)
{
	GString *out = g_string_new(NULL);
	gboolean is_html = FALSE;
	const KwPart *body = append_message(out, message, &is_html);

	if (out_part)
		*out_part = body;
	if (out_html_only)
		*out_html_only = body && is_html;
	return g_string_free(out, FALSE);
}
