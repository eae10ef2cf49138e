/* The table of what readers asked (questions.sql). What a mail asks is decided by
 * subscribers/consult. */
#include "store/questions.h"

#include "table.h"

#include "store/questions.sql.h"

void kw_question_free(KwQuestion *question)
{
	if (!question)
		return;
	g_free(question->kind);
	g_free(question->region);
	g_free(question->state);
	g_free(question->subject);
	g_free(question);
}

static gpointer read_question(const KwRows *rows)
{
	KwQuestion *question = g_new0(KwQuestion, 1);
	int c = 0;

	question->id = kw_rows_int(rows, c++);
	question->mail = kw_rows_int(rows, c++);
	question->subscriber = kw_rows_int(rows, c++);
	question->issue = kw_rows_int(rows, c++);
	question->item = kw_rows_int(rows, c++);
	question->kind = kw_rows_dup(rows, c++);
	question->region = kw_rows_dup(rows, c++);
	question->state = kw_rows_dup(rows, c++);
	question->asked_at = kw_rows_int(rows, c++);
	question->answered_at = kw_rows_int(rows, c++);
	question->reminded_at = kw_rows_int(rows, c++);
	question->subject = kw_rows_dup(rows, c++);
	return question;
}

gboolean kw_questions_put(KwDb *db, const KwQuestion *q, int64_t *out_id, GError **error)
{
	return kw_table_put(db, SQL_questions_put,
			    KW_PARAMS(KW_INT(q->mail), KW_INT_OR_NULL(q->subscriber),
				      KW_INT_OR_NULL(q->issue), KW_INT_OR_NULL(q->item),
				      KW_TEXT(q->kind), KW_TEXT(q->region),
				      KW_TEXT_OR(q->state, "open"), KW_INT(q->asked_at)),
			    out_id, error);
}

KwQuestion *kw_questions_find(KwDb *db, int64_t id, GError **error)
{
	return kw_table_find(db, SQL_questions_find, KW_PARAMS(KW_INT(id)), read_question, error);
}

GPtrArray *kw_questions_list(KwDb *db, const char *state, const char *kind, int limit,
			     GError **error)
{
	return kw_table_list(db, SQL_questions_list,
			     KW_PARAMS(KW_TEXT(state), KW_TEXT(kind), KW_LIMIT(limit)),
			     read_question, (GDestroyNotify)kw_question_free, error);
}

GPtrArray *kw_questions_overdue(KwDb *db, int64_t asked_before, int64_t reminded_before, int limit,
				GError **error)
{
	return kw_table_list(
		db, SQL_questions_overdue,
		KW_PARAMS(KW_INT(asked_before), KW_INT(reminded_before), KW_LIMIT(limit)),
		read_question, (GDestroyNotify)kw_question_free, error);
}

gboolean kw_questions_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
				gboolean *out_changed, GError **error)
{
	return kw_table_move(db, SQL_questions_set_state, id, from, to, now, out_changed, error);
}

gboolean kw_questions_set_reminded(KwDb *db, int64_t id, int64_t now, GError **error)
{
	return kw_table_change(db, "question", id, SQL_questions_set_reminded,
			       KW_PARAMS(KW_INT(id), KW_INT(now)), error);
}

gboolean kw_questions_count(KwDb *db, int64_t subscriber, int64_t since, int64_t *out_count,
			    GError **error)
{
	return kw_db_int(db, SQL_questions_count,
			 KW_PARAMS(KW_INT_OR_NULL(subscriber), KW_INT(since)), 0, out_count, error);
}

GPtrArray *kw_questions_of_person(KwDb *db, int64_t subscriber, const char *address, int limit,
				  GError **error)
{
	return kw_table_list(db, SQL_questions_of_person,
			     KW_PARAMS(KW_INT(subscriber), KW_TEXT(address), KW_LIMIT(limit)),
			     read_question, (GDestroyNotify)kw_question_free, error);
}

gboolean kw_questions_erase_person(KwDb *db, int64_t subscriber, const char *address,
				   GError **error)
{
	return kw_db_run(db, SQL_questions_erase_person,
			 KW_PARAMS(KW_INT(subscriber), KW_TEXT(address)), NULL, error);
}
