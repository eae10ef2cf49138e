/* What tests of explain share: made-up items of tests/corpus/explained, and what holds for every
 * story made of one in Japanese. */
#pragma once

#include "base/yaml.h"
#include "digest/explain.h"

#include "sentence_check.h"
#include "testing.h"

#include <string.h>

#define MAX_HEADLINE 45

/* "cve=CVE-2026-12345 jvn=…"; NULL = none. KwRef *, yours. */
static inline GPtrArray *refs_of(const char *list)
{
	GPtrArray *refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);
	g_auto(GStrv) pieces = g_strsplit(list ? list : "", " ", 0);

	for (char **p = pieces; *p && **p; p++) {
		g_auto(GStrv) pair = g_strsplit(*p, "=", 2);

		g_ptr_array_add(refs, kw_ref_new(pair[0], pair[1]));
	}
	return refs;
}

/* --- made-up items --- */

/* The cases of a file of tests/corpus/explained ("whole"). Yours. */
static inline KwYaml *cases_of(const char *file)
{
	g_autofree char *name = g_strdup_printf("explained/%s.yaml", file);
	g_autoptr(GBytes) bytes = kw_testing_corpus(name);
	g_autoptr(GError) error = NULL;
	KwYaml *cases =
		kw_yaml_parse(name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);

	kw_assert_ok(error);
	return cases;
}

/* That of this name, which must be there; borrowed. */
static inline const KwYaml *case_named(const KwYaml *cases, const char *name)
{
	for (guint i = 0; i < kw_yaml_size(cases); i++)
		if (!g_strcmp0(kw_yaml_find_text(kw_yaml_at(cases, i), "name"), name))
			return kw_yaml_at(cases, i);
	g_error("no case %s", name);
}

static inline void set_text(char **field, const char *text)
{
	g_free(*field);
	*field = g_strdup(text);
}

/* A key of `item` is a field of KwItem; one that is none fails the test. Yours. */
static inline KwItem *item_of(const KwYaml *one)
{
	const KwYaml *map = kw_yaml_find(one, "item");
	KwItem *item = kw_item_new();
	const struct {
		const char *key;
		char **text;
		int64_t *number;
	} fields[] = {
		{"id", NULL, &item->id},
		{"published_at", NULL, &item->published_at},
		{"revised_at", NULL, &item->revised_at},
		{"title", &item->title, NULL},
		{"url", &item->url, NULL},
		{"language", &item->language, NULL},
		{"publisher", &item->publisher, NULL},
		{"publisher_id", &item->publisher_id, NULL},
		{"reuse", &item->reuse, NULL},
		{"severity", &item->severity, NULL},
		{"severity_why", &item->severity_why, NULL},
		{"category", &item->category, NULL},
		{"products", &item->products, NULL},
		{"sections", &item->sections, NULL},
		{"text", &item->text, NULL},
		{"comment", &item->comment, NULL},
		{"headline", &item->headline, NULL},
	};
	guint known = 0;

	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *text = kw_yaml_find_text(map, fields[i].key);

		known += text != NULL;
		if (text && fields[i].number)
			*fields[i].number = g_ascii_strtoll(text, NULL, 10);
		else if (text)
			set_text(fields[i].text, text);
	}
	g_assert_cmpuint(known, ==, kw_yaml_size(map));
	return item;
}

static inline char *all_lines(const GPtrArray *lines)
{
	g_autoptr(GPtrArray) copy = g_ptr_array_new();

	g_ptr_array_extend(copy, (GPtrArray *)lines, NULL, NULL);
	g_ptr_array_add(copy, NULL);
	return g_strjoinv("\n", (char **)copy->pdata);
}

/* --- limits that hold for every story --- */

static inline void check_lines(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++)
		if (!strstr(lines->pdata[i], "://"))
			sentence_check(lines->pdata[i]);
}

/* The word may stand only where the glossary explains it. */
static inline void check_no_jargon(const KwStory *story)
{
	g_autofree char *who = all_lines(story->who), *what = all_lines(story->what);
	g_autofree char *todo = all_lines(story->todo), *ask = all_lines(story->ask);
	g_autofree char *all =
		g_strjoin("\n", story->headline, story->action, who, what, todo, ask, NULL);
	gboolean is_explained = FALSE;

	for (guint i = 0; i < story->glossary->len; i++) {
		const KwGloss *gloss = story->glossary->pdata[i];

		is_explained |= strstr(gloss->meaning, "脆弱性") != NULL;
	}
	g_assert_true(is_explained || !strstr(all, "脆弱性"));
}

/* A text that is to be sent, and the text, go together. */
static inline void check_message(const KwStory *story)
{
	g_autofree char *who = all_lines(story->who), *todo = all_lines(story->todo);
	gboolean is_sent = strstr(who, "「送る文」") || strstr(todo, "下の文");

	g_assert_cmpint(is_sent, ==, story->ask->len > 0);
}

static inline void check_japanese(const KwStory *story)
{
	g_test_message("headline: %s", story->headline);
	g_assert_cmpint(g_utf8_strlen(story->headline, -1), <=, MAX_HEADLINE);
	g_assert_cmpint(g_utf8_strlen(story->action, -1), <=, MAX_SENTENCE);
	sentence_check(story->credit);
	check_lines(story->who);
	check_lines(story->what);
	check_lines(story->todo);
	check_lines(story->ask);
	for (guint i = 0; i < story->glossary->len; i++)
		sentence_check(((KwGloss *)story->glossary->pdata[i])->meaning);
	check_no_jargon(story);
	check_message(story);
	g_assert_cmpuint(story->who->len, >, 0);
	g_assert_cmpuint(story->what->len, >, 0);
	g_assert_cmpuint(story->todo->len, >, 0);
}
