/* Letters and the outbox: owed once, claimed once, and honest after a crash. */
#include "../support/store_fixture.h"

#include "store/issues.h"
#include "store/outbox.h"
#include "store/roll.h"

#include "base/error.h"

#include <string.h>

static int64_t issue(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) one = kw_issues_take_weekly(db, day, 1, &error);

	kw_assert_ok(error);
	return one->id;
}

static int64_t letter(KwDb *db, int64_t of_issue, const char *language, const char *segment,
		      const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	KwLetter one = {.issue = of_issue,
			.purpose = (char *)(of_issue ? "weekly" : "notice"),
			.language = (char *)language,
			.segment = (char *)segment,
			.bytes = bytes,
			.splices = (char *)"[[0,1]]"};
	int64_t id = 0;

	kw_letters_put(db, &one, 1, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static int64_t subscriber(KwDb *db, const char *address, const char *state, const char *language,
			  const char *topics)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber one = {.address = (char *)address,
			    .state = (char *)state,
			    .language = (char *)language,
			    .topics = (char *)topics};
	int64_t id;

	kw_roll_add(db, &one, 1, &id, &error);
	kw_assert_ok(error);
	return id;
}

static void subscribers(KwDb *db, int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", i);

		subscriber(db, address, "active", "ja", "weekly bulletin");
	}
}

static int64_t enqueue_issue(KwDb *db, int64_t of_letter, int64_t of_issue, const char *language,
			     const char *topic, int priority)
{
	g_autoptr(GError) error = NULL;
	int64_t count = -1;

	kw_outbox_enqueue_issue(db, of_letter, of_issue, language, topic, priority, 100, &count,
				&error);
	kw_assert_ok(error);
	return count;
}

static void notice(KwDb *db, const char *recipient, int priority)
{
	g_autoptr(GError) error = NULL;

	kw_outbox_enqueue(db, letter(db, 0, "ja", NULL, "notice"), 0, recipient, priority, 100,
			  &error);
	kw_assert_ok(error);
}

static GPtrArray *claim(KwDb *db, const char *claimer, int limit, int64_t now)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = kw_outbox_claim(db, claimer, limit, now, 60, &error);

	kw_assert_ok(error);
	return rows;
}

static KwOutboxRow *claim_one(KwDb *db, const char *claimer, int64_t now)
{
	g_autoptr(GPtrArray) rows = claim(db, claimer, 1, now);

	return rows->len ? g_ptr_array_steal_index(rows, 0) : NULL;
}

/* "ready": an attempt that does not count. */
static void settle(KwDb *db, int64_t id, const char *claimer, const char *state,
		   int64_t next_try_at, int code, const char *text)
{
	const KwOutboxOutcome outcome = {.id = id,
					 .state = state,
					 .next_try_at = next_try_at,
					 .is_uncounted = g_str_equal(state, "ready"),
					 .relay = code ? "smtp://relay" : NULL,
					 .smtp_code = code,
					 .smtp_text = text};
	g_autoptr(GError) error = NULL;

	kw_outbox_settle(db, claimer, &outcome, 1, 700, &error);
	kw_assert_ok(error);
}

/* An issue's rows go out while it is "sending" only. */
static void set_issue(KwDb *db, int64_t id, const char *state)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;

	kw_issues_set_state(db, id, "draft sending held", state, 100, &changed, &error);
	kw_assert_ok(error);
	g_assert_true(changed);
}

static KwOutboxTotals totals(KwDb *db, int64_t of_issue)
{
	g_autoptr(GError) error = NULL;
	KwOutboxTotals t;

	kw_outbox_totals(db, of_issue, &t, &error);
	kw_assert_ok(error);
	return t;
}

