/* Phrases with data in them: a date is in every language's own order and words. Which phrase is
 * said is decided by the caller; nothing that a reader sees stands here. */
#include "say-private.h"

#include "base/template.h"
#include "base/when.h"

char *kw_say(const KwWords *words, const char *phrase, JsonObject *data, GError **error)
{
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);

	return kw_template_render(phrase, kw_words_phrase(words, phrase), node, KW_TEMPLATE_TEXT,
				  NULL, NULL, error);
}

JsonObject *kw_say_day_data(const KwWords *words, const char *day)
{
	g_autofree char *weekday = NULL, *month = NULL;
	const KwWord *name;
	JsonObject *data;
	KwDay fields;

	if (!day || !kw_when_parse_day(day, &fields))
		return NULL;
	weekday = g_strdup_printf("weekday.%d", fields.weekday);
	month = g_strdup_printf("month.%d", fields.month);
	name = kw_words_find(words, "phrases", month);
	data = json_object_new();
	json_object_set_int_member(data, "year", fields.year);
	json_object_set_int_member(data, "month", fields.month);
	json_object_set_int_member(data, "day", fields.day);
	json_object_set_string_member(data, "weekday", kw_words_phrase(words, weekday));
	if (name && kw_word_text(name, "text"))
		json_object_set_string_member(data, "month_name", kw_word_text(name, "text"));
	return data;
}
