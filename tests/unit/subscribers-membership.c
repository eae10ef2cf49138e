/* membership: who becomes a subscriber, who comes back, who never does, with the evidence. */
#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"

#include "base/error.h"
#include "store/journal.h"
#include "subscribers/membership.h"

#include <string.h>

#define NOW 1795050000

static KwMembershipResult add(KwDb *db, const KwSubscriber *subscriber, gboolean force,
			      int64_t *out_id)
{
	g_autoptr(GError) error = NULL;
	KwMembershipResult result = KW_MEMBERSHIP_REFUSED;

	kw_membership_add(db, subscriber, force, "shell:test", NOW, &result, out_id, &error);
	kw_assert_ok(error);
	return result;
}

static guint notes(KwDb *db, int64_t id, const char *action)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) entries = kw_journal_list(db, subject, 100, &error);
	guint n = 0;

	kw_assert_ok(error);
	for (guint i = 0; i < entries->len; i++) {
		const KwJournalEntry *entry = entries->pdata[i];

		n += g_str_equal(entry->action, action);
		/* the journal names nobody */
		g_assert_null(strchr(entry->subject, '@'));
		g_assert_true(!entry->detail || !strchr(entry->detail, '@'));
	}
	return n;
}

/* The whole life: every event in every state. "-" = refused. */
static void test_table(void)
{
	static const struct {
		const char *state;
		const char *next[KW_EVENTS];
	} rows[] = {
		/* ask, confirm, pause, resume, leave, bounce, complain, erase */
		{NULL, {"pending", "-", "-", "-", "-", "-", "-", "-"}},
		{"pending",
		 {"pending", "active", "-", "-", "left", "bounced", "complained", "erased"}},
		{"active",
		 {"active", "active", "paused", "active", "left", "bounced", "complained",
		  "erased"}},
		{"paused",
		 {"active", "active", "paused", "active", "left", "bounced", "complained",
		  "erased"}},
		{"left", {"left", "active", "-", "-", "left", "left", "complained", "erased"}},
		{"bounced",
		 {"bounced", "active", "-", "-", "left", "bounced", "complained", "erased"}},
		{"complained",
		 {"-", "-", "-", "-", "complained", "complained", "complained", "erased"}},
		{"erased", {"-", "-", "-", "-", "erased", "erased", "erased", "erased"}},
		{"no such state", {"-", "-", "-", "-", "-", "-", "-", "-"}},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (int event = 0; event < KW_EVENTS; event++) {
			const char *next = kw_membership_next(rows[i].state, event);

			g_assert_cmpstr(next ? next : "-", ==, rows[i].next[event]);
		}
}

/* One move, with its evidence; a refused one leaves no trace. */
static void moves(StoreFixture *f)
{
	const KwSubscriber given = {.address = (char *)"a@example.jp",
				    .consent_how = (char *)"staff"};
	g_autoptr(GError) error = NULL;
	gboolean changed;
	int64_t id;

	add(f->db, &given, FALSE, &id);
	g_autoptr(KwSubscriber) active = roll_fixture_find(f->db, id);
	kw_membership_move(f->db, active, KW_EVENT_PAUSE, "2026-12-31", "mail:1", NOW, &changed,
			   &error);
	kw_assert_ok(error);
	g_assert_true(changed);
	/* what it was when it was read is over */
	kw_membership_move(f->db, active, KW_EVENT_LEAVE, NULL, "mail:2", NOW, &changed, &error);
	kw_assert_ok(error);
	g_assert_false(changed);
	g_autoptr(KwSubscriber) paused = roll_fixture_find(f->db, id);
	g_assert_cmpstr(paused->state, ==, "paused");
	g_assert_cmpuint(notes(f->db, id, "subscriber.pause"), ==, 1);
	g_assert_cmpuint(notes(f->db, id, "subscriber.leave"), ==, 0);
}

static void wakes(StoreFixture *f)
{
	static const struct {
		const char *address, *until, *state;
	} rows[] = {
		{"a@example.jp", "2026-12-30", "active"},
		{"b@example.jp", "2026-12-31", "paused"},
		{"c@example.jp", NULL, "paused"},
	};
	g_autoptr(GError) error = NULL;
	int64_t ids[G_N_ELEMENTS(rows)], n;
	gboolean changed;

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const KwSubscriber given = {.address = (char *)rows[i].address,
					    .consent_how = (char *)"staff"};

		add(f->db, &given, FALSE, &ids[i]);
		kw_roll_set_state(f->db, ids[i], "active", "paused", NOW, &changed, &error);
		kw_roll_set_pause(f->db, ids[i], rows[i].until, &error);
		kw_assert_ok(error);
	}
	kw_membership_wake(f->db, "2026-12-31", "cron", NOW, &n, &error);
	kw_assert_ok(error);
	g_assert_cmpint(n, ==, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwSubscriber) one = roll_fixture_find(f->db, ids[i]);

		g_assert_cmpstr(one->state, ==, rows[i].state);
	}
	g_assert_cmpuint(notes(f->db, ids[0], "subscriber.resume"), ==, 1);
}

