/* Delivery status notifications (RFC 3464, 6533) and feedback reports (RFC 5965): their fields.
 *
 * Why a delivery failed is lib/mail/dsn_reason.c; servers that write no fields are read by
 * lib/mail/dsn_prose.c. Groups of fields are parted by empty lines, but some servers forget those:
 * a field that names a recipient again starts the next one.
 */
#include "mail/dsn.h"

#include "base/text.h"
#include "dsn-private.h"
#include "mail/kind.h"
#include "message-private.h"

#include <string.h>

#define MAX_RECIPIENTS    1000
#define MAX_PROSE         10 /* nobody writes prose about more of them */
#define FAILED_RECIPIENTS "X-Failed-Recipients"

typedef struct {
	char *final, *original, *action, *status, *diagnostic;
} Group;

static void group_clear(Group *group)
{
	g_free(group->final);
	g_free(group->original);
	g_free(group->action);
	g_free(group->status);
	g_free(group->diagnostic);
	*group = (Group){0};
}

/* --- parts --- */

static const KwPart *find_part(const KwPart *part, const char *const *types)
{
	const KwPart *found = NULL;

	if (!part->children)
		return g_strv_contains(types, part->type) ? part : NULL;
	for (guint i = 0; !found && i < part->children->len; i++)
		found = find_part(part->children->pdata[i], types);
	return found;
}

static const KwPart *returned_part(const KwMessage *message)
{
	static const char *const types[] = {"message/rfc822",         "message/rfc822-headers",
					    "text/rfc822-headers",    "message/global",
					    "message/global-headers", NULL};

	return find_part(message->root, types);
}

static char *original_message_id(const KwMessage *message)
{
	const KwPart *part = returned_part(message);
	g_autoptr(KwHeaderBlock) block = NULL;
	gsize length;
	const char *data, *raw;

	if (!part)
		return NULL;
	if (part->message)
		return g_strdup(part->message->message_id);
	data = g_bytes_get_data(part->bytes, &length);
	block = kw_header_block_parse(data ? data : "", length);
	raw = kw_header_block_find(block, "Message-ID");
	return raw ? kw_message_bare_id(raw) : NULL;
}

/* Calls `take` for every field of all groups; `name` is NULL between two groups. */
static void each_field(const KwPart *part,
		       void (*take)(gpointer user, const char *name, char *value), gpointer user)
{
	gsize length;
	const char *data = g_bytes_get_data(part->bytes, &length);

	while (length) {
		g_autoptr(KwHeaderBlock) block = kw_header_block_parse(data, length);

		for (guint i = 0; i < block->fields->len; i++) {
			const KwRawHeader *header = block->fields->pdata[i];

			take(user, header->name, kw_header_decode(header->raw, -1, NULL));
		}
		take(user, NULL, NULL);
		if (block->body_offset == 0) { /* a line that is no field */
			const char *newline = memchr(data, '\n', length);

			block->body_offset = newline ? (size_t)(newline + 1 - data) : length;
		}
		data += block->body_offset;
		length -= block->body_offset;
	}
}

/* --- delivery status --- */

/* "rfc822; <a@b>" */
static char *typed_address(const char *value)
{
	const char *address = strchr(value, ';');
	g_autoptr(GPtrArray) list = kw_address_list_parse(address ? address + 1 : value);

	for (guint i = 0; i < list->len; i++) {
		const KwAddress *one = list->pdata[i];

		if (one->address)
			return g_strdup(one->address);
	}
	return NULL;
}

/* "550 No such user" is "5.0.0": the reply's first digit means the same (RFC 3463 §3). */
static char *status_of_reply(const char *text)
{
	for (const char *p = text; *p; p++) {
		gboolean is_start = p == text || !g_ascii_isalnum(p[-1]);

		if (is_start && strchr("45", *p) && strchr("0123457", p[1]) &&
		    g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2]) && p[3] && strchr(" -", p[3]) &&
		    !(p > text && strchr(".:-", p[-1])))
			return g_strdup_printf("%c.0.0", *p);
	}
	return NULL;
}

/* The first "5.1.1" in `text`, or NULL. */
static char *find_status(const char *text)
{
	for (const char *p = text; *p; p++) {
		const char *end = p;
		int dots = 0;

		if (!strchr("245", *p) || p[1] != '.' || (p > text && strchr(".0123456789", p[-1])))
			continue;
		while (g_ascii_isdigit(*end) || (*end == '.' && g_ascii_isdigit(end[1])))
			dots += *end++ == '.';
		if (dots == 2)
			return g_strndup(p, (gsize)(end - p));
	}
	return NULL;
}

