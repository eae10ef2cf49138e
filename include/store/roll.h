/* The roll of subscribers. Only subscribers/ decides state changes; this is their table. */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id;
	char *address; /* normalised (mail/address.h); unique */
	char *state; /* "pending", "active", "paused", "left", "bounced", "complained", "erased" */
	char *language;                     /* "ja", "en" */
	char *organisation;                 /* or NULL */
	char *word;                         /* 合い言葉, or NULL */
	char *products;                     /* ids, blank-separated, or NULL = did not say */
	char *unused;                       /* ids that he does not have, or NULL */
	char *topics;                       /* "weekly bulletin", blank-separated */
	char *prefecture, *industry, *size; /* or NULL */
	char *code;                         /* of the body that brought him, folded; or NULL */
	char *paused_until;                 /* the last day of a pause; NULL = none was said */
	int64_t replaces;   /* the subscriber who moves to this address, or has moved; 0 = none */
	int64_t moved_at;   /* when letters moved to this address, or back to it; 0 = never */
	int64_t consent_at; /* 0 = none yet */
	char *consent_how;  /* "import", "staff", "reply", "web" */
	char *consent_evidence; /* message-id, IP address, file and line */
	int64_t created_at, updated_at;
	/* undelivered letters (subscribers/bounce.h); 0 = none, never */
	int64_t bounce_score, bounced_at, probe_at;
} KwSubscriber;
void kw_subscriber_free(KwSubscriber *subscriber);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSubscriber, kw_subscriber_free)

/* Inserts a new one; *out_id 0 where the address is on the roll already (in any state). An unknown
 * word in `topics`: KW_ERROR_DATA. */
gboolean kw_roll_add(KwDb *db, const KwSubscriber *subscriber, int64_t now, int64_t *out_id,
		     GError **error);
/* The same for many (KwSubscriber *, KW_DB_EACH_MAX at most), one after the other; out_ids has room
 * for them. In a transaction. */
gboolean kw_roll_add_each(KwDb *db, const GPtrArray *subscribers, int64_t now, int64_t *out_ids,
			  GError **error);
KwSubscriber *kw_roll_find(KwDb *db, int64_t id, GError **error);
KwSubscriber *kw_roll_find_address(KwDb *db, const char *address, GError **error);
/* By id, ascending, after `after_id`; state may be NULL. KwSubscriber *, owned. */
GPtrArray *kw_roll_list(KwDb *db, const char *state, int64_t after_id, int limit, GError **error);
gboolean kw_roll_count(KwDb *db, const char *state, int64_t *out_count, GError **error);
gboolean kw_roll_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			   gboolean *out_changed, GError **error);
/* Also takes the points away. */
gboolean kw_roll_set_consent(KwDb *db, int64_t id, int64_t at, const char *how,
			     const char *evidence, GError **error);
/* What a reader says of himself and wants: language, organisation, word, products, unused, topics,
 * prefecture, industry, size. */
gboolean kw_roll_set_preferences(KwDb *db, const KwSubscriber *subscriber, GError **error);
gboolean kw_roll_set_code(KwDb *db, int64_t id, const char *code, GError **error);
gboolean kw_roll_set_pause(KwDb *db, int64_t id, const char *until, GError **error);
gboolean kw_roll_set_replaces(KwDb *db, int64_t id, int64_t replaces, int64_t moved_at,
			      GError **error);
/* Those whose pause was over before the day `today`. As kw_roll_list(). */
GPtrArray *kw_roll_list_rested(KwDb *db, const char *today, int64_t after_id, int limit,
			       GError **error);

/* --- automatic answers to readers and strangers --- */

/* Until the end of the transaction nobody else adds answers or visits: who counts them before must
 * be alone, or a crowd that comes at once would have as many as it is. */
gboolean kw_roll_lock_answers(KwDb *db, GError **error);
/* `mail` 0: it was asked on a page. *out_added FALSE: this mail was answered at this address
 * before. */
gboolean kw_roll_add_answer(KwDb *db, int64_t mail, const char *recipient, const char *kind,
			    int64_t now, gboolean *out_added, GError **error);
/* How many `recipient` got after `since`; kind NULL = of all kinds. "a@", "a+1@" and "a+2@" (RFC
 * 5233) are one mailbox, and counted together. */
