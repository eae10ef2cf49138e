/* Everything that follows from the bytes of a mail, gathered: the modules of this room and
 * lib/mail do the reading. What is done about it is ingest/intake and cmd/dispatch; how it is shown
 * is reading_json.c.
 *
 * Only a person's mail is taken apart as a post: what a bounce returns was ours before. */
#include "ingest/reading.h"

#include "base/charset.h"
#include "base/text.h"
#include "ingest/gateway.h"
#include "ingest/html.h"
#include "ingest/identify.h"
#include "ingest/links.h"
#include "ingest/own.h"
#include "ingest/publisher.h"
#include "ingest/readable.h"
#include "ingest/signature.h"

#include <string.h>

#define HIDDEN         "…"
#define ADDRESS_CHARS  "._+-"
#define MAX_HIDDEN     50  /* of To, and of Cc */
#define MAX_ALSO       20  /* attached messages that are read, besides the first */
#define HINT_MAX_BYTES 300 /* "look at this", and a link */
#define MAX_LINKS      500 /* as many as kw_links_find() gives at most */

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
	g_free(reading->own);
	g_free(reading->title);
	g_free(reading->told);
	kw_message_free(reading->message);
	g_free(reading);
}

/* ---- what is told ---- */

/* Only what is attached, or came straight from its author, is as it was signed. Where forwarding
 * broke a signature, nothing is said against the text. It is looked at as it came: tidying drops
 * empty lines that were signed. */
static const char *check_signature(const KwReading *reading, const char *told, const char *keyring)
{
	const KwForward *forward = reading->forward;
	const KwMessage *message = forward && forward->attached ? forward->attached
								: reading->message;
	gboolean is_html = FALSE;
	const KwPart *part = kw_message_body(message, &is_html, NULL);
	g_autofree char *text = NULL;
	const char *word;

	if (part && part->bytes && !is_html)
		text = kw_charset_decode(g_bytes_get_data(part->bytes, NULL),
					 g_bytes_get_size(part->bytes), part->charset_declared,
					 NULL);
	word = kw_auth_cleartext(text ? text : told, keyring, NULL, NULL);
	return forward && !forward->attached && g_str_equal(word, "bad") ? "not-checkable" : word;
}

static gboolean is_within_address(const char *text, const char *found, size_t length)
{
	return (found > text && (g_ascii_isalnum(found[-1]) || strchr("._+-", found[-1]))) ||
	       g_ascii_isalnum(found[length]);
}

/* Takes `text`. Without case; "a@b.jp" is not in "aa@b.jp". */
static char *hide_address(char *text, const char *address)
{
	const char *rest = text, *found = strcasestr(text, address);
	size_t n = strlen(address);
	GString *out;

	if (!found)
		return text;
	out = g_string_sized_new(strlen(text));
	for (; found; found = strcasestr(rest, address)) {
		gboolean is_other = is_within_address(text, found, n);

		g_string_append_len(out, rest, found - rest);
		g_string_append_len(out, is_other ? found : HIDDEN,
				    (gssize)(is_other ? n : strlen(HIDDEN)));
		rest = found + n;
	}
	g_string_append(out, rest);
	g_free(text);
	return g_string_free(out, FALSE);
}

static char *hide_addresses(char *text, const GPtrArray *list, const KwAddress *author)
{
	for (guint i = 0; i < MIN(list->len, MAX_HIDDEN); i++) {
		const char *address = ((const KwAddress *)list->pdata[i])->address;
		gboolean is_author = author && author->address && address &&
				     g_ascii_strcasecmp(author->address, address) == 0;

		if (address && strchr(address, '@') && !is_author)
			text = hide_address(text, address);
	}
	return text;
}

/* "This mail was sent to …": whom the text reached is nobody's business. Takes `text`. */
static char *hide_recipients(const KwReading *reading, char *text)
{
	const KwForward *forward = reading->forward;
	const KwAddress *from = reading->message->from;

	if (!forward)
		return text;
	text = hide_addresses(text, forward->to, forward->from);
	text = hide_addresses(text, forward->cc, forward->from);
	return forward->attached || !from || !from->address ? text
							    : hide_address(text, from->address);
}

