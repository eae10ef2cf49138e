/* A text folded (base/text.h) so that every byte knows where it was. Of words.c and what it is made
 * of. */
#pragma once

#include <glib.h>

typedef struct {
	char *text;  /* as kw_text_fold() makes it: every run of blanks is one */
	char *lines; /* the same, where that blank is a line end '\n' and an empty line '\f' */
	size_t length;
	guint32 *at; /* of every byte of `text`, and of its NUL, the place in the source */
} KwFolded;

/* `text` is below 4 GiB. */
KwFolded *kw_folded_new(const char *text);
void kw_folded_free(KwFolded *folded);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwFolded, kw_folded_free)
