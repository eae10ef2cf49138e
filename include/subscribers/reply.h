/* What readers, and those who want to be, get back for a mail: templates "reader_KIND.txt.mustache"
 * with subject phrases "subject.reader_KIND" in their language.
 *
 * With a null return path and Auto-Submitted (RFC 3834), and without a word of the mail that is
 * answered: whoever wrote it may not be who gets this.
 */
#pragma once

#include "base/config.h"
#include "base/token.h"
#include "store/db.h"
#include "store/roll.h"
#include "subscribers/request.h"

/* Borrowed. */
typedef struct {
	int64_t mail; /* that is answered; 0 = it was asked on a page */
	const char *kind;
	const char *address;    /* normalised */
	const char *language;   /* "ja", "en" */
	const char *message_id; /* of the mail, where the address is its sender's; NULL */
	const char *token; /* stands in Message-ID and Reply-To, so that an answer is known; NULL */
	const char *page_token;     /* stands in the link of its page; NULL = has none */
	const KwSubscriber *reader; /* NULL = is none */
	gboolean also_changed;      /* what is stored about him, beside what KIND says */
	gboolean has_asked;         /* a question, too: it is with the consultation desk */
	const char *firstaid; /* the letter begins with this case of firstaid.yaml; NULL = none */
} KwReply;

/* Into the outbox, in the caller's transaction. KW_ERROR_CONFIG and KW_ERROR_DATA: a template of
 * the operator's is broken; nothing was written. */
gboolean kw_reply_put(KwDb *db, const KwConfig *config, const KwReply *reply, int64_t now,
		      GError **error);

/* What was asked, and where. Borrowed. */
typedef struct {
	const KwConfig *config;
	const KwKeys *keys;
	int64_t mail;           /* 0 = on a page */
	const char *sender;     /* of the mail, normalised; NULL */
	const char *message_id; /* of the mail, or NULL */
	gboolean is_proven;     /* the mail is from `sender` (mail/auth) */
	gboolean has_question;  /* the mail asked something, too: the desk has it */
	const char *firstaid;   /* and this case of firstaid.yaml is under way: the answer to the
				   sender begins with it, whatever he got today; NULL */
	int64_t now;
} KwAsked;

/* Tells somebody what request.h says that he has to be told, with the token that an answer to it
 * needs. Not to an address of ours, and not more often than answering.h lets him have. In the
 * caller's transaction. Errors as above. */
gboolean kw_reply_answer(KwDb *db, const KwAsked *asked, const KwAnswer *answer, GError **error);

/* An address of this newsletter itself (normalised). */
gboolean kw_reply_is_ours(const KwConfig *config, const char *address);
