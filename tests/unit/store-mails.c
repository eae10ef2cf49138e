/* store/mails: what is put comes back; claims, leases, failures, and what is forgotten. Many
 * processes and the same mail twice are store-mails_many.c. */
#include "store/mails.h"
#include "base/error.h"

#include "../support/mails_fixture.h"

static gboolean claim(KwDb *db, int64_t id, int64_t now)
{
	g_autoptr(GError) error = NULL;
	gboolean is_taken = FALSE;

	kw_mails_claim(db, id, now, 60, &is_taken, &error);
	kw_assert_ok(error);
	return is_taken;
}

static void assert_state(KwDb *db, int64_t id, const char *state, int attempts, const char *reason)
{
	g_autoptr(KwMail) mail = find(db, id);

	g_assert_cmpstr(mail->state, ==, state);
	g_assert_cmpint(mail->attempts, ==, attempts);
	g_assert_cmpstr(mail->reason, ==, reason);
}

static void put_and_find(StoreFixture *f)
{
	static const char bytes[] = "Subject: x\r\n\r\n\0\xff\x1b$B";
	size_t length = sizeof bytes - 1;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) raw = NULL;
	gboolean is_new = FALSE;
	int64_t id, again;

	kw_mails_put(f->db, bytes, length, "", NULL, 1000, &id, &is_new, &error);
	kw_assert_ok(error);
	g_assert_true(is_new);
	raw = kw_mails_raw(f->db, id, &error);
	kw_assert_ok(error);
	g_assert_cmpmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), bytes, length);
	{
		g_autoptr(KwMail) mail = find(f->db, id);

		g_assert_cmpint(mail->id, ==, id);
		g_assert_cmpuint(strlen(mail->sha256), ==, 64);
		g_assert_cmpint(mail->received_at, ==, 1000);
		g_assert_cmpstr(mail->sender, ==, "");
		g_assert_null(mail->recipient);
		g_assert_cmpint(mail->bytes, ==, length);
		g_assert_cmpstr(mail->state, ==, "received");
		g_assert_cmpint(mail->attempts, ==, 0);
		g_assert_null(mail->kind);
	}
	kw_mails_put(f->db, bytes, length, "other@example.jp", NULL, 2000, &again, &is_new, &error);
	kw_assert_ok(error);
	g_assert_false(is_new);
	g_assert_cmpint(again, ==, id);
	g_assert_null(find(f->db, id + 1));
}

