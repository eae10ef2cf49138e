/* The self-check: the questions of selfcheck.yaml, and the advice to what was answered. Of somebody
 * whom a token names the answers are kept. */
#include "pages-private.h"

#include "base/say.h"
#include "store/selfcheck.h"

static const char *const answers[] = {"yes", "partly", "no", "unknown"};

static gboolean is_answer(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++)
		if (g_strcmp0(text, answers[i]) == 0)
			return TRUE;
	return FALSE;
}

/* A question with the answer that was given; NULL = none. */
static JsonObject *question_of(const KwWord *word, guint number, const char *answer)
{
	g_autofree char *key = answer ? g_strconcat("advice_", answer, NULL) : NULL;
	JsonObject *one = json_object_new();

	json_object_set_int_member(one, "n", number);
	kw_say_set(one, "id", kw_word_id(word));
	kw_say_set(one, "question", kw_word_text(word, "question"));
	kw_say_set(one, "advice", key ? kw_word_text(word, key) : NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++)
		json_object_set_boolean_member(one, answers[i], g_strcmp0(answer, answers[i]) == 0);
	return one;
}

/* The answers that are kept, by question. */
static GHashTable *kept(const KwVisit *visit, GError **error)
{
	g_autoptr(GHashTable)
		by_question = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) list =
		visit->reader ? kw_selfcheck_list(visit->db, visit->reader->id, error) : NULL;

	if (visit->reader && !list)
		return NULL;
	for (guint i = 0; list && i < list->len; i++) {
		const KwSelfcheck *one = list->pdata[i];

		g_hash_table_insert(by_question, g_strdup(one->question), g_strdup(one->answer));
	}
	return g_steal_pointer(&by_question);
}

static void show(KwVisit *visit, GHashTable *given, const char *page)
{
	g_autoptr(GPtrArray) all = kw_words_list(visit->words, "selfcheck");
	JsonArray *questions = json_array_new(), *advice = json_array_new();
	guint good = 0, answered = 0;

	for (guint i = 0; i < all->len; i++) {
		const char *answer = g_hash_table_lookup(given, kw_word_id(all->pdata[i]));
		JsonObject *one = question_of(all->pdata[i], i + 1, answer);

		answered += answer != NULL;
		good += g_strcmp0(answer, "yes") == 0;
		json_array_add_object_element(questions, one);
		if (json_object_has_member(one, "advice"))
			json_array_add_object_element(advice, json_object_ref(one));
	}
	json_object_set_int_member(visit->data, "of", all->len);
	json_object_set_int_member(visit->data, "answered", answered);
	json_object_set_int_member(visit->data, "good", good);
	json_object_set_boolean_member(visit->data, "has_advice",
				       json_array_get_length(advice) > 0);
	json_object_set_array_member(visit->data, "questions", questions);
	json_object_set_array_member(visit->data, "advice", advice);
	json_object_set_boolean_member(visit->data, "is_kept", visit->reader != NULL);
	kw_visit_end(visit, page, 200);
}

gboolean kw_visit_selfcheck_show(KwVisit *visit, GError **error)
{
	g_autoptr(GHashTable) given = NULL;

	if (visit->reader && !kw_visit_is_in(visit, "active paused"))
		return kw_visit_end_away(visit);
	if (!(given = kept(visit, error)))
		return FALSE;
	show(visit, given, "selfcheck");
	return TRUE;
}

/* Takes what was filled in to the answers `given`; *out_count: how many. */
static gboolean take(KwVisit *visit, GHashTable *given, int *out_count, GError **error)
{
	g_autoptr(GPtrArray) all = kw_words_list(visit->words, "selfcheck");

	*out_count = 0;
	for (guint i = 0; i < all->len; i++) {
		const char *id = kw_word_id(all->pdata[i]);
		const char *answer = kw_form_find(visit->request->form, id);

		if (!is_answer(answer))
			continue;
		g_hash_table_insert(given, g_strdup(id), g_strdup(answer));
		++*out_count;
		if (visit->reader &&
		    !kw_selfcheck_put(visit->db, visit->reader->id, id, answer, visit->now, error))
			return FALSE;
	}
	return TRUE;
}

gboolean kw_visit_selfcheck(KwVisit *visit, GError **error)
{
	g_autoptr(GHashTable) given = NULL;
	g_autofree char *detail = NULL;
	int count;

	if (visit->reader && !kw_visit_is_in(visit, "active paused"))
		return kw_visit_end_away(visit);
	if (!(given = kept(visit, error)) || !take(visit, given, &count, error))
		return FALSE;
	detail = g_strdup_printf("%d answers", count);
	if (visit->reader && count &&
	    !kw_visit_note(visit, visit->reader->id, "subscriber.selfcheck", detail, error))
		return FALSE;
	show(visit, given, "advice");
	return TRUE;
}
