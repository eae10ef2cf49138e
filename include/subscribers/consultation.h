/* Letters of the consultation desk: a reader's question to staff, their answer back, and what a
 * reader gets at once. Who gets one at all is the caller's to know (RFC 3834).
 */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "store/issues.h"

#include <json-glib/json-glib.h>

/* Borrowed; what is not said may be NULL. */
typedef struct {
	const char *kind;     /* template "consult_KIND.txt.mustache", "subject.consult_KIND" */
	const char *address;  /* normalised */
	const char *language; /* of the letter: "ja", "en" */
	const char *id;       /* Message-ID's local part: a token, where an answer is to be known */
	gboolean takes_answer;   /* that token: it is in Reply-To too, or else in the subject */
	const char *in_reply_to; /* Message-ID of the mail that is answered */
	gboolean is_by_person;   /* not Auto-Submitted */
} KwConsultation;

/* Composes it with `data` (taken; the desk's name, hours, days, telephone and, as if asked now,
 * "answer_by" are added) and puts it into the outbox, in the caller's transaction. KW_ERROR_CONFIG
 * and KW_ERROR_DATA: a template of the operator's is broken; nothing was written. */
gboolean kw_consultation_put(KwDb *db, const KwConfig *config, const KwConsultation *letter,
			     JsonObject *data, int64_t now, GError **error);

/* Text from outside as a list of lines, cut to `max` of them; "has_KEY" says whether there are any.
 */
void kw_consultation_set_lines(JsonObject *data, const char *key, const char *text, guint max);
/* What to do first, of an entry of firstaid.yaml of `words`: "case", "now", "not" and "call", whose
 * elements have "line" and perhaps "open" (helplines.yaml). */
void kw_consultation_set_firstaid(JsonObject *data, const KwWords *words, const KwWord *firstaid);
/* "answer_by": the day by which what was asked then is answered, as phrase "date.weekday" says it.
 */
gboolean kw_consultation_set_answer_by(JsonObject *data, const KwConfig *config,
				       const KwWords *words, int64_t asked_at, GError **error);
/* "done": the subject of the automatic answer "reader_KIND" that the same mail had. */
gboolean kw_consultation_set_done(JsonObject *data, const KwConfig *config, const KwWords *words,
				  const char *kind, GError **error);
/* "letter": which letter of ours was answered, as phrase "consult.weekly" or "consult.bulletin"
 * says it. */
gboolean kw_consultation_set_issue(JsonObject *data, const KwConfig *config, const KwWords *words,
				   const KwIssue *issue, GError **error);
