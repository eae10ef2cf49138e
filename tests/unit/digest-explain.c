/* explain: made-up items and the story that must come out. Every product with every threat is
 * digest-explain_every.c. */
#include "digest/explain.h"

#include "../support/explain_fixture.h"

#include <string.h>

/* An item owns its texts; these are never freed. */
#define T(text) ((char *)(text))

static void check_part(const GPtrArray *lines, const char *part, gboolean is_there)
{
	g_autofree char *all = all_lines(lines);

	if (part && (strstr(all, part) != NULL) != is_there)
		g_test_message("%s: \"%s\" in\n%s", is_there ? "missing" : "unwanted", part, all);
	if (part)
		g_assert_cmpint(strstr(all, part) != NULL, ==, is_there);
}

static gboolean has_term(const KwStory *story, const char *term)
{
	for (guint i = 0; i < story->glossary->len; i++)
		if (g_str_has_prefix(((KwGloss *)story->glossary->pdata[i])->term, term))
			return TRUE;
	return FALSE;
}

static void show(const KwStory *story)
{
	const GPtrArray *parts[] = {story->who, story->what, story->todo, story->ask};
	static const char *const titles[] = {"who", "what", "todo", "ask"};

	g_test_message("headline: %s\naction: %s\nlevel: %s\nwhy: %s", story->headline,
		       story->action, story->level, story->why);
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *lines = all_lines(parts[i]);

		g_test_message("[%s]\n%s", titles[i], lines);
	}
	g_test_message("minutes: %d", story->minutes);
	for (guint i = 0; i < story->glossary->len; i++) {
		const KwGloss *gloss = story->glossary->pdata[i];

		g_test_message("%s：%s", gloss->term, gloss->meaning);
	}
	g_test_message("source: %s %s %s %s\ncredit: %s", story->source_name,
		       story->source_id ? story->source_id : "-",
		       story->source_day ? story->source_day : "-",
		       story->source_url ? story->source_url : "-", story->credit);
	for (guint i = 0; i < story->needs_person->len; i++)
		g_test_message("needs person: %s", (char *)story->needs_person->pdata[i]);
}

static const char *want(const KwYaml *one, const char *key)
{
	return kw_yaml_find_text(one, key);
}

static void check_text(const char *got, const char *wanted)
{
	if (wanted)
		g_assert_cmpstr(got, ==, wanted);
}

/* A case has whole texts and parts that must stand there, or must not; no `ask`: no message. */
static void check_case(const KwYaml *one, const KwStory *story)
{
	static const char *const keys[] = {
		"name", "item",     "refs", "headline", "action", "level", "why",   "who",
		"what", "what_not", "todo", "todo_not", "ask",    "gloss", "needs", NULL};
	const KwYaml *ask = kw_yaml_find(one, "ask"), *gloss = kw_yaml_find(one, "gloss");

	g_test_message("=== %s", want(one, "name"));
	for (guint i = 0; i < kw_yaml_size(one); i++)
		g_assert_true(g_strv_contains(keys, kw_yaml_key(one, i)));
	show(story);
	g_assert_cmpstr(story->level, ==, want(one, "level"));
	check_text(story->headline, want(one, "headline"));
	check_text(story->action, want(one, "action"));
	check_text(story->why, want(one, "why"));
	check_part(story->who, want(one, "who"), TRUE);
	check_part(story->what, want(one, "what"), TRUE);
	check_part(story->what, want(one, "what_not"), FALSE);
	check_part(story->todo, want(one, "todo"), TRUE);
	check_part(story->todo, want(one, "todo_not"), FALSE);
	g_assert_cmpint(story->ask->len > 0, ==, ask != NULL);
	for (guint i = 0; ask && i < kw_yaml_size(ask); i++)
		check_part(story->ask, kw_yaml_text(kw_yaml_at(ask, i)), TRUE);
	for (guint i = 0; gloss && i < kw_yaml_size(gloss); i++)
		g_assert_true(has_term(story, kw_yaml_text(kw_yaml_at(gloss, i))));
	check_part(story->needs_person, want(one, "needs"), TRUE);
	if (!want(one, "needs"))
		g_assert_cmpuint(story->needs_person->len, ==, 0);
	check_japanese(story);
}

