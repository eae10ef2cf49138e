/* Phrases of the word files with data in them. Used by render_data.c and personal.c. */
#pragma once

#include "base/words.h"

#include <json-glib/json-glib.h>

/* KW_ERROR_CONFIG where the phrase is broken. */
char *kw_say(const KwWords *words, const char *phrase, JsonObject *data, GError **error);

/* A day as phrases see it: year, month, day, weekday, and month_name where the language has names
 * of months (phrases "month.1" …). NULL: `day` is none. */
JsonObject *kw_say_day_data(const KwWords *words, const char *day);
