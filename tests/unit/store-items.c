/* store/items: all fields, references, order, and guarded changes of state. Who told one is
 * store-items_tellings.c. */
#include "store/items.h"
#include "base/error.h"

#include "../support/items_fixture.h"

static void all_fields(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();
	g_autoptr(KwItem) back = NULL;
	/* every text field of the struct; text_fields() below reads them in this order */
	char **const fields[] = {
		&item->title,        &item->title_key,    &item->url,      &item->language,
		&item->publisher,    &item->publisher_id, &item->reuse,    &item->severity,
		&item->severity_why, &item->category,     &item->products, &item->sections,
		&item->text,         &item->comment,      &item->headline, &item->handling,
		&item->contributor,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		*fields[i] = g_strdup_printf("欄%zu", i);
	item->state = g_strdup("restricted");
	item->published_at = 10;
	item->revised_at = 20;
	item->is_day = TRUE;
	kw_items_put(f->db, item, 1000, &error);
	kw_assert_ok(error);
	back = find(f->db, item->id);
	{
		char **const read[] = {
			&back->title,        &back->title_key,    &back->url,      &back->language,
			&back->publisher,    &back->publisher_id, &back->reuse,    &back->severity,
			&back->severity_why, &back->category,     &back->products, &back->sections,
			&back->text,         &back->comment,      &back->headline, &back->handling,
			&back->contributor,
		};

		for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
			g_assert_cmpstr(*read[i], ==, *fields[i]);
	}
	g_assert_cmpstr(back->state, ==, "restricted");
	g_assert_cmpint(back->published_at, ==, 10);
	g_assert_cmpint(back->revised_at, ==, 20);
	g_assert_true(back->is_day);
	g_assert_cmpint(back->created_at, ==, 1000);
	g_assert_cmpint(back->updated_at, ==, 1000);
	g_assert_cmpint(back->sources, ==, 0);
	g_assert_cmpint(item->created_at, ==, 1000);
}

static void update(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "古い", "today", 10, 1000);
	int64_t other = put(f->db, "別", "information", 10, 1000);
	g_autoptr(KwItem) item = find(f->db, id);
	g_autoptr(KwItem) back = NULL, untouched = NULL;

	g_free(item->title);
	item->title = g_strdup("新しい");
	item->published_at = 0;
	item->revised_at = 30;
	kw_items_put(f->db, item, 2000, &error);
	kw_assert_ok(error);
	back = find(f->db, id);
	g_assert_cmpstr(back->title, ==, "新しい");
	g_assert_cmpint(back->published_at, ==, 0);
	g_assert_cmpint(back->revised_at, ==, 30);
	g_assert_cmpint(back->created_at, ==, 1000);
	g_assert_cmpint(back->updated_at, ==, 2000);
	untouched = find(f->db, other);
	g_assert_cmpstr(untouched->title, ==, "別");

	item->id = 99;
	g_assert_false(kw_items_put(f->db, item, 2000, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item 99: ");
	g_assert_null(find(f->db, 99));
}

static void bare_item(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new(), back = NULL;

	kw_items_put(f->db, item, 1, &error);
	kw_assert_ok(error);
	back = find(f->db, item->id);
	g_assert_cmpstr(back->state, ==, "new");
	g_assert_cmpstr(back->title, ==, "");
	g_assert_cmpstr(back->products, ==, "");
	g_assert_cmpstr(back->sections, ==, "[]");
	g_assert_null(back->url);
	g_assert_null(back->comment);
}

static void add_refs(KwDb *db, int64_t item, const char *first, const char *second)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);

	g_ptr_array_add(refs, kw_ref_new("jvn", first));
	g_ptr_array_add(refs, kw_ref_new("cve", second));
	g_ptr_array_add(refs, kw_ref_new("cve", second));
	kw_items_add_refs(db, item, refs, &error);
	kw_assert_ok(error);
}

static void refs(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", "today", 0, 100), b = put(f->db, "b", "today", 0, 200);
	g_autoptr(GPtrArray) list = NULL, by_ref = NULL, none = NULL;

	add_refs(f->db, a, "JVN#1", "CVE-2026-1");
	add_refs(f->db, a, "JVN#1", "CVE-2026-2");
	add_refs(f->db, b, "JVN#2", "CVE-2026-2");
	list = kw_items_refs(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 3);
	g_assert_cmpstr(((KwRef *)list->pdata[0])->value, ==, "CVE-2026-1");
	g_assert_cmpstr(((KwRef *)list->pdata[1])->value, ==, "CVE-2026-2");
	g_assert_cmpstr(((KwRef *)list->pdata[2])->kind, ==, "jvn");

	by_ref = kw_items_by_ref(f->db, "cve", "CVE-2026-2", &error);
	kw_assert_ok(error);
	g_assert_cmpuint(by_ref->len, ==, 2);
	g_assert_cmpint(((KwItem *)by_ref->pdata[0])->id, ==, b);
	g_assert_cmpint(((KwItem *)by_ref->pdata[1])->id, ==, a);
	none = kw_items_by_ref(f->db, "jvn", "CVE-2026-2", &error);
	kw_assert_ok(error);
	g_assert_cmpuint(none->len, ==, 0);
}

