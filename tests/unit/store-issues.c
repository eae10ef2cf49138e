/* store/issues: numbers, items, state, parts. What becomes of an issue once it is in the outbox is
 * store-issues_settle.c. */
#include "store/issues.h"
#include "base/error.h"

#include "../support/issues_fixture.h"

static void one_weekly_a_day(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) first = take(f->db, "2026-11-19"), again = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = take(f->db, "2026-11-26"), found = NULL, none = NULL;

	g_assert_cmpint(first->number, ==, 1);
	g_assert_cmpstr(first->kind, ==, "weekly");
	g_assert_cmpstr(first->planned_on, ==, "2026-11-19");
	g_assert_cmpstr(first->state, ==, "draft");
	g_assert_null(first->subject);
	g_assert_cmpint(first->created_at, ==, 1000);
	g_assert_cmpint(first->queued_at, ==, 0);
	g_assert_cmpint(first->sent_at, ==, 0);
	g_assert_cmpint(again->id, ==, first->id);
	g_assert_cmpint(second->number, ==, 2);
	found = kw_issues_find_weekly(f->db, "2026-11-26", &error);
	g_assert_cmpint(found->id, ==, second->id);
	none = kw_issues_find_weekly(f->db, "2026-11-27", &error);
	g_assert_null(none);
	kw_assert_ok(error);
	g_assert_null(find(f->db, 99));
}

static void bulletins_have_their_own_count(StoreFixture *f)
{
	g_autoptr(KwIssue) weekly = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = bulletin(f->db, "2026-11-19");

	g_assert_cmpint(weekly->number, ==, 1);
	g_assert_cmpint(first->number, ==, 1);
	g_assert_cmpint(second->number, ==, 2);
	g_assert_cmpstr(first->kind, ==, "bulletin");
	g_assert_cmpint(first->id, !=, second->id);
}

