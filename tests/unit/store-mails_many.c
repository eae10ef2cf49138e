/* store/mails, where much happens at once: nothing is lost, nothing is claimed twice, and the same
 * mail is one. */
#include "store/mails.h"

#include "../support/mails_fixture.h"

#define PROCESSES 20
#define EACH      20

static int64_t add(KwDb *db, const char *text, const char *fingerprint, gboolean *out_is_new)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
	g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	const KwMailArrival mail = {.bytes = text,
				    .length = strlen(text),
				    .sha256 = sha256,
				    .fingerprint = fingerprint,
				    .via = "box"};
	int64_t id = 0;

	g_assert_true(kw_mails_add(db, &mail, 100, &id, out_is_new, &error));
	kw_assert_ok(error);
	g_assert_true(kw_tx_commit(tx, &error));
	return id;
}

static void copies(StoreFixture *f)
{
	gboolean is_new;
	int64_t first = add(f->db, "one way", "f1", &is_new), copy, third;
	g_autoptr(KwMail) mail = NULL, other = NULL;

	g_assert_true(is_new);
	copy = add(f->db, "another way", "f1", &is_new);
	g_assert_true(is_new); /* stored, and marked */
	g_assert_cmpint(copy, !=, first);
	mail = find(f->db, copy);
	g_assert_cmpint(mail->copy_of, ==, first);
	g_assert_cmpstr(mail->via, ==, "box");
	g_assert_cmpint(add(f->db, "another way", "f1", &is_new), ==, copy);
	g_assert_false(is_new);
	g_assert_cmpint(add(f->db, "one way", "f1", &is_new), ==, first);
	g_assert_false(is_new);
	third = add(f->db, "no fingerprint", NULL, &is_new);
	g_assert_true(is_new);
	g_assert_cmpint(add(f->db, "no fingerprint either", NULL, &is_new), !=, third);
	g_assert_true(is_new);
	other = find(f->db, third);
	g_assert_cmpint(other->copy_of, ==, 0);
}

/* One mail by so many ways at once: one of them is the first. */
static void add_one_way(KwDb *db, int i)
{
	for (int n = 0; n < EACH; n++) {
		g_autofree char *text = g_strdup_printf("mail %d, way %d", n, i % 5);
		g_autofree char *fingerprint = g_strdup_printf("f%d", n);
		gboolean is_new;

		g_assert_cmpint(add(db, text, fingerprint, &is_new), >, 0);
	}
}

static void copies_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;
	int firsts = 0;

	store_fixture_fork(f, 10, add_one_way);
	list = kw_mails_list(f->db, NULL, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 5 * EACH);
	for (guint i = 0; i < list->len; i++)
		firsts += ((KwMail *)list->pdata[i])->copy_of == 0;
	g_assert_cmpint(firsts, ==, EACH);
}

static void put_many(KwDb *db, int i)
{
	for (int n = 0; n < EACH; n++) {
		g_autofree char *text = g_strdup_printf("mail %d of %d", n, i);

		put(db, text, 100);
	}
}

static void nothing_is_lost(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t count;

	store_fixture_fork(f, PROCESSES, put_many);
	kw_mails_count(f->db, "received", &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, PROCESSES * EACH);
}

static void put_same(KwDb *db, int i G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) raw = NULL;
	gboolean is_new;
	int64_t id;

	kw_mails_put(db, "the same", 8, NULL, NULL, 100, &id, &is_new, &error);
	kw_assert_ok(error);
	raw = kw_mails_raw(db, id, &error);
	kw_assert_ok(error);
}

static void same_mail_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t count;

	store_fixture_fork(f, 10, put_same);
	kw_mails_count(f->db, NULL, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
}

/* Each takes mails until none waits; a mail taken twice has two attempts. */
static void claim_all(KwDb *db, int i G_GNUC_UNUSED)
{
	int64_t id;

	while ((id = claim_next(db, 100))) {
		g_autoptr(GError) error = NULL;
		gboolean changed = FALSE;

		kw_mails_finish(db, id, "post", "item", NULL, &changed, &error);
		kw_assert_ok(error);
		g_assert_true(changed);
	}
}

static void claimed_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;

	put_many(f->db, 0);
	put_many(f->db, 1);
	store_fixture_fork(f, 6, claim_all);
	list = kw_mails_list(f->db, "done", 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 2 * EACH);
	for (guint i = 0; i < list->len; i++)
		g_assert_cmpint(((KwMail *)list->pdata[i])->attempts, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/mails/nothing-is-lost", nothing_is_lost);
	store_test_add("/mails/same-mail-at-once", same_mail_at_once);
	store_test_add("/mails/claimed-once", claimed_once);
	store_test_add("/mails/copies", copies);
	store_test_add("/mails/copies-at-once", copies_at_once);
	return g_test_run();
}
