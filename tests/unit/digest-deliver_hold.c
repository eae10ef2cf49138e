/* deliver, where it stops: asked to, at a limit, and where too much of an issue is refused. */
#include "../support/deliver_fixture.h"

static void stop_at_five(Office *o, const KwDelivered *so_far)
{
	g_assert_cmpint(count_rows(o, "state = 'sending'"), <=, 2); /* one connection */
	o->stops = so_far->sent >= 5;
}

/* Told to stop: no more is claimed, what is on the wire is waited for; and never more than two
 * letters a connection are there. */
static void stopped(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_readers(&o, "r", 20);
	int64_t issue = send_issue(&o, "weekly", 19);
	o.on_turn = stop_at_five;
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.sent, >=, 5);
	g_assert_cmpint(done.sent, <=, 8); /* 6 in one commit, and what was claimed in it */
	g_assert_cmpint(count_rows(&o, "state = 'ready' AND attempts = 0"), ==, 20 - done.sent);
	g_assert_false(done.relay_stopped);
	assert_issue(&o, issue, "sending");
	o.stops = FALSE;
	o.on_turn = NULL;
	KwDelivered rest = deliver(&o);
	g_assert_cmpint(rest.sent, ==, 20 - done.sent);
	assert_issue(&o, issue, "sent");
}

static void limited(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with(&o, f, NULL, ", limit_letters: 4, limit_seconds: 600", "");
	add_readers(&o, "r", 10);
	send_issue(&o, "weekly", 19);
	for (int run = 0; run < 3; run++) {
		KwDelivered done = deliver(&o);

		assert_delivered(&done, run < 2 ? 4 : 2, 0, 0, 0);
		g_assert_cmpint(done.limited_until, ==, run < 2 ? o.now + 600 : 0);
		KwDelivered again = deliver(&o); /* not yet */
		assert_delivered(&again, 0, 0, 0, 0);
		o.now += 600;
	}
}

static int64_t refuse(Office *o, int sent, int refused)
{
	add_readers(o, "a", sent);
	add_readers(o, "gone", refused);
	add_readers(o, "b", 10);
	return send_issue(o, "weekly", 19);
}

static char *why_held(const Office *o, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_find(o->store->db, id, &error);

	kw_assert_ok(error);
	return g_strdup(issue->held_why);
}

/* More than a share of the first letters is refused: the rest waits, staff are told, and nobody's
 * refusal counts. */
static void held_for_a_share(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL,
			       "deliver: {hold_first: 20, hold_percent: 10}\n"
			       "staff: [{address: staff@example.jp}]\n");
	int64_t issue = refuse(&o, 4, 4);
	KwDelivered done = deliver(&o);
	g_autofree char *why = why_held(&o, issue);

	assert_issue(&o, issue, "held");
	assert_has(why, "refused: ");
	assert_has(why, " of the first ");
	g_assert_cmpint(done.held, ==, 1);
	/* the notice went out in the same run, to the one member of staff */
	g_assert_cmpint(count_rows(&o, "issue IS NULL AND state = 'sent'"), ==, 1);
	g_assert_cmpint(done.failed, >=, 3);
	g_assert_cmpint(count_rows(&o, "state = 'failed' AND is_held = 0"), ==, 0);
	g_assert_cmpint(count_rows(&o, "state = 'ready'"), >=, 9);
	g_assert_cmpint(done.sent, ==,
			4 + 1 + (18 - 4 - done.failed - count_rows(&o, "state = 'ready'")));
	KwDelivered nothing = deliver(&o);
	assert_delivered(&nothing, 0, 0, 0, 0);

	/* somebody lets it go on: what was refused before counts no more */
	g_autoptr(GError) error = NULL;
	gboolean changed;
	kw_issues_resume(f->db, issue, o.now, &changed, &error);
	kw_assert_ok(error);
	KwDelivered rest = deliver(&o);
	g_assert_cmpint(rest.held, ==, 0);
	assert_issue(&o, issue, "sent");
	g_assert_cmpint(count_rows(&o, "state = 'failed'"), ==, 4);
}

static void not_held(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "deliver: {hold_first: 20, hold_percent: 10}\n");
	int64_t issue = refuse(&o, 4, 2); /* 10 percent are not more than 10 */
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 14, 0, 2, 0);
	g_assert_cmpint(done.held, ==, 0);
	assert_issue(&o, issue, "sent");
}

static void held_for_a_row(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "deliver: {hold_row: 5, hold_percent: 100}\n");
	int64_t issue = refuse(&o, 3, 12);
	KwDelivered done = deliver(&o);
	g_autofree char *why = why_held(&o, issue);

	assert_issue(&o, issue, "held");
	/* what is answered while the fifth is noted counts, too */
	g_assert_true(g_regex_match_simple(", [567] in a row", why, 0, 0));
	g_assert_cmpint(done.failed, <=, 7); /* five, and what was on the wire */
}

/* The share is carried over the end of a run. */
static void held_over_two_runs(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with(&o, f, NULL, ", limit_letters: 2, limit_seconds: 600",
			 "deliver: {hold_first: 20, hold_percent: 10}\n");
	int64_t issue = refuse(&o, 0, 4);
	deliver(&o);
	assert_issue(&o, issue, "sending");
	o.now += 600;
	deliver(&o);
	assert_issue(&o, issue, "held");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/stopped", stopped);
	store_test_add("/deliver/limited", limited);
	store_test_add("/deliver/held-for-a-share", held_for_a_share);
	store_test_add("/deliver/not-held", not_held);
	store_test_add("/deliver/held-for-a-row", held_for_a_row);
	store_test_add("/deliver/held-over-two-runs", held_over_two_runs);
	return g_test_run();
}
