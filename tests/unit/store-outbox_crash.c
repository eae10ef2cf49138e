/* The outbox is honest after a crash. */
#include "../support/outbox_fixture.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/outbox/crash", crash);
	store_test_add("/outbox/lease-over", lease_over);
	store_test_add("/outbox/late-truth", late_truth);
	return g_test_run();
}
