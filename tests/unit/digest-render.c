/* render: stories made by hand to text, HTML and subject. What the templates say is looked at where
 * it follows from the data; their wording is free, but for the length of sentences and the legal
 * lines. */
#include "../support/render_fixture.h"

/* --- what is said --- */

/* Every field of a story, in both parts of both kinds in both languages. */
static void test_all_fields(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};
	static const char *const languages[] = {"ja", "en"};

	for (int i = 0; i < 4; i++) {
		Fixture f;

		begin(&f, kinds[i / 2], languages[i % 2], "");
		KwStory *story = issue_fixture_full_story(1, "today");
		g_ptr_array_add(f.stories, story);
		g_autoptr(KwRendered) rendered = render(&f);
		const char *parts[] = {rendered->text, rendered->html};

		for (int p = 0; p < 2; p++) {
			const GPtrArray *const lists[] = {story->who, story->what, story->todo,
							  story->ask, story->tell};
			const char *const texts[] = {story->headline,    story->why,
						     story->source_name, story->source_id,
						     story->source_url,  story->credit,
						     story->comment,     "VPN装置"};

			for (size_t t = 0; t < G_N_ELEMENTS(texts); t++)
				assert_has(parts[p], texts[t]);
			for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
				for (guint n = 0; n < lists[l]->len; n++)
					assert_has(parts[p], (char *)lists[l]->pdata[n]);
			assert_has(parts[p], i % 2 ? "19 November" : "11月19日");
			assert_lacks(parts[p], "{{");
			assert_lacks(parts[p], "公開公開");
			g_assert_true(g_utf8_validate(parts[p], -1, NULL));
			g_assert_cmpint(count(parts[p], kw_compose_gap(KW_FIELD_GREETING)), ==, 1);
			g_assert_cmpint(count(parts[p], kw_compose_gap(KW_FIELD_CONSENT)), ==, 1);
			g_assert_cmpint(count(parts[p], kw_compose_gap(KW_FIELD_LEAVE_LINK)), ==,
					1);
		}
		assert_lacks(rendered->text, "\n\n\n");
		g_assert_cmpuint(strlen(rendered->html), <, 80 * 1024);
		end(&f);
	}
}

static void test_subject(void)
{
	static const struct {
		const char *kind;
		const char *language;
		int stories, shorts;
		const char *wanted;
	} cases[] = {
		{"weekly", "ja", 1, 0, "【今週】行い1【サイバーかわら版42号】"},
		{"weekly", "ja", 4, 2, "【今週】行い1、ほか3件【サイバーかわら版42号】"},
		{"weekly", "ja", 0, 1,
		 "今週は、急いですることはありません【サイバーかわら版42号】"},
		{"weekly", "en", 2, 0, "[This week] 行い1, and 1 more [サイバーかわら版 42]"},
		{"weekly", "en", 0, 0, "Nothing urgent to do this week [サイバーかわら版 42]"},
		{"bulletin", "ja", 1, 0, "【緊急】行い1（11月19日）"},
		{"bulletin", "en", 1, 0, "[URGENT] 行い1 (19 November)"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture f;

		begin(&f, cases[i].kind, cases[i].language, "");
		for (int n = 1; n <= cases[i].stories; n++) {
			g_autofree char *action = g_strdup_printf("行い%d", n);

			add(f.stories, "this-week", "見出し", action);
		}
		for (int n = 0; n < cases[i].shorts; n++)
			add(f.shorts, "information", "短い話", NULL);
		g_autoptr(KwRendered) rendered = render(&f);
		g_assert_cmpstr(rendered->subject, ==, cases[i].wanted);
		end(&f);
	}
}

static void test_one_line_subject(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	add(f.stories, "this-week", "x", "行い\r\nBcc: a@example.jp");
	g_autoptr(KwRendered) rendered = render(&f);
	g_assert_null(strpbrk(rendered->subject, "\r\n"));
	end(&f);
}

/* A rule is shorter than the narrowest line: it is never broken in two. */
static void test_rules(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};
	static const char *const languages[] = {"ja", "en"};

	for (int i = 0; i < 4; i++) {
		Fixture f;

		begin(&f, kinds[i / 2], languages[i % 2], "");
		g_ptr_array_add(f.stories, issue_fixture_full_story(1, "today"));
		g_ptr_array_add(f.shorts, issue_fixture_full_story(2, "information"));
		g_autoptr(KwRendered) rendered = render(&f);
		assert_lacks(rendered->text, i % 2 ? "-----------------" : "─────────────────");
		assert_has(rendered->text, i % 2 ? "----------------" : "────────────────");
		assert_has(rendered->html, "<a href=\"tel:0300000000\"");
		end(&f);
	}
}