static KwOutboxRow *row(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(db, NULL, id - 1, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	g_assert_cmpint(((KwOutboxRow *)rows->pdata[0])->id, ==, id);
	return g_ptr_array_steal_index(rows, 0);
}

/* ------------------------------------------------------------------ letters */

static void letters(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19");
	int64_t a = letter(f->db, i, "ja", "", "first\r\n"), b, c, n1, n2;
	g_autoptr(KwLetter) one = NULL, none = NULL;

	g_assert_cmpint(letter(f->db, i, "ja", NULL, "second"), ==, a);
	b = letter(f->db, i, "en", "", "english");
	c = letter(f->db, i, "ja", "03", "segment");
	g_assert_cmpint(a, !=, b);
	g_assert_cmpint(a, !=, c);
	n1 = letter(f->db, 0, "ja", "", "notice");
	n2 = letter(f->db, 0, "ja", "", "notice");
	g_assert_cmpint(n1, !=, n2);

	one = kw_letters_get(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpint(one->id, ==, a);
	g_assert_cmpint(one->issue, ==, i);
	g_assert_cmpstr(one->purpose, ==, "weekly");
	g_assert_cmpstr(one->language, ==, "ja");
	g_assert_cmpstr(one->segment, ==, "");
	g_assert_cmpstr(one->splices, ==, "[[0,1]]");
	g_assert_cmpmem(g_bytes_get_data(one->bytes, NULL), g_bytes_get_size(one->bytes),
			"first\r\n", 7);
	none = kw_letters_get(f->db, 99, &error);
	g_assert_null(none);
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "letter 99: ");
}

/* ------------------------------------------------------------------ queueing */

static void who_gets_an_issue(StoreFixture *f)
{
	static const struct {
		const char *state, *language, *topics;
		gboolean weekly, bulletin;
	} cases[] = {
		{"active", "ja", "weekly bulletin", TRUE, TRUE},
		{"active", "ja", "weekly", TRUE, FALSE},
		{"active", "ja", "bulletin", FALSE, TRUE},
		{"active", "ja", "", FALSE, FALSE},
		{"active", "en", "weekly bulletin", FALSE, FALSE},
		{"pending", "ja", "weekly bulletin", FALSE, FALSE},
		{"paused", "ja", "weekly bulletin", FALSE, FALSE},
		{"left", "ja", "weekly bulletin", FALSE, FALSE},
		{"bounced", "ja", "weekly bulletin", FALSE, FALSE},
		{"complained", "ja", "weekly bulletin", FALSE, FALSE},
		{"erased", "ja", "weekly bulletin", FALSE, FALSE},
	};
	static const char *const topics[] = {"weekly", "bulletin"};
	int64_t ids[G_N_ELEMENTS(cases)];
	g_autoptr(GError) error = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = g_strdup_printf("s%zu@example.jp", i);

		ids[i] = subscriber(f->db, address, cases[i].state, cases[i].language,
				    cases[i].topics);
	}
	for (size_t t = 0; t < G_N_ELEMENTS(topics); t++) {
		int64_t of = issue(f->db, t ? "2026-11-20" : "2026-11-19");
		int64_t l = letter(f->db, of, "ja", "", "x");
		g_autoptr(GPtrArray) rows = NULL;
		guint n = 0;

		g_assert_cmpint(enqueue_issue(f->db, l, of, "ja", topics[t], 10), ==, 2);
		rows = kw_outbox_list_issue(f->db, of, NULL, 0, 0, &error);
		kw_assert_ok(error);
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			const KwOutboxRow *one;

			if (!(t ? cases[i].bulletin : cases[i].weekly))
				continue;
			g_assert_cmpuint(n, <, rows->len);
			one = rows->pdata[n++];
			g_assert_cmpint(one->subscriber, ==, ids[i]);
			g_assert_cmpint(one->letter, ==, l);
			g_assert_cmpint(one->issue, ==, of);
			g_assert_cmpint(one->priority, ==, 10);
			g_assert_cmpstr(one->state, ==, "ready");
			g_assert_cmpint(one->attempts, ==, 0);
			g_assert_cmpint(one->queued_at, ==, 100);
			g_assert_cmpint(one->smtp_code, ==, 0);
		}
		g_assert_cmpuint(n, ==, rows->len);
	}
}

