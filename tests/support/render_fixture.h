/* What tests of render share: an issue whose stories are made by hand, and looking into what became
 * of it. */
#pragma once

#include "issue_fixture.h"

#include "base/error.h"
#include "digest/render.h"
#include "mail/compose.h"

#define MAX_SENTENCE 60

typedef struct {
	char *folder;
	KwConfig *config;
	KwWords *words;
	KwIssue *issue;
	GPtrArray *stories, *shorts;
} Fixture;

/* "weekly" or "bulletin" in a language; `more` goes into the configuration. */
static inline void begin(Fixture *f, const char *kind, const char *language, const char *more)
{
	f->folder = kw_testing_folder();
	f->config = issue_fixture_config(f->folder, language, more);
	f->words = issue_fixture_words(f->config);
	f->issue = issue_fixture_issue(kind, 42);
	f->stories = issue_fixture_stories();
	f->shorts = issue_fixture_stories();
}

static inline void end(Fixture *f)
{
	kw_testing_remove(f->folder);
	g_free(f->folder);
	kw_config_free(f->config);
	kw_words_free(f->words);
	kw_issue_free(f->issue);
	g_ptr_array_unref(f->stories);
	g_ptr_array_unref(f->shorts);
}

static inline void add(GPtrArray *stories, const char *level, const char *headline,
		       const char *action)
{
	g_ptr_array_add(stories,
			issue_fixture_story((int64_t)stories->len + 1, level, headline, action));
}

static inline KwRendered *try_render(const Fixture *f, GError **error)
{
	return kw_render_issue(f->config, f->words, f->issue, f->stories, f->shorts, NULL,
			       ISSUE_FIXTURE_NOW, error);
}

static inline KwRendered *render(const Fixture *f)
{
	g_autoptr(GError) error = NULL;
	KwRendered *rendered = try_render(f, &error);

	kw_assert_ok(error);
	return rendered;
}

static inline int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

#define assert_has(text, part)                                                                   \
	do {                                                                                     \
		if (!strstr((text), (part)))                                                     \
			g_error("%s:%d: no \"%s\" in:\n%s", __FILE__, __LINE__, (part), (text)); \
	} while (0)
#define assert_lacks(text, part)                                                            \
	do {                                                                                \
		if (strstr((text), (part)))                                                 \
			g_error("%s:%d: \"%s\" stands in:\n%s", __FILE__, __LINE__, (part), \
				(text));                                                    \
	} while (0)

/* A reader on a phone: no sentence of the letter itself is longer than sixty characters. */
static inline void check_sentences(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_auto(GStrv) sentences = g_strsplit(*line, "。", -1);

		for (char **s = sentences; *s; s++)
			if (!g_str_has_prefix(*s, "https://") &&
			    g_utf8_strlen(*s, -1) + 1 > MAX_SENTENCE)
				g_error("too long a sentence: %s", *s);
	}
}
