/* render: how much of a week's stories a letter tells, and how long that takes to read. */
#include "../support/render_fixture.h"

#include "digest/reading_time.h"

/* An ordinary week's letter is read in the minutes of the configuration; the more there are of
 * them, the more is told in full. Whatever the week brings, its first story is, and the list has
 * all of them. */
static void test_weeks(void)
{
	static const struct {
		const char *more;
		guint stories, shorts, in_full, notes;
		int64_t most_s; /* of reading */
	} weeks[] = {
		{"", 1, 0, 1, 0, 330},
		{"", 2, 1, 2, 1, 330},
		{"", 4, 1, 1, 4, 330},
		{"", 7, 5, 1, 2, 330},
		{"weekly: {minutes: 1}\n", 4, 1, 1, 0, 330},
		{"weekly: {minutes: 60}\n", 7, 5, 3, 5, 600},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(weeks); i++) {
		guint all = weeks[i].stories + weeks[i].shorts;
		g_autofree char *last = g_strdup_printf("\n%u.【", all);
		Fixture f;

		begin(&f, "weekly", "ja", weeks[i].more);
		for (guint n = 0; n < weeks[i].stories; n++)
			g_ptr_array_add(f.stories, issue_fixture_full_story(n + 1, "this-week"));
		for (guint n = 0; n < weeks[i].shorts; n++)
			g_ptr_array_add(f.shorts, issue_fixture_full_story(n + 50, "information"));
		g_autoptr(KwRendered) rendered = render(&f);
		int64_t seconds = kw_reading_time_s(f.words, rendered->text);
		int in_full = count(rendered->text, "\n急ぎ度：");

		g_test_message("%u stories, %u short: %d in full, %d in all; %" G_GINT64_FORMAT
			       " characters are read in %" G_GINT64_FORMAT " s",
			       weeks[i].stories, weeks[i].shorts, in_full,
			       count(rendered->text, "もとの情報：みほん"),
			       kw_reading_time_chars(rendered->text), seconds);
		assert_has(rendered->text, last);
		g_assert_cmpint(in_full, ==, weeks[i].in_full);
		g_assert_cmpint(count(rendered->text, "もとの情報：みほん"), ==,
				weeks[i].in_full + weeks[i].notes);
		g_assert_cmpint(count(rendered->html, "急ぎ度："), ==, weeks[i].in_full);
		g_assert_cmpint(seconds, <, weeks[i].most_s);
		end(&f);
	}
}

/* What a reader has comes first, and so in full; in a line there is the link. */
static void test_lines(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "weekly: {minutes: 1}\n");
	g_ptr_array_add(f.stories, issue_fixture_full_story(1, "this-week"));
	g_ptr_array_add(f.stories, issue_fixture_full_story(2, "when-convenient"));
	KwStory *last = f.stories->pdata[1];
	g_free(last->source_url);
	last->source_url = g_strdup("https://www.example.jp/2");
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, "保守の会社に更新を頼む\n　https://www.example.jp/2\n");
	assert_has(rendered->html, "保守の会社に更新を頼む（<a href=\"https://www.example.jp/2\"");
	assert_lacks(rendered->text, "ほかの知らせ");
	end(&f);
}

/* What to do where a trick has worked stands there if it is told at length; else how to get it. */
static void test_tricks(void)
{
	static const char *const minutes[] = {"60", "1"};

	for (size_t i = 0; i < G_N_ELEMENTS(minutes); i++) {
		g_autofree char *more = g_strdup_printf("weekly: {minutes: %s}\n", minutes[i]);
		Fixture f;

		begin(&f, "weekly", "ja", more);
		g_ptr_array_add(f.stories, issue_fixture_full_story(1, "this-week"));
		add(f.shorts, "information", "偽の知らせ", "開かない");
		((KwStory *)f.shorts->pdata[0])->threat = g_intern_string("fake-delivery");
		g_autoptr(KwRendered) rendered = render(&f);
		g_assert_cmpint(count(rendered->text, "■ もう、押した"), ==, i == 0);
		g_assert_cmpint(count(rendered->text, "のように返信すると"), ==, i == 1);
		g_assert_cmpint(count(rendered->html, "のように返信すると"), ==, i == 1);
		end(&f);
	}
}

/* Wherever it is begun, it comes to the same. */
static void test_like(void)
{
	static const char *const minutes[] = {"1", "3", "5", "8", "60"};

	for (size_t i = 0; i < G_N_ELEMENTS(minutes); i++) {
		g_autofree char *more = g_strdup_printf("weekly: {minutes: %s}\n", minutes[i]);
		Fixture f;

		begin(&f, "weekly", "ja", more);
		for (guint n = 0; n < 7; n++)
			g_ptr_array_add(f.stories, issue_fixture_full_story(n + 1, "this-week"));
		g_ptr_array_add(f.shorts, issue_fixture_full_story(50, "information"));
		g_autoptr(KwRendered) rendered = render(&f);
		for (int extent = 0; extent <= 10; extent++) {
			const KwRendered like = {.extent = extent};
			g_autoptr(GError) error = NULL;
			g_autoptr(KwRendered)
				again = kw_render_issue(f.config, f.words, f.issue, f.stories,
							f.shorts, &like, ISSUE_FIXTURE_NOW, &error);

			kw_assert_ok(error);
			g_assert_cmpint(again->extent, ==, rendered->extent);
			g_assert_cmpstr(again->text, ==, rendered->text);
			g_assert_cmpstr(again->html, ==, rendered->html);
		}
		end(&f);
	}
}

/* A bulletin is told whole, however long. */
static void test_bulletin(void)
{
	Fixture f;

	begin(&f, "bulletin", "ja", "weekly: {minutes: 1}\n");
	KwStory *story = issue_fixture_full_story(1, "today");
	g_ptr_array_add(f.stories, story);
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, (char *)story->tell->pdata[0]);
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/weeks", test_weeks);
	g_test_add_func("/render/lines", test_lines);
	g_test_add_func("/render/tricks", test_tricks);
	g_test_add_func("/render/like", test_like);
	g_test_add_func("/render/bulletin", test_bulletin);
	return g_test_run();
}
