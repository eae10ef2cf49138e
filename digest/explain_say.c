/* How sentences get into a story: each with its origin, so that nobody has to believe what is told
 * there. Which sentence is said is decided in explain_story.c and explain_steps.c. */
#include "explain-private.h"

#include <string.h>

void kw_telling_trace(KwTelling *t, const char *part, const char *sentence, const char *from,
		      const char *quote)
{
	KwOrigin *origin;

	if (!sentence || !*sentence)
		return;
	origin = g_new0(KwOrigin, 1);
	origin->part = part;
	origin->sentence = g_strdup(sentence);
	origin->from = g_strdup(from);
	origin->quote = g_strdup(quote);
	g_ptr_array_add(t->story->origins, origin);
}

static const char *part_of(const KwStory *story, const GPtrArray *lines)
{
	if (lines == story->who)
		return "who";
	if (lines == story->what)
		return "what";
	if (lines == story->tell)
		return "tell";
	return lines == story->todo ? "do" : "ask";
}

void kw_telling_say(KwTelling *t, GPtrArray *lines, char *sentence, const char *from,
		    const char *quote)
{
	if (!*sentence) {
		g_free(sentence);
		return;
	}
	kw_telling_trace(t, part_of(t->story, lines), sentence, from, quote);
	g_ptr_array_add(lines, sentence);
}

char *kw_telling_phrase(const KwTelling *t, const char *id)
{
	return kw_pattern_phrase(t->words, id, t->data);
}

char *kw_telling_phrase_of(const KwTelling *t, const char *stem, const char *part)
{
	return kw_pattern_phrase_of(t->words, stem, part, t->data);
}

void kw_telling_add(KwTelling *t, GPtrArray *lines, const char *id, const char *quote)
{
	g_autofree char *from = g_strconcat("phrases:", id, NULL);

	kw_telling_say(t, lines, kw_telling_phrase(t, id), from, quote);
}

void kw_telling_add_of(KwTelling *t, GPtrArray *lines, const char *stem, const char *part,
		       const char *quote)
{
	g_autofree char *id = g_strconcat(stem, ".", part, NULL);

	kw_telling_add(t, lines, id, quote);
}

void kw_telling_add_word(KwTelling *t, GPtrArray *lines, const char *file, const KwWord *word,
			 const char *key, const char *quote)
{
	g_autoptr(GPtrArray) patterns = NULL;
	g_autofree char *from = NULL;

	if (!word)
		return;
	patterns = kw_word_texts(word, key);
	from = g_strdup_printf("%s:%s.%s", file, kw_word_id(word), key);
	for (guint i = 0; i < patterns->len; i++) {
		g_autofree char *sentence =
			kw_pattern_render(kw_word_id(word), patterns->pdata[i], t->data);

		if ((strcmp(file, "threats") && strcmp(file, "facts")) ||
		    kw_telling_bears(t, sentence))
			kw_telling_say(t, lines, g_steal_pointer(&sentence), from, quote);
	}
}
