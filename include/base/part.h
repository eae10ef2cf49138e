/* Templates of mails and pages by name. */
#pragma once

#include "base/config.h"

#include <json-glib/json-glib.h>

/* One template, templates/LANGUAGE/NAME.SUFFIX.mustache (suffix "txt" or "html"), with its
 * partials. KW_ERROR_CONFIG where it, or one of the operator's in its place, is broken. */
char *kw_part_render(const KwConfig *config, const char *name, const char *suffix, JsonNode *data,
		     GError **error);
