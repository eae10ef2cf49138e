/* Which process holds rows of the outbox, and whether it still lives. */
#pragma once

#include "digest/deliver.h"

/* "HOST NAMESPACE PID START": no other process has, had or will have it. */
char *kw_claimer_own_name(void);
KwClaimerState kw_claimer_state(const char *claimer);
