/* The public JSON of `inspect mail`: a contract with others (doc/json.md), so every key is always
 * there, null where there is nothing to say. Nothing is decided here. A feed's is feed_json.c. */
#include "ingest/reading.h"

#include "base/when.h"
#include "ingest/notice.h"
#include "store/items.h"

#include <string.h>

static void set_text(JsonBuilder *json, const char *key, const char *value)
{
	json_builder_set_member_name(json, key);
	json_builder_add_string_value(json, value); /* null for NULL */
}

static void set_flag(JsonBuilder *json, const char *key, gboolean value)
{
	json_builder_set_member_name(json, key);
	json_builder_add_boolean_value(json, value);
}

static void set_null(JsonBuilder *json, const char *key)
{
	set_text(json, key, NULL);
}

static void set_date(JsonBuilder *json, const char *key, gboolean has_date, int64_t at,
		     int offset_s)
{
	const KwWhen when = {.at = at, .offset_s = offset_s};
	g_autofree char *text = has_date ? kw_when_rfc3339(&when) : NULL;

	set_text(json, key, text);
}

static void set_texts(JsonBuilder *json, const char *key, const GPtrArray *texts)
{
	json_builder_set_member_name(json, key);
	json_builder_begin_array(json);
	for (guint i = 0; texts && i < texts->len; i++)
		json_builder_add_string_value(json, texts->pdata[i]);
	json_builder_end_array(json);
}

static void add_address(JsonBuilder *json, const KwAddress *address)
{
	if (!address) {
		json_builder_add_null_value(json);
		return;
	}
	json_builder_begin_object(json);
	set_text(json, "name", address->name && *address->name ? address->name : NULL);
	set_text(json, "address", address->address);
	json_builder_end_object(json);
}

static void set_address(JsonBuilder *json, const char *key, const KwAddress *address)
{
	json_builder_set_member_name(json, key);
	add_address(json, address);
}

static void set_addresses(JsonBuilder *json, const char *key, const GPtrArray *addresses)
{
	json_builder_set_member_name(json, key);
	json_builder_begin_array(json);
	for (guint i = 0; i < addresses->len; i++)
		add_address(json, addresses->pdata[i]);
	json_builder_end_array(json);
}

