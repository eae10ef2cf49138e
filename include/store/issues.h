/* Issues: one weekly newsletter per planned day, and bulletins. */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id;
	char *kind;       /* "weekly", "bulletin" */
	int number;       /* weekly: counts up from 1; bulletin: its own count */
	char *planned_on; /* day "2026-11-19" in the configured zone */
	char *subject;    /* without the number in brackets, or NULL before compose */
	char *state; /* "draft", "proofed", "approved", "sending", "sent", "held", "cancelled" */
	int64_t created_at, queued_at, sent_at; /* 0 = not yet */
	int64_t held_at;                        /* 0 = is not held */
	char *held_why;                         /* why it is held, or who paused it; or NULL */
	int64_t resumed_at;                     /* the last time somebody let it go on; 0 = never */
	char *parts;      /* what else a weekly carries (digest/standing.h), or NULL */
	int64_t reply_to; /* the bulletin that this one speaks of; 0 = none */
	char *reply;      /* "correction", "clear"; NULL where reply_to is 0 */
	char *note;       /* what staff say in it, or NULL */
	char *bulletin_subject, *bulletin_on; /* of reply_to: subject, planned day; NULL without */
} KwIssue;
void kw_issue_free(KwIssue *issue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwIssue, kw_issue_free)

typedef struct {
	int64_t item;
	int position; /* 1.. */
	char *place;  /* "story" (in full) or "short" (知っておく) */
} KwIssueItem;

/* The weekly issue of a day: the existing one, or a new draft with the next number. One
 * transaction of its own; two processes at once get the same issue. */
KwIssue *kw_issues_take_weekly(KwDb *db, const char *planned_on, int64_t now, GError **error);
/* A new bulletin draft with its items (KwIssueItem *; NULL = none): both or neither. Transaction of
 * its own. */
KwIssue *kw_issues_put_bulletin(KwDb *db, const char *planned_on, const GPtrArray *items,
				int64_t now, GError **error);
/* A new bulletin draft that speaks of `bulletin`: `reply` is "correction" or "clear". Transaction
 * of its own. */
KwIssue *kw_issues_put_reply(KwDb *db, int64_t bulletin, const char *reply, const char *note,
			     const char *planned_on, int64_t now, GError **error);
KwIssue *kw_issues_find(KwDb *db, int64_t id, GError **error); /* NULL without error = absent */
KwIssue *kw_issues_find_weekly(KwDb *db, const char *planned_on, GError **error);
/* Newest planned first; kind may be NULL. KwIssue *, owned. */
GPtrArray *kw_issues_list(KwDb *db, const char *kind, int limit, GError **error);
gboolean kw_issues_set_subject(KwDb *db, int64_t id, const char *subject, GError **error);
gboolean kw_issues_set_parts(KwDb *db, int64_t id, const char *parts, GError **error);
/* Replaces the items of an issue (KwIssueItem *). Run it in a transaction. */
gboolean kw_issues_set_items(KwDb *db, int64_t id, const GPtrArray *items, GError **error);
GPtrArray *kw_issues_items(KwDb *db, int64_t id,
			   GError **error); /* KwIssueItem *, owned, by position */
/* Guarded: UPDATE … WHERE state is one of `from` (blank-separated). Moving to "sending" sets
 * queued_at, to "sent" sent_at. */
gboolean kw_issues_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			     gboolean *out_changed, GError **error);
/* Items of a sent or sending bulletin that has this item, newest first: "already sent as a
 * bulletin on …". 0 = none. */
gboolean kw_issues_bulletin_of(KwDb *db, int64_t item, int64_t *out_issue, GError **error);
/* How many of the issue's items are restricted, or told by another now: it must not go out so. */
gboolean kw_issues_count_restricted(KwDb *db, int64_t id, int64_t *out_count, GError **error);
/* From "sending" to "held": its letters stay in the outbox and do not go out. *out_changed FALSE:
 * it was not being sent. These three: run them in a transaction with what follows from them. */
gboolean kw_issues_hold(KwDb *db, int64_t id, const char *why, int64_t now, gboolean *out_changed,
			GError **error);
/* From "held" to "sending". */
gboolean kw_issues_resume(KwDb *db, int64_t id, int64_t now, gboolean *out_changed, GError **error);
/* From "sending" or "held" to "cancelled"; its items are published where some of it `went_out`. */
gboolean kw_issues_cancel(KwDb *db, int64_t id, gboolean went_out, int64_t now,
			  gboolean *out_changed, GError **error);
/* Issues that owe or have sent letters: open ones first, then the newest. KwIssue *, owned. */
GPtrArray *kw_issues_in_the_outbox(KwDb *db, int limit, GError **error);
/* Every "sending" issue that owes nothing any more becomes "sent". An "uncertain" letter keeps it
 * from that, until it went again or somebody gave it up; its items are "published" (but for
 * restricted and corrected ones) when nothing else is owed. `out_settled` may be NULL. One
 * transaction of its own. */
gboolean kw_issues_settle(KwDb *db, int64_t now, int64_t *out_settled, GError **error);
