/* Mustache: the six core files of the specification (comments, delimiters, interpolation, inverted,
 * partials, sections), over json-glib. No lambdas, no code: a template cannot do anything.
 *
 * As if false in a section are: absent, null, false, 0, "" and []. Numbers are written without a
 * needless fraction (2.0 is "2"); a list or an object written as a variable is nothing.
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

typedef enum {
	KW_TEMPLATE_TEXT, /* {{x}} is not escaped: mail text (*.txt.mustache) */
	KW_TEMPLATE_HTML, /* {{x}} is escaped for HTML text and quoted attributes (*.html.mustache)
			   */
} KwTemplateEscape;

/* The template of a partial, yours to keep alive until render returns; NULL where there is none
 * (renders as nothing, as the specification says). */
typedef const char *(*KwTemplatePartial)(const char *name, gpointer user);

/* Renders. Errors are KW_ERROR_CONFIG with `name` and the line: unclosed tags and sections,
 * partials nested deeper than 32 (a partial may recurse), output above 8 MiB, a template that
 * takes some 16 million steps. `data` may be NULL. */
char *kw_template_render(const char *name, const char *source, JsonNode *data,
			 KwTemplateEscape escape, KwTemplatePartial partial, gpointer user,
			 GError **error);
