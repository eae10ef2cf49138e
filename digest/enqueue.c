/* An issue into the outbox, in one transaction: the guarded change to "sending" decides who does
 * it, so two processes at once, or a second run, enqueue nothing twice. The letter of most readers
 * is composed before the transaction begins, those of the others in it (letters.c), because who
 * they are must not change meanwhile. What the letters hold is stored as the issue's items in the
 * same transaction: a draft may have been chosen anew since, and what nobody received must not
 * count as published. */
#include "digest/enqueue.h"

#include "base/error.h"
#include "letters-private.h"
#include "store/journal.h"
#include "store/outbox.h"

static const struct {
	const char *kind;
	int priority; /* lower goes first */
} lanes[] = {{"bulletin", 0}, {"weekly", 10}};

static int priority_of(const char *kind)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lanes); i++)
		if (g_str_equal(lanes[i].kind, kind))
			return lanes[i].priority;
	g_assert_not_reached();
}

static void item_free(gpointer item)
{
	g_free(((KwIssueItem *)item)->place);
	g_free(item);
}

static void add_items(GPtrArray *items, const GPtrArray *stories, const char *place)
{
	for (guint i = 0; i < stories->len; i++) {
		KwIssueItem *item = g_new0(KwIssueItem, 1);

		item->item = ((const KwStory *)stories->pdata[i])->item;
		item->position = (int)items->len + 1;
		item->place = g_strdup(place);
		g_ptr_array_add(items, item);
	}
}

static gboolean store_what_goes_out(KwDb *db, const KwEdition *edition, GError **error)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
	int64_t issue = edition->issue->id, restricted;

	add_items(items, edition->stories, "story");
	add_items(items, edition->shorts, "short");
	if (!kw_issues_set_subject(db, issue, edition->rendered->subject, error) ||
	    !kw_issues_set_parts(db, issue, edition->issue->parts, error) ||
	    !kw_issues_set_items(db, issue, items, error) ||
	    !kw_issues_count_restricted(db, issue, &restricted, error))
		return FALSE;
	if (!restricted)
		return TRUE;
	/* a marked mail about it came in after the letter was composed */
	kw_error_set(error, KW_ERROR_REFUSED,
		     "issue %" G_GINT64_FORMAT
		     ": a story in it was just marked as not to be published; compose again",
		     issue);
	return FALSE;
}

gboolean kw_enqueue_check(KwDb *db, const KwConfig *config, const KwEdition *edition, int64_t now,
			  GError **error)
{
	g_autoptr(KwLettering) lettering = kw_lettering_new(db, config, edition, now, error);

	return lettering && kw_lettering_check(lettering, error);
}

/* There is no delivery that would end it. */
static gboolean end_if_to_nobody(KwDb *db, int64_t letters, int64_t now, GError **error)
{
	return letters > 0 || kw_issues_settle(db, now, NULL, error);
}

gboolean kw_enqueue_issue(KwDb *db, const KwConfig *config, const KwEdition *edition, int64_t now,
			  const char *actor, KwEnqueueResult *out_result, int64_t *out_letters,
			  GError **error)
{
	const KwIssue *issue = edition->issue;
	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, issue->id);
	g_autoptr(KwLettering) lettering = kw_lettering_new(db, config, edition, now, error);
	gboolean is_ours;

	*out_result = KW_ENQUEUE_ALREADY;
	*out_letters = 0;
	if (!lettering)
		return FALSE;
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	if (!tx || !kw_issues_set_state(db, issue->id, "draft proofed approved", "sending", now,
					&is_ours, error))
		return FALSE;
	if (!is_ours)
		return TRUE;
	g_autofree char *detail = NULL;
	if (!store_what_goes_out(db, edition, error) ||
	    !kw_lettering_put(lettering, priority_of(issue->kind), out_letters, error))
		return FALSE;
	detail = g_strdup_printf("%" G_GINT64_FORMAT " letters", *out_letters);
	if (!kw_journal_put(db, now, actor, "issue.send", subject, detail, error) ||
	    !kw_tx_commit(tx, error))
		return FALSE;
	*out_result = KW_ENQUEUE_DONE;
	return end_if_to_nobody(db, *out_letters, now, error);
}

gboolean kw_enqueue_confirm(KwDb *db, int64_t issue, int64_t now, KwEnqueueResult *out_result,
			    int64_t *out_letters, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwIssue) found = kw_issues_find(db, issue, &trouble);
	KwOutboxTotals totals;

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (!found || found->queued_at != now)
		return TRUE;
	if (!kw_outbox_totals(db, issue, &totals, error))
		return FALSE;
	*out_result = KW_ENQUEUE_DONE;
	*out_letters = kw_outbox_count_all(&totals);
	return end_if_to_nobody(db, *out_letters, now, error);
}
