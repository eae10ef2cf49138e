/* Delivery status notifications (RFC 3464, 6533): their fields, and who reads those without.
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
#define MAX_DEPTH         3  /* bounces of bounces */
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

static const KwPart *leaf_of_type(const KwPart *part, const char *const *types)
{
	const KwPart *found = NULL;

	if (!part->children)
		return g_strv_contains(types, part->type) ? part : NULL;
	for (guint i = 0; !found && i < part->children->len; i++)
		found = leaf_of_type(part->children->pdata[i], types);
	return found;
}

const KwPart *kw_dsn_part(const KwMessage *message, const char *const *types)
{
	return leaf_of_type(message->root, types);
}

const KwPart *kw_dsn_returned(const KwMessage *message)
{
	static const char *const types[] = {"message/rfc822",         "message/rfc822-headers",
					    "text/rfc822-headers",    "message/global",
					    "message/global-headers", NULL};

	return kw_dsn_part(message, types);
}

char *kw_dsn_returned_header(const KwMessage *message, const char *name)
{
	const KwPart *part = kw_dsn_returned(message);
	g_autoptr(KwHeaderBlock) block = NULL;
	gsize length;
	const char *data;

	if (!part)
		return NULL;
	if (part->message)
		return g_strdup(kw_message_header(part->message, name));
	data = g_bytes_get_data(part->bytes, &length);
	block = kw_header_block_parse(data ? data : "", length);
	return g_strdup(kw_header_block_find(block, name));
}

char *kw_dsn_returned_id(const KwMessage *message)
{
	const KwPart *part = kw_dsn_returned(message);
	g_autofree char *raw = NULL;

	if (part && part->message)
		return g_strdup(part->message->message_id);
	raw = kw_dsn_returned_header(message, "Message-ID");
	return raw ? kw_message_bare_id(raw) : NULL;
}

