/* What a receipt tells, as data for templates/LANG/receipt.txt.mustache and the phrases
 * "receipt.…". The draft in it is made by the newsletter's own explain and render_data, so that
 * staff approve the words that readers get.
 *
 * Of a mail that may not be published nothing is repeated but its mark: a receipt is one more copy,
 * and it may lie on a phone. Keys of an item differ from those of a story, which the draft's
 * partial looks up from inside; they are receipt_item.c's. */
#include "receipt_data-private.h"

#include "base/say.h"
#include "base/text.h"
#include "base/when.h"
#include "digest/render_data.h"

static void making_clear(KwReceiptMaking *m)
{
	g_clear_pointer(&m->items, g_ptr_array_unref);
	g_clear_pointer(&m->stories, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwReceiptMaking, making_clear)

/* ---- phrases ---- */

/* A broken phrase of the operator's is seen in the mail; it must not lose it. */
char *kw_receipt_say(const KwWords *words, const char *id, JsonObject *data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(JsonObject) nothing = json_object_new();
	char *said = kw_say(words, id, data ? data : nothing, &error);

	return said ? said : g_strdup(id);
}

void kw_receipt_set_phrase(JsonObject *to, const char *key, const KwWords *words, const char *id,
			   JsonObject *data)
{
	g_autofree char *said = kw_receipt_say(words, id, data);

	kw_say_set(to, key, said);
}

/* Phrase `stem`.`part`, or `stem`.other where there is none. */
char *kw_receipt_phrase_of(const KwWords *words, const char *stem, const char *part)
{
	char *id = g_strdup_printf("%s.%s", stem, part);

	if (kw_words_find(words, "phrases", id))
		return id;
	g_free(id);
	return g_strdup_printf("%s.other", stem);
}

/* 11月18日(水)15時 */
char *kw_receipt_say_time(const KwConfig *config, const KwWords *words, const char *phrase,
			  int64_t at)
{
	g_autofree char *day = kw_when_day(at, config->timezone);
	g_autoptr(JsonObject) data = kw_say_day_data(words, day);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, config->timezone) : NULL;
	g_autofree char *time = local ? g_date_time_format(local, "%H:%M") : NULL;

	if (!data || !time)
		return g_strdup("");
	json_object_set_string_member(data, "time", time);
	json_object_set_int_member(data, "hour", g_date_time_get_hour(local));
	json_object_set_int_member(data, "minute", g_date_time_get_minute(local));
	return kw_receipt_say(words, phrase, data);
}

/* ---- the draft ---- */

static gboolean load_item(KwReceiptMaking *m, int64_t id, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwItem *item = kw_items_find(m->db, id, &trouble);

	if (!item) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	g_ptr_array_add(m->items, item);
	if (!kw_receipt_is_public(item) || m->receipt->restricted ||
	    m->stories->len == KW_RECEIPT_DRAFTS)
		return TRUE;
	g_autoptr(GPtrArray) refs = kw_items_refs(m->db, id, error);
	if (!refs)
		return FALSE;
	g_ptr_array_add(m->stories, kw_explain(item, refs, m->words, m->config->timezone));
	return TRUE;
}

static gboolean load(KwReceiptMaking *m, GError **error)
{
	m->items = g_ptr_array_new_with_free_func((GDestroyNotify)kw_item_free);
	m->stories = g_ptr_array_new_with_free_func((GDestroyNotify)kw_story_free);
	for (guint i = 0; i < m->receipt->items->len; i++)
		if (!load_item(m, g_array_index(m->receipt->items, KwReceiptItem, i).item, error))
			return FALSE;
	return TRUE;
}

/* The issue as if it carried these stories alone. */
static JsonNode *issue_data(KwReceiptMaking *m, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const KwIssue issue = {
		.kind = (char *)"weekly", .number = MAX(m->number, 1), .planned_on = m->plan.day};
	JsonNode *data =
		kw_render_data(m->config, m->words, &issue, m->stories, none, NULL, now, error);

	if (data)
		m->drafts = json_object_get_array_member(json_node_get_object(data), "stories");
	return data;
}

/* ---- the whole ---- */

static void set_forwarder(const KwReceiptMaking *m, JsonObject *data)
{
	const KwReceipt *receipt = m->receipt;
	g_autofree char *at =
		kw_receipt_say_time(m->config, m->words, "receipt.time", receipt->sent_at);
	JsonObject *who = json_object_new();

	kw_say_set(who, "name", receipt->name ? receipt->name : receipt->address);
	kw_say_set(who, "organisation", receipt->organisation);
	kw_say_set(who, "at", at);
	json_object_set_boolean_member(who, "is_proven", receipt->is_proven);
	json_object_set_object_member(data, "forwarder", who);
}

static void set_unread(const KwReceiptMaking *m, JsonObject *data)
{
	const GPtrArray *unread = m->receipt->unread;
	JsonArray *list = json_array_new();

	for (guint i = 0; unread && i < unread->len; i++) {
		const KwReceiptUnread *one = unread->pdata[i];
		g_autofree char *phrase = kw_receipt_phrase_of(m->words, "unread", one->what);
		g_autofree char *name = one->name ? kw_text_cut(one->name, KW_RECEIPT_NAME_CHARS)
						  : NULL;
		JsonObject *entry = json_object_new();

		kw_receipt_set_phrase(entry, "why", m->words, phrase, NULL);
		if (!m->receipt->restricted)
			kw_say_set(entry, "file", name);
		json_array_add_object_element(list, entry);
	}
	json_object_set_boolean_member(data, "has_unread", json_array_get_length(list) > 0);
	json_object_set_array_member(data, "unread", list);
	json_object_set_int_member(data, "attachments", m->receipt->attachments);
}

