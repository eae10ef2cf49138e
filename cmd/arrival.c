/* The limited child. Parsing hostile mail can take gigabytes and GLib aborts when memory ends, so a
 * child with RLIMIT_AS and RLIMIT_CPU reads the mail and acts on it; the parent only counts. What a
 * mail means is decided in dispatch.c.
 *
 * No database handle crosses the fork: the parent closes its own, parent and child open new ones.
 * An attempt is committed before the child starts, so that a mail that kills its reader, or a
 * machine that dies with it, is tried three times and no more. Leases end by the clock and not by
 * cx->now: a fetch or deliver that sweeps at its end may have begun an hour ago. */
#include "arrival.h"

#include "bounce.h"
#include "dispatch.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/fingerprint.h"
#include "store/mails.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEASE_S  300 /* for gpg and the store, besides what a child may compute */
#define RETRY_S  60
#define REASON_N 400

/* AddressSanitizer reserves terabytes of address space: there the limit cannot be set. */
#if defined(__SANITIZE_ADDRESS__)
#define LIMITS_MEMORY FALSE
#else
#define LIMITS_MEMORY TRUE
#endif

void kw_arrival_clear(KwArrival *arrival)
{
	kw_trace_clear(&arrival->trace);
	g_clear_pointer(&arrival->sha256, g_free);
	g_clear_pointer(&arrival->fingerprint, g_free);
}

void kw_arrival_look(KwArrival *arrival)
{
	gsize length;
	const void *bytes = g_bytes_get_data(arrival->bytes, &length);

	kw_trace_read(bytes, length, arrival->box, &arrival->trace);
	if (!arrival->sender)
		arrival->sender = arrival->trace.sender;
	if (!arrival->recipient)
		arrival->recipient = arrival->trace.recipient;
	arrival->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, arrival->bytes);
	arrival->fingerprint = kw_fingerprint_of(bytes, length, arrival->recipient);
}

gboolean kw_arrival_store(KwContext *cx, const KwArrival *arrival, int64_t *out_mail,
			  gboolean *out_is_new, GError **error)
{
	gsize length;
	const void *bytes = g_bytes_get_data(arrival->bytes, &length);
	const KwMailArrival mail = {.bytes = bytes,
				    .length = length,
				    .sha256 = arrival->sha256,
				    .sender = arrival->sender,
				    .recipient = arrival->recipient,
				    .fingerprint = arrival->fingerprint,
				    .via = arrival->via};

	return kw_mails_add(cx->db, &mail, cx->now, out_mail, out_is_new, error);
}

static void set_limits(const KwConfig *config)
{
	const rlim_t memory = (rlim_t)config->intake_memory_bytes;
	const rlim_t cpu = (rlim_t)config->intake_cpu_s;

	if (LIMITS_MEMORY)
		setrlimit(RLIMIT_AS, &(struct rlimit){memory, memory});
	setrlimit(RLIMIT_CPU, &(struct rlimit){cpu, cpu + 1});
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

/* Runs in the child; its exit code is the error's, and the message goes up the pipe. */
static int child(KwContext *cx, int64_t mail, int out)
{
	g_autoptr(GError) error = NULL;

	set_limits(cx->config);
	gboolean is_done = kw_context_open_db(cx, &error) && kw_dispatch_mail(cx, mail, &error);
	kw_context_close_db(cx);
	if (is_done)
		return 0;
	/* a lost reason is only a less helpful line for the operator */
	if (write(out, error->message, MIN(strlen(error->message), REASON_N - 1)) < 0)
		return KW_ERROR_INTERNAL;
	return kw_error_exit_code(error);
}

typedef struct {
	int status; /* of waitpid */
	char reason[REASON_N];
} Ending;

static gboolean run_child(KwContext *cx, int64_t mail, Ending *out_ending, GError **error)
{
	int pipe_fds[2];
	size_t length = 0;
	ssize_t n;

	/* closed in what the child starts (gpg): we wait for the child alone */
	if (pipe2(pipe_fds, O_CLOEXEC) < 0) {
		kw_error_set(error, KW_ERROR_TEMPORARY, "pipe: %s", g_strerror(errno));
		return FALSE;
	}
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		close(pipe_fds[0]);
		_exit(child(cx, mail, pipe_fds[1]));
	}
	close(pipe_fds[1]);
	if (pid < 0) {
		close(pipe_fds[0]);
		kw_error_set(error, KW_ERROR_TEMPORARY, "fork: %s", g_strerror(errno));
		return FALSE;
	}
	while ((n = read(pipe_fds[0], out_ending->reason + length, REASON_N - 1 - length)) > 0 ||
	       (n < 0 && errno == EINTR))
		length += MAX(n, 0);
	close(pipe_fds[0]);
	out_ending->reason[length] = '\0';
	while (waitpid(pid, &out_ending->status, 0) < 0 && errno == EINTR)
		;
	return TRUE;
}