static void new_one(StoreFixture *f)
{
	const KwSubscriber given = {.address = (char *)" Taro＠Example.JP ",
				    .organisation = (char *)"みほん\r\n金属　",
				    .word = (char *)" すずめ ",
				    .consent_how = (char *)"staff",
				    .consent_evidence = (char *)"shell:test"};
	int64_t id;

	g_assert_cmpint(add(f->db, &given, FALSE, &id), ==, KW_MEMBERSHIP_ADDED);
	g_autoptr(KwSubscriber) s = roll_fixture_find(f->db, id);
	g_assert_cmpstr(s->address, ==, "taro@example.jp");
	g_assert_cmpstr(s->state, ==, "active");
	g_assert_cmpstr(s->language, ==, "ja");
	g_assert_cmpstr(s->topics, ==, "weekly bulletin");
	g_assert_cmpstr(s->organisation, ==, "みほん 金属"); /* one line in the greeting */
	g_assert_cmpstr(s->word, ==, "すずめ");
	g_assert_cmpint(s->consent_at, ==, NOW);
	g_assert_cmpstr(s->consent_how, ==, "staff");
	g_assert_cmpstr(s->consent_evidence, ==, "shell:test");
	g_assert_cmpuint(notes(f->db, id, "subscriber.add"), ==, 1);

	/* the same person again, in another spelling */
	const KwSubscriber again = {.address = (char *)"mailto:TARO@example.jp",
				    .organisation = (char *)"別の会社"};
	int64_t same;
	g_assert_cmpint(add(f->db, &again, FALSE, &same), ==, KW_MEMBERSHIP_ALREADY);
	g_assert_cmpint(same, ==, id);
	g_autoptr(KwSubscriber) after = roll_fixture_find(f->db, id);
	g_assert_cmpstr(after->organisation, ==, "みほん 金属");
	g_assert_cmpuint(notes(f->db, id, "subscriber.add"), ==, 1);
}

static void given_fields(StoreFixture *f)
{
	const KwSubscriber given = {.address = (char *)"a@example.jp",
				    .language = (char *)"en",
				    .organisation = (char *)" \n",
				    .topics = (char *)"bulletin",
				    .prefecture = (char *)"みほん県",
				    .consent_at = 1000};
	int64_t id;

	g_assert_cmpint(add(f->db, &given, FALSE, &id), ==, KW_MEMBERSHIP_ADDED);
	g_autoptr(KwSubscriber) s = roll_fixture_find(f->db, id);
	g_assert_cmpstr(s->language, ==, "en");
	g_assert_cmpstr(s->topics, ==, "bulletin");
	g_assert_cmpstr(s->prefecture, ==, "みほん県");
	g_assert_cmpint(s->consent_at, ==, 1000);
	g_assert_null(s->organisation);
	g_assert_null(s->word);
}

static void bad_input(StoreFixture *f)
{
	static const struct {
		const char *address, *language, *wanted;
	} cases[] = {
		{"", NULL, "no mail address"},
		{"taro", NULL, "no mail address"},
		{"taro@", NULL, "no mail address"},
		{"a@example.jp\nb@example.jp", NULL, "no mail address"},
		{"a@example.jp, b@example.jp", NULL, "no mail address"},
		{"a@example.jp", "fr", "neither ja nor en"},
		{"a@example.jp", "", "neither ja nor en"},
	};
	int64_t count;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const KwSubscriber given = {.address = (char *)cases[i].address,
					    .language = (char *)cases[i].language};
		g_autoptr(GError) error = NULL;
		KwMembershipResult result;
		int64_t id;

		g_assert_false(kw_membership_add(f->db, &given, FALSE, "shell:test", NOW, &result,
						 &id, &error));
		kw_testing_assert_error(&error, KW_ERROR_DATA, cases[i].wanted);
	}
	g_assert_true(kw_roll_count(f->db, NULL, &count, NULL));
	g_assert_cmpint(count, ==, 0);
}