static void set_notes(const KwReceiptMaking *m, JsonObject *data)
{
	const GPtrArray *notes = m->receipt->notes;
	JsonArray *list = json_array_new();

	for (guint i = 0; notes && i < notes->len; i++) {
		g_autofree char *phrase = g_strdup_printf("note.%s", (char *)notes->pdata[i]);

		if (kw_words_find(m->words, "phrases", phrase))
			json_array_add_string_element(list, kw_words_phrase(m->words, phrase));
	}
	json_object_set_boolean_member(data, "has_notes", json_array_get_length(list) > 0);
	json_object_set_array_member(data, "notes", list);
}

void kw_receipt_set_operator(JsonObject *data, const KwConfig *config)
{
	kw_say_set(data, "operator_name", config->operator_name);
	kw_say_set(data, "operator_phone", config->operator_phone);
	kw_say_set(data, "operator_guide", config->operator_guide);
	json_object_set_boolean_member(data, "has_operator",
				       config->operator_name || config->operator_phone ||
					       config->operator_guide);
}

static void set_plan(const KwReceiptMaking *m, JsonObject *data)
{
	g_autofree char *deadline =
		kw_receipt_say_time(m->config, m->words, "receipt.until", m->plan.deadline_at);
	g_autofree char *issue =
		kw_receipt_say_time(m->config, m->words, "receipt.until", m->plan.issue_at);

	kw_say_set(data, "deadline", deadline);
	kw_say_set(data, "issue_at", issue);
	if (m->number)
		json_object_set_int_member(data, "issue_number", m->number);
}

static void set_handling(const KwReceiptMaking *m, JsonObject *data)
{
	const KwReceipt *receipt = m->receipt;

	json_object_set_boolean_member(data, "is_restricted", receipt->restricted);
	kw_say_set(data, "mark", receipt->mark);
	if (receipt->restricted && receipt->where) {
		g_autofree char *where =
			kw_receipt_phrase_of(m->words, "receipt.where", receipt->where);

		kw_receipt_set_phrase(data, "where", m->words, where, NULL);
	}
}

/* "#128、#129" */
static char *number_list(const KwReceiptMaking *m)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < m->items->len; i++)
		g_string_append_printf(out, "%s#%" G_GINT64_FORMAT,
				       i ? kw_words_phrase(m->words, "list.and") : "",
				       ((KwItem *)m->items->pdata[i])->id);
	return g_strdup(out->str);
}

/* Told before by another mail, and nothing is new in this one: all of them. */
static gboolean is_old_news(const KwReceiptMaking *m)
{
	for (guint i = 0; i < m->receipt->items->len; i++) {
		const KwReceiptItem *told = &g_array_index(m->receipt->items, KwReceiptItem, i);

		if (told->is_new || told->is_revision || told->rated || !told->was_forwarded)
			return FALSE;
	}
	return !m->receipt->restricted;
}

static gboolean are_candidates(const KwReceiptMaking *m)
{
	for (guint i = 0; i < m->items->len; i++)
		if (!g_str_equal(((KwItem *)m->items->pdata[i])->state, "new"))
			return FALSE;
	return TRUE;
}

static gboolean set_items(const KwReceiptMaking *m, JsonObject *data, GError **error)
{
	g_autofree char *numbers = number_list(m);
	g_autoptr(JsonArray) list = json_array_new();
	gboolean has_merged = FALSE;
	JsonObject *first;

	for (guint i = 0; i < m->items->len; i++) {
		JsonObject *item = kw_receipt_item(m, i, error);

		if (!item)
			return FALSE;
		json_array_add_object_element(list, item);
		has_merged |= json_object_has_member(item, "is_merged");
	}
	json_object_set_boolean_member(data, "has_merged", has_merged);
	first = json_array_get_object_element(list, 0);
	json_object_set_int_member(data, "first", json_object_get_int_member(first, "item"));
	if (json_object_has_member(first, "about"))
		json_object_set_string_member(data, "first_about",
					      json_object_get_string_member(first, "about"));
	json_object_set_int_member(data, "others", (gint64)m->items->len - 1);
	kw_say_set(data, "numbers", numbers);
	json_object_set_boolean_member(data, "many", m->items->len > 1);
	json_object_set_boolean_member(data, "has_more_drafts", m->items->len > KW_RECEIPT_DRAFTS);
	json_object_set_boolean_member(data, "is_old_news", is_old_news(m));
	json_object_set_boolean_member(data, "all_candidates", are_candidates(m));
	json_object_set_array_member(data, "items", g_steal_pointer(&list));
	return TRUE;
}

JsonNode *kw_receipt_data(KwDb *db, const KwConfig *config, const KwWords *words,
			  const KwReceipt *receipt, int64_t now, const char **out_subject,
			  GError **error)
{
	g_auto(KwReceiptMaking)
		m = {.db = db, .config = config, .words = words, .receipt = receipt, .now = now};
	g_autoptr(JsonNode) node = NULL;
	JsonObject *data;

	kw_plan_next(config, now, &m.plan);
	if (!kw_plan_number(db, config, &m.plan, now, &m.number, error) || !load(&m, error) ||
	    !(node = issue_data(&m, now, error)))
		return NULL;
	data = json_node_get_object(node);
	set_forwarder(&m, data);
	set_handling(&m, data);
	set_plan(&m, data);
	set_unread(&m, data);
	set_notes(&m, data);
	kw_receipt_set_operator(data, config);
	if (!set_items(&m, data, error))
		return NULL;
	*out_subject = receipt->restricted ? "subject.receipt-restricted"
		       : is_old_news(&m)   ? "subject.receipt-again"
					   : "subject.receipt";
	return g_steal_pointer(&node);
}
