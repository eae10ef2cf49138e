/* The journal. */
#include "../support/store_fixture.h"

#include "store/journal.h"

#include "base/error.h"

static void put(KwDb *db, int64_t now, const char *subject, const char *detail)
{
	g_autoptr(GError) error = NULL;

	kw_journal_put(db, now, "staff:三谷", "item.pick", subject, detail, &error);
	kw_assert_ok(error);
}

static void newest_first(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	static const struct {
		const char *subject;
		int limit;
		guint wanted;
		int64_t first_at;
	} cases[] = {
		{NULL, 10, 3, 300},     {NULL, 2, 2, 300},    {"item:1", 10, 2, 300},
		{"item:2", 10, 1, 200}, {"item:3", 10, 0, 0},
	};

	put(f->db, 100, "item:1", NULL);
	put(f->db, 200, "item:2", "一行");
	put(f->db, 300, "item:1", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray)
			list = kw_journal_list(f->db, cases[i].subject, cases[i].limit, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(list->len, ==, cases[i].wanted);
		if (list->len)
			g_assert_cmpint(((KwJournalEntry *)list->pdata[0])->at, ==,
					cases[i].first_at);
	}
}

static void each_of_many(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) subjects = g_ptr_array_new(), details = g_ptr_array_new();
	g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);

	g_ptr_array_add(subjects, (gpointer) "subscriber:1");
	g_ptr_array_add(subjects, (gpointer) "subscriber:2");
	g_ptr_array_add(details, NULL);
	g_ptr_array_add(details, (gpointer) "list.csv:3");
	g_assert_true(kw_journal_put_each(f->db, 100, "shell:x", "subscriber.add", subjects,
					  details, &error));
	g_assert_true(kw_tx_commit(tx, &error));
	g_autoptr(GPtrArray) list = kw_journal_list(f->db, NULL, 10, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 2);
	const KwJournalEntry *last = list->pdata[0], *first = list->pdata[1];
	g_assert_cmpstr(first->subject, ==, "subscriber:1");
	g_assert_null(first->detail);
	g_assert_cmpstr(last->subject, ==, "subscriber:2");
	g_assert_cmpstr(last->detail, ==, "list.csv:3");
	g_assert_cmpstr(last->actor, ==, "shell:x");
}

static void all_fields(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;
	const KwJournalEntry *entry;

	put(f->db, 200, "item:2", "一行");
	list = kw_journal_list(f->db, NULL, 1, &error);
	kw_assert_ok(error);
	entry = list->pdata[0];
	g_assert_cmpint(entry->id, >, 0);
	g_assert_cmpstr(entry->actor, ==, "staff:三谷");
	g_assert_cmpstr(entry->action, ==, "item.pick");
	g_assert_cmpstr(entry->subject, ==, "item:2");
	g_assert_cmpstr(entry->detail, ==, "一行");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/journal/each-of-many", each_of_many);
	store_test_add("/journal/newest-first", newest_first);
	store_test_add("/journal/all-fields", all_fields);
	return g_test_run();
}
