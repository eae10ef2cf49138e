/* Taking a forwarded mail apart. Where a pasted header block begins and ends is ingest/block, what
 * its addresses say ingest/pasted, whose words the lines are forward_lines.c; what the original
 * says of a weakness is ingest/advisory.
 *
 * A chain is followed only where a mail says that it was a forward itself, or adds no word of its
 * own: below a forwarded answer lies the conversation, and its oldest mail is not the news. */
#include "ingest/forward.h"

#include "forward_lines-private.h"

#include "base/text.h"
#include "base/when.h"
#include "ingest/attribution.h"
#include "ingest/block.h"
#include "ingest/gateway.h"
#include "ingest/label.h"
#include "ingest/pasted.h"
#include "ingest/readable.h"

#include <string.h>

#define MAX_DEPTH             10
#define ATTRIBUTION_MAX_LINES 200 /* of comment above it */

/* How a mail is taken apart, and what is found on the way. */
typedef struct {
	GTimeZone *zone;
	GPtrArray *notes;
	int depth; /* of attached messages */
} Way;

static KwForward *forward_new(const char *method)
{
	KwForward *forward = g_new0(KwForward, 1);

	forward->depth = 1;
	forward->method = method;
	forward->to = g_ptr_array_new_with_free_func((GDestroyNotify)kw_address_free);
	forward->cc = g_ptr_array_new_with_free_func((GDestroyNotify)kw_address_free);
	return forward;
}

void kw_forward_free(KwForward *forward)
{
	if (!forward)
		return;
	g_free(forward->comment);
	g_clear_pointer(&forward->from, kw_address_free);
	g_ptr_array_unref(forward->to);
	g_ptr_array_unref(forward->cc);
	g_free(forward->subject);
	g_free(forward->date_text);
	g_free(forward->body);
	g_free(forward);
}

/* ---- a block within the text ---- */

/* Most mail programs paste a date without its zone: it is the sender's, and is shown as such. */
static int own_offset(const char *text, const KwWhen *when, GTimeZone *zone)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	KwWhen as_utc;

	if (!zone || !kw_when_parse(text, utc, &as_utc) || as_utc.at == when->at)
		return when->offset_s;
	return (int)(as_utc.at - when->at);
}

static void set_date(KwForward *forward, const char *text, GTimeZone *zone)
{
	KwWhen when;

	if (!text || !*text)
		return;
	forward->date_text = g_strdup(text);
	forward->has_date = kw_when_parse(text, zone, &when);
	if (forward->has_date) {
		forward->date_at = when.at;
		forward->date_offset_s = own_offset(text, &when, zone);
	}
}

static gboolean has_recipient(const GPtrArray *list, const KwAddress *wanted)
{
	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];

		if (wanted->address) {
			if (address->address &&
			    g_ascii_strcasecmp(address->address, wanted->address) == 0)
				return TRUE;
		} else if (address->name && g_strcmp0(address->name, wanted->name) == 0) {
			return TRUE;
		}
	}
	return FALSE;
}

/* An answer quotes its addressee's mail in the same block. A forward goes to somebody else. */
static gboolean is_answer(const KwMessage *message, const KwBlock *block)
{
	g_autoptr(KwAddress) from = kw_pasted_from(block->from);

	return from && !kw_label_is_forward_subject(message->subject) &&
	       (has_recipient(message->to, from) || has_recipient(message->cc, from));
}

static gboolean is_chain(const KwBlock *outer, const char *const *body, const KwBlock *inner)
{
	g_autofree char *between = NULL;

	if (outer->subject && kw_label_is_forward_subject(outer->subject))
		return TRUE;
	between = kw_lines_comment(body, inner->first, NULL);
	return !*between;
}

static void fill_from_block(KwForward *forward, const KwBlock *block, GTimeZone *zone)
{
	forward->from = kw_pasted_from(block->from);
	kw_pasted_list(block->to, forward->to);
	kw_pasted_list(block->cc, forward->cc);
	forward->subject = g_strdup(block->subject);
	set_date(forward, block->date, zone);
}

