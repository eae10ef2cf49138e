/* store/issues, once in the outbox: settled when nothing is open, held, resumed, cancelled. */
#include "store/issues.h"
#include "store/items.h"
#include "store/outbox.h"

#include "../support/issues_fixture.h"

/* ------------------------------------------------------------------ settling */

static int64_t letter(KwDb *db, int64_t issue)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	KwLetter one = {.issue = issue,
			.purpose = (char *)"weekly",
			.language = (char *)"ja",
			.bytes = bytes};
	int64_t id;

	kw_letters_put(db, &one, 1, &id, &error);
	kw_assert_ok(error);
	return id;
}

static void owe(KwDb *db, int64_t issue, const char *state)
{
	g_autoptr(GError) error = NULL;

	kw_db_run(db,
		  "INSERT INTO outbox (letter, issue, recipient, priority, state, attempts, "
		  "next_try_at, queued_at) VALUES ($1, $2, 'a@example.jp', 10, $3, 0, 0, 1)",
		  KW_PARAMS(KW_INT(letter(db, issue)), KW_INT(issue), KW_TEXT(state)), NULL,
		  &error);
	kw_assert_ok(error);
}

static int64_t settle(KwDb *db, int64_t now)
{
	g_autoptr(GError) error = NULL;
	int64_t settled = -1;

	kw_issues_settle(db, now, &settled, &error);
	kw_assert_ok(error);
	return settled;
}

static void settled_when_nothing_is_open(StoreFixture *f)
{
	static const struct {
		const char *row; /* beside a sent one */
		gboolean is_settled;
	} cases[] = {
		{"ready", FALSE}, {"sending", FALSE}, {"deferred", FALSE},
		{"sent", TRUE},   {"failed", TRUE},   {"uncertain", FALSE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *day = g_strdup_printf("2026-11-%zu", 10 + i);
		g_autoptr(KwIssue) issue = take(f->db, day), after = NULL;

		owe(f->db, issue->id, "sent");
		owe(f->db, issue->id, cases[i].row);
		g_assert_cmpint(settle(f->db, 500), ==, 0); /* a draft is not settled */
		set_state(f->db, issue->id, "sending");
		g_assert_cmpint(settle(f->db, 500), ==, cases[i].is_settled);
		after = find(f->db, issue->id);
		g_assert_cmpstr(after->state, ==, cases[i].is_settled ? "sent" : "sending");
		/* of which nobody knows, and others were on the wire */
		g_assert_cmpint(after->sent_at, ==,
				cases[i].is_settled || g_str_equal(cases[i].row, "uncertain") ? 500
											      : 0);
		set_state(f->db, issue->id, "held");
	}
}

static void settling_publishes(StoreFixture *f)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
		{"picked", "published"},    {"new", "published"},
		{"dropped", "published"},   {"corrected", "corrected"},
		{"published", "published"}, {"restricted", "restricted"},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19");
	int64_t items[G_N_ELEMENTS(cases)], other = item(f->db, "picked");
	g_autoptr(KwItem) untouched = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		items[i] = item(f->db, cases[i].before);
	set_items(f->db, issue->id, items, G_N_ELEMENTS(cases));
	set_state(f->db, issue->id, "sending");
	g_assert_cmpint(settle(f->db, 500), ==, 1);
	g_assert_cmpint(settle(f->db, 600), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwItem) now = kw_items_find(f->db, items[i], &error);

		g_assert_cmpstr(now->state, ==, cases[i].after);
	}
	untouched = kw_items_find(f->db, other, &error);
	g_assert_cmpstr(untouched->state, ==, "picked");
	kw_assert_ok(error);
}

/* What a bulletin told is told again by the next weekly, unless staff had dropped it. */
static void bulletins_publish_nothing(StoreFixture *f)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
		{"new", "picked"},          {"picked", "picked"},         {"dropped", "dropped"},
		{"published", "published"}, {"restricted", "restricted"},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = bulletin(f->db, "2026-11-19");
	int64_t items[G_N_ELEMENTS(cases)];

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		items[i] = item(f->db, cases[i].before);
	set_items(f->db, issue->id, items, G_N_ELEMENTS(cases));
	set_state(f->db, issue->id, "sending");
	g_assert_cmpint(settle(f->db, 500), ==, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwItem) now = kw_items_find(f->db, items[i], &error);

		g_assert_cmpstr(now->state, ==, cases[i].after);
	}
	kw_assert_ok(error);
}

