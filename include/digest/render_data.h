/* The data that the templates of an issue see, as JSON. Documented in doc/templates.md. */
#pragma once

#include "base/config.h"
#include "base/words.h"
#include "digest/explain.h"
#include "store/issues.h"

#include <json-glib/json-glib.h>

/* `stories` and `shorts` are KwStory *. KW_ERROR_CONFIG where a phrase of the word files is broken.
 */
JsonNode *kw_render_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now,
			 GError **error);
