/* What a text must hold for a regular expression to fit it. Of patterns.c. */
#pragma once

#include <glib.h>

#define KW_NEEDLES_MAX 8

/* At most KW_NEEDLES_MAX lists of literals, GPtrArray * of char *, owned: of each at least one
 * stands in every text that `pattern` (PCRE2, case matters) fits. Empty: nothing is known. */
GPtrArray *kw_needles_of(const char *pattern);

/* The alternatives of which `pattern` is made, as patterns of their own; the whole where one of
 * them needs another. char *, owned. */
GPtrArray *kw_needles_alternatives(const char *pattern);
