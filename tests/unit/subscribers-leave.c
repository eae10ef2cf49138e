/* Leaving by the token in an address. */
#include "subscribers/leave.h"

#include "../support/roll_fixture.h"
#include "../support/store_fixture.h"
#include "mail/address.h"
#include "store/journal.h"

#define NOW 1763514000

static KwKeys *new_keys(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);

	g_assert_true(kw_keys_create(path, &error));
	KwKeys *keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	return keys;
}

static KwLeaveResult leave(StoreFixture *f, const KwKeys *keys, const char *recipient)
{
	g_autoptr(GError) error = NULL;
	KwLeaveResult result;

	kw_leave_by_address(f->db, keys, recipient, "mail:1", NOW, &result, &error);
	kw_assert_ok(error);
	return result;
}

static void by_token(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwKeys) keys = new_keys(f);
	int64_t id = roll_fixture_add(f->db, "a@example.net", "active", NOW),
		other = roll_fixture_add(f->db, "b@example.net", "active", NOW);
	g_autofree char *token = kw_token_format(keys, KW_TOKEN_LEAVE, 1, id);
	g_autofree char *plus = kw_address_with_detail("k@news.example.org", token);
	g_autofree char *domain = g_strdup_printf("%s@leave.example.org", token);

	g_assert_cmpint(leave(f, keys, plus), ==, KW_LEAVE_DONE);
	g_assert_cmpint(leave(f, keys, plus), ==, KW_LEAVE_ALREADY);
	g_assert_cmpint(leave(f, keys, domain), ==, KW_LEAVE_ALREADY);

	g_autoptr(KwSubscriber) gone = kw_roll_find(f->db, id, &error);
	g_autoptr(KwSubscriber) kept = kw_roll_find(f->db, other, &error);
	g_assert_cmpstr(gone->state, ==, "left");
	g_assert_cmpstr(kept->state, ==, "active");
	g_autoptr(GPtrArray) lines = kw_journal_list(f->db, NULL, 10, &error);
	g_assert_cmpint(lines->len, ==, 1);
}

/* A token of another purpose, a broken one and none at all open nothing. */
static void by_anything_else(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwKeys) keys = new_keys(f);
	int64_t id = roll_fixture_add(f->db, "a@example.net", "active", NOW);
	g_autofree char *delivery = kw_token_format(keys, KW_TOKEN_DELIVERY, 1, id);
	g_autofree char *broken = kw_token_format(keys, KW_TOKEN_LEAVE, 1, id);
	g_autofree char *with_delivery = kw_address_with_detail("k@news.example.org", delivery);

	broken[strlen(broken) - 1] ^= 1;
	g_autofree char *with_broken = kw_address_with_detail("k@news.example.org", broken);
	const char *const recipients[] = {with_delivery,         with_broken,  "k@news.example.org",
					  "k+@news.example.org", "no address", ""};
	for (size_t i = 0; i < G_N_ELEMENTS(recipients); i++)
		g_assert_cmpint(leave(f, keys, recipients[i]), ==, KW_LEAVE_NONE);
	g_autoptr(KwSubscriber) kept = kw_roll_find(f->db, id, &error);
	g_assert_cmpstr(kept->state, ==, "active");
}

static void by_subject(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwKeys) keys = new_keys(f);
	int64_t id = roll_fixture_add(f->db, "a@example.net", "active", NOW);
	g_autofree char *token = kw_token_format(keys, KW_TOKEN_LEAVE, 0, id);
	g_autofree char *subject = g_strdup_printf("Re: unsubscribe %s", token);
	KwLeaveResult result;

	g_assert_true(
		kw_leave_by_subject(f->db, keys, "unsubscribe", "mail:1", NOW, &result, &error));
	g_assert_cmpint(result, ==, KW_LEAVE_NONE);
	g_assert_true(kw_leave_by_subject(f->db, keys, subject, "mail:1", NOW, &result, &error));
	g_assert_cmpint(result, ==, KW_LEAVE_DONE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/leave/by-token", by_token);
	store_test_add("/leave/by-anything-else", by_anything_else);
	store_test_add("/leave/by-subject", by_subject);
	return g_test_run();
}
