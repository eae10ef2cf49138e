/* `deliver.at_once`: a deliver in the background for what was just put into the outbox. Where one
 * is at work already, the new one finds its lock and ends: that one sends everything.
 *
 * It is another process from the first: no database handle crosses a fork, and whoever waits for us
 * (a mail server's pipe) is not to wait for it. */
#include "at_once.h"

#include "base/log.h"
#include "store/outbox.h"

#include <unistd.h>

static void detach(gpointer user G_GNUC_UNUSED)
{
	setsid(); /* it outlives the terminal, and the mail server's process group */
}

void kw_deliver_at_once(KwContext *cx)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	const char *argv[] = {self, "-c", cx->config->path, "deliver", NULL};
	g_autoptr(GError) error = NULL;
	gboolean has_due = FALSE;

	if (!cx->config->deliver_at_once || cx->now_is_fixed)
		return;
	/* most mails that arrive are answered by nothing */
	if (cx->db && kw_outbox_has_due(cx->db, cx->now, &has_due, NULL) && !has_due)
		return;
	if (self && g_spawn_async(cx->config->folder, (char **)argv, NULL,
				  G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, detach,
				  NULL, NULL, &error))
		return;
	kw_log(KW_LOG_WARNING, "deliver cannot be started: %s",
	       error ? error->message : "/proc is not there");
}