static KwForward *find_inline(const KwMessage *message, const char *const *lines, const Way *way)
{
	g_autoptr(KwForward) forward = NULL;
	g_auto(KwBlock) block = {0};
	g_auto(GStrv) body = NULL;
	guint end;

	if (!kw_block_find(lines, 0, message->subject, &block) || is_answer(message, &block))
		return NULL;
	forward = forward_new("inline");
	body = kw_lines_body(lines, &block, &end);
	forward->comment = kw_lines_comment_around(lines, block.first, end, way->notes);
	while (forward->depth < MAX_DEPTH) {
		const char *const *text = (const char *const *)body;
		g_auto(KwBlock) inner = {0};
		char **inner_body;

		if (!kw_block_find(text, 0, block.subject, &inner) ||
		    !is_chain(&block, text, &inner))
			break;
		inner_body = kw_lines_body(text, &inner, NULL);
		g_strfreev(body);
		body = inner_body;
		kw_block_clear(&block);
		block = inner;
		inner = (KwBlock){0};
		forward->depth++;
	}
	fill_from_block(forward, &block, way->zone);
	forward->body = kw_lines_join((const char *const *)body, G_MAXUINT);
	return g_steal_pointer(&forward);
}

/* ---- Outlook for Mac: an attribution line in place of a block ---- */

/* It also indents the body by four blanks. */
static void dedent(char **lines)
{
	for (char **line = lines; *line; line++)
		if (**line && !g_str_has_prefix(*line, "    "))
			return;
	for (char **line = lines; *line; line++)
		if (**line)
			memmove(*line, *line + 4, strlen(*line + 4) + 1);
}

/* The mail's own Subject without "Fwd:": the block that would have told is not there. */
static char *own_subject(const char *subject)
{
	const char *colon = strpbrk(subject, ":");

	if (!colon)
		colon = strstr(subject, "：");
	return kw_text_one_line(colon ? g_utf8_next_char(colon) : subject);
}

static void fill_below_attribution(KwForward *forward, const KwMessage *message,
				   const char *const *lines, guint at, GPtrArray *notes)
{
	const KwBlock block = {.body = at + 1};
	g_auto(GStrv) body = kw_lines_body(lines, &block, NULL);

	dedent(body);
	forward->subject = own_subject(message->subject);
	forward->comment = kw_lines_comment(lines, at, notes);
	forward->body = kw_lines_join((const char *const *)body, G_MAXUINT);
}

static KwForward *find_attribution(const KwMessage *message, const char *const *lines,
				   const Way *way)
{
	if (!kw_label_is_forward_subject(message->subject))
		return NULL;
	for (guint i = 0; i < ATTRIBUTION_MAX_LINES && lines[i]; i++) {
		g_autoptr(KwAddress) from = NULL;
		g_autofree char *date = NULL;
		KwForward *forward;

		if (!kw_attribution_read(lines[i], &from, &date))
			continue;
		forward = forward_new("attribution");
		forward->from = g_steal_pointer(&from);
		set_date(forward, date, way->zone);
		fill_below_attribution(forward, message, lines, i, way->notes);
		return forward;
	}
	return NULL;
}

/* ---- no block at all: the original quoted, as an answer would be ---- */

static guint count_filled(const char *const *lines, guint end)
{
	guint n = 0;

	for (guint i = 0; i < end && lines[i]; i++)
		n += *lines[i] != '\0';
	return n;
}

/* The first quoted line; FALSE: there is none, or "A wrote:" stands above it, whose name is not for
 * readers. */
static gboolean find_quote(const char *const *lines, guint *out_at, int *out_quote)
{
	const char *above = "";

	for (guint i = 0; lines[i]; i++) {
		kw_label_unquote(lines[i], -1, out_quote);
		*out_at = i;
		if (*out_quote)
			return !g_str_has_suffix(above, ":") && !g_str_has_suffix(above, "：");
		if (*lines[i])
			above = lines[i];
	}
	return FALSE;
}

/* Most of the mail must be quoted: "> Help > Update" may stand in an advisory as well. */
static KwForward *find_quoted(const KwMessage *message, const char *const *lines, const Way *way)
{
	KwBlock block = {0};
	g_auto(GStrv) body = NULL;
	KwForward *forward;
	guint end;

	if (!kw_label_is_forward_subject(message->subject) ||
	    !find_quote(lines, &block.body, &block.quote))
		return NULL;
	body = kw_lines_body(lines, &block, &end);
	if (count_filled(lines + block.body, end - block.body) * 2 < count_filled(lines, G_MAXUINT))
		return NULL;
	forward = forward_new("quoted");
	forward->subject = own_subject(message->subject);
	forward->comment = kw_lines_comment_around(lines, block.body, end, way->notes);
	forward->body = kw_lines_join((const char *const *)body, G_MAXUINT);
	return forward;
}