static void set_refs(JsonBuilder *json, const GPtrArray *refs)
{
	json_builder_set_member_name(json, "refs");
	json_builder_begin_array(json);
	for (guint i = 0; refs && i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		json_builder_begin_object(json);
		set_text(json, "kind", ref->kind);
		set_text(json, "value", ref->value);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

static void set_attachments(JsonBuilder *json, const KwMessage *message)
{
	g_autoptr(GPtrArray) parts = kw_message_attachments(message);

	json_builder_set_member_name(json, "attachments");
	json_builder_begin_array(json);
	for (guint i = 0; i < parts->len; i++) {
		const KwPart *part = parts->pdata[i];
		GBytes *bytes = part->raw ? part->raw : part->bytes;
		g_autofree char *hash =
			bytes ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;

		json_builder_begin_object(json);
		set_text(json, "name", part->name);
		set_text(json, "type", part->type);
		json_builder_set_member_name(json, "bytes");
		json_builder_add_int_value(json, bytes ? (gint64)g_bytes_get_size(bytes) : 0);
		set_text(json, "sha256", hash);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

static void set_forward(JsonBuilder *json, const KwForward *forward)
{
	if (!forward) {
		set_null(json, "forward");
		return;
	}
	json_builder_set_member_name(json, "forward");
	json_builder_begin_object(json);
	json_builder_set_member_name(json, "depth");
	json_builder_add_int_value(json, forward->depth);
	set_text(json, "method", forward->method);
	set_text(json, "comment", forward->comment);
	json_builder_set_member_name(json, "original");
	json_builder_begin_object(json);
	set_address(json, "from", forward->from);
	set_addresses(json, "to", forward->to);
	set_addresses(json, "cc", forward->cc);
	set_text(json, "subject", forward->subject);
	set_date(json, "date", forward->has_date, forward->date_at, forward->date_offset_s);
	set_text(json, "date_text", forward->date_text);
	json_builder_end_object(json);
	set_text(json, "body", forward->body);
	json_builder_end_object(json);
}

static void set_bounce(JsonBuilder *json, const KwDsn *bounce)
{
	if (!bounce) {
		set_null(json, "bounce");
		return;
	}
	json_builder_set_member_name(json, "bounce");
	json_builder_begin_object(json);
	json_builder_set_member_name(json, "recipients");
	json_builder_begin_array(json);
	for (guint i = 0; i < bounce->recipients->len; i++) {
		const KwDsnRecipient *recipient = bounce->recipients->pdata[i];

		json_builder_begin_object(json);
		set_text(json, "address", recipient->address);
		set_text(json, "action", recipient->action);
		set_text(json, "class", recipient->class);
		set_text(json, "status", recipient->status);
		set_text(json, "reason", recipient->reason);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
	set_text(json, "original_message_id", bounce->original_message_id);
	json_builder_end_object(json);
}

static void set_report(JsonBuilder *json, const KwFeedback *report)
{
	if (!report) {
		set_null(json, "report");
		return;
	}
	json_builder_set_member_name(json, "report");
	json_builder_begin_object(json);
	set_text(json, "feedback_type", report->feedback_type);
	set_texts(json, "recipients", report->recipients);
	set_text(json, "original_message_id", report->original_message_id);
	json_builder_end_object(json);
}

static void set_handling(JsonBuilder *json, const KwHandling *handling)
{
	if (!handling->mark) {
		set_null(json, "handling");
		return;
	}
	json_builder_set_member_name(json, "handling");
	json_builder_begin_object(json);
	set_text(json, "mark", handling->mark);
	set_text(json, "where", handling->where);
	set_flag(json, "restricted", handling->restricted);
	json_builder_end_object(json);
}

static void set_advisory(JsonBuilder *json, const KwAdvisory *advisory)
{
	if (!advisory) {
		set_null(json, "advisory");
		return;
	}
	json_builder_set_member_name(json, "advisory");
	json_builder_begin_object(json);
	set_text(json, "publisher", advisory->publisher);
	set_text(json, "id", advisory->id);
	set_text(json, "title", advisory->title);
	json_builder_set_member_name(json, "sections");
	json_builder_begin_array(json);
	for (guint i = 0; i < advisory->sections->len; i++) {
		const KwSection *section = advisory->sections->pdata[i];

		json_builder_begin_object(json);
		set_text(json, "role", section->role);
		set_text(json, "title", section->title);
		set_text(json, "text", section->text);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
	json_builder_end_object(json);
}

static void set_unread(JsonBuilder *json, const GPtrArray *unread)
{
	json_builder_set_member_name(json, "unread");
	json_builder_begin_array(json);
	for (guint i = 0; i < unread->len; i++) {
		const KwUnread *one = unread->pdata[i];

		json_builder_begin_object(json);
		set_text(json, "what", one->what);
		set_text(json, "name", one->name);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

/* What a mail tells: the same for the mail itself and for each advisory attached to it. */
static void set_told(JsonBuilder *json, const KwReading *reading)
{
	set_forward(json, reading->forward);
	set_handling(json, &reading->handling);
	set_advisory(json, reading->advisory);
	set_text(json, "signature", reading->signature);
	set_refs(json, reading->refs);
	set_texts(json, "links", reading->links);
	set_texts(json, "notes", reading->notes);
	set_unread(json, reading->unread);
}

static void set_also(JsonBuilder *json, const GPtrArray *also)
{
	json_builder_set_member_name(json, "also");
	json_builder_begin_array(json);
	for (guint i = 0; also && i < also->len; i++) {
		json_builder_begin_object(json);
		set_told(json, also->pdata[i]);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

JsonNode *kw_reading_to_json(const KwReading *reading)
{
	const KwMessage *message = reading->message;
	g_autoptr(JsonBuilder) json = json_builder_new();

	json_builder_begin_object(json);
	set_text(json, "subject", message->subject);
	set_address(json, "from", message->from);
	set_addresses(json, "to", message->to);
	set_addresses(json, "cc", message->cc);
	set_date(json, "date", message->has_date, message->date_at, message->date_offset_s);
	set_text(json, "message_id", message->message_id);
	set_text(json, "kind", kw_kind_name(reading->kind));
	set_null(json, "auth"); /* depends on the configuration */
	set_text(json, "text", reading->text);
	set_flag(json, "html_only", reading->html_only);
	set_attachments(json, message);
	json_builder_set_member_name(json, "charset");
	json_builder_begin_object(json);
	set_text(json, "declared", reading->charset_declared);
	set_text(json, "used", reading->charset_used);
	json_builder_end_object(json);
	set_text(json, "notice", kw_notice_name(kw_notice_of(reading)));
	set_bounce(json, reading->bounce);
	set_report(json, reading->report);
	set_null(json, "command");
	set_told(json, reading);
	set_also(json, reading->also);
	json_builder_end_object(json);
	return json_builder_get_root(json);
}
