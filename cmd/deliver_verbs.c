/* deliver retry, pause, resume, cancel: what people decide about letters that are owed. Each is one
 * transaction with its line in the journal; a deliver that is at work sees it within a turn. */
#include "deliver.h"

#include "base/error.h"
#include "store/gate.h"
#include "store/issues.h"
#include "store/journal.h"
#include "store/outbox.h"

#include <stdio.h>

#define RETRY_USAGE  "deliver retry [ISSUE] [--failed | --held]"
#define PAUSE_USAGE  "deliver pause ISSUE | all"
#define RESUME_USAGE "deliver resume ISSUE | all"
#define CANCEL_USAGE "deliver cancel ISSUE [--uncertain]"

/* What a command line names. */
typedef struct {
	gboolean is_all;
	KwIssue *issue;
} What;

static void what_clear(What *what)
{
	kw_issue_free(what->issue);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(What, what_clear)

static gboolean read_what(KwContext *cx, int argc, char **argv, const char *usage,
			  gboolean takes_all, What *out_what, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	int64_t id;

	if (argc != 2) {
		kw_usage(error, usage);
		return FALSE;
	}
	if (takes_all && g_str_equal(argv[1], "all")) {
		out_what->is_all = TRUE;
		return TRUE;
	}
	if (!kw_options_id(argv[1], "issue", &id, error))
		return FALSE;
	out_what->issue = kw_issues_find(cx->db, id, &trouble);
	if (trouble)
		g_propagate_error(error, g_steal_pointer(&trouble));
	else if (!out_what->issue)
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "issue %" G_GINT64_FORMAT
			     ": does not exist; `kawaraban deliver status` lists them",
			     (int64_t)id);
	return out_what->issue != NULL;
}

static gboolean put_journal(KwContext *cx, const char *action, const What *what, const char *detail,
			    GError **error)
{
	g_autofree char *subject =
		what->issue ? g_strdup_printf("issue:%" G_GINT64_FORMAT, what->issue->id)
			    : g_strdup("outbox");

	return kw_journal_put(cx->db, cx->now, cx->actor, action, subject, detail, error);
}

/* KW_ERROR_REFUSED: its state does not allow it. */
static gboolean refuse(const What *what, const char *wanted, GError **error)
{
	kw_error_set(error, KW_ERROR_REFUSED,
		     "issue %" G_GINT64_FORMAT ": is %s, and only one that is %s can be changed so",
		     what->issue->id, what->issue->state, wanted);
	return FALSE;
}

/* --- retry --- */

typedef struct {
	gboolean failed, held;
} Which;

static gboolean resend(KwContext *cx, const What *what, const Which *which, int64_t *out_count,
		       GError **error)
{
	int64_t issue = what->issue ? what->issue->id : 0;

	if (which->failed || which->held)
		return kw_outbox_resend_failed(cx->db, issue, which->held, cx->now, out_count,
					       error);
	return kw_outbox_resend_uncertain(cx->db, issue, cx->now, out_count, error);
}

static gboolean retry(KwContext *cx, const What *what, const Which *which, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *detail = NULL;
	const char *kind = which->held ? "held" : which->failed ? "failed" : "uncertain";
	int64_t back;

	if (!tx || !resend(cx, what, which, &back, error))
		return FALSE;
	detail = g_strdup_printf("%" G_GINT64_FORMAT " letters", back);
	if ((back && !put_journal(cx, "outbox.retry", what, detail, error)) ||
	    !kw_tx_commit(tx, error))
		return FALSE;
	printf("%" G_GINT64_FORMAT " %s letters will go out again with the same Message-ID\n", back,
	       kind);
	if (what->issue && g_str_equal(what->issue->state, "held"))
		printf("issue %" G_GINT64_FORMAT
		       " is held: `kawaraban deliver resume %" G_GINT64_FORMAT "` lets them go\n",
		       what->issue->id, what->issue->id);
	return TRUE;
}

int kw_deliver_retry(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(What) what = {0};
	Which which = {0};
	const GOptionEntry entries[] = {
		{"failed", 0, 0, G_OPTION_ARG_NONE, &which.failed,
		 "Those that were refused or given up", NULL},
		{"held", 0, 0, G_OPTION_ARG_NONE, &which.held,
		 "Those that were refused before the issue was held", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, RETRY_USAGE, error))
		return KW_ERROR_USAGE;
	if ((argc == 1 && (which.failed || which.held)) || (which.failed && which.held))
		return kw_usage(error, RETRY_USAGE);
	if (argc > 1 && !read_what(cx, argc, argv, RETRY_USAGE, FALSE, &what, error))
		return KW_ERROR_USAGE;
	if (what.issue && g_str_equal(what.issue->state, "cancelled") &&
	    !refuse(&what, "not cancelled", error))
		return KW_ERROR_REFUSED;
	return retry(cx, &what, &which, error) ? 0 : KW_ERROR_TEMPORARY;
}

/* --- pause and resume --- */

