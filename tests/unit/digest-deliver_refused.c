/* deliver, where a relay does not take a letter: now, ever, or none of ours. */
#include "../support/deliver_fixture.h"

/* The relay refuses us: no letter is touched. */
static void relay_refuses(StoreFixture *f)
{
	static const char *const greetings[] = {"421 4.3.2 too busy", "554 5.7.1 go away"};

	for (size_t i = 0; i < G_N_ELEMENTS(greetings); i++) {
		g_auto(Office) o = {0};
		g_autofree char *address = g_strdup_printf("r%d@example.jp", (int)i);

		open_office_with_relay(&o, f, greetings[i], "");
		add_reader(&o, address);
		int64_t issue = send_issue(&o, "weekly", 19 + (int)i);
		KwDelivered done = deliver(&o);
		assert_delivered(&done, 0, 0, 0, 0);
		g_assert_true(done.relay_stopped);
		g_assert_cmpstr(done.relay_why, !=, "");
		g_autoptr(GError) error = NULL;
		KwOutboxTotals totals;
		kw_outbox_totals(f->db, issue, &totals, &error);
		kw_assert_ok(error);
		g_assert_cmpint(totals.ready, ==, 1 + (int)i);
		assert_row(&o, 1, "ready", 0);
	}
}

/* Nobody listens there. */
static void relay_down(StoreFixture *f)
{
	g_auto(Office) o = {0};
	Relay gone = {0};

	relay_start(&gone);
	g_autofree char *url =
		g_strdup_printf("{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 2}", gone.port);
	relay_stop(&gone);
	open_office(&o, f, url, "");
	for (int i = 0; i < 3; i++) {
		g_autofree char *address = g_strdup_printf("r%d@example.jp", i);

		add_reader(&o, address);
	}
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);
	g_assert_true(done.relay_stopped);
	for (int i = 1; i <= 3; i++)
		assert_row(&o, i, "ready", 0);
}

static void deferred(StoreFixture *f)
{
	static const struct {
		int64_t after_s, next_s; /* since the first run; -1 = not tried */
		int attempts;
	} cases[] = {
		{0, 300, 1},          {299, -1, 1},           {300, 300 + 600, 2},
		{900, 900 + 1200, 3}, {2100, 2100 + 2400, 4},
	};
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "full@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int connections = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean is_tried = cases[i].next_s >= 0;

		o.now = ISSUE_FIXTURE_NOW + cases[i].after_s;
		KwDelivered done = deliver(&o);
		assert_delivered(&done, 0, is_tried, 0, 0);
		g_assert_cmpint(o.relay.connections, ==, connections += is_tried);
		assert_row(&o, 1, "deferred", cases[i].attempts);
		if (!is_tried)
			continue;
		g_autoptr(KwOutboxRow) row = row_of(&o, 1);
		g_assert_cmpint(row->next_try_at, ==, ISSUE_FIXTURE_NOW + cases[i].next_s);
		g_assert_cmpint(row->smtp_code, ==, 450);
		assert_has(row->smtp_text, "mailbox full");
		assert_issue(&o, issue, "sending");
	}
	/* not for ever */
	o.now = ISSUE_FIXTURE_NOW + 48 * HOUR + 1;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 1, 0);
	assert_row(&o, 1, "failed", 5);
	assert_issue(&o, issue, "sent");
}

static void refused(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "gone@example.jp");
	add_reader(&o, "b@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 2, 0, 1, 0);
	g_assert_false(done.relay_stopped);
	g_autoptr(KwOutboxRow) row = row_of(&o, 2);
	g_assert_cmpstr(row->state, ==, "failed");
	g_assert_cmpint(row->smtp_code, ==, 550);
	assert_has(row->smtp_text, "no such user");
	assert_issue(&o, issue, "sent");
	g_assert_cmpint(o.relay.connections, ==, 1);
}

/* What the relay holds against us would meet every reader: it is left alone, nothing is lost. The
 * letter at which it did so waits, so that one reader's server cannot hold up the others for ever.
 */
static void policy(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "policy@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 1, 0, 0);
	g_assert_true(done.relay_stopped);
	assert_has(done.relay_why, "you may not relay here");
	assert_row(&o, 1, "sent", 1);
	assert_row(&o, 2, "deferred", 1);
	assert_row(&o, 3, "ready", 0);

	KwDelivered next = deliver(&o);
	assert_delivered(&next, 1, 0, 0, 0);
	g_assert_false(next.relay_stopped);
	assert_row(&o, 3, "sent", 1);
}

/* While a relay is up and another is not, letters that come back untouched do not fail. */
static void second_relay(StoreFixture *f)
{
	g_auto(Office) o = {0};
	Relay gone = {0};

	relay_start(&gone);
	relay_start(&o.relay);
	g_autofree char *relays =
		g_strdup_printf("[{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 2}, "
				"{url: 'smtp://127.0.0.1:%d', tls: none, connections: 1}]",
				gone.port, o.relay.port);
	relay_stop(&gone);
	open_office(&o, f, relays, "");
	add_readers(&o, "r", 6);
	int64_t issue = send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 6, 0, 0, 0);
	g_assert_false(done.relay_stopped);
	assert_issue(&o, issue, "sent");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/relay-refuses", relay_refuses);
	store_test_add("/deliver/relay-down", relay_down);
	store_test_add("/deliver/deferred", deferred);
	store_test_add("/deliver/refused", refused);
	store_test_add("/deliver/policy", policy);
	store_test_add("/deliver/second-relay", second_relay);
	return g_test_run();
}
