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
} Fetching;

static void on_answer(guint i, KwHttpResponse *taken, GError *failure, gpointer user)
{
	Fetching *fetching = user;
	const KwSource *source = fetching->sources->pdata[i];
	g_autoptr(KwHttpResponse) response = taken;
	g_autoptr(GError) error = failure;

	if (response && kw_harvest(fetching->cx, source, response, fetching->words,
				   &fetching->harvests[i], &error))
		return;
	fetching->has_failed[i] = TRUE;
	fetching->failures++;
	kw_harvest_failed(fetching->cx, source, fetching->retry_after_s[i], error);
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
	if (!words || !kw_harvest_sync(cx, error))
		return KW_ERROR_TEMPORARY;
	g_autoptr(GPtrArray) due = kw_sources_list_due(cx->db, all ? G_MAXINT64 : cx->now, error);
	if (!due)
		return KW_ERROR_TEMPORARY;

	g_autofree KwHarvest *harvests = g_new0(KwHarvest, due->len);
	g_autofree gboolean *has_failed = g_new0(gboolean, due->len);
	g_autofree int *retry_after_s = g_new0(int, due->len);
	Fetching fetching = {.cx = cx,
			     .words = words,
			     .sources = due,
			     .harvests = harvests,
			     .has_failed = has_failed,
			     .retry_after_s = retry_after_s};
	fetch_all(&fetching);
	print_rows(&fetching, cx->json);
	kw_arrival_sweep(cx, SWEEP_LIMIT);
	kw_upkeep(cx);
	return fetching.failures ? KW_ERROR_TEMPORARY : 0;
}
