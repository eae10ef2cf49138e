/* digest/explain on any text, its first line the title: every sentence says where it comes from,
 * and the JSON of the story is valid. */
#include "../support/story_check.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gpointer load_words(gpointer language)
{
	return kw_words_load(language, NULL, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static GOnce once = G_ONCE_INIT;
	const KwWords *words = g_once(&once, load_words, (gpointer) "ja");
	g_autofree char *all = kw_text_repair(data, (gssize)size);
	size_t first = strcspn(all, "\n");
	g_autofree char *line = g_strndup(all, first);
	g_autofree char *title = kw_text_one_line(line);
	g_autofree char *text = kw_text_tidy(all + first);
	g_autoptr(KwItem) item = story_check_item(words, title, text);
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	g_autoptr(KwStory) story = kw_explain(item, NULL, words, zone);
	g_autoptr(JsonObject) json = kw_story_to_json(story, item, NULL, words, "2026-11-17", TRUE);
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), json);
	g_autofree char *printed = json_to_string(node, FALSE);

	story_check_origins(story, words);
	g_assert(kw_text_is_valid(printed, strlen(printed)));
	g_assert(g_utf8_strlen(story->headline, -1) <= 45);
	return 0;
}
