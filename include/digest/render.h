/* Stories to the text and the HTML part of an issue, through
 * templates/LANG/NAME.{txt,html}.mustache.
 */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "digest/explain.h"
#include "store/issues.h"

/* One issue as it will be read; with gaps (mail/compose.h) where personal fields go. */
typedef struct {
	char *subject; /* 【今週】…【サイバーかわら版42号】 */
	char *text;
	char *html;
	int minutes;           /* that reading it takes, about */
	int extent;            /* how much of its stories it tells at length: render_extent.c's */
	GPtrArray *publishers; /* char *: whose pages its links may lead to */
} KwRendered;
void kw_rendered_free(KwRendered *rendered);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwRendered, kw_rendered_free)

/* What goes into the templates "weekly" or "bulletin" (issue->kind). `stories` and `shorts` are
 * KwStory *. How many of them a weekly tells in full and in a note is what can be read in
 * config->weekly_minutes; the first is always told in full, and what is not told at length has its
 * line in the list of actions. `like` (or NULL) is a letter with about the same stories, which
 * tells about as much of them: that is tried first. `now` says the time of a bulletin; the day of a
 * weekly is issue->planned_on. The HTML part is at most 80 KB: KW_ERROR_DATA above. Fails with
 * KW_ERROR_CONFIG where a template lacks what the law wants (kw_render_check). */
KwRendered *kw_render_issue(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			    const GPtrArray *stories, const GPtrArray *shorts,
			    const KwRendered *like, int64_t now, GError **error);

/* The legal lines (Act on Regulation of Transmission of Specified Electronic Mail), in both parts,
 * because most readers see only one: sender's full name, postal address, contact for complaints,
 * and a way to stop beside the words that say so. `html` may be NULL. */
gboolean kw_render_check(const KwConfig *config, const KwWords *words, const char *text,
			 const char *html, GError **error);
