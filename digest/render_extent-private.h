/* How much of its stories a letter tells. Used by render.c only. */
#pragma once

#include "digest/render_data.h"

/* The name of an issue's templates: what speaks of a bulletin has its own. */
const char *kw_extent_form(const KwIssue *issue);
/* kw_render_data() with as much of the stories as can be read in config->weekly_minutes, and with
 * the times that it takes. *at: how much to try first, and how much it is (0: most). */
JsonNode *kw_extent_data(const KwConfig *config, const KwWords *words, const KwIssue *issue,
			 const GPtrArray *stories, const GPtrArray *shorts, int64_t now, int *at,
			 GError **error);
