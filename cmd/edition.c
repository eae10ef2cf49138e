/* What weekly and bulletin share. */
#include "edition.h"
#include "deliver.h"
#include "print.h"

#include "base/error.h"
#include "base/when.h"
#include "digest/enqueue.h"
#include "mail/compose.h"
#include "store/outbox.h"
#include "subscribers/membership.h"

#include <stdio.h>

/* Gaps are private-use characters; on a terminal each stands as its name. */
static char *name_gaps(const char *text)
{
	static const char *const names[KW_FIELDS] = {
		[KW_FIELD_GREETING] = "(greeting)",
		[KW_FIELD_LEAVE_LINK] = "(leave link)",
		[KW_FIELD_CONSENT] = "(consent date)",
	};
	g_autoptr(GString) out = g_string_new(text);

	for (int field = 0; field < KW_FIELDS; field++)
		if (names[field])
			g_string_replace(out, kw_compose_gap(field), names[field], 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

void kw_edition_print(const KwEdition *edition, gboolean html)
{
	g_autofree char *body = name_gaps(html ? edition->rendered->html : edition->rendered->text);

	if (!html) {
		printf("Subject: ");
		kw_print_text(edition->rendered->subject);
		puts("\n");
	}
	kw_print_text(body);
}

KwEdition *kw_edition_in(KwContext *cx, const char *language, int64_t issue, GError **error)
{
	g_auto(GStrv) languages = kw_words_languages();
	g_autofree char *all = g_strjoinv(", ", languages);
	g_autoptr(KwWords) words = NULL;
	KwConfig config = *cx->config; /* the same in that language: borrows everything */

	if (!g_strv_contains((const char *const *)languages, language)) {
		kw_error_set(error, KW_ERROR_USAGE,
			     "--language: no letter is written in `%s`; there are: %s", language,
			     all);
		return NULL;
	}
	config.language = (char *)language;
	words = kw_words_load(language, config.templates, error);
	return words ? kw_issue_edition(cx->db, &config, words, issue, cx->now, error) : NULL;
}

void kw_edition_say(const KwEdition *edition, const char *language)
{
	const KwIssue *issue = edition->issue;
	gboolean is_weekly = g_str_equal(issue->kind, "weekly");

	fprintf(stderr,
		"%s %" G_GINT64_FORMAT " of %s (%s), as read in %s; (greeting), (leave link) and "
		"(consent date) are filled in for every reader\n",
		issue->kind, is_weekly ? issue->number : issue->id, issue->planned_on, issue->state,
		language);
}

/* What became of an issue that was put into the outbox before, and what there is to do. */
static gboolean say_already(KwContext *cx, int64_t id, int64_t number, GError **error)
{
	g_autoptr(KwIssue) issue = kw_issues_find(cx->db, id, error);
	g_autofree char *obstacle = NULL, *since = NULL;
	KwOutboxTotals totals;

	if (!issue || !kw_outbox_totals(cx->db, id, &totals, error))
		return FALSE;
	since = kw_when_rfc3339_utc(issue->queued_at);
	printf("%s %" G_GINT64_FORMAT " of %s is in the outbox already, since %s: nothing done\n"
	       "it is %s; %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " letters are sent",
	       issue->kind, number, issue->planned_on, since, issue->state, totals.sent,
	       kw_outbox_count_all(&totals));
	obstacle = kw_deliver_obstacle(cx, issue, NULL);
	if (obstacle)
		printf("\n%s\n", obstacle);
	else if (kw_outbox_count_open(&totals))
		printf("; `kawaraban deliver` sends the others\n");
	else
		putchar('\n');
	return TRUE;
}

/* Where the store goes away at the commit, nobody is told whether that was heard: the next try
 * finds out, in this run or in another. */
static gboolean enqueue(KwContext *cx, const KwEdition *edition, KwEnqueueResult *out_result,
			int64_t *out_letters, GError **error)
{
	g_autofree char *today = kw_when_day(cx->now, cx->config->timezone);
	gboolean is_again = FALSE;
	int64_t woken;

	/* whose pause is over gets this one */
	while (!kw_membership_wake(cx->db, today, cx->actor, cx->now, &woken, error) ||
	       !kw_enqueue_issue(cx->db, cx->config, edition, cx->now, cx->actor, out_result,
				 out_letters, error)) {
		if (!kw_context_wait(cx, error)) {
			if (kw_db_is_away(cx->db))
				g_prefix_error(error,
					       "whether the letters are in the outbox is "
					       "not known, the same command says it later: ");
			return FALSE;
		}
		is_again = TRUE;
	}
	return !is_again || *out_result == KW_ENQUEUE_DONE ||
	       kw_enqueue_confirm(cx->db, edition->issue->id, cx->now, out_result, out_letters,
				  error);
}

int kw_edition_send(KwContext *cx, const KwEdition *edition, GError **error)
{
	const KwIssue *issue = edition->issue;
	gboolean is_weekly = g_str_equal(issue->kind, "weekly");
	/* the number by which the commands know it */
	int64_t number = is_weekly ? issue->number : issue->id, letters;
	KwEnqueueResult result;

	if (!enqueue(cx, edition, &result, &letters, error))
		return KW_ERROR_TEMPORARY;
	if (result == KW_ENQUEUE_ALREADY)
		return say_already(cx, issue->id, number, error) ? 0 : KW_ERROR_TEMPORARY;
	printf("%s %" G_GINT64_FORMAT " of %s: %" G_GINT64_FORMAT
	       " letters in the outbox; `kawaraban deliver` sends them\n",
	       issue->kind, number, issue->planned_on, letters);
	return 0;
}
