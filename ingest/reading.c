/* Everything that follows from the bytes of a mail, gathered: the modules of this room and
 * lib/mail do the reading. What is done about it is ingest/intake and cmd/dispatch; how it is shown
 * is reading_json.c.
 *
 * Only a person's mail is taken apart as a post: what a bounce returns was ours before. */
#include "ingest/reading.h"

#include "base/text.h"
#include "ingest/html.h"
#include "ingest/identify.h"
#include "ingest/links.h"
#include "ingest/readable.h"
#include "ingest/signature.h"

#include <string.h>

void kw_reading_free(KwReading *reading)
{
	if (!reading)
		return;
	kw_forward_free(reading->forward);
	kw_dsn_free(reading->bounce);
	kw_feedback_free(reading->report);
	kw_handling_clear(&reading->handling);
	kw_advisory_free(reading->advisory);
	g_clear_pointer(&reading->refs, g_ptr_array_unref);
	g_clear_pointer(&reading->links, g_ptr_array_unref);
	kw_auth_free(reading->auth);
	g_clear_pointer(&reading->unread, g_ptr_array_unref);
	g_clear_pointer(&reading->notes, g_ptr_array_unref);
	g_clear_pointer(&reading->also, g_ptr_array_unref);
	g_free(reading->text);
	kw_message_free(reading->message);
	g_free(reading);
}

/* Links of the text, then those of the HTML that its text does not spell out. */
static GPtrArray *find_links(const KwMessage *message, const char *text)
{
	const KwPart *html = kw_message_html(message);
	g_autoptr(GPtrArray) hrefs = NULL;
	GString *all = g_string_new(text);
	GPtrArray *links;

	if (html && html->text)
		g_free(kw_html_to_text(html->text, FALSE, &hrefs));
	for (guint i = 0; hrefs && i < hrefs->len; i++)
		g_string_append_printf(all, "\n%s", (const char *)hrefs->pdata[i]);
	links = kw_links_find(all->str);
	g_string_free(all, TRUE);
	return links;
}

static void read_post(KwReading *reading, GTimeZone *zone)
{
	const KwMessage *message = reading->message;
	const KwForward *forward;
	const char *subject = message->subject, *address;
	g_autofree char *told = NULL, *body = NULL;

	reading->forward = kw_forward_find(message, reading->text, zone);
	forward = reading->forward;
	address = message->from ? message->from->address : NULL;
	if (forward) {
		subject = forward->subject ? forward->subject : subject;
		address = forward->from ? forward->from->address : NULL;
		body = kw_forward_own_body(forward);
	} else {
		/* a mail of somebody's own ends with a signature; a forwarded advisory does not */
		body = kw_signature_strip(reading->text);
	}
	reading->advisory = kw_advisory_parse(subject, address, body);
	told = g_strdup_printf("%s\n%s", subject, body);
	reading->refs = kw_identify_refs(told);
	if (forward && forward->attached)
		message = forward->attached;
	reading->links = find_links(message, body);
}

KwReading *kw_reading_of_mail(const void *bytes, size_t length, const KwReadingContext *context,
			      GError **error)
{
	g_autoptr(KwMessage) message = kw_message_parse(bytes, length, context->limits, error);
	KwReading *reading;
	const KwPart *part = NULL;

	if (!message)
		return NULL;
	reading = g_new0(KwReading, 1);
	reading->message = g_steal_pointer(&message);
	reading->kind = kw_kind_of(reading->message, context->sender, context->own_list_id);
	reading->text = kw_readable_text(reading->message, &part, &reading->html_only);
	if (part) {
		reading->charset_declared = part->charset_declared;
		reading->charset_used = part->charset_used;
	}
	reading->bounce = kw_dsn_parse(reading->message);
	reading->report = kw_feedback_parse(reading->message);
	kw_handling_find(reading->message, reading->text, &reading->handling);
	if (reading->kind == KW_KIND_POST)
		read_post(reading, context->zone);
	reading->auth = kw_auth_of(reading->message, bytes, length, context->trust);
	reading->unread = kw_unread_list(reading->message, reading->text);
	reading->notes = g_ptr_array_new_with_free_func(g_free);
	reading->signature = "none";
	if (!reading->refs)
		reading->refs = kw_identify_refs("");
	if (!reading->links)
		reading->links = kw_links_find("");
	return reading;
}
