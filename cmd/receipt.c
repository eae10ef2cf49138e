/* The facts of receipts and notices, out of the reading and what intake made of it. Wording,
 * composing and the cap a day are digest/receipt; whose mail it is was found out in dispatch.c.
 *
 * RFC 3834: no answer to a null return path, to a list or to what says that it is bulk. The answer
 * goes to the address in the configuration and nowhere else, so a forged From reaches at most the
 * one who is named in it. */
#include "receipt.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "digest/receipt.h"
#include "ingest/notice.h"
#include "mail/address.h"

#include <string.h>

#define QUOTED_LINES 8
#define QUOTED_CHARS 200

gboolean kw_receipt_is_proven(const KwArrived *arrived)
{
	return arrived->reading->auth->level != KW_AUTH_NONE;
}

static gboolean is_bulk(const KwMessage *message)
{
	static const char *const words[] = {"bulk", "list", "junk"};
	const char *precedence = kw_message_header(message, "Precedence");

	if (kw_message_header(message, "List-Id"))
		return TRUE;
	for (guint i = 0; precedence && i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(precedence, words[i]) == 0)
			return TRUE;
	return FALSE;
}

gboolean kw_receipt_may_answer(const KwArrived *arrived)
{
	const char *sender = arrived->mail->sender;

	return !(sender && !*sender) && !is_bulk(arrived->reading->message);
}

gboolean kw_receipt_forgive(const KwArrived *arrived, gboolean ok, GError **error)
{
	if (ok || !(g_error_matches(*error, KW_ERROR, KW_ERROR_CONFIG) ||
		    g_error_matches(*error, KW_ERROR, KW_ERROR_DATA)))
		return ok;
	kw_log(KW_LOG_WARNING, "mail %" G_GINT64_FORMAT ": nobody was told: %s", arrived->mail->id,
	       (*error)->message);
	g_clear_error(error);
	return TRUE;
}

/* The part of the reading that a result is about. */
static const KwReading *part_of(const KwReading *reading, guint i)
{
	return i && reading->also && i <= reading->also->len ? reading->also->pdata[i - 1]
							     : reading;
}

static GArray *items_of(const KwReading *reading, const GArray *results)
{
	GArray *items = g_array_new(FALSE, TRUE, sizeof(KwReceiptItem));

	for (guint i = 0; i < results->len; i++) {
		const KwIntakeResult *result = &g_array_index(results, KwIntakeResult, i);
		const KwReading *part = part_of(reading, i);
		const KwAddress *from = part->forward ? part->forward->from : NULL;
		const KwReceiptItem item = {
			.item = result->item,
			.is_new = result->is_new,
			.is_revision = result->is_revision,
			.was_forwarded = result->was_forwarded,
			.in_feed = result->in_feed,
			.other_comment = result->other_comment,
			.rated = result->rated,
			.claimed = from ? from->address : NULL,
			.signature = part->signature,
		};

		g_array_append_val(items, item);
	}
	return items;
}

static GPtrArray *unread_of(const KwReading *reading)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < reading->unread->len; i++) {
		const KwUnread *unread = reading->unread->pdata[i];
		KwReceiptUnread *one = g_new0(KwReceiptUnread, 1);

		one->what = unread->what;
		one->name = unread->name;
		g_ptr_array_add(list, one);
	}
	return list;
}

static KwReceipt receipt_to(const KwArrived *arrived, const KwConfigStaff *staff)
{
	const KwMessage *message = arrived->reading->message;

	return (KwReceipt){
		.mail = arrived->mail->id,
		.address = staff->address,
		.name = staff->name,
		.organisation = staff->organisation,
		.message_id = message->message_id,
		/* a clock that is wrong, or a forged one, is nobody's help */
		.sent_at = arrived->mail->received_at,
		.is_proven = kw_receipt_is_proven(arrived),
	};
}

