/* From an advisory to plain words: what happens, whom it concerns, what to do, what to ask.
 *
 * By rules, from the advisory's own sections and the word files; never invented: a sentence that
 * neither the source nor a word file supports is not written, and what cannot be explained is
 * named in `needs_person`. A severity is a word with its reason and a date, never a score.
 */
#pragma once

#include "base/words.h"
#include "store/items.h"

#include <json-glib/json-glib.h>

typedef struct {
	char *term, *meaning;
} KwGloss;

/* Where a sentence of a story comes from. */
typedef struct {
	const char *part; /* "headline", "action", "why", "who", "what", "do", "ask", "tell",
			     "credit", "comment"; static */
	char *sentence;
	char *from;  /* "products:fortigate.about": word file, entry and key; "source"; "staff" */
	char *quote; /* the sentence of the source that supports it; NULL = it needs none, or that
			of the urgency, which only its rating knows (kw_story_support) */
} KwOrigin;

typedef struct {
	int64_t item;
	char *headline;    /* plain, the affected thing first; at most 45 characters (in English 90:
			      phrase headline.max), unless staff wrote it */
	char *action;      /* one line for 今週やること:
			      "FortiGate（VPN装置）がある会社：保守の会社に更新を頼む" */
	const char *level; /* "today", "this-week", "when-convenient", "information"; static */
	char *why; /* the reason as a sentence part: "悪用されていると発表がありました" */
	const char *threat;       /* id in threats.yaml, or NULL; interned */
	GPtrArray *products;      /* const char *, ids */
	GPtrArray *product_names; /* char *, what the story calls each of them */
	GPtrArray *who;           /* char *, sentences: whom it concerns and how to tell */
	GPtrArray *what;          /* char *, sentences: what is happening, what can follow */
	GPtrArray *todo;          /* char *, imperatives for the owner */
	int minutes;              /* the owner's time for `todo`; 0 = none */
	GPtrArray *ask;  /* char *, lines of the message to one's contractor; empty = none needed */
	GPtrArray *tell; /* char *, lines of a message to the firm's own staff; empty = it is not
			    for all */
	GPtrArray *glossary; /* KwGloss *, terms that this story uses */
	char *source_name;   /* "JPCERT/CC" */
	char *source_id;     /* "JPCERT-AT-2026-0030", or NULL */
	char *source_day;    /* day of publication, or NULL */
	char *source_url;    /* or NULL */
	gboolean is_revised;
	char *credit;            /* sentence on reuse: facts / adapted / link only */
	char *comment;           /* 担当から一言, or NULL */
	GPtrArray *needs_person; /* char *, reason ids (phrases needs.…); empty = fine */
	GPtrArray *origins; /* KwOrigin *: one for each sentence above, in the order of telling */

	/* not of the explanation: what the issue knows (digest/issue) */
	char bulletin_on[11];         /* day of the bulletin that told it already; "" = none */
	gboolean concerns_the_reader; /* this segment's readers have the product */
} KwStory;
void kw_story_free(KwStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwStory, kw_story_free)

/* `refs` are the item's references (KwRef *). Everything a reader sees is in the language of
 * `words`. */
KwStory *kw_explain(const KwItem *item, const GPtrArray *refs, const KwWords *words,
		    GTimeZone *zone);

/* `quote` is what the urgency's reason `reason` ("exploited") rests on; may be NULL. */
void kw_story_support(KwStory *story, const char *reason, const char *quote);

#define KW_STORY_WEEK_DAYS 7
/* The last day to act ("2026-11-26") of a story that is told on `day`; NULL = no day. */
char *kw_story_until(const KwStory *story, const char *day);

/* The public JSON of `inspect item` (doc/json.md); `item` is what the story tells, `day` today's.
 */
JsonObject *kw_story_to_json(const KwStory *story, const KwItem *item, const GPtrArray *refs,
			     const KwWords *words, const char *day, gboolean with_trace);
