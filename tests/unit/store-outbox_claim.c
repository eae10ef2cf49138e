/* The outbox: claimed once, in order, and settled. */
#include "../support/outbox_fixture.h"

/* ------------------------------------------------------------------ claiming and settling */

static void urgent_first(StoreFixture *f)
{
	static const char *const wanted[] = {"b1", "b2", "n1", "w1", "w2"};
	g_autoptr(GPtrArray) rows = NULL, rest = NULL;

	notice(f->db, "w1", 10);
	notice(f->db, "w2", 10);
	notice(f->db, "b1", 0);
	notice(f->db, "n1", 5);
	notice(f->db, "b2", 0);
	rows = claim(f->db, "me", 4, 500);
	g_assert_cmpuint(rows->len, ==, 4);
	for (guint i = 0; i < rows->len; i++)
		g_assert_cmpstr(((KwOutboxRow *)rows->pdata[i])->recipient, ==, wanted[i]);
	rest = claim(f->db, "me", 4, 500);
	g_assert_cmpuint(rest->len, ==, 1);
	g_assert_cmpstr(((KwOutboxRow *)rest->pdata[0])->recipient, ==, wanted[4]);
}

static void a_claim(StoreFixture *f)
{
	g_autoptr(KwOutboxRow) mine = NULL, none = NULL, seen = NULL;
	g_autoptr(KwDb) other = store_fixture_open(f);

	notice(f->db, "a@example.jp", 5);
	mine = claim_one(f->db, "HOST 1 2", 50); /* "ready" does not look at the clock */
	g_assert_nonnull(mine);
	g_assert_cmpstr(mine->state, ==, "sending");
	g_assert_cmpint(mine->attempts, ==, 1);
	g_assert_cmpstr(mine->claimed_by, ==, "HOST 1 2");
	g_assert_cmpint(mine->claimed_until, ==, 110);
	none = claim_one(f->db, "HOST 1 3", 10000);
	g_assert_null(none);
	seen = row(other, mine->id); /* committed */
	g_assert_cmpstr(seen->state, ==, "sending");
}

static void outcomes(StoreFixture *f)
{
	static const struct {
		const char *state;
		int64_t next_try_at;
		int code;
		const char *text;
		int64_t wanted_next, wanted_sent;
		int wanted_attempts;
	} cases[] = {
		{"sent", 0, 250, "2.0.0 OK", 0, 700, 1},
		{"deferred", 900, 451, "4.7.1 later", 900, 0, 1},
		{"failed", 0, 550, "5.1.1 no such user", 0, 0, 1},
		{"uncertain", 0, 0, NULL, 0, 0, 1},
		{"ready", 0, 0, NULL, 0, 0, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(KwOutboxRow) mine = NULL, now = NULL;

		notice(f->db, "a@example.jp", (int)i);
		mine = claim_one(f->db, "me", 500);
		g_assert_cmpint(mine->priority, ==, i);
		settle(f->db, mine->id, "somebody else", "failed", 0, 500, "not yours");
		settle(f->db, mine->id, "me", cases[i].state, cases[i].next_try_at, cases[i].code,
		       cases[i].text);
		now = row(f->db, mine->id);
		g_assert_cmpstr(now->state, ==, cases[i].state);
		g_assert_cmpint(now->next_try_at, ==, cases[i].wanted_next);
		g_assert_cmpint(now->sent_at, ==, cases[i].wanted_sent);
		g_assert_cmpint(now->attempts, ==, cases[i].wanted_attempts);
		g_assert_cmpint(now->smtp_code, ==, cases[i].code);
		g_assert_cmpstr(now->smtp_text, ==, cases[i].text);
		g_assert_null(now->claimed_by);
		g_assert_cmpint(now->claimed_until, ==, 0);
		/* once */
		settle(f->db, mine->id, "me", "failed", 0, 500, "again");
		g_clear_pointer(&now, kw_outbox_row_free);
		now = row(f->db, mine->id);
		g_assert_cmpstr(now->state, ==, cases[i].state);
	}
	{
		KwOutboxTotals t = totals(f->db, 0);

		g_assert_cmpint(t.sent, ==, 1);
		g_assert_cmpint(t.deferred, ==, 1);
		g_assert_cmpint(t.failed, ==, 1);
		g_assert_cmpint(t.uncertain, ==, 1);
		g_assert_cmpint(t.ready, ==, 1);
		g_assert_cmpint(t.sending, ==, 0);
		g_assert_cmpint(t.next_try_at, ==, 900);
	}
}

static void deferred_until_due(StoreFixture *f)
{
	g_autoptr(KwOutboxRow) first = NULL, early = NULL, due = NULL;

	notice(f->db, "a@example.jp", 5);
	first = claim_one(f->db, "me", 500);
	settle(f->db, first->id, "me", "deferred", 900, 451, "later");
	early = claim_one(f->db, "me", 899);
	g_assert_null(early);
	due = claim_one(f->db, "me", 900);
	g_assert_cmpint(due->id, ==, first->id);
	g_assert_cmpint(due->attempts, ==, 2);
	g_assert_cmpint(due->smtp_code, ==, 451);
}

/* Each row is counted by an attempt: two deliverers that took the same would leave a 2. */
static void deliver(KwDb *db, int i)
{
	g_autofree char *me = g_strdup_printf("me %d", i);

	for (;;) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
		g_autoptr(GPtrArray) rows = claim(db, me, 7, 500);

		kw_tx_commit(tx, &error);
		kw_assert_ok(error);
		g_clear_pointer(&tx, kw_tx_rollback);
		if (!rows->len)
			return;
		g_assert_cmpuint(rows->len, <=, 7);
		tx = kw_tx_begin(db, &error);
		for (guint n = 0; n < rows->len; n++)
			settle(db, ((KwOutboxRow *)rows->pdata[n])->id, me, "sent", 0, 250, "OK");
		kw_tx_commit(tx, &error);
		kw_assert_ok(error);
	}
}

