/* The one error domain of the house.
 *
 * A code names the consequence, not the module: every caller asks "retry, or give up?", and the
 * numbers are the exit codes of the program (sysexits.h, which MTAs understand; 1 is "not found").
 * A message names the object first, in lower case, without a full stop: `feed https://x: HTTP 503`.
 */
#pragma once

#include <glib.h>

#define KW_ERROR (kw_error_quark())

typedef enum {
	KW_ERROR_NOT_FOUND = 1,  /* what was asked for by name does not exist */
	KW_ERROR_USAGE = 64,     /* the command line is wrong */
	KW_ERROR_DATA = 65,      /* outside bytes cannot be used, and trying again will not help */
	KW_ERROR_INTERNAL = 70,  /* a bug, or a file of the installation is broken */
	KW_ERROR_TEMPORARY = 75, /* try again later: network, disk, lock */
	KW_ERROR_REFUSED = 77,   /* understood, and not allowed */
	KW_ERROR_CONFIG = 78,    /* kawaraban.yaml or a template has to be changed first */
} KwErrorCode;

GQuark kw_error_quark(void);

/* Sets *error (printf style). `error` may be NULL. */
void kw_error_set(GError **error, KwErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The exit code for an error: its own code in our domain; for errors of GLib (files): NOT_FOUND
 * for a missing file, TEMPORARY for a full disk and the like, INTERNAL for the rest. */
int kw_error_exit_code(const GError *error);
