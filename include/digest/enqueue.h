/* An issue into the outbox: one row a subscriber, in one transaction. */
#pragma once

#include "digest/issue.h"

typedef enum {
	KW_ENQUEUE_DONE,
	KW_ENQUEUE_ALREADY, /* this issue was sent or is being sent: nothing was done */
} KwEnqueueResult;

/* What of the letters kw_enqueue_issue() would refuse (digest/check.h), in every language that
 * letters are written in; the message names the letter. Changes nothing. */
gboolean kw_enqueue_check(KwDb *db, const KwConfig *config, const KwEdition *edition, int64_t now,
			  GError **error);

/* Moves the issue from draft, proofed or approved to "sending", stores its letters (one for each
 * language and segment of its readers), the subject, items and parts that are in it, and one outbox
 * row for every active subscriber who wants this kind. Two
 * processes at once: one does it, the other gets ALREADY. No subscribers: the issue is sent at
 * once, to nobody. What digest/check.h refuses changes nothing. */
gboolean kw_enqueue_issue(KwDb *db, const KwConfig *config, const KwEdition *edition, int64_t now,
			  const char *actor, KwEnqueueResult *out_result, int64_t *out_letters,
			  GError **error);

/* After that failed because the store went away, and was called again with ALREADY for an answer:
 * the commit may have been the last thing that the store heard. *out_result becomes DONE where the
 * issue was queued at `now`, with so many letters, and stays what it is otherwise. */
gboolean kw_enqueue_confirm(KwDb *db, int64_t issue, int64_t now, KwEnqueueResult *out_result,
			    int64_t *out_letters, GError **error);