static gboolean pause_it(KwContext *cx, const What *what, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *why = g_strdup_printf("paused by %s", cx->actor);
	gboolean changed = TRUE;

	if (!tx || !(what->is_all ? kw_gate_pause(cx->db, cx->actor, cx->now, error)
				  : kw_issues_hold(cx->db, what->issue->id, why, cx->now, &changed,
						   error)))
		return FALSE;
	return (changed || refuse(what, "being sent", error)) &&
	       put_journal(cx, "outbox.pause", what, NULL, error) && kw_tx_commit(tx, error);
}

static gboolean resume_it(KwContext *cx, const What *what, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	gboolean changed;

	if (!tx ||
	    !(what->is_all ? kw_gate_unpause(cx->db, &changed, error)
			   : kw_issues_resume(cx->db, what->issue->id, cx->now, &changed, error)))
		return FALSE;
	if (!changed && what->is_all) {
		kw_error_set(error, KW_ERROR_REFUSED, "outbox: nothing was paused");
		return FALSE;
	}
	return (changed || refuse(what, "held", error)) &&
	       put_journal(cx, "outbox.resume", what, NULL, error) && kw_tx_commit(tx, error);
}

static void tell_done(const What *what, const char *all, const char *one)
{
	if (what->is_all)
		puts(all);
	else
		printf("issue %" G_GINT64_FORMAT ": %s\n", what->issue->id, one);
}

int kw_deliver_pause(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(What) what = {0};

	if (!kw_options(&argc, &argv, NULL, PAUSE_USAGE, error) ||
	    !read_what(cx, argc, argv, PAUSE_USAGE, TRUE, &what, error))
		return KW_ERROR_USAGE;
	if (!pause_it(cx, &what, error))
		return KW_ERROR_TEMPORARY;
	tell_done(&what, "nothing goes out any more; `kawaraban deliver resume all` lets it go on",
		  "held; `kawaraban deliver resume` lets it go on");
	return 0;
}

int kw_deliver_resume(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(What) what = {0};

	if (!kw_options(&argc, &argv, NULL, RESUME_USAGE, error) ||
	    !read_what(cx, argc, argv, RESUME_USAGE, TRUE, &what, error))
		return KW_ERROR_USAGE;
	if (!resume_it(cx, &what, error))
		return KW_ERROR_TEMPORARY;
	tell_done(&what, "letters go out again", "goes on with the next deliver");
	return 0;
}

/* --- cancel --- */

static gboolean cancel_it(KwContext *cx, const What *what, int64_t *out_count, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *detail = NULL;
	KwOutboxTotals totals;
	gboolean changed;

	if (!tx || !kw_outbox_totals(cx->db, what->issue->id, &totals, error) ||
	    !kw_issues_cancel(cx->db, what->issue->id,
			      totals.sent + totals.sending + totals.uncertain > 0, cx->now,
			      &changed, error) ||
	    (!changed && !refuse(what, "being sent or held", error)) ||
	    !kw_outbox_cancel(cx->db, what->issue->id, KW_OUTBOX_CANCELLED, out_count, error))
		return FALSE;
	detail = g_strdup_printf("%" G_GINT64_FORMAT " letters", *out_count);
	return put_journal(cx, "outbox.cancel", what, detail, error) && kw_tx_commit(tx, error);
}

/* Nobody knows whether they arrived, and somebody decided that it is well so: the issue is sent. */
static gboolean give_up(KwContext *cx, const What *what, int64_t *out_count, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *detail = NULL;

	if (!tx || !kw_outbox_cancel_uncertain(cx->db, what->issue->id, KW_OUTBOX_GIVEN_UP,
					       out_count, error))
		return FALSE;
	detail = g_strdup_printf("%" G_GINT64_FORMAT " uncertain letters", *out_count);
	return (!*out_count || put_journal(cx, "outbox.cancel", what, detail, error)) &&
	       kw_tx_commit(tx, error) && kw_issues_settle(cx->db, cx->now, NULL, error);
}

int kw_deliver_cancel(KwContext *cx, int argc, char **argv, GError **error)
{
	g_auto(What) what = {0};
	gboolean only_uncertain = FALSE;
	const GOptionEntry entries[] = {
		{"uncertain", 0, 0, G_OPTION_ARG_NONE, &only_uncertain,
		 "Those of which nobody knows whether they arrived, and no others", NULL},
		G_OPTION_ENTRY_NULL,
	};
	int64_t count;

	if (!kw_options(&argc, &argv, entries, CANCEL_USAGE, error) ||
	    !read_what(cx, argc, argv, CANCEL_USAGE, FALSE, &what, error))
		return KW_ERROR_USAGE;
	if (only_uncertain) {
		if (!give_up(cx, &what, &count, error))
			return KW_ERROR_TEMPORARY;
		printf("issue %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT
		       " uncertain letters are given up\n",
		       what.issue->id, count);
		return 0;
	}
	if (!cancel_it(cx, &what, &count, error))
		return KW_ERROR_TEMPORARY;
	printf("issue %" G_GINT64_FORMAT ": cancelled; %" G_GINT64_FORMAT
	       " letters will not be sent\n",
	       what.issue->id, count);
	return 0;
}
