/* enqueue, where nothing goes out: what cannot be composed, is refused by the check, or was marked
 * meanwhile, stays a draft. */
#include "base/error.h"
#include "digest/enqueue.h"
#include "store/items.h"

#include "../support/enqueue_fixture.h"

/* A letter that cannot be composed changes nothing. */
static void all_or_nothing(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;

	g_free(config->from);
	config->from = g_strdup("a@example.jp\r\nBcc: b@example.jp");
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	kw_testing_assert_error(&error, KW_ERROR_DATA, NULL);
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
}

/* What the output check refuses stays a draft, and nothing is queued. */
static void refused(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
	g_autofree char *good = g_strdup(edition->rendered->text);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	g_free(edition->rendered->text);
	edition->rendered->text = g_strconcat(good, "a@example.jp\n", NULL);
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED, "a@example.jp");
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
	/* and goes out when that is mended */
	g_free(edition->rendered->text);
	edition->rendered->text = g_steal_pointer(&good);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 1);
}

/* A fault in the letter of a language that nobody reads yet is named, too, with that language. */
static void checked_in_every_language(StoreFixture *f)
{
	g_autofree char *own = g_build_filename(f->folder, "own", "en", NULL);
	g_autofree char *file = g_build_filename(own, "emergency.txt.mustache", NULL);
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "templates: own\n");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwEdition) edition =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	g_assert_cmpint(item, >, 0);
	g_assert_true(kw_enqueue_check(f->db, config, edition, ISSUE_FIXTURE_NOW, &error));
	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, "call a@example.jp\n", -1, NULL));
	g_assert_false(kw_enqueue_check(f->db, config, edition, ISSUE_FIXTURE_NOW, &error));
	kw_testing_assert_error(&error, KW_ERROR_REFUSED,
				"letter in en: the letter has the address");
	assert_state(f->db, edition->issue->id, "draft");
}

/* A mark that came in after the letter was composed: it stays a draft and nothing goes out. */
static void marked_meanwhile(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result;
	gboolean changed;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	kw_items_set_state(f->db, item, "picked", "restricted", ISSUE_FIXTURE_NOW, &changed,
			   &error);
	kw_assert_ok(error);
	g_assert_true(changed);
	g_assert_false(kw_enqueue_issue(f->db, config, edition, ISSUE_FIXTURE_NOW, "shell:test",
					&result, &letters, &error));
	g_assert_error(error, KW_ERROR, KW_ERROR_REFUSED);
	assert_state(f->db, edition->issue->id, "draft");
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_assert_cmpuint(rows->len, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/enqueue/all-or-nothing", all_or_nothing);
	store_test_add("/enqueue/marked-meanwhile", marked_meanwhile);
	store_test_add("/enqueue/refused", refused);
	store_test_add("/enqueue/checked-in-every-language", checked_in_every_language);
	return g_test_run();
}
