/* When the next newsletter is planned, and until when staff can say what it carries. */
#pragma once

#include "base/config.h"
#include "store/db.h"

typedef struct {
	char day[11];        /* "2026-11-19", in the configured zone */
	int64_t issue_at;    /* weekly.weekday, weekly.time */
	int64_t deadline_at; /* the last weekly.proof_weekday, weekly.proof_time before it */
} KwPlan;

/* The first issue whose deadline is still to come. */
void kw_plan_next(const KwConfig *config, int64_t now, KwPlan *out_plan);

/* The number that the issue of plan->day has, or will have where one is made every week until then.
 * *out_number 0: nobody can say yet. */
gboolean kw_plan_number(KwDb *db, const KwConfig *config, const KwPlan *plan, int64_t now,
			int *out_number, GError **error);
