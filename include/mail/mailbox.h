/* Maildir (https://cr.yp.to/proto/maildir.html): one file a mail, tmp/ then new/. */
#pragma once

#include <glib.h>

/* Makes PATH with tmp, new, cur where missing. */
gboolean kw_maildir_create(const char *path, GError **error);

/* Delivers: unique name, write, fsync, rename into new/, fsync the folder. `headers` (may be NULL)
 * is put before the message ("Return-Path: <…>\r\n…"). Line ends become LF. *out_path (may be
 * NULL) is the new file's, yours. */
gboolean kw_maildir_put(const char *path, const char *headers, GBytes *message, char **out_path,
			GError **error);
