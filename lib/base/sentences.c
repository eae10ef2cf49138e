/* Undoes the line breaks of mail, and cuts a text into sentences. Not a grammar: "e.g. this" is
 * two, and nobody is harmed. */
#include "base/sentences.h"

#include "base/text.h"

#include <string.h>

#define MIN_WRAPPED_CHARS 40

typedef struct {
	GRegex *end;
	GRegex *item; /* a line of a list */
} Patterns;

static gpointer compile(gpointer data G_GNUC_UNUSED)
{
	Patterns *patterns = g_new0(Patterns, 1);

	patterns->end = g_regex_new("[。!?！？]|\\.(?:\\s|$)|\\n", G_REGEX_OPTIMIZE, 0, NULL);
	/* a 〇 that is no digit */
	patterns->item = g_regex_new("^(?:[・●■◆○◎□▼•*★☆◇①-⑳-]|〇(?![〇一二三四五六七八九年])"
				     "|[(（]?[0-9０-９]{1,2}[.)）．])",
				     G_REGEX_OPTIMIZE, 0, NULL);
	g_assert(patterns->end && patterns->item);
	return patterns;
}

static const Patterns *get_patterns(void)
{
	static GOnce once = G_ONCE_INIT;

	return g_once(&once, compile, NULL);
}

/* A Latin line that had room for more was not broken by a mail program, unless its sentence goes on
 * in lower case. Of a Japanese one nobody knows: telephones break theirs anywhere. */
static gboolean is_whole_line(const char *line, const char *next)
{
	size_t length = strlen(line);
	char last = line[length - 1];

	return length < MIN_WRAPPED_CHARS && (guchar)last < 0x80 &&
	       (!g_ascii_islower(*next) || strchr(".:;!?", last));
}

/* What a break between two lines stands for: between Japanese characters, nothing. */
static const char *read_break(const char *line, const char *next)
{
	gunichar last;

	if (!*line || !*next || is_whole_line(line, next) ||
	    g_regex_match(get_patterns()->item, next, 0, NULL))
		return "\n";
	last = g_utf8_get_char(g_utf8_prev_char(line + strlen(line)));
	return kw_text_is_japanese(g_utf8_get_char(next)) &&
			       (kw_text_is_japanese(last) || last == 0x3001) /* 、 */
		       ? ""
		       : " ";
}

char *kw_sentences_unwrap(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
	GString *out = g_string_sized_new(strlen(text));

	for (char **line = lines; *line; line++) {
		char *tidy = kw_text_one_line(*line);

		g_free(*line);
		*line = tidy;
	}
	for (char **line = lines; *line; line++) {
		g_string_append(out, *line);
		if (line[1])
			g_string_append(out, read_break(line[0], line[1]));
	}
	return g_string_free(out, FALSE);
}

GPtrArray *kw_sentences_split(const char *text)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *unwrapped = kw_sentences_unwrap(text);
	g_auto(GStrv) pieces = g_regex_split(get_patterns()->end, unwrapped, 0);

	for (char **piece = pieces; piece && *piece; piece++) {
		g_autofree char *line = kw_text_one_line(*piece);

		if (*line)
			g_ptr_array_add(sentences, g_steal_pointer(&line));
	}
	return sentences;
}
