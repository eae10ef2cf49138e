/* Whose words the lines of a forwarded mail are: the forwarder's, or the original's below a block.
 * Lines are NULL-terminated; texts are tidy, and yours; what was left out is noted in `notes` (may
 * be NULL).
 */
#pragma once

#include "ingest/block.h"

/* The first `end` lines as one text. */
char *kw_lines_join(const char *const *lines, guint end);

/* What a person wrote in the first `end` lines. */
char *kw_lines_comment(const char *const *lines, guint end, GPtrArray *notes);

/* What the forwarder wrote above line `first` and, where that can be told, from `end` on, where the
 * original ends. */
char *kw_lines_comment_around(const char *const *lines, guint first, guint end, GPtrArray *notes);

/* The lines below a block, without the quoting that the block has itself; *out_end (may be NULL) is
 * where they end. g_strfreev(). */
char **kw_lines_body(const char *const *lines, const KwBlock *block, guint *out_end);
