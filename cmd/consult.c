/* consult: the questions of readers, for staff at a shell. How they come in and are answered is
 * consult_mail.c and consult_answer.c. */
#include "cmd.h"
#include "consult_mail.h"
#include "dispatch.h"
#include "print.h"

#include "base/error.h"
#include "base/text.h"
#include "base/when.h"
#include "store/items.h"
#include "store/journal.h"

#include <stdio.h>
#include <string.h>

#define LIST_LIMIT   200
#define TEXT_MAX     20000
#define LIST_USAGE   "consult list [--open] [--kind KIND] [--limit N]"
#define SHOW_USAGE   "consult show NUMBER"
#define CLOSE_USAGE  "consult close NUMBER [--qa]"
#define REMIND_USAGE "consult remind"
#define KINDS        "question incident specialist policy sales"

static char *number_of(int64_t number)
{
	return number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : g_strdup("");
}

static void add_row(KwTable *table, const KwQuestion *q)
{
	g_autofree char *number = number_of(q->id);
	g_autofree char *asked = kw_when_rfc3339_utc(q->asked_at);
	g_autofree char *reader = number_of(q->subscriber);
	g_autofree char *mail = number_of(q->mail);

	kw_table_add(table, number, asked, q->state, q->kind, q->region ? q->region : "", reader,
		     mail, q->subject ? q->subject : "");
}

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	g_autofree char *kind = NULL;
	gboolean is_open = FALSE;
	int limit = LIST_LIMIT;
	const GOptionEntry entries[] = {
		{"open", 0, 0, G_OPTION_ARG_NONE, &is_open, "Only those nobody has answered", NULL},
		{"kind", 0, 0, G_OPTION_ARG_STRING, &kind,
		 "question, incident, specialist, policy or sales", "KIND"},
		{"limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many (200)", "N"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, LIST_USAGE, error) ||
	    !kw_options_state(kind, KINDS, error))
		return KW_ERROR_USAGE;
	if (argc > 1 || limit < 1)
		return kw_usage(error, LIST_USAGE);
	g_autoptr(GPtrArray)
		questions = kw_questions_list(cx->db, is_open ? "open" : NULL, kind, limit, error);
	if (!questions)
		return KW_ERROR_TEMPORARY;

	KwTable *table = kw_table_new("Number", "Asked", "State", "Kind", "Region", "Reader",
				      "Mail", "Subject");
	for (guint i = 0; i < questions->len; i++)
		add_row(table, questions->pdata[i]);
	kw_table_print(table, cx->json);
	return 0;
}

static KwQuestion *get_question(KwContext *cx, const char *text, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	int64_t id;

	if (!kw_options_id(text, "question", &id, error))
		return NULL;
	KwQuestion *question = kw_questions_find(cx->db, id, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	else if (!question)
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "question %" G_GINT64_FORMAT
			     ": no such question; `kawaraban consult list` shows them",
			     id);
	return question;
}

/* ---- show ---- */

/* What was written; NULL where the mail is no longer kept. */
static char *words_of(KwContext *cx, const KwQuestion *question, GError **error)
{
	g_autoptr(GBytes) raw = kw_mails_raw(cx->db, question->mail, NULL);
	g_autoptr(KwReading) reading = raw ? kw_dispatch_read(cx->config, raw, NULL, NULL, error)
					   : NULL;

	return reading ? g_strdup(reading->own) : NULL;
}

static JsonNode *describe(const KwQuestion *question, const char *words)
{
	JsonObject *data = json_object_new();
	JsonNode *node = json_node_init_object(json_node_alloc(), data);

	json_object_unref(data); /* the node holds it */
	kw_member_set_number(data, "number", question->id);
	kw_member_set(data, "state", question->state);
	kw_member_set(data, "kind", question->kind);
	kw_member_set_time(data, "asked", question->asked_at);
	kw_member_set_time(data, "answered", question->answered_at);
	kw_member_set_time(data, "reminded", question->reminded_at);
	kw_member_set_number(data, "reader", question->subscriber);
	kw_member_set(data, "region", question->region);
	kw_member_set_number(data, "issue", question->issue);
	kw_member_set_number(data, "item", question->item);
	kw_member_set_number(data, "mail", question->mail);
	kw_member_set(data, "subject", question->subject);
	kw_member_set(data, "text", words);
	return node;
}

static int show(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, SHOW_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, SHOW_USAGE);
	g_autoptr(KwQuestion) question = get_question(cx, argv[1], error);
	if (!question)
		return KW_ERROR_NOT_FOUND;
	g_autofree char *words = words_of(cx, question, error);
	if (!words && error && *error)
		return KW_ERROR_TEMPORARY;
	g_autoptr(JsonNode) node = describe(question, words);
	if (cx->json)
		kw_print_json(node, TRUE);
	else
		kw_print_members(node);
	return 0;
}

