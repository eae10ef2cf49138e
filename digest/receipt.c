/* Receipts and notices to staff: composed, capped and put into the outbox. What a receipt says is
 * prepared in receipt_data.c and worded in templates/LANG/receipt.txt.mustache; when it may be sent
 * at all is decided in cmd/dispatch.c.
 *
 * It is composed inside the transaction that makes the item, because the item's number stands in
 * it, and because nobody must get a receipt for what was rolled back. */
#include "digest/receipt.h"

#include "base/part.h"
#include "base/say.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "receipt-private.h"
#include "store/items.h"
#include "store/outbox.h"

#define DAY_S         (24 * 3600)
#define SUBJECT_CHARS 120

void kw_receipt_set(JsonObject *data, const char *key, const char *text)
{
	kw_say_set(data, key, text);
}

/* Ours, or one that cannot be written to: an answer would come back to us. */
static gboolean is_own(const KwConfig *config, const char *address)
{
	const char *const own[] = {config->from, config->bounce};

	for (guint i = 0; i < G_N_ELEMENTS(own); i++) {
		g_autofree char *normal = own[i] ? kw_address_normalise(own[i]) : NULL;

		if (normal && g_str_equal(normal, address))
			return TRUE;
	}
	return FALSE;
}

/* *out_may FALSE: no more today, or the mail is answered already. Takes the place where it may. */
static gboolean take_turn(KwDb *db, const KwConfig *config, const KwReceipt *receipt,
			  const char *address, const char *kind, int64_t now, gboolean *out_may,
			  GError **error)
{
	int64_t sent;

	*out_may = FALSE;
	if (!kw_items_count_receipts(db, address, now - DAY_S, &sent, error))
		return FALSE;
	return sent >= config->intake_receipts ||
	       kw_items_add_receipt(db, receipt->mail, address, kind, now, out_may, error);
}

typedef struct {
	const char *subject, *text, *token, *to;
} Words;

static KwComposed *compose(const KwConfig *config, const KwReceipt *receipt, const Words *said,
			   int64_t now, GError **error)
{
	g_autofree char *id = g_strdup_printf("%s@%s", said->token, config->list_id);
	g_autofree char *to = kw_address_for_envelope(said->to);
	g_autofree char *reply_to = kw_address_for_answers(config, said->token);
	g_autofree char *answered = receipt->message_id ? kw_text_one_line(receipt->message_id)
							: NULL;

	return kw_compose(&(KwDraft){.from_name = config->title,
				     .from_address = config->from,
				     .reply_to = reply_to,
				     .to = to,
				     .subject = said->subject,
				     .date_at = now,
				     .zone = config->timezone,
				     .message_id = id,
				     .in_reply_to = answered,
				     .auto_submitted = TRUE,
				     .language = config->language,
				     .text = said->text},
			  error);
}

gboolean kw_receipt_enqueue(KwDb *db, const KwConfig *config, const KwComposed *composed,
			    const char *address, int64_t now, GError **error)
{
	g_autofree char *splices = kw_composed_splices_format(composed);
	const KwLetter letter = {
		.language = config->language, .bytes = composed->bytes, .splices = splices};

	return kw_outbox_put_notice(db, &letter, 0, address, now, error);
}

static char *say_subject(const KwWords *words, const char *phrase, JsonNode *data, GError **error)
{
	g_autofree char *said = kw_say(words, phrase, json_node_get_object(data), error);
	g_autofree char *line = said ? kw_text_one_line(said) : NULL;

	return line ? kw_text_cut(line, SUBJECT_CHARS) : NULL;
}

typedef struct {
	KwDb *db;
	const KwConfig *config;
	const KwWords *words;
	const KwKeys *keys;
	const KwReceipt *receipt;
	int64_t item, now;
} Answer;

/* Template `kind` with `data` to the staff member. What can fail for a template's sake comes before
 * anything is written. */
static gboolean put(const Answer *a, const char *kind, const char *subject_phrase, JsonNode *data,
		    gboolean *out_put, GError **error)
{
	g_autofree char *address = kw_address_normalise(a->receipt->address);
	g_autofree char *token =
		kw_token_format(a->keys, KW_TOKEN_RECEIPT, a->item, a->receipt->mail);
	g_autofree char *subject = NULL, *rendered = NULL, *text = NULL;
	g_autoptr(KwComposed) composed = NULL;

	*out_put = FALSE;
	if (!address || is_own(a->config, address))
		return TRUE;
	subject = say_subject(a->words, subject_phrase, data, error);
	rendered = subject ? kw_part_render(a->config, kind, "txt", data, error) : NULL;
	if (!rendered)
		return FALSE;
	text = kw_text_tidy(rendered);
	const Words said = {subject, text, token, address};
	composed = compose(a->config, a->receipt, &said, a->now, error);
	if (!composed ||
	    !take_turn(a->db, a->config, a->receipt, address, kind, a->now, out_put, error))
		return FALSE;
	return !*out_put || kw_receipt_enqueue(a->db, a->config, composed, address, a->now, error);
}

gboolean kw_receipt_put(KwDb *db, const KwConfig *config, const KwWords *words, const KwKeys *keys,
			const KwReceipt *receipt, int64_t now, gboolean *out_put, GError **error)
{
	const char *subject;
	const Answer answer = {.db = db,
			       .config = config,
			       .words = words,
			       .keys = keys,
			       .receipt = receipt,
			       .item = g_array_index(receipt->items, KwReceiptItem, 0).item,
			       .now = now};
	g_autoptr(JsonNode)
		data = kw_receipt_data(db, config, words, receipt, now, &subject, error);

	return data && put(&answer, "receipt", subject, data, out_put, error);
}

gboolean kw_receipt_put_notice(KwDb *db, const KwConfig *config, const KwWords *words,
			       const KwKeys *keys, const KwReceipt *receipt, const char *kind,
			       JsonObject *data, int64_t now, gboolean *out_put, GError **error)
{
	const Answer answer = {.db = db,
			       .config = config,
			       .words = words,
			       .keys = keys,
			       .receipt = receipt,
			       .now = now};
	g_autofree char *phrase = g_strdup_printf("subject.%s", kind);
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);

	kw_say_set(data, "title", config->title);
	kw_receipt_set_operator(data, config);
	return put(&answer, kind, phrase, node, out_put, error);
}
