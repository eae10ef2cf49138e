/* An issue from the store: choose its items, explain, render. */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "digest/render.h"
#include "store/db.h"
#include "store/issues.h"

/* An item that is not in a weekly draft, for staff. */
typedef struct {
	int64_t item;
	char *title;
	const char *why; /* "full": no room, it stays picked; "restricted": its mark keeps it back;
			    "new": nobody has decided; "dropped": staff did not want it; static */
	char *mark;      /* restricted: the mark as found, or NULL */
} KwLeftOut;

typedef struct {
	KwIssue *issue;
	KwRendered *rendered;
	GPtrArray *stories, *shorts; /* KwStory * */
	GPtrArray *left_out;         /* KwLeftOut *; of the last fortnight where staff left it out,
					a hundred of a kind at most */
} KwEdition;
void kw_edition_free(KwEdition *edition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwEdition, kw_edition_free)

/* The weekly of a day: takes or makes the issue, and while it is a draft chooses anew from the
 * picked items and stores items, parts and subject (transactions of its own). Later states
 * ("proofed" and on) only render what was chosen. */
KwEdition *kw_issue_weekly(KwDb *db, const KwConfig *config, const KwWords *words,
			   const char *planned_on, int64_t now, GError **error);

/* A bulletin draft about one item (never a restricted one: KW_ERROR_REFUSED). */
KwIssue *kw_issue_new_bulletin(KwDb *db, const KwConfig *config, int64_t item, int64_t now,
			       GError **error);

#define KW_ISSUE_NOTE_CHARS 1000
/* A draft that goes to those who were sent `bulletin`, in its thread: `reply` is "correction" or
 * "clear", `note` what staff say. KW_ERROR_NOT_FOUND; KW_ERROR_REFUSED where it was not sent, or is
 * such an answer itself; KW_ERROR_USAGE for a note that is empty or too long. */
KwIssue *kw_issue_new_reply(KwDb *db, const KwConfig *config, int64_t bulletin, const char *reply,
			    const char *note, int64_t now, GError **error);

/* Any existing issue, rendered as it stands. Writes nothing. KW_ERROR_NOT_FOUND; KW_ERROR_REFUSED
 * for a bulletin whose item cannot be published any more. */
KwEdition *kw_issue_edition(KwDb *db, const KwConfig *config, const KwWords *words, int64_t issue,
			    int64_t now, GError **error);

/* The edition as readers get it whom the stories of `mask` (bit n: the n-th of edition->stories)
 * concern: those first, in their order, and marked. `config` and `words` are in one language. */
KwRendered *kw_issue_render_segment(const KwConfig *config, const KwWords *words,
				    const KwEdition *edition, guint mask, int64_t now,
				    GError **error);
