/* Phrases of the word files with data in them. What templates see. */
#pragma once

#include "base/words.h"

#include <json-glib/json-glib.h>

/* KW_ERROR_CONFIG where the phrase is broken. */
char *kw_say(const KwWords *words, const char *phrase, JsonObject *data, GError **error);

/* A day as phrases see it: year, month, day, weekday, and month_name where the language has names
 * of months (phrases "month.1" …). NULL: `day` is none. */
JsonObject *kw_say_day_data(const KwWords *words, const char *day);

/* Outside text may hold any character, also those that mark a gap in a letter: they would be filled
 * in with a reader's own data. Plane 16 is private use, no advisory needs it. */
char *kw_say_clean(const char *text);
/* Absent text (NULL, "") is an absent member: a section in the template then renders as nothing. */
void kw_say_set(JsonObject *object, const char *key, const char *value);
