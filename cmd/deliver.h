/* The files of the command `deliver`. */
#pragma once

#include "cmd.h"
#include "digest/deliver.h"
#include "store/issues.h"

/* --- deliver_status.c, deliver_who.c, deliver_verbs.c --- */

int kw_deliver_status(KwContext *cx, int argc, char **argv, GError **error);
int kw_deliver_who(KwContext *cx, int argc, char **argv, GError **error);
int kw_deliver_retry(KwContext *cx, int argc, char **argv, GError **error);
int kw_deliver_pause(KwContext *cx, int argc, char **argv, GError **error);
int kw_deliver_resume(KwContext *cx, int argc, char **argv, GError **error);
int kw_deliver_cancel(KwContext *cx, int argc, char **argv, GError **error);

/* What keeps an issue from being sent and waits for a person, with what he can do, or NULL. Yours.
 */
char *kw_deliver_obstacle(KwContext *cx, const KwIssue *issue, GError **error);

/* --- deliver_progress.c --- */

/* How a run gets on: a bar on standard error where that is a terminal, a line of JSON a second on
 * standard output where that was asked for, else nothing. */
typedef struct {
	gboolean json, has_terminal;
	gint64 started_at, told_at; /* monotonic */
	gboolean is_shown;
} KwProgress;

void kw_progress_start(KwProgress *progress, gboolean json);
/* Each turn: tells at most once in a while. */
void kw_progress_turn(KwProgress *progress, const KwDelivered *so_far);
/* The end of a run: the bar goes, and the sum is printed. */
void kw_progress_end(KwProgress *progress, const KwDelivered *done);
