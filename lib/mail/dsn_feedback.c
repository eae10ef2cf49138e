/* Complaints: feedback reports (RFC 5965), and what is meant like one.
 *
 * Delivery status notifications are lib/mail/dsn.c.
 */
#include "dsn-private.h"
#include "mail/compose.h"

#include <string.h>

#define MAX_RECIPIENTS 1000

static void take_feedback_field(gpointer user, const char *name, char *value)
{
	KwFeedback *feedback = user;

	if (name && g_ascii_strcasecmp(name, "Feedback-Type") == 0 && !feedback->feedback_type)
		feedback->feedback_type = g_ascii_strdown(value, -1);
	if (name && g_ascii_strcasecmp(name, "Original-Rcpt-To") == 0 &&
	    feedback->recipients->len < MAX_RECIPIENTS) {
		char *address = kw_dsn_typed_address(value);

		if (address)
			g_ptr_array_add(feedback->recipients, address);
	}
	g_free(value);
}

/* RFC 5965 makes Original-Rcpt-To optional: then to whom the letter was addressed. */
static void add_returned_recipients(const KwMessage *message, GPtrArray *recipients)
{
	const KwPart *part = kw_dsn_returned(message);

	for (guint i = 0; part && part->message && i < part->message->to->len; i++) {
		const KwAddress *to = part->message->to->pdata[i];

		if (to->address && recipients->len < MAX_RECIPIENTS)
			g_ptr_array_add(recipients, g_strdup(to->address));
	}
}

static KwFeedback *feedback_new(const char *feedback_type)
{
	KwFeedback *feedback = g_new0(KwFeedback, 1);

	feedback->feedback_type = g_strdup(feedback_type);
	feedback->recipients = g_ptr_array_new_with_free_func(g_free);
	return feedback;
}

static KwFeedback *feedback_of_report(const KwMessage *message, const KwPart *part)
{
	KwFeedback *feedback = feedback_new(NULL);

	kw_dsn_each_field(part, take_feedback_field, feedback);
	if (!feedback->feedback_type)
		feedback->feedback_type = g_strdup("other");
	if (feedback->recipients->len == 0)
		add_returned_recipients(message, feedback->recipients);
	feedback->original_message_id = kw_dsn_returned_id(message);
	feedback->mark = kw_dsn_returned_header(message, KW_MARK_HEADER);
	return feedback;
}

static KwFeedback *feedback_of_sns(KwSns *sns)
{
	KwFeedback *feedback = feedback_new(sns->feedback_type ? sns->feedback_type : "other");

	for (guint i = 0; i < sns->recipients->len; i++) {
		KwDsnRecipient *one = sns->recipients->pdata[i];

		g_ptr_array_add(feedback->recipients, g_steal_pointer(&one->address));
	}
	feedback->original_message_id = g_steal_pointer(&sns->message_id);
	feedback->mark = g_steal_pointer(&sns->mark);
	return feedback;
}

static KwFeedback *feedback_of_opt_out(const KwMessage *message)
{
	KwFeedback *feedback = feedback_new("opt-out");

	if (message->from && message->from->address)
		g_ptr_array_add(feedback->recipients, g_strdup(message->from->address));
	feedback->original_message_id = g_strdup(message->in_reply_to);
	return feedback;
}

KwFeedback *kw_feedback_parse(const KwMessage *message)
{
	static const char *const types[] = {"message/feedback-report", NULL};
	const KwPart *part = kw_dsn_part(message, types);
	g_autoptr(KwSns) sns = part ? NULL : kw_sns_parse(message);

	if (part)
		return feedback_of_report(message, part);
	if (sns && strcmp(sns->type, "complaint") == 0)
		return feedback_of_sns(sns);
	return kw_feedback_is_opt_out(message) ? feedback_of_opt_out(message) : NULL;
}

void kw_feedback_free(KwFeedback *feedback)
{
	if (!feedback)
		return;
	g_free(feedback->feedback_type);
	g_ptr_array_unref(feedback->recipients);
	g_free(feedback->original_message_id);
	g_free(feedback->mark);
	g_free(feedback);
}
