/* Between render_data.c (an issue and its stories) and those that add what else is in it. */
#pragma once

#include "digest/render_data.h"

/* One issue's data under way: errors are kept, the first one wins. */
typedef struct {
	const KwConfig *config;
	const KwWords *words;
	const char *day; /* of the issue */
	GError *error;
} KwMaking;

/* A date as readers see it: phrase "date.full" (2026年11月19日（木）) or "date.short" (11月19日).
 * NULL: `day` is none. */
char *kw_making_say_day(KwMaking *m, const char *phrase, const char *day);
/* "今日中（11月19日）", "11月26日まで": urgency always carries its date. */
char *kw_making_say_urgency(KwMaking *m, const char *level);
/* A link in a letter goes to a page: what else an address can be (javascript:, data:) is none. */
void kw_making_set_link(JsonObject *object, const char *key, const char *url);
/* Texts (may be NULL) as an array `key`, and whether there are any as "has_KEY". */
void kw_making_set_lines(JsonObject *object, const char *key, const GPtrArray *lines);

/* --- render_story.c: one story --- */

JsonObject *kw_making_story(KwMaking *m, const KwStory *story, int n);
/* Its data to that of a note of 知っておく: five lines; and the credit where one is owed. */
void kw_making_shorten(JsonObject *data, const KwStory *story);
/* That a story is told in our own words of a source is said once a letter; what a licence or a
 * publisher wants said stands at the story. */
gboolean kw_making_is_retold(const KwMaking *m, const KwStory *story);

/* --- render_words.c: the words that are explained --- */

/* Of `stories`, which stand in `root`. */
void kw_making_add_glossary(JsonObject *root, const GPtrArray *stories);

/* --- render_parts.c: the parts of a weekly that are no stories (digest/standing.h) --- */

void kw_making_add_parts(KwMaking *m, JsonObject *root, const KwIssue *issue);

/* --- render_help.c: what helps to do what the stories ask --- */

/* To the data of a story: whom to call, and the steps one by one. */
void kw_making_add_help(KwMaking *m, JsonObject *data, const KwStory *story);
/* What to do where a trick that is told at length has worked already. */
void kw_making_add_firstaid(KwMaking *m, JsonObject *root, const GPtrArray *at_length,
			    const GPtrArray *in_a_line);

/* --- render_sender.c: who sends, and the gaps that are one reader's own --- */

void kw_making_add_sender(KwMaking *m, JsonObject *root, int64_t now);