static void test_cases(void)
{
	static const char *const files[] = {"whole", "bare", "fixes", "names", "threats"};
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	guint n = 0;

	for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
		g_autoptr(KwYaml) cases = cases_of(files[f]);

		for (guint i = 0; i < kw_yaml_size(cases); i++, n++) {
			const KwYaml *one = kw_yaml_at(cases, i);
			g_autoptr(KwItem) item = item_of(one);
			g_autoptr(GPtrArray) refs = refs_of(want(one, "refs"));
			g_autoptr(KwStory) story = kw_explain(item, refs, words, zone);

			check_case(one, story);
		}
	}
	g_assert_cmpuint(n, >=, 30);
}

/* --- one story in full --- */

static void test_whole_story(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(KwYaml) cases = cases_of("whole");
	const KwYaml *one = case_named(cases, "fortigate");
	g_autoptr(KwItem) item = item_of(one);
	g_autoptr(GPtrArray) refs = refs_of(want(one, "refs"));
	g_autoptr(KwStory) story = kw_explain(item, refs, words, zone);

	g_assert_cmpint(story->item, ==, 128);
	g_assert_cmpstr(story->threat, ==, "takeover");
	g_assert_cmpuint(story->products->len, ==, 1);
	g_assert_cmpstr(story->products->pdata[0], ==, "fortigate");
	g_assert_cmpint(story->minutes, ==, 5);
	g_assert_cmpuint(story->ask->len, ==, 11);
	g_assert_true(g_str_has_prefix(story->ask->pdata[1], "番号："));
	g_assert_true(g_str_has_prefix(story->ask->pdata[2], "（1）"));
	g_assert_cmpstr(story->source_name, ==, "JPCERT/CC");
	g_assert_cmpstr(story->source_id, ==, "JPCERT-AT-2026-0030");
	g_assert_cmpstr(story->source_day, ==, "2026-11-17");
	g_assert_true(story->is_revised);
	g_assert_cmpstr(story->comment, ==, "連休の前に確認をお願いします。（相談員）");
	g_assert_nonnull(strstr(story->credit, "まとめたものです"));
}

static void test_source(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	KwItem item = {.title = T("x"),
		       .url = T("https://news.example.org/a?b#c"),
		       .publisher = T("nobody")};
	g_autoptr(KwStory) by_host = kw_explain(&item, NULL, words, zone);
	KwItem bare = {0};
	g_autoptr(KwStory) nothing = kw_explain(&bare, NULL, words, zone);

	g_assert_cmpstr(by_host->source_name, ==, "news.example.org");
	g_assert_null(by_host->source_day);
	g_assert_false(by_host->is_revised);
	g_assert_cmpstr(nothing->source_name, ==, "メールで届いた情報");
	g_assert_null(nothing->source_url);
	g_assert_null(nothing->comment);
	g_assert_cmpstr(nothing->headline, ==, "メールで届いた知らせ");
}

/* Outside text that looks like a pattern is text. */
static void test_patterns_from_outside(void)
{
	g_autoptr(KwWords) words = kw_testing_words("ja");
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	KwItem item = {.title = T("{{name}} {{#a}}"),
		       .language = T("ja"),
		       .products = T("fortigate"),
		       .category = T("takeover"),
		       .url = T("https://x.example/{{maker}}"),
		       .publisher_id = T("{{name}}")};
	g_autoptr(KwStory) story = kw_explain(&item, NULL, words, zone);
	KwItem title = {.title = T("{{name}} {{#a}}"), .language = T("ja")};
	g_autoptr(KwStory) plain = kw_explain(&title, NULL, words, zone);

	check_part(story->ask, "番号：{{name}}", TRUE);
	check_part(story->ask, "もとの情報：https://x.example/{{maker}}", TRUE);
	g_assert_cmpstr(plain->headline, ==, "{{name}} {{#a}}");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/explain/cases", test_cases);
	g_test_add_func("/explain/whole-story", test_whole_story);
	g_test_add_func("/explain/source", test_source);
	g_test_add_func("/explain/patterns-from-outside", test_patterns_from_outside);
	return g_test_run();
}
