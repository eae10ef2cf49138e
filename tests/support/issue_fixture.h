/* What tests of issues need: a configuration from a file, words, stories made by hand.
 *
 * The newsletter is made up, and so is everything in it.
 */
#pragma once

#include "base/words.h"
#include "config_fixture.h"
#include "roll_fixture.h"
#include "digest/explain.h"
#include "store/issues.h"
#include "store/items.h"
#include "testing.h"

#include <string.h>

/* 2026-11-19 10:00 in Tokyo, a Thursday */
#define ISSUE_FIXTURE_NOW 1795050000
#define ISSUE_FIXTURE_DAY "2026-11-19"

/* config_fixture.h's. */
static inline KwConfig *issue_fixture_config(const char *folder, const char *language,
					     const char *more)
{
	return config_fixture_load(folder, language, more);
}

static inline KwWords *issue_fixture_words(const KwConfig *config)
{
	g_autoptr(GError) error = NULL;
	KwWords *words = kw_words_load(config->language, config->templates, &error);

	kw_assert_ok(error);
	return words;
}

/* Lines to an array of texts of its own. */
static inline GPtrArray *issue_fixture_lines(const char *text)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) pieces = g_strsplit(text, "\n", -1);

	for (char **p = pieces; *p && **p; p++)
		g_ptr_array_add(lines, g_strdup(*p));
	return lines;
}

static inline void issue_fixture_free_gloss(gpointer data)
{
	KwGloss *gloss = data;

	g_free(gloss->term);
	g_free(gloss->meaning);
	g_free(gloss);
}

static inline void issue_fixture_add_gloss(KwStory *story, const char *term, const char *meaning)
{
	KwGloss *gloss = g_new0(KwGloss, 1);

	gloss->term = g_strdup(term);
	gloss->meaning = g_strdup(meaning);
	g_ptr_array_add(story->glossary, gloss);
}

static inline KwStory *issue_fixture_story(int64_t item, const char *level, const char *headline,
					   const char *action)
{
	KwStory *story = g_new0(KwStory, 1);

	story->item = item;
	story->level = g_intern_string(level);
	story->headline = g_strdup(headline);
	story->action = g_strdup(action);
	story->products = g_ptr_array_new();
	story->who = issue_fixture_lines("");
	story->what = issue_fixture_lines("");
	story->todo = issue_fixture_lines("");
	story->ask = issue_fixture_lines("");
	story->tell = issue_fixture_lines("");
	story->glossary = g_ptr_array_new_with_free_func(issue_fixture_free_gloss);
	story->needs_person = issue_fixture_lines("");
	return story;
}

static inline void issue_fixture_say(GPtrArray **lines, const char *text)
{
	g_ptr_array_unref(*lines);
	*lines = issue_fixture_lines(text);
}

/* With every field set. */
static inline KwStory *issue_fixture_full_story(int64_t item, const char *level)
{
	KwStory *story = issue_fixture_story(
		item, level, "会社の入口の装置「みほんゲート」に、乗っ取られるおそれのある弱点",
		"みほんゲート（VPN装置）がある会社：保守の会社に更新を頼む");

	story->why = g_strdup("悪用されていると発表がありました");
	issue_fixture_say(&story->who,
			  "みほんゲートという装置を使っている会社。\n"
			  "インターネットの線がつながった箱に「MIHON」と書いてあります。\n"
			  "分からないときは、下の文を保守の会社に送れば分かります。");
	issue_fixture_say(&story->what,
			  "社外から社内につなぐときに使う装置です。\n"
			  "パスワードを知らない人に、装置を操作されるおそれがあります。");
	issue_fixture_say(&story->todo,
			  "下の文を、装置の保守を頼んでいる会社に送る。\n"
			  "今日中に返事がなければ電話する。電話番号は、請求書のものを使う。");
	issue_fixture_say(&story->ask, "みほん社の装置の弱点 CVE-2026-12345 の件です。\n"
				       "（1）当社の装置は対象ですか。");
	issue_fixture_say(&story->tell, "偽の知らせが届きます。\nリンクは開かないでください。");
	story->minutes = 5;
	issue_fixture_add_gloss(story, "VPN装置",
				"社外から社内のネットワークに、安全につなぐための機械。");
	story->source_name = g_strdup("みほんセンター");
	story->source_id = g_strdup("MIHON-AT-2026-0030");
	story->source_day = g_strdup("2026-11-17");
	story->source_url = g_strdup("https://www.example.jp/at/2026/at260030.html");
	story->credit = g_strdup("上の説明は、この情報をもとにまとめたものです。");
	story->comment = g_strdup("連休の前は、攻撃する側も動きます。\n早めの確認をお願いします。");
	return story;
}

static inline GPtrArray *issue_fixture_stories(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)kw_story_free);
}

static inline KwIssue *issue_fixture_issue(const char *kind, int number)
{
	KwIssue *issue = g_new0(KwIssue, 1);

	issue->id = 42;
	issue->kind = g_strdup(kind);
	issue->number = number;
	issue->planned_on = g_strdup(ISSUE_FIXTURE_DAY);
	issue->state = g_strdup("draft");
	if (g_str_equal(kind, "weekly"))
		issue->parts = g_strdup("selfcheck:os-updates guides:ipa-sme-guideline");
	return issue;
}

/* Into the store. */
static inline int64_t issue_fixture_item(KwDb *db, const char *state, const char *severity,
					 const char *title)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->state = g_strdup(state);
	item->severity = g_strdup(severity);
	item->title = g_strdup(title);
	item->headline = g_strdup(title);
	item->language = g_strdup("ja");
	item->published_at = ISSUE_FIXTURE_NOW - 86400;
	kw_items_put(db, item, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	return item->id;
}

static inline int64_t issue_fixture_subscriber(KwDb *db, const char *address, const char *state,
					       const char *language, const char *topics)
{
	const KwSubscriber subscriber = {.address = (char *)address,
					 .state = (char *)state,
					 .language = (char *)language,
					 .topics = (char *)topics,
					 .organisation = (char *)"みほん金属",
					 .word = (char *)"すずめ",
					 .consent_at = ISSUE_FIXTURE_NOW - 200 * 86400,
					 .consent_how = (char *)"import"};

	return roll_fixture_put(db, &subscriber, ISSUE_FIXTURE_NOW);
}
