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
	store_test_add("/journal/newest-first", newest_first);
	store_test_add("/journal/all-fields", all_fields);
	return g_test_run();
}