gboolean kw_roll_count_answers(KwDb *db, const char *recipient, const char *kind, int64_t since,
			       int64_t *out_count, GError **error);
/* How many of that kind anybody got after `since`. */
gboolean kw_roll_count_kind(KwDb *db, const char *kind, int64_t since, int64_t *out_count,
			    GError **error);
typedef struct {
	int64_t mail; /* that was answered; 0 = a page */
	char *kind;
	int64_t queued_at;
} KwRollAnswer;
void kw_roll_answer_free(KwRollAnswer *answer);
GPtrArray *kw_roll_list_answers(KwDb *db, const char *recipient, int limit,
				GError **error); /* KwRollAnswer *, owned; oldest first */
gboolean kw_roll_erase_answers(KwDb *db, const char *recipient, GError **error);
/* Those that were queued before `before`; but none after `strangers_before`, which is what those to
 * whoever is not on the roll wait for: until then they tell who was asked and when. */
gboolean kw_roll_forget_answers(KwDb *db, int64_t before, int64_t strangers_before, GError **error);

/* Somebody asks on a page; `client` tells machines apart and names none. Visits until
 * `forget_until` are forgotten. */
gboolean kw_roll_add_visit(KwDb *db, const char *client, int64_t now, int64_t forget_until,
			   GError **error);
/* The same where nobody asks any more. */
gboolean kw_roll_forget_visits(KwDb *db, int64_t until, GError **error);
gboolean kw_roll_count_visits(KwDb *db, const char *client, int64_t since, int64_t *out_count,
			      GError **error);

/* --- who has not confirmed; only subscribers/unconfirmed.c. KwSubscriber *, owned --- */

/* Who came onto the roll after `since` and was not asked whether he wants that. */
GPtrArray *kw_roll_list_unasked(KwDb *db, int64_t since, int64_t after_id, int limit,
				GError **error);
/* Who was last asked before `asked_before`. */
GPtrArray *kw_roll_list_unconfirmed(KwDb *db, int64_t asked_before, int limit, GError **error);

/* --- undelivered letters; only subscribers/bounce.c --- */

/* Gives points to one who is active or paused. *out_changed FALSE: had some after `once_since`, or
 * is neither. Points of before `stale_before` are forgotten. */
gboolean kw_roll_score(KwDb *db, int64_t id, int points, int64_t now, int64_t stale_before,
		       int64_t once_since, gboolean *out_changed, GError **error);
/* Notes that a last letter goes out. *out_changed FALSE: not active, fewer points than `limit`, or
 * it went out before. */
gboolean kw_roll_probe(KwDb *db, int64_t id, int limit, int64_t now, gboolean *out_changed,
		       GError **error);
/* Active ones whose last letter went out until `until`. KwSubscriber *, owned. */
GPtrArray *kw_roll_list_probed(KwDb *db, int64_t until, int limit, GError **error);
/* Nothing came back since: no points. *out_changed FALSE: something did. */
gboolean kw_roll_end_probe(KwDb *db, int64_t id, int64_t probe_at, gboolean *out_changed,
			   GError **error);
gboolean kw_roll_count_probed(KwDb *db, int64_t *out_count, GError **error);

/* --- erasing and counting --- */

/* -> erased: of the row stay the id, language, topics and the bare consent; its address becomes
 * "erased ID". `from` is the state that it has to be in, NULL any. *out_changed FALSE: it was not.
 */
gboolean kw_roll_erase(KwDb *db, int64_t id, const char *from, int64_t now, gboolean *out_changed,
		       GError **error);
/* The keyed hash of an address that was erased, which no list brings back. */
gboolean kw_roll_add_mark(KwDb *db, const char *mark, int64_t now, GError **error);
/* How often that mark is there (0 or 1); NULL: how many marks there are. */
gboolean kw_roll_count_mark(KwDb *db, const char *mark, int64_t *out_count, GError **error);

typedef struct {
	char *what;  /* "state"; of active subscribers "language", "prefecture", "industry", "size",
			"body" (its code) */
	char *value; /* "" = did not say */
	int64_t count;
} KwRollTotal;
void kw_roll_total_free(KwRollTotal *total);
/* KwRollTotal *, owned: by what and value. For the operator's eyes: what may be told of them is
 * subscribers/figures.h's. */
GPtrArray *kw_roll_totals(KwDb *db, GError **error);
