/* Many names, found in a text in one pass. Of base/words.c and what it is made of. */
#pragma once

#include "literals-private.h"

typedef struct KwNames KwNames;

/* An occurrence, in bytes of the folded text. */
typedef KwLiteralHit KwNameHit;

KwNames *kw_names_new(void);
void kw_names_free(KwNames *names);

/* `owner` is what the hits of a name lead to; one owner may have many names, and one name several
 * owners. A name that folds to nothing is left out. */
void kw_names_add(KwNames *names, const char *name, gconstpointer owner);

/* After the last add, before the first find. */
void kw_names_seal(KwNames *names);

/* KwNameHit, in order of place: where names occur in `folded` (base/text.h). Where they overlap the
 * longest wins, among equally long ones the first. */
GArray *kw_names_find(const KwNames *names, const char *folded);
