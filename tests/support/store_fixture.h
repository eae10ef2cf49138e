/* Every store test runs twice: on a new SQLite file, and, where KW_TEST_PGSQL holds the URL of a
 * PostgreSQL database (tests/support/with-postgres), in a new schema of it.
 *
 *	static void put_and_find(StoreFixture *f) { … f->db … }
 *	store_test_add("/items/put-and-find", put_and_find);
 *
 * makes the tests /sqlite/items/put-and-find and /pgsql/items/put-and-find.
 */
#pragma once

#include "store/db.h"
#include "testing.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
	char *folder; /* temporary, for SQLite files and whatever a test needs */
	char *url;
	KwDb *db; /* open; a test that forks closes it first */
} StoreFixture;

typedef void (*StoreTest)(StoreFixture *f);

typedef struct {
	gboolean is_pgsql;
	StoreTest test;
} StoreCase;

static inline KwDb *store_fixture_open(const StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	KwDb *db = kw_db_open(f->url, &error);

	kw_assert_ok(error);
	g_assert_nonnull(db);
	return db;
}

/* Tests may build SQL; the program does not. The tables of the database itself are made only to
 * have a connection that can make a schema. */
static inline char *store_fixture_new_schema(const char *server)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name = g_strdup_printf("t%08x%08x", g_random_int(), g_random_int());
	g_autofree char *sql = g_strdup_printf("CREATE SCHEMA %s", name);
	g_autoptr(KwDb) db = NULL;

	g_assert_true(kw_db_create(server, &error));
	db = kw_db_open(server, &error);
	kw_assert_ok(error);
	kw_db_run(db, sql, KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
	return g_strdup_printf("%s%coptions=-csearch_path%%3D%s", server,
			       strchr(server, '?') ? '&' : '?', name);
}

static inline void store_fixture_run(gconstpointer data)
{
	const StoreCase *c = data;
	const char *server = g_getenv("KW_TEST_PGSQL");
	g_autoptr(GError) error = NULL;
	StoreFixture f = {NULL, NULL, NULL};

	if (c->is_pgsql && !server) {
		g_test_skip("KW_TEST_PGSQL is not set (tests/support/with-postgres sets it)");
		return;
	}
	f.folder = kw_testing_folder();
	f.url = c->is_pgsql ? store_fixture_new_schema(server)
			    : g_strdup_printf("sqlite:%s/store.db", f.folder);
	kw_db_create(f.url, &error);
	kw_assert_ok(error);
	f.db = store_fixture_open(&f);
	c->test(&f);
	kw_db_free(f.db);
	kw_testing_remove(f.folder);
	g_free(f.folder);
	g_free(f.url);
}

static inline void store_test_add_one(const char *engine, const char *path, gboolean is_pgsql,
				      StoreTest test)
{
	g_autofree char *full = g_strconcat(engine, path, NULL);
	StoreCase *c = g_new(StoreCase, 1);

	*c = (StoreCase){is_pgsql, test};
	g_test_add_data_func_full(full, c, store_fixture_run, g_free);
}

static inline void store_test_add_sqlite(const char *path, StoreTest test)
{
	store_test_add_one("/sqlite", path, FALSE, test);
}

static inline void store_test_add_pgsql(const char *path, StoreTest test)
{
	store_test_add_one("/pgsql", path, TRUE, test);
}

static inline void store_test_add(const char *path, StoreTest test)
{
	store_test_add_sqlite(path, test);
	store_test_add_pgsql(path, test);
}

/* Runs `work` in `n` processes at once, each with a connection of its own, and fails where one of
 * them does. Closes f->db before and opens it again after. */
static inline void store_fixture_fork(StoreFixture *f, int n, void (*work)(KwDb *db, int i))
{
	g_clear_pointer(&f->db, kw_db_free);
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		g_assert_cmpint(pid, >=, 0);
		if (pid == 0) {
			g_autoptr(KwDb) db = store_fixture_open(f);

			work(db, i);
			g_clear_pointer(&db, kw_db_free);
			_exit(0);
		}
	}
	for (int i = 0; i < n; i++) {
		int status;

		g_assert_cmpint(wait(&status), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
	f->db = store_fixture_open(f);
}