char *kw_dsn_find_status(const char *text)
{
	char *status = find_status(text);

	return status ? status : status_of_reply(text);
}

static const char *action_of(const Group *group, const char *status)
{
	static const struct {
		const char *start, *action;
	} known[] = {
		{"fail", "failed"},       {"delay", "delayed"},   {"deliver", "delivered"},
		{"relay", "relayed"},     {"expand", "expanded"}, {"deferred", "delayed"},
		{"transient", "delayed"},
	};

	for (guint i = 0; group->action && i < G_N_ELEMENTS(known); i++)
		if (g_ascii_strncasecmp(group->action, known[i].start, strlen(known[i].start)) == 0)
			return known[i].action;
	return !status || *status == '5' ? "failed" : *status == '4' ? "delayed" : "delivered";
}

/* Source routes, paths and other things of the server's own are no address of anybody's. */
static gboolean is_address(const char *text)
{
	g_autofree char *normal = text ? kw_address_normalise(text) : NULL;

	return normal != NULL;
}

static char *address_of(const Group *group)
{
	g_autofree char *final = group->final ? typed_address(group->final) : NULL;
	g_autofree char *original = group->original ? typed_address(group->original) : NULL;

	if (is_address(original))
		return g_steal_pointer(&original);
	return is_address(final) ? g_steal_pointer(&final) : NULL;
}

static KwDsnRecipient *recipient_of(const Group *group)
{
	KwDsnRecipient *recipient = g_new0(KwDsnRecipient, 1);
	g_autofree char *said = group->diagnostic ? find_status(group->diagnostic) : NULL;
	g_autofree char *words = g_strjoin(" ", group->status ? group->status : "",
					   group->diagnostic ? group->diagnostic : "", NULL);

	recipient->address = address_of(group);
	recipient->status = group->status ? find_status(group->status) : NULL;
	/* "5.0.0" is a mail server that has no idea; the one it spoke with may */
	if (said && (!recipient->status || g_str_has_suffix(recipient->status, ".0.0"))) {
		g_free(recipient->status);
		recipient->status = g_steal_pointer(&said);
	}
	if (!recipient->status && group->diagnostic)
		recipient->status = status_of_reply(group->diagnostic);
	recipient->action = action_of(group, recipient->status);
	recipient->reason = kw_dsn_reason(recipient->status, words, NULL);
	recipient->class =
		kw_dsn_class(recipient->action, recipient->reason, recipient->status, words);
	return recipient;
}

typedef struct {
	Group group;
	GPtrArray *recipients;
} Reading;

static void end_group(Reading *reading)
{
	if ((reading->group.final || reading->group.original) &&
	    reading->recipients->len < MAX_RECIPIENTS)
		g_ptr_array_add(reading->recipients, recipient_of(&reading->group));
	group_clear(&reading->group);
}

static void take_status_field(gpointer user, const char *name, char *value)
{
	Reading *reading = user;
	const struct {
		const char *name;
		char **to;
		gboolean is_start; /* names a recipient */
	} known[] = {
		{"Final-Recipient", &reading->group.final, TRUE},
		{"Original-Recipient", &reading->group.original, TRUE},
		{"Action", &reading->group.action, FALSE},
		{"Status", &reading->group.status, FALSE},
		{"Diagnostic-Code", &reading->group.diagnostic, FALSE},
	};

	for (guint i = 0; name && i < G_N_ELEMENTS(known); i++) {
		if (g_ascii_strcasecmp(name, known[i].name) != 0)
			continue;
		if (*known[i].to && known[i].is_start)
			end_group(reading);
		g_free(*known[i].to);
		*known[i].to = value;
		return;
	}
	g_free(value);
	if (!name)
		end_group(reading);
}

static void recipient_free(KwDsnRecipient *recipient)
{
	g_free(recipient->address);
	g_free(recipient->status);
	g_free(recipient);
}

/* Exim and Gmail name the recipients here, whatever stands in the report. */
static void add_failed_recipients(const KwMessage *message, GPtrArray *recipients)
{
	const char *value = kw_message_header(message, FAILED_RECIPIENTS);
	g_autoptr(GPtrArray) list = kw_address_list_parse(value ? value : "");

	for (guint i = 0; i < list->len; i++) {
		const KwAddress *address = list->pdata[i];
		Group group = {.final = address->address};

		if (address->address)
			g_ptr_array_add(recipients, recipient_of(&group));
	}
}

static gboolean has_address(const GPtrArray *recipients)
{
	for (guint i = 0; i < recipients->len; i++)
		if (((KwDsnRecipient *)recipients->pdata[i])->address)
			return TRUE;
	return FALSE;
}

