/* The table of sources: what is configured, and what is learnt. */
#include "../support/store_fixture.h"

#include "store/sources.h"

#include "base/error.h"

static int64_t put(KwDb *db, const char *url, const char *name, int interval_s)
{
	g_autoptr(GError) error = NULL;
	KwSource source = {.url = (char *)url,
			   .name = (char *)name,
			   .language = (char *)"ja",
			   .publisher = (char *)"jpcert",
			   .reuse = (char *)"facts",
			   .is_active = TRUE,
			   .interval_s = interval_s};
	int64_t id = 0;

	kw_sources_put(db, &source, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static GPtrArray *list(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *sources = kw_sources_list(db, &error);

	kw_assert_ok(error);
	return sources;
}

static void put_and_list(StoreFixture *f)
{
	int64_t a = put(f->db, "https://a.example/", "A", 3600);
	int64_t b = put(f->db, "https://b.example/", NULL, 60);
	g_autoptr(GPtrArray) sources = list(f->db);
	const KwSource *source;

	g_assert_cmpuint(sources->len, ==, 2);
	source = sources->pdata[0];
	g_assert_cmpint(source->id, ==, a);
	g_assert_cmpstr(source->url, ==, "https://a.example/");
	g_assert_cmpstr(source->name, ==, "A");
	g_assert_cmpstr(source->language, ==, "ja");
	g_assert_cmpstr(source->publisher, ==, "jpcert");
	g_assert_cmpstr(source->reuse, ==, "facts");
	g_assert_false(source->allow_private);
	g_assert_true(source->is_active);
	g_assert_cmpint(source->interval_s, ==, 3600);
	g_assert_cmpint(source->due_at, ==, 0);
	g_assert_cmpint(source->last_ok_at, ==, 0);
	source = sources->pdata[1];
	g_assert_cmpint(source->id, ==, b);
	g_assert_null(source->name);
}

static void learnt_stays(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "https://a.example/", "A", 3600);
	g_autoptr(GPtrArray) sources = NULL;
	const KwSource *source;

	g_assert_true(kw_sources_ok(f->db, id, "\"e\"", "Tue", 3, 1000, 4600, &error));
	g_assert_cmpint(put(f->db, "https://a.example/", NULL, 60), ==, id);
	sources = list(f->db);
	g_assert_cmpuint(sources->len, ==, 1);
	source = sources->pdata[0];
	g_assert_cmpstr(source->name, ==, "A");
	g_assert_cmpint(source->interval_s, ==, 60);
	g_assert_cmpstr(source->etag, ==, "\"e\"");
	g_assert_cmpstr(source->last_modified, ==, "Tue");
	g_assert_cmpint(source->due_at, ==, 4600);
	g_assert_cmpint(source->last_ok_at, ==, 1000);
	g_assert_cmpint(source->last_new_at, ==, 1000);
}

static void answers_and_failures(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "https://a.example/", "A", 3600);

	kw_sources_ok(f->db, id, "\"e\"", NULL, 1, 1000, 2000, &error);
	kw_sources_failed(f->db, id, "HTTP 503", 3000, &error);
	kw_sources_failed(f->db, id, "HTTP 502", 4000, &error);
	kw_assert_ok(error);
	{
		g_autoptr(GPtrArray) sources = list(f->db);
		const KwSource *source = sources->pdata[0];

		g_assert_cmpint(source->failures, ==, 2);
		g_assert_cmpstr(source->last_error, ==, "HTTP 502");
		g_assert_cmpint(source->due_at, ==, 4000);
		g_assert_cmpint(source->last_ok_at, ==, 1000);
		g_assert_cmpstr(source->etag, ==, "\"e\"");
	}
	kw_sources_ok(f->db, id, NULL, "Wed", 0, 5000, 6000, &error);
	kw_assert_ok(error);
	{
		g_autoptr(GPtrArray) sources = list(f->db);
		const KwSource *source = sources->pdata[0];

		g_assert_cmpint(source->failures, ==, 0);
		g_assert_null(source->last_error);
		g_assert_null(source->etag);
		g_assert_cmpstr(source->last_modified, ==, "Wed");
		g_assert_cmpint(source->last_ok_at, ==, 5000);
		g_assert_cmpint(source->last_new_at, ==, 1000);
	}
	g_assert_false(kw_sources_failed(f->db, 99, "x", 0, &error));
	kw_testing_assert_error(&error, KW_ERROR_NOT_FOUND, "source 99: does not exist");
}

