/* What readers answered to the questions of the self-check (templates/LANG/selfcheck.yaml): the
 * last answer to each. */
#pragma once

#include "store/db.h"

typedef struct {
	char *question; /* id in selfcheck.yaml */
	char *answer;   /* "yes", "partly", "no", "unknown" */
	int64_t answered_at;
} KwSelfcheck;
void kw_selfcheck_free(KwSelfcheck *selfcheck);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSelfcheck, kw_selfcheck_free)

/* A later answer to the same question replaces the earlier one. The transaction is the caller's. */
gboolean kw_selfcheck_put(KwDb *db, int64_t subscriber, const char *question, const char *answer,
			  int64_t now, GError **error);
/* KwSelfcheck *, owned; by the id of the question. */
GPtrArray *kw_selfcheck_list(KwDb *db, int64_t subscriber, GError **error);
gboolean kw_selfcheck_erase_person(KwDb *db, int64_t subscriber, GError **error);
