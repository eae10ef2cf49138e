/* The outbox as people see it, and what they decide. */
#include "../support/outbox_fixture.h"

static void list_and_totals(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), j = issue(f->db, "2026-11-26");
	g_autoptr(KwOutboxRow) first = NULL;

	subscribers(f->db, 4);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 1);
	enqueue_issue(f->db, letter(f->db, j, "ja", "", "x"), j, "ja", "weekly", 2);
	set_issue(f->db, i, "sending");
	first = claim_one(f->db, "me", 500);
	settle(f->db, first->id, "me", "sent", 0, 250, "OK");
	g_assert_cmpint(totals(f->db, 0).ready, ==, 7);
	g_assert_cmpint(totals(f->db, i).ready, ==, 3);
	g_assert_cmpint(totals(f->db, i).sent, ==, 1);
	g_assert_cmpint(totals(f->db, j).sent, ==, 0);
	g_assert_cmpint(totals(f->db, j).next_try_at, ==, 0);
	{
		const struct {
			int64_t issue;
			const char *state;
			int64_t after;
			int limit;
			guint wanted;
		} cases[] = {
			{0, NULL, 0, 0, 8},
			{0, NULL, 0, 5, 5},
			{0, NULL, first->id, 0, 7},
			{i, NULL, 0, 0, 4},
			{i, "ready", 0, 0, 3},
			{i, "sent", 0, 0, 1},
			{i, "sent", first->subscriber, 0, 0},
			{0, "deferred", 0, 0, 0},
		};

		for (size_t n = 0; n < G_N_ELEMENTS(cases); n++) {
			g_autoptr(GPtrArray) rows =
				cases[n].issue
					? kw_outbox_list_issue(f->db, cases[n].issue,
							       cases[n].state, cases[n].after,
							       cases[n].limit, &error)
					: kw_outbox_list(f->db, cases[n].state, cases[n].after,
							 cases[n].limit, &error);

			kw_assert_ok(error);
			g_assert_cmpuint(rows->len, ==, cases[n].wanted);
		}
	}
}

static void refused_and_held(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), answered, refused, count;
	static const struct {
		const char *state;
		int code;
	} ends[] = {
		{"sent", 250}, {"failed", 550}, {"failed", 0}, {"failed", 554}, {"deferred", 450}};
	gboolean changed;

	subscribers(f->db, (int)G_N_ELEMENTS(ends) + 1);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	for (size_t n = 0; n < G_N_ELEMENTS(ends); n++) {
		g_autoptr(KwOutboxRow) one = claim_one(f->db, "me", 500);

		settle(f->db, one->id, "me", ends[n].state, 9000, ends[n].code, "x");
	}
	{
		static const struct {
			int among;
			int64_t answered, refused;
		} cases[] = {{200, 4, 2}, {2, 2, 1}, {1, 1, 0}};

		for (size_t n = 0; n < G_N_ELEMENTS(cases); n++) {
			kw_outbox_early(f->db, i, cases[n].among, &answered, &refused, &error);
			kw_assert_ok(error);
			g_assert_cmpint(answered, ==, cases[n].answered);
			g_assert_cmpint(refused, ==, cases[n].refused);
		}
	}
	/* one is on the wire while it is held, and refused after that */
	g_autoptr(KwOutboxRow) late = claim_one(f->db, "me", 500);
	kw_issues_hold(f->db, i, "why", 600, &changed, &error);
	g_assert_true(changed);
	kw_outbox_mark_held(f->db, i, &count, &error);
	g_assert_cmpint(count, ==, 2);
	settle(f->db, late->id, "me", "failed", 0, 550, "no");
	{
		g_autoptr(KwOutboxRow) now = row(f->db, late->id);

		g_assert_true(now->is_held);
	}
	/* a person has looked at those: they count no more */
	kw_outbox_early(f->db, i, 200, &answered, &refused, &error);
	g_assert_cmpint(refused, ==, 0);
	kw_outbox_resend_failed(f->db, i, TRUE, 700, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 3);
	kw_outbox_resend_failed(f->db, i, FALSE, 700, &count, &error);
	g_assert_cmpint(count, ==, 1);
}

