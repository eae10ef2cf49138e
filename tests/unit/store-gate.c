/* What keeps letters from going out: the pause, relays that are left alone, limits. */
#include "../support/store_fixture.h"

#include "store/gate.h"

#include "base/error.h"

#define RELAY "smtp://relay.example"

static void paused(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *actor = NULL, *first = NULL;
	gboolean changed;
	int64_t at;

	kw_gate_paused(f->db, &at, &actor, &error);
	g_assert_null(actor);
	kw_gate_pause(f->db, "shell:a", 100, &error);
	kw_gate_pause(f->db, "shell:b", 200, &error); /* the first one stands */
	kw_gate_paused(f->db, &at, &first, &error);
	kw_assert_ok(error);
	g_assert_cmpint(at, ==, 100);
	g_assert_cmpstr(first, ==, "shell:a");
	for (int i = 0; i < 2; i++) {
		kw_gate_unpause(f->db, &changed, &error);
		g_assert_cmpint(changed, ==, i == 0);
	}
	kw_gate_paused(f->db, &at, &actor, &error);
	kw_assert_ok(error);
	g_assert_null(actor);
}

static void stopped(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) relays = NULL, none = NULL;
	const KwStoppedRelay *relay;

	kw_gate_stop_relay(f->db, RELAY, FALSE, "no route", 100, &error);
	kw_gate_stop_relay(f->db, RELAY, TRUE, "554 go away", 200, &error);
	kw_gate_stop_relay(f->db, "smtp://other", FALSE, "no route", 300, &error);
	relays = kw_gate_stopped(f->db, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(relays->len, ==, 2);
	relay = relays->pdata[1];
	g_assert_cmpstr(relay->url, ==, RELAY);
	g_assert_cmpint(relay->stopped_at, ==, 100); /* since then */
	g_assert_true(relay->is_refusal);            /* and this is how it is now */
	g_assert_cmpstr(relay->why, ==, "554 go away");
	kw_gate_open_relay(f->db, RELAY, &error);
	kw_gate_open_relay(f->db, "smtp://other", &error);
	kw_gate_open_relay(f->db, "smtp://unknown", &error);
	none = kw_gate_stopped(f->db, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(none->len, ==, 0);
}

static int64_t used(KwDb *db, int seconds, int64_t now, int64_t *out_frees_at)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
	int64_t letters = -1;

	kw_gate_used(db, RELAY, seconds, now, &letters, out_frees_at, &error);
	kw_tx_commit(tx, &error);
	kw_assert_ok(error);
	return letters;
}

static void limits(StoreFixture *f)
{
	static const struct {
		int64_t now, letters, frees_at;
	} cases[] = {
		{1000, 10, 1900}, /* 4 at 1000, 3 at 1000, 3 at 1000 */
		{1899, 10, 1900},
		{1900, 0, 0}, /* out of the 900 seconds */
	};
	g_autoptr(GError) error = NULL;
	int64_t frees_at;

	g_assert_cmpint(used(f->db, 900, 900, &frees_at), ==, 0);
	g_assert_cmpint(frees_at, ==, 0);
	kw_gate_use(f->db, RELAY, 4, 1000, &error);
	kw_gate_use(f->db, RELAY, 3, 1000, &error);
	kw_gate_use(f->db, RELAY, 3, 1000, &error);
	kw_gate_use(f->db, "smtp://other", 99, 1000, &error);
	kw_assert_ok(error);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpint(used(f->db, 900, cases[i].now, &frees_at), ==, cases[i].letters);
		g_assert_cmpint(frees_at, ==, cases[i].frees_at);
	}
}

static void sliding(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t frees_at;

	for (int i = 0; i < 5; i++)
		kw_gate_use(f->db, RELAY, 2, 1000 + 100 * i, &error);
	kw_assert_ok(error);
	g_assert_cmpint(used(f->db, 900, 1400, &frees_at), ==, 10);
	g_assert_cmpint(frees_at, ==, 1900);
	g_assert_cmpint(used(f->db, 900, 2050, &frees_at), ==, 6);
	g_assert_cmpint(frees_at, ==, 2100);
}

/* The clock went back: what was written in the future counts as of now, and is forgotten in time.
 */
static void clock_back(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t frees_at;

	kw_gate_use(f->db, RELAY, 7, 90000, &error);
	kw_assert_ok(error);
	g_assert_cmpint(used(f->db, 900, 1000, &frees_at), ==, 7);
	g_assert_cmpint(frees_at, ==, 1900);
	g_assert_cmpint(used(f->db, 900, 1899, &frees_at), ==, 7);
	g_assert_cmpint(used(f->db, 900, 1900, &frees_at), ==, 0);
}

/* Deliverers that ask and use at once never go beyond the limit together. */
#define LIMIT 30

static void use_up(KwDb *db, int i G_GNUC_UNUSED)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
		int64_t letters, frees_at;

		kw_gate_used(db, RELAY, 900, 1000, &letters, &frees_at, &error);
		kw_assert_ok(error);
		if (letters >= LIMIT)
			return;
		kw_gate_use(db, RELAY, 1, 1000, &error);
		kw_tx_commit(tx, &error);
		kw_assert_ok(error);
	}
}

static void at_once(StoreFixture *f)
{
	int64_t frees_at;

	store_fixture_fork(f, 4, use_up);
	g_assert_cmpint(used(f->db, 900, 1000, &frees_at), ==, LIMIT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/gate/paused", paused);
	store_test_add("/gate/stopped", stopped);
	store_test_add("/gate/limits", limits);
	store_test_add("/gate/sliding", sliding);
	store_test_add("/gate/clock-back", clock_back);
	store_test_add("/gate/at-once", at_once);
	return g_test_run();
}
