/* The parts of a weekly that it has also where nothing happened: a question to oneself, a guide,
 * what will soon have no repairs any more, programmes of the state, the season. Pure decisions over
 * the word files and what earlier issues carried.
 *
 * What an issue carries is one text, "FILE:ID FILE:ID …" (issue.parts): "selfcheck:backup
 * guides:ipa-5minutes products:windows-server-2016".
 */
#pragma once

#include "base/words.h"
#include "store/issues.h"

/* The parts of the weekly of `issue`. `earlier` (KwIssue *, newest first) are weeklies; those that
 * are not before it, and cancelled ones, do not count. `is_thin`: it has no story. Yours.
 *
 * - selfcheck, guides: one each, but no guide beside a programme where there are stories. Of what
 *   may be printed, the one that was never printed or longest ago, in file order: none comes again
 *   before all had their turn, also where entries come and go.
 * - products: whose support ends 180, 90 or 30 days after a day since the last issue.
 * - programmes: what begins or ends within 30 days, and one more in turn, each of those in one of
 *   four issues at most, and where there are stories not in two issues running; never one that is
 *   over, or that nobody has confirmed.
 * - seasons: in a thin week one of this month, in turn. */
char *kw_standing_choose(const KwWords *words, const KwIssue *issue, const GPtrArray *earlier,
			 gboolean is_thin);

/* Entries of `file` that `parts` (may be NULL) names, and that are there. const KwWord *; free the
 * array. */
GPtrArray *kw_standing_parts(const KwWords *words, const char *parts, const char *file);

/* Entries of selfcheck or guides that may be printed: current ones, for companies of every size.
 * const KwWord *, in file order; free the array. */
GPtrArray *kw_standing_list(const KwWords *words, const char *file);

/* Somebody has seen what the entry claims (confirmed_on is a day). */
gboolean kw_standing_is_confirmed(const KwWord *entry);
