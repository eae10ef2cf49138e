/* store/db, where a store is opened: addresses, files and servers that are none, settings,
 * patience. */
#include "store/mails.h"
#include "base/error.h"

#include "../support/db_fixture.h"

#include <string.h>
#include <sys/stat.h>

static void create_twice(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	run(f->db, NOTE);
	g_assert_true(kw_db_create(f->url, &error));
	kw_assert_ok(error);
	g_assert_cmpint(number(f->db, NOTES), ==, 1);
}

static void wrong_urls(void)
{
	static const struct {
		const char *url;
		const char *part;
	} cases[] = {
		{"", "neither"},
		{"/var/lib/kawaraban.db", "neither"},
		{"mysql://secret@host/db", "neither"},
		{"sqlite:", "names no file"},
		{"sqlite:/nonexistent/store.db", "no such file (`kawaraban init` makes it)"},
		{"postgresql://app:secret%zz@host/db", "store postgresql: invalid"},
		{"postgresql:///db?nonsense=1", "invalid URI query parameter"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(kw_db_open(cases[i].url, &error));
		g_assert_null(strstr(error->message, "secret"));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, cases[i].part);
	}
}

static void no_server(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(kw_db_open("postgresql:///db?host=/nonexistent&user=app", &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "store postgresql:db: ");
}

static void sqlite_file_is_private(StoreFixture *f)
{
	g_autofree char *path = g_build_filename(f->folder, "store.db", NULL);
	struct stat st;

	g_assert_cmpint(stat(path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);
}

static void sqlite_settings(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwRows) rows = kw_db_query(f->db, "PRAGMA journal_mode", KW_NO_PARAMS, &error);

	kw_assert_ok(error);
	kw_rows_next(rows);
	g_assert_cmpstr(kw_rows_text(rows, 0), ==, "wal");
	g_assert_cmpint(number(f->db, "PRAGMA synchronous"), ==, 2);
	g_assert_cmpint(number(f->db, "PRAGMA foreign_keys"), ==, 1);
	g_assert_cmpint(number(f->db, "PRAGMA busy_timeout"), ==, 60000);
}

static void sqlite_foreign_files(StoreFixture *f)
{
	static const char other[] = "/foreign.db", text[] = "/text.db";
	g_autofree char *foreign = g_strconcat(f->folder, other, NULL);
	g_autofree char *foreign_url = g_strconcat("sqlite:", foreign, NULL);
	g_autofree char *text_path = g_strconcat(f->folder, text, NULL);
	g_autofree char *text_url = g_strconcat("sqlite:", text_path, NULL);
	g_autofree char *empty_url = g_strconcat("sqlite:", f->folder, "/empty.db", NULL);
	g_autofree char *empty = g_strconcat(f->folder, "/empty.db", NULL);
	g_autofree char *vacuum = g_strdup_printf("VACUUM INTO '%s'", foreign);
	g_autofree char *content = g_strnfill(4000, 'x');
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_before, n_after;

	/* the same tables under another application_id */
	run(f->db, "PRAGMA application_id = 7");
	run(f->db, vacuum);
	g_assert_true(g_file_get_contents(foreign, &before, &n_before, NULL));
	g_assert_null(kw_db_open(foreign_url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG,
				"foreign.db: is the SQLite database of another");
	g_assert_false(kw_db_create(foreign_url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "another program");
	g_assert_true(g_file_get_contents(foreign, &after, &n_after, NULL));
	g_assert_cmpmem(before, n_before, after, n_after);

	g_assert_true(g_file_set_contents(text_path, content, -1, NULL));
	g_assert_null(kw_db_open(text_url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "text.db: file is not a database");

	g_assert_true(g_file_set_contents(empty, "", 0, NULL));
	g_assert_null(kw_db_open(empty_url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "no tables yet");
	g_assert_true(kw_db_create(empty_url, &error));
	kw_assert_ok(error);
}

static void sqlite_makes_folders(StoreFixture *f)
{
	g_autofree char *url = g_strconcat("sqlite:", f->folder, "/a/b/store.db", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) db = NULL;

	g_assert_true(kw_db_create(url, &error));
	kw_assert_ok(error);
	db = kw_db_open(url, &error);
	kw_assert_ok(error);
}

/* A ceiling on the pages is a full disk to SQLite. */
static void sqlite_full_disk(StoreFixture *f)
{
	g_autofree char *mail = g_strnfill(4000000, 'x');
	g_autoptr(GError) error = NULL;
	gboolean is_new;
	int64_t id;

	run(f->db, "PRAGMA max_page_count = 100");
	g_assert_false(kw_mails_put(f->db, mail, 4000000, NULL, NULL, 1, &id, &is_new, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "store.db: database or disk is full");
	g_assert_cmpint(number(f->db, "SELECT count(*) FROM mail"), ==, 0);
	g_assert_true(kw_mails_put(f->db, mail, 1000, NULL, NULL, 1, &id, &is_new, &error));
	kw_assert_ok(error);
}

static void sqlite_read_only(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	run(f->db, "PRAGMA query_only = 1");
	g_assert_false(kw_db_run(f->db, NOTE, KW_NO_PARAMS, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY,
				"store.db: attempt to write a readonly");
}

static void nothing(KwDb *db, int i G_GNUC_UNUSED)
{
	g_assert_cmpint(number(db, "SELECT 1"), ==, 1);
	g_usleep(20000);
}

/* The test server has forty places. */
static void pgsql_many_clients(StoreFixture *f)
{
	store_fixture_fork(f, 200, nothing);
}

static void pgsql_comes_back(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) other = store_fixture_open(f);
	int64_t pid = number(f->db, "SELECT pg_backend_pid()");
	int64_t value;

	run(f->db, NOTE);
	kw_db_int(other, "SELECT pg_terminate_backend(CAST($1 AS INTEGER))::int",
		  KW_PARAMS(KW_INT(pid)), 0, &value, &error);
	kw_assert_ok(error);
	while (number(other, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%journal%'"
			     " AND pid <> pg_backend_pid()"))
		g_usleep(1000);
	g_assert_false(kw_db_run(f->db, NOTE, KW_NO_PARAMS, NULL, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, NULL);
	run(f->db, NOTE);
	g_assert_cmpint(number(f->db, NOTES), ==, 2);
}

static void pgsql_configuration(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *no_schema = g_strconcat(f->url, "_absent", NULL);
	g_autofree char *no_database = g_strdup(f->url);
	char *name = strstr(no_database, "/postgres?");

	g_assert_false(kw_db_create(no_schema, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, NULL);
	g_assert_nonnull(name);
	memcpy(name, "/nowhere1", 9);
	g_assert_null(kw_db_open(no_database, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "store postgresql:nowhere1: ");
	run(f->db, "DROP TABLE kw_schema");
	g_assert_false(kw_db_create(f->url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "another program");
}

/* Whoever waits for a page does not wait as long as a mail does. */
static void patience(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) other = store_fixture_open(f);
	g_autoptr(KwTx) holds = kw_tx_begin(f->db, &error);

	kw_assert_ok(error);
	g_assert_true(kw_db_set_patience(other, 1, &error));
	gint64 since = g_get_monotonic_time();
	g_assert_null(kw_tx_begin(other, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, NULL);
	g_assert_cmpint((int)((g_get_monotonic_time() - since) / 1000), <, 20000);
}

static void patience_of_pgsql(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_db_set_patience(f->db, 3, &error));
	g_autoptr(KwRows) rows = kw_db_query(f->db, "SHOW lock_timeout", KW_NO_PARAMS, &error);
	kw_assert_ok(error);
	g_assert_true(kw_rows_next(rows));
	g_assert_cmpstr(kw_rows_text(rows, 0), ==, "3s");
}

/* Who goes away may be waited for. */
static void test_has_server(void)
{
	g_assert_true(kw_db_has_server("postgresql://news@db/news"));
	g_assert_false(kw_db_has_server("sqlite:kawaraban.db"));
	g_assert_false(kw_db_has_server("mysql://news@db/news"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/db/has-server", test_has_server);
	store_test_add("/db/create-twice", create_twice);
	g_test_add_func("/db/wrong-urls", wrong_urls);
	g_test_add_func("/db/no-server", no_server);
	store_test_add_sqlite("/db/file-is-private", sqlite_file_is_private);
	store_test_add_sqlite("/db/settings", sqlite_settings);
	store_test_add_sqlite("/db/foreign-files", sqlite_foreign_files);
	store_test_add_sqlite("/db/makes-folders", sqlite_makes_folders);
	store_test_add_sqlite("/db/full-disk", sqlite_full_disk);
	store_test_add_sqlite("/db/read-only", sqlite_read_only);
	store_test_add_pgsql("/db/many-clients", pgsql_many_clients);
	store_test_add_pgsql("/db/comes-back", pgsql_comes_back);
	store_test_add_pgsql("/db/configuration", pgsql_configuration);
	store_test_add_sqlite("/db/patience", patience);
	store_test_add_pgsql("/db/patience", patience_of_pgsql);
	return g_test_run();
}
