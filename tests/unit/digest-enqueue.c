/* enqueue: an issue enters the outbox once, and keeps what it said. Who gets which letter is
 * digest-enqueue_readers.c, what keeps it a draft digest-enqueue_refused.c. */
#include "digest/enqueue.h"
#include "store/items.h"
#include "store/journal.h"

#include "../support/enqueue_fixture.h"

static void once(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	issue_fixture_subscriber(f->db, "b@example.jp", "active", "ja", "weekly bulletin");
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 2);
	assert_state(f->db, edition->issue->id, "sending");
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_ALREADY);
	g_assert_cmpint(letters, ==, 0);

	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
	g_autofree char *subject = g_strdup_printf("issue:%" G_GINT64_FORMAT, edition->issue->id);
	g_autoptr(GPtrArray) journal = kw_journal_list(f->db, subject, 10, &error);
	g_assert_cmpuint(rows->len, ==, 2);
	g_assert_cmpuint(journal->len, ==, 1);
	g_assert_cmpstr(((KwJournalEntry *)journal->pdata[0])->action, ==, "issue.send");
	g_assert_cmpstr(((KwJournalEntry *)journal->pdata[0])->detail, ==, "2 letters");
}

/* To nobody: sent at once, as no delivery would ever end it. */
static void nobody(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters = -1;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 0);
	assert_state(f->db, edition->issue->id, "sent");
	g_autoptr(KwItem) found = kw_items_find(f->db, item, &error);
	g_assert_cmpstr(found->state, ==, "published");
}

static void other_states(StoreFixture *f)
{
	static const struct {
		const char *state;
		KwEnqueueResult wanted;
	} cases[] = {
		{"proofed", KW_ENQUEUE_DONE},    {"approved", KW_ENQUEUE_DONE},
		{"held", KW_ENQUEUE_ALREADY},    {"cancelled", KW_ENQUEUE_ALREADY},
		{"sending", KW_ENQUEUE_ALREADY}, {"sent", KW_ENQUEUE_ALREADY},
	};
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
		g_autoptr(GError) error = NULL;
		gboolean changed;

		kw_issues_set_state(f->db, edition->issue->id, "draft", cases[i].state,
				    ISSUE_FIXTURE_NOW, &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, cases[i].wanted);
		g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
		g_assert_cmpuint(rows->len, ==, cases[i].wanted == KW_ENQUEUE_DONE);
	}
}

/* A draft may be chosen anew between rendering and sending: what is in the letter counts. */
static void what_goes_out(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;
	int64_t items[] = {issue_fixture_item(f->db, "picked", "this-week", "甲"),
			   issue_fixture_item(f->db, "picked", "this-week", "乙")};
	g_autoptr(KwWords) words = issue_fixture_words(config);
	int64_t letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &items[1], 1);
	g_autoptr(KwEdition) later =
		kw_issue_weekly(f->db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(later->stories->len, ==, 2);
	g_assert_cmpint(enqueue(f->db, config, edition, &letters), ==, KW_ENQUEUE_DONE);
	g_autoptr(GPtrArray) kept = kw_issues_items(f->db, edition->issue->id, &error);
	g_assert_cmpuint(kept->len, ==, 1);
	g_assert_cmpint(((KwIssueItem *)kept->pdata[0])->item, ==, items[1]);
	g_autoptr(KwIssue) issue = kw_issues_find(f->db, edition->issue->id, &error);
	g_assert_cmpstr(issue->subject, ==, edition->rendered->subject);
}

#define PROCESSES 4

/* Each composes the issue of the day, chosen from the picked items, and sends it. */
static void send_weekly(KwDb *db, int i G_GNUC_UNUSED)
{
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwConfig) config = issue_fixture_config(folder, "ja", "");
	g_autoptr(KwWords) words = issue_fixture_words(config);
	g_autoptr(GError) error = NULL;
	int64_t letters;
	g_autoptr(KwEdition) edition =
		kw_issue_weekly(db, config, words, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error);

	kw_assert_ok(error);
	if (enqueue(db, config, edition, &letters) == KW_ENQUEUE_DONE)
		g_assert_cmpint(letters, ==, 20);
	else
		g_assert_cmpint(letters, ==, 0);
	kw_testing_remove(folder);
}

static void at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	issue_fixture_item(f->db, "picked", "this-week", "甲");
	for (int i = 0; i < 20; i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", i);

		issue_fixture_subscriber(f->db, address, "active", "ja", "weekly bulletin");
	}
	store_fixture_fork(f, PROCESSES, send_weekly);
	g_autoptr(GPtrArray) rows = rows_of(f->db, 0);
	g_autoptr(GPtrArray) issues = kw_issues_list(f->db, "weekly", 10, &error);
	g_assert_cmpuint(rows->len, ==, 20);
	g_assert_cmpuint(issues->len, ==, 1);
	assert_state(f->db, ((KwIssue *)issues->pdata[0])->id, "sending");
	g_autoptr(GPtrArray)
		kept = kw_issues_items(f->db, ((KwIssue *)issues->pdata[0])->id, &error);
	g_assert_cmpuint(kept->len, ==, 1);
	g_autoptr(GPtrArray) journal = kw_journal_list(f->db, NULL, 10, &error);
	g_assert_cmpuint(journal->len, ==, 1);
}

/* The store went away at the commit, and the caller asks with his own `now`. */
static void confirmed(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;
	g_autoptr(KwEdition) edition = draft(f->db, config, "weekly", &item, 1);
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result = KW_ENQUEUE_ALREADY;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	kw_enqueue_confirm(f->db, edition->issue->id, ISSUE_FIXTURE_NOW, &result, &letters, &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_ENQUEUE_ALREADY); /* it was not heard */
	enqueue(f->db, config, edition, &letters);
	letters = 0;
	kw_enqueue_confirm(f->db, edition->issue->id, ISSUE_FIXTURE_NOW - 1, &result, &letters,
			   &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_ENQUEUE_ALREADY); /* somebody else did it */
	kw_enqueue_confirm(f->db, edition->issue->id, ISSUE_FIXTURE_NOW, &result, &letters, &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_ENQUEUE_DONE);
	g_assert_cmpint(letters, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/enqueue/once", once);
	store_test_add("/enqueue/nobody", nobody);
	store_test_add("/enqueue/other-states", other_states);
	store_test_add("/enqueue/what-goes-out", what_goes_out);
	store_test_add("/enqueue/letter", letter);
	store_test_add("/enqueue/confirmed", confirmed);
	store_test_add("/enqueue/at-once", at_once);
	return g_test_run();
}