static void urgency(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", "today", 0, 100);
	g_autoptr(KwItem) before = find(f->db, id), after = NULL;

	g_assert_null(before->severity_by);
	kw_items_set_urgency(f->db, id, "information", 200, &error);
	kw_assert_ok(error);
	after = find(f->db, id);
	g_assert_cmpstr(after->severity, ==, "information");
	g_assert_cmpstr(after->severity_by, ==, "staff");
	g_assert_cmpint(after->updated_at, ==, 200);
	g_assert_false(kw_items_set_urgency(f->db, 99, "today", 200, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item 99: ");
}

static void same_url_and_title(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_strnfill(5000, 'u');
	g_autofree char *url = g_strconcat("https://e.example/", path, NULL);
	int64_t last = 0;

	for (int i = 0; i < 25; i++) {
		g_autoptr(KwItem) item = kw_item_new();

		item->title_key = g_strdup(i < 20 ? "key" : "");
		item->url = g_strdup(url);
		g_assert_true(kw_items_put(f->db, item, i * 100, &error));
		last = item->id;
	}
	{
		g_autoptr(GPtrArray) list = kw_items_by_url(f->db, url, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(list->len, ==, 20);
		g_assert_cmpint(((KwItem *)list->pdata[0])->id, ==, last);
	}
	{
		g_autoptr(GPtrArray) list = kw_items_by_title_key(f->db, "key", 1500, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(list->len, ==, 5);
		g_assert_cmpint(((KwItem *)list->pdata[0])->created_at, ==, 1900);
		g_assert_cmpint(((KwItem *)list->pdata[4])->created_at, ==, 1500);
	}
	{
		/* no title is like no other */
		g_autoptr(GPtrArray) list = kw_items_by_title_key(f->db, "", 0, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(list->len, ==, 0);
	}
}

static void most_urgent_first(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	const int64_t wanted[] = {
		[4] = put(f->db, "information", "information", 900, 100),
		[2] = put(f->db, "week, created 300", "this-week", 0, 300),
		[0] = put(f->db, "today", "today", 10, 100),
		[1] = put(f->db, "week, published 400", "this-week", 400, 100),
		[3] = put(f->db, "convenient", "when-convenient", 950, 100),
	};
	g_autoptr(GPtrArray) all = kw_items_list(f->db, NULL, 0, &error), two = NULL, none = NULL;

	kw_assert_ok(error);
	g_assert_cmpuint(all->len, ==, 5);
	for (guint i = 0; i < all->len; i++)
		g_assert_cmpint(((KwItem *)all->pdata[i])->id, ==, wanted[i]);
	two = kw_items_list(f->db, "new", 2, &error);
	g_assert_cmpuint(two->len, ==, 2);
	g_autoptr(GPtrArray) since = kw_items_list_since(f->db, "new", 300, 0, &error);
	g_assert_cmpuint(since->len, ==, 1);
	g_assert_cmpint(((KwItem *)since->pdata[0])->id, ==, wanted[2]);
	none = kw_items_list(f->db, "picked", 2, &error);
	g_assert_cmpuint(none->len, ==, 0);
	kw_assert_ok(error);
}

static void guarded_state(StoreFixture *f)
{
	int64_t id = put(f->db, "a", "today", 0, 100);
	static const struct {
		const char *from, *to;
		gboolean changed;
	} cases[] = {
		{"picked dropped", "published", FALSE},
		{"new", "picked", TRUE},
		{"new", "picked", FALSE},
		{"", "dropped", FALSE},
		{"  new  restricted dropped published corrected picked", "restricted", TRUE},
		{"new picked dropped", "picked", FALSE},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = NULL;
	int64_t count;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean changed = !cases[i].changed;

		kw_items_set_state(f->db, id, cases[i].from, cases[i].to, 200 + (int64_t)i,
				   &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(changed, ==, cases[i].changed);
	}
	item = find(f->db, id);
	g_assert_cmpstr(item->state, ==, "restricted");
	g_assert_cmpint(item->updated_at, ==, 204);
	g_assert_true(kw_items_count(f->db, "restricted", &count, &error));
	g_assert_cmpint(count, ==, 1);
	g_assert_true(kw_items_count(f->db, "new", &count, &error));
	g_assert_cmpint(count, ==, 0);
	g_assert_true(kw_items_count(f->db, NULL, &count, &error));
	g_assert_cmpint(count, ==, 1);
	/* a word that is no state does not come in */
	g_assert_false(kw_items_set_state(f->db, id, "restricted", "pickd", 1, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
}

static void pick_once(KwDb *db, int i G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;

	kw_items_set_state(db, 1, "new", "picked", 100, &changed, &error);
	kw_assert_ok(error);
	if (changed)
		put(db, "winner", "today", 0, 1);
}

static void one_winner(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t count;

	g_assert_cmpint(put(f->db, "a", "today", 0, 100), ==, 1);
	store_fixture_fork(f, 8, pick_once);
	kw_items_count(f->db, "new", &count, &error);
	kw_assert_ok(error);
	g_assert_cmpint(count, ==, 1);
}

static void comment(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "a", "today", 0, 100);
	g_autoptr(KwItem) item = NULL, cleared = NULL;

	g_assert_true(kw_items_set_comment(f->db, id, "うちの県でも", 300, &error));
	item = find(f->db, id);
	g_assert_cmpstr(item->comment, ==, "うちの県でも");
	g_assert_cmpint(item->updated_at, ==, 300);
	g_assert_true(kw_items_set_comment(f->db, id, NULL, 400, &error));
	cleared = find(f->db, id);
	g_assert_null(cleared->comment);
	kw_assert_ok(error);
	g_assert_false(kw_items_set_comment(f->db, 99, "x", 300, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item 99: ");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/items/all-fields", all_fields);
	store_test_add("/items/update", update);
	store_test_add("/items/bare", bare_item);
	store_test_add("/items/refs", refs);
	store_test_add("/items/same-url-and-title", same_url_and_title);
	store_test_add("/items/most-urgent-first", most_urgent_first);
	store_test_add("/items/guarded-state", guarded_state);
	store_test_add("/items/one-winner", one_winner);
	store_test_add("/items/comment", comment);
	store_test_add("/items/urgency", urgency);
	return g_test_run();
}
