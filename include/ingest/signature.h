/* Where a mail's own words end and the signature begins. */
#pragma once

#include <glib.h>

/* The index of the line with which the signature begins: "-- ", "iPhoneから送信", or a rule with
 * telephone or address below it. `end` where there is none. */
guint kw_signature_start(const char *const *lines, guint end);

/* The text without its signature; tidy. */
char *kw_signature_strip(const char *text);