/* What adding means in every state, and what it leaves. */
static void every_state(StoreFixture *f)
{
	static const struct {
		const char *state;
		gboolean force;
		KwMembershipResult result;
		const char *after;
	} cases[] = {
		{"active", FALSE, KW_MEMBERSHIP_ALREADY, "active"},
		{"active", TRUE, KW_MEMBERSHIP_ALREADY, "active"},
		{"pending", FALSE, KW_MEMBERSHIP_BACK, "active"},
		{"paused", FALSE, KW_MEMBERSHIP_BACK, "active"},
		{"left", FALSE, KW_MEMBERSHIP_REFUSED, "left"},
		{"left", TRUE, KW_MEMBERSHIP_BACK, "active"},
		{"bounced", FALSE, KW_MEMBERSHIP_REFUSED, "bounced"},
		{"bounced", TRUE, KW_MEMBERSHIP_BACK, "active"},
		{"complained", FALSE, KW_MEMBERSHIP_REFUSED, "complained"},
		{"complained", TRUE, KW_MEMBERSHIP_REFUSED, "complained"},
		{"erased", FALSE, KW_MEMBERSHIP_REFUSED, "erased"},
		{"erased", TRUE, KW_MEMBERSHIP_REFUSED, "erased"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", (int)i);
		const KwSubscriber old = {.address = address,
					  .state = (char *)cases[i].state,
					  .topics = (char *)"weekly",
					  .consent_at = 1000,
					  .consent_how = (char *)"reply"};
		const KwSubscriber new = {.address = address,
					  .consent_at = 2000,
					  .consent_how = (char *)"import",
					  .consent_evidence = (char *)"list.csv:7"};
		gboolean is_back = cases[i].result == KW_MEMBERSHIP_BACK;
		int64_t id = roll_fixture_put(f->db, &old, 1000), again;

		g_assert_cmpint(add(f->db, &new, cases[i].force, &again), ==, cases[i].result);
		g_assert_cmpint(again, ==, id);
		g_autoptr(KwSubscriber) s = roll_fixture_find(f->db, id);
		g_assert_cmpstr(s->state, ==, cases[i].after);
		g_assert_cmpint(s->consent_at, ==, is_back ? 2000 : 1000);
		g_assert_cmpstr(s->consent_how, ==, is_back ? "import" : "reply");
		g_assert_cmpuint(notes(f->db, id, "subscriber.back"), ==, is_back);
	}
}

static void leave(StoreFixture *f)
{
	static const struct {
		const char *state;
		gboolean changed;
		const char *after;
	} cases[] = {
		{"active", TRUE, "left"},    {"paused", TRUE, "left"},
		{"pending", TRUE, "left"},   {"bounced", TRUE, "left"},
		{"left", FALSE, "left"},     {"complained", FALSE, "complained"},
		{"erased", FALSE, "erased"},
	};
	g_autoptr(GError) error = NULL;
	gboolean changed;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", (int)i);
		g_autofree char *typed = g_strdup_printf(" S%d@EXAMPLE.jp", (int)i);
		int64_t id = roll_fixture_add(f->db, address, cases[i].state, 1000);

		for (int turn = 0; turn < 2; turn++) {
			kw_membership_remove(f->db, typed, "shell:test", NOW, &changed, &error);
			kw_assert_ok(error);
			g_assert_cmpint(changed, ==, cases[i].changed && turn == 0);
		}
		g_autoptr(KwSubscriber) s = roll_fixture_find(f->db, id);
		g_assert_cmpstr(s->state, ==, cases[i].after);
		g_assert_cmpuint(notes(f->db, id, "subscriber.leave"), ==, cases[i].changed);
	}
	g_assert_false(kw_membership_remove(f->db, "nobody@example.jp", "shell:test", NOW, &changed,
					    &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "nobody@example.jp");
	g_assert_false(
		kw_membership_remove(f->db, "nonsense", "shell:test", NOW, &changed, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "nonsense");
}

static void add_same(KwDb *db, int i G_GNUC_UNUSED)
{
	const KwSubscriber given = {.address = (char *)"a@example.jp"};
	int64_t id;
	KwMembershipResult result = add(db, &given, FALSE, &id);

	g_assert_true(result == KW_MEMBERSHIP_ADDED || result == KW_MEMBERSHIP_ALREADY);
}

static void at_once(StoreFixture *f)
{
	int64_t count;

	store_fixture_fork(f, 8, add_same);
	g_assert_true(kw_roll_count(f->db, NULL, &count, NULL));
	g_assert_cmpint(count, ==, 1);
	/* those who were too late have used up numbers (PostgreSQL's sequences) */
	g_autoptr(KwSubscriber) one = kw_roll_find_address(f->db, "a@example.jp", NULL);
	g_assert_nonnull(one);
	g_assert_cmpuint(notes(f->db, one->id, "subscriber.add"), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/membership/table", test_table);
	store_test_add("/membership/moves", moves);
	store_test_add("/membership/wakes", wakes);
	store_test_add("/membership/new-one", new_one);
	store_test_add("/membership/given-fields", given_fields);
	store_test_add("/membership/bad-input", bad_input);
	store_test_add("/membership/every-state", every_state);
	store_test_add("/membership/leave", leave);
	store_test_add("/membership/at-once", at_once);
	return g_test_run();
}