gboolean kw_receipt_for_items(const KwArrived *arrived, const GArray *results, GError **error)
{
	const KwReading *reading = arrived->reading;
	KwContext *cx = arrived->cx;
	g_autoptr(GArray) items = items_of(reading, results);
	g_autoptr(GPtrArray) unread = unread_of(reading);
	g_autoptr(GPtrArray) attachments = kw_message_attachments(reading->message);
	KwReceipt receipt = receipt_to(arrived, arrived->staff);
	gboolean is_put;

	if (!kw_receipt_may_answer(arrived))
		return TRUE;
	receipt.restricted = g_array_index(results, KwIntakeResult, 0).restricted;
	receipt.mark = reading->handling.mark;
	receipt.where = reading->handling.where;
	receipt.attachments = (int)attachments->len;
	receipt.unread = unread;
	receipt.notes = reading->notes;
	receipt.items = items;
	return kw_receipt_forgive(arrived,
				  kw_receipt_put(cx->db, cx->config, arrived->words, arrived->keys,
						 &receipt, cx->now, &is_put, error),
				  error);
}

static gboolean put_notice(const KwArrived *arrived, const KwConfigStaff *staff, const char *kind,
			   JsonObject *data, GError **error)
{
	KwContext *cx = arrived->cx;
	const KwReceipt receipt = receipt_to(arrived, staff);
	gboolean is_put;

	return kw_receipt_forgive(arrived,
				  kw_receipt_put_notice(cx->db, cx->config, arrived->words,
							arrived->keys, &receipt, kind, data,
							cx->now, &is_put, error),
				  error);
}

gboolean kw_receipt_for_recall(const KwArrived *arrived, GError **error)
{
	const char *subject = arrived->reading->message->subject;
	const char *colon = strchr(subject, ':');
	g_autoptr(JsonObject) data = json_object_new();
	g_autofree char *recalled = g_strstrip(g_strdup(colon ? colon + 1 : subject));

	kw_receipt_set(data, "recalled", recalled);
	return put_notice(arrived, arrived->staff, "recall", data, error);
}

/* Digits behind "(#" in the subject: what Gmail's settings ask for. */
static char *code_of(const char *subject)
{
	const char *start = strstr(subject, "(#");
	size_t n = start ? strspn(start + 2, "0123456789") : 0;

	return n ? g_strndup(start + 2, n) : NULL;
}

/* Whose mail shall be forwarded: the address in the subject. */
static char *asker_of(const char *subject)
{
	g_auto(GStrv) words = g_strsplit_set(subject, " \t<>()", 0);

	for (char **word = words; *word; word++) {
		g_autofree char *address = strchr(*word, '@') ? kw_address_normalise(*word) : NULL;

		if (address)
			return g_steal_pointer(&address);
	}
	return NULL;
}

/* The first lines, for a person to see what came; without links, which only those may follow who
 * know that the mail is Google's. */
static void set_quoted(JsonObject *data, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	JsonArray *quoted = json_array_new();

	for (char **line = lines; *line && json_array_get_length(quoted) < QUOTED_LINES; line++) {
		g_autofree char *cut = kw_text_cut(*line, QUOTED_CHARS);

		if (*cut && !strstr(cut, "://"))
			json_array_add_string_element(quoted, cut);
	}
	json_object_set_boolean_member(data, "has_quoted", json_array_get_length(quoted) > 0);
	json_object_set_array_member(data, "quoted", quoted);
}

static JsonObject *forwarding_data(const KwArrived *arrived)
{
	const KwReading *reading = arrived->reading;
	gboolean is_proven = kw_receipt_is_proven(arrived);
	g_autofree char *code = code_of(reading->message->subject);
	g_autofree char *asks = asker_of(reading->message->subject);
	JsonObject *data = json_object_new();

	kw_receipt_set(data, "from", arrived->cx->config->from);
	kw_receipt_set(data, "asks", asks);
	kw_receipt_set(data, "code", code);
	kw_receipt_set(data, "link", is_proven ? kw_notice_link(reading) : NULL);
	json_object_set_boolean_member(data, "is_proven", is_proven);
	set_quoted(data, reading->text);
	return data;
}

gboolean kw_receipt_for_forwarding(const KwArrived *arrived, GError **error)
{
	const GPtrArray *staff = arrived->cx->config->staff;

	for (guint i = 0; i < staff->len; i++) {
		g_autoptr(JsonObject) data = forwarding_data(arrived);

		if (!put_notice(arrived, staff->pdata[i], "forwarding", data, error))
			return FALSE;
	}
	return TRUE;
}