void kw_dsn_each_field(const KwPart *part,
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

char *kw_dsn_typed_address(const char *value)
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

static const char *action_of(const char *given, const char *status)
{
	static const struct {
		const char *start, *action;
	} known[] = {
		{"fail", "failed"},       {"delay", "delayed"},   {"deliver", "delivered"},
		{"relay", "relayed"},     {"expand", "expanded"}, {"deferred", "delayed"},
		{"transient", "delayed"},
	};

	for (guint i = 0; given && i < G_N_ELEMENTS(known); i++)
		if (g_ascii_strncasecmp(given, known[i].start, strlen(known[i].start)) == 0)
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
	g_autofree char *final = group->final ? kw_dsn_typed_address(group->final) : NULL;
	g_autofree char *original = group->original ? kw_dsn_typed_address(group->original) : NULL;

	if (is_address(original))
		return g_steal_pointer(&original);
	return is_address(final) ? g_steal_pointer(&final) : NULL;
}

KwDsnRecipient *kw_dsn_recipient(char *address, const char *action, const char *status,
				 const char *diagnostic)
{
	KwDsnRecipient *recipient = g_new0(KwDsnRecipient, 1);
	g_autofree char *said = diagnostic ? find_status(diagnostic) : NULL;
	g_autofree char *words =
		g_strjoin(" ", status ? status : "", diagnostic ? diagnostic : "", NULL);

	recipient->address = address;
	recipient->status = status ? find_status(status) : NULL;
	/* "5.0.0" is a mail server that has no idea; the one it spoke with may */
	if (said && (!recipient->status || g_str_has_suffix(recipient->status, ".0.0"))) {
		g_free(recipient->status);
		recipient->status = g_steal_pointer(&said);
	}
	if (!recipient->status && diagnostic)
		recipient->status = status_of_reply(diagnostic);
	recipient->action = action_of(action, recipient->status);
	recipient->reason = kw_dsn_reason(recipient->status, words, NULL);
	recipient->class =
		kw_dsn_class(recipient->action, recipient->reason, recipient->status, words);
	return recipient;
}

static KwDsnRecipient *recipient_of(const Group *group)
{
	return kw_dsn_recipient(address_of(group), group->action, group->status, group->diagnostic);
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

void kw_dsn_recipient_free(gpointer data)
{
	KwDsnRecipient *recipient = data;

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

static GPtrArray *recipients_of_fields(const KwMessage *message)
{
	static const char *const types[] = {"message/delivery-status",
					    "message/global-delivery-status", NULL};
	const KwPart *part = kw_dsn_part(message, types);
	Reading reading = {.recipients = g_ptr_array_new_with_free_func(kw_dsn_recipient_free)};

	if (part)
		kw_dsn_each_field(part, take_status_field, &reading);
	if (!has_address(reading.recipients) && kw_message_header(message, FAILED_RECIPIENTS)) {
		g_ptr_array_set_size(reading.recipients, 0);
		add_failed_recipients(message, reading.recipients);
	}
	return reading.recipients;
}

/* --- prose --- */

/* The prose of a notification says what the fields do not; `words` are about this recipient. */
static void read_words(KwDsnRecipient *recipient, const char *words)
{
	if (!recipient->status)
		recipient->status = kw_dsn_find_status(words);
	if (strcmp(recipient->reason, "unclear") == 0)
		recipient->reason = kw_dsn_reason(recipient->status, words, NULL);
	if (strcmp(recipient->class, "hard") != 0)
		recipient->class = kw_dsn_class(recipient->action, recipient->reason,
						recipient->status, words);
}

static void read_notice(const KwNotice *notice, GPtrArray *recipients)
{
	gboolean is_alone = recipients->len == 1;

	for (guint i = 0; i < recipients->len && recipients->len <= MAX_PROSE; i++) {
		KwDsnRecipient *one = recipients->pdata[i];
		g_autofree char *words = is_alone ? kw_notice_words(notice, NULL, NULL)
						  : kw_notice_words_about(notice, one->address);

		read_words(one, words);
	}
}

/* --- the notification --- */

/* What failed without a word why is "other undefined status" (RFC 3463 §3.1). */
static void complete_statuses(GPtrArray *recipients)
{
	for (guint i = 0; i < recipients->len; i++) {
		KwDsnRecipient *one = recipients->pdata[i];

		if (!one->status && strcmp(one->class, "none") != 0)
			one->status =
				g_strdup(strcmp(one->action, "failed") == 0 ? "5.0.0" : "4.0.0");
	}
}

static KwDsn *dsn_new(GPtrArray *recipients, char *message_id)
{
	KwDsn *dsn = g_new0(KwDsn, 1);

	complete_statuses(recipients);
	dsn->recipients = recipients;
	dsn->original_message_id = message_id;
	return dsn;
}

/* Fields that name nobody say less than the prose, where that does. */
static GPtrArray *recipients_of(const KwMessage *message, const KwNotice *notice,
				const KwMessage *returned)
{
	g_autoptr(GPtrArray) told = recipients_of_fields(message), guessed = NULL;

	if (has_address(told)) {
		read_notice(notice, told);
		return g_steal_pointer(&told);
	}
	guessed = g_ptr_array_new_with_free_func(kw_dsn_recipient_free);
	kw_dsn_prose(message, notice, returned, guessed);
	return guessed->len ? g_steal_pointer(&guessed) : g_steal_pointer(&told);
}

/* A list, or a filter, sent a bounce on in one of its own. */
static gboolean is_bounce_inside(const KwMessage *message, const KwMessage *returned)
{
	g_autoptr(GPtrArray) told = NULL;

	if (!returned || !returned->from || kw_kind_of(returned, NULL, NULL) != KW_KIND_BOUNCE)
		return FALSE;
	told = recipients_of_fields(message);
	return !has_address(told);
}

static KwDsn *parse(const KwMessage *message, int depth)
{
	const KwPart *part = kw_dsn_returned(message);
	g_autoptr(KwNotice) notice = kw_notice_new(message);
	g_autoptr(KwMessage) in_text = part ? NULL : kw_notice_returned(notice);
	const KwMessage *returned = part ? part->message : in_text;

	if (depth < MAX_DEPTH && is_bounce_inside(message, returned))
		return parse(returned, depth + 1);
	return dsn_new(recipients_of(message, notice, returned),
		       part       ? kw_dsn_returned_id(message)
		       : returned ? g_strdup(returned->message_id)
				  : NULL);
}

KwDsn *kw_dsn_parse(const KwMessage *message)
{
	g_autoptr(KwSns) sns = kw_sns_parse(message);

	return sns ? dsn_new(g_steal_pointer(&sns->recipients), g_steal_pointer(&sns->message_id))
		   : parse(message, 0);
}

void kw_dsn_free(KwDsn *dsn)
{
	if (!dsn)
		return;
	g_ptr_array_unref(dsn->recipients);
	g_free(dsn->original_message_id);
	g_free(dsn);
}
