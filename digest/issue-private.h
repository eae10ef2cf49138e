/* Between the files of issue: what is chosen for a weekly, and what a bulletin is about. */
#pragma once

#include "digest/issue.h"
#include "store/items.h"

/* KwIssueItem *, chosen from the picked items; what stays out of them is added to `left_out`. */
GPtrArray *kw_choice_items(KwDb *db, GPtrArray *left_out, GError **error);
/* What was never a candidate: staff see that, too, while they can still change it. */
gboolean kw_choice_note_others(KwDb *db, int64_t now, GPtrArray *left_out, GError **error);
/* Sets issue->parts. */
gboolean kw_choice_parts(KwDb *db, const KwWords *words, KwIssue *issue, const GPtrArray *chosen,
			 GError **error);
GPtrArray *kw_choice_left_out(void); /* an empty list of KwLeftOut * */
GPtrArray *kw_choice_list(void);     /* an empty list of KwIssueItem * */
/* A restricted item never reaches a reader, whatever an older draft says; nor does one that another
 * item tells now, which may be restricted. */
gboolean kw_choice_is_publishable(const KwItem *item);