/* ---- close ---- */

/* The question on the first line, the answer below it. */
static char *read_text(GError **error)
{
	g_autofree char *bytes = g_malloc(TEXT_MAX + 1);
	g_autofree char *repaired = NULL;
	size_t n = fread(bytes, 1, TEXT_MAX + 1, stdin);
	char *text;

	if (n > TEXT_MAX) {
		kw_error_set(error, KW_ERROR_DATA,
			     "standard input: longer than %d bytes; shorten it", TEXT_MAX);
		return NULL;
	}
	repaired = kw_text_repair(bytes, (gssize)n);
	text = kw_text_tidy(repaired);
	if (strchr(text, '\n'))
		return text;
	g_free(text);
	kw_error_set(error, KW_ERROR_DATA,
		     "standard input: write the question on the first line and the answer below "
		     "it, without anybody's name");
	return NULL;
}

/* Nothing of the reader and of whoever answered stands in it: only what staff wrote for it. */
static gboolean put_qa(KwContext *cx, const KwQuestion *question, const char *text,
		       int64_t *out_item, GError **error)
{
	g_autoptr(KwItem) item = kw_item_new();
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_autofree char *number = number_of(question->id);
	const char *answer = strchr(text, '\n') + 1;

	item->title = g_strndup(text, (gsize)(answer - 1 - text));
	item->title_key = kw_text_fold(item->title);
	item->headline = g_strdup(item->title);
	item->comment = g_strstrip(g_strdup(answer));
	item->text = g_strdup(item->comment);
	item->language = g_strdup(cx->config->language);
	item->reuse = g_strdup("facts");
	item->severity = g_strdup("information");
	item->severity_by = g_strdup("staff");
	item->sections = g_strdup("[]");
	item->state = g_strdup("new");
	g_ptr_array_add(refs, kw_ref_new("qa", number));
	if (!kw_items_put(cx->db, item, cx->now, error) ||
	    !kw_items_add_refs(cx->db, item->id, refs, error))
		return FALSE;
	*out_item = item->id;
	return TRUE;
}

static gboolean close_question(KwContext *cx, const KwQuestion *question, const char *qa,
			       int64_t *out_item, GError **error)
{
	g_autofree char *subject = g_strdup_printf("question:%" G_GINT64_FORMAT, question->id);
	g_autofree char *detail = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean changed;

	if (!tx || !kw_questions_set_state(cx->db, question->id, "open answered", "closed", cx->now,
					   &changed, error))
		return FALSE;
	if (!changed && !qa) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "question %" G_GINT64_FORMAT ": is closed already, nothing changed",
			     question->id);
		return FALSE;
	}
	if (qa && !put_qa(cx, question, qa, out_item, error))
		return FALSE;
	if (qa)
		detail = g_strdup_printf("item:%" G_GINT64_FORMAT, *out_item);
	return kw_journal_put(cx->db, cx->now, cx->actor, "question.close", subject, detail,
			      error) &&
	       kw_tx_commit(tx, error);
}

static int close_one(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean is_qa = FALSE;
	const GOptionEntry entries[] = {
		{"qa", 0, 0, G_OPTION_ARG_NONE, &is_qa,
		 "Make an item of the question and answer on standard input", NULL},
		G_OPTION_ENTRY_NULL,
	};
	int64_t item = 0;

	if (!kw_options(&argc, &argv, entries, CLOSE_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, CLOSE_USAGE);
	g_autoptr(KwQuestion) question = get_question(cx, argv[1], error);
	if (!question)
		return KW_ERROR_NOT_FOUND;
	g_autofree char *text = is_qa ? read_text(error) : NULL;
	if (is_qa && !text)
		return KW_ERROR_DATA;
	if (!close_question(cx, question, text, &item, error))
		return KW_ERROR_TEMPORARY;
	printf("question %" G_GINT64_FORMAT ": closed\n", question->id);
	if (item)
		printf("item %" G_GINT64_FORMAT ": new\n", item);
	return 0;
}

/* ---- remind ---- */

static int remind_desk(KwContext *cx, int argc, char **argv, GError **error)
{
	guint count;

	if (!kw_options(&argc, &argv, NULL, REMIND_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 1)
		return kw_usage(error, REMIND_USAGE);
	if (!kw_consult_remind(cx, &count, error))
		return KW_ERROR_TEMPORARY;
	printf("%u waiting\n", count);
	return 0;
}

int kw_cmd_consult(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"list", list, LIST_USAGE},
		{"show", show, SHOW_USAGE},
		{"close", close_one, CLOSE_USAGE},
		{"remind", remind_desk, REMIND_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
