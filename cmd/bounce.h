/* Bounces and complaints, as they arrive and as relays refuse. */
#pragma once

#include "receipt.h"

/* What became of a bounce (a->reading->bounce), a static word for `mails list`; NULL on error. */
const char *kw_bounce_arrived(const KwArrived *a, GError **error);
/* The same of a feedback report (a->reading->report). */
const char *kw_bounce_complained(const KwArrived *a, GError **error);

/* Scores what relays refused since the last time, and judges those whose last letter is long out.
 * Trouble goes to the log. */
void kw_bounce_sweep(KwContext *cx);
