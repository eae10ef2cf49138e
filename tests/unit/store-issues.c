/* The table of issues: one weekly a day, numbers without gaps, and when an issue is sent. */
#include "../support/store_fixture.h"

#include "store/issues.h"
#include "store/items.h"
#include "store/outbox.h"

#include "base/error.h"

#include <string.h>

static KwIssue *take(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_take_weekly(db, day, 1000, &error);

	kw_assert_ok(error);
	g_assert_nonnull(issue);
	return issue;
}

static KwIssue *bulletin(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_put_bulletin(db, day, NULL, 1000, &error);

	kw_assert_ok(error);
	g_assert_nonnull(issue);
	return issue;
}

static KwIssue *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_find(db, id, &error);

	kw_assert_ok(error);
	return issue;
}

static int64_t item(KwDb *db, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) one = kw_item_new();

	one->state = g_strdup(state);
	kw_items_put(db, one, 1, &error);
	kw_assert_ok(error);
	return one->id;
}

static void set_items(KwDb *db, int64_t issue, const int64_t *items, size_t n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);

	for (size_t i = 0; i < n; i++) {
		KwIssueItem *one = g_new0(KwIssueItem, 1);

		one->item = items[i];
		one->position = (int)i + 1;
		one->place = (char *)(i ? "short" : "story");
		g_ptr_array_add(list, one);
	}
	kw_issues_set_items(db, issue, list, &error);
	kw_assert_ok(error);
	kw_tx_commit(tx, &error);
	kw_assert_ok(error);
}

static void one_weekly_a_day(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) first = take(f->db, "2026-11-19"), again = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = take(f->db, "2026-11-26"), found = NULL, none = NULL;

	g_assert_cmpint(first->number, ==, 1);
	g_assert_cmpstr(first->kind, ==, "weekly");
	g_assert_cmpstr(first->planned_on, ==, "2026-11-19");
	g_assert_cmpstr(first->state, ==, "draft");
	g_assert_null(first->subject);
	g_assert_cmpint(first->created_at, ==, 1000);
	g_assert_cmpint(first->queued_at, ==, 0);
	g_assert_cmpint(first->sent_at, ==, 0);
	g_assert_cmpint(again->id, ==, first->id);
	g_assert_cmpint(second->number, ==, 2);
	found = kw_issues_find_weekly(f->db, "2026-11-26", &error);
	g_assert_cmpint(found->id, ==, second->id);
	none = kw_issues_find_weekly(f->db, "2026-11-27", &error);
	g_assert_null(none);
	kw_assert_ok(error);
	g_assert_null(find(f->db, 99));
}

static void bulletins_have_their_own_count(StoreFixture *f)
{
	g_autoptr(KwIssue) weekly = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = bulletin(f->db, "2026-11-19");

	g_assert_cmpint(weekly->number, ==, 1);
	g_assert_cmpint(first->number, ==, 1);
	g_assert_cmpint(second->number, ==, 2);
	g_assert_cmpstr(first->kind, ==, "bulletin");
	g_assert_cmpint(first->id, !=, second->id);
}

