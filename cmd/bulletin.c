/* bulletin: an emergency bulletin about one item, and what is said of it later, from a shell.
 * Whoever has the shell may send; approval by mail belongs to the staff desk. A bulletin goes
 * before anything else in the outbox.
 */
#include "edition.h"
#include "at_once.h"
#include "print.h"

#include "base/error.h"
#include "store/issues.h"
#include "store/journal.h"

#include <stdio.h>

#define LIST_LIMIT    100
#define NEW_USAGE     "bulletin new ITEM"
#define SHOW_USAGE    "bulletin show NUMBER [--html] [--language LANGUAGE]"
#define SEND_USAGE    "bulletin send NUMBER"
#define CORRECT_USAGE "bulletin correct NUMBER TEXT"
#define CLEAR_USAGE   "bulletin clear NUMBER TEXT"

static void print_drafted(int64_t id)
{
	printf("bulletin %" G_GINT64_FORMAT
	       " drafted; read it with `kawaraban bulletin show %" G_GINT64_FORMAT
	       "`, then `kawaraban bulletin send %" G_GINT64_FORMAT "`\n",
	       id, id, id);
}

static int new_bulletin(KwContext *cx, int argc, char **argv, GError **error)
{
	int64_t item;

	if (!kw_options(&argc, &argv, NULL, NEW_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, NEW_USAGE);
	if (!kw_options_id(argv[1], "item", &item, error))
		return KW_ERROR_USAGE;
	g_autoptr(KwIssue) issue = kw_issue_new_bulletin(cx->db, cx->config, item, cx->now, error);
	if (!issue)
		return KW_ERROR_TEMPORARY;

	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, issue->id);
	if (!kw_journal_put(cx->db, cx->now, cx->actor, "bulletin.new", subject, NULL, error))
		return KW_ERROR_TEMPORARY;
	print_drafted(issue->id);
	return 0;
}

/* The weekly would tell once more what the bulletin told. */
static gboolean warn_of_weekly(KwContext *cx, int64_t bulletin, GError **error)
{
	g_autoptr(GPtrArray) items = kw_issues_items(cx->db, bulletin, error);

	for (guint i = 0; items && i < items->len; i++)
		printf("the next newsletter tells item %" G_GINT64_FORMAT
		       ", too, if it is picked; `kawaraban items drop %" G_GINT64_FORMAT
		       "` takes it out\n",
		       ((const KwIssueItem *)items->pdata[i])->item,
		       ((const KwIssueItem *)items->pdata[i])->item);
	return items != NULL;
}

static int answer(KwContext *cx, int argc, char **argv, const char *reply, const char *usage,
		  GError **error)
{
	int64_t bulletin;

	if (!kw_options(&argc, &argv, NULL, usage, error))
		return KW_ERROR_USAGE;
	if (argc != 3)
		return kw_usage(error, usage);
	if (!kw_options_id(argv[1], "bulletin", &bulletin, error))
		return KW_ERROR_USAGE;
	g_autoptr(KwIssue) issue =
		kw_issue_new_reply(cx->db, cx->config, bulletin, reply, argv[2], cx->now, error);
	if (!issue)
		return KW_ERROR_TEMPORARY;

	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, issue->id);
	g_autofree char *action = g_strconcat("bulletin.", reply, NULL);
	if (!kw_journal_put(cx->db, cx->now, cx->actor, action, subject, NULL, error))
		return KW_ERROR_TEMPORARY;
	print_drafted(issue->id);
	return warn_of_weekly(cx, bulletin, error) ? 0 : KW_ERROR_TEMPORARY;
}

static int correct(KwContext *cx, int argc, char **argv, GError **error)
{
	return answer(cx, argc, argv, "correction", CORRECT_USAGE, error);
}

static int clear(KwContext *cx, int argc, char **argv, GError **error)
{
	return answer(cx, argc, argv, "clear", CLEAR_USAGE, error);
}