static void owed_once(StoreFixture *f)
{
	int64_t i = issue(f->db, "2026-11-19"), l = letter(f->db, i, "ja", "", "x");
	int64_t other = letter(f->db, i, "ja", "03", "y");

	subscribers(f->db, 3);
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 3);
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 0);
	g_assert_cmpint(enqueue_issue(f->db, other, i, "ja", "weekly", 10), ==, 0);
	subscriber(f->db, "late@example.jp", "active", "ja", "weekly");
	g_assert_cmpint(enqueue_issue(f->db, l, i, "ja", "weekly", 10), ==, 1);
	g_assert_cmpint(totals(f->db, i).ready, ==, 4);
}

static void enqueue_same(KwDb *db, int i G_GNUC_UNUSED)
{
	enqueue_issue(db, 1, 1, "ja", "weekly", 10);
}

static void owed_once_at_once(StoreFixture *f)
{
	int64_t i = issue(f->db, "2026-11-19");

	g_assert_cmpint(letter(f->db, i, "ja", "", "x"), ==, 1);
	subscribers(f->db, 50);
	store_fixture_fork(f, 6, enqueue_same);
	g_assert_cmpint(totals(f->db, i).ready, ==, 50);
}

static void notices(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = subscriber(f->db, "s@example.jp", "active", "ja", "weekly");
	g_autoptr(KwOutboxRow) first = NULL, second = NULL;

	notice(f->db, "staff@example.jp", 5);
	notice(f->db, "staff@example.jp", 5);
	kw_outbox_enqueue(f->db, letter(f->db, 0, "ja", "", "n"), id, "s@example.jp", 5, 100,
			  &error);
	kw_assert_ok(error);
	g_assert_cmpint(totals(f->db, 0).ready, ==, 3);
	first = row(f->db, 1);
	g_assert_cmpint(first->issue, ==, 0);
	g_assert_cmpint(first->subscriber, ==, 0);
	g_assert_cmpstr(first->recipient, ==, "staff@example.jp");
	second = row(f->db, 3);
	g_assert_cmpint(second->subscriber, ==, id);
	/* a letter that does not exist is not owed */
	g_assert_false(kw_outbox_enqueue(f->db, 99, 0, "x@example.jp", 5, 100, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
}

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

/* ------------------------------------------------------------------ after a crash */

static void crash(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) dead = NULL, alive = NULL, claimers = NULL;
	g_autoptr(KwOutboxRow) last = NULL, again = NULL;
	int64_t count;

	for (int i = 0; i < 4; i++)
		notice(f->db, "a@example.jp", 5);
	dead = claim(f->db, "H 2 1", 2, 500);
	alive = claim(f->db, "H 1 1", 1, 500);
	claimers = kw_outbox_claimers(f->db, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(claimers->len, ==, 2);
	g_assert_cmpstr(claimers->pdata[0], ==, "H 1 1");
	g_assert_cmpstr(claimers->pdata[1], ==, "H 2 1");

	kw_outbox_abandon(f->db, "H 2 1", 0, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 2);
	g_assert_cmpint(totals(f->db, 0).uncertain, ==, 2);
	g_assert_cmpint(totals(f->db, 0).sending, ==, 1);
	/* nobody takes an uncertain one */
	last = claim_one(f->db, "H 3 1", 501);
	g_assert_nonnull(last);
	again = claim_one(f->db, "H 3 1", 501);
	g_assert_null(again);

	kw_outbox_resend_uncertain(f->db, 0, 502, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 2);
	again = claim_one(f->db, "H 3 1", 502);
	g_assert_cmpint(again->id, ==, ((KwOutboxRow *)dead->pdata[0])->id);
	g_assert_cmpint(again->attempts, ==, 2);
}

static void lease_over(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwOutboxRow) old = NULL, young = NULL;
	int64_t count;

	notice(f->db, "a@example.jp", 5);
	notice(f->db, "b@example.jp", 5);
	old = claim_one(f->db, "elsewhere", 500);
	young = claim_one(f->db, "elsewhere", 530);
	g_assert_true(kw_outbox_abandon(f->db, "elsewhere", 559, &count, &error));
	g_assert_cmpint(count, ==, 0);
	g_assert_true(kw_outbox_abandon(f->db, "nobody", 560, &count, &error));
	g_assert_cmpint(count, ==, 0);
	g_assert_true(kw_outbox_abandon(f->db, "elsewhere", 560, &count, &error));
	g_assert_cmpint(count, ==, 1);
	kw_assert_ok(error);
	g_assert_cmpint(totals(f->db, 0).uncertain, ==, 1);
	g_assert_cmpint(totals(f->db, 0).sending, ==, 1);
	g_assert_cmpint(old->id, !=, young->id);
}

/* Slow, not dead: as long as nobody else has it, what it knows counts. */
static void late_truth(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwOutboxRow) slow = NULL, now = NULL, resent = NULL, other = NULL;
	int64_t count;

	notice(f->db, "a@example.jp", 5);
	slow = claim_one(f->db, "slow", 500);
	kw_outbox_abandon(f->db, "slow", 600, &count, &error);
	settle(f->db, slow->id, "slow", "sent", 0, 250, "OK");
	now = row(f->db, slow->id);
	g_assert_cmpstr(now->state, ==, "sent");

	notice(f->db, "b@example.jp", 5);
	resent = claim_one(f->db, "slow", 500);
	kw_outbox_abandon(f->db, "slow", 600, &count, &error);
	kw_outbox_resend_uncertain(f->db, 0, 600, &count, &error);
	other = claim_one(f->db, "other", 600);
	g_assert_cmpint(other->id, ==, resent->id);
	settle(f->db, resent->id, "slow", "failed", 0, 550, "no");
	g_clear_pointer(&now, kw_outbox_row_free);
	now = row(f->db, resent->id);
	g_assert_cmpstr(now->state, ==, "sending");
	g_assert_cmpstr(now->claimed_by, ==, "other");
	kw_assert_ok(error);
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
	settle(f->db, one->id, "me", "uncertain", 0, 0, "broke");
	kw_issues_settle(f->db, FALSE, 600, &count, &error);
	g_assert_cmpint(count, ==, 1);
	kw_outbox_resend_uncertain(f->db, i, 700, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	after = kw_issues_find(f->db, i, &error);
	g_assert_cmpstr(after->state, ==, "sending");
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

/* Notices go empty once they are out and old; what is on its way, and issues, stay. */
static void forgets(StoreFixture *f)
{
	static const struct {
		const char *state;
		int64_t before;
		gboolean is_left;
	} steps[] = {{"ready", 1000, TRUE}, {"sent", 1, TRUE}, {"sent", 1000, FALSE}};
	int64_t weekly = letter(f->db, issue(f->db, "2026-11-19"), "ja", "", "weekly");
	int64_t told = letter(f->db, 0, "ja", NULL, "notice");
	g_autoptr(GError) error = NULL;

	kw_outbox_enqueue(f->db, told, 0, "a@example.jp", 5, 100, &error);
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		kw_db_run(f->db, "UPDATE outbox SET state = $1", KW_PARAMS(KW_TEXT(steps[i].state)),
			  NULL, &error);
		kw_letters_forget(f->db, steps[i].before, &error);
		kw_assert_ok(error);
		g_autoptr(KwLetter) notice = kw_letters_get(f->db, told, &error);
		g_autoptr(KwLetter) issued = kw_letters_get(f->db, weekly, &error);
		g_assert_cmpint(g_bytes_get_size(notice->bytes) > 0, ==, steps[i].is_left);
		g_assert_cmpuint(g_bytes_get_size(issued->bytes), >, 0);
	}
}

static void assert_went_out(KwDb *db, int64_t of_issue, int64_t to, int64_t wanted)
{
	g_autoptr(GError) error = NULL;
	int64_t at = -1;

	kw_outbox_went_out(db, of_issue, to, &at, &error);
	kw_assert_ok(error);
	g_assert_cmpint(at, ==, wanted);
}

/* A letter comes back once, not before it went out, and not long after. */
static void returned(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t i = issue(f->db, "2026-11-19"), of_notice = letter(f->db, 0, "ja", NULL, "n");
	int64_t s = subscriber(f->db, "s@example.jp", "active", "ja", "weekly");
	gboolean is_first;

	enqueue_issue(f->db, letter(f->db, i, "ja", "", "x"), i, "ja", "weekly", 10);
	set_issue(f->db, i, "sending");
	kw_outbox_take_return(f->db, i, s, 0, 700, &is_first, &error);
	g_assert_false(is_first);
	assert_went_out(f->db, i, s, 0);
	g_autoptr(KwOutboxRow) one = claim_one(f->db, "me", 500);
	settle(f->db, one->id, "me", "sent", 0, 250, "ok"); /* at 700 */
	assert_went_out(f->db, i, s, 700);
	assert_went_out(f->db, 0, s, 0);
	kw_outbox_take_return(f->db, i, s, 701, 900, &is_first, &error);
	g_assert_false(is_first);
	kw_outbox_take_return(f->db, i, s + 1, 0, 900, &is_first, &error);
	g_assert_false(is_first);
	kw_outbox_take_return(f->db, i, s, 700, 900, &is_first, &error);
	g_assert_true(is_first);
	kw_outbox_take_return(f->db, i, s, 700, 900, &is_first, &error);
	g_assert_false(is_first);
	for (int n = 0; n < 2; n++) { /* each notice anew */
		kw_outbox_enqueue(f->db, of_notice, s, "s@example.jp", 5, 100, &error);
		kw_assert_ok(error);
		g_autoptr(KwOutboxRow) told = claim_one(f->db, "me", 500);
		settle(f->db, told->id, "me", "sent", 0, 250, "ok");
		assert_went_out(f->db, 0, s, 700);
		kw_outbox_take_return(f->db, 0, s, 700, 900, &is_first, &error);
		g_assert_true(is_first);
		kw_outbox_take_return(f->db, 0, s, 700, 900, &is_first, &error);
		g_assert_false(is_first);
	}
	kw_assert_ok(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/outbox/forgets", forgets);
	store_test_add("/outbox/letters", letters);
	store_test_add("/outbox/who-gets-an-issue", who_gets_an_issue);
	store_test_add("/outbox/owed-once", owed_once);
	store_test_add("/outbox/owed-once-at-once", owed_once_at_once);
	store_test_add("/outbox/notices", notices);
	store_test_add("/outbox/urgent-first", urgent_first);
	store_test_add("/outbox/a-claim", a_claim);
	store_test_add("/outbox/outcomes", outcomes);
	store_test_add("/outbox/deferred-until-due", deferred_until_due);
	store_test_add("/outbox/crash", crash);
	store_test_add("/outbox/lease-over", lease_over);
	store_test_add("/outbox/late-truth", late_truth);
	store_test_add("/outbox/claimed-once", claimed_once);
	store_test_add("/outbox/list-and-totals", list_and_totals);
	store_test_add("/outbox/lanes", lanes);
	store_test_add("/outbox/renewed", renewed);
	store_test_add("/outbox/clock-back", clock_back);
	store_test_add("/outbox/doubtful-last", doubtful_last);
	store_test_add("/outbox/refused-and-held", refused_and_held);
	store_test_add("/outbox/cancelled", cancelled);
	store_test_add("/outbox/reopened", reopened);
	store_test_add("/outbox/by-person", by_person);
	store_test_add("/outbox/returned", returned);
	return g_test_run();
}