/* Text and title of what is told, and the word about its signature. */
static void read_told(KwReading *reading, const KwAuthTrust *trust)
{
	const KwForward *forward = reading->forward;
	const char *subject = reading->message->subject;
	g_autofree char *body = NULL, *clean = NULL, *alive = NULL, *hidden = NULL;

	if (forward) {
		body = kw_forward_own_body(forward, reading->notes);
		subject = forward->subject ? forward->subject : subject;
	} else {
		/* a mail of somebody's own ends with a signature; a forwarded advisory does not */
		g_autofree char *bare = kw_gateway_strip(reading->text, reading->notes);

		body = kw_signature_strip(bare);
	}
	reading->signature = kw_auth_cleartext(body, NULL, NULL, &clean);
	if (!g_str_equal(reading->signature, "none"))
		reading->signature = check_signature(reading, body, trust ? trust->keyring : NULL);
	alive = kw_gateway_refang(clean, reading->notes);
	g_clear_pointer(&body, g_free);
	body = kw_links_unwrap_text(alive);
	hidden = hide_recipients(reading, g_steal_pointer(&body));
	reading->told = kw_text_tidy(hidden);
	reading->title = kw_gateway_subject(subject, reading->notes);
}

/* ---- links ---- */

static gboolean has_text(const GPtrArray *texts, const char *text)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* Links of what is told, then those of the HTML that its text does not spell out; not those of
 * what stands around it. */
static GPtrArray *find_links(const KwReading *reading)
{
	const KwForward *forward = reading->forward;
	const KwPart *html = kw_message_html(forward && forward->attached ? forward->attached
									  : reading->message);
	GPtrArray *links = kw_links_find(reading->told);
	g_autoptr(GPtrArray) hrefs = NULL, around = NULL, more = NULL;
	GString *all = g_string_new(NULL);

	if (html && html->text)
		g_free(kw_html_to_text(html->text, FALSE, &hrefs));
	for (guint i = 0; hrefs && i < hrefs->len; i++)
		g_string_append_printf(all, "%s\n", (const char *)hrefs->pdata[i]);
	around = kw_links_find(reading->text);
	more = kw_links_find(all->str);
	for (guint i = 0; i < more->len && links->len < MAX_LINKS; i++) {
		const char *link = more->pdata[i];

		if (!has_text(links, link) && !has_text(around, link))
			g_ptr_array_add(links, g_strdup(link));
	}
	g_string_free(all, TRUE);
	return links;
}

/* ---- posts ---- */

/* An address that names a publisher; of a mail of somebody's own only where it is not pasted from a
 * text that says whose it is, nor hardly more than a link. */
static const char *author_of(const KwReading *reading, gboolean *out_is_doubtful)
{
	const KwAddress *from = reading->forward ? reading->forward->from : reading->message->from;
	const char *address = from ? from->address : NULL;

	*out_is_doubtful =
		kw_publisher_of_address(address) && !reading->forward &&
		(strlen(reading->told) < HINT_MAX_BYTES || kw_publisher_of_text(reading->told));
	return address;
}

static KwAdvisory *read_advisory(const KwReading *reading)
{
	gboolean is_doubtful;
	const char *author = author_of(reading, &is_doubtful);
	KwAdvisory *advisory =
		kw_advisory_parse(reading->title, is_doubtful ? NULL : author, reading->told);

	if (advisory->publisher || !is_doubtful)
		return advisory;
	kw_advisory_free(advisory);
	return kw_advisory_parse(reading->title, author, reading->told);
}

/* All that follows from text and forward. */
static void read_contents(KwReading *reading, const KwReadingContext *context)
{
	g_autofree char *all = NULL;

	read_told(reading, context->trust);
	reading->advisory = read_advisory(reading);
	all = g_strdup_printf("%s\n%s", reading->title, reading->told);
	reading->refs = kw_identify_refs(all);
	reading->links = find_links(reading);
}

