/* Answers to the questions of the self-check, as people write them into a mail: "1 はい 2 いいえ",
 * "6~10 していない", "全部はい、3だけ一部", "1 yes 2 no". Words: subscribers/selfchecked.yaml. */
#pragma once

#include <glib.h>

typedef struct {
	GPtrArray *answers; /* by number, from 1 on: "yes", "partly", "no", "unknown"; static; NULL
			       = not answered */
	guint count;        /* of those that are */
	const char *alone;  /* an answer without a number, where it is all that stands there */
	char *rest;         /* the lines that say something else, too */
} KwSelfchecked;
void kw_selfchecked_free(KwSelfchecked *checked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSelfchecked, kw_selfchecked_free)

/* `questions`: how many there are. Never fails; of long texts only the beginning is read. */
KwSelfchecked *kw_selfchecked_read(const char *own, guint questions);

/* Speaks of the self-check by name. */
gboolean kw_selfchecked_names(const char *text);