static void test_phone(void)
{
	static const struct {
		const char *phone, *wanted; /* NULL = nothing that could be dialled */
	} cases[] = {
		{"03-0000-0000", "\"tel:0300000000\""},
		{"０３（0000）0000 代表 5000", "\"tel:0300000000\""},
		{"+81 3-0000-0000", "\"tel:+81300000000\""},
		{"代表 03-0000-0000", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture f;

		begin(&f, "weekly", "ja", "");
		g_free(f.config->phone);
		f.config->phone = g_strdup(cases[i].phone);
		g_autoptr(KwRendered) rendered = render(&f);
		assert_has(rendered->text, cases[i].phone);
		assert_has(rendered->html, cases[i].phone);
		if (cases[i].wanted)
			assert_has(rendered->html, cases[i].wanted);
		else
			assert_lacks(rendered->html, "tel:");
		end(&f);
	}
}

/* What is to be done stands before how to tell whom it concerns. */
static void test_bulletin_order(void)
{
	Fixture f;

	begin(&f, "bulletin", "ja", "");
	KwStory *story = issue_fixture_full_story(1, "today");
	g_ptr_array_add(f.stories, story);
	g_autoptr(KwRendered) rendered = render(&f);
	const char *parts[] = {rendered->text, rendered->html};
	for (int p = 0; p < 2; p++) {
		const char *todo = strstr(parts[p], story->todo->pdata[0]);
		const char *ask = strstr(parts[p], story->ask->pdata[0]);
		const char *who = strstr(parts[p], story->who->pdata[0]);

		g_assert_true(todo < ask && ask < who);
	}
	end(&f);
}

/* What is said of a bulletin later, in both languages: staff's words, escaped, and the law's. */
static void test_reply(void)
{
	static const struct {
		const char *reply, *language, *subject, *says;
	} cases[] = {
		{"correction", "ja", "【訂正】【緊急】題 <1>", "まちがいがありました"},
		{"clear", "ja", "【もう急ぎません】【緊急】題 <1>", "もう急ぐ必要がありません"},
		{"correction", "en", "[Correction] 【緊急】題 <1>", "There was a mistake"},
		{"clear", "en", "[No longer urgent] 【緊急】題 <1>", "is no longer urgent"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture f;

		begin(&f, "bulletin", cases[i].language, "");
		f.issue->reply_to = 7;
		f.issue->reply = g_strdup(cases[i].reply);
		f.issue->note = g_strdup("一行目 <b>\n二行目\U0010FA06");
		f.issue->bulletin_subject = g_strdup("【緊急】題 <1>");
		f.issue->bulletin_on = g_strdup("2026-11-17");
		g_autoptr(KwRendered) rendered = render(&f);
		g_assert_cmpstr(rendered->subject, ==, cases[i].subject);
		assert_has(rendered->text, cases[i].says);
		assert_has(rendered->text, "\n一行目 <b>\n二行目\n");
		assert_has(rendered->html, "一行目 &lt;b&gt;<br>二行目<br>");
		assert_lacks(rendered->text, "■ やること");
		if (g_str_equal(cases[i].language, "ja"))
			check_sentences(rendered->text);
		end(&f);
	}
}

static void test_same_bytes(void)
{
	static const char *const kinds[] = {"weekly", "bulletin"};

	for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
		g_autoptr(KwRendered) first = NULL;

		for (int turn = 0; turn < 2; turn++) {
			Fixture f;

			begin(&f, kinds[k], "ja", "");
			g_ptr_array_add(f.stories, issue_fixture_full_story(1, "today"));
			add(f.shorts, "information", "短い話", NULL);
			g_autoptr(KwRendered) rendered = render(&f);
			if (first) {
				g_assert_cmpstr(rendered->subject, ==, first->subject);
				g_assert_cmpstr(rendered->text, ==, first->text);
				g_assert_cmpstr(rendered->html, ==, first->html);
			} else {
				first = g_steal_pointer(&rendered);
			}
			end(&f);
		}
	}
}

/* The bulletin says when it was written. */
static void test_time(void)
{
	Fixture f;

	begin(&f, "bulletin", "ja", "");
	g_ptr_array_add(f.stories, issue_fixture_full_story(1, "today"));
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, "2026年11月19日（木）10:00");
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/all-fields", test_all_fields);
	g_test_add_func("/render/subject", test_subject);
	g_test_add_func("/render/one-line-subject", test_one_line_subject);
	g_test_add_func("/render/rules", test_rules);
	g_test_add_func("/render/phone", test_phone);
	g_test_add_func("/render/bulletin-order", test_bulletin_order);
	g_test_add_func("/render/reply", test_reply);
	g_test_add_func("/render/same-bytes", test_same_bytes);
	g_test_add_func("/render/time", test_time);
	return g_test_run();
}
