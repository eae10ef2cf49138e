/* Questions of readers by mail: to the consultation desk, and the answers of staff back. All in the
 * caller's transaction. */
#pragma once

#include "receipt.h"

#include "store/questions.h"
#include "store/roll.h"
#include "subscribers/language.h"

/* A mail that asks for something else, too, which was done: the answer to that tells its sender of
 * the question, and there is no other. */
typedef struct {
	const char *answer; /* its kind: template "reader_KIND" */
	const char *text;   /* what asks: the mail without that wish; NULL = all of it */
	gboolean asks;      /* it does, in so many words */
	char *firstaid;     /* set: the case of firstaid.yaml that the answer has to begin with; its
			       turn (subscribers/answering) is taken; yours */
} KwBeside;
static inline void kw_beside_clear(KwBeside *beside)
{
	g_free(beside->firstaid);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwBeside, kw_beside_clear)

/* Makes a question of the mail where it asks something, sends it to the desk and answers at once
 * what can be. `reader` NULL: somebody who is not on the roll; `beside` NULL: it is nothing but a
 * question. *out_is_question FALSE: it asks nothing, or must not be answered (RFC 3834), or there
 * were too many today. */
gboolean kw_consult_take(const KwArrived *arrived, const KwSubscriber *reader, KwBeside *beside,
			 gboolean *out_is_question, GError **error);

/* The subject, where it is the sender's own: not that of a letter that is answered or of a mail
 * that is forwarded; else NULL. */
const char *kw_consult_subject(const KwReading *reading);
/* What tells the language of its answer. */
KwLanguageSigns kw_consult_signs(const KwReading *reading);

/* Where the mail answers a question of a reader (its token, from somebody at the desk), what was
 * written goes to the reader. *out_outcome stays NULL where it is something else. */
gboolean kw_consult_take_answer(const KwArrived *arrived, const char **out_outcome, GError **error);

/* One mail to the desk that lists what has waited longer than consult.days, at most once a day for
 * each question. A transaction of its own. */
gboolean kw_consult_remind(KwContext *cx, guint *out_count, GError **error);

/* Addresses of the desk (char *, normalised, each once): consult.address, else all of staff;
 * `everybody`: both. */
GPtrArray *kw_consult_desk(const KwConfig *config, gboolean everybody);
/* One of those, or our own: an answer to it would come back to us. `address` normalised. */
gboolean kw_consult_is_ours(const KwConfig *config, const char *address);
