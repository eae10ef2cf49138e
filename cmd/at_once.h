/* `deliver.at_once`: a deliver in the background for what was just put into the outbox. */
#pragma once

#include "cmd.h"

/* Where the configuration says so. After the commit; trouble is logged, never returned: cron or the
 * service sends it later. */
void kw_deliver_at_once(KwContext *cx);
