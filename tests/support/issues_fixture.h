/* What tests of issues in the store share: taking a number, an item, finding an issue. */
#pragma once

#include "store/issues.h"
#include "store/items.h"

#include "store_fixture.h"

static inline KwIssue *take(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_take_weekly(db, day, 1000, &error);

	kw_assert_ok(error);
	g_assert_nonnull(issue);
	return issue;
}

static inline KwIssue *bulletin(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_put_bulletin(db, day, NULL, 1000, &error);

	kw_assert_ok(error);
	g_assert_nonnull(issue);
	return issue;
}

static inline KwIssue *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue = kw_issues_find(db, id, &error);

	kw_assert_ok(error);
	return issue;
}

static inline int64_t item(KwDb *db, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) one = kw_item_new();

	one->state = g_strdup(state);
	kw_items_put(db, one, 1, &error);
	kw_assert_ok(error);
	return one->id;
}

static inline void set_items(KwDb *db, int64_t issue, const int64_t *items, size_t n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);

	for (size_t i = 0; i < n; i++) {
		KwIssueItem *one = g_new0(KwIssueItem, 1);

		one->item = items[i];
		one->position = (int)i + 1;
		one->place = (char *)(i ? "short" : "story");
		g_ptr_array_add(list, one);
	}
	kw_issues_set_items(db, issue, list, &error);
	kw_assert_ok(error);
	kw_tx_commit(tx, &error);
	kw_assert_ok(error);
}

static inline void list(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) a = take(f->db, "2026-11-26"), b = bulletin(f->db, "2026-11-20");
	g_autoptr(KwIssue) c = take(f->db, "2026-11-19");
	const int64_t wanted[] = {a->id, b->id, c->id};
	g_autoptr(GPtrArray) all = kw_issues_list(f->db, NULL, 10, &error);
	g_autoptr(GPtrArray) weeklies = kw_issues_list(f->db, "weekly", 10, &error);
	g_autoptr(GPtrArray) one = kw_issues_list(f->db, NULL, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(all->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint(((KwIssue *)all->pdata[i])->id, ==, wanted[i]);
	g_assert_cmpuint(weeklies->len, ==, 2);
	g_assert_cmpuint(one->len, ==, 1);
}

static inline void set_state(KwDb *db, int64_t id, const char *to)
{
	g_autoptr(GError) error = NULL;

	kw_issues_set_state(db, id, "draft proofed approved sending", to, 50, NULL, &error);
	kw_assert_ok(error);
}
