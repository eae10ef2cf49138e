/* render: what stands first, this week's actions: all that is asked, whom to call, how long it
 * takes. */
#include "../support/render_fixture.h"

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
	assert_has(rendered->html, ">3. 丙の弱点</h2>");
	assert_has(rendered->html, ">4. 丁の弱点</h3>");
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

/* How long the list takes grows with it: half a minute, three quarters, minutes. */
static void test_head_minutes(void)
{
	static const char *const languages[] = {"ja", "en"};
	static const struct {
		gsize chars; /* of the second action */
		const char *wanted[G_N_ELEMENTS(languages)];
	} cases[] = {
		{0, {"だけなら30秒", "takes 30 seconds"}},
		{260, {"だけなら45秒", "takes 30 seconds"}},
		{700, {"だけなら約2分", "takes about 1 min"}},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases) * G_N_ELEMENTS(languages); i++) {
		const char *wanted = cases[i / 2].wanted[i % 2];
		g_autofree char *line = g_strnfill(cases[i / 2].chars, 'x');
		Fixture f;

		begin(&f, "weekly", languages[i % 2], "");
		add(f.stories, "today", "甲の弱点", "甲を止める");
		add(f.stories, "this-week", "乙の弱点", line);
		g_autoptr(KwRendered) rendered = render(&f);
		assert_has(rendered->text, wanted);
		assert_has(rendered->html, wanted);
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/render/actions", test_actions);
	g_test_add_func("/render/actions-of-parts", test_actions_of_parts);
	g_test_add_func("/render/emergency", test_emergency);
	g_test_add_func("/render/head-minutes", test_head_minutes);
	g_test_add_func("/render/quiet-week", test_quiet_week);
	return g_test_run();
}