static void claimed_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), l = letter(f->db, i, "ja", "", "x"), worst;

	subscribers(f->db, 300);
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 300);
	set_issue(f->db, i, "sending");
	store_fixture_fork(f, 6, deliver);
	g_assert_cmpint(totals(f->db, i).sent, ==, 300);
	kw_db_int(f->db, "SELECT max(attempts) FROM outbox", KW_NO_PARAMS, 0, &worst, &error);
	kw_assert_ok(error);
	g_assert_cmpint(worst, ==, 1);
}

/* Holding, pausing and cancelling is the change of one row; urgent lanes go first. */
static void lanes(StoreFixture *f)
{
	static const char *const states[] = {"draft", "held", "cancelled", "sent"};
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19");
	gboolean has;
	int64_t owed;

	subscribers(f->db, 3);
	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	for (size_t n = 0; n < G_N_ELEMENTS(states); n++) {
		g_autoptr(GPtrArray) rows = NULL;
		g_autofree char *sql = g_strdup_printf("UPDATE issue SET state = '%s'", states[n]);

		kw_db_run(f->db, sql, KW_NO_PARAMS, NULL, &error);
		kw_outbox_has_due(f->db, 500, &has, &error);
		kw_outbox_owed(f->db, 500, &owed, &error);
		kw_assert_ok(error);
		rows = claim(f->db, "me", 9, 500);
		g_assert_cmpuint(rows->len, ==, 0);
		g_assert_false(has);
		g_assert_cmpint(owed, ==, 0);
	}
	kw_db_run(f->db, "UPDATE issue SET state = 'sending'", KW_NO_PARAMS, NULL, &error);
	notice(f->db, "staff@example.jp", 5);
	kw_outbox_has_due(f->db, 500, &has, &error);
	kw_outbox_owed(f->db, 500, &owed, &error);
	kw_assert_ok(error);
	g_assert_true(has);
	g_assert_cmpint(owed, ==, 4);
	{
		g_autoptr(GPtrArray) rows = claim(f->db, "me", 2, 500);
		g_autoptr(GPtrArray) rest = claim(f->db, "me", 9, 500);
		const KwOutboxRow *first = rows->pdata[0], *second = rows->pdata[1];

		g_assert_cmpint(first->issue, ==, 0);
		g_assert_null(first->reader.state);
		g_assert_cmpint(second->issue, ==, i);
		g_assert_cmpstr(second->reader.state, ==, "active");
		g_assert_cmpuint(rest->len, ==, 2);
	}
	kw_outbox_on_the_wire(f->db, &owed, &error);
	kw_assert_ok(error);
	g_assert_cmpint(owed, ==, 4);
}

static void renewed(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwOutboxRow) mine = NULL, now = NULL;
	int64_t count;

	notice(f->db, "a@example.jp", 5);
	mine = claim_one(f->db, "me", 500);
	kw_outbox_renew(f->db, "me", 2000, &error);
	kw_outbox_renew(f->db, "you", 9000, &error);
	kw_assert_ok(error);
	now = row(f->db, mine->id);
	g_assert_cmpint(now->claimed_until, ==, 2000);
	kw_outbox_abandon(f->db, "me", 1999, &count, &error);
	g_assert_cmpint(count, ==, 0);
}

/* The clock went back: nothing waits longer than a backoff. */
static void clock_back(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwOutboxRow) far = NULL, near = NULL;
	int64_t count;

	notice(f->db, "a@example.jp", 5);
	notice(f->db, "b@example.jp", 5);
	far = claim_one(f->db, "me", 90000);
	near = claim_one(f->db, "me", 90000);
	settle(f->db, far->id, "me", "deferred", 90300, 451, "later");
	settle(f->db, near->id, "me", "deferred", 1300, 451, "later");
	kw_outbox_undo_clock(f->db, 1000, 1000 + 14400, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	g_clear_pointer(&far, kw_outbox_row_free);
	far = claim_one(f->db, "me", 1000);
	g_assert_nonnull(far);
	g_assert_cmpstr(far->recipient, ==, "a@example.jp");
}

/* What was tried and may have arrived goes behind what was never tried. */
static void doubtful_last(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwOutboxRow) doubtful = NULL, first = NULL, second = NULL;
	int64_t count;

	notice(f->db, "a@example.jp", 5);
	notice(f->db, "b@example.jp", 5);
	doubtful = claim_one(f->db, "me", 500);
	settle(f->db, doubtful->id, "me", "uncertain", 0, 0, "broke");
	kw_outbox_resend_uncertain(f->db, 0, 600, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	first = claim_one(f->db, "me", 600);
	second = claim_one(f->db, "me", 600);
	g_assert_cmpstr(first->recipient, ==, "b@example.jp");
	g_assert_cmpint(second->id, ==, doubtful->id);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/outbox/urgent-first", urgent_first);
	store_test_add("/outbox/a-claim", a_claim);
	store_test_add("/outbox/outcomes", outcomes);
	store_test_add("/outbox/deferred-until-due", deferred_until_due);
	store_test_add("/outbox/claimed-once", claimed_once);
	store_test_add("/outbox/lanes", lanes);
	store_test_add("/outbox/renewed", renewed);
	store_test_add("/outbox/clock-back", clock_back);
	store_test_add("/outbox/doubtful-last", doubtful_last);
	return g_test_run();
}
