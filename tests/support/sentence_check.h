/* What holds for every sentence that a reader gets, in a story or in a word file. */
#pragma once

#include <glib.h>

#include <string.h>

#define MAX_SENTENCE 60 /* letters, the full stop included */

static inline void sentence_check_lengths(const char *line)
{
	g_auto(GStrv) sentences = g_strsplit(line, "。", 0);

	for (char **s = sentences; *s; s++) {
		if (g_utf8_strlen(*s, -1) + 1 > MAX_SENTENCE)
			g_test_message("too long: %s", *s);
		g_assert_cmpint(g_utf8_strlen(*s, -1) + 1, <=, MAX_SENTENCE);
	}
}

/* Short, nothing left unfilled, nothing doubled. */
static inline void sentence_check(const char *line)
{
	sentence_check_lengths(line);
	g_assert_null(strstr(line, "{{"));
	g_assert_null(strstr(line, "  "));
}