/* Its story cannot be stored: then there is no bulletin, and the number is not taken. */
static void bulletins_whole_or_not(StoreFixture *f)
{
	KwIssueItem missing = {.item = 99, .position = 1, .place = (char *)"story"};
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	g_autoptr(GError) error = NULL, trouble = NULL;

	g_ptr_array_add(items, &missing);
	g_assert_null(kw_issues_put_bulletin(f->db, "2026-11-19", items, 1000, &error));
	g_assert_nonnull(error);
	g_autoptr(GPtrArray) all = kw_issues_list(f->db, "bulletin", 10, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpuint(all->len, ==, 0);

	missing.item = item(f->db, "new");
	g_autoptr(KwIssue)
		first = kw_issues_put_bulletin(f->db, "2026-11-19", items, 1000, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpint(first->number, ==, 1);
	g_autoptr(GPtrArray) stored = kw_issues_items(f->db, first->id, &trouble);
	kw_assert_ok(trouble);
	g_assert_cmpuint(stored->len, ==, 1);
}

static void take_ten_days(KwDb *db, int i G_GNUC_UNUSED)
{
	for (int day = 10; day < 20; day++) {
		g_autofree char *text = g_strdup_printf("2026-11-%d", day);
		g_autoptr(KwIssue) issue = take(db, text);

		g_assert_cmpstr(issue->planned_on, ==, text);
	}
}

static void many_take_at_once(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;

	store_fixture_fork(f, 8, take_ten_days);
	list = kw_issues_list(f->db, "weekly", 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 10);
	for (guint i = 0; i < list->len; i++)
		g_assert_cmpint(((KwIssue *)list->pdata[i])->number, ==, 10 - (int)i);
}

static void items_are_replaced(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19");
	int64_t a = item(f->db, "picked"), b = item(f->db, "picked"), c = item(f->db, "picked");
	g_autoptr(GPtrArray) items = NULL;

	set_items(f->db, issue->id, (int64_t[]){a, b}, 2);
	set_items(f->db, issue->id, (int64_t[]){c, b}, 2);
	items = kw_issues_items(f->db, issue->id, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(items->len, ==, 2);
	g_assert_cmpint(((KwIssueItem *)items->pdata[0])->item, ==, c);
	g_assert_cmpint(((KwIssueItem *)items->pdata[0])->position, ==, 1);
	g_assert_cmpstr(((KwIssueItem *)items->pdata[0])->place, ==, "story");
	g_assert_cmpint(((KwIssueItem *)items->pdata[1])->item, ==, b);
	g_assert_cmpstr(((KwIssueItem *)items->pdata[1])->place, ==, "short");
}

static void subject_and_state(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = take(f->db, "2026-11-19");
	static const struct {
		const char *from, *to;
		gboolean changed;
		int64_t queued_at, sent_at;
	} cases[] = {
		{"sending", "sent", FALSE, 0, 0},
		{"draft", "proofed", TRUE, 0, 0},
		{"draft proofed approved", "sending", TRUE, 102, 0},
		{"draft proofed approved", "sending", FALSE, 102, 0},
		{"sending", "sent", TRUE, 102, 104},
	};

	g_assert_true(kw_issues_set_subject(f->db, issue->id, "件名", &error));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean changed = !cases[i].changed;

		kw_issues_set_state(f->db, issue->id, cases[i].from, cases[i].to, 100 + (int64_t)i,
				    &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(changed, ==, cases[i].changed);
		{
			g_autoptr(KwIssue) now = find(f->db, issue->id);

			g_assert_cmpint(now->queued_at, ==, cases[i].queued_at);
			g_assert_cmpint(now->sent_at, ==, cases[i].sent_at);
			g_assert_cmpstr(now->subject, ==, "件名");
		}
	}
	g_assert_false(kw_issues_set_subject(f->db, 99, "x", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "issue 99: ");
}

static void bulletin_of(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = item(f->db, "picked"), found = -1;
	g_autoptr(KwIssue) weekly = take(f->db, "2026-11-19");
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) second = bulletin(f->db, "2026-11-19");
	g_autoptr(KwIssue) third = bulletin(f->db, "2026-11-19");

	set_items(f->db, weekly->id, &a, 1);
	set_items(f->db, first->id, &a, 1);
	set_items(f->db, second->id, &a, 1);
	set_items(f->db, third->id, &a, 1);
	set_state(f->db, weekly->id, "sent");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, 0);
	set_state(f->db, first->id, "sent");
	set_state(f->db, second->id, "sending");
	set_state(f->db, third->id, "cancelled");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, second->id);
	kw_assert_ok(error);
}

static void parts(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) before = take(f->db, "2026-11-19");

	g_assert_null(before->parts);
	g_assert_true(kw_issues_set_parts(f->db, before->id, "selfcheck:a guides:b", &error));
	g_autoptr(KwIssue) after = find(f->db, before->id);
	g_assert_cmpstr(after->parts, ==, "selfcheck:a guides:b");
	g_assert_false(kw_issues_set_parts(f->db, 99, "", &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "issue 99: ");
}

/* A reply knows the bulletin that it speaks of, and is never what told an item. */
static void replies(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) first = bulletin(f->db, "2026-11-19");
	int64_t a = item(f->db, "picked"), found;

	set_items(f->db, first->id, &a, 1);
	g_assert_true(kw_issues_set_subject(f->db, first->id, "題", &error));
	set_state(f->db, first->id, "sending");
	g_autoptr(KwIssue) reply = kw_issues_put_reply(f->db, first->id, "correction", "正しくは",
						       "2026-11-20", 600, &error);
	kw_assert_ok(error);
	g_assert_cmpstr(reply->kind, ==, "bulletin");
	g_assert_cmpint(reply->number, ==, first->number + 1);
	g_assert_cmpint(reply->reply_to, ==, first->id);
	g_assert_cmpstr(reply->reply, ==, "correction");
	g_assert_cmpstr(reply->note, ==, "正しくは");
	g_assert_cmpstr(reply->bulletin_subject, ==, "題");
	g_assert_cmpstr(reply->bulletin_on, ==, "2026-11-19");
	set_items(f->db, reply->id, &a, 1);
	set_state(f->db, reply->id, "sending");
	g_assert_true(kw_issues_bulletin_of(f->db, a, &found, &error));
	g_assert_cmpint(found, ==, first->id);
	g_assert_null(kw_issues_put_reply(f->db, 99, "clear", "x", "2026-11-20", 600, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/issues/one-weekly-a-day", one_weekly_a_day);
	store_test_add("/issues/bulletins", bulletins_have_their_own_count);
	store_test_add("/issues/bulletins-whole-or-not", bulletins_whole_or_not);
	store_test_add("/issues/many-take-at-once", many_take_at_once);
	store_test_add("/issues/list", list);
	store_test_add("/issues/items-are-replaced", items_are_replaced);
	store_test_add("/issues/subject-and-state", subject_and_state);
	store_test_add("/issues/bulletin-of", bulletin_of);
	store_test_add("/issues/parts", parts);
	store_test_add("/issues/replies", replies);
	return g_test_run();
}
