/* A mail that answers the self-check. */
#pragma once

#include "receipt.h"

#include "subscribers/command.h"

/* What the mail answers, KwSelfcheck *, owned, and `command` says so then: its verb is
 * "selfchecked", what else was written its rest. NULL without error: it answers nothing, or asks
 * for something else. */
GPtrArray *kw_selfcheck_of_mail(const KwArrived *arrived, KwCommand *command, GError **error);
