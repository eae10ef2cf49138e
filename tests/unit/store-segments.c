/* segments: which readers have what an issue's stories are about. */
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

#include "store/issues.h"
#include "store/outbox.h"
#include "store/segments.h"

#include <string.h>

static void add(KwDb *db, const char *state, const char *language, const char *topics,
		const char *products)
{
	static int n;
	g_autofree char *address = g_strdup_printf("s%d@example.jp", n++);
	const KwSubscriber subscriber = {.address = address,
					 .state = (char *)state,
					 .language = (char *)language,
					 .topics = (char *)topics,
					 .products = (char *)products};

	roll_fixture_put(db, &subscriber, 100);
}

static int64_t issue_on(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_take_weekly(db, day, 100, &error);

	kw_assert_ok(error);
	return issue->id;
}

static void set(KwDb *db, int64_t issue, guint n, const char *products)
{
	g_auto(GStrv) ids = g_strsplit(products, " ", -1);
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	for (char **id = ids; *id; id++)
		g_ptr_array_add(list, *id);
	kw_segments_set(db, issue, n, list, &error);
	kw_assert_ok(error);
}

static void assert_masks(KwDb *db, int64_t issue, const char *language, const char *topic,
			 const char *wanted)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) masks = kw_segments_list(db, issue, language, topic, &error);
	g_autoptr(GString) text = g_string_new(NULL);

	kw_assert_ok(error);
	for (guint i = 0; i < masks->len; i++)
		g_string_append_printf(text, "%s%u", i ? " " : "", g_array_index(masks, guint, i));
	g_assert_cmpstr(text->str, ==, wanted);
}

static void masks(StoreFixture *f)
{
	int64_t issue = issue_on(f->db, "2026-11-19"), other = issue_on(f->db, "2026-11-26");

	assert_masks(f->db, issue, "ja", "weekly", "");
	add(f->db, "active", "ja", "weekly bulletin", NULL);
	add(f->db, "active", "ja", "weekly", "windows");
	add(f->db, "active", "ja", "weekly", "fortigate excel windows");
	add(f->db, "active", "ja", "bulletin", "word");
	add(f->db, "active", "en", "weekly", "excel");
	add(f->db, "active", "en", "weekly", "windows-10 exc");
	add(f->db, "left", "ja", "weekly", "word");
	assert_masks(f->db, issue, "ja", "weekly", "0");
	set(f->db, issue, 0, "windows");
	set(f->db, issue, 1, "word excel");
	set(f->db, issue, 2, "excel excel");
	assert_masks(f->db, issue, "ja", "weekly", "0 1 7");
	assert_masks(f->db, issue, "ja", "bulletin", "0 2");
	assert_masks(f->db, issue, "en", "weekly", "0 6");
	assert_masks(f->db, other, "en", "weekly", "0");
	/* anew */
	set(f->db, issue, 0, "fortigate");
	assert_masks(f->db, issue, "ja", "weekly", "0 1");
	/* more stories than are told apart */
	set(f->db, issue, KW_SEGMENT_STORIES, "windows");
	set(f->db, issue, KW_SEGMENT_STORIES - 1, "windows");
	assert_masks(f->db, issue, "ja", "weekly", "0 128 129");
}

/* The letter that a reader was owed says which stories came first in it. */
static void of_reader(StoreFixture *f)
{
	int64_t issue = issue_on(f->db, "2026-11-19"), id, count;
	KwLetter letter = {.issue = issue,
			   .purpose = (char *)"weekly",
			   .language = (char *)"ja",
			   .bytes = g_bytes_new_static("x", 1),
			   .splices = (char *)"[]"};
	static const char *const segments[] = {"2", ""};
	g_autoptr(GError) error = NULL;
	guint mask = 7;

	add(f->db, "active", "ja", "weekly", "windows");
	set(f->db, issue, 0, "fortigate");
	set(f->db, issue, 1, "windows");
	for (gsize i = 0; i < G_N_ELEMENTS(segments); i++) {
		letter.segment = (char *)segments[i];
		kw_letters_put(f->db, &letter, 100, &id, &error);
		kw_assert_ok(error);
	}
	kw_outbox_enqueue_issue(f->db, id, issue, "ja", "weekly", 5, 100, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	g_autoptr(GPtrArray) roll = kw_roll_list(f->db, NULL, 0, 1, &error);
	g_assert_true(
		kw_segments_of(f->db, issue, ((KwSubscriber *)roll->pdata[0])->id, &mask, &error));
	g_assert_cmpuint(mask, ==, 2);
	g_assert_true(kw_segments_of(f->db, issue, 4711, &mask, &error));
	g_assert_cmpuint(mask, ==, 0);
	g_bytes_unref(letter.bytes);
}

static void order(void)
{
	static const struct {
		guint mask, stories;
		const char *wanted; /* numbers 1 to 4 */
	} cases[] = {{0, 3, "0 1 2 3"}, {4, 3, "2 0 1 3"}, {6, 3, "1 2 0 3"}, {0, 0, "0 1 2 3"}};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (guint n = 1; n <= 4; n++)
			g_string_append_printf(
				text, "%s%u", n > 1 ? " " : "",
				kw_segments_story(cases[i].mask, cases[i].stories, n));
		g_assert_cmpstr(text->str, ==, cases[i].wanted);
	}
}

static void format(void)
{
	g_autofree char *none = kw_segments_format(0);
	g_autofree char *all = kw_segments_format(255);

	g_assert_cmpstr(none, ==, "");
	g_assert_cmpstr(all, ==, "255");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/segments/masks", masks);
	store_test_add("/segments/of-reader", of_reader);
	g_test_add_func("/segments/order", order);
	g_test_add_func("/segments/format", format);
	return g_test_run();
}
