/* render: stories made by hand to text, HTML and subject. What the templates say is looked at where
 * it follows from the data; their wording is free, but for the length of sentences and the legal
 * lines. */
#include "digest/render.h"

#include "../support/issue_fixture.h"
#include "base/error.h"
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
static void begin(Fixture *f, const char *kind, const char *language, const char *more)
{
	f->folder = kw_testing_folder();
	f->config = issue_fixture_config(f->folder, language, more);
	f->words = issue_fixture_words(f->config);
	f->issue = issue_fixture_issue(kind, 42);
	f->stories = issue_fixture_stories();
	f->shorts = issue_fixture_stories();
}

static void end(Fixture *f)
{
	kw_testing_remove(f->folder);
	g_free(f->folder);
	kw_config_free(f->config);
	kw_words_free(f->words);
	kw_issue_free(f->issue);
	g_ptr_array_unref(f->stories);
	g_ptr_array_unref(f->shorts);
}

static void add(GPtrArray *stories, const char *level, const char *headline, const char *action)
{
	g_ptr_array_add(stories,
			issue_fixture_story((int64_t)stories->len + 1, level, headline, action));
}

static KwRendered *try_render(const Fixture *f, GError **error)
{
	return kw_render_issue(f->config, f->words, f->issue, f->stories, f->shorts,
			       ISSUE_FIXTURE_NOW, error);
}

static KwRendered *render(const Fixture *f)
{
	g_autoptr(GError) error = NULL;
	KwRendered *rendered = try_render(f, &error);

	kw_assert_ok(error);
	return rendered;
}

static int count(const char *text, const char *part)
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
		{"weekly", "ja", 1, 0, "今週やること：行い1【サイバーかわら版42号】"},
		{"weekly", "ja", 4, 2, "今週やること：行い1、ほか3件【サイバーかわら版42号】"},
		{"weekly", "ja", 0, 1,
		 "今週は、急いですることはありません【サイバーかわら版42号】"},
		{"weekly", "en", 2, 0, "To do this week: 行い1, and 1 more [サイバーかわら版 42]"},
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

/* Urgency carries its date; a story without an action has its headline; whatever the letter asks
 * stands in the list. */
static void test_actions(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	add(f.stories, "today", "甲の弱点", "甲を止める");
	add(f.stories, "this-week", "乙の弱点", NULL);
	add(f.stories, "when-convenient", "丙の弱点", "丙を直す");
	add(f.stories, "this-week", "丁の弱点", "丁を直す");
	add(f.shorts, "information", "戊の知らせ", "戊を開かない");
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, "1.【今日中（11月19日）】甲を止める\n"
				   "2.【11月26日まで】乙の弱点\n"
				   "3.【手があいたとき】丙を直す\n"
				   "4.【11月26日まで】丁を直す\n"
				   "5.【知っておく】戊を開かない\n"
				   "どれも関係なければ、今週することはありません。\n");
	assert_has(rendered->text, "4. 丁の弱点");
	assert_has(rendered->text, "5. 戊の知らせ");
	assert_has(rendered->html,
		   "color:#b3261e\">1.【今日中（11月19日）】</strong><br>甲を止める</p>");
	assert_has(rendered->html, ">4. 丁の弱点</h2>");
	end(&f);

	/* what is only to be known is told as such */
	begin(&f, "weekly", "ja", "");
	add(f.shorts, "information", "戊の知らせ", "戊を開かない");
	g_autoptr(KwRendered) quiet = render(&f);
	assert_has(quiet->text, "今週、急いですることはありません。知っておくことは、"
				"次のとおりです。\n1.【知っておく】戊を開かない\n");
	assert_lacks(quiet->text, "どれも関係なければ");
	end(&f);
}

