/* What an arrived mail is for, and the one room it goes to. */
#pragma once

#include "cmd.h"

#include "ingest/reading.h"

/* A mail as this configuration sees it: what is ours, and who is believed. */
KwReading *kw_dispatch_read(const KwConfig *config, GBytes *raw, const char *sender,
			    const char *recipient, GError **error);

/* Reads the mail's raw bytes, acts, and finishes it, all in one transaction. KW_ERROR_DATA: the
 * bytes cannot be read and never will be. */
gboolean kw_dispatch_mail(KwContext *cx, int64_t mail, GError **error);
