/* Inside lib/mail: reasons of delivery failures (lib/mail/dsn_reason.c). */
#pragma once

#include <glib.h>

/* One of the reasons of mail/dsn.h, static: from what the server said, else from the status, else
 * from the prose of the notification. All may be NULL, all are UTF-8. */
const char *kw_dsn_reason(const char *status, const char *said, const char *prose);

/* "hard", "soft" or "none"; static. */
const char *kw_dsn_class(const char *action, const char *reason);