static void due(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t a = put(f->db, "https://a.example/", "A", 60);
	int64_t b = put(f->db, "https://b.example/", "B", 60);
	static const struct {
		int64_t now;
		guint wanted;
	} cases[] = {{999, 0}, {1000, 1}, {1999, 1}, {2000, 2}};

	kw_sources_ok(f->db, a, NULL, NULL, 0, 1, 2000, &error);
	kw_sources_ok(f->db, b, NULL, NULL, 0, 1, 1000, &error);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) sources = kw_sources_list_due(f->db, cases[i].now, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(sources->len, ==, cases[i].wanted);
	}
}

static void retire(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) urls = g_ptr_array_new(), due_now = NULL;
	int64_t a = put(f->db, "https://a.example/", "A", 60);
	int64_t b = put(f->db, "https://b.example/", "B", 60);

	g_ptr_array_add(urls, (gpointer) "https://b.example/");
	g_ptr_array_add(urls, (gpointer) "https://new.example/");
	g_assert_true(kw_sources_retire(f->db, urls, &error));
	kw_assert_ok(error);
	due_now = kw_sources_list_due(f->db, 1000, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(due_now->len, ==, 1);
	g_assert_cmpint(((KwSource *)due_now->pdata[0])->id, ==, b);
	/* back in the configuration */
	g_assert_cmpint(put(f->db, "https://a.example/", "A", 60), ==, a);
	g_clear_pointer(&due_now, g_ptr_array_unref);
	due_now = kw_sources_list_due(f->db, 1000, &error);
	g_assert_cmpuint(due_now->len, ==, 2);
}

/* What a command added is not retired by a configuration that does not know it. */
static void added_stays(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) none = g_ptr_array_new(), sources = NULL;
	KwSource added = {.url = (char *)"https://c.example/",
			  .is_active = TRUE,
			  .interval_s = 60,
			  .include = (char *)"脆弱性, 脅威",
			  .exclude = (char *)"採用",
			  .watch_only = TRUE,
			  .a_day = 7,
			  .is_added = TRUE};
	const KwSource *source;
	int64_t id;

	kw_sources_put(f->db, &added, &id, &error);
	kw_sources_retire(f->db, none, &error);
	kw_sources_moved(f->db, id, "https://d.example/", &error);
	kw_assert_ok(error);
	sources = kw_sources_list_due(f->db, 1, &error);
	g_assert_cmpuint(sources->len, ==, 1);
	source = sources->pdata[0];
	g_assert_cmpstr(source->include, ==, "脆弱性, 脅威");
	g_assert_cmpstr(source->exclude, ==, "採用");
	g_assert_true(source->watch_only && source->is_added);
	g_assert_cmpint(source->a_day, ==, 7);
	g_assert_cmpstr(source->moved_to, ==, "https://d.example/");
}

static void entries(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t id = put(f->db, "https://a.example/", "A", 60), count = -1;
	g_autoptr(GHashTable) prints = NULL, left = NULL;

	kw_sources_note_entry(f->db, id, "one", "p1", TRUE, 1000, &error);
	kw_sources_note_entry(f->db, id, "two", "p2", FALSE, 2000, &error);
	kw_sources_note_entry(f->db, id, "one", "p3", TRUE, 3000, &error);
	kw_assert_ok(error);
	prints = kw_sources_prints(f->db, id, &error);
	g_assert_cmpuint(g_hash_table_size(prints), ==, 2);
	g_assert_cmpstr(g_hash_table_lookup(prints, "one"), ==, "p3");
	g_assert_true(kw_sources_count_taken(f->db, id, 2500, &count, &error));
	g_assert_cmpint(count, ==, 1);
	kw_sources_count_taken(f->db, id, 3001, &count, &error);
	g_assert_cmpint(count, ==, 0);
	g_assert_true(kw_sources_forget_entries(f->db, 2500, &error));
	left = kw_sources_prints(f->db, id, &error);
	g_assert_cmpuint(g_hash_table_size(left), ==, 1);
	g_assert_false(g_hash_table_contains(left, "two"));
}