static KwReading *reading_new(KwMessage *message)
{
	KwReading *reading = g_new0(KwReading, 1);
	const KwPart *part = NULL;

	reading->message = message;
	reading->text = kw_readable_text(message, &part, &reading->html_only);
	if (part) {
		reading->charset_declared = part->charset_declared;
		reading->charset_used = part->charset_used;
	}
	reading->notes = g_ptr_array_new_with_free_func(g_free);
	reading->signature = "none";
	kw_handling_find(message, reading->text, &reading->handling);
	reading->unread = kw_unread_list(message, reading->text);
	return reading;
}

/* An attached message is read from its own bytes, so that its reading owns all that it names. NULL:
 * there is nothing to read in it. */
static KwReading *read_attached(const KwPart *part, const KwReadingContext *context)
{
	g_autoptr(KwMessage)
		message = kw_message_parse(g_bytes_get_data(part->raw, NULL),
					   g_bytes_get_size(part->raw), context->limits, NULL);
	g_autoptr(KwReading) reading = NULL;

	if (!message)
		return NULL;
	reading = reading_new(g_steal_pointer(&message));
	reading->kind = KW_KIND_POST;
	reading->forward = kw_forward_of_attached(reading->message, reading->text, context->zone,
						  reading->notes);
	read_contents(reading, context);
	return *reading->told || *reading->title ? g_steal_pointer(&reading) : NULL;
}

/* The first attached message is what is forwarded, unless the text holds that already. */
static void read_also(KwReading *reading, const KwReadingContext *context)
{
	g_autoptr(GPtrArray) parts = kw_message_attachments(reading->message);
	gboolean is_first = reading->forward && g_str_equal(reading->forward->method, "attached");

	for (guint i = 0; i < parts->len; i++) {
		const KwPart *part = parts->pdata[i];
		KwReading *other;

		if (!part->message || !part->raw)
			continue;
		if (is_first) {
			is_first = FALSE;
			continue;
		}
		other = read_attached(part, context);
		if (!other)
			continue;
		if (!reading->also)
			reading->also =
				g_ptr_array_new_with_free_func((GDestroyNotify)kw_reading_free);
		g_ptr_array_add(reading->also, other);
		for (guint j = 0; j < other->notes->len; j++)
			kw_gateway_note(reading->notes, other->notes->pdata[j]);
		if (reading->also->len == MAX_ALSO)
			return;
	}
}

static void read_post(KwReading *reading, const KwReadingContext *context)
{
	reading->forward =
		kw_forward_find(reading->message, reading->text, context->zone, reading->notes);
	g_free(kw_gateway_subject(reading->message->subject, reading->notes));
	read_contents(reading, context);
	read_also(reading, context);
}

static gboolean is_by_a_person(KwKind kind)
{
	return kind == KW_KIND_POST || kind == KW_KIND_ANSWER || kind == KW_KIND_COMMAND;
}

KwReading *kw_reading_of_mail(const void *bytes, size_t length, const KwReadingContext *context,
			      GError **error)
{
	KwMessage *message = kw_message_parse(bytes, length, context->limits, error);
	KwReading *reading;

	if (!message)
		return NULL;
	reading = reading_new(message);
	reading->kind = kw_kind_of(message, context->sender, context->own_list_id);
	if (reading->kind == KW_KIND_BOUNCE)
		reading->bounce = kw_dsn_parse(message);
	reading->report = kw_feedback_parse(message);
	if (reading->kind == KW_KIND_POST)
		read_post(reading, context);
	reading->own = is_by_a_person(reading->kind) ? kw_own_words(reading->text, message->subject)
						     : g_strdup("");
	reading->auth = kw_auth_of(message, bytes, length, context->trust);
	if (!reading->refs)
		reading->refs = kw_identify_refs("");
	if (!reading->links)
		reading->links = kw_links_find("");
	return reading;
}
