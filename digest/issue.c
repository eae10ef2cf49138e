/* Issues from the store. What is chosen is digest/select's decision, what a story says
 * digest/explain's, how it looks digest/render's; here they meet.
 *
 * While a weekly is a draft, every look at it chooses anew from the picked items, so that a late
 * pick or drop counts; from "proofed" on, what was stored is what is shown, because somebody has
 * read it. */
#include "issue-private.h"

#include "base/error.h"
#include "mail/message.h"
#include "store/items.h"
#include "store/outbox.h"
#include "store/segments.h"

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
	return kw_issues_set_items(db, issue->id, chosen, error) &&
	       kw_issues_set_parts(db, issue->id, issue->parts, error) && kw_tx_commit(tx, error);
}

/* "We told you on …", in a weekly: whoever did what the bulletin said is done with it. */
static gboolean note_bulletin(KwDb *db, KwStory *story, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwIssue) bulletin = NULL;
	int64_t id;

	if (!kw_issues_bulletin_of(db, story->item, &id, error))
		return FALSE;
	bulletin = id ? kw_issues_find(db, id, &trouble) : NULL;
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (bulletin)
		g_strlcpy(story->bulletin_on, bulletin->planned_on, sizeof(story->bulletin_on));
	return TRUE;
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
	if (!item || !kw_choice_is_publishable(item))
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
	KwStory *story = kw_explain(item, refs, words, config->timezone);
	g_ptr_array_add(g_str_equal(place->place, "short") ? edition->shorts : edition->stories,
			story);
	return g_str_equal(edition->issue->kind, "bulletin") || note_bulletin(db, story, error);
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
	edition->left_out = kw_choice_left_out();
	return edition;
}

/* A reply names the bulletin as its readers got it, in their language. */
static gboolean name_bulletin(KwDb *db, const char *language, KwIssue *issue, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwLetter) letter = kw_letters_find(db, issue->reply_to, language, "", &trouble);
	g_autoptr(KwMessage) message = NULL;

	if (letter) {
		gsize length;
		const char *bytes = g_bytes_get_data(letter->bytes, &length);

		message = kw_message_parse(bytes, length, NULL, &trouble);
	}
	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	if (message && message->subject) {
		g_free(issue->bulletin_subject);
		issue->bulletin_subject = g_strdup(message->subject);
	}
	return TRUE;
}

/* edition->issue with the items at `places`. */
static gboolean fill(KwDb *db, const KwConfig *config, const KwWords *words,
		     const GPtrArray *places, int64_t now, KwEdition *edition, GError **error)
{
	KwIssue *issue = edition->issue;

	if (!explain_all(db, config, words, places, edition, error) ||
	    (issue->reply && !name_bulletin(db, config->language, issue, error)))
		return FALSE;
	/* its item was marked after the draft was made: an alarm about nothing must not go out */
	if (g_str_equal(issue->kind, "bulletin") && !issue->reply && !edition->stories->len) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "bulletin %" G_GINT64_FORMAT
			     ": its item is restricted or gone, there is nothing to send",
			     issue->id);
		return FALSE;
	}
	edition->rendered = kw_render_issue(config, words, issue, edition->stories, edition->shorts,
					    NULL, now, error);
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
	chosen = kw_choice_items(db, edition->left_out, error);
	if (!chosen || !kw_choice_note_others(db, now, edition->left_out, error) ||
	    !kw_choice_parts(db, words, edition->issue, chosen, error) ||
	    !fill(db, config, words, chosen, now, edition, error) ||
	    !store_choice(db, edition->issue, chosen, edition->rendered->subject, &is_stored,
			  error))
		return NULL;
	/* somebody else has sent it meanwhile, perhaps with other items */
	if (!is_stored)
		return kw_issue_edition(db, config, words, edition->issue->id, now, error);
	return g_steal_pointer(&edition);
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

KwRendered *kw_issue_render_segment(const KwConfig *config, const KwWords *words,
				    const KwEdition *edition, guint mask, int64_t now,
				    GError **error)
{
	g_autoptr(GPtrArray) stories = g_ptr_array_new();
	KwRendered *rendered;

	for (guint number = 1; number <= edition->stories->len; number++) {
		guint n = kw_segments_story(mask, edition->stories->len, number);
		KwStory *story = edition->stories->pdata[n];

		story->concerns_the_reader = kw_segments_concerns(mask, n);
		g_ptr_array_add(stories, story);
	}
	rendered = kw_render_issue(config, words, edition->issue, stories, edition->shorts,
				   edition->rendered, now, error);
	for (guint n = 0; n < edition->stories->len; n++)
		((KwStory *)edition->stories->pdata[n])->concerns_the_reader = FALSE;
	return rendered;
}
