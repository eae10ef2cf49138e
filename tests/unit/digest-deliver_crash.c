/* deliver, where somebody dies: the process, the connection after the final dot, the store, the
 * clock. */
#include "../support/deliver_fixture.h"

/* A claimer died with a letter on the wire. */
static int64_t die_with_a_letter(const Office *o, const char *claimer)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_claim(o->store->db, claimer, 1, o->now, 600, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	return ((KwOutboxRow *)rows->pdata[0])->id;
}

static void dead_claimer_resend(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: resend\n");
	int64_t a = add_reader(&o, "a@example.jp");
	add_reader(&o, "b@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "dead");
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 2, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "sent", 2);

	/* the Message-ID is the one that the dead one would have used */
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_autofree char *token = kw_token_format(o.keys, KW_TOKEN_DELIVERY, issue, a);
	g_autofree char *wanted = g_strconcat(token, "@kawaraban.news.example.jp", NULL);
	g_assert_cmpuint(letters->len, ==, 2);
	g_assert_cmpstr(letter_to(letters, "a@example.jp")->message->message_id, ==, wanted);
}

static void dead_claimer_hold(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "a@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "dead");
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "uncertain", 1);
	done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 0); /* counted once */
	g_autoptr(GPtrArray) letters = arrived(&o);
	g_assert_cmpuint(letters->len, ==, 1);
}

/* What a living claimer holds is its own, until its lease is over. */
static void other_host(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "other-host 1 2");
	o.now += 599;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);
	assert_row(&o, row, "sending", 1);
	assert_issue(&o, issue, "sending");
	o.now += 1;
	done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_issue(&o, issue, "sent");
}

/* The relay dies after the final dot, every time: sent again with the same Message-ID, but not for
 * ever; the other readers get their letters. */
static void uncertain(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "lost@example.jp");
	add_reader(&o, "b@example.jp");
	send_issue(&o, "weekly", 19);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 1);
	g_assert_true(done.relay_stopped); /* left alone: it does not answer */
	assert_row(&o, 1, "uncertain", 1);
	assert_row(&o, 2, "ready", 0);
	for (int attempts = 2; attempts <= 4; attempts++) {
		done = deliver(&o);
		assert_delivered(&done, attempts == 2, 0, 0, 1); /* the other one first */
		assert_row(&o, 1, "uncertain", attempts);
		assert_row(&o, 2, "sent", 1);
	}
	done = deliver(&o);
	assert_delivered(&done, 0, 0, 1, 0);
	assert_row(&o, 1, "failed", 5);
	done = deliver(&o);
	assert_delivered(&done, 0, 0, 0, 0);

	g_autofree char *first = message_id_of(o.relay.letters->pdata[0]);
	int seen = 0;
	for (guint i = 0; i < o.relay.letters->len; i++) {
		g_autofree char *id = message_id_of(o.relay.letters->pdata[i]);

		seen += g_str_equal(id, first);
	}
	g_assert_cmpint(seen, ==, 5);
	g_assert_cmpuint(o.relay.letters->len, ==, 6);
}

static void uncertain_hold(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "lost@example.jp");
	int64_t issue = send_issue(&o, "weekly", 19);
	for (int i = 0; i < 3; i++) {
		KwDelivered done = deliver(&o);

		assert_delivered(&done, 0, 0, 0, i == 0);
		assert_row(&o, 1, "uncertain", 1);
		assert_issue(&o, issue, "sending");
	}
	g_assert_cmpuint(o.relay.letters->len, ==, 1);
}

/* What this very process left in an earlier run that failed is in doubt, not in the air. */
static void own_leftovers(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "after_crash: hold\n");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "living");
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 1);
	assert_row(&o, row, "uncertain", 1);
}

/* Another living process of this host: its rows are its own, whatever the clock says. */
static void living_neighbour(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	int64_t row = die_with_a_letter(&o, "neighbour");
	o.now += 24 * HOUR;
	KwDelivered done = deliver(&o);
	g_assert_cmpint(done.recovered, ==, 0);
	assert_row(&o, row, "sending", 1);
}

