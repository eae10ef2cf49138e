/* What a text must hold for a regular expression to fit it. Of patterns.c. */
#pragma once

#include <glib.h>

/* Literals of which at least one stands in every text that `pattern` (PCRE2, case matters) fits:
 * char *, owned. NULL: none are known, and the pattern has to be tried. */
GPtrArray *kw_needles_of(const char *pattern);
