/* deliver status: how much is owed, issue by issue, and what keeps it. */
#include "deliver.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "store/gate.h"
#include "store/issues.h"
#include "store/outbox.h"

#include <stdio.h>

#define STATUS_USAGE "deliver status [ISSUE] [--json]"
#define ISSUES       12 /* the newest */

typedef struct {
	KwOutboxTotals all;
	GPtrArray *issues;  /* KwIssue */
	GPtrArray *stopped; /* KwStoppedRelay */
	int64_t paused_at;
	char *paused_by;
} Status;

static void status_clear(Status *status)
{
	g_clear_pointer(&status->issues, g_ptr_array_unref);
	g_clear_pointer(&status->stopped, g_ptr_array_unref);
	g_free(status->paused_by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Status, status_clear)

static void add_issue_row(KwTable *table, const char *name, const char *state,
			  const KwOutboxTotals *t)
{
	const int64_t counts[] = {t->ready,    t->sending, t->sent,
				  t->deferred, t->failed,  t->uncertain};
	const char *cells[2 + G_N_ELEMENTS(counts)] = {name, state};
	g_auto(GStrv) texts = g_new0(char *, G_N_ELEMENTS(counts) + 1);

	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		cells[i + 2] = texts[i] = g_strdup_printf("%" G_GINT64_FORMAT, counts[i]);
	kw_table_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static gboolean add_issues(KwContext *cx, const Status *status, KwTable *table, GError **error)
{
	for (guint i = 0; i < status->issues->len; i++) {
		const KwIssue *issue = status->issues->pdata[i];
		g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT " (%s %s)", issue->id,
							issue->kind, issue->planned_on);
		KwOutboxTotals totals;

		if (!kw_outbox_totals(cx->db, issue->id, &totals, error))
			return FALSE;
		add_issue_row(table, name, issue->state, &totals);
	}
	return TRUE;
}

static gboolean read_issues(KwContext *cx, const char *wanted, Status *status, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwIssue *issue;
	int64_t id;

	if (!wanted) {
		status->issues = kw_issues_in_the_outbox(cx->db, ISSUES, error);
		return status->issues != NULL;
	}
	if (!kw_options_id(wanted, "issue", &id, error))
		return FALSE;
	issue = kw_issues_find(cx->db, id, &trouble);
	if (!issue) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		else
			kw_error_set(error, KW_ERROR_NOT_FOUND,
				     "issue %" G_GINT64_FORMAT ": does not exist", (int64_t)id);
		return FALSE;
	}
	status->issues = g_ptr_array_new_with_free_func((GDestroyNotify)kw_issue_free);
	g_ptr_array_add(status->issues, issue);
	return TRUE;
}

char *kw_deliver_obstacle(KwContext *cx, const KwIssue *issue, GError **error)
{
	int64_t id = issue->id;
	KwOutboxTotals totals;

	if (g_str_equal(issue->state, "held"))
		return g_strdup_printf("issue %" G_GINT64_FORMAT
				       " is held: %s; `kawaraban deliver resume %" G_GINT64_FORMAT
				       "` lets it go on",
				       id, issue->held_why ? issue->held_why : "", id);
	if (cx->config->after_crash == KW_AFTER_CRASH_RESEND ||
	    !g_str_equal(issue->state, "sending") ||
	    !kw_outbox_totals(cx->db, id, &totals, error) || !totals.uncertain)
		return NULL;
	return g_strdup_printf("issue %" G_GINT64_FORMAT ": nobody knows whether %" G_GINT64_FORMAT
			       " letters arrived; `kawaraban deliver retry %" G_GINT64_FORMAT
			       "` sends them again, `kawaraban deliver cancel %" G_GINT64_FORMAT
			       " --uncertain` gives them up",
			       id, totals.uncertain, id, id);
}

/* What keeps letters from going out, in sentences. */
static gboolean print_obstacles(KwContext *cx, const Status *status, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	for (guint i = 0; i < status->issues->len && !trouble; i++) {
		g_autofree char *obstacle =
			kw_deliver_obstacle(cx, status->issues->pdata[i], &trouble);

		if (obstacle)
			puts(obstacle);
	}
	for (guint i = 0; i < status->stopped->len; i++) {
		const KwStoppedRelay *relay = status->stopped->pdata[i];
		g_autofree char *at = kw_when_rfc3339_utc(relay->stopped_at);

		printf("since %s: %s\n", at, relay->why);
	}
	if (status->paused_by) {
		g_autofree char *at = kw_when_rfc3339_utc(status->paused_at);

		printf("since %s everything is paused by %s; `kawaraban deliver resume all` lets "
		       "it "
		       "go on\n",
		       at, status->paused_by);
	}
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

int kw_deliver_status(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(Status) status = {0};
	KwTable *table;

	if (!kw_options(&argc, &argv, NULL, STATUS_USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 2)
		return kw_usage(error, STATUS_USAGE);
	if (!read_issues(cx, argv[1], &status, error) ||
	    !kw_outbox_totals(cx->db, 0, &status.all, error) ||
	    !(status.stopped = kw_gate_stopped(cx->db, error)) ||
	    !kw_gate_paused(cx->db, &status.paused_at, &status.paused_by, error))
		return KW_ERROR_TEMPORARY;
	table = kw_table_new("Issue", "State", "Ready", "Sending", "Sent", "Deferred", "Failed",
			     "Uncertain");
	if (argc == 1)
		add_issue_row(table, "all", status.paused_by ? "paused" : "", &status.all);
	if (!add_issues(cx, &status, table, error))
		return KW_ERROR_TEMPORARY;
	kw_table_print(table, cx->json);
	return cx->json || print_obstacles(cx, &status, error) ? 0 : KW_ERROR_TEMPORARY;
}
