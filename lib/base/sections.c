/* The stored sections of an advisory: the texts of some, and its text without some. */
#include "base/sections.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MIN_BYTES 24 /* of a section without a heading: a shorter text may stand anywhere */

typedef void (*Visit)(const char *title, const char *text, gpointer data);

static const char *member_text(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) &&
			       json_node_get_value_type(node) == G_TYPE_STRING
		       ? json_node_get_string(node)
		       : "";
}

static void visit(const char *json, const char *const *roles, Visit each, gpointer data)
{
	g_autoptr(JsonNode) root = json ? json_from_string(json, NULL) : NULL;
	JsonArray *list = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;

	for (guint i = 0; list && i < json_array_get_length(list); i++) {
		JsonNode *node = json_array_get_element(list, i);
		JsonObject *section = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node)
								   : NULL;

		if (section && g_strv_contains(roles, member_text(section, "role")))
			each(member_text(section, "title"), member_text(section, "text"), data);
	}
}

static void append(const char *title G_GNUC_UNUSED, const char *text, gpointer out)
{
	g_string_append_printf(out, "%s\n", text);
}

char *kw_sections_texts(const char *json, const char *const *roles)
{
	GString *out = g_string_new(NULL);

	visit(json, roles, append, out);
	return g_string_free(out, FALSE);
}

/* Where `section` begins below a line that is `title`; NULL = nowhere. */
static char *find_below(char *text, const char *title, const char *section)
{
	for (char *at = text; (at = strstr(at, title)); at += strlen(title)) {
		char *below = at + strlen(title);

		below += strspn(below, " \t\r\n:");
		if (g_str_has_prefix(below, section))
			return below;
	}
	return NULL;
}

static void cut(const char *title, const char *text, gpointer data)
{
	GString *out = data;
	g_autofree char *section = g_strchomp(g_strdup(text));
	char *at = NULL;

	if (*section && *title)
		at = find_below(out->str, title, section);
	if (!at && strlen(section) >= MIN_BYTES)
		at = strstr(out->str, section);
	if (at)
		g_string_erase(out, at - out->str, (gssize)strlen(section));
}

char *kw_sections_cut(const char *text, const char *json, const char *const *roles)
{
	GString *out = g_string_new(text);

	visit(json, roles, cut, out);
	return g_string_free(out, FALSE);
}
