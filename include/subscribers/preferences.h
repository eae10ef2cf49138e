/* What a reader says about himself and what he wants to get, in free text or in a form. Words:
 * subscribers/preferences.yaml. */
#pragma once

#include "base/words.h"
#include "store/roll.h"

/* Changes `subscriber` by the sender's own words; products are found by the word file.
 * `takes_word`: a single word without anything else is the 合い言葉, because he was asked for it.
 * How many things were understood; 0 = nothing is changed. */
int kw_preferences_read(const char *own, const KwWords *words, gboolean takes_word,
			KwSubscriber *subscriber);

/* The same out of a form, one field at a time: "organisation", "word", "industry", "size" (free,
 * one short line), "prefecture" (as people write it), "language" ("ja", "en"), "topics" (as in
 * KwSubscriber). "" takes away what can be absent. FALSE: no such value, nothing is changed. */
gboolean kw_preferences_set(KwSubscriber *subscriber, const char *field, const char *value);
/* Adds the products that `names` speaks of; FALSE: of none. */
gboolean kw_preferences_add_products(KwSubscriber *subscriber, const char *names,
				     const KwWords *words);
/* const char *, in their usual order. */
GPtrArray *kw_preferences_prefectures(void);

/* `ids` with those of `more` added, each once; both blank-separated, may be NULL. NULL where none.
 */
char *kw_preferences_join(const char *ids, const char *more);
