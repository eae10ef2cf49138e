/* Files: reading with a ceiling, writing so that a crash leaves the old or the new file whole. */
#pragma once

#include <glib.h>

/* The whole file. More than `max_bytes`: KW_ERROR_DATA, and the message names the limit. A missing
 * file: KW_ERROR_NOT_FOUND. */
GBytes *kw_file_read(const char *path, size_t max_bytes, GError **error);

/* The same from an open descriptor (standard input), to its end. Does not close it. */
GBytes *kw_file_read_fd(int fd, size_t max_bytes, GError **error);

/* Writes a new temporary file beside `path`, fsyncs, renames, fsyncs the folder. `mode` as in
 * open(2), exactly (the umask is not applied). Errors are KW_ERROR_TEMPORARY. */
gboolean kw_file_write(const char *path, const void *bytes, size_t length, int mode,
		       GError **error);

/* What was made, renamed or removed in the folder outlives a power cut after it. FALSE: errno says
 * why. */
gboolean kw_file_sync_folder(const char *folder);

/* Makes the folder and its parents (mode 0700 where new). */
gboolean kw_file_make_folder(const char *path, GError **error);

/* `path` where absolute, else `base_folder`/`path`. */
char *kw_file_resolve(const char *base_folder, const char *path);
