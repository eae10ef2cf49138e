/* Between command.c (what a mail asks for), command_words.c (what one sentence says) and
 * command_until.c (until when). */
#pragma once

#include "subscribers/command.h"

/* One sentence, or a line. */
typedef struct {
	char *text;        /* as words and patterns know it (kw_command_plain()) */
	char *raw;         /* as it was written, without its mark */
	gboolean is_asked; /* "?" stood behind it */
} KwSentence;
/* KwSentence, owned: of a text, at most 200; without those that are empty. */
GArray *kw_command_sentences(const char *text);

/* Folded, katakana as hiragana, without marks and blanks at both ends. */
char *kw_command_plain(const char *text);

/* A verb, or a concern, of command.yaml: known by its place. */
typedef struct KwCommandRule KwCommandRule;
const char *kw_command_rule_id(const KwCommandRule *rule);
/* Of the same list. */
gboolean kw_command_rule_is_before(const KwCommandRule *rule, const KwCommandRule *other);
/* Whether `rule` says more precisely what `other` says. */
gboolean kw_command_rule_is_over(const KwCommandRule *rule, const char *other);

const KwCommandRule *kw_command_verb(const char *id);
/* What the sentence asks for; NULL = nothing. `only_words`: only where it is a bare word of it. */
const KwCommandRule *kw_command_verb_in(const char *sentence, gboolean only_words);
const KwCommandRule *kw_command_concern_in(const char *sentence);

typedef enum {
	KW_SAYS_COURTESY,
	KW_SAYS_QUESTION,
	KW_SAYS_REQUEST, /* in the form of a question */
	KW_SAYS_ASIDE,   /* in passing, beside a wish: nobody has to answer it */
	KW_SAYS_BULK,
	KW_SAYS_YES,
	KW_SAYS_NO,
	KW_SAYS_CONFIRMATION, /* a subject: of ours, that asks for it */
} KwSays;
gboolean kw_command_says(const char *sentence, KwSays what);

/* The Subject without what mail programs put before it; *out_is_other: the rest is not the
 * sender's. */
char *kw_command_subject(const char *subject, gboolean *out_is_other);

/* The last day that a sentence names, "2026-12-31"; NULL = none, or it is over. `today` is a day.
 */
char *kw_command_until(const char *sentence, const char *today);
/* The patterns of that. GRegex *. */
const GPtrArray *kw_command_untils(void);
