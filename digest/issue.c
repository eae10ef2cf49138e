/* Issues from the store. What is chosen is digest/select's decision, what a story says
 * digest/explain's, how it looks digest/render's; here they meet.
 *
 * While a weekly is a draft, every look at it chooses anew from the picked items, so that a late
 * pick or drop counts; from "proofed" on, what was stored is what is shown, because somebody has
 * read it. */
#include "digest/issue.h"

#include "base/error.h"
#include "base/when.h"
#include "digest/select.h"
#include "store/items.h"

#define MAX_STORIES    7
#define MAX_SHORTS     5
#define MAX_CANDIDATES 5000

void kw_edition_free(KwEdition *edition)
{
	if (!edition)
		return;
	kw_issue_free(edition->issue);
	kw_rendered_free(edition->rendered);
	g_clear_pointer(&edition->stories, g_ptr_array_unref);
	g_clear_pointer(&edition->shorts, g_ptr_array_unref);
	g_clear_pointer(&edition->left_out, g_ptr_array_unref);
	g_free(edition);
}

static gboolean is_draft(const KwIssue *issue)
{
	return g_str_equal(issue->state, "draft");
}

static void item_free(gpointer item)
{
	g_free(((KwIssueItem *)item)->place);
	g_free(item);
}

/* Chooses from the picked items; notes what stays out. */
static GPtrArray *choose(KwDb *db, GPtrArray *left_out, GError **error)
{
	g_autoptr(GPtrArray) picked = kw_items_list(db, "picked", MAX_CANDIDATES, error);
	GPtrArray *chosen;

	if (!picked)
		return NULL;
	g_autoptr(GPtrArray) selected = kw_select_weekly(picked, MAX_STORIES, MAX_SHORTS);
	chosen = g_ptr_array_new_with_free_func(item_free);
	for (guint i = 0; i < selected->len; i++) {
		const KwSelected *s = selected->pdata[i];

		if (s->left_out) {
			g_ptr_array_add(left_out, g_strdup_printf("#%" G_GINT64_FORMAT " (%s)",
								  s->item->id, s->left_out));
			continue;
		}
		KwIssueItem *item = g_new0(KwIssueItem, 1);
		item->item = s->item->id;
		item->position = (int)chosen->len + 1;
		item->place = g_strdup(s->place);
		g_ptr_array_add(chosen, item);
	}
	return chosen;
}

/* *out_stored FALSE: the issue is no draft any more, and its items stay as they are. The change of
 * the subject comes first because it locks the row: nobody can send the issue meanwhile. */
static gboolean store_choice(KwDb *db, const KwIssue *issue, const GPtrArray *chosen,
			     const char *subject, gboolean *out_stored, GError **error)
{
	g_autoptr(KwTx) tx = kw_tx_begin(db, error);
	g_autoptr(KwIssue) current = NULL;

	*out_stored = FALSE;
	if (!tx || !kw_issues_set_subject(db, issue->id, subject, error))
		return FALSE;
	current = kw_issues_find(db, issue->id, error);
	if (!current)
		return FALSE;
	if (!is_draft(current))
		return TRUE;
	*out_stored = TRUE;
	return kw_issues_set_items(db, issue->id, chosen, error) && kw_tx_commit(tx, error);
}

/* A restricted item never reaches a reader, whatever an older draft says; nor does one that another
 * item tells now, which may be restricted. */
static gboolean is_publishable(const KwItem *item)
{
	return !g_str_equal(item->state, "restricted") && !item->joined;
}

static gboolean explain_one(KwDb *db, const KwConfig *config, const KwWords *words,
			    const KwIssueItem *place, gboolean *has_today, KwEdition *edition,
			    GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwItem) item = kw_items_find(db, place->item, &trouble);

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (!item || !is_publishable(item))
		return TRUE;
	g_autoptr(GPtrArray) refs = kw_items_refs(db, item->id, error);
	if (!refs)
		return FALSE;
	/* at most one "today" a weekly: kw_select_weekly() put the more urgent one first */
	if (g_strcmp0(item->severity, "today") == 0) {
		if (*has_today) {
			g_free(item->severity);
			item->severity = g_strdup("this-week");
		}
		*has_today = TRUE;
	}
	g_ptr_array_add(g_str_equal(place->place, "short") ? edition->shorts : edition->stories,
			kw_explain(item, refs, words, config->timezone));
	return TRUE;
}

static gboolean explain_all(KwDb *db, const KwConfig *config, const KwWords *words,
			    const GPtrArray *places, KwEdition *edition, GError **error)
{
	gboolean has_today = FALSE;

	for (guint i = 0; i < places->len; i++)
		if (!explain_one(db, config, words, places->pdata[i], &has_today, edition, error))
			return FALSE;
	return TRUE;
}

