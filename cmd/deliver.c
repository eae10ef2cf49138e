/* deliver: sends what the outbox owes, then ends; cron starts it again. One deliver a host at a
 * time (a lock file beside the keys); several hosts over one PostgreSQL share the outbox by leases.
 */
#include "cmd.h"
#include "arrival.h"
#include "print.h"

#include "base/error.h"
#include "base/log.h"
#include "base/when.h"
#include "digest/deliver.h"
#include "store/journal.h"
#include "store/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define USAGE       "deliver [status | retry]"
#define SWEEP_LIMIT 20

/* The start time of a process (field 22 of /proc/PID/stat, see proc(5)) tells a reused pid apart;
 * "" where there is no such process. */
static char *start_time(const char *pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/stat", pid);
	g_autofree char *stat = NULL;

	if (!g_file_get_contents(path, &stat, NULL, NULL))
		return g_strdup("");
	/* the name in brackets may hold blanks and brackets: fields count from the last ")" */
	const char *after = strrchr(stat, ')');
	g_auto(GStrv) fields = g_strsplit(after ? after + 1 : "", " ", -1);
	guint field = 22 - 2;
	return g_strdup(g_strv_length(fields) > field ? fields[field] : "");
}

static char *own_name(void)
{
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
	g_autofree char *start = start_time(pid);

	return g_strdup_printf("%s %s %s", g_get_host_name(), pid, start);
}

/* A claimer of this host whose process is gone. Other hosts are judged by their lease only. */
static gboolean is_gone(const char *claimer)
{
	g_auto(GStrv) words = g_strsplit(claimer, " ", 3);

	if (g_strv_length(words) != 3 || !g_str_equal(words[0], g_get_host_name()))
		return FALSE;
	g_autofree char *start = start_time(words[1]);
	return !g_str_equal(start, words[2]);
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

static gboolean print_status(KwContext *cx, GError **error)
{
	KwOutboxTotals t;

	if (!kw_outbox_totals(cx->db, 0, &t, error))
		return FALSE;
	const struct {
		const char *state;
		int64_t n;
	} rows[] = {{"ready", t.ready},       {"sending", t.sending}, {"sent", t.sent},
		    {"deferred", t.deferred}, {"failed", t.failed},   {"uncertain", t.uncertain}};
	KwTable *table = kw_table_new("State", "Letters");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *n = g_strdup_printf("%" G_GINT64_FORMAT, rows[i].n);

		kw_table_add(table, rows[i].state, n);
	}
	kw_table_print(table, cx->json);
	return TRUE;
}

/* after_crash: hold leaves letters in doubt; somebody decided that they go out again. */
static gboolean retry(KwContext *cx, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(cx->db, error);
	g_autofree char *detail = NULL;
	int64_t back;

	if (!tx || !kw_outbox_resend_uncertain(cx->db, 0, &back, error))
		return FALSE;
	detail = g_strdup_printf("%" G_GINT64_FORMAT " letters", back);
	if ((back && !kw_journal_put(cx->db, cx->now, cx->actor, "outbox.retry", "outbox", detail,
				     error)) ||
	    !kw_tx_commit(tx, error))
		return FALSE;
	printf("%" G_GINT64_FORMAT
	       " uncertain letters will go out again with the same Message-ID\n",
	       back);
	return TRUE;
}

static int deliver(KwContext *cx, GError **error)
{
	g_autoptr(KwKeys) keys = kw_keys_load(cx->config->keys_file, error);
	g_autofree char *claimer = own_name();
	KwDelivered done;
	int lock = keys ? take_lock(cx->config, error) : -1;

	if (lock < 0)
		return KW_ERROR_TEMPORARY;
	const KwDeliverer deliverer = {.claimer = claimer, .clock = kw_context_clock, .user = cx};
	(void)is_gone;
	if (!kw_deliver_run(cx->db, cx->config, keys, &deliverer, &done, error))
		return KW_ERROR_TEMPORARY;
	printf("%" G_GINT64_FORMAT " sent, %" G_GINT64_FORMAT " deferred, %" G_GINT64_FORMAT
	       " failed, %" G_GINT64_FORMAT " uncertain\n",
	       done.sent, done.deferred, done.failed, done.uncertain);
	kw_arrival_sweep(cx, SWEEP_LIMIT);
	close(lock);
	if (done.relay_stopped) {
		kw_error_set(error, KW_ERROR_TEMPORARY,
			     "%s; the letters stay in the outbox, the next deliver tries again",
			     done.relay_why);
		return KW_ERROR_TEMPORARY;
	}
	return 0;
}

int kw_cmd_deliver(KwContext *cx, int argc, char **argv, GError **error)
{
	if (!kw_options(&argc, &argv, NULL, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc == 1)
		return deliver(cx, error);
	if (argc == 2 && g_str_equal(argv[1], "status"))
		return print_status(cx, error) ? 0 : KW_ERROR_TEMPORARY;
	if (argc == 2 && g_str_equal(argv[1], "retry"))
		return retry(cx, error) ? 0 : KW_ERROR_TEMPORARY;
	return kw_usage(error, USAGE);
}
