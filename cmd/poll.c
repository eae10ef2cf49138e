/* poll: empties the mailboxes of the configuration, then deals with what came in, as receive does.
 * One mailbox is poll_box.c's; a mailbox that fails does not keep the others from being emptied. */
#include "cmd.h"

#include "arrival.h"
#include "at_once.h"
#include "poll_box.h"

#include "base/error.h"
#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

#define USAGE       "poll"
#define SWEEP_LIMIT 20 /* leftovers of others, besides what was fetched */

static gboolean empty(KwContext *cx, const KwConfigPoll *poll, int *taken, GError **error)
{
	gboolean is_done;
	int n;

	do {
		is_done = kw_poll_box(cx, poll, &n, error);
		*taken += n;
	} while (!is_done && kw_context_wait(cx, error));
	return is_done;
}

int kw_cmd_poll(KwContext *cx, int argc, char **argv, GError **error)
{
	const GPtrArray *polls;
	int taken = 0, code = 0;

	if (!kw_options(&argc, &argv, NULL, USAGE, error))
		return KW_ERROR_USAGE;
	if (argc > 1)
		return kw_usage(error, USAGE);
	polls = cx->config->polls;
	if (!polls->len) {
		kw_error_set(error, KW_ERROR_CONFIG,
			     "%s: \"poll:\" names no mailbox; kawaraban.yaml(5) shows how",
			     cx->config->path);
		return KW_ERROR_CONFIG;
	}
	for (guint i = 0; i < polls->len; i++) {
		g_autoptr(GError) trouble = NULL;

		if (empty(cx, polls->pdata[i], &taken, &trouble))
			continue;
		if (cx->away.is_away) {
			g_propagate_error(error, g_steal_pointer(&trouble));
			return KW_ERROR_TEMPORARY;
		}
		kw_log(KW_LOG_ERROR, "%s", trouble->message);
		code = code ? code : kw_error_exit_code(trouble);
	}
	kw_arrival_sweep(cx, taken + SWEEP_LIMIT);
	if (cx->away.is_away)
		return KW_ERROR_TEMPORARY;
	kw_deliver_at_once(cx); /* receipts */
	if (isatty(STDOUT_FILENO))
		printf("%d mails fetched\n", taken);
	return code;
}
