/* Which questions a mail answers: subscribers/ reads the answers, digest/ knows which question a
 * weekly asked.
 *
 * Numbers count where the mail speaks of the self-check, or is nothing but answers; a single answer
 * without a number only as a reply to the weekly that went to the same person. */
#include "selfcheck_mail.h"

#include "answered.h"

#include "digest/standing.h"
#include "store/issues.h"
#include "store/roll.h"
#include "store/selfcheck.h"
#include "subscribers/selfchecked.h"

#include <string.h>

#define MIN_UNNAMED 3

/* A letter of ours that has the questions: it opens nothing, so that a look is enough. */
static gboolean answers_questions(const KwArrived *a)
{
	g_autofree char *ours = g_strdup_printf(".selfcheck@%s", a->cx->config->list_id);
	const char *id = a->reading->message->in_reply_to;

	return id && g_str_has_suffix(id, ours);
}

static gboolean speaks_of_it(const KwArrived *a)
{
	return answers_questions(a) || kw_selfchecked_names(a->reading->message->subject) ||
	       kw_selfchecked_names(a->reading->own);
}

static void add(GPtrArray *list, const KwWord *question, const char *answer)
{
	KwSelfcheck *one = g_new0(KwSelfcheck, 1);

	one->question = g_strdup(kw_word_id(question));
	one->answer = g_strdup(answer);
	g_ptr_array_add(list, one);
}

/* The question of the weekly that is answered, where it went to whoever answers. */
static gboolean find_asked(const KwArrived *a, const KwWord **out_question, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	const KwAnswered letter = kw_answered_find(a, KW_TOKEN_DELIVERY);
	const KwAddress *from = a->reading->message->from;
	g_autofree char *address = from && from->address ? kw_address_normalise(from->address)
							 : NULL;
	g_autoptr(KwSubscriber) reader = NULL;
	g_autoptr(KwIssue) issue = NULL;

	*out_question = NULL;
	if (!letter.first || !address)
		return TRUE;
	reader = kw_roll_find_address(a->cx->db, address, &trouble);
	if (reader && reader->id == letter.second)
		issue = kw_issues_find(a->cx->db, letter.first, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (issue) {
		g_autoptr(GPtrArray) asked = kw_standing_parts(a->words, issue->parts, "selfcheck");

		*out_question = asked->len == 1 ? asked->pdata[0] : NULL;
	}
	return TRUE;
}

static gboolean find(const KwArrived *a, const KwSelfchecked *checked, gboolean is_named,
		     const GPtrArray *questions, GPtrArray *list, GError **error)
{
	const KwWord *asked = NULL;

	if (checked->alone && !find_asked(a, &asked, error))
		return FALSE;
	if (asked)
		add(list, asked, checked->alone);
	if (!is_named && (checked->count < MIN_UNNAMED || *checked->rest))
		return TRUE;
	for (guint i = 0; i < questions->len; i++)
		if (checked->answers->pdata[i])
			add(list, questions->pdata[i], checked->answers->pdata[i]);
	return TRUE;
}

GPtrArray *kw_selfcheck_of_mail(const KwArrived *a, KwCommand *command, GError **error)
{
	g_autoptr(GPtrArray) questions = kw_words_list(a->words, "selfcheck");
	g_autoptr(GPtrArray)
		list = g_ptr_array_new_with_free_func((GDestroyNotify)kw_selfcheck_free);
	g_autoptr(KwSelfchecked) checked = NULL;

	if ((command->verb && !g_str_equal(command->verb, "selfcheck")) ||
	    kw_answered_find_asked(a).first)
		return NULL;
	checked = kw_selfchecked_read(a->reading->own, questions->len);
	if (!find(a, checked, command->verb || speaks_of_it(a), questions, list, error) ||
	    !list->len)
		return NULL;
	command->verb = "selfchecked";
	command->concern = NULL;
	g_free(command->rest);
	command->rest = g_strdup(checked->rest);
	return g_steal_pointer(&list);
}
