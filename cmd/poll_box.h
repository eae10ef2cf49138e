/* One mailbox, emptied: what is fetched, what stays there, and when a mail may be deleted. */
#pragma once

#include "cmd.h"

/* "USER at URL": what the mailbox is called in the store and in messages. */
char *kw_poll_box_name(const KwConfigPoll *poll);

/* Stores what lies there and deletes (or marks) what is committed. *out_taken counts what was
 * fetched, also where it fails in the end. KW_ERROR_TEMPORARY: the server; whatever was not settled
 * is found again. */
gboolean kw_poll_box(KwContext *cx, const KwConfigPoll *poll, int *out_taken, GError **error);
