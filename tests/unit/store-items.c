/* The table of items, the references they name and where they were told. */
#include "../support/store_fixture.h"

#include "store/items.h"
#include "store/mails.h"
#include "store/sources.h"

#include "base/error.h"

#include <string.h>

static int64_t put(KwDb *db, const char *title, const char *severity, int64_t published_at,
		   int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->title = g_strdup(title);
	item->title_key = g_utf8_casefold(title, -1);
	item->severity = g_strdup(severity);
	item->published_at = published_at;
	kw_items_put(db, item, now, &error);
	kw_assert_ok(error);
	g_assert_cmpint(item->id, >, 0);
	return item->id;
}

static KwItem *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(db, id, &error);

	kw_assert_ok(error);
	return item;
}

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

static int64_t mail(KwDb *db, const char *text)
{
	g_autoptr(GError) error = NULL;
	gboolean is_new;
	int64_t id;

	kw_mails_put(db, text, strlen(text), NULL, NULL, 1, &id, &is_new, &error);
	kw_assert_ok(error);
	return id;
}

static int64_t source(KwDb *db, const char *url)
{
	g_autoptr(GError) error = NULL;
	KwSource one = {.url = (char *)url, .is_active = TRUE, .interval_s = 60};
	int64_t id;

	kw_sources_put(db, &one, &id, &error);
	kw_assert_ok(error);
	return id;
}

/* The items of a mail in the order of its parts; 0 = no more. */
static void assert_of_mail(KwDb *db, int64_t id, int64_t first, int64_t second)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) items = kw_items_of_mail(db, id, &error);
	const int64_t wanted[] = {first, second};

	kw_assert_ok(error);
	g_assert_cmpuint(items->len, ==, (guint)(first != 0) + (second != 0));
	for (guint i = 0; i < items->len; i++)
		g_assert_cmpint(g_array_index(items, int64_t, i), ==, wanted[i]);
}

