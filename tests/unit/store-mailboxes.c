/* The tables of mailboxes that are polled: what is remembered, and when it is forgotten */
#include "../support/store_fixture.h"

#include "store/mailboxes.h"

#include "base/error.h"

static int64_t put(KwDb *db, const char *name)
{
	g_autoptr(GError) error = NULL;
	int64_t id = 0;

	g_assert_true(kw_mailboxes_put(db, name, &id, &error));
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static void note(KwDb *db, int64_t box, const char *uid, int64_t bytes, KwMailboxState state,
		 int attempts)
{
	g_autoptr(GError) error = NULL;
	const KwMailboxMail mail = {.uid = (char *)uid,
				    .bytes = bytes,
				    .state = state,
				    .attempts = attempts,
				    .tried_at = 1000};

	g_assert_true(kw_mailboxes_note(db, box, &mail, &error));
	kw_assert_ok(error);
}

static guint count(KwDb *db, int64_t box)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) mails = kw_mailboxes_mails(db, box, &error);

	kw_assert_ok(error);
	return mails->len;
}

static void visits(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a at imaps://mail.example.jp");
	g_autoptr(KwMailbox) fresh = NULL, failed = NULL, good = NULL;

	g_assert_cmpint(put(f->db, "a at imaps://mail.example.jp"), ==, id);
	g_assert_cmpint(put(f->db, "b at imaps://mail.example.jp"), !=, id);
	g_assert_null(kw_mailboxes_find(f->db, "c", &error));
	kw_assert_ok(error);
	fresh = kw_mailboxes_find(f->db, "a at imaps://mail.example.jp", &error);
	g_assert_cmpstr(fresh->epoch, ==, "");
	g_assert_cmpint(fresh->last_ok_at, ==, 0);
	g_assert_true(kw_mailboxes_failed(f->db, id, "no reply", &error));
	g_assert_true(kw_mailboxes_failed(f->db, id, "no reply at all", &error));
	failed = kw_mailboxes_find(f->db, fresh->name, &error);
	g_assert_cmpint(failed->failures, ==, 2);
	g_assert_cmpstr(failed->last_error, ==, "no reply at all");
	g_assert_true(kw_mailboxes_ok(f->db, id, 500, &error));
	good = kw_mailboxes_find(f->db, fresh->name, &error);
	g_assert_cmpint(good->failures, ==, 0);
	g_assert_null(good->last_error);
	g_assert_cmpint(good->last_ok_at, ==, 500);
	kw_assert_ok(error);
	g_assert_false(kw_mailboxes_ok(f->db, id + 100, 500, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "mailbox");
}

static void memory(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a"), b = put(f->db, "b"), large;
	g_autoptr(GPtrArray) mails = NULL;

	note(f->db, a, "1", 10, KW_MAILBOX_TAKEN, 0);
	note(f->db, a, "2", 20, KW_MAILBOX_LARGE, 0);
	note(f->db, a, "3", 30, KW_MAILBOX_FAILING, 1);
	note(f->db, a, "3", 31, KW_MAILBOX_FAILING, 2);
	note(f->db, b, "1", 11, KW_MAILBOX_LARGE, 0);
	mails = kw_mailboxes_mails(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(mails->len, ==, 3);
	for (guint i = 0; i < mails->len; i++) {
		static const KwMailboxState wanted[] = {KW_MAILBOX_TAKEN, KW_MAILBOX_LARGE,
							KW_MAILBOX_FAILING};
		const KwMailboxMail *mail = mails->pdata[i];

		g_assert_cmpint(mail->state, ==, wanted[i]);
		g_assert_cmpint(mail->tried_at, ==, 1000);
	}
	g_assert_cmpint(((KwMailboxMail *)mails->pdata[2])->attempts, ==, 2);
	g_assert_cmpint(((KwMailboxMail *)mails->pdata[2])->bytes, ==, 31);
	g_assert_true(kw_mailboxes_count(f->db, a, KW_MAILBOX_LARGE, &large, &error));
	g_assert_cmpint(large, ==, 1);
	g_assert_true(kw_mailboxes_forget(f->db, a, "2", &error));
	g_assert_true(kw_mailboxes_forget(f->db, a, "no such", &error));
	kw_assert_ok(error);
	g_assert_cmpuint(count(f->db, a), ==, 2);
	g_assert_cmpuint(count(f->db, b), ==, 1);
}

static void epoch(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a"), b = put(f->db, "b");

	g_assert_true(kw_mailboxes_set_epoch(f->db, a, "7", &error));
	note(f->db, a, "1", 10, KW_MAILBOX_TAKEN, 0);
	note(f->db, b, "1", 10, KW_MAILBOX_TAKEN, 0);
	g_assert_true(kw_mailboxes_set_epoch(f->db, a, "7", &error));
	g_assert_cmpuint(count(f->db, a), ==, 1);
	g_assert_true(kw_mailboxes_set_epoch(f->db, a, "8", &error));
	kw_assert_ok(error);
	g_assert_cmpuint(count(f->db, a), ==, 0);
	g_assert_cmpuint(count(f->db, b), ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/mailboxes/visits", visits);
	store_test_add("/mailboxes/memory", memory);
	store_test_add("/mailboxes/epoch", epoch);
	return g_test_run();
}
