/* The sentences of a text. */
#pragma once

#include <glib.h>

/* One line each, in order, without their full stop and without empty ones. A sentence ends at 。, !
 * and
 * ?, at ". ", before an item of a list, after a short Latin line and at an empty one; the line
 * breaks of mail in it are undone. char *, owned. */
GPtrArray *kw_sentences_split(const char *text);