static void tellings(StoreFixture *f)
{
	int64_t a = put(f->db, "a", "today", 0, 100), b = put(f->db, "b", "today", 0, 100);
	int64_t m1 = mail(f->db, "1"), m2 = mail(f->db, "2");
	int64_t s1 = source(f->db, "https://1.example/"), s2 = source(f->db, "https://2.example/");
	g_autofree char *huge = g_strnfill(9000, 'e');
	const struct {
		int64_t item;
		KwItemSource where;
		gboolean is_new;
	} cases[] = {
		{a, {m1, 0, 0, NULL, NULL, (char *)"題", NULL, NULL, 10, 0}, TRUE},
		{a, {m1, 0, 0, NULL, NULL, NULL, NULL, NULL, 20, 0}, FALSE},
		{b,
		 {m1, 0, 0, NULL, NULL, NULL, NULL, NULL, 20, 0},
		 FALSE}, /* each part tells one */
		{b, {m1, 0, 1, NULL, NULL, NULL, (char *)"dkim", (char *)"pdf image", 20, 0}, TRUE},
		{a, {m2, 0, 0, NULL, NULL, NULL, NULL, NULL, 20, 0}, TRUE},
		{a,
		 {0, s1, 0, (char *)"e1", (char *)"https://1.example/e1", NULL, NULL, NULL, 30, 0},
		 TRUE},
		{b, {0, s1, 0, (char *)"e1", NULL, NULL, NULL, NULL, 40, 0}, FALSE},
		{b, {0, s1, 0, (char *)"e2", NULL, NULL, NULL, NULL, 40, 0}, TRUE},
		{b, {0, s2, 0, (char *)"e1", NULL, NULL, NULL, NULL, 40, 0}, TRUE},
		{b, {0, s2, 0, huge, NULL, NULL, NULL, NULL, 40, 0}, TRUE},
		{a, {0, s2, 0, huge, NULL, NULL, NULL, NULL, 40, 0}, FALSE},
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(KwItem) item = NULL;
	const KwItemSource *where;
	int64_t found;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean is_new = !cases[i].is_new;

		kw_items_add_source(f->db, cases[i].item, &cases[i].where, &is_new, &error);
		kw_assert_ok(error);
		g_assert_cmpint(is_new, ==, cases[i].is_new);
	}
	list = kw_items_sources(f->db, a, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(list->len, ==, 3);
	where = list->pdata[0];
	g_assert_cmpint(where->mail_id, ==, m1);
	g_assert_cmpint(where->source_id, ==, 0);
	g_assert_cmpstr(where->title, ==, "題");
	g_assert_cmpint(where->seen_at, ==, 10);
	where = list->pdata[2];
	g_assert_cmpint(where->mail_id, ==, 0);
	g_assert_cmpint(where->source_id, ==, s1);
	g_assert_cmpstr(where->entry, ==, "e1");
	item = find(f->db, a);
	g_assert_cmpint(item->sources, ==, 3);

	assert_of_mail(f->db, m1, a, b);
	assert_of_mail(f->db, m2, a, 0);
	assert_of_mail(f->db, 99, 0, 0);
	g_assert_true(kw_items_of_entry(f->db, s2, "e1", &found, &error));
	g_assert_cmpint(found, ==, b);
	g_assert_true(kw_items_of_entry(f->db, s2, huge, &found, &error));
	g_assert_cmpint(found, ==, b);
	g_assert_true(kw_items_of_entry(f->db, s2, "e2", &found, &error));
	g_assert_cmpint(found, ==, 0);
}

/* Only feeds of the item's own publisher count, and what a mail claims never does. */
static void feeds_of_publisher(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();
	int64_t s1 = source(f->db, "https://1.example/"), id = 0;
	KwSource theirs = {.url = (char *)"https://2.example/",
			   .language = (char *)"ja",
			   .publisher = (char *)"jpcert",
			   .reuse = (char *)"facts",
			   .is_active = TRUE,
			   .interval_s = 3600};
	g_autoptr(GPtrArray) none = NULL, one = NULL;

	item->publisher = g_strdup("jpcert");
	kw_items_put(f->db, item, 1, &error);
	kw_assert_ok(error);
	kw_sources_put(f->db, &theirs, &id, &error);
	kw_assert_ok(error);
	const KwItemSource by_mail = {.mail_id = mail(f->db, "1"), .seen_at = 1};
	const KwItemSource by_other = {.source_id = s1, .entry = (char *)"e", .seen_at = 2};
	const KwItemSource by_them = {.source_id = id, .entry = (char *)"e", .seen_at = 3};
	kw_items_add_source(f->db, item->id, &by_mail, NULL, &error);
	kw_items_add_source(f->db, item->id, &by_other, NULL, &error);
	kw_assert_ok(error);
	none = kw_items_feeds_of_publisher(f->db, item->id, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(none->len, ==, 0);
	kw_items_add_source(f->db, item->id, &by_them, NULL, &error);
	kw_assert_ok(error);
	one = kw_items_feeds_of_publisher(f->db, item->id, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(one->len, ==, 1);
	g_assert_cmpint(((KwItemSource *)one->pdata[0])->source_id, ==, id);
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

static void receipts(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t m1 = mail(f->db, "1"), m2 = mail(f->db, "2"), n;
	const struct {
		int64_t mail;
		const char *recipient;
		int64_t at;
		gboolean is_new;
	} cases[] = {
		{m1, "a@example.jp", 100, TRUE},
		{m1, "a@example.jp", 110, FALSE}, /* one answer to one mail */
		{m1, "b@example.jp", 120, TRUE},
		{m2, "a@example.jp", 130, TRUE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gboolean is_new = !cases[i].is_new;

		kw_items_add_receipt(f->db, cases[i].mail, cases[i].recipient, "receipt",
				     cases[i].at, &is_new, &error);
		kw_assert_ok(error);
		g_assert_cmpint(is_new, ==, cases[i].is_new);
	}
	const struct {
		const char *recipient;
		int64_t since, count;
	} counts[] = {{"a@example.jp", 0, 2},
		      {"a@example.jp", 100, 1},
		      {"b@example.jp", 0, 1},
		      {"c@example.jp", 0, 0}};
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_assert_true(kw_items_count_receipts(f->db, counts[i].recipient, counts[i].since,
						      &n, &error));
		g_assert_cmpint(n, ==, counts[i].count);
	}
}

/* Exactly one of mail and source. */
static void telling_of_nobody(StoreFixture *f)
{
	int64_t a = put(f->db, "a", "today", 0, 100), m = mail(f->db, "1");
	int64_t s = source(f->db, "https://1.example/");
	const KwItemSource cases[] = {
		{0, 0, 0, NULL, NULL, NULL, NULL, NULL, 1, 0},
		{m, s, 0, (char *)"e", NULL, NULL, NULL, NULL, 1, 0},
		{0, s, 0, NULL, NULL, NULL, NULL, NULL, 1, 0},
		{99, 0, 0, NULL, NULL, NULL, NULL, NULL, 1, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(kw_items_add_source(f->db, a, &cases[i], NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
	}
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
	store_test_add("/items/tellings", tellings);
	store_test_add("/items/telling-of-nobody", telling_of_nobody);
	store_test_add("/items/same-url-and-title", same_url_and_title);
	store_test_add("/items/most-urgent-first", most_urgent_first);
	store_test_add("/items/guarded-state", guarded_state);
	store_test_add("/items/one-winner", one_winner);
	store_test_add("/items/comment", comment);
	store_test_add("/items/feeds-of-publisher", feeds_of_publisher);
	store_test_add("/items/urgency", urgency);
	store_test_add("/items/receipts", receipts);
	return g_test_run();
}
