/* standing: whose turn it is, and which dates are near. */
#include "digest/standing.h"

#include "../support/issue_fixture.h"
#include "base/when.h"

typedef struct {
	char *folder;
	KwConfig *config;
	KwWords *words;
	GPtrArray *earlier; /* KwIssue *, newest first */
} Fixture;

/* `files` are pairs of name and content that stand in for the built-in ones; NULL-terminated. */
static void begin(Fixture *f, const char *const *files)
{
	g_autofree char *own = NULL;

	f->folder = kw_testing_folder();
	own = g_build_filename(f->folder, "own", "ja", NULL);
	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	for (; *files; files += 2) {
		g_autofree char *path = g_build_filename(own, files[0], NULL);

		g_assert_true(g_file_set_contents(path, files[1], -1, NULL));
	}
	f->config = issue_fixture_config(f->folder, "ja", "templates: own\n");
	f->words = issue_fixture_words(f->config);
	f->earlier = g_ptr_array_new_with_free_func((GDestroyNotify)kw_issue_free);
}

static void end(Fixture *f)
{
	g_ptr_array_unref(f->earlier);
	kw_words_free(f->words);
	kw_config_free(f->config);
	kw_testing_remove(f->folder);
	g_free(f->folder);
}

/* What the next weekly carries of `file`: "a b"; it then counts as sent. */
static char *next(Fixture *f, const char *day, const char *file, gboolean is_thin)
{
	g_autoptr(GString) ids = g_string_new(NULL);
	KwIssue *issue = issue_fixture_issue("weekly", (int)f->earlier->len + 1);

	g_free(issue->planned_on);
	issue->planned_on = g_strdup(day);
	g_free(issue->parts);
	issue->parts = kw_standing_choose(f->words, issue, f->earlier, is_thin);
	g_ptr_array_insert(f->earlier, 0, issue);
	g_autoptr(GPtrArray) entries = kw_standing_parts(f->words, issue->parts, file);
	for (guint i = 0; i < entries->len; i++)
		g_string_append_printf(ids, "%s%s", i ? " " : "", kw_word_id(entries->pdata[i]));
	return g_string_free(g_steal_pointer(&ids), FALSE);
}

static void assert_next(Fixture *f, const char *day, const char *file, const char *wanted)
{
	g_autofree char *ids = next(f, day, file, TRUE);

	g_assert_cmpstr(ids, ==, wanted);
}

static void reload(Fixture *f, const char *name, const char *content)
{
	g_autofree char *path = g_build_filename(f->folder, "own", "ja", name, NULL);

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
	kw_words_free(f->words);
	f->words = issue_fixture_words(f->config);
}

#define QUESTION(id) \
	"- {id: " id ", question: q, advice_partly: p, advice_no: n, advice_unknown: u}\n"

/* None comes again before all had their turn, also where entries come and go. */
static void test_turns(void)
{
	static const char *const files[] = {"selfcheck.yaml",
					    QUESTION("a") QUESTION("b") QUESTION("c"), NULL};
	Fixture f;

	begin(&f, files);
	assert_next(&f, "2026-11-05", "selfcheck", "a");
	assert_next(&f, "2026-11-12", "selfcheck", "b");
	reload(&f, "selfcheck.yaml", QUESTION("new") QUESTION("a") QUESTION("b") QUESTION("c"));
	assert_next(&f, "2026-11-19", "selfcheck", "new");
	assert_next(&f, "2026-11-26", "selfcheck", "c");
	assert_next(&f, "2026-12-03", "selfcheck", "a");
	reload(&f, "selfcheck.yaml", QUESTION("new") QUESTION("c"));
	assert_next(&f, "2026-12-10", "selfcheck", "new");

	/* an issue that never went out had no turn */
	KwIssue *last = f.earlier->pdata[0];
	g_free(last->state);
	last->state = g_strdup("cancelled");
	assert_next(&f, "2026-12-17", "selfcheck", "new");
	end(&f);
}

/* The built-in questions: each once in as many weeks as there are. */
static void test_all_questions(void)
{
	static const char *const none[] = {NULL};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Fixture f;

	begin(&f, none);
	g_autoptr(GPtrArray) questions = kw_standing_list(f.words, "selfcheck");
	g_assert_cmpuint(questions->len, ==, 25);
	for (guint n = 0; n < questions->len; n++) {
		g_autofree char *week = kw_when_day_add("2026-01-01", 7 * (int)n);

		g_assert_true(g_hash_table_add(seen, next(&f, week, "selfcheck", FALSE)));
	}
	end(&f);
}

/* A draft that is looked at again carries the same; a day's own issue does not count. */
static void test_again(void)
{
	static const char *const none[] = {NULL};
	Fixture f;

	begin(&f, none);
	g_free(next(&f, "2026-11-12", "guides", FALSE));
	g_free(next(&f, "2026-11-19", "guides", FALSE));
	const KwIssue *last = f.earlier->pdata[0];
	g_autofree char *again = kw_standing_choose(f.words, last, f.earlier, FALSE);
	g_assert_cmpstr(again, ==, last->parts);
	end(&f);
}

