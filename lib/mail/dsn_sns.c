/* Amazon SES has its own notifications: JSON, which SNS sends on as the text of a mail.
 *
 * Form: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. Their signature is
 * not looked at: as with any bounce, only our own token counts.
 */
#include "dsn-private.h"
#include "mail/compose.h"
#include "message-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MARK           "x-amz-sns-message-id"
#define MAX_BYTES      (256 * 1024) /* what SNS itself allows */
#define MAX_OPEN       2000         /* brackets: json-glib recurses */
#define MAX_RECIPIENTS 1000

static const struct {
	const char *name, *type, *list, *action;
} types[] = {
	{"Bounce", "bounce", "bouncedRecipients", "failed"},
	{"Complaint", "complaint", "complainedRecipients", NULL},
	{"Delivery", "delivery", "recipients", "delivered"},
	{"DeliveryDelay", "deliveryDelay", "delayedRecipients", "delayed"},
};

/* --- JSON --- */

static guint brackets(const char *text)
{
	guint n = 0;

	for (; *text; text++)
		n += *text == '{' || *text == '[';
	return n;
}

/* An object, or NULL. SNS writes a line about leaving behind it; mail servers break lines that are
 * too long for them with "!". */
static JsonNode *object_of(const char *text)
{
	g_autoptr(GString) json = NULL;
	const char *end = strstr(text, "\n--\n");
	JsonNode *node;

	if (strlen(text) > MAX_BYTES || brackets(text) > MAX_OPEN)
		return NULL;
	json = g_string_new_len(text, end ? end - text : -1);
	g_string_replace(json, "!\n ", "", 0);
	node = json_from_string(json->str, NULL);
	if (node && JSON_NODE_HOLDS_OBJECT(node))
		return node;
	g_clear_pointer(&node, json_node_unref);
	return NULL;
}

static JsonNode *member(JsonNode *object, const char *name)
{
	return object && JSON_NODE_HOLDS_OBJECT(object)
		       ? json_object_get_member(json_node_get_object(object), name)
		       : NULL;
}

static const char *text_of(JsonNode *node)
{
	return node && JSON_NODE_HOLDS_VALUE(node) &&
			       json_node_get_value_type(node) == G_TYPE_STRING
		       ? json_node_get_string(node)
		       : NULL;
}

static JsonArray *array_of(JsonNode *node)
{
	return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

/* The notification, out of the envelope that SNS puts around it unless asked not to. */
static JsonNode *notification_of(const KwMessage *message)
{
	const KwPart *body = kw_message_header(message, MARK) ? kw_message_body(message, NULL, NULL)
							      : NULL;
	JsonNode *outer = body && body->text ? object_of(body->text) : NULL;
	const char *inner = text_of(member(outer, "Message"));
	JsonNode *node;

	if (!inner)
		return outer;
	node = object_of(inner);
	json_node_unref(outer);
	return node;
}

/* --- what it says --- */

/* Of a delivery it is but the address. */
static KwDsnRecipient *recipient_of(JsonNode *node, const char *action, const char *reply)
{
	const char *address = text_of(node) ? text_of(node) : text_of(member(node, "emailAddress"));
	const char *status = text_of(member(node, "status"));
	const char *said = text_of(member(node, "diagnosticCode"));
	g_autoptr(GPtrArray) list = kw_address_list_parse(address ? address : "");
	const KwAddress *first = list->len ? list->pdata[0] : NULL;

	return kw_dsn_recipient(g_strdup(first ? first->address : NULL), action,
				status ? status : reply, said);
}

static void read_recipients(KwSns *sns, JsonNode *about, const char *list, const char *action)
{
	JsonArray *array = array_of(member(about, list));
	const char *reply = text_of(member(about, "smtpResponse"));

	for (guint i = 0; array && i < json_array_get_length(array) && i < MAX_RECIPIENTS; i++) {
		KwDsnRecipient *one = recipient_of(json_array_get_element(array, i), action, reply);

		if (one->address)
			g_ptr_array_add(sns->recipients, one);
		else
			kw_dsn_recipient_free(one);
	}
}

/* The value of a header of the letter, where SES is asked to tell them; borrowed. */
static const char *header_of(JsonNode *mail, const char *wanted)
{
	JsonArray *headers = array_of(member(mail, "headers"));

	for (guint i = 0; headers && i < json_array_get_length(headers); i++) {
		JsonNode *header = json_array_get_element(headers, i);
		const char *name = text_of(member(header, "name"));
		const char *value = text_of(member(header, "value"));

		if (name && value && g_ascii_strcasecmp(name, wanted) == 0)
			return value;
	}
	return NULL;
}

/* Ours stands among the headers; SES has given the letter another one. */
static void read_headers(KwSns *sns, JsonNode *mail)
{
	const char *id = header_of(mail, "Message-ID");

	sns->message_id = id ? kw_message_bare_id(id) : NULL;
	sns->mark = g_strdup(header_of(mail, KW_MARK_HEADER));
}

KwSns *kw_sns_parse(const KwMessage *message)
{
	g_autoptr(JsonNode) node = notification_of(message);
	const char *name = text_of(member(node, "notificationType"));

	if (!name)
		name = text_of(member(node, "eventType")); /* where a configuration set sends it */
	for (guint i = 0; name && i < G_N_ELEMENTS(types); i++) {
		JsonNode *about;
		KwSns *sns;

		if (strcmp(name, types[i].name) != 0)
			continue;
		sns = g_new0(KwSns, 1);
		about = member(node, types[i].type);
		sns->type = types[i].type;
		sns->recipients = g_ptr_array_new_with_free_func(kw_dsn_recipient_free);
		read_recipients(sns, about, types[i].list, types[i].action);
		sns->feedback_type = g_strdup(text_of(member(about, "complaintFeedbackType")));
		read_headers(sns, member(node, "mail"));
		return sns;
	}
	return NULL;
}

void kw_sns_free(KwSns *sns)
{
	if (!sns)
		return;
	if (sns->recipients)
		g_ptr_array_unref(sns->recipients);
	g_free(sns->feedback_type);
	g_free(sns->message_id);
	g_free(sns->mark);
	g_free(sns);
}
