/* The table of answers to the self-check: the last one to each question, and that they go. */
#include "store/selfcheck.h"

#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

static void put(KwDb *db, int64_t who, const char *question, const char *answer, int64_t now)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_selfcheck_put(db, who, question, answer, now, &error));
	kw_assert_ok(error);
}

static GPtrArray *list(KwDb *db, int64_t who)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *all = kw_selfcheck_list(db, who, &error);

	kw_assert_ok(error);
	return all;
}

static void last_answer(StoreFixture *f)
{
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10),
		other = roll_fixture_add(f->db, "b@shop.example", "active", 10);

	put(f->db, who, "os-updates", "no", 20);
	put(f->db, who, "backup", "partly", 20);
	put(f->db, who, "os-updates", "yes", 30);
	put(f->db, other, "backup", "unknown", 40);

	g_autoptr(GPtrArray) all = list(f->db, who);
	g_assert_cmpuint(all->len, ==, 2);
	const KwSelfcheck *first = all->pdata[0], *second = all->pdata[1];
	g_assert_cmpstr(first->question, ==, "backup");
	g_assert_cmpstr(first->answer, ==, "partly");
	g_assert_cmpstr(second->question, ==, "os-updates");
	g_assert_cmpstr(second->answer, ==, "yes");
	g_assert_cmpint(second->answered_at, ==, 30);
}

static void erased(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10),
		other = roll_fixture_add(f->db, "b@shop.example", "active", 10);

	put(f->db, who, "backup", "yes", 20);
	put(f->db, other, "backup", "no", 20);
	g_assert_true(kw_selfcheck_erase_person(f->db, who, &error));
	kw_assert_ok(error);
	g_autoptr(GPtrArray) gone = list(f->db, who), kept = list(f->db, other);
	g_assert_cmpuint(gone->len, ==, 0);
	g_assert_cmpuint(kept->len, ==, 1);
}

static void refused(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t who = roll_fixture_add(f->db, "a@shop.example", "active", 10);

	g_assert_false(kw_selfcheck_put(f->db, who, "backup", "perhaps", 20, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/selfcheck/last-answer", last_answer);
	store_test_add("/selfcheck/erased", erased);
	store_test_add("/selfcheck/refused", refused);
	return g_test_run();
}