/* What the child's end means for the mail. */
static gboolean settle(KwContext *cx, int64_t mail, const Ending *ending, GError **error)
{
	g_autofree char *reason = kw_text_repair(ending->reason, -1);

	if (WIFEXITED(ending->status) && WEXITSTATUS(ending->status) == 0)
		return TRUE;
	if (WIFSIGNALED(ending->status)) {
		g_free(reason);
		reason = g_strdup_printf(
			"its reader was killed by signal %d (%s)", WTERMSIG(ending->status),
			WTERMSIG(ending->status) == SIGXCPU ? "too much time"
							    : "too much memory, or a bug");
	} else if (WEXITSTATUS(ending->status) == KW_ERROR_DATA) {
		kw_log(KW_LOG_WARNING,
		       "mail %" G_GINT64_FORMAT " is stored but goes to quarantine: %s", mail,
		       reason);
		return kw_mails_quarantine(cx->db, mail, reason, error);
	}
	kw_log(KW_LOG_WARNING, "mail %" G_GINT64_FORMAT " is stored and will be tried again: %s",
	       mail, reason);
	return kw_mails_fail(cx->db, mail, reason, kw_context_clock(cx) + RETRY_S, error);
}

/* No process could be started: that is no fault of the mail's. */
static void give_back(KwContext *cx, int64_t mail)
{
	if (kw_context_open_db(cx, NULL))
		kw_mails_give_back(cx->db, mail, kw_context_clock(cx) + RETRY_S, NULL);
}

static gboolean process_claimed(KwContext *cx, int64_t mail, GError **error)
{
	Ending ending = {0};

	kw_context_close_db(cx);
	if (!run_child(cx, mail, &ending, error)) {
		give_back(cx, mail);
		return FALSE;
	}
	return kw_context_open_db(cx, error) && settle(cx, mail, &ending, error);
}

/* Longer than a child lives: nobody else takes its mail meanwhile. */
static int lease_s(const KwContext *cx)
{
	return LEASE_S + cx->config->intake_cpu_s;
}

gboolean kw_arrival_process(KwContext *cx, int64_t mail, GError **error)
{
	gboolean taken;

	if (!kw_mails_claim(cx->db, mail, kw_context_clock(cx), lease_s(cx), &taken, error))
		return FALSE;
	return !taken || process_claimed(cx, mail, error);
}

/* *mail is 0 where none is left. Where the store goes away its lease ends. */
static gboolean process_next(KwContext *cx, int64_t *mail, GError **error)
{
	return kw_mails_claim_next(cx->db, kw_context_clock(cx), lease_s(cx), mail, error) &&
	       (!*mail || process_claimed(cx, *mail, error));
}

static gboolean sweep(KwContext *cx, int limit, GError **error)
{
	int64_t mail = 1, gone = 0;

	if (!kw_context_open_db(cx, error) ||
	    !kw_mails_sweep(cx->db, kw_context_clock(cx), &gone, error))
		return FALSE;
	if (gone)
		kw_log(KW_LOG_WARNING, "%" G_GINT64_FORMAT " mails went to quarantine: see doctor",
		       gone);
	for (int i = 0; i < limit && mail; i++)
		while (!process_next(cx, &mail, error))
			if (!kw_context_wait(cx, error))
				return FALSE;
	return TRUE;
}

void kw_arrival_sweep(KwContext *cx, int limit)
{
	g_autoptr(GError) error = NULL;

	if (!sweep(cx, limit, &error))
		kw_log(KW_LOG_WARNING, "leftover mails: %s", error->message);
	if (!cx->away.is_away)
		kw_bounce_sweep(cx);
}