static void rename_outbox(const Office *o, const char *from, const char *to)
{
	g_autofree char *sql = g_strdup_printf("ALTER TABLE %s RENAME TO %s", from, to);
	g_autoptr(GError) error = NULL;

	kw_db_run(o->store->db, sql, KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
}

/* The store breaks after two letters, and is there again a moment later. */
static void break_store(Office *o, const KwDelivered *so_far)
{
	gint64 now = g_get_monotonic_time();

	if (so_far->sent >= 2 && !o->broken_at) {
		o->broken_at = now;
		rename_outbox(o, "outbox", "elsewhere");
	} else if (o->broken_at && !o->is_mended && now - o->broken_at > G_USEC_PER_SEC / 2) {
		o->is_mended = TRUE;
		rename_outbox(o, "elsewhere", "outbox");
	}
}

/* Nothing more is claimed, what the relay says in the meantime is noted when the store is back, and
 * the run ends with the reason. */
static void store_breaks(StoreFixture *f)
{
	g_auto(Office) o = {0};
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	open_office_with_relay(&o, f, NULL, "");
	add_readers(&o, "r", 10);
	send_issue(&o, "weekly", 19);
	o.on_turn = break_store;
	g_assert_false(try_deliver(&o, &done, &error));
	g_assert_nonnull(error);
	g_test_message("%s", error->message);
	g_assert_true(o.is_mended);
	g_assert_cmpint(count_rows(&o, "state = 'sending' OR state = 'uncertain'"), ==, 0);
	g_assert_cmpint(done.sent, ==, o.relay.letters->len);
	o.on_turn = NULL;
	deliver(&o);
	g_assert_cmpint(count_rows(&o, "state = 'sent'"), ==, 10);
	g_assert_cmpuint(o.relay.letters->len, ==, 10);
}

/* The server of the store ends our connection after two letters, as where it restarts; what it then
 * committed of ours we never heard. */
static void cut_connection(Office *o, const KwDelivered *so_far)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) other = NULL;
	int64_t pid, done;

	if (so_far->sent < 2 || o->broken_at)
		return;
	o->broken_at = g_get_monotonic_time();
	other = store_fixture_open(o->store);
	kw_db_int(o->store->db, "SELECT pg_backend_pid()", KW_NO_PARAMS, 0, &pid, &error);
	kw_db_int(other, "SELECT CAST(pg_terminate_backend(CAST($1 AS INTEGER), 60000) AS INTEGER)",
		  KW_PARAMS(KW_INT(pid)), 0, &done, &error);
	kw_db_run(other,
		  "UPDATE outbox SET state = 'sending', attempts = attempts + 1, "
		  "claimed_by = 'living' WHERE id = (SELECT max(id) FROM outbox)",
		  KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
	g_assert_cmpint(done, ==, 1);
}

static void server_restarts(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "after_crash: hold\n");
	add_readers(&o, "r", 10);
	int64_t issue = send_issue(&o, "weekly", 19);
	o.on_turn = cut_connection;
	KwDelivered done = deliver(&o);
	g_assert_cmpint(o.broken_at, >, 0);
	assert_delivered(&done, 10, 0, 0, 0);
	g_assert_cmpint(count_rows(&o, "state = 'sent' AND attempts = 1"), ==, 10);
	g_assert_cmpuint(o.relay.letters->len, ==, 10);
	assert_issue(&o, issue, "sent");
}

/* The clock goes back a day while letters are put off. */
static void clock_back(StoreFixture *f)
{
	g_auto(Office) o = {0};

	open_office_with_relay(&o, f, NULL, "");
	add_reader(&o, "full@example.jp");
	o.now += 24 * HOUR;
	send_issue(&o, "weekly", 19);
	deliver(&o);
	assert_row(&o, 1, "deferred", 1);
	o.now -= 24 * HOUR;
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 0, 1, 0, 0);
	assert_row(&o, 1, "deferred", 2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/dead-claimer-resend", dead_claimer_resend);
	store_test_add("/deliver/dead-claimer-hold", dead_claimer_hold);
	store_test_add("/deliver/other-host", other_host);
	store_test_add("/deliver/uncertain", uncertain);
	store_test_add("/deliver/uncertain-hold", uncertain_hold);
	store_test_add("/deliver/own-leftovers", own_leftovers);
	store_test_add("/deliver/living-neighbour", living_neighbour);
	store_test_add("/deliver/store-breaks", store_breaks);
	store_test_add_pgsql("/deliver/server-restarts", server_restarts);
	store_test_add("/deliver/clock-back", clock_back);
	return g_test_run();
}
