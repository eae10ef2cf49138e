/* The words that a letter explains at its end: those of its stories that are printed, and no more
 * than a reader bears. */
#include "render_data-private.h"

#include "base/say.h"
#include "base/text.h"

#include <string.h>

#define MAX_GLOSSES 5

/* What of a story its reader reads. The message is not among it: who gets it knows its words. */
static const char *const read_texts[] = {"headline", "action", "caution"};
static const char *const read_lists[] = {"who", "what", "todo", "tell"};

static void append_story(JsonArray *array G_GNUC_UNUSED, guint index G_GNUC_UNUSED, JsonNode *node,
			 gpointer out)
{
	JsonObject *story = json_node_get_object(node);
	const char *text;

	for (size_t i = 0; i < G_N_ELEMENTS(read_texts); i++) {
		text = json_object_get_string_member_with_default(story, read_texts[i], "");
		g_string_append_printf(out, "%s\n", text);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(read_lists); i++) {
		JsonArray *lines = json_object_get_array_member(story, read_lists[i]);

		for (guint l = 0; l < json_array_get_length(lines); l++)
			g_string_append_printf(out, "%s\n",
					       json_array_get_string_element(lines, l));
	}
}

/* What of the stories in `root` is read, folded. Yours. */
static char *read_of(JsonObject *root)
{
	static const char *const keys[] = {"stories", "shorts"};
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t k = 0; k < G_N_ELEMENTS(keys); k++)
		json_array_foreach_element(json_object_get_array_member(root, keys[k]),
					   append_story, text);
	return kw_text_fold(text->str);
}

/* The term stands there as it is, and not everywhere with its meaning behind it ("UTM（…"); the
 * reading in the gloss itself is none of it. */
static gboolean is_to_be_explained(const char *read, const KwGloss *gloss)
{
	g_autofree char *folded = kw_text_fold(gloss->term);
	size_t length = strcspn(folded, "(");

	while (length && folded[length - 1] == ' ')
		length--;
	folded[length] = '\0';
	for (const char *p = read; (p = strstr(p, folded)) && length; p += length)
		if (p[length] != '(')
			return TRUE;
	return FALSE;
}

static void add_gloss(JsonArray *array, const KwGloss *gloss)
{
	JsonObject *entry = json_object_new();

	kw_say_set(entry, "term", gloss->term);
	kw_say_set(entry, "meaning", gloss->meaning);
	json_array_add_object_element(array, entry);
}

void kw_making_add_glossary(JsonObject *root, const GPtrArray *stories)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *read = read_of(root);
	JsonArray *array = json_array_new();

	for (guint i = 0; i < stories->len; i++) {
		const KwStory *story = stories->pdata[i];

		for (guint g = 0; g < story->glossary->len; g++) {
			const KwGloss *gloss = story->glossary->pdata[g];

			if (json_array_get_length(array) < MAX_GLOSSES &&
			    is_to_be_explained(read, gloss) && g_hash_table_add(seen, gloss->term))
				add_gloss(array, gloss);
		}
	}
	json_object_set_boolean_member(root, "has_glossary", json_array_get_length(array) > 0);
	json_object_set_array_member(root, "glossary", array);
}
