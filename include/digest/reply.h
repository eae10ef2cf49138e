/* What readers, and those who want to be, get back for a mail: templates "reader_KIND.txt.mustache"
 * with subject phrases "subject.reader_KIND" in their language.
 *
 * With a null return path and Auto-Submitted (RFC 3834), and without a word of the mail that is
 * answered: whoever wrote it may not be who gets this. Whether it may go out at all is the caller's
 * to know.
 */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "store/db.h"
#include "store/roll.h"

/* Borrowed. */
typedef struct {
	int64_t mail; /* that is answered */
	const char *kind;
	const char *address;    /* normalised */
	const char *language;   /* "ja", "en" */
	const char *message_id; /* of the mail, where the address is its sender's; NULL */
	const char *token; /* stands in Message-ID and Reply-To, so that an answer is known; NULL */
	const KwSubscriber *reader; /* NULL = is none */
	gboolean also_changed;      /* what is stored about him, beside what KIND says */
	gboolean has_asked;         /* a question, too: it is with the consultation desk */
	const char *firstaid; /* the letter begins with this case of firstaid.yaml; NULL = none */
} KwReply;

/* Into the outbox, in the caller's transaction. KW_ERROR_CONFIG and KW_ERROR_DATA: a template of
 * the operator's is broken; nothing was written. */
gboolean kw_reply_put(KwDb *db, const KwConfig *config, const KwReply *reply, int64_t now,
		      GError **error);
