/* Drafts of bulletins: about an item, or about a bulletin that was sent. What they say is rendered
 * like any issue (issue.c). */
#include "issue-private.h"

#include "base/error.h"
#include "base/when.h"

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
	if (!kw_choice_is_publishable(item)) {
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
	g_autoptr(GPtrArray) items = kw_choice_list();
	KwIssueItem *only;

	if (!about)
		return NULL;
	only = g_new0(KwIssueItem, 1);
	*only = (KwIssueItem){.item = item, .position = 1, .place = g_strdup("story")};
	g_ptr_array_add(items, only);
	return kw_issues_put_bulletin(db, day, items, now, error);
}

/* A bulletin of which something can still be said: it went out, and is none of these answers. */
static KwIssue *find_answerable(KwDb *db, int64_t id, GError **error)
{
	static const char *const unsent[] = {"draft", "proofed", "approved", NULL};
	g_autoptr(GError) trouble = NULL;
	g_autoptr(KwIssue) issue = kw_issues_find(db, id, &trouble);

	if (trouble) {
		g_propagate_error(error, g_steal_pointer(&trouble));
		return NULL;
	}
	if (!issue || !g_str_equal(issue->kind, "bulletin")) {
		kw_error_set(error, KW_ERROR_NOT_FOUND,
			     "bulletin %" G_GINT64_FORMAT
			     ": no such bulletin; `kawaraban bulletin list` shows them",
			     id);
		return NULL;
	}
	if (issue->reply_to) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "bulletin %" G_GINT64_FORMAT ": speaks of bulletin %" G_GINT64_FORMAT
			     "; answer that one",
			     id, issue->reply_to);
		return NULL;
	}
	if (g_strv_contains(unsent, issue->state)) {
		kw_error_set(error, KW_ERROR_REFUSED,
			     "bulletin %" G_GINT64_FORMAT
			     ": was not sent, there is nothing to take back",
			     id);
		return NULL;
	}
	return g_steal_pointer(&issue);
}

KwIssue *kw_issue_new_reply(KwDb *db, const KwConfig *config, int64_t bulletin, const char *reply,
			    const char *note, int64_t now, GError **error)
{
	g_autofree char *tidy = g_strstrip(g_strdup(note));
	g_autofree char *day = kw_when_day(now, config->timezone);
	g_autoptr(KwIssue) about = NULL;

	if (!*tidy || !g_utf8_validate(tidy, -1, NULL) ||
	    g_utf8_strlen(tidy, -1) > KW_ISSUE_NOTE_CHARS) {
		kw_error_set(error, KW_ERROR_USAGE,
			     "the text: has to be UTF-8, of 1 to %d characters",
			     KW_ISSUE_NOTE_CHARS);
		return NULL;
	}
	about = find_answerable(db, bulletin, error);
	return about ? kw_issues_put_reply(db, bulletin, reply, tidy, day, now, error) : NULL;
}