static void settle_and_note(KwDb *db, int i G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;

	for (int64_t n = settle(db, 500); n > 0; n--) {
		kw_db_run(db,
			  "INSERT INTO journal (at, actor, action, subject) "
			  "VALUES (1, 'cron', 'issue.sent', 'x')",
			  KW_NO_PARAMS, NULL, &error);
		kw_assert_ok(error);
	}
}

static void settled_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t count;

	for (int day = 10; day < 20; day++) {
		g_autofree char *text = g_strdup_printf("2026-11-%d", day);
		g_autoptr(KwIssue) issue = take(f->db, text);
		int64_t one = item(f->db, "picked");

		set_items(f->db, issue->id, &one, 1);
		owe(f->db, issue->id, "sent");
		set_state(f->db, issue->id, "sending");
	}
	store_fixture_fork(f, 6, settle_and_note);
	kw_db_int(f->db, "SELECT count(*) FROM journal", KW_NO_PARAMS, 0, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 10);
}

/* ------------------------------------------------------------------ holding */

static void held_resumed_cancelled(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19"), held = NULL, back = NULL, over = NULL;
	int64_t one = item(f->db, "picked");
	g_autoptr(KwItem) published = NULL;
	gboolean changed;

	set_items(f->db, issue->id, &one, 1);
	kw_issues_hold(f->db, issue->id, "why", 100, &changed, &error);
	g_assert_false(changed); /* a draft */
	kw_issues_resume(f->db, issue->id, 100, &changed, &error);
	g_assert_false(changed);
	kw_issues_cancel(f->db, issue->id, FALSE, 100, &changed, &error);
	g_assert_false(changed);

	set_state(f->db, issue->id, "sending");
	kw_issues_hold(f->db, issue->id, "21 of 200", 200, &changed, &error);
	g_assert_true(changed);
	kw_issues_hold(f->db, issue->id, "again", 300, &changed, &error);
	g_assert_false(changed);
	held = find(f->db, issue->id);
	g_assert_cmpstr(held->state, ==, "held");
	g_assert_cmpint(held->held_at, ==, 200);
	g_assert_cmpstr(held->held_why, ==, "21 of 200");
	g_assert_cmpint(settle(f->db, 400), ==, 0);

	kw_issues_resume(f->db, issue->id, 500, &changed, &error);
	g_assert_true(changed);
	back = find(f->db, issue->id);
	g_assert_cmpstr(back->state, ==, "sending");
	g_assert_cmpint(back->held_at, ==, 0);
	g_assert_null(back->held_why);
	g_assert_cmpint(back->resumed_at, ==, 500);

	kw_issues_cancel(f->db, issue->id, TRUE, 600, &changed, &error);
	kw_assert_ok(error);
	g_assert_true(changed);
	over = find(f->db, issue->id);
	g_assert_cmpstr(over->state, ==, "cancelled");
	published = kw_items_find(f->db, one, &error);
	g_assert_cmpstr(published->state, ==, "published"); /* some of it went out */
}

static void in_the_outbox(StoreFixture *f)
{
	static const char *const states[] = {"sent", "draft", "sending", "cancelled", "held"};
	static const char *const wanted[] = {"held", "sending", "cancelled", "sent"};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) issues = NULL, two = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *day = g_strdup_printf("2026-11-%zu", 10 + i);
		g_autoptr(KwIssue) issue = take(f->db, day);

		if (i != 1)
			set_state(f->db, issue->id, states[i]);
	}
	issues = kw_issues_in_the_outbox(f->db, 0, &error);
	two = kw_issues_in_the_outbox(f->db, 2, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(issues->len, ==, G_N_ELEMENTS(wanted));
	g_assert_cmpuint(two->len, ==, 2);
	for (guint i = 0; i < issues->len; i++)
		g_assert_cmpstr(((KwIssue *)issues->pdata[i])->state, ==, wanted[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/issues/settled", settled_when_nothing_is_open);
	store_test_add("/issues/settling-publishes", settling_publishes);
	store_test_add("/issues/bulletins-publish-nothing", bulletins_publish_nothing);
	store_test_add("/issues/settled-once", settled_once);
	store_test_add("/issues/held-resumed-cancelled", held_resumed_cancelled);
	store_test_add("/issues/in-the-outbox", in_the_outbox);
	return g_test_run();
}
