/* The stored sections of an advisory: the texts of some, and its text without some. */
#include "base/sections.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MIN_BYTES 24 /* of a section without a heading: a shorter text may stand anywhere */

typedef struct {
	const char *role, *title, *text; /* "" where it has none */
} Section;

struct KwSections {
	JsonNode *root; /* NULL = it is no JSON */
	GArray *list;   /* Section */
};

static const char *member_text(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && JSON_NODE_HOLDS_VALUE(node) &&
			       json_node_get_value_type(node) == G_TYPE_STRING
		       ? json_node_get_string(node)
		       : "";
}

KwSections *kw_sections_parse(const char *json)
{
	KwSections *sections = g_new0(KwSections, 1);
	JsonArray *list;

	sections->root = json ? json_from_string(json, NULL) : NULL;
	sections->list = g_array_new(FALSE, FALSE, sizeof(Section));
	list = sections->root && JSON_NODE_HOLDS_ARRAY(sections->root)
		       ? json_node_get_array(sections->root)
		       : NULL;
	for (guint i = 0; list && i < json_array_get_length(list); i++) {
		JsonNode *node = json_array_get_element(list, i);
		JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node)
								  : NULL;
		Section section;

		if (!object)
			continue;
		section = (Section){member_text(object, "role"), member_text(object, "title"),
				    member_text(object, "text")};
		g_array_append_val(sections->list, section);
	}
	return sections;
}

void kw_sections_free(KwSections *sections)
{
	if (!sections)
		return;
	g_clear_pointer(&sections->root, json_node_unref);
	g_array_unref(sections->list);
	g_free(sections);
}

char *kw_sections_texts(const KwSections *sections, const char *const *roles)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < sections->list->len; i++) {
		const Section *section = &g_array_index(sections->list, Section, i);

		if (g_strv_contains(roles, section->role))
			g_string_append_printf(out, "%s\n", section->text);
	}
	return g_string_free(out, FALSE);
}

char *kw_sections_others(const KwSections *sections, const char *const *roles)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < sections->list->len; i++) {
		const Section *section = &g_array_index(sections->list, Section, i);

		if (!g_strv_contains(roles, section->role))
			g_string_append_printf(out, "%s\n\n%s\n\n", section->title, section->text);
	}
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

static void cut(GString *out, const Section *section)
{
	g_autofree char *text = g_strchomp(g_strdup(section->text));
	char *at = NULL;

	if (*text && *section->title)
		at = find_below(out->str, section->title, text);
	if (!at && strlen(text) >= MIN_BYTES)
		at = strstr(out->str, text);
	if (at)
		g_string_erase(out, at - out->str, (gssize)strlen(text));
}

char *kw_sections_cut(const char *text, const KwSections *sections, const char *const *roles)
{
	GString *out = g_string_new(text);

	for (guint i = 0; i < sections->list->len; i++) {
		const Section *section = &g_array_index(sections->list, Section, i);

		if (g_strv_contains(roles, section->role))
			cut(out, section);
	}
	return g_string_free(out, FALSE);
}
