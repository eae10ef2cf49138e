/* Whom questions go to, and the mail that reminds of them. */
#include "consult_mail.h"

#include "base/when.h"
#include "subscribers/consultation.h"
#include "digest/receipt.h"
#include "mail/address.h"
#include "subscribers/consult.h"

#define DAY_S            (24 * 3600)
#define REMINDED_AT_ONCE 50

static void add_address(GPtrArray *list, const char *address)
{
	char *normal = address ? kw_address_normalise(address) : NULL;

	if (normal && !g_ptr_array_find_with_equal_func(list, normal, g_str_equal, NULL))
		g_ptr_array_add(list, normal);
	else
		g_free(normal);
}

GPtrArray *kw_consult_desk(const KwConfig *config, gboolean everybody)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

	add_address(list, config->consult_address);
	for (guint i = 0; i < config->staff->len && (everybody || !config->consult_address); i++)
		add_address(list, ((KwConfigStaff *)config->staff->pdata[i])->address);
	return list;
}

gboolean kw_consult_is_ours(const KwConfig *config, const char *address)
{
	g_autoptr(GPtrArray) own = kw_consult_desk(config, TRUE);

	add_address(own, config->from);
	add_address(own, config->bounce);
	add_address(own, config->contact);
	return g_ptr_array_find_with_equal_func(own, address, g_str_equal, NULL);
}

static gboolean add_waiting(KwContext *cx, const KwWords *words, JsonArray *array,
			    const KwQuestion *question, GError **error)
{
	g_autofree char *phrase = g_strdup_printf("consult.kind.%s", question->kind);
	g_autofree char *day = kw_when_day(question->asked_at, cx->config->timezone);
	JsonObject *one = json_object_new();

	if (!kw_consultation_set_answer_by(one, cx->config, words, question->asked_at, error)) {
		json_object_unref(one);
		return FALSE;
	}
	json_object_set_int_member(one, "number", question->id);
	kw_receipt_set(one, "day", day);
	kw_receipt_set(one, "what", kw_words_phrase(words, phrase));
	json_array_add_object_element(array, one);
	return kw_questions_set_reminded(cx->db, question->id, cx->now, error);
}

static gboolean put_reminder(KwContext *cx, JsonArray *array, GError **error)
{
	g_autoptr(GPtrArray) desk = kw_consult_desk(cx->config, FALSE);

	for (guint i = 0; i < desk->len; i++) {
		g_autofree char *id = g_strdup_printf("remind.%" G_GINT64_FORMAT ".%u", cx->now, i);
		const KwConsultation letter = {.kind = "reminder",
					       .address = desk->pdata[i],
					       .language = cx->config->language,
					       .id = id};
		JsonObject *data = json_object_new();

		json_object_set_int_member(data, "count", json_array_get_length(array));
		json_object_set_array_member(data, "questions", json_array_ref(array));
		if (!kw_consultation_put(cx->db, cx->config, &letter, data, cx->now, error))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_consult_remind(KwContext *cx, guint *out_count, GError **error)
{
	int64_t before = kw_consult_overdue_before(cx->now, cx->config->consult_days,
						   cx->config->consult_closed,
						   cx->config->timezone);
	g_autoptr(KwWords) words = kw_context_words(cx, error);
	g_autoptr(KwTx) tx = words ? kw_tx_begin(cx->db, error) : NULL;
	g_autoptr(GPtrArray) list =
		tx ? kw_questions_overdue(cx->db, before, cx->now - DAY_S, REMINDED_AT_ONCE, error)
		   : NULL;
	g_autoptr(JsonArray) array = json_array_new();

	for (guint i = 0; list && i < list->len; i++)
		if (!add_waiting(cx, words, array, list->pdata[i], error))
			return FALSE;
	*out_count = list ? list->len : 0;
	return list && (!list->len || put_reminder(cx, array, error)) && kw_tx_commit(tx, error);
}
