/* Titles as publishers write them: what they put around what a title says, and the name of what is
 * weak in it, be that known to any word file or not (lib/base/title.yaml).
 */
#pragma once

#include <glib.h>

/* The title without numbers and without what publishers put around it; the title where nothing
 * would be left. NULL is "". */
char *kw_title_plain(const char *title);

/* A title that is only a bulletin's number, with the first line of `text` behind it, which says
 * what it is about; owned. NULL: it is more, or there is no such line. */
char *kw_title_with_subtitle(const char *title, const char *text);

/* What the title says is weak, as it writes the name: "X" of "「X」における…の脆弱性", "X Command
 * Injection Vulnerability"; NULL = it has none of these forms. */
char *kw_title_weak_name(const char *title);

/* The same, or a name that stands alone or before a colon: for who knows that the text speaks of a
 * weakness. */
char *kw_title_name(const char *title);

/* Who makes what has weaknesses (title.yaml: makers), as part of an expression that minds the case:
 * "(?:Microsoft|Apple|…)". Static. */
const char *kw_title_makers(void);
