/* ingest/sift: what a source's words, the watch-list and the calendar let through; and the print.
 */
#include "ingest/sift.h"

#include "../support/testing.h"

#include <stdint.h>
#include <string.h>

#define NOW (INT64_C(1795000000))
#define DAY 86400

static const KwWords *words;

static KwSift sift(const char *include, const char *exclude, gboolean watch_only, const char *title,
		   const char *summary, int days_old)
{
	const KwSource source = {
		.include = (char *)include, .exclude = (char *)exclude, .watch_only = watch_only};
	const KwFeedEntry entry = {.title = (char *)title,
				   .summary = (char *)summary,
				   .published_at = days_old < 0 ? 0 : NOW - days_old * DAY};

	return kw_sift_entry(&source, &entry, words, NOW);
}

static void test_words(void)
{
	static const struct {
		const char *include, *exclude, *title, *summary;
		KwSift wanted;
	} rows[] = {
		{NULL, NULL, "x", NULL, KW_SIFT_TAKE},
		{"セキュリティ, 脆弱性, 脅威", NULL, "ルーターの脆弱性", NULL, KW_SIFT_TAKE},
		{"セキュリティ、脆弱性、脅威", NULL, "新しい脅威", NULL, KW_SIFT_TAKE},
		{"セキュリティ, 脆弱性", NULL, "秋の行楽", "紅葉", KW_SIFT_WORDS},
		{"ｾｷｭﾘﾃｨ", NULL, "秋", "セキュリティの話", KW_SIFT_TAKE},
		{"VPN", NULL, "vpn 装置", NULL, KW_SIFT_TAKE},
		{"zero day", NULL, "Zero  Day", NULL, KW_SIFT_TAKE},
		{"脆弱性", "採用, イベント", "脆弱性のイベント", NULL, KW_SIFT_WORDS},
		{NULL, "採用", "採用情報", NULL, KW_SIFT_WORDS},
		{NULL, " , ", "採用情報", NULL, KW_SIFT_TAKE},
		{NULL, NULL, "", NULL, KW_SIFT_EMPTY},
		{NULL, NULL, "", "", KW_SIFT_EMPTY},
		{NULL, NULL, "", "text alone", KW_SIFT_TAKE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(sift(rows[i].include, rows[i].exclude, FALSE, rows[i].title,
				     rows[i].summary, 1),
				==, rows[i].wanted);
}

static void test_age(void)
{
	const KwSource source = {0};
	KwFeedEntry entry = {.title = (char *)"t", .published_at = NOW - 400 * DAY};

	g_assert_cmpint(sift(NULL, NULL, FALSE, "t", NULL, -1), ==, KW_SIFT_TAKE);
	g_assert_cmpint(sift(NULL, NULL, FALSE, "t", NULL, 59), ==, KW_SIFT_TAKE);
	g_assert_cmpint(sift(NULL, NULL, FALSE, "t", NULL, 61), ==, KW_SIFT_OLD);
	entry.updated_at = NOW - DAY; /* old, but changed yesterday */
	g_assert_cmpint(kw_sift_entry(&source, &entry, words, NOW), ==, KW_SIFT_TAKE);
	entry.is_drill = TRUE;
	g_assert_cmpint(kw_sift_entry(&source, &entry, words, NOW), ==, KW_SIFT_DRILL);
}

static void test_watched(void)
{
	g_assert_cmpint(sift(NULL, NULL, TRUE, "FortiGate の脆弱性", NULL, 1), ==, KW_SIFT_TAKE);
	g_assert_cmpint(sift(NULL, NULL, TRUE, "注意喚起", "FortiOS に脆弱性があります。", 1), ==,
			KW_SIFT_TAKE);
	g_assert_cmpint(sift(NULL, NULL, TRUE, "Contiki-NG の脆弱性", "詳細", 1), ==,
			KW_SIFT_UNWATCHED);
}

static void test_print(void)
{
	static const KwFeedEntry rows[] = {
		{.title = (char *)"ab", .link = (char *)"c"},
		{.title = (char *)"a", .link = (char *)"bc"},
		{.title = (char *)"ab", .link = (char *)"c", .summary = (char *)"s"},
		{.title = (char *)"ab", .link = (char *)"c", .updated = (char *)"2026-11-12"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(rows); j++) {
			g_autofree char *a = kw_sift_print(&rows[i]), *b = kw_sift_print(&rows[j]);

			g_assert_cmpuint(strlen(a), ==, 32);
			g_assert_true((i == j) == g_str_equal(a, b));
		}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) loaded = kw_words_load("ja", NULL, &error);

	g_test_init(&argc, &argv, NULL);
	kw_assert_ok(error);
	words = loaded;
	g_test_add_func("/sift/words", test_words);
	g_test_add_func("/sift/age", test_age);
	g_test_add_func("/sift/watched", test_watched);
	g_test_add_func("/sift/print", test_print);
	return g_test_run();
}
