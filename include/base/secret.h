/* Passwords and tokens: read from files that nobody else may read, or from a command's output.
 *
 * They are never part of an error's text, and a file's name is.
 */
#pragma once

#include <glib.h>

/* The first line of the file. `key` is what the configuration calls it ("poll.password_file"): it
 * starts every message. KW_ERROR_CONFIG: no such file, others can read it (its mode must be 0600 or
 * less), or its first line is empty. */
char *kw_secret_from_file(const char *path, const char *key, GError **error);

/* The first line that `command` (for /bin/sh) prints; what it says on standard error goes to ours.
 * KW_ERROR_CONFIG: it fails or prints nothing; KW_ERROR_TEMPORARY: it does not end within
 * `timeout_s` (then it is killed), or exits with 75. */
char *kw_secret_from_command(const char *command, const char *key, int timeout_s, GError **error);