/* Its story cannot be stored: then there is no bulletin, and the number is not taken. */
static void bulletins_whole_or_not(StoreFixture *f)
{
	KwIssueItem missing = {.item = 99, .position = 1, .place = (char *)"story"};
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autoptr(GError) error = NULL, trouble = NULL;

	g_ptr_array_add(items, &missing);
	g_assert_null(kw_issues_put_bulletin(f->db, "2026-11-19", items, 1000, &error));
	g_assert_nonnull(error);
	g_autoptr(GPtrArray) all = kw_issues_list(f->db, "bulletin", 10, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpuint(all->len, ==, 0);

	missing.item = item(f->db, "new");
	g_autoptr(KwIssue)
		first = kw_issues_put_bulletin(f->db, "2026-11-19", items, 1000, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpint(first->number, ==, 1);
	g_autoptr(GPtrArray) stored = kw_issues_items(f->db, first->id, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpuint(stored->len, ==, 1);
}

static void take_ten_days(KwDb *db, int i G_GNUC_UNUSED)
{
	for (int day = 10; day < 20; day++) {
		g_autofree char *text = g_strdup_printf("2026-11-%d", day);
		g_autoptr(KwIssue) issue = take(db, text);

		g_assert_cmpstr(issue->planned_on, ==, text);
	}
}

static void many_take_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;

	store_fixture_fork(f, 8, take_ten_days);
	list = kw_issues_list(f->db, "weekly", 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 10);
	for (guint i = 0; i < list->len; i++)
		g_assert_cmpint(((KwIssue *)list->pdata[i])->number, ==, 10 - (int)i);
}

static void list(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) a = take(f->db, "2026-11-26"), b = bulletin(f->db, "2026-11-20");
	g_autoptr(KwIssue) c = take(f->db, "2026-11-19");
	const int64_t wanted[] = {a->id, b->id, c->id};
	g_autoptr(GPtrArray) all = kw_issues_list(f->db, NULL, 10, &error);
	g_autoptr(GPtrArray) weeklies = kw_issues_list(f->db, "weekly", 10, &error);
	g_autoptr(GPtrArray) one = kw_issues_list(f->db, NULL, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(all->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint(((KwIssue *)all->pdata[i])->id, ==, wanted[i]);
	g_assert_cmpuint(weeklies->len, ==, 2);
	g_assert_cmpuint(one->len, ==, 1);
}

static void items_are_replaced(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19");
	int64_t a = item(f->db, "picked"), b = item(f->db, "picked"), c = item(f->db, "picked");
	g_autoptr(GPtrArray) items = NULL;

	set_items(f->db, issue->id, (int64_t[]){a, b}, 2);
	set_items(f->db, issue->id, (int64_t[]){c, b}, 2);
	items = kw_issues_items(f->db, issue->id, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(items->len, ==, 2);
	g_assert_cmpint(((KwIssueItem *)items->pdata[0])->item, ==, c);
	g_assert_cmpint(((KwIssueItem *)items->pdata[0])->position, ==, 1);
	g_assert_cmpstr(((KwIssueItem *)items->pdata[0])->place, ==, "story");
	g_assert_cmpint(((KwIssueItem *)items->pdata[1])->item, ==, b);
	g_assert_cmpstr(((KwIssueItem *)items->pdata[1])->place, ==, "short");
}

static void subject_and_state(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19");
	static const struct {
		const char *from, *to;
		gboolean changed;
		int64_t queued_at, sent_at;
	} cases[] = {
		{"sending", "sent", FALSE, 0, 0},
		{"draft", "proofed", TRUE, 0, 0},
		{"draft proofed approved", "sending", TRUE, 102, 0},
		{"draft proofed approved", "sending", FALSE, 102, 0},
		{"sending", "sent", TRUE, 102, 104},
	};

	g_assert_true(kw_issues_set_subject(f->db, issue->id, "件名", &error));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean changed = !cases[i].changed;

		kw_issues_set_state(f->db, issue->id, cases[i].from, cases[i].to, 100 + (int64_t)i,
				    &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(changed, ==, cases[i].changed);
		{
			g_autoptr(KwIssue) now = find(f->db, issue->id);

			g_assert_cmpint(now->queued_at, ==, cases[i].queued_at);
			g_assert_cmpint(now->sent_at, ==, cases[i].sent_at);
			g_assert_cmpstr(now->subject, ==, "件名");
		}
	}
	g_assert_false(kw_issues_set_subject(f->db, 99, "x", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "issue 99: ");
}

static void set_state(KwDb *db, int64_t id, const char *to)
{
	g_autoptr(GError) error = NULL;

	kw_issues_set_state(db, id, "draft proofed approved sending", to, 50, NULL, &error);
	kw_assert_ok(error);
}

static void bulletin_of(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = item(f->db, "picked"), found = -1;
	g_autoptr(KwIssue) weekly = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) third = bulletin(f->db, "2026-11-19");

	set_items(f->db, weekly->id, &a, 1);
	set_items(f->db, first->id, &a, 1);
	set_items(f->db, second->id, &a, 1);
	set_items(f->db, third->id, &a, 1);
	set_state(f->db, weekly->id, "sent");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, 0);
	set_state(f->db, first->id, "sent");
	set_state(f->db, second->id, "sending");
	set_state(f->db, third->id, "cancelled");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, second->id);
	kw_assert_ok(error);
}

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

static void parts(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) before = take(f->db, "2026-11-19");

	g_assert_null(before->parts);
	g_assert_true(kw_issues_set_parts(f->db, before->id, "selfcheck:a guides:b", &error));
	g_autoptr(KwIssue) after = find(f->db, before->id);
	g_assert_cmpstr(after->parts, ==, "selfcheck:a guides:b");
	g_assert_false(kw_issues_set_parts(f->db, 99, "", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "issue 99: ");
}

/* A reply knows the bulletin that it speaks of, and is never what told an item. */
static void replies(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	int64_t a = item(f->db, "picked"), found;

	set_items(f->db, first->id, &a, 1);
	g_assert_true(kw_issues_set_subject(f->db, first->id, "題", &error));
	set_state(f->db, first->id, "sending");
	g_autoptr(KwIssue) reply = kw_issues_put_reply(f->db, first->id, "correction", "正しくは",
						       "2026-11-20", 600, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(reply->kind, ==, "bulletin");
	g_assert_cmpint(reply->number, ==, first->number + 1);
	g_assert_cmpint(reply->reply_to, ==, first->id);
	g_assert_cmpstr(reply->reply, ==, "correction");
	g_assert_cmpstr(reply->note, ==, "正しくは");
	g_assert_cmpstr(reply->bulletin_subject, ==, "題");
	g_assert_cmpstr(reply->bulletin_on, ==, "2026-11-19");
	set_items(f->db, reply->id, &a, 1);
	set_state(f->db, reply->id, "sending");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, first->id);
	g_assert_null(kw_issues_put_reply(f->db, 99, "clear", "x", "2026-11-20", 600, &error));
	g_assert_nonnull(error);
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
	store_test_add("/issues/one-weekly-a-day", one_weekly_a_day);
	store_test_add("/issues/bulletins", bulletins_have_their_own_count);
	store_test_add("/issues/bulletins-whole-or-not", bulletins_whole_or_not);
	store_test_add("/issues/many-take-at-once", many_take_at_once);
	store_test_add("/issues/list", list);
	store_test_add("/issues/items-are-replaced", items_are_replaced);
	store_test_add("/issues/subject-and-state", subject_and_state);
	store_test_add("/issues/bulletin-of", bulletin_of);
	store_test_add("/issues/settled", settled_when_nothing_is_open);
	store_test_add("/issues/settling-publishes", settling_publishes);
	store_test_add("/issues/bulletins-publish-nothing", bulletins_publish_nothing);
	store_test_add("/issues/parts", parts);
	store_test_add("/issues/replies", replies);
	store_test_add("/issues/settled-once", settled_once);
	store_test_add("/issues/held-resumed-cancelled", held_resumed_cancelled);
	store_test_add("/issues/in-the-outbox", in_the_outbox);
	return g_test_run();
}
