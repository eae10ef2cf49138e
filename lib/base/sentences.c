/* Cuts a text into sentences. Not a grammar: "e.g. this" is two, and nobody is harmed. */
#include "base/sentences.h"

#include "base/text.h"

#include <string.h>

#define MIN_WRAPPED_CHARS 40
#define JAPANESE          "\\p{Han}\\p{Hiragana}\\p{Katakana}ー"

typedef struct {
	GRegex *end;
	GRegex *wrap; /* a line break between Japanese characters stands for nothing */
} Patterns;

static gpointer compile(gpointer data G_GNUC_UNUSED)
{
	Patterns *patterns = g_new0(Patterns, 1);

	patterns->end = g_regex_new("[。!?！？]|\\.\\s|\\n\\s*\\n|\\n(?=\\s*[・●■◆○◎□▼*•-]|"
				    "\\s*[(（]?[0-9]{1,2}[.)）．])",
				    G_REGEX_OPTIMIZE, 0, NULL);
	patterns->wrap = g_regex_new("(?<=[" JAPANESE "、])\\s*\\n\\s*(?=[" JAPANESE "])",
				     G_REGEX_OPTIMIZE, 0, NULL);
	g_assert(patterns->end && patterns->wrap);
	return patterns;
}

static const Patterns *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, compile, NULL);
}

/* A Latin line that had room for more was not broken by a mail program. Of a Japanese one nobody
 * knows: telephones break theirs anywhere. */
static gboolean is_whole_line(const char *line)
{
	size_t length = strlen(line);

	return length && length < MIN_WRAPPED_CHARS && (guchar)line[length - 1] < 0x80;
}

/* An empty line goes after those. */
static char *mark_whole_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	GString *out = g_string_sized_new(strlen(text) + strlen(text) / 8);

	for (char **line = lines; *line; line++) {
		g_string_append(out, *line);
		g_string_append(out, is_whole_line(*line) ? "\n\n" : "\n");
	}
	return g_string_free(out, FALSE);
}

/* One line, of what may have been wrapped; "" where nothing is left. */
static char *unwrap(char *piece)
{
	g_autofree char *whole = NULL;

	g_strstrip(piece);
	if (strchr(piece, '\n'))
		whole = g_regex_replace_literal(get_patterns()->wrap, piece, -1, 0, "", 0, NULL);
	return kw_text_one_line(whole ? whole : piece);
}

GPtrArray *kw_sentences_split(const char *text)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *marked = mark_whole_lines(text);
	g_auto(GStrv) pieces = g_regex_split(get_patterns()->end, marked, 0);

	for (char **piece = pieces; piece && *piece; piece++) {
		g_autofree char *line = unwrap(*piece);

		if (*line)
			g_ptr_array_add(sentences, g_steal_pointer(&line));
	}
	return sentences;
}