static void cancelled(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), count;
	g_autoptr(KwOutboxRow) sent = NULL, on_the_wire = NULL, doubtful = NULL, now = NULL;
	gboolean changed;

	subscribers(f->db, 5);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	sent = claim_one(f->db, "me", 500);
	on_the_wire = claim_one(f->db, "me", 500);
	doubtful = claim_one(f->db, "me", 500);
	settle(f->db, sent->id, "me", "sent", 0, 250, "OK");
	settle(f->db, doubtful->id, "me", "uncertain", 0, 0, "broke");
	kw_issues_cancel(f->db, i, TRUE, 600, &changed, &error);
	kw_outbox_cancel(f->db, i, "cancelled", &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 3);
	/* it comes back */
	settle(f->db, on_the_wire->id, "me", "ready", 0, 0, NULL);
	kw_outbox_cancel_late(f->db, "cancelled", &error);
	kw_assert_ok(error);
	now = row(f->db, on_the_wire->id);
	g_assert_cmpstr(now->state, ==, "failed");
	g_assert_cmpint(totals(f->db, i).failed, ==, 4);
	g_assert_cmpint(totals(f->db, i).sent, ==, 1);
}

/* A sent issue owes letters again. */
static void reopened(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), count;
	g_autoptr(KwOutboxRow) one = NULL;
	g_autoptr(KwIssue) after = NULL;

	subscribers(f->db, 1);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	one = claim_one(f->db, "me", 500);
	settle(f->db, one->id, "me", "failed", 0, 550, "gone");
	kw_issues_settle(f->db, 600, &count, &error);
	g_assert_cmpint(count, ==, 1);
	kw_outbox_resend_failed(f->db, i, FALSE, 700, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	after = kw_issues_find(f->db, i, &error);
	g_assert_cmpstr(after->state, ==, "sending");
}

/* An issue is sent when somebody has decided about what nobody knows. */
static void given_up(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), count;
	g_autoptr(KwOutboxRow) one = NULL, now = NULL;

	subscribers(f->db, 1);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	one = claim_one(f->db, "me", 500);
	settle(f->db, one->id, "me", "uncertain", 0, 0, "broke");
	kw_issues_settle(f->db, 600, &count, &error);
	g_assert_cmpint(count, ==, 0);
	kw_outbox_cancel_uncertain(f->db, i, KW_OUTBOX_GIVEN_UP, &count, &error);
	g_assert_cmpint(count, ==, 1);
	now = row(f->db, one->id);
	g_assert_cmpstr(now->state, ==, "failed");
	kw_issues_settle(f->db, 600, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
}

static void by_person(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), j = issue(f->db, "2026-11-26");
	g_autoptr(GPtrArray) all = NULL, second = NULL, ready = NULL, stranger = NULL;

	subscribers(f->db, 3);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 1);
	enqueue_issue(f->db, letter(f->db, j, "ja", "", "x"), j, "ja", "weekly", 2);
	notice(f->db, "s1@example.jp", 5);
	notice(f->db, "staff@example.jp", 5);
	all = kw_outbox_list_person(f->db, 2, "s1@example.jp", NULL, 0, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(all->len, ==, 3);
	for (guint n = 0; n < all->len; n++)
		g_assert_cmpstr(((KwOutboxRow *)all->pdata[n])->recipient, ==, "s1@example.jp");
	second = kw_outbox_list_person(f->db, 2, "s1@example.jp", NULL,
				       ((KwOutboxRow *)all->pdata[0])->id, 1, &error);
	g_assert_cmpuint(second->len, ==, 1);
	g_assert_cmpint(((KwOutboxRow *)second->pdata[0])->issue, ==, j);
	ready = kw_outbox_list_person(f->db, 2, "s1@example.jp", "sent", 0, 0, &error);
	g_assert_cmpuint(ready->len, ==, 0);
	stranger = kw_outbox_list_person(f->db, 0, "staff@example.jp", NULL, 0, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(stranger->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/outbox/list-and-totals", list_and_totals);
	store_test_add("/outbox/refused-and-held", refused_and_held);
	store_test_add("/outbox/cancelled", cancelled);
	store_test_add("/outbox/reopened", reopened);
	store_test_add("/outbox/given-up", given_up);
	store_test_add("/outbox/by-person", by_person);
	return g_test_run();
}