static void absent(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(find(f->db, 7));
	g_assert_null(kw_mails_raw(f->db, 7, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "mail 7: ");
	g_assert_false(claim(f->db, 7, 1));
	g_assert_cmpint(claim_next(f->db, 1), ==, 0);
}

static void lease(StoreFixture *f)
{
	int64_t id = put(f->db, "a", 100);

	g_assert_true(claim(f->db, id, 100));
	g_assert_false(claim(f->db, id, 159));
	g_assert_true(claim(f->db, id, 160));
	g_assert_true(claim(f->db, id, 220));
	g_assert_false(claim(f->db, id, 1000)); /* a fourth time */
	assert_state(f->db, id, "received", 3, NULL);
}

static void given_back(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", 100);

	for (int i = 1; i <= 5; i++) {
		g_assert_true(claim(f->db, id, 100 * i));
		kw_mails_give_back(f->db, id, 100 * i + 10, &error);
		kw_assert_ok(error);
		assert_state(f->db, id, "received", 0, NULL);
		g_assert_false(claim(f->db, id, 100 * i + 9));
	}
	kw_mails_give_back(f->db, id, 0, &error); /* of nobody */
	kw_assert_ok(error);
	assert_state(f->db, id, "received", 0, NULL);
}

static void oldest_first(StoreFixture *f)
{
	int64_t a = put(f->db, "a", 100), b = put(f->db, "b", 100), c = put(f->db, "c", 90);

	g_assert_cmpint(claim_next(f->db, 100), ==, a);
	g_assert_cmpint(claim_next(f->db, 100), ==, b);
	g_assert_cmpint(claim_next(f->db, 100), ==, c);
	g_assert_cmpint(claim_next(f->db, 100), ==, 0);
	g_assert_cmpint(claim_next(f->db, 160), ==, a);
}

static void finish(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", 100);
	gboolean changed = FALSE;

	claim(f->db, id, 100);
	kw_mails_fail(f->db, id, "no luck", 150, &error);
	kw_mails_finish(f->db, id, "post", "item", "件名", &changed, &error);
	kw_assert_ok(error);
	g_assert_true(changed);
	{
		g_autoptr(KwMail) mail = find(f->db, id);

		g_assert_cmpstr(mail->state, ==, "done");
		g_assert_cmpstr(mail->kind, ==, "post");
		g_assert_cmpstr(mail->outcome, ==, "item");
		g_assert_cmpstr(mail->subject, ==, "件名");
		g_assert_null(mail->reason);
	}
	kw_mails_finish(f->db, id, "other", "other", NULL, &changed, &error);
	kw_assert_ok(error);
	g_assert_false(changed);
	g_assert_false(claim(f->db, id, 10000));
	/* a late word of another reader changes nothing */
	g_assert_true(kw_mails_fail(f->db, id, "late", 0, &error));
	g_assert_true(kw_mails_quarantine(f->db, id, "late", &error));
	assert_state(f->db, id, "done", 1, NULL);
}

static void third_failure(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", 100);

	for (int i = 1; i <= 3; i++) {
		g_assert_true(claim(f->db, id, i * 1000));
		kw_mails_fail(f->db, id, "disk full", i * 1000 + 500, &error);
		kw_assert_ok(error);
		assert_state(f->db, id, i < 3 ? "received" : "quarantine", i, "disk full");
		g_assert_false(claim(f->db, id, i * 1000 + 499));
	}
	g_assert_false(claim(f->db, id, 9000));
}

static void quarantine_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", 100);
	gboolean changed;

	g_assert_true(kw_mails_quarantine(f->db, id, "not a mail", &error));
	kw_assert_ok(error);
	assert_state(f->db, id, "quarantine", 0, "not a mail");
	g_assert_cmpint(claim_next(f->db, 1000), ==, 0);
	/* somebody removed the cause: all attempts again; and once only */
	g_assert_true(kw_mails_retry(f->db, id, &changed, &error));
	kw_assert_ok(error);
	g_assert_true(changed);
	assert_state(f->db, id, "received", 0, NULL);
	g_assert_true(kw_mails_retry(f->db, id, &changed, &error));
	g_assert_false(changed);
}

static void sweep(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t dead = put(f->db, "dead", 100), young = put(f->db, "young", 100), count = -1;

	for (int i = 1; i <= 3; i++)
		g_assert_true(claim(f->db, dead, i * 100));
	g_assert_true(claim(f->db, young, 300));
	kw_mails_sweep(f->db, 359, &count, &error); /* the third reader may still live */
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 0);
	kw_mails_sweep(f->db, 360, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	assert_state(f->db, dead, "quarantine", 3, "every attempt to read it ended without a word");
	assert_state(f->db, young, "received", 1, NULL);
}

