/* The patterns of the word files: sentences with {{names}}, filled from a product and a threat.
 * Which sentence is written is decided in explain_story.c and explain_steps.c.
 *
 * There is no GError: a word file that an operator broke must not keep an advisory from a reader,
 * so the pattern is shown as it is and the log says which. */
#include "explain-private.h"

#include "base/log.h"
#include "base/template.h"
#include "base/text.h"

char *kw_pattern_render(const char *name, const char *pattern, JsonObject *data)
{
	g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), data);
	g_autoptr(GError) error = NULL;
	g_autofree char *text =
		kw_template_render(name, pattern, node, KW_TEMPLATE_TEXT, NULL, NULL, &error);

	if (text)
		return kw_text_one_line(text);
	kw_log(KW_LOG_WARNING, "word file: %s", error->message);
	return g_strdup(pattern);
}

char *kw_pattern_phrase(const KwWords *words, const char *id, JsonObject *data)
{
	return kw_pattern_render(id, kw_words_phrase(words, id), data);
}

char *kw_pattern_phrase_of(const KwWords *words, const char *stem, const char *part,
			   JsonObject *data)
{
	g_autofree char *id = g_strconcat(stem, ".", part, NULL);

	return kw_pattern_phrase(words, id, data);
}

const char *kw_pattern_find(const KwWords *words, const char *stem, const char *part)
{
	g_autofree char *id = g_strconcat(stem, ".", part, NULL);
	const KwWord *word = kw_words_find(words, "phrases", id);

	return word ? kw_word_text(word, "text") : NULL;
}
