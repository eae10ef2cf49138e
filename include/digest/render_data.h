/* The data that the templates of an issue see, as JSON. Documented in doc/templates.md. */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "digest/explain.h"
#include "store/issues.h"

#include <json-glib/json-glib.h>

/* How much is told: so many of the stories in full; of the other ones and the shorts so many in a
 * note; the rest in a line, that of the list of actions. */
typedef struct {
	guint stories, notes;
} KwExtent;

/* `stories` and `shorts` are KwStory *. `extent` NULL: all stories in full, all shorts in a note.
 * KW_ERROR_CONFIG where a phrase of the word files is broken. */
JsonNode *kw_render_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, const KwExtent *extent,
			 int64_t now, GError **error);
