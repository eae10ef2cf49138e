/* Many names, found in a text in one pass. Of base/words.c only. */
#pragma once

#include <glib.h>

typedef struct KwNames KwNames;

KwNames *kw_names_new(void);
void kw_names_free(KwNames *names);

/* `owner` is what kw_names_match() answers; one owner may have many names, and one name several
 * owners. A name that folds to nothing is left out. */
void kw_names_add(KwNames *names, const char *name, gconstpointer owner);

/* After the last add, before the first match. */
void kw_names_seal(KwNames *names);

/* Owners whose names occur in `text`, each once, in order of first appearance. Where names overlap
 * the longest wins, among equally long ones the first. Free the array, not its elements. */
GPtrArray *kw_names_match(const KwNames *names, const char *text);
