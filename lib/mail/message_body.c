/* What a reader sees of a part tree: the body, its HTML form, the attachments.
 *
 * How the tree came to be is lib/mail/message.c. An alternative without a word in it does not win:
 * some programs send an empty text/plain beside the HTML.
 */
#include "mail/message.h"

#include <string.h>

static gboolean is_type(const KwPart *part, const char *type)
{
	return strcmp(part->type, type) == 0;
}

static gboolean is_html(const KwPart *part)
{
	return is_type(part, "text/html");
}

/* A leaf that is read in the mail itself. */
static gboolean is_body_text(const KwPart *part)
{
	return part->text && !part->is_attachment && !part->unread &&
	       (is_type(part, "text/plain") || is_html(part));
}

static const KwPart *find_body(const KwPart *part);

/* The first plain text with words in it, else the first HTML with words, else whatever is there. */
static const KwPart *find_alternative(const KwPart *part)
{
	const KwPart *best = NULL;
	int best_rank = 0;

	for (guint i = 0; i < part->children->len; i++) {
		const KwPart *body = find_body(part->children->pdata[i]);
		int rank = !body ? 0 : !*body->text ? 1 : is_html(body) ? 2 : 3;

		if (rank > best_rank) {
			best = body;
			best_rank = rank;
		}
	}
	return best;
}

/* The depth is that of the tree, which its reader limits. */
static const KwPart *find_body(const KwPart *part)
{
	const KwPart *empty = NULL;

	if (!part->children)
		return is_body_text(part) ? part : NULL;
	if (is_type(part, "multipart/alternative"))
		return find_alternative(part);
	for (guint i = 0; i < part->children->len; i++) {
		const KwPart *body = find_body(part->children->pdata[i]);

		if (body && *body->text)
			return body;
		if (body && !empty)
			empty = body;
	}
	return empty;
}

/* A text that has a name: the body of a mail that has no other. */
static const KwPart *find_named(const KwPart *part)
{
	const KwPart *found = NULL;

	if (!part->children)
		return part->is_inline && part->text && *part->text && !part->unread &&
				       (is_type(part, "text/plain") || is_html(part))
			       ? part
			       : NULL;
	for (guint i = 0; !found && i < part->children->len; i++)
		found = find_named(part->children->pdata[i]);
	return found;
}

static const KwPart *message_body(const KwMessage *message)
{
	const KwPart *body = find_body(message->root);

	return body && *body->text ? body : find_named(message->root) ?: body;
}

/* Texts behind `body` in the multiparts around it; of an alternative the one to read. */
static void collect_more(const KwPart *part, const KwPart *body, gboolean *is_behind,
			 GPtrArray *more)
{
	const KwPart *one;

	if (part == body) {
		*is_behind = TRUE;
		return;
	}
	if (!part->children || is_type(part, "multipart/alternative")) {
		one = find_body(part);
		if (one == body)
			*is_behind = TRUE;
		else if (one && *is_behind && *one->text)
			g_ptr_array_add(more, (gpointer)one);
		return;
	}
	for (guint i = 0; i < part->children->len; i++)
		collect_more(part->children->pdata[i], body, is_behind, more);
}

const KwPart *kw_message_body(const KwMessage *message, gboolean *out_html, GPtrArray **out_more)
{
	const KwPart *body = message_body(message);
	gboolean is_behind = FALSE;

	if (out_html)
		*out_html = body && is_html(body);
	if (out_more) {
		*out_more = g_ptr_array_new();
		if (body)
			collect_more(message->root, body, &is_behind, *out_more);
	}
	return body;
}

static gboolean contains(const KwPart *part, const KwPart *wanted)
{
	if (part == wanted)
		return TRUE;
	for (guint i = 0; part->children && i < part->children->len; i++)
		if (contains(part->children->pdata[i], wanted))
			return TRUE;
	return FALSE;
}

static const KwPart *first_html(const KwPart *part)
{
	const KwPart *found = NULL;

	if (!part->children)
		return is_body_text(part) && is_html(part) ? part : NULL;
	for (guint i = 0; !found && i < part->children->len; i++)
		found = first_html(part->children->pdata[i]);
	return found;
}

const KwPart *kw_message_html(const KwMessage *message)
{
	const KwPart *body = message_body(message), *part = message->root, *html = NULL;

	if (!body || is_html(body))
		return body;
	while (part && part != body) { /* down to it; the innermost alternative counts */
		const KwPart *next = NULL;

		if (is_type(part, "multipart/alternative"))
			html = first_html(part);
		for (guint i = 0; part->children && i < part->children->len; i++)
			if (contains(part->children->pdata[i], body))
				next = part->children->pdata[i];
		part = next;
	}
	return html;
}

static void collect_attachments(const KwPart *part, GPtrArray *found)
{
	if (part->is_attachment || part->message)
		g_ptr_array_add(found, (gpointer)part);
	for (guint i = 0; part->children && i < part->children->len; i++)
		collect_attachments(part->children->pdata[i], found);
}

GPtrArray *kw_message_attachments(const KwMessage *message)
{
	GPtrArray *found = g_ptr_array_new();

	collect_attachments(message->root, found);
	return found;
}