static KwEdition *new_edition(void)
{
	KwEdition *edition = g_new0(KwEdition, 1);

	edition->stories = g_ptr_array_new_with_free_func((GDestroyNotify)kw_story_free);
	edition->shorts = g_ptr_array_new_with_free_func((GDestroyNotify)kw_story_free);
	edition->left_out = g_ptr_array_new_with_free_func(g_free);
	return edition;
}

/* edition->issue with the items at `places`. */
static gboolean fill(KwDb *db, const KwConfig *config, const KwWords *words,
		     const GPtrArray *places, int64_t now, KwEdition *edition, GError **error)
{
	const KwIssue *issue = edition->issue;

	if (!explain_all(db, config, words, places, edition, error))
		return FALSE;
	/* its item was marked after the draft was made: an alarm about nothing must not go out */
	if (g_str_equal(issue->kind, "bulletin") && !edition->stories->len) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "bulletin %" G_GINT64_FORMAT
			     ": its item is restricted or gone, there is nothing to send",
			     issue->id);
		return FALSE;
	}
	edition->rendered = kw_render_issue(config, words, issue, edition->stories, edition->shorts,
					    now, error);
	return edition->rendered != NULL;
}

KwEdition *kw_issue_weekly(KwDb *db, const KwConfig *config, const KwWords *words,
			   const char *planned_on, int64_t now, GError **error)
{
	g_autoptr(KwEdition) edition = new_edition();
	g_autoptr(GPtrArray) chosen = NULL;
	gboolean is_stored;

	edition->issue = kw_issues_take_weekly(db, planned_on, now, error);
	if (!edition->issue)
		return NULL;
	if (!is_draft(edition->issue))
		return kw_issue_edition(db, config, words, edition->issue->id, now, error);
	chosen = choose(db, edition->left_out, error);
	if (!chosen || !fill(db, config, words, chosen, now, edition, error) ||
	    !store_choice(db, edition->issue, chosen, edition->rendered->subject, &is_stored,
			  error))
		return NULL;
	/* somebody else has sent it meanwhile, perhaps with other items */
	if (!is_stored)
		return kw_issue_edition(db, config, words, edition->issue->id, now, error);
	return g_steal_pointer(&edition);
}

/* An item that a bulletin may be about. */
static KwItem *find_publishable(KwDb *db, int64_t id, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwItem) item = kw_items_find(db, id, &trouble);

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	if (!item) {
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "item %" G_GINT64_FORMAT
			     ": no such item; `kawaraban items list` shows them",
			     id);
		return NULL;
	}
	if (item->joined) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "item %" G_GINT64_FORMAT ": is told by item %" G_GINT64_FORMAT
			     " now, use that one",
			     id, item->joined);
		return NULL;
	}
	if (!is_publishable(item)) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "item %" G_GINT64_FORMAT
			     ": marked %s, it cannot be published; find a public source",
			     id, item->handling ? item->handling : "restricted");
		return NULL;
	}
	return g_steal_pointer(&item);
}

KwIssue *kw_issue_new_bulletin(KwDb *db, const KwConfig *config, int64_t item, int64_t now,
			       GError **error)
{
	g_autoptr(KwItem) about = find_publishable(db, item, error);
	g_autofree char *day = kw_when_day(now, config->timezone);
	g_autoptr(KwIssue) issue = about ? kw_issues_put_bulletin(db, day, now, error) : NULL;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
	gboolean is_stored;

	if (!issue)
		return NULL;
	KwIssueItem *only = g_new0(KwIssueItem, 1);
	*only = (KwIssueItem){.item = item, .position = 1, .place = g_strdup("story")};
	g_ptr_array_add(items, only);
	return store_choice(db, issue, items, NULL, &is_stored, error) ? g_steal_pointer(&issue)
								       : NULL;
}

KwEdition *kw_issue_edition(KwDb *db, const KwConfig *config, const KwWords *words, int64_t issue,
			    int64_t now, GError **error)
{
	g_autoptr(KwEdition) edition = new_edition();
	g_autoptr(GPtrArray) places = NULL;
	g_autoptr(GError) trouble = NULL;

	edition->issue = kw_issues_find(db, issue, &trouble);
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	if (!edition->issue) {
		kw_error_set(error, KW_ERROR_NOT_FOUND, "issue %" G_GINT64_FORMAT ": no such issue",
			     issue);
		return NULL;
	}
	places = kw_issues_items(db, issue, error);
	if (!places || !fill(db, config, words, places, now, edition, error))
		return NULL;
	return g_steal_pointer(&edition);
}
