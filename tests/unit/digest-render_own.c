/* render: templates of the operator's, and what the law wants of them. */
#include "../support/render_fixture.h"

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
	g_test_add_func("/render/law", test_law);
	g_test_add_func("/render/own-templates", test_own_templates);
	return g_test_run();
}
