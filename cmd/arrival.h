/* An arrived mail, from "received" to "done" or "quarantine": in a limited child, with attempts. */
#pragma once

#include "cmd.h"

/* Claims the mail and lets a child read it and act. Closes cx->db before the fork and opens it
 * again after. TRUE also where the child failed: the mail's state says so; FALSE only where the
 * store could not be used. */
gboolean kw_arrival_process(KwContext *cx, int64_t mail, GError **error);

/* What earlier processes left: at most `limit` mails whose lease is over; those without attempts go
 * to quarantine. Trouble is logged, never returned: the caller's own work goes on. */
void kw_arrival_sweep(KwContext *cx, int limit);
