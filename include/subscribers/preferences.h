/* What a reader writes about himself and what he wants to get, in free text. Words:
 * subscribers/preferences.yaml. */
#pragma once

#include "base/words.h"
#include "store/roll.h"

/* Changes `subscriber` by the sender's own words; products are found by the word file.
 * `takes_word`: a single word without anything else is the 合い言葉, because he was asked for it.
 * How many things were understood; 0 = nothing is changed. */
int kw_preferences_read(const char *own, const KwWords *words, gboolean takes_word,
			KwSubscriber *subscriber);

/* `ids` with those of `more` added, each once; both blank-separated, may be NULL. NULL where none.
 */
char *kw_preferences_join(const char *ids, const char *more);
