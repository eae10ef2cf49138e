/* How a run of deliver gets on. The bar is for somebody who waits: standard error, and only where
 * that is a terminal, so that cron has nothing to mail; JSON is for monitoring. */
#include "deliver.h"
#include "print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_CELLS 24
#define BAR_US    (200 * 1000)
#define JSON_US   G_USEC_PER_SEC
#define HOUR_S    3600

void kw_progress_start(KwProgress *progress, gboolean json)
{
	*progress = (KwProgress){.json = json,
				 .has_terminal = !json && isatty(STDERR_FILENO),
				 .started_at = g_get_monotonic_time()};
}

static int64_t done(const KwDelivered *d)
{
	return d->sent + d->deferred + d->failed + d->uncertain;
}

/* Letters a second since the beginning. */
static double rate(const KwProgress *progress, const KwDelivered *d)
{
	double seconds = (double)(g_get_monotonic_time() - progress->started_at) / G_USEC_PER_SEC;

	return seconds > 0 ? (double)done(d) / seconds : 0;
}

/* -1 = cannot be said yet */
static int64_t remaining_s(const KwProgress *progress, const KwDelivered *d)
{
	double letters = rate(progress, d);

	return letters > 0 ? (int64_t)((double)d->owed / letters + 0.5) : -1;
}

static void print_bar(const KwProgress *progress, const KwDelivered *d)
{
	int64_t all = done(d) + d->owed, left = remaining_s(progress, d);
	int cells = all ? (int)(done(d) * BAR_CELLS / all) : BAR_CELLS;
	char bar[BAR_CELLS + 1];

	memset(bar, '.', BAR_CELLS);
	memset(bar, '#', (size_t)cells);
	bar[BAR_CELLS] = '\0';
	fprintf(stderr, "\r[%s] %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "  %.0f/s", bar, done(d),
		all, rate(progress, d));
	if (left >= 0)
		fprintf(stderr,
			"  %" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT " left",
			left / HOUR_S, left / 60 % 60, left % 60);
	if (d->deferred || d->failed || d->uncertain)
		fprintf(stderr,
			"  %" G_GINT64_FORMAT " deferred, %" G_GINT64_FORMAT
			" failed, %" G_GINT64_FORMAT " uncertain",
			d->deferred, d->failed, d->uncertain);
	fputs("\x1b[K", stderr); /* what stood longer there before */
	fflush(stderr);
}

static void print_json(const KwProgress *progress, const KwDelivered *d, gboolean is_end)
{
	g_autoptr(JsonObject) object = json_object_new();
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
	const struct {
		const char *name;
		int64_t n;
	} counts[] = {{"sent", d->sent},           {"deferred", d->deferred},
		      {"failed", d->failed},       {"uncertain", d->uncertain},
		      {"recovered", d->recovered}, {"held", d->held},
		      {"owed", d->owed},           {"limited_until", d->limited_until}};

	json_object_set_boolean_member(object, "end", is_end);
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		json_object_set_int_member(object, counts[i].name, counts[i].n);
	json_object_set_double_member(object, "per_second", rate(progress, d));
	if (remaining_s(progress, d) >= 0)
		json_object_set_int_member(object, "remaining_s", remaining_s(progress, d));
	else
		json_object_set_null_member(object, "remaining_s");
	if (d->relay_stopped)
		json_object_set_string_member(object, "stopped", d->relay_why);
	else
		json_object_set_null_member(object, "stopped");
	kw_print_json(node, FALSE);
	fflush(stdout);
}

void kw_progress_turn(KwProgress *progress, const KwDelivered *so_far)
{
	gint64 now = g_get_monotonic_time();

	if (now - progress->told_at < (progress->json ? JSON_US : BAR_US))
		return;
	progress->told_at = now;
	if (progress->json) {
		print_json(progress, so_far, FALSE);
	} else if (progress->has_terminal) {
		print_bar(progress, so_far);
		progress->is_shown = TRUE;
	}
}

void kw_progress_end(KwProgress *progress, const KwDelivered *d)
{
	if (progress->is_shown)
		fputs("\r\x1b[K", stderr);
	progress->is_shown = FALSE;
	if (progress->json) {
		print_json(progress, d, TRUE);
		return;
	}
	printf("%" G_GINT64_FORMAT " sent, %" G_GINT64_FORMAT " deferred, %" G_GINT64_FORMAT
	       " failed, %" G_GINT64_FORMAT " uncertain\n",
	       d->sent, d->deferred, d->failed, d->uncertain);
	fflush(stdout);
}
