/* What somebody asked for in a mail or on a page is done, as far as it is his to ask; and who has
 * to be told.
 *
 * From proves nothing: what it alone can bring about does little harm and can be undone (leaving,
 * pausing, preferences), always with an answer to the address that it is about. Nobody is taken on
 * without his own confirmation, and nothing is erased or disclosed.
 */
#pragma once

#include "base/words.h"
#include "subscribers/command.h"
#include "subscribers/language.h"
#include "subscribers/membership.h"

#define KW_REQUEST_CONFIRM_S (7 * 24 * 3600) /* so long a question to confirm can be answered */

/* Borrowed; may be NULL or 0 where not said otherwise. */
typedef struct {
	const KwCommand *command;  /* never NULL */
	const char *address;       /* of From, normalised; never NULL */
	const char *own;           /* his own words; never NULL */
	int64_t confirms;          /* the subscriber that a token for confirming names */
	int64_t asked_at;          /* and when he was asked */
	int64_t undoes, undoes_to; /* letters moved, from the second to the first: by token */
	int undo_days;             /* so long that can be taken back */
	int64_t prefers;           /* the subscriber that was asked for preferences, by token */
	const GPtrArray *checked; /* KwSelfcheck *: answers to the self-check; verb "selfchecked" */
	const char *unused;       /* products of the bulletin that is answered: ids */
	const char *code;         /* of the body that he subscribes with, folded (base/code.h) */
	gboolean has_unknown_code; /* he gives one that no body has */
	gboolean may_ask_back;     /* a short mail to us, in which a command was expected */
	KwLanguageSigns signs;     /* of the mail */
	const char *language;      /* of somebody new whose mail does not tell; never NULL */
	const KwWords *words;      /* products; never NULL */
	const char *actor;         /* "mail:12": the raw mail is the evidence; "web" */
	const char *evidence;      /* its Message-ID; on a page, who it was (kw_pages) */
	gboolean from_is_proven;   /* the mail is from `address` (mail/auth) */
	gboolean is_page;          /* asked on a page, not in a mail */
	int64_t now;
} KwRequest;

/* Somebody who has to be told. */
typedef struct {
	const char *kind;      /* template "reader_KIND"; static */
	char *address;         /* normalised */
	char *language;        /* "ja", "en" */
	int64_t subscriber;    /* 0 = is none */
	int64_t moved_to;      /* kind "moved": the subscriber who gets the letters now */
	gboolean also_changed; /* beside what KIND says, what is stored about him */
} KwAnswer;

typedef struct {
	const char *outcome;   /* for `mails list`; static; NULL = nothing was done */
	gboolean needs_person; /* has to look at it, whatever was done */
	GPtrArray *answers;    /* KwAnswer *, owned */
} KwResponse;
void kw_response_free(KwResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwResponse, kw_response_free)

/* Whether the token is one that was sent to `reader` (NULL = nobody) to be confirmed, not long ago,
 * and after he left where he did. */
gboolean kw_request_is_proven(const KwSubscriber *reader, const KwRequest *request);

/* The transaction is the caller's. Doing the same again does nothing more. */
KwResponse *kw_request_act(KwDb *db, const KwRequest *request, GError **error);
