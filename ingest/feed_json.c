/* The public JSON of a feed (doc/json.md): what `inspect feed` prints. A mail's is reading's. */
#include "ingest/reading.h"

#include "store/items.h"

static void add_text(JsonBuilder *json, const char *name, const char *text)
{
	json_builder_set_member_name(json, name);
	json_builder_add_string_value(json, text); /* null for NULL */
}

static void add_texts(JsonBuilder *json, const char *name, const GPtrArray *texts)
{
	json_builder_set_member_name(json, name);
	json_builder_begin_array(json);
	for (guint i = 0; i < texts->len; i++)
		json_builder_add_string_value(json, texts->pdata[i]);
	json_builder_end_array(json);
}

static void add_refs(JsonBuilder *json, const GPtrArray *refs)
{
	json_builder_set_member_name(json, "refs");
	json_builder_begin_array(json);
	for (guint i = 0; i < refs->len; i++) {
		const KwRef *ref = refs->pdata[i];

		json_builder_begin_object(json);
		add_text(json, "kind", ref->kind);
		add_text(json, "value", ref->value);
		json_builder_end_object(json);
	}
	json_builder_end_array(json);
}

static void add_entry(JsonBuilder *json, const KwFeedEntry *entry)
{
	json_builder_begin_object(json);
	add_text(json, "id", entry->id);
	add_text(json, "title", entry->title);
	add_text(json, "link", entry->stated_link);
	add_text(json, "url", entry->link);
	add_text(json, "published", entry->published);
	add_text(json, "updated", entry->updated);
	add_text(json, "author", entry->author);
	add_text(json, "summary", entry->summary);
	add_texts(json, "categories", entry->categories);
	add_refs(json, entry->refs);
	add_text(json, "cvss", entry->cvss);
	json_builder_end_object(json);
}

JsonNode *kw_feed_to_json(const KwFeed *feed)
{
	g_autoptr(JsonBuilder) json = json_builder_new();

	json_builder_begin_object(json);
	add_text(json, "format", feed->format);
	add_text(json, "title", feed->title);
	add_text(json, "description", feed->description);
	add_text(json, "link", feed->stated_link);
	add_text(json, "url", feed->link);
	add_text(json, "language", feed->language);
	add_text(json, "handling", feed->handling);
	json_builder_set_member_name(json, "entries");
	json_builder_begin_array(json);
	for (guint i = 0; i < feed->entries->len; i++)
		add_entry(json, feed->entries->pdata[i]);
	json_builder_end_array(json);
	add_texts(json, "repaired", feed->repaired);
	json_builder_end_object(json);
	return json_builder_get_root(json);
}