/* The prose of a notification says what the fields do not. */
static void read_prose(const KwMessage *message, KwDsnRecipient *recipient, gboolean is_alone)
{
	g_autofree char *notice = kw_dsn_notice(message, is_alone ? NULL : recipient->address);

	if (!recipient->status)
		recipient->status = kw_dsn_find_status(notice);
	if (strcmp(recipient->reason, "unclear") == 0)
		recipient->reason = kw_dsn_reason(recipient->status, NULL, notice);
	if (strcmp(recipient->class, "hard") != 0)
		recipient->class = kw_dsn_class(recipient->action, recipient->reason,
						recipient->status, notice);
}

/* A bounce that a list, or a filter, sent on in one of its own. */
static const KwMessage *inner_bounce(const KwPart *returned)
{
	const KwMessage *message = returned ? returned->message : NULL;

	return message && kw_kind_of(message, NULL, NULL) == KW_KIND_BOUNCE ? message : NULL;
}

KwDsn *kw_dsn_parse(const KwMessage *message)
{
	static const char *const types[] = {"message/delivery-status",
					    "message/global-delivery-status", NULL};
	const KwPart *part = find_part(message->root, types);
	const KwPart *returned = returned_part(message);
	Reading reading = {0};
	KwDsn *dsn;

	reading.recipients = g_ptr_array_new_with_free_func((GDestroyNotify)recipient_free);
	if (part)
		each_field(part, take_status_field, &reading);
	if (!has_address(reading.recipients) && kw_message_header(message, FAILED_RECIPIENTS)) {
		g_ptr_array_set_size(reading.recipients, 0);
		add_failed_recipients(message, reading.recipients);
	}
	if (reading.recipients->len == 0 && inner_bounce(returned)) {
		g_ptr_array_unref(reading.recipients);
		return kw_dsn_parse(inner_bounce(returned)); /* as deep as parts may be */
	}
	if (reading.recipients->len == 0)
		kw_dsn_prose(message, returned ? returned->message : NULL, reading.recipients);
	else if (reading.recipients->len <= MAX_PROSE)
		for (guint i = 0; i < reading.recipients->len; i++)
			read_prose(message, reading.recipients->pdata[i],
				   reading.recipients->len == 1);
	dsn = g_new0(KwDsn, 1);
	dsn->recipients = reading.recipients;
	dsn->original_message_id = original_message_id(message);
	return dsn;
}

void kw_dsn_free(KwDsn *dsn)
{
	if (!dsn)
		return;
	g_ptr_array_unref(dsn->recipients);
	g_free(dsn->original_message_id);
	g_free(dsn);
}

/* --- feedback --- */

static void take_feedback_field(gpointer user, const char *name, char *value)
{
	KwFeedback *feedback = user;

	if (name && g_ascii_strcasecmp(name, "Feedback-Type") == 0 && !feedback->feedback_type)
		feedback->feedback_type = g_ascii_strdown(value, -1);
	if (name && g_ascii_strcasecmp(name, "Original-Rcpt-To") == 0 &&
	    feedback->recipients->len < MAX_RECIPIENTS) {
		char *address = typed_address(value);

		if (address)
			g_ptr_array_add(feedback->recipients, address);
	}
	g_free(value);
}

/* RFC 5965 makes Original-Rcpt-To optional: then to whom the letter was addressed. */
static void add_returned_recipients(const KwMessage *message, GPtrArray *recipients)
{
	const KwPart *part = returned_part(message);

	for (guint i = 0; part && part->message && i < part->message->to->len; i++) {
		const KwAddress *to = part->message->to->pdata[i];

		if (to->address && recipients->len < MAX_RECIPIENTS)
			g_ptr_array_add(recipients, g_strdup(to->address));
	}
}

KwFeedback *kw_feedback_parse(const KwMessage *message)
{
	static const char *const types[] = {"message/feedback-report", NULL};
	const KwPart *part = find_part(message->root, types);
	KwFeedback *feedback;

	if (!part)
		return NULL;
	feedback = g_new0(KwFeedback, 1);
	feedback->recipients = g_ptr_array_new_with_free_func(g_free);
	each_field(part, take_feedback_field, feedback);
	if (!feedback->feedback_type)
		feedback->feedback_type = g_strdup("other");
	if (feedback->recipients->len == 0)
		add_returned_recipients(message, feedback->recipients);
	feedback->original_message_id = original_message_id(message);
	return feedback;
}

void kw_feedback_free(KwFeedback *feedback)
{
	if (!feedback)
		return;
	g_free(feedback->feedback_type);
	g_ptr_array_unref(feedback->recipients);
	g_free(feedback->original_message_id);
	g_free(feedback);
}
