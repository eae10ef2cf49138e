/* The public JSON of `inspect item`: a contract with others (doc/json.md), so every key is always
 * there, null where there is nothing to say. Nothing is decided here. */
#include "digest/explain.h"

#include "base/when.h"
#include "digest/readability.h"

char *kw_story_until(const KwStory *story, const char *day)
{
	if (g_str_equal(story->level, "today"))
		return g_strdup(day);
	if (g_str_equal(story->level, "this-week"))
		return kw_when_day_add(day, KW_STORY_WEEK_DAYS);
	return NULL;
}

static void set_texts(JsonObject *json, const char *key, const GPtrArray *texts)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < texts->len; i++)
		json_array_add_string_element(array, texts->pdata[i]);
	json_object_set_array_member(json, key, array);
}

static void set_severity(JsonObject *json, const KwStory *story, const char *day)
{
	JsonObject *severity = json_object_new();
	g_autofree char *until = kw_story_until(story, day);

	json_object_set_string_member(severity, "level", story->level);
	json_object_set_string_member(severity, "why", story->why);
	json_object_set_string_member(severity, "until", until);
	json_object_set_object_member(json, "severity", severity);
}

static void set_glossary(JsonObject *json, const KwStory *story)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < story->glossary->len; i++) {
		const KwGloss *gloss = story->glossary->pdata[i];
		JsonObject *one = json_object_new();

		json_object_set_string_member(one, "term", gloss->term);
		json_object_set_string_member(one, "meaning", gloss->meaning);
		json_array_add_object_element(array, one);
	}
	json_object_set_array_member(json, "glossary", array);
}

static void set_source(JsonObject *json, const KwStory *story)
{
	JsonObject *source = json_object_new();

	json_object_set_string_member(source, "name", story->source_name);
	json_object_set_string_member(source, "id", story->source_id);
	json_object_set_string_member(source, "day", story->source_day);
	json_object_set_string_member(source, "url", story->source_url);
	json_object_set_object_member(json, "source", source);
}

static void set_refs(JsonObject *json, const GPtrArray *refs)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; refs && i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];
		JsonObject *one = json_object_new();

		json_object_set_string_member(one, "kind", ref->kind);
		json_object_set_string_member(one, "value", ref->value);
		json_array_add_object_element(array, one);
	}
	json_object_set_array_member(json, "refs", array);
}

static void set_trace(JsonObject *json, const KwStory *story)
{
	JsonArray *array = json_array_new();

	for (guint i = 0; i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];
		JsonObject *one = json_object_new();

		json_object_set_string_member(one, "part", origin->part);
		json_object_set_string_member(one, "sentence", origin->sentence);
		json_object_set_string_member(one, "from", origin->from);
		json_object_set_string_member(one, "quote", origin->quote);
		json_array_add_object_element(array, one);
	}
	json_object_set_array_member(json, "trace", array);
}

static void set_score(JsonObject *json, const char *key, const KwReadability *readability,
		      const char *language)
{
	if (readability->sentences && g_str_equal(readability->language, language))
		json_object_set_double_member(json, key, readability->rs);
	else
		json_object_set_null_member(json, key);
}

/* Two numbers of one scale, or none of the source: languages have scales of their own. */
static void set_readability(JsonObject *json, const KwStory *story, const KwItem *item,
			    const KwWords *words)
{
	g_autoptr(KwReadability) plain = kw_readability_of_story(story, words);
	g_autoptr(KwReadability)
		source = kw_readability_of(item->text ? item->text : "", NULL, words);
	JsonObject *both = json_object_new();

	set_score(both, "source", source, plain->language);
	set_score(both, "plain", plain, plain->language);
	json_object_set_object_member(json, "readability", both);
}

JsonObject *kw_story_to_json(const KwStory *story, const KwItem *item, const GPtrArray *refs,
			     const KwWords *words, const char *day, gboolean with_trace)
{
	JsonObject *json = json_object_new();

	json_object_set_string_member(json, "headline", story->headline);
	json_object_set_string_member(json, "action", story->action);
	set_severity(json, story, day);
	json_object_set_string_member(json, "threat", story->threat);
	set_texts(json, "products", story->products);
	set_texts(json, "product_names", story->product_names);
	set_texts(json, "what", story->what);
	set_texts(json, "who", story->who);
	set_texts(json, "do", story->todo);
	set_texts(json, "ask", story->ask);
	set_texts(json, "tell", story->tell);
	json_object_set_int_member(json, "minutes", story->minutes);
	set_glossary(json, story);
	set_readability(json, story, item, words);
	set_source(json, story);
	set_refs(json, refs);
	set_texts(json, "needs_person", story->needs_person);
	if (with_trace)
		set_trace(json, story);
	else
		json_object_set_null_member(json, "trace");
	return json;
}
