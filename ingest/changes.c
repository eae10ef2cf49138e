/* What became new in a story, as ids that phrases say ("changed.…"), and numbers. How it is told is
 * the reader's room.
 *
 * A section is known by its role: publishers number and name them anew in a revision. */
#include "merge-private.h"

#include "ingest/identify.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void add_word(GString *list, const char *word)
{
	g_string_append_printf(list, "%s%s", list->len ? " " : "", word);
}

/* Those of `refs` that are not among `others`. */
static char *list_others(const GPtrArray *refs, const GPtrArray *others)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < refs->len; i++) {
		const char *value = ((KwRef *)refs->pdata[i])->value;

		if (!kw_identify_has(others, value))
			add_word(list, value);
	}
	return g_strdup(list->str);
}

/* Role to text, of all sections of that role; owned. */
static GHashTable *texts_by_role(const KwItem *item)
{
	g_autoptr(JsonNode) root = item->sections ? json_from_string(item->sections, NULL) : NULL;
	JsonArray *list = root && JSON_NODE_HOLDS_ARRAY(root) ? json_node_get_array(root) : NULL;
	GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; list && i < json_array_get_length(list); i++) {
		JsonObject *section = json_array_get_object_element(list, i);
		const char *role = json_object_get_string_member_with_default(section, "role", "");
		const char *text = json_object_get_string_member_with_default(section, "text", "");
		const char *known = g_hash_table_lookup(texts, role);

		g_hash_table_insert(texts, g_strdup(role),
				    g_strconcat(known ? known : "", text, "\n", NULL));
	}
	return texts;
}

static void add_changed_sections(GString *what, const KwItem *before, const KwItem *after)
{
	static const char *const roles[] = {"overview",   "affected",     "impact",    "remedy",
					    "workaround", "exploitation", "references"};
	g_autoptr(GHashTable) old = texts_by_role(before);
	g_autoptr(GHashTable) new = texts_by_role(after);
	gsize length = what->len;

	for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
		if (g_strcmp0(g_hash_table_lookup(old, roles[i]),
			      g_hash_table_lookup(new, roles[i])) != 0)
			add_word(what, roles[i]);
	if (what->len == length && g_strcmp0(before->text, after->text) != 0)
		add_word(what, "text");
}

/* The numbers that a text names; of a telling that brings no text of its own nothing is gone. */
static char *list_gone(const KwItem *before, const KwItem *after)
{
	g_autoptr(GPtrArray) old = kw_identify_refs(before->text ? before->text : "");
	g_autoptr(GPtrArray) new = kw_identify_refs(after->text ? after->text : "");

	return list_others(old, new);
}

gboolean kw_changes_find(const KwItem *before, const KwItem *after, const GPtrArray *named,
			 const GPtrArray *told, KwRevision *out)
{
	g_autoptr(GString) what = g_string_new(NULL);

	if (g_strcmp0(before->title_key, after->title_key) != 0)
		add_word(what, "title");
	out->severity_was = g_strdup("");
	if (g_strcmp0(before->severity, after->severity) != 0) {
		add_word(what, "severity");
		kw_merge_replace(&out->severity_was, before->severity);
	}
	out->refs_new = list_others(told, named);
	out->refs_gone = list_gone(before, after);
	if (*out->refs_new || *out->refs_gone)
		add_word(what, "refs");
	add_changed_sections(what, before, after);
	out->what = g_strdup(what->str);
	return what->len > 0;
}
