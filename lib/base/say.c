/* Phrases with data in them: a date is in every language's own order and words. Which phrase is
 * said is decided by the caller; nothing that a reader sees stands here. */
#include "base/say.h"

#include "base/template.h"
#include "base/when.h"

#include <string.h>

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

char *kw_say_clean(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_utf8_get_char(p) < 0x100000)
			g_string_append_len(out, p, g_utf8_next_char(p) - p);
	return g_string_free(out, FALSE);
}

void kw_say_set(JsonObject *object, const char *key, const char *value)
{
	g_autofree char *clean = value ? kw_say_clean(value) : NULL;

	if (clean && *clean)
		json_object_set_string_member(object, key, clean);
}