/* Also what the standing parts ask stands in the list. */
static void test_actions_of_parts(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	g_free(f.issue->parts);
	f.issue->parts = g_strdup("products:windows-10 seasons:new-year selfcheck:os-updates");
	g_autoptr(KwRendered) rendered = render(&f);
	const char *list = strstr(rendered->text, "■ 今週やること");
	const char *end_of_list = strstr(list, "\n\n");
	g_autofree char *text = g_strndup(list, (gsize)(end_of_list - list));

	assert_has(text, "を使っている会社：いつ替えるかを、");
	assert_has(text, "・年末年始の休み：");
	assert_has(text, "下の自己点検を1問だけ");
	end(&f);
}

/* Right below the list: whom to call when it has happened, and until when somebody answers. */
static void test_emergency(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "consult: {hours: 平日9時〜17時}\n");
	add(f.stories, "today", "甲の弱点", "甲を止める");
	g_autoptr(KwRendered) rendered = render(&f);
	const char *line = strstr(rendered->text, "相談窓口 03-0000-0000（平日9時〜17時）");

	g_assert_nonnull(line);
	g_assert_true(line > strstr(rendered->text, "どれも関係なければ"));
	g_assert_true(line < strstr(rendered->text, "1. 甲の弱点"));
	end(&f);
}

/* How long the list takes grows with it; the half minute is only said where it is true. */
static void test_head_minutes(void)
{
	static const char *const languages[] = {"ja", "en"};
	static const char *const wanted[][2] = {
		{"だけなら30秒", "だけなら約1分"},
		{"takes 30 seconds", "takes about 1 min"},
	};

	for (size_t l = 0; l < G_N_ELEMENTS(languages); l++) {
		g_autofree char *line = g_strnfill(l ? 500 : 200, 'x');
		Fixture f;

		begin(&f, "weekly", languages[l], "");
		add(f.stories, "today", "甲の弱点", "甲を止める");
		g_autoptr(KwRendered) shorter = render(&f);
		assert_has(shorter->text, wanted[l][0]);
		add(f.stories, "this-week", "乙の弱点", line);
		g_autoptr(KwRendered) longer = render(&f);
		assert_has(longer->text, wanted[l][1]);
		assert_has(longer->html, wanted[l][1]);
		end(&f);
	}
}

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

/* No story at all is a letter, too. */
static void test_quiet_week(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, "今週、急いですることはありません。");
	assert_lacks(rendered->text, "知っておく");
	assert_lacks(rendered->text, "ことばの説明");
	assert_lacks(rendered->text, "\n\n\n");
	end(&f);
}