/* ---- an attached original ---- */

static KwForward *find_within(const KwMessage *message, const char *text, const Way *way);

static void copy_addresses(const GPtrArray *from, GPtrArray *to)
{
	for (guint i = 0; i < from->len; i++) {
		const KwAddress *address = from->pdata[i];

		g_ptr_array_add(to, kw_address_new(address->name, address->address));
	}
}

static KwForward *from_attached(const KwMessage *original, const char *text)
{
	KwForward *forward = forward_new("attached");

	if (original->from)
		forward->from = kw_address_new(original->from->name, original->from->address);
	copy_addresses(original->to, forward->to);
	copy_addresses(original->cc, forward->cc);
	forward->subject = g_strdup(original->subject);
	forward->date_text = g_strdup(kw_message_header(original, "Date"));
	forward->has_date = original->has_date;
	forward->date_at = original->date_at;
	forward->date_offset_s = original->date_offset_s;
	forward->body = g_strdup(text);
	forward->attached = original;
	return forward;
}

static const KwMessage *find_attached(const KwMessage *message)
{
	g_autoptr(GPtrArray) attachments = kw_message_attachments(message);

	for (guint i = 0; i < attachments->len; i++) {
		const KwPart *part = attachments->pdata[i];

		if (part->message)
			return part->message;
	}
	return NULL;
}

static KwForward *read_original(const KwMessage *original, const char *text, const Way *way)
{
	const Way deeper = {way->zone, way->notes, way->depth + 1};
	KwForward *forward = find_within(original, text, &deeper);

	if (forward) /* it was a forward itself */
		forward->depth++;
	else
		forward = from_attached(original, text);
	forward->method = "attached";
	g_free(forward->comment);
	forward->comment = g_strdup("");
	return forward;
}

static KwForward *find_in_attachment(const KwMessage *message, const char *const *lines,
				     const Way *way)
{
	const KwMessage *original = find_attached(message);
	g_autofree char *text = NULL;
	KwForward *forward;

	if (!original)
		return NULL;
	text = kw_readable_text(original, NULL, NULL);
	forward = read_original(original, text, way);
	g_free(forward->comment);
	forward->comment = kw_lines_comment(lines, g_strv_length((char **)lines), way->notes);
	return forward;
}

static KwForward *find_within(const KwMessage *message, const char *text, const Way *way)
{
	g_auto(GStrv) split = NULL;
	const char *const *lines;
	KwForward *forward;

	if (way->depth > MAX_DEPTH)
		return NULL;
	split = g_strsplit(text, "\n", -1);
	lines = (const char *const *)split;
	forward = find_inline(message, lines, way);
	if (!forward)
		forward = find_in_attachment(message, lines, way);
	if (!forward)
		forward = find_attribution(message, lines, way);
	return forward ? forward : find_quoted(message, lines, way);
}

/* An advisory may show the headers of a forged mail, and goes on after them. */
static gboolean is_whole(const KwBlock *block)
{
	return block->separated || (block->from && block->date && block->to && block->subject);
}

char *kw_forward_own_body(const KwForward *forward, GPtrArray *notes)
{
	g_auto(GStrv) lines = g_strsplit(forward->body, "\n", -1);
	const char *const *text = (const char *const *)lines;
	g_auto(KwBlock) below = {0};
	g_autofree char *own = NULL;
	guint end = G_MAXUINT;

	text += kw_gateway_top(text, g_strv_length(lines), notes);
	if (kw_block_find(text, 0, NULL, &below) && is_whole(&below) && below.first)
		end = below.first;
	own = kw_lines_join(text, end);
	return kw_gateway_strip(own, notes);
}

KwForward *kw_forward_find(const KwMessage *message, const char *text, GTimeZone *zone,
			   GPtrArray *notes)
{
	return find_within(message, text, &(Way){zone, notes, 1});
}

KwForward *kw_forward_of_attached(const KwMessage *original, const char *text, GTimeZone *zone,
				  GPtrArray *notes)
{
	return read_original(original, text, &(Way){zone, notes, 1});
}
