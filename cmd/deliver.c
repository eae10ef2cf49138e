/* deliver: sends what the outbox owes, then ends; cron starts it again. With --watch it stays, as a
 * service. One deliver a host at a time (a lock file beside the keys); several hosts over one
 * PostgreSQL share the outbox by leases.
 *
 * SIGTERM and SIGINT end it when the letters on the wire are answered; a second one ends it at
 * once, which the ledger survives like any other death. */
#include "deliver.h"
#include "arrival.h"
#include "claimer.h"

#include "base/error.h"
#include "base/log.h"
#include "store/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define USAGE       "deliver [--watch] [--json]"
#define SWEEP_LIMIT 20
#define RESTS_S     60 /* between looks at what others left; at most, after trouble */
#define TROUBLE_S   5  /* at first, then twice as long each time */

static volatile sig_atomic_t has_signal;

static void on_signal(int number G_GNUC_UNUSED)
{
	has_signal = 1;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

/* Held until the process ends, also when it is killed. */
static int take_lock(const KwConfig *config, GError **error)
{
	g_autofree char *path = g_strconcat(config->keys_file, ".deliver-lock", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "%s: %s", path, g_strerror(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	kw_error_set(error, KW_ERROR_TEMPORARY,
		     "deliver: another deliver is at work on this host; it sends everything, wait "
		     "for it");
	close(fd);
	return -1;
}

typedef struct {
	KwContext *cx;
	KwKeys *keys;
	char *claimer;
	int lock; /* -1 = not ours any more */
	KwProgress progress;
} Work;

/* Whoever fills the outbox from now on starts a deliver of their own. */
static void give_lock_back(Work *work)
{
	if (work->lock >= 0)
		close(work->lock);
	work->lock = -1;
}

static gboolean should_stop(gpointer user G_GNUC_UNUSED)
{
	return has_signal != 0;
}

static int64_t tell_time(gpointer user)
{
	return kw_context_clock(((Work *)user)->cx);
}

static void on_turn(const KwDelivered *so_far, gpointer user)
{
	kw_progress_turn(&((Work *)user)->progress, so_far);
}

/* *error also where something was delivered before it. */
static void run(Work *work, KwDelivered *out_done, GError **error)
{
	const KwDeliverer deliverer = {.claimer = work->claimer,
				       .state_of = kw_claimer_state,
				       .clock = tell_time,
				       .should_stop = should_stop,
				       .on_turn = on_turn,
				       .user = work};

	kw_progress_start(&work->progress, work->cx->json);
	kw_deliver_run(work->cx->db, work->cx->config, work->keys, &deliverer, out_done, error);
}

static int once(Work *work, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	KwDelivered done;

	run(work, &done, &trouble);
	give_lock_back(work);
	if (trouble && !done.sent && !done.deferred && !done.failed && !done.uncertain) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return KW_ERROR_TEMPORARY;
	}
	kw_progress_end(&work->progress, &done);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return KW_ERROR_TEMPORARY;
	}
	if (!has_signal)
		kw_arrival_sweep(work->cx, SWEEP_LIMIT);
	if (!done.relay_stopped)
		return 0;
	kw_error_set(error, KW_ERROR_TEMPORARY,
		     "%s; the letters stay in the outbox, the next deliver tries again",
		     done.relay_why);
	return KW_ERROR_TEMPORARY;
}

/* --- the service --- */

/* Until something is due, `seconds` are over, or a signal came. Trouble with the store ends it too:
 * the next run meets it again and says so. */
static void rest(const Work *work, int64_t seconds, gboolean looks)
{
	gboolean has_due = FALSE;

	for (int64_t s = 0; s < seconds && !has_signal && !has_due; s++) {
		g_usleep(G_USEC_PER_SEC);
		if (looks &&
		    !kw_outbox_has_due(work->cx->db, tell_time((gpointer)work), &has_due, NULL))
			return;
	}
}

/* A connection to a database that went away stays broken: a new one. */
static gboolean open_store(KwContext *cx)
{
	g_autoptr(GError) error = NULL;

	kw_context_close_db(cx);
	if (kw_context_open_db(cx, &error))
		return TRUE;
	kw_log(KW_LOG_ERROR, "%s; deliver goes on trying", error->message);
	return FALSE;
}

static void tell(Work *work, const KwDelivered *done, const GError *trouble)
{
	if (done->sent || done->deferred || done->failed || done->uncertain)
		kw_progress_end(&work->progress, done);
	if (trouble)
		kw_log(KW_LOG_ERROR, "%s; deliver goes on trying", trouble->message);
	else if (done->relay_stopped)
		kw_log(KW_LOG_WARNING, "%s; the letters stay in the outbox", done->relay_why);
}

static void rest_after_trouble(const Work *work, int64_t *seconds)
{
	rest(work, *seconds, FALSE);
	*seconds = MIN(*seconds * 2, RESTS_S);
}

/* Until there is a store again. */
static void reopen(const Work *work, int64_t *seconds)
{
	do
		rest_after_trouble(work, seconds);
	while (!has_signal && !open_store(work->cx));
}

static void watch(Work *work)
{
	int64_t seconds = TROUBLE_S;

	while (!has_signal) {
		g_autoptr(GError) trouble = NULL;
		KwDelivered done;

		run(work, &done, &trouble);
		tell(work, &done, trouble);
		if (trouble) {
			reopen(work, &seconds);
			continue;
		}
		if (!has_signal)
			kw_arrival_sweep(work->cx, SWEEP_LIMIT);
		if (!work->cx->db) {
			reopen(work, &seconds);
			continue;
		}
		if (done.relay_stopped) {
			rest_after_trouble(work, &seconds);
			continue;
		}
		seconds = TROUBLE_S;
		if (done.limited_until)
			rest(work, CLAMP(done.limited_until - tell_time(work), 1, RESTS_S), FALSE);
		else
			rest(work, RESTS_S, TRUE);
	}
}

static int deliver(KwContext *cx, gboolean is_watch, GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(cx->config->keys_file, error);
	g_autofree char *claimer = kw_claimer_own_name();
	Work work = {.cx = cx, .keys = keys, .claimer = claimer};
	int code = 0;

	work.lock = keys ? take_lock(cx->config, error) : -1;
	if (work.lock < 0)
		return KW_ERROR_TEMPORARY;
	catch_signals();
	if (is_watch)
		watch(&work);
	else
		code = once(&work, error);
	give_lock_back(&work);
	return code;
}

int kw_cmd_deliver(KwContext *cx, int argc, char **argv, GError **error)
{
	static const KwVerb verbs[] = {
		{"status", kw_deliver_status, "deliver status [ISSUE] [--json]"},
		{"who", kw_deliver_who,
		 "deliver who [--issue NUMBER] [--person ADDRESS] [--state STATE] [--csv] "
		 "[--json]"},
		{"retry", kw_deliver_retry, "deliver retry [ISSUE] [--failed | --held]"},
		{"pause", kw_deliver_pause, "deliver pause ISSUE | all"},
		{"resume", kw_deliver_resume, "deliver resume ISSUE | all"},
		{"cancel", kw_deliver_cancel, "deliver cancel ISSUE [--uncertain]"},
	};
	gboolean is_watch = FALSE;
	const GOptionEntry entries[] = {
		{"watch", 0, 0, G_OPTION_ARG_NONE, &is_watch,
		 "Stay, and send whatever becomes due, until SIGTERM", NULL},
		G_OPTION_ENTRY_NULL,
	};

	if (argc > 1 && argv[1][0] != '-')
		return kw_run_verb(cx, argc, argv, verbs, G_N_ELEMENTS(verbs), error);
	if (!kw_options(&argc, &argv, entries, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	return deliver(cx, is_watch, error);
}