/* Each term once, also those of short notes, twelve at most. */
static void test_glossary(void)
{
	Fixture f;

	begin(&f, "weekly", "ja", "");
	add(f.stories, "this-week", "甲", "甲");
	add(f.stories, "this-week", "乙", "乙");
	add(f.shorts, "information", "丙", "丙");
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
	g_assert_cmpint(count(rendered->text, "雑語"), ==, 10);
	g_assert_cmpint(count(rendered->html, "雑語"), ==, 10);
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

/* A reader on a phone: no sentence of the letter itself is longer than sixty characters. */
static void check_sentences(const char *text)
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
	for (int i = 0; i < 3; i++) {
		KwStory *story = issue_fixture_full_story(1, "this-week");

		issue_fixture_say(&story->what, line);
		g_ptr_array_add(f.stories, story);
	}
	g_assert_null(try_render(&f, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, "drop a story");
	end(&f);
}

/* --- templates of the operator's --- */

static void put_template(const Fixture *f, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(f->folder, "own", "ja", name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

#define NAME    "{{publisher}}\n"
#define PLACE   "{{postal_address}}\n"
#define CONTACT "{{contact}}\n"
#define STOP    "配信をやめることができます\n"
#define LINK    "{{leave_link}}\n"

/* Without one of the legal lines in either part nothing is sent. */
static void test_law(void)
{
	static const struct {
		const char *colophon, *wanted; /* NULL = fine */
	} cases[] = {
		{NAME PLACE CONTACT STOP LINK, NULL},
		{NAME PLACE CONTACT STOP "次の所を押す\n" LINK, NULL},
		{PLACE CONTACT STOP LINK, "full name"},
		{NAME CONTACT STOP LINK, "postal address"},
		{NAME PLACE "x\n" STOP LINK, "where to complain"},
		{NAME PLACE CONTACT LINK, "words that one can stop"},
		{NAME PLACE CONTACT STOP, "way to stop"},
		{NAME PLACE CONTACT STOP "1\n2\n3\n" LINK, "way to stop"}, /* not beside it */
		{NAME PLACE CONTACT LINK STOP, "way to stop"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * 4; i++) {
		const char *kind = i % 2 ? "weekly" : "bulletin";
		const char *part = i / 2 % 2 ? "html" : "txt";
		const char *wanted = cases[i / 4].wanted;
		g_autofree char *file = g_strdup_printf("colophon.%s.mustache", part);
		g_autoptr(GError) error = NULL;
		Fixture f;

		begin(&f, kind, "ja", "templates: own\n");
		put_template(&f, file, cases[i / 4].colophon);
		/* the contact's address may stand elsewhere (from): here it does not */
		g_free(f.config->from);
		f.config->from = g_strdup("other@news.example.jp");
		g_ptr_array_add(f.stories, issue_fixture_full_story(1, "today"));
		g_autoptr(KwRendered) rendered = try_render(&f, &error);
		if (wanted) {
			g_assert_null(rendered);
			g_assert_nonnull(error);
			assert_has(error->message, i / 2 % 2 ? "HTML part" : "text part");
			kw_testing_assert_error(&error, KW_ERROR_CONFIG, wanted);
		} else {
			kw_assert_ok(error);
			g_assert_nonnull(rendered);
		}
		end(&f);
	}
}

static void test_own_templates(void)
{
	g_autoptr(GError) error = NULL;
	Fixture f;

	begin(&f, "weekly", "ja", "templates: own\n");
	put_template(&f, "help.txt.mustache", "わたしたちの窓口 {{phone}}\n");
	g_autoptr(KwRendered) rendered = render(&f);
	assert_has(rendered->text, "わたしたちの窓口 03-0000-0000\n");
	put_template(&f, "help.txt.mustache", "{{#phone}}\n");
	g_assert_null(try_render(&f, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "help");
	put_template(&f, "help.txt.mustache", "");
	put_template(&f, "weekly.txt.mustache", "{{#stories}}");
	g_assert_null(try_render(&f, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "weekly.txt");
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/all-fields", test_all_fields);
	g_test_add_func("/render/subject", test_subject);
	g_test_add_func("/render/one-line-subject", test_one_line_subject);
	g_test_add_func("/render/actions", test_actions);
	g_test_add_func("/render/actions-of-parts", test_actions_of_parts);
	g_test_add_func("/render/emergency", test_emergency);
	g_test_add_func("/render/head-minutes", test_head_minutes);
	g_test_add_func("/render/credits", test_credits);
	g_test_add_func("/render/comment-language", test_comment_language);
	g_test_add_func("/render/quiet-week", test_quiet_week);
	g_test_add_func("/render/glossary", test_glossary);
	g_test_add_func("/render/rules", test_rules);
	g_test_add_func("/render/phone", test_phone);
	g_test_add_func("/render/bulletin-order", test_bulletin_order);
	g_test_add_func("/render/turns", test_turns);
	g_test_add_func("/render/reply", test_reply);
	g_test_add_func("/render/parts", test_parts);
	g_test_add_func("/render/sentences", test_sentences);
	g_test_add_func("/render/same-bytes", test_same_bytes);
	g_test_add_func("/render/time", test_time);
	g_test_add_func("/render/gaps", test_gaps);
	g_test_add_func("/render/escaping", test_escaping);
	g_test_add_func("/render/links", test_links);
	g_test_add_func("/render/too-large", test_too_large);
	g_test_add_func("/render/law", test_law);
	g_test_add_func("/render/own-templates", test_own_templates);
	return g_test_run();
}
