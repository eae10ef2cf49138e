/* store/items: which mails and feed entries told an item, and who was answered for a mail. */
#include "store/items.h"
#include "store/mails.h"
#include "store/sources.h"
#include "base/error.h"

#include "../support/items_fixture.h"

#include <string.h>

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/items/tellings", tellings);
	store_test_add("/items/telling-of-nobody", telling_of_nobody);
	store_test_add("/items/feeds-of-publisher", feeds_of_publisher);
	store_test_add("/items/receipts", receipts);
	return g_test_run();
}
