/* Single lines of a pasted header block: labels ("差出人: …"), separators, quoting. Words:
 * forward.yaml. How lines make a block is ingest/block. */
#pragma once

#include <glib.h>

enum { KW_LABEL_FROM, KW_LABEL_DATE, KW_LABEL_TO, KW_LABEL_CC, KW_LABEL_SUBJECT, KW_LABEL_OTHER };
#define KW_LABEL_BIT(kind) (1u << (kind))

typedef struct {
	guint bits;  /* kinds that the word may mean: "Da:" is a From in Italian, a To in Welsh */
	int quote;   /* how many ">" stand before it */
	char *value; /* one line */
} KwLabel;
void kw_label_clear(KwLabel *label);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KwLabel, kw_label_clear)

/* FALSE: the line is no label. `out_label` must be all zero. */
gboolean kw_label_read(const char *line, KwLabel *out_label);
/* A label in a language that nobody has listed, in a block that has the kinds `seen` already: its
 * value tells what it is. For blocks that a separator announces; prose has such lines, too. FALSE
 * and `out_label` as kw_label_read(). */
gboolean kw_label_guess(const char *line, guint seen, KwLabel *out_label);
/* The kinds that a word without its colon may mean; 0 = it is no label. */
guint kw_label_bits(const char *word, size_t length);
/* The kind that it means in a block that has the kinds `seen` already, or -1. */
int kw_label_pick(guint bits, guint seen);
/* A value as one line without marks of emphasis and table borders. */
char *kw_label_tidy_value(const char *value);

/* The line without up to `levels` leading ">" (-1: all of them); borrowed from it. *out_removed
 * (may be NULL) says how many there were. */
const char *kw_label_unquote(const char *line, int levels, int *out_removed);
const char *kw_label_skip_blanks(const char *text); /* of all kinds: U+3000, NBSP … */
/* Nothing but quoting and blanks. */
gboolean kw_label_is_blank(const char *line);

/* 0: no separator; 1: a rule, which may belong to a signature as well; 2: words between dashes, a
 * sentence such as 転送されたメッセージ:, or a rule that is longer than anybody's. */
int kw_label_separator(const char *line);

/* The line says that the forwarded message ends: "--- Original Message Ends ---". */
gboolean kw_label_is_ending(const char *line);

/* "Fwd: …", "転送: …" */
gboolean kw_label_is_forward_subject(const char *subject);
