/* The operator's log: one line an event, plain English, on standard error.
 *
 * The only place below cmd/ that prints. Addresses of subscribers never go here: say their id.
 */
#pragma once

#include <glib.h>

typedef enum {
	KW_LOG_ERROR,   /* something was given up */
	KW_LOG_WARNING, /* something will be tried again, or was skipped and counted */
	KW_LOG_INFO,    /* what an operator wants to see in the journal of a normal day */
	KW_LOG_DEBUG,   /* only with --verbose */
} KwLogLevel;

/* Lines above this level are dropped; set once by main(). The start value is KW_LOG_INFO. */
void kw_log_set_level(KwLogLevel level);

/* Writes one line. CR, LF and other control characters of the arguments become spaces, so that
 * outside text cannot forge a second line. */
void kw_log(KwLogLevel level, const char *format, ...) G_GNUC_PRINTF(2, 3);
