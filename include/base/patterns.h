/* Many regular expressions over the same texts.
 *
 * Most of them fit nothing, and trying each takes longer than all else that is done with a text. So
 * what a text must hold for a pattern to fit is read out of it ("脆弱性" or "弱点", and "修正", of
 * "(脆弱性|弱点).*修正(?!し)"); all of that is looked for in one pass, and a pattern is tried only
 * where its pieces stand. What fits is the same.
 */
#pragma once

#include "base/yaml.h"

#include <glib.h>

typedef struct KwPatterns KwPatterns;

KwPatterns *kw_patterns_new(void);
void kw_patterns_free(KwPatterns *patterns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KwPatterns, kw_patterns_free)

/* `pattern` is a regular expression of GLib that minds the case; what is none is a programmer's
 * error and ends the program. `owner` is what is found where it fits; may be NULL. */
void kw_patterns_add(KwPatterns *patterns, const char *pattern, gconstpointer owner);

/* The same for each of its alternatives by itself, which fewer texts come into question for: where
 * only whether one fits is asked, not what is in a group. */
void kw_patterns_add_each(KwPatterns *patterns, const char *pattern, gconstpointer owner);

/* All of a list, without owners, and of a map of lists, whose owners are their keys, interned;
 * sealed.
 */
KwPatterns *kw_patterns_of_list(const KwYaml *list);
KwPatterns *kw_patterns_of_map(const KwYaml *map);

/* Those of list `name` of a map that is never freed: made when they are first asked for, and kept.
 * `fill` makes the pattern, which is freed, of a text of the list; NULL = that is it. */
const KwPatterns *kw_patterns_under(const KwYaml *map, const char *name,
				    char *(*fill)(const char *text));

/* After the last add, before the first question. */
void kw_patterns_seal(KwPatterns *patterns);

/* One of them fits `text`. */
gboolean kw_patterns_fits(const KwPatterns *patterns, const char *text);

/* The owners of those that fit `text`, each once, in the order of adding. Borrowed elements, free
 * the array. */
GPtrArray *kw_patterns_match(const KwPatterns *patterns, const char *text);

/* What the first that fits `text` has in its first group; NULL = none fits. */
char *kw_patterns_fetch(const KwPatterns *patterns, const char *text);

/* `text` with `gap` for all that they fit, one pattern after the other. */
char *kw_patterns_strike(const KwPatterns *patterns, const char *text, const char *gap);