static KwEdition *find_bulletin(KwContext *cx, const char *text, GError **error)
{
	g_autoptr(KwWords) words = NULL;
	int64_t id;

	if (!kw_options_id(text, "bulletin", &id, error) || !(words = kw_context_words(cx, error)))
		return NULL;
	g_autoptr(KwEdition)
		edition = kw_issue_edition(cx->db, cx->config, words, id, cx->now, error);
	if (edition && !g_str_equal(edition->issue->kind, "bulletin")) {
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "bulletin %" G_GINT64_FORMAT
			     ": that is a weekly issue; `kawaraban bulletin list` "
			     "shows bulletins",
			     id);
		return NULL;
	}
	return g_steal_pointer(&edition);
}

static int show(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean html = FALSE;
	g_autofree char *language = NULL;
	const GOptionEntry entries[] = {
		{"html", 0, 0, G_OPTION_ARG_NONE, &html, "The HTML part", NULL},
		{"language", 0, 0, G_OPTION_ARG_STRING, &language,
		 "As readers of that language get it (default: of the configuration)", "LANGUAGE"},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, SHOW_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, SHOW_USAGE);
	g_autoptr(KwEdition) edition = find_bulletin(cx, argv[1], error);
	g_autoptr(KwEdition) translated = NULL;
	if (!edition)
		return KW_ERROR_NOT_FOUND;
	if (language && !(translated = kw_edition_in(cx, language, edition->issue->id, error)))
		return KW_ERROR_TEMPORARY;
	kw_edition_print(translated ? translated : edition, html);
	kw_edition_say(edition, language ? language : cx->config->language);
	return 0;
}

static int send_bulletin(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, SEND_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc != 2)
		return kw_usage(error, SEND_USAGE);
	g_autoptr(KwEdition) edition = find_bulletin(cx, argv[1], error);
	int code = edition ? kw_edition_send(cx, edition, error) : KW_ERROR_NOT_FOUND;

	if (code == 0)
		kw_deliver_at_once(cx);
	return code;
}

/* What a bulletin is about: the one that it answers, else its item; a draft has no Subject yet. */
static char *about_of(KwContext *cx, const KwIssue *issue, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;

	if (issue->reply)
		return g_strdup_printf("%s of %" G_GINT64_FORMAT, issue->reply, issue->reply_to);
	items = kw_issues_items(cx->db, issue->id, error);
	if (!items)
		return NULL;
	return items->len ? g_strdup_printf("item %" G_GINT64_FORMAT,
					    ((const KwIssueItem *)items->pdata[0])->item)
			  : g_strdup("");
}

static int list(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, "bulletin list", error))
		return KW_ERROR_USAGE;
	g_autoptr(GPtrArray) issues = kw_issues_list(cx->db, "bulletin", LIST_LIMIT, error);
	if (!issues)
		return KW_ERROR_TEMPORARY;

	g_autoptr(GPtrArray) abouts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < issues->len; i++) {
		char *about = about_of(cx, issues->pdata[i], error);

		if (!about)
			return KW_ERROR_TEMPORARY;
		g_ptr_array_add(abouts, about);
	}

	KwTable *table = kw_table_new("Number", "Day", "State", "About", "Subject");
	for (guint i = 0; i < issues->len; i++) {
		const KwIssue *issue = issues->pdata[i];
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, issue->id);

		kw_table_add(table, number, issue->planned_on, issue->state, abouts->pdata[i],
			     issue->subject ? issue->subject : "");
	}
	kw_table_print(table, cx->json);
	return 0;
}

int kw_cmd_bulletin(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"new", new_bulletin, NEW_USAGE},    {"list", list, "bulletin list"},
		{"show", show, SHOW_USAGE},          {"send", send_bulletin, SEND_USAGE},
		{"correct", correct, CORRECT_USAGE}, {"clear", clear, CLEAR_USAGE},
	};

	return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
}
