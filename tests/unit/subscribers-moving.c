/* moving: letters go to another address and come back, once and not too late. */
#include "subscribers/moving.h"

#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"
#include "store/journal.h"
#include "subscribers/membership.h"

#define NOW  1795143600
#define DAY  86400
#define DAYS 14

static int64_t add(KwDb *db, const char *address, const char *state, int64_t replaces)
{
	const KwSubscriber row = {
		.address = (char *)address, .state = (char *)state, .replaces = replaces};

	return roll_fixture_put(db, &row, NOW);
}

/* Whether the letters of `new` took the place of an older address's. */
static gboolean finish(KwDb *db, int64_t new)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwSubscriber) reader = roll_fixture_find(db, new), old = NULL;

	g_assert_true(kw_moving_finish(db, reader, "mail:1", NOW, &old, &error));
	kw_assert_ok(error);
	return old != NULL;
}

static gboolean undo(KwDb *db, int64_t new, int64_t old, int64_t now)
{
	g_autoptr(GError) error = NULL;
	gboolean is_done;

	g_assert_true(kw_moving_undo(db, new, old, DAYS, "mail:2", now, &is_done, &error));
	kw_assert_ok(error);
	return is_done;
}

static void assert_state(KwDb *db, int64_t id, const char *state)
{
	g_autoptr(KwSubscriber) one = roll_fixture_find(db, id);

	g_assert_cmpstr(one->state, ==, state);
}

static void there_and_back(StoreFixture *f)
{
	int64_t old = add(f->db, "a@example.jp", "active", 0);
	int64_t new = add(f->db, "n@example.jp", "active", old);
	int64_t other = add(f->db, "o@example.jp", "active", 0);
	g_autoptr(GError) error = NULL;

	g_assert_false(finish(f->db, other));
	g_assert_false(undo(f->db, new, old, NOW)); /* has not moved yet */
	g_assert_true(finish(f->db, new));
	assert_state(f->db, old, "left");
	g_assert_false(finish(f->db, new)); /* who confirms again moves nothing */
	g_autoptr(KwSubscriber) there = roll_fixture_find(f->db, new);
	g_assert_true(kw_moving_is_recent(there, DAYS, NOW + DAYS * DAY));
	g_assert_false(kw_moving_is_recent(there, DAYS, NOW + DAYS * DAY + 1));
	g_assert_false(undo(f->db, other, old, NOW));
	g_assert_false(undo(f->db, new, other, NOW));
	g_assert_false(undo(f->db, new, 999, NOW));
	g_assert_false(undo(f->db, new, old, NOW + DAYS * DAY + 1));
	g_assert_true(undo(f->db, new, old, NOW + DAYS * DAY));
	assert_state(f->db, old, "active");
	assert_state(f->db, new, "left");
	g_assert_false(undo(f->db, new, old, NOW + DAYS * DAY));
	g_autoptr(KwSubscriber) back = roll_fixture_find(f->db, old);
	g_assert_true(kw_moving_is_recent(back, DAYS, NOW + 2 * DAYS * DAY));

	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, old);
	g_autoptr(GPtrArray) lines = kw_journal_list(f->db, subject, 10, &error);
	kw_assert_ok(error);
	const KwJournalEntry *last = lines->pdata[0];
	g_assert_cmpstr(last->action, ==, "subscriber.confirm");
	g_assert_cmpstr(last->detail, ==, "the move was taken back");
}

/* Where the letters may not come back, they stay. */
static void by_state(StoreFixture *f)
{
	static const struct {
		const char *old, *new; /* states at the undo */
		gboolean is_done;
	} cases[] = {
		{"left", "active", TRUE},        {"left", "left", TRUE},
		{"left", "complained", TRUE},    {"active", "paused", TRUE},
		{"complained", "active", FALSE}, {"erased", "active", FALSE},
		{"bounced", "active", TRUE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *a = g_strdup_printf("a%u@example.jp", i);
		g_autofree char *n = g_strdup_printf("n%u@example.jp", i);
		int64_t old = add(f->db, a, cases[i].old, 0);
		int64_t new = add(f->db, n, cases[i].new, old);
		g_autoptr(GError) error = NULL;

		kw_roll_set_replaces(f->db, new, old, NOW, &error);
		kw_assert_ok(error);
		g_assert_cmpint(undo(f->db, new, old, NOW + DAY), ==, cases[i].is_done);
		assert_state(f->db, old, cases[i].is_done ? "active" : cases[i].old);
		assert_state(f->db, new,
			     !cases[i].is_done || g_str_equal(cases[i].new, "complained")
				     ? cases[i].new
				     : "left");
	}
}

static void accepted(void)
{
	static const char *const yes[] = {"ありがとうございます。", "了解です", "OK",
					  "承知しました。よろしくお願いいたします。"};
	static const char *const no[] = {
		"", " \n", "違います", "知りません。", "戻してください", "What is this?"};

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(kw_moving_is_accepted(yes[i]));
	for (guint i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(kw_moving_is_accepted(no[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/moving/there-and-back", there_and_back);
	store_test_add("/moving/by-state", by_state);
	g_test_add_func("/moving/accepted", accepted);
	return g_test_run();
}