static void test_support(void)
{
	static const char *const none[] = {NULL};
	Fixture f;

	/* windows-server-2016 ends on 2027-01-12: 180 days before that is 2026-07-16, 90 is
	 * 2026-10-14, 30 is 2026-12-13 */
	begin(&f, none);
	assert_next(&f, "2026-07-09", "products", "php-8-2");
	assert_next(&f, "2026-07-16", "products", "windows-server-2016 office-2021");
	assert_next(&f, "2026-07-23", "products", "");
	/* a week without an issue loses nothing */
	assert_next(&f, "2026-10-08", "products", "office-2021 php-8-2");
	assert_next(&f, "2026-10-22", "products", "windows-server-2016");
	assert_next(&f, "2026-12-10", "products", "php-8-2");
	assert_next(&f, "2026-12-17", "products", "windows-server-2016");
	assert_next(&f, "2027-01-14", "products", "");
	/* the last one would be about something that is over */
	g_ptr_array_set_size(f.earlier, 0);
	assert_next(&f, "2026-09-10", "products", "");
	assert_next(&f, "2026-10-15", "products", "windows-server-2016 php-8-2");
	end(&f);
}

#define PROGRAMME(id, more) \
	"- {id: " id ", title: t, publisher: p, summary: s, source: 'https://a/', " more "}\n"
#define SEEN "confirmed_on: 2026-01-01"

/* Beside stories a guide and a programme take turns; a thin issue has both. */
static void test_in_turn(void)
{
	static const char *const files[] = {
		"programmes.yaml", PROGRAMME("a", SEEN) PROGRAMME("b", SEEN) PROGRAMME("c", SEEN),
		NULL};
	static const struct {
		const char *day;
		gboolean is_thin, has_guide, has_programme;
	} weeks[] = {{"2026-11-05", FALSE, FALSE, TRUE},
		     {"2026-11-12", FALSE, TRUE, FALSE},
		     {"2026-11-19", FALSE, FALSE, TRUE},
		     {"2026-11-26", TRUE, TRUE, TRUE},
		     {"2026-12-03", FALSE, TRUE, FALSE}};
	Fixture f;

	begin(&f, files);
	for (size_t i = 0; i < G_N_ELEMENTS(weeks); i++) {
		g_autofree char *guide = next(&f, weeks[i].day, "guides", weeks[i].is_thin);
		const KwIssue *issue = f.earlier->pdata[0];

		g_assert_cmpint(*guide != '\0', ==, weeks[i].has_guide);
		g_assert_cmpint(strstr(issue->parts, "programmes:") != NULL, ==,
				weeks[i].has_programme);
	}
	end(&f);
}

static void test_programmes(void)
{
	static const char *const files[] = {
		"programmes.yaml",
		PROGRAMME("over", SEEN ", ends_on: 2026-10-31") PROGRAMME(
			"old-text", SEEN ", starts_on: 2026-10, print_until: 2026-10-31")
			PROGRAMME("unseen", "confirmed_on: unchecked") PROGRAMME("always", SEEN)
				PROGRAMME("spring", SEEN ", starts_on: 2027-03, ends_on: '2027'")
					PROGRAMME("closes", SEEN ", ends_on: 2026-12-10"),
		NULL};
	Fixture f;

	begin(&f, files);
	assert_next(&f, "2026-11-05", "programmes", "always");
	assert_next(&f, "2026-11-12", "programmes", "closes spring");
	assert_next(&f, "2026-11-19", "programmes", "closes");
	assert_next(&f, "2026-11-26", "programmes", "closes");
	assert_next(&f, "2026-12-03", "programmes", "closes always");
	assert_next(&f, "2026-12-10", "programmes", "closes spring");
	assert_next(&f, "2026-12-17", "programmes", "");
	assert_next(&f, "2027-02-04", "programmes", "spring");
	assert_next(&f, "2027-12-31", "programmes", "spring always");
	assert_next(&f, "2028-01-06", "programmes", "");
	end(&f);
}

/* Every month has something, in turn, and only where there is no news. */
static void test_seasons(void)
{
	static const char *const none[] = {NULL};
	Fixture f;

	begin(&f, none);
	for (int month = 1; month <= 12; month++) {
		g_autofree char *day = g_strdup_printf("2026-%02d-15", month);
		g_autofree char *season = next(&f, day, "seasons", TRUE);

		g_assert_cmpstr(season, !=, "");
	}
	assert_next(&f, "2027-01-07", "seasons", "cold-power");
	assert_next(&f, "2027-01-14", "seasons", "new-year");
	g_autofree char *busy = next(&f, "2027-01-21", "seasons", FALSE);
	g_assert_cmpstr(busy, ==, "");
	end(&f);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/standing/turns", test_turns);
	g_test_add_func("/standing/all-questions", test_all_questions);
	g_test_add_func("/standing/again", test_again);
	g_test_add_func("/standing/support", test_support);
	g_test_add_func("/standing/in-turn", test_in_turn);
	g_test_add_func("/standing/programmes", test_programmes);
	g_test_add_func("/standing/seasons", test_seasons);
	return g_test_run();
}
