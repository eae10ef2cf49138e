/* render: text from outside that tries to be more than text. */
#include "../support/render_fixture.h"

/* --- hostile text --- */

/* Sets every text of a story. */
static KwStory *story_of(const char *text)
{
	KwStory *story = issue_fixture_story(1, "this-week", text, text);

	story->why = g_strdup(text);
	story->comment = g_strdup(text);
	story->credit = g_strdup(text);
	story->source_name = g_strdup(text);
	story->source_id = g_strdup(text);
	story->source_url = g_strconcat("https://www.example.jp/", text, NULL);
	issue_fixture_say(&story->who, text);
	issue_fixture_say(&story->what, text);
	issue_fixture_say(&story->todo, text);
	issue_fixture_say(&story->ask, text);
	issue_fixture_add_gloss(story, text, text);
	return story;
}

/* A source that knows how a gap is written gets nobody's data. */
static void test_gaps(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};

	for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
		g_autoptr(GString) all = g_string_new("前");
		Fixture f;

		for (int field = 0; field < KW_FIELDS; field++)
			g_string_append(all, kw_compose_gap(field));
		g_string_append(all, "後");
		begin(&f, kinds[k], "ja", "");
		g_ptr_array_add(f.stories, story_of(all->str));
		g_ptr_array_add(f.shorts, story_of(all->str));
		g_autoptr(KwRendered) rendered = render(&f);
		const char *parts[] = {rendered->text, rendered->html, rendered->subject};
		for (int p = 0; p < 3; p++)
			for (int field = 0; field < KW_FIELDS; field++) {
				gboolean is_ours = p < 2 && (field == KW_FIELD_GREETING ||
							     field == KW_FIELD_LEAVE_LINK ||
							     field == KW_FIELD_CONSENT);

				g_assert_cmpint(count(parts[p], kw_compose_gap(field)), ==,
						is_ours);
			}
		assert_has(rendered->text, "前後");
		end(&f);
	}
}

static void test_escaping(void)
{
	static const char *const hostile[] = {
		"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",     "'onload='x",
		"</title></style><b>",       "{{publisher}}{{{from}}}{{#stories}}",
	};
	static const char *const kinds[] = {"weekly", "bulletin"};

	for (size_t i = 0; i < G_N_ELEMENTS(hostile) * 2; i++) {
		const char *text = hostile[i / 2];
		Fixture f;

		begin(&f, kinds[i % 2], "ja", "");
		g_ptr_array_add(f.stories, story_of(text));
		g_ptr_array_add(f.shorts, story_of(text));
		g_autoptr(KwRendered) rendered = render(&f);
		assert_lacks(rendered->html, "<script");
		assert_lacks(rendered->html, "<img");
		assert_lacks(rendered->html, "<b>");
		assert_lacks(rendered->html, "'onload");
		assert_lacks(rendered->html, "\"><img");
		assert_has(rendered->text, text); /* in text it is text */
		assert_has(rendered->html,
			   "&lt;サイバー&gt;"); /* the sender's name is escaped, too */
		end(&f);
	}
}

static void test_links(void)
{
	static const struct {
		const char *url;
		gboolean is_link;
	} cases[] = {
		{"https://www.example.jp/a?b=1", TRUE}, {"HTTP://www.example.jp/", TRUE},
		{"javascript:alert(1)", FALSE},         {"data:text/html,x", FALSE},
		{"file:///etc/passwd", FALSE},          {"//www.example.jp/", FALSE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture f;

		begin(&f, "weekly", "ja", "");
		KwStory *story = issue_fixture_full_story(1, "this-week");
		g_free(story->source_url);
		story->source_url = g_strdup(cases[i].url);
		g_ptr_array_add(f.stories, story);
		g_autoptr(KwRendered) rendered = render(&f);
		g_assert_cmpint(strstr(rendered->html, cases[i].url) != NULL, ==, cases[i].is_link);
		g_assert_cmpint(strstr(rendered->text, cases[i].url) != NULL, ==, cases[i].is_link);
		assert_has(rendered->html, story->source_name);
		end(&f);
	}
}

static void test_too_large(void)
{
	g_autofree char *line = g_strnfill(30 * 1024, 'x');
	g_autoptr(GError) error = NULL;
	Fixture f;

	begin(&f, "weekly", "ja", "");
	KwStory *story = issue_fixture_full_story(1, "this-week");
	issue_fixture_say(&story->what, line);
	issue_fixture_say(&story->who, line);
	issue_fixture_say(&story->todo, line);
	g_ptr_array_add(f.stories, story);
	g_assert_null(try_render(&f, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "drop a story");
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/gaps", test_gaps);
	g_test_add_func("/render/escaping", test_escaping);
	g_test_add_func("/render/links", test_links);
	g_test_add_func("/render/too-large", test_too_large);
	return g_test_run();
}
