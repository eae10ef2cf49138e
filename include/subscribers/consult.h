/* What a mail of a reader asks, out of the reader's own words (subscribers/consult.yaml and
 * firstaid.yaml). In doubt it is a question: a person reads it. */
#pragma once

#include "base/words.h"

#include <stdint.h>

typedef enum {
	KW_CONSULT_NONE, /* nothing: empty, thanks */
	KW_CONSULT_QUESTION,
	KW_CONSULT_INCIDENT,   /* something has happened and goes on */
	KW_CONSULT_SPECIALIST, /* somebody shall come */
	KW_CONSULT_POLICY,     /* a template for a security policy */
	KW_CONSULT_SALES,      /* probably: somebody sells something */
} KwConsultKind;

typedef struct {
	KwConsultKind kind;
	const KwWord *firstaid; /* incident: the case, borrowed from the words; else NULL */
	const char *prefecture; /* that is named; static, NULL = none */
	int story;              /* its number in the letter; 0 = none is named */
	gboolean is_question;   /* it asks, in so many words */
	gboolean asks_genuine;  /* whether a mail is what it says that it is */
	gboolean names_other;   /* and that mail is, by these words, none of ours */
	gboolean is_bare; /* nothing but the name of what is wanted: no person has to read it */
} KwConsult;

/* `subject` is the reader's own (not that of a letter that is answered), or NULL. */
KwConsult kw_consult_read(const KwWords *words, const char *subject, const char *own);

/* "question", "incident", "specialist", "policy", "sales" (store/questions.h); NULL for none. */
const char *kw_consult_name(KwConsultKind kind);

/* What was asked before this had to be answered before today: `days` working days
 * (base/workday.h) after the day of `zone` on which it was asked. */
int64_t kw_consult_overdue_before(int64_t now, int days, const char *closed, GTimeZone *zone);
