/* The header block of a mail that was pasted into another mail's text: finding it, and reading
 * what it says. What follows from that (comment, chain, body) is ingest/forward.
 */
#pragma once

#include <glib.h>

/* Values as they stand in the text, one line; NULL = not said. */
typedef struct {
	guint first;        /* index of its first line, separator included */
	guint body;         /* index of the first line after it */
	int quote;          /* how many "> " stand before its lines */
	gboolean separated; /* a line above it says that a message follows */
	gboolean guessed;   /* the word of a label is not listed */
	char *from, *date, *to, *cc, *subject;
} KwBlock;
void kw_block_clear(KwBlock *block);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwBlock, kw_block_clear)

/* The first block at or after line `start`. `subject` is the one of the mail around it (NULL =
 * unknown): it tells where a wrapped subject line ends, and whether the mail says of itself that
 * it is a forward. FALSE: there is none; at least three kinds of header are needed, and a reason
 * to believe that they are no example in prose. */
gboolean kw_block_find(const char *const *lines, guint start, const char *subject,
		       KwBlock *out_block);
