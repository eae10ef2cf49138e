/* unconfirmed: who signed up and did not confirm is asked as soon as there is room, and forgotten
 * in time; readers, and those who have left, are not. */
#include "subscribers/unconfirmed.h"

#include "../support/config_fixture.h"
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"
#include "store/journal.h"
#include "store/outbox.h"

#define NOW  1795143600
#define HOUR 3600
#define DAY  (24 * HOUR)

static void answered(KwDb *db, const char *address, const char *kind, int64_t at)
{
	g_autoptr(GError) error = NULL;
	gboolean added;

	kw_roll_add_answer(db, 0, address, kind, at, &added, &error);
	kw_assert_ok(error);
}

static int64_t count(KwDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	int64_t n = -1;

	kw_db_int(db, sql, KW_NO_PARAMS, 0, &n, &error);
	kw_assert_ok(error);
	return n;
}

static int64_t ask(StoreFixture *f, const KwConfig *config, const KwKeys *keys, int64_t now)
{
	g_autoptr(GError) error = NULL;
	int64_t asked;

	kw_unconfirmed_ask(f->db, config, keys, now, &asked, &error);
	kw_assert_ok(error);
	return asked;
}

static void asks_later(StoreFixture *f)
{
	g_autoptr(KwConfig) config =
		config_fixture_load(f->folder, "ja", "intake: {confirmations_an_hour: 3}\n");
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);
	g_autoptr(GError) error = NULL;
	int64_t waiting;

	kw_keys_create(path, &error);
	g_autoptr(KwKeys) keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	roll_fixture_add(f->db, "noreply@example.jp", "pending", NOW); /* a robot: never */
	roll_fixture_add(f->db, "asked@example.jp", "pending", NOW);
	answered(f->db, "asked@example.jp", "confirm", NOW);
	roll_fixture_add(f->db, "reader@example.jp", "active", NOW);
	roll_fixture_add(f->db, "old@example.jp", "pending", NOW - DAY);
	for (int i = 0; i < 4; i++) {
		g_autofree char *address = g_strdup_printf("p%d@example.jp", i);

		roll_fixture_add(f->db, address, "pending", NOW + i);
	}
	answered(f->db, "p1@example.jp", "help", NOW); /* something else */
	g_assert_cmpint(ask(f, config, keys, NOW + 10), ==, 2);
	kw_unconfirmed_count_waiting(f->db, NOW + 10, &waiting, &error);
	kw_assert_ok(error);
	g_assert_cmpint(waiting, ==, 3); /* the robot, p2, p3 */
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM outbox WHERE recipient IN "
				     "('p0@example.jp', 'p1@example.jp')"),
			==, 2);
	g_assert_cmpint(ask(f, config, keys, NOW + 20), ==, 0);
	g_assert_cmpint(ask(f, config, keys, NOW + HOUR + 10), ==, 2);
	g_assert_cmpint(ask(f, config, keys, NOW + 3 * HOUR), ==, 0);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM outbox"), ==, 4);
}

static void forgets(StoreFixture *f)
{
	static const char *const stay[] = {"active", "paused", "left", "bounced", "complained"};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) totals = NULL, lines = NULL;
	int64_t id, forgotten;
	gboolean changed;

	for (gsize i = 0; i < G_N_ELEMENTS(stay); i++) {
		g_autofree char *address = g_strdup_printf("%s@example.jp", stay[i]);

		roll_fixture_add(f->db, address, stay[i], 1000);
	}
	roll_fixture_add(f->db, "late@example.jp", "pending", 2000);
	roll_fixture_add(f->db, "again@example.jp", "pending", 1000);
	answered(f->db, "again@example.jp", "confirm", 1000);
	answered(f->db, "again@example.jp", "confirm", 2000);
	id = roll_fixture_add(f->db, "never@example.jp", "pending", 1000);
	answered(f->db, "never@example.jp", "confirm", 1000);
	kw_journal_put(f->db, 1000, "web", "subscriber.ask", "subscriber:8", "on a page, 192.0.2.1",
		       &error);
	g_assert_cmpint(id, ==, 8);
	for (int i = 0; i < 2; i++) {
		kw_unconfirmed_forget(f->db, 2000, "shell:test", NOW, &forgotten, &error);
		kw_assert_ok(error);
		g_assert_cmpint(forgotten, ==, i == 0);
	}
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM subscriber WHERE state <> 'erased'"), ==,
			7);
	g_assert_cmpint(count(f->db, "SELECT count(*) FROM subscriber WHERE state = 'erased' "
				     "AND address = 'erased 8'"),
			==, 1);
	/* nobody has left: the figures do not know of him */
	totals = kw_roll_totals(f->db, &error);
	for (guint i = 0; i < totals->len; i++)
		g_assert_cmpstr(((const KwRollTotal *)totals->pdata[i])->value, !=, "erased");
	lines = kw_journal_list(f->db, "subscriber:8", 10, &error);
	g_assert_cmpuint(lines->len, ==, 2);
	g_assert_cmpstr(((const KwJournalEntry *)lines->pdata[0])->action, ==, "subscriber.forget");
	g_assert_null(((const KwJournalEntry *)lines->pdata[1])->detail);
	/* he may come again; who has confirmed meanwhile is not erased */
	id = roll_fixture_add(f->db, "never@example.jp", "pending", NOW);
	g_assert_cmpint(id, >, 8);
	kw_roll_set_state(f->db, id, "pending", "active", NOW, &changed, &error);
	kw_roll_erase(f->db, id, "pending", NOW, &changed, &error);
	kw_assert_ok(error);
	g_assert_false(changed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/unconfirmed/asks-later", asks_later);
	store_test_add("/unconfirmed/forgets", forgets);
	return g_test_run();
}
