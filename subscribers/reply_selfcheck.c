/* The self-check in answers to readers: its questions, and the advice for what was answered. */
#include "reply-private.h"

#include "base/say.h"
#include "store/selfcheck.h"

void kw_reply_set_questions(JsonObject *data, const KwWords *words)
{
	g_autoptr(GPtrArray) list = kw_words_list(words, "selfcheck");
	JsonArray *questions = json_array_new();

	for (guint i = 0; i < list->len; i++) {
		JsonObject *one = json_object_new();

		json_object_set_int_member(one, "n", i + 1);
		kw_say_set(one, "question", kw_word_text(list->pdata[i], "question"));
		json_array_add_object_element(questions, one);
	}
	json_object_set_array_member(data, "questions", questions);
}

static const KwSelfcheck *answer_to(const GPtrArray *answers, const KwWord *question)
{
	for (guint i = 0; i < answers->len; i++) {
		const KwSelfcheck *answer = answers->pdata[i];

		if (g_str_equal(answer->question, kw_word_id(question)))
			return answer;
	}
	return NULL;
}

static void add_advised(JsonArray *advised, const KwWords *words, const KwWord *question, guint n,
			const char *answer)
{
	g_autofree char *phrase = g_strdup_printf("selfcheck.%s", answer);
	g_autofree char *key = g_strdup_printf("advice_%s", answer);
	JsonObject *one = json_object_new();

	json_object_set_int_member(one, "n", n);
	kw_say_set(one, "question", kw_word_text(question, "question"));
	kw_say_set(one, "answer", kw_words_phrase(words, phrase));
	kw_say_set(one, "advice", kw_word_text(question, key));
	json_array_add_object_element(advised, one);
}

static void add_number(GString *numbers, guint n)
{
	g_string_append_printf(numbers, "%s%u", numbers->len ? ", " : "", n);
}

gboolean kw_reply_set_answers(JsonObject *data, KwDb *db, const KwWords *words, int64_t subscriber,
			      int64_t now, GError **error)
{
	g_autoptr(GPtrArray) answers = kw_selfcheck_list(db, subscriber, error);
	g_autoptr(GPtrArray) list = kw_words_list(words, "selfcheck");
	g_autoptr(GString) good = g_string_new(NULL), left = g_string_new(NULL);
	JsonArray *advised = json_array_new();

	json_object_set_array_member(data, "advised", advised);
	for (guint i = 0; answers && i < list->len; i++) {
		const KwSelfcheck *answer = answer_to(answers, list->pdata[i]);

		if (!answer)
			add_number(left, i + 1);
		else if (answer->answered_at != now)
			continue;
		else if (g_str_equal(answer->answer, "yes"))
			add_number(good, i + 1);
		else
			add_advised(advised, words, list->pdata[i], i + 1, answer->answer);
	}
	kw_say_set(data, "good", good->str);
	kw_say_set(data, "left", left->str);
	json_object_set_boolean_member(data, "has_advised", json_array_get_length(advised) > 0);
	json_object_set_int_member(data, "answered", answers ? answers->len : 0);
	json_object_set_int_member(data, "of", list->len);
	return answers != NULL;
}
