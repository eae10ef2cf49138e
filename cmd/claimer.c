/* Which process holds rows of the outbox, and whether it still lives.
 *
 * A pid is used again, so its start time stands with it; and it means something in its own pid
 * namespace only: a container that shares our host's name may have the same pids. Of other hosts
 * and namespaces nothing can be known here: their leases decide. */
#include "claimer.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* of /proc/PID/stat, see proc(5) */
#define STATE_FIELD 3
#define START_FIELD 22

/* A field of a process; "" where there is none. */
static char *field_of(const char *pid, guint field)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/stat", pid);
	g_autofree char *stat = NULL;

	if (!g_file_get_contents(path, &stat, NULL, NULL))
		return g_strdup("");
	/* the name in brackets may hold blanks and brackets: fields count from the last ")" */
	const char *after = strrchr(stat, ')');
	g_auto(GStrv) fields = g_strsplit(after ? after + 1 : "", " ", -1);
	field -= 2;
	return g_strdup(g_strv_length(fields) > field ? fields[field] : "");
}

static char *own_namespace(void)
{
	g_autofree char *name = g_file_read_link("/proc/self/ns/pid", NULL);

	return name ? g_steal_pointer(&name) : g_strdup("-");
}

char *kw_claimer_own_name(void)
{
	g_autofree char *pid = g_strdup_printf("%d", (int)getpid());
	g_autofree char *space = own_namespace(), *start = field_of(pid, START_FIELD);

	return g_strdup_printf("%s %s %s %s", g_get_host_name(), space, pid, start);
}

static gboolean is_gone(const char *pid)
{
	gint64 number = g_ascii_strtoll(pid, NULL, 10);

	return number <= 0 || number > G_MAXINT || (kill((pid_t)number, 0) < 0 && errno == ESRCH);
}

KwClaimerState kw_claimer_state(const char *claimer)
{
	g_auto(GStrv) words = g_strsplit(claimer, " ", 4);
	g_autofree char *space = own_namespace(), *start = NULL, *state = NULL;

	if (g_strv_length(words) != 4 || !g_str_equal(words[0], g_get_host_name()) ||
	    !g_str_equal(words[1], space))
		return KW_CLAIMER_UNKNOWN;
	start = field_of(words[2], START_FIELD);
	state = field_of(words[2], STATE_FIELD);
	if (!*start) /* gone, or hidden from us (proc(5), hidepid) */
		return is_gone(words[2]) ? KW_CLAIMER_GONE : KW_CLAIMER_UNKNOWN;
	/* a zombie is dead, also where nobody ever reaps it (the first process of a container) */
	if (!g_str_equal(start, words[3]) || g_str_equal(state, "Z"))
		return KW_CLAIMER_GONE;
	return KW_CLAIMER_LIVING;
}
