/* What holds for every story, for the tests of explain and its fuzz target: each sentence says
 * where it comes from, and what it quotes stands in the source. */
#pragma once

#include "base/sentences.h"
#include "base/text.h"
#include "base/words.h"
#include "digest/explain.h"

#include <string.h>

/* An item as intake would make it: the products and the threat that the text names, urgent for
 * every reason, all of its text a remedy. */
static inline KwItem *story_check_item(const KwWords *words, const char *title, const char *text)
{
	g_autofree char *all = g_strconcat(title, "\n", text, NULL);
	g_autoptr(GPtrArray) products = kw_words_match(words, "products", all);
	g_autoptr(GPtrArray) threats = kw_words_match(words, "threats", all);
	g_autoptr(GString) ids = g_string_new(NULL);
	g_autoptr(JsonArray) sections = json_array_new();
	g_autoptr(JsonNode) node = json_node_new(JSON_NODE_ARRAY);
	JsonObject *remedy = json_object_new();
	KwItem *item = kw_item_new();

	for (guint i = 0; i < products->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(products->pdata[i]));
	json_object_set_string_member(remedy, "role", "remedy");
	json_object_set_string_member(remedy, "text", text);
	json_array_add_object_element(sections, remedy);
	json_node_set_array(node, sections);
	item->title = g_strdup(title);
	item->text = g_strdup(text);
	item->language = g_strdup("ja");
	item->severity = g_strdup("today");
	item->severity_why = g_strdup("exploited publisher-alert watch-product scam");
	item->products = g_strdup(ids->str);
	item->category = g_strdup(threats->len ? kw_word_id(threats->pdata[0]) : NULL);
	item->sections = json_to_string(node, FALSE);
	return item;
}

/* "products:fortigate.about" is an entry of a word file and a key of it. */
static inline gboolean story_check_is_word(const KwWords *words, const char *from)
{
	g_auto(GStrv) parts = g_strsplit(from, ":", 2);
	const char *dot = parts[0] && parts[1] ? strrchr(parts[1], '.') : NULL;
	g_autofree char *id = dot ? g_strndup(parts[1], (gsize)(dot - parts[1])) : NULL;
	const KwWord *word;

	if (!dot)
		return FALSE;
	if (g_str_equal(parts[0], "phrases"))
		return kw_words_find(words, "phrases", parts[1]) != NULL;
	word = kw_words_find(words, parts[0], id);
	g_autoptr(GPtrArray) texts = word ? kw_word_texts(word, dot + 1) : g_ptr_array_new();
	return texts->len > 0;
}

static inline gboolean story_check_is_origin(const KwWords *words, const char *from)
{
	static const char *const others[] = {"source", "staff", "headline", NULL};

	return g_strv_contains(others, from) || story_check_is_word(words, from);
}

static inline void story_check_sentence(const KwStory *story, const char *part,
					const char *sentence)
{
	if (!*sentence)
		return; /* of an item without a title */
	for (guint i = 0; i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (g_str_equal(origin->part, part) && g_str_equal(origin->sentence, sentence))
			return;
	}
	g_error("no origin for (%s) %s", part, sentence);
}

static inline void story_check_lines(const KwStory *story, const char *part, const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		story_check_sentence(story, part, lines->pdata[i]);
}

/* Line breaks apart, the quote is a piece of what the item holds. */
static inline gboolean story_check_is_quote(const KwItem *item, const char *quote)
{
	g_autofree char *all =
		g_strjoin(" ", item->title ? item->title : "", item->text ? item->text : "",
			  item->sections ? item->sections : "", item->url ? item->url : "",
			  item->publisher_id ? item->publisher_id : "", NULL);
	g_autoptr(GPtrArray) held = kw_sentences_split(all);

	if (strstr(all, quote))
		return TRUE;
	for (guint i = 0; i < held->len; i++)
		if (strstr(held->pdata[i], quote))
			return TRUE;
	return FALSE;
}

static inline void story_check_origins(const KwStory *story, const KwWords *words)
{
	story_check_sentence(story, "headline", story->headline);
	story_check_sentence(story, "action", story->action);
	story_check_sentence(story, "credit", story->credit);
	if (story->comment)
		story_check_sentence(story, "comment", story->comment);
	story_check_lines(story, "who", story->who);
	story_check_lines(story, "what", story->what);
	story_check_lines(story, "do", story->todo);
	story_check_lines(story, "ask", story->ask);
	story_check_lines(story, "tell", story->tell);
	for (guint i = 0; i < story->origins->len; i++) {
		const KwOrigin *origin = story->origins->pdata[i];

		if (!story_check_is_origin(words, origin->from))
			g_error("%s: nothing of that name (%s)", origin->from, origin->sentence);
		if (g_str_has_prefix(origin->from, "facts:"))
			g_assert(origin->quote);
	}
}
