/* The tables of what is one story: joined and apart, and what became new. */
#include "../support/store_fixture.h"

#include "store/sources.h"
#include "store/stories.h"

#include "base/error.h"

static int64_t put(KwDb *db, const char *title, const char *url, int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->title = g_strdup(title);
	item->title_key = g_strdup(title);
	item->url = g_strdup(url);
	kw_items_put(db, item, now, &error);
	kw_assert_ok(error);
	return item->id;
}

static KwItem *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(db, id, &error);

	kw_assert_ok(error);
	g_assert_nonnull(item);
	return item;
}

/* A telling of `item`, by the entry of a source; its id. */
static int64_t tell(KwDb *db, int64_t item, const char *entry)
{
	g_autoptr(GError) error = NULL;
	const KwSource source = {.url = (char *)"https://feed.example/",
				 .language = (char *)"ja",
				 .reuse = (char *)"facts"};
	KwItemSource where = {.entry = (char *)entry, .seen_at = 5};
	int64_t id = 0;

	kw_sources_put(db, &source, &where.source_id, &error);
	kw_assert_ok(error);
	kw_items_add_source(db, item, &where, NULL, &error);
	kw_assert_ok(error);
	g_autoptr(GPtrArray) all = kw_items_sources(db, item, &error);
	kw_assert_ok(error);
	for (guint i = 0; i < all->len; i++)
		id = MAX(id, ((KwItemSource *)all->pdata[i])->id);
	return id;
}

static void recent(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t b;

	put(f->db, "old", NULL, 10);
	put(f->db, "", NULL, 20);
	b = put(f->db, "b", NULL, 20);
	put(f->db, "c", NULL, 30);
	g_autoptr(GPtrArray) two = kw_stories_recent(f->db, 20, 0, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(two->len, ==, 2);
	g_assert_cmpstr(((KwRecent *)two->pdata[0])->title_key, ==, "c");
	g_assert_cmpint(((KwRecent *)two->pdata[1])->item, ==, b);
	g_autoptr(GPtrArray) one = kw_stories_recent(f->db, 0, 1, &error);
	g_assert_cmpuint(one->len, ==, 1);
}

static void join(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", NULL, 10), b = put(f->db, "b", NULL, 10);
	int64_t c = put(f->db, "c", NULL, 10);
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func((GDestroyNotify)kw_ref_free);

	tell(f->db, b, "e1");
	g_ptr_array_add(refs, kw_ref_new("jvn", "JVN#1"));
	kw_items_add_refs(f->db, b, refs, &error);
	kw_assert_ok(error);
	g_assert_true(kw_stories_join(f->db, b, a, 50, &error));
	g_assert_true(kw_stories_join(f->db, a, c, 60, &error));
	g_autoptr(KwItem) first = find(f->db, b), second = find(f->db, a), last = find(f->db, c);
	/* no chains */
	g_assert_cmpint(first->joined, ==, c);
	g_assert_cmpint(second->joined, ==, c);
	g_assert_cmpstr(first->state, ==, "joined");
	g_assert_cmpint(last->joined, ==, 0);
	g_assert_cmpint(last->sources, ==, 1);
	g_autoptr(GPtrArray) named = kw_items_refs(f->db, c, &error);
	g_assert_cmpuint(named->len, ==, 1);
	/* not listed, but for who asks */
	g_autoptr(GPtrArray) all = kw_items_list(f->db, NULL, 0, &error);
	g_assert_cmpuint(all->len, ==, 1);
	g_autoptr(GPtrArray) joined = kw_items_list(f->db, "joined", 0, &error);
	g_assert_cmpuint(joined->len, ==, 2);
	/* once */
	g_assert_false(kw_stories_join(f->db, a, c, 70, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "item ");
}

static void split(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", NULL, 10), b = put(f->db, "b", "https://b.example/1", 10);
	int64_t c = put(f->db, "c", "https://b.example/1", 20);
	int64_t e1 = tell(f->db, a, "e1"), e2 = tell(f->db, b, "e2");

	g_assert_true(kw_stories_join(f->db, b, a, 50, &error));
	g_autoptr(KwItem) made = find(f->db, c);
	g_assert_true(kw_stories_split(f->db, a, e2, made, &error));
	g_autoptr(KwItem) from = find(f->db, a), told = find(f->db, b), to = find(f->db, c);
	g_assert_cmpint(from->sources, ==, 1);
	g_assert_cmpint(to->sources, ==, 1);
	/* what was joined by that page leads there now */
	g_assert_cmpint(told->joined, ==, c);
	g_autoptr(GArray) apart = kw_stories_apart(f->db, a, &error);
	g_assert_cmpuint(apart->len, ==, 1);
	g_assert_cmpint(g_array_index(apart, int64_t, 0), ==, c);
	g_autoptr(GArray) other = kw_stories_apart(f->db, c, &error);
	g_assert_cmpint(g_array_index(other, int64_t, 0), ==, a);
	g_assert_false(kw_stories_split(f->db, c, e1, made, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "telling ");
	/* a person who joins them later takes that back */
	g_assert_true(kw_stories_join(f->db, c, a, 60, &error));
	g_autoptr(GArray) none = kw_stories_apart(f->db, a, &error);
	g_assert_cmpuint(none->len, ==, 0);
}

static void revisions(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "a", NULL, 10);
	const KwRevision first = {
		.at = 20, .what = (char *)"refs", .refs_new = (char *)"JVN#1 JVN#2"};
	const KwRevision second = {
		.at = 30, .what = (char *)"severity", .severity_was = (char *)"today"};

	g_assert_true(kw_stories_add_revision(f->db, a, &first, &error));
	g_assert_true(kw_stories_add_revision(f->db, a, &second, &error));
	g_autoptr(GPtrArray) all = kw_stories_revisions(f->db, a, 0, &error);
	g_assert_cmpuint(all->len, ==, 2);
	g_assert_cmpstr(((KwRevision *)all->pdata[0])->severity_was, ==, "today");
	g_assert_cmpstr(((KwRevision *)all->pdata[1])->refs_new, ==, "JVN#1 JVN#2");
	g_assert_cmpstr(((KwRevision *)all->pdata[1])->refs_gone, ==, "");
	g_autoptr(GPtrArray) last = kw_stories_revisions(f->db, a, 1, &error);
	g_assert_cmpuint(last->len, ==, 1);
	kw_assert_ok(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/stories/recent", recent);
	store_test_add("/stories/join", join);
	store_test_add("/stories/split", split);
	store_test_add("/stories/revisions", revisions);
	return g_test_run();
}
