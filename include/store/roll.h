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
	char *paused_until;                 /* the last day of a pause; NULL = none was said */
	int64_t replaces;       /* pending: the subscriber who moves to this address; 0 = none */
	int64_t consent_at;     /* 0 = none yet */
	char *consent_how;      /* "import", "staff", "reply", "web" */
	char *consent_evidence; /* message-id, IP address, file and line */
	int64_t created_at, updated_at;
} KwSubscriber;
void kw_subscriber_free(KwSubscriber *subscriber);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwSubscriber, kw_subscriber_free)

/* Inserts a new one; *out_id 0 where the address is on the roll already (in any state). An unknown
 * word in `topics`: KW_ERROR_DATA. */
gboolean kw_roll_add(KwDb *db, const KwSubscriber *subscriber, int64_t now, int64_t *out_id,
		     GError **error);
KwSubscriber *kw_roll_find(KwDb *db, int64_t id, GError **error);
KwSubscriber *kw_roll_find_address(KwDb *db, const char *address, GError **error);
/* By id, ascending, after `after_id`; state may be NULL. KwSubscriber *, owned. */
GPtrArray *kw_roll_list(KwDb *db, const char *state, int64_t after_id, int limit, GError **error);
gboolean kw_roll_count(KwDb *db, const char *state, int64_t *out_count, GError **error);
gboolean kw_roll_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
			   gboolean *out_changed, GError **error);
gboolean kw_roll_set_consent(KwDb *db, int64_t id, int64_t at, const char *how,
			     const char *evidence, GError **error);
/* What a reader says of himself and wants: language, organisation, word, products, unused, topics,
 * prefecture, industry, size. */
gboolean kw_roll_set_preferences(KwDb *db, const KwSubscriber *subscriber, GError **error);
gboolean kw_roll_set_pause(KwDb *db, int64_t id, const char *until, GError **error);
gboolean kw_roll_set_replaces(KwDb *db, int64_t id, int64_t replaces, GError **error);
/* Those whose pause was over before the day `today`. As kw_roll_list(). */
GPtrArray *kw_roll_list_rested(KwDb *db, const char *today, int64_t after_id, int limit,
			       GError **error);

/* --- automatic answers to readers and strangers --- */

/* *out_added FALSE: this mail was answered at this address before. */
gboolean kw_roll_add_answer(KwDb *db, int64_t mail, const char *recipient, const char *kind,
			    int64_t now, gboolean *out_added, GError **error);
/* How many `recipient` got after `since`; kind NULL = of all kinds. */
gboolean kw_roll_count_answers(KwDb *db, const char *recipient, const char *kind, int64_t since,
			       int64_t *out_count, GError **error);
