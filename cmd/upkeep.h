/* What fetch does besides, because it runs every hour. */
#pragma once

#include "cmd.h"

/* Asks those who wait to be asked whether they want to be subscribed, and forgets what was kept
 * long enough. What fails is logged and comes again. */
void kw_upkeep(KwContext *cx);
