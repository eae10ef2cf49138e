/* fetch: reads the feeds that are due, several servers at a time, and takes their entries in. One
 * feed that fails is named, tried again later, and stops no other. What is taken of an answer is
 * harvest.c's. */
#include "cmd.h"
#include "arrival.h"
#include "harvest.h"
#include "print.h"
#include "upkeep.h"

#include "base/error.h"
#include "ingest/http.h"
#include "store/sources.h"

#define USAGE       "fetch [--all]"
#define SWEEP_LIMIT 20

typedef struct {
	KwContext *cx;
	const KwWords *words;
	const GPtrArray *sources; /* KwSource * */
	KwHarvest *harvests;      /* as many */
	gboolean *has_failed;
	int *retry_after_s;
	int failures;
	GPtrArray *held; /* Answer *: came when the store was away */
	GError *trouble; /* with the store, since the first of them */
} Fetching;

static void fetching_clear(Fetching *fetching)
{
	g_clear_pointer(&fetching->held, g_ptr_array_unref);
	g_clear_error(&fetching->trouble);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fetching, fetching_clear)

/* What became of one request. */
typedef struct {
	guint source;
	KwHttpResponse *response; /* NULL: … */
	GError *failure;          /* … that is why */
} Answer;

static void answer_free(Answer *answer)
{
	kw_http_response_free(answer->response);
	g_clear_error(&answer->failure);
	g_free(answer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answer, answer_free)

/* FALSE: the store went away, and the answer is as good as before. */
static gboolean take(Fetching *fetching, const Answer *answer, GError **error)
{
	KwContext *cx = fetching->cx;
	guint i = answer->source;
	const KwSource *source = fetching->sources->pdata[i];
	g_autoptr(GError) trouble = NULL;

	if (answer->response && kw_harvest(cx, source, answer->response, fetching->words,
					   &fetching->harvests[i], &trouble))
		return TRUE;
	if (trouble && kw_db_is_away(cx->db)) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	fetching->has_failed[i] = TRUE;
	fetching->failures++;
	kw_harvest_failed(cx, source, fetching->retry_after_s[i],
			  trouble ? trouble : answer->failure);
	return TRUE;
}

/* Other servers are answering: the store is not waited for here, and what comes is kept (each
 * within fetch.max_bytes), so that nobody is asked twice. */
static void on_answer(guint i, KwHttpResponse *response, GError *failure, gpointer user)
{
	Fetching *fetching = user;
	g_autoptr(Answer) answer = g_new0(Answer, 1);

	*answer = (Answer){.source = i, .response = response, .failure = failure};
	if (fetching->trouble || !take(fetching, answer, &fetching->trouble))
		g_ptr_array_add(fetching->held, g_steal_pointer(&answer));
}

static gboolean take_held(Fetching *fetching, GError **error)
{
	guint i = 0;

	while (i < fetching->held->len) {
		if (fetching->trouble && !kw_context_wait(fetching->cx, &fetching->trouble)) {
			g_propagate_error(error, g_steal_pointer(&fetching->trouble));
			return FALSE;
		}
		i += take(fetching, fetching->held->pdata[i], &fetching->trouble);
	}
	return TRUE;
}

static void fetch_all(Fetching *fetching)
{
	guint n = fetching->sources->len;
	g_autofree char *agent = kw_harvest_agent(fetching->cx);
	g_autofree KwHttpRequest *requests = g_new0(KwHttpRequest, n);

	for (guint i = 0; i < n; i++) {
		requests[i] = kw_harvest_request(fetching->cx, fetching->sources->pdata[i], agent);
		requests[i].out_retry_after_s = &fetching->retry_after_s[i];
	}
	kw_http_get_many(requests, n, KW_HARVEST_AT_ONCE, on_answer, fetching);
}

static void print_rows(const Fetching *fetching, gboolean json)
{
	KwTable *table =
		kw_table_new("Source", "Result", "New", "Revised", "Known", "Passed", "Waiting");

	for (guint i = 0; i < fetching->sources->len; i++) {
		const KwSource *source = fetching->sources->pdata[i];
		const KwHarvest *harvest = &fetching->harvests[i];
		const int counts[] = {harvest->taken, harvest->revised, harvest->known,
				      harvest->passed, harvest->waiting};
		char cells[G_N_ELEMENTS(counts)][16];

		for (guint j = 0; j < G_N_ELEMENTS(counts); j++)
			g_snprintf(cells[j], sizeof(cells[j]), "%d", counts[j]);
		kw_table_add(table, source->name ? source->name : source->url,
			     fetching->has_failed[i] ? "failed"
			     : harvest->is_unchanged ? "unchanged"
						     : "read",
			     cells[0], cells[1], cells[2], cells[3], cells[4]);
	}
	kw_table_print(table, json);
}

static GPtrArray *list_due(KwContext *cx, gboolean all, GError **error)
{
	GPtrArray *due = NULL;

	do
		if (kw_harvest_sync(cx, error))
			due = kw_sources_list_due(cx->db, all ? G_MAXINT64 : cx->now, error);
	while (!due && kw_context_wait(cx, error));
	return due;
}

int kw_cmd_fetch(KwContext *cx, int argc, char **argv, GError **error)
{
	gboolean all = FALSE;
	const GOptionEntry entries[] = {
		{"all", 0, 0, G_OPTION_ARG_NONE, &all, "Also feeds that are not due yet", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	g_autoptr(KwWords) words = kw_context_words(cx, error);
	g_autoptr(GPtrArray) due = words ? list_due(cx, all, error) : NULL;
	if (!due)
		return KW_ERROR_TEMPORARY;

	g_autofree KwHarvest *harvests = g_new0(KwHarvest, due->len);
	g_autofree gboolean *has_failed = g_new0(gboolean, due->len);
	g_autofree int *retry_after_s = g_new0(int, due->len);
	g_auto(Fetching)
		fetching = {.cx = cx,
			    .words = words,
			    .sources = due,
			    .harvests = harvests,
			    .has_failed = has_failed,
			    .retry_after_s = retry_after_s,
			    .held = g_ptr_array_new_with_free_func((GDestroyNotify)answer_free)};
	fetch_all(&fetching);
	if (!take_held(&fetching, error))
		return KW_ERROR_TEMPORARY;
	print_rows(&fetching, cx->json);
	kw_arrival_sweep(cx, SWEEP_LIMIT);
	if (cx->away.is_away)
		return KW_ERROR_TEMPORARY;
	kw_upkeep(cx);
	return fetching.failures ? KW_ERROR_TEMPORARY : 0;
}
