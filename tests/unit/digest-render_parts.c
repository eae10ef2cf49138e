/* render: what stands below the stories, and the words around them. */
#include "../support/render_fixture.h"

/* That a source is retold stands once in a letter, and in a bulletin; what a licence wants stands
 * at its story, also in short. */
static void test_credits(void)
{
	static const char adapted[] = "やさしく書き直したものです";
	Fixture f;

	begin(&f, "weekly", "ja", "");
	for (int i = 0; i < 4; i++) {
		KwStory *story = issue_fixture_full_story(i + 1, "this-week");
		const char *credit = i < 2 ? "credit.facts" : "credit.adapt-with-credit";

		g_free(story->credit);
		story->credit = g_strdup(kw_words_phrase(f.words, credit));
		g_ptr_array_add(i < 3 ? f.stories : f.shorts, story);
	}
	g_autoptr(KwRendered) rendered = render(&f);
	g_assert_cmpint(count(rendered->text, "まとめたものです"), ==, 1);
	g_assert_cmpint(count(rendered->html, "まとめたものです"), ==, 1);
	g_assert_cmpint(count(rendered->text, adapted), ==, 2);
	g_assert_cmpint(count(rendered->html, adapted), ==, 2);
	end(&f);

	begin(&f, "bulletin", "ja", "");
	KwStory *story = issue_fixture_full_story(1, "today");
	g_free(story->credit);
	story->credit = g_strdup(kw_words_phrase(f.words, "credit.facts"));
	g_ptr_array_add(f.stories, story);
	g_autoptr(KwRendered) bulletin = render(&f);
	assert_has(bulletin->text, story->credit);
	end(&f);
}

/* Staff write in Japanese, and readers of English are told so. */
static void test_comment_language(void)
{
	static const struct {
		const char *language, *comment;
		gboolean is_told;
	} cases[] = {{"en", "早めの確認をお願いします。", TRUE},
		     {"en", "Please look at it soon.", FALSE},
		     {"ja", "早めの確認をお願いします。", FALSE}};
	static const char *const kinds[] = {"weekly", "bulletin"};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(kinds); i++) {
		const char *comment = cases[i / 2].comment;
		g_autofree char *marked = g_strdup_printf(" lang=\"ja\">%s</p>", comment);
		Fixture f;

		begin(&f, kinds[i % 2], cases[i / 2].language, "");
		KwStory *story = issue_fixture_full_story(1, "today");
		g_free(story->comment);
		story->comment = g_strdup(comment);
		g_ptr_array_add(f.stories, story);
		g_autoptr(KwRendered) rendered = render(&f);
		g_assert_cmpint(strstr(rendered->html, marked) != NULL, ==, cases[i / 2].is_told);
		g_assert_cmpint(strstr(rendered->text, "Comment by the desk, in Japanese") != NULL,
				==, cases[i / 2].is_told);
		assert_has(rendered->text, comment);
		end(&f);
	}
}

/* Each term once, also those of short notes, five at most; one that is not printed explains
 * nothing, nor does one that is explained where it stands. */
static void test_glossary(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	add(f.stories, "this-week", "術語Aの弱点", "甲");
	add(f.stories, "this-week", "術語Aと説明済み（こう読む）", "乙");
	add(f.shorts, "information", "術語B、雑語0、雑語1、雑語2、雑語3、雑語4", "丙");
	issue_fixture_add_gloss(f.stories->pdata[0], "書かれない語", "意味。");
	issue_fixture_add_gloss(f.stories->pdata[1], "説明済み", "意味。");
	issue_fixture_add_gloss(f.stories->pdata[0], "術語A", "意味A。");
	issue_fixture_add_gloss(f.stories->pdata[1], "術語A", "意味A。");
	issue_fixture_add_gloss(f.shorts->pdata[0], "術語B", "意味B。");
	for (int i = 0; i < 20; i++) {
		g_autofree char *term = g_strdup_printf("雑語%d", i);

		issue_fixture_add_gloss(f.shorts->pdata[0], term, "意味。");
	}
	g_autoptr(KwRendered) rendered = render(&f);
	g_assert_cmpint(count(rendered->text, "術語A："), ==, 1);
	g_assert_cmpint(count(rendered->text, "術語B：意味B。"), ==, 1);
	assert_lacks(rendered->text, "書かれない語");
	assert_lacks(rendered->text, "説明済み：");
	g_assert_cmpint(count(rendered->text, "：意味"), ==, 5);
	g_assert_cmpint(count(rendered->html, "：意味"), ==, 5);
	end(&f);
}

/* Every question, as it is printed. */
static void test_turns(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Fixture f;

	begin(&f, "weekly", "ja", "");
	g_autoptr(GPtrArray) questions = kw_words_list(f.words, "selfcheck");
	g_assert_cmpuint(questions->len, >, 1);
	for (guint n = 1; n <= questions->len + 1; n++) {
		const KwWord *entry = questions->pdata[(n - 1) % questions->len];
		const char *question = kw_word_text(entry, "question");

		g_free(f.issue->parts);
		f.issue->parts = g_strconcat("selfcheck:", kw_word_id(entry), NULL);
		g_autoptr(KwRendered) rendered = render(&f);
		assert_has(rendered->text, question);
		check_sentences(rendered->text);
		g_hash_table_add(seen, g_strdup(question));
	}
	g_assert_cmpuint(g_hash_table_size(seen), ==, questions->len);
	end(&f);
}

/* Everything that the standing parts can print: no sentence is too long, and nothing is left open.
 */
static void test_parts(void)
{
	static const char *const files[] = {"products", "programmes", "seasons"};
	static const char *const languages[] = {"ja", "en"};

	for (size_t l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autoptr(GString) parts = g_string_new(NULL);
		Fixture f;

		begin(&f, "weekly", languages[l], "");
		for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
			g_autoptr(GPtrArray) entries = kw_words_list(f.words, files[i]);

			for (guint e = 0; e < entries->len; e++)
				if (i || kw_word_text(entries->pdata[e], "supported_until"))
					g_string_append_printf(parts, " %s:%s", files[i],
							       kw_word_id(entries->pdata[e]));
		}
		g_free(f.issue->parts);
		f.issue->parts = g_strdup(parts->str);
		g_autoptr(KwRendered) rendered = render(&f);
		assert_has(rendered->text, "SECURITY ACTION");
		assert_has(rendered->html, "SECURITY ACTION");
		assert_has(rendered->text, l ? "2021" : "締切・終わり：2021年2月15日");
		assert_has(rendered->text, l ? "around March 2027" : "始まり：2027年3月ごろ");
		if (!l)
			check_sentences(rendered->text);
		end(&f);
	}
}

static void test_sentences(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};

	for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
		Fixture f;

		begin(&f, kinds[k], "ja", "");
		g_ptr_array_add(f.stories, issue_fixture_full_story(1, "today"));
		g_autoptr(KwRendered) rendered = render(&f);
		check_sentences(rendered->text);
		end(&f);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/credits", test_credits);
	g_test_add_func("/render/comment-language", test_comment_language);
	g_test_add_func("/render/glossary", test_glossary);
	g_test_add_func("/render/turns", test_turns);
	g_test_add_func("/render/parts", test_parts);
	g_test_add_func("/render/sentences", test_sentences);
	return g_test_run();
}
