/* What readers asked: one row a mail, without a word of it and without an address.
 *
 * open -> answered (staff wrote) -> closed; open -> closed.
 */
#pragma once

#include "store/db.h"

typedef struct {
	int64_t id;
	int64_t mail;        /* that asks */
	int64_t subscriber;  /* 0 = is none */
	int64_t issue, item; /* what it is about; 0 = not said */
	char *kind;          /* "question", "incident", "specialist", "policy", "sales" */
	char *region;        /* prefecture, or NULL */
	char *state;         /* "open", "answered", "closed" */
	int64_t asked_at;
	int64_t answered_at, reminded_at; /* 0 = not yet */
	char *subject;                    /* of the mail; read only; NULL = none */
} KwQuestion;
void kw_question_free(KwQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwQuestion, kw_question_free)

/* *out_id 0: this mail has its question already. */
gboolean kw_questions_put(KwDb *db, const KwQuestion *question, int64_t *out_id, GError **error);
KwQuestion *kw_questions_find(KwDb *db, int64_t id,
			      GError **error); /* NULL without error: absent */
/* Newest first; `state` and `kind` may be NULL. KwQuestion *, owned. */
GPtrArray *kw_questions_list(KwDb *db, const char *state, const char *kind, int limit,
			     GError **error);
/* Open ones that were asked before, and of which nobody was reminded since `reminded_before`,
 * oldest first; none of kind "sales". KwQuestion *, owned. */
GPtrArray *kw_questions_overdue(KwDb *db, int64_t asked_before, int64_t reminded_before, int limit,
				GError **error);
/* Guarded. Moving to "answered" sets answered_at. */
gboolean kw_questions_set_state(KwDb *db, int64_t id, const char *from, const char *to, int64_t now,
				gboolean *out_changed, GError **error);
gboolean kw_questions_set_reminded(KwDb *db, int64_t id, int64_t now, GError **error);
/* How many a subscriber (0: all who are none) asked after `since`. */
gboolean kw_questions_count(KwDb *db, int64_t subscriber, int64_t since, int64_t *out_count,
			    GError **error);
/* As kw_mails_of_person(). KwQuestion *, owned; oldest first. */
GPtrArray *kw_questions_of_person(KwDb *db, int64_t subscriber, const char *address, int limit,
				  GError **error);
/* Forgets where the subscriber (0: none) or the address that asked has its business. Before
 * kw_mails_erase_person(), after which nothing tells whose mails they were. */
gboolean kw_questions_erase_person(KwDb *db, int64_t subscriber, const char *address,
				   GError **error);