static void health(void)
{
	const int64_t day = 86400, now = 1000 * day;
	const struct {
		int64_t ok_ago, new_ago, first_ago;
		int news;
		const char *wanted;
	} rows[] = {
		{1, 2, 100, 50, "fine"},
		{0, 0, 0, 0, "new"}, /* never asked */
		{3, 3, 100, 50, "unread"},
		{1, 9, 100, 92, "silent"}, /* one a day, and now none for nine */
		{1, 6, 100, 95, "fine"},   /* holidays */
		{1, 40, 940, 31, "fine"},  /* one a month */
		{1, 61, 940, 31, "silent"},
		{1, 20, 25, 2, "fine"},  /* too little is known */
		{1, 1000, 0, 0, "fine"}, /* never said anything */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const KwSource source = {
			.interval_s = 3600,
			.last_ok_at = rows[i].ok_ago ? now - rows[i].ok_ago * day + 3600 : 0,
			.last_new_at = rows[i].news ? now - rows[i].new_ago * day : 0,
			.first_new_at = rows[i].news ? now - rows[i].first_ago * day : 0,
			.news = rows[i].news};

		g_assert_cmpstr(kw_source_health_id(kw_source_health(&source, now)), ==,
				rows[i].wanted);
	}
}

static void amiss(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	int64_t read = put(f->db, "https://a.example/", "A", 3600), now = 1794900000, later;

	put(f->db, "https://b.example/", "B", 3600);
	kw_sources_ok(f->db, read, NULL, NULL, 1, now, now + 3600, &error);
	kw_assert_ok(error);
	g_autoptr(GPtrArray) sources = list(f->db);
	later = now + 3 * 24 * 3600;
	g_assert_cmpint(kw_source_health(sources->pdata[0], now), ==, KW_SOURCE_FINE);
	g_assert_cmpint(kw_source_health(sources->pdata[0], later), ==, KW_SOURCE_UNREAD);
	g_assert_cmpint(kw_source_amiss_s(sources->pdata[0], later), ==, later - now);
	g_assert_cmpint(kw_source_health(sources->pdata[1], now), ==, KW_SOURCE_NEW);
	g_assert_cmpint(kw_source_amiss_s(sources->pdata[1], now), ==, 0);
}

static void trust(StoreFixture *f)
{
	static const struct {
		const char *said, *reuse, *wanted;
		gboolean is_first_hand;
	} rows[] = {{NULL, "facts", "official", TRUE},
		    {NULL, "link-only", "news", FALSE},
		    {"vendor", "link-only", "vendor", TRUE},
		    {"community", "facts", "community", FALSE}};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		KwSource source = {.url = (char *)"https://a.example/",
				   .trust = (char *)rows[i].said,
				   .reuse = (char *)rows[i].reuse};
		int64_t id;

		kw_sources_put(f->db, &source, &id, &error);
		kw_assert_ok(error);
		g_autoptr(GPtrArray) sources = list(f->db);
		g_assert_cmpstr(((KwSource *)sources->pdata[0])->trust, ==, rows[i].wanted);
		g_assert_cmpint(kw_source_is_first_hand(sources->pdata[0]), ==,
				rows[i].is_first_hand);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/sources/put-and-list", put_and_list);
	store_test_add("/sources/learnt-stays", learnt_stays);
	store_test_add("/sources/answers-and-failures", answers_and_failures);
	store_test_add("/sources/due", due);
	store_test_add("/sources/retire", retire);
	store_test_add("/sources/added-stays", added_stays);
	store_test_add("/sources/entries", entries);
	store_test_add("/sources/amiss", amiss);
	store_test_add("/sources/trust", trust);
	g_test_add_func("/sources/health", health);
	return g_test_run();
}
