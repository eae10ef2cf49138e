/* The sentences of a text, and a text without the line breaks of mail. */
#pragma once

#include <glib.h>

/* A longer "sentence" is a table that lost its lines, and says nothing as one. */
#define KW_SENTENCE_MAX_BYTES 4096

/* `text` (UTF-8) without the line breaks of mail: those stay that end something, which are the ones
 * before an item of a list, after a short Latin line that does not go on in lower case, and at an
 * empty one. Yours. */
char *kw_sentences_unwrap(const char *text);

/* One line each, in order, without their full stop and without empty ones. A sentence ends at 。, !
 * and ?, at ". ", and at a line break that kw_sentences_unwrap() leaves. char *, owned. */
GPtrArray *kw_sentences_split(const char *text);
