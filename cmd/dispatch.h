/* What an arrived mail is for, and the one room it goes to. */
#pragma once

#include "cmd.h"

/* Reads the mail's raw bytes, acts, and finishes it, all in one transaction. KW_ERROR_DATA: the
 * bytes cannot be read and never will be. */
gboolean kw_dispatch_mail(KwContext *cx, int64_t mail, GError **error);