static void list_and_count(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", 100), b = put(f->db, "b", 200), c = put(f->db, "c", 300), count;
	static const struct {
		const char *state;
		int limit, wanted;
		int64_t count;
	} cases[] = {
		{NULL, 10, 3, 3},       {NULL, 2, 2, 3},    {NULL, 0, 3, 3},
		{"received", 10, 2, 2}, {"done", 10, 1, 1}, {"quarantine", 10, 0, 0},
	};

	g_assert_true(kw_mails_finish(f->db, b, "post", "item", NULL, &(gboolean){0}, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray)
			list = kw_mails_list(f->db, cases[i].state, cases[i].limit, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(list->len, ==, cases[i].wanted);
		kw_mails_count(f->db, cases[i].state, &count, &error);
		kw_assert_ok(error);
		g_assert_cmpint(count, ==, cases[i].count);
		if (!cases[i].state && cases[i].wanted == 3) {
			g_assert_cmpint(((KwMail *)list->pdata[0])->id, ==, c);
			g_assert_cmpint(((KwMail *)list->pdata[2])->id, ==, a);
		}
	}
}

static void pages(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", 100), b = put(f->db, "b", 100), c = put(f->db, "c", 100);
	g_autoptr(GPtrArray) first = kw_mails_page(f->db, NULL, NULL, 0, 2, &error);
	g_autoptr(GPtrArray) second = kw_mails_page(f->db, NULL, NULL, b, 2, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(first->len, ==, 2);
	g_assert_cmpint(((KwMail *)first->pdata[0])->id, ==, c);
	g_assert_cmpuint(second->len, ==, 1);
	g_assert_cmpint(((KwMail *)second->pdata[0])->id, ==, a);
}

static void forget(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t old = put(f->db, "old", 100), fresh = put(f->db, "fresh", 300);
	int64_t waiting = put(f->db, "waiting", 100), count;
	gboolean changed, is_new;
	int64_t again;

	kw_mails_finish(f->db, old, "post", "item", "Old", &changed, &error);
	kw_mails_finish(f->db, fresh, "post", "item", "Fresh", &changed, &error);
	kw_mails_set_person(f->db, old, "a@example.jp", 7, &error);
	kw_mails_set_person(f->db, fresh, "b@example.jp", 0, &error);
	kw_mails_forget(f->db, 300, &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
	g_autoptr(GPtrArray) nobody = kw_mails_of_person(f->db, 0, "a@example.jp", 9, &error);
	g_autoptr(GPtrArray) known = kw_mails_of_person(f->db, 0, "b@example.jp", 9, &error);
	g_autoptr(KwMail) row = kw_mails_find(f->db, old, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(nobody->len, ==, 0);
	g_assert_cmpuint(known->len, ==, 1);
	g_assert_null(row->subject);
	g_assert_cmpstr(row->outcome, ==, "item");
	g_assert_null(kw_mails_raw(f->db, old, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, NULL);
	g_bytes_unref(kw_mails_raw(f->db, fresh, &error));
	g_bytes_unref(kw_mails_raw(f->db, waiting, &error));
	kw_assert_ok(error);
	/* still known: the same mail again is not dealt with twice */
	kw_mails_put(f->db, "old", 3, NULL, NULL, 400, &again, &is_new, &error);
	kw_assert_ok(error);
	g_assert_false(is_new);
	g_assert_cmpint(again, ==, old);
}

static void large(StoreFixture *f)
{
	size_t length = 5 * 1000 * 1000;
	g_autofree char *bytes = g_malloc(length);
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) raw = NULL;
	gboolean is_new;
	int64_t id;

	for (size_t i = 0; i < length; i++)
		bytes[i] = (char)(i * 31 + i / 255);
	kw_mails_put(f->db, bytes, length, NULL, NULL, 1, &id, &is_new, &error);
	kw_assert_ok(error);
	raw = kw_mails_raw(f->db, id, &error);
	kw_assert_ok(error);
	g_assert_cmpmem(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw), bytes, length);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/mails/put-and-find", put_and_find);
	store_test_add("/mails/absent", absent);
	store_test_add("/mails/lease", lease);
	store_test_add("/mails/given-back", given_back);
	store_test_add("/mails/oldest-first", oldest_first);
	store_test_add("/mails/finish", finish);
	store_test_add("/mails/third-failure", third_failure);
	store_test_add("/mails/quarantine-at-once", quarantine_at_once);
	store_test_add("/mails/sweep", sweep);
	store_test_add("/mails/list-and-count", list_and_count);
	store_test_add("/mails/forget", forget);
	store_test_add("/mails/large", large);
	store_test_add("/mails/pages", pages);
	return g_test_run();
}
