/* Schema and migrations: a made-up second version on top of the real first one. */
#include "../support/store_fixture.h"

#include "../../lib/store/schema.h"

#include "base/error.h"

#include <string.h>

#define WRITE_DOWN_SQLITE "PRAGMA user_version = "
#define WRITE_DOWN_PGSQL  "UPDATE kw_schema SET version = "

static const KwSchemaStep steps[] = {
	{2, "ALTER TABLE item ADD COLUMN mood TEXT; " WRITE_DOWN_SQLITE "2;",
	 "ALTER TABLE item ADD COLUMN mood TEXT; " WRITE_DOWN_PGSQL "2;"},
	{3, "CREATE TABLE weather (day TEXT PRIMARY KEY) STRICT; " WRITE_DOWN_SQLITE "3;",
	 "CREATE TABLE weather (day TEXT PRIMARY KEY); " WRITE_DOWN_PGSQL "3;"},
};

static const KwSchemaStep bad_steps[] = {
	{2, "ALTER TABLE item ADD COLUMN mood TEXT; " WRITE_DOWN_SQLITE "2;",
	 "ALTER TABLE item ADD COLUMN mood TEXT; " WRITE_DOWN_PGSQL "2;"},
	{3, "CREATE TABLE item (id INTEGER); " WRITE_DOWN_SQLITE "3;",
	 "CREATE TABLE item (id BIGINT); " WRITE_DOWN_PGSQL "3;"},
};

static const KwSchemaStep silent_steps[] = {
	{2, "ALTER TABLE item ADD COLUMN mood TEXT;", "ALTER TABLE item ADD COLUMN mood TEXT;"},
};

static KwSchema schema_of(int version, const KwSchemaStep *list, size_t n)
{
	KwSchema schema = kw_schema;

	g_assert_cmpint(kw_schema.whole.version, ==, 1);
	schema.whole.version = version;
	schema.steps = list;
	schema.n_steps = n;
	return schema;
}

static gboolean has(KwDb *db, const char *sql)
{
	return kw_db_prepare(db, sql, NULL);
}

#define MOOD    "SELECT mood FROM item"
#define WEATHER "SELECT day FROM weather"

static void steps_are_run(StoreFixture *f)
{
	KwSchema two = schema_of(2, steps, 1), three = schema_of(3, steps, 2);
	g_autoptr(GError) error = NULL;

	g_assert_false(has(f->db, MOOD));
	g_assert_true(kw_schema_bring(f->db, &two, FALSE, &error));
	kw_assert_ok(error);
	g_assert_true(has(f->db, MOOD));
	g_assert_false(has(f->db, WEATHER));
	/* only the missing one */
	g_assert_true(kw_schema_bring(f->db, &three, FALSE, &error));
	kw_assert_ok(error);
	g_assert_true(has(f->db, WEATHER));
	/* and nothing more to do */
	g_assert_true(kw_schema_bring(f->db, &three, FALSE, &error));
	kw_assert_ok(error);
}

static void all_steps_at_once(StoreFixture *f)
{
	KwSchema three = schema_of(3, steps, 2);
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_schema_bring(f->db, &three, FALSE, &error));
	kw_assert_ok(error);
	g_assert_true(has(f->db, MOOD));
	g_assert_true(has(f->db, WEATHER));
}

static void newer_is_refused(StoreFixture *f)
{
	KwSchema three = schema_of(3, steps, 2);
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_schema_bring(f->db, &three, FALSE, &error));
	g_assert_null(kw_db_open(f->url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG,
				"version 3 of the tables is newer than this program (it knows 1)");
	g_assert_false(kw_db_create(f->url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG, "newer");
}

static void failed_step_leaves_all_as_it_was(StoreFixture *f)
{
	KwSchema bad = schema_of(3, bad_steps, 2), good = schema_of(3, steps, 2);
	g_autoptr(GError) error = NULL;

	g_assert_false(kw_schema_bring(f->db, &bad, FALSE, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "schema version 3: store ");
	g_assert_false(has(f->db, MOOD));
	g_assert_true(kw_schema_bring(f->db, &good, FALSE, &error));
	kw_assert_ok(error);
}

static void version_has_to_be_written(StoreFixture *f)
{
	KwSchema silent = schema_of(2, silent_steps, 1);
	g_autoptr(GError) error = NULL;

	g_assert_false(kw_schema_bring(f->db, &silent, FALSE, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "does not write the version down");
	g_assert_false(has(f->db, MOOD));
}

static void bring_to_three(KwDb *db, int i G_GNUC_UNUSED)
{
	KwSchema three = schema_of(3, steps, 2);
	g_autoptr(GError) error = NULL;

	kw_schema_bring(db, &three, FALSE, &error);
	kw_assert_ok(error);
}

/* Fork by hand: a newer schema cannot be opened any more. */
static void steps_at_once(StoreFixture *f)
{
	g_clear_pointer(&f->db, kw_db_free);
	for (int i = 0; i < 6; i++)
		if (fork() == 0) {
			g_autoptr(GError) error = NULL;
			g_autoptr(KwDb) db = kw_db_open(f->url, &error);

			if (db)
				bring_to_three(db, i);
			else
				kw_testing_assert_error(&error, KW_ERROR_CONFIG, "newer");
			g_clear_pointer(&db, kw_db_free);
			_exit(0);
		}
	for (int i = 0; i < 6; i++) {
		int status;

		g_assert_cmpint(wait(&status), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
}

static char *fresh_url(const StoreFixture *f)
{
	return f->folder && g_str_has_prefix(f->url, "sqlite:")
		       ? g_strdup_printf("sqlite:%s/fresh.db", f->folder)
		       : store_fixture_new_schema(g_getenv("KW_TEST_PGSQL"));
}

static void creates_at_once(StoreFixture *f)
{
	g_autofree char *url = fresh_url(f);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) db = NULL;

	g_clear_pointer(&f->db, kw_db_free);
	for (int i = 0; i < 12; i++)
		if (fork() == 0) {
			kw_db_create(url, &error);
			kw_assert_ok(error);
			_exit(0);
		}
	for (int i = 0; i < 12; i++) {
		int status;

		g_assert_cmpint(wait(&status), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
	db = kw_db_open(url, &error);
	kw_assert_ok(error);
	g_assert_true(has(db, "SELECT taken FROM issue_number"));
}

static void empty_is_not_filled_by_opening(StoreFixture *f)
{
	g_autofree char *url = fresh_url(f);
	g_autoptr(GError) error = NULL;

	if (g_str_has_prefix(url, "sqlite:"))
		g_assert_true(g_file_set_contents(url + strlen("sqlite:"), "", 0, NULL));
	g_assert_null(kw_db_open(url, &error));
	kw_testing_assert_error(&error, KW_ERROR_CONFIG,
				"has no tables yet (`kawaraban init` makes them)");
}

/* Every table has the same columns, in the same order, with a null or not, on both engines. */
static char *catalogue(KwDb *db)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(KwRows) rows = kw_db_query(
		db,
		g_str_equal(kw_db_engine(db), "sqlite")
			? "SELECT m.name, c.name, c.\"notnull\" OR c.pk, c.type FROM sqlite_schema "
			  "m "
			  "JOIN pragma_table_info(m.name) c "
			  "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' "
			  "ORDER BY m.name, c.cid"
			: "SELECT table_name::text, column_name::text, is_nullable = 'NO', "
			  "CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' "
			  "ELSE upper(data_type) END FROM information_schema.columns "
			  "WHERE table_schema = current_schema() AND table_name <> 'kw_schema' "
			  "ORDER BY table_name COLLATE \"C\", ordinal_position",
		KW_NO_PARAMS, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(kw_rows_count(rows), >, 80);
	while (kw_rows_next(rows))
		g_string_append_printf(text, "%s.%s %s%s\n", kw_rows_text(rows, 0),
				       kw_rows_text(rows, 1), kw_rows_text(rows, 3),
				       kw_rows_int(rows, 2) ? " NOT NULL" : "");
	return g_strdup(text->str);
}

static void same_on_both_engines(StoreFixture *f)
{
	g_autofree char *url = g_strdup_printf("sqlite:%s/store.db", f->folder);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwDb) sqlite = NULL;
	g_autofree char *here = catalogue(f->db), *there = NULL;

	g_assert_true(kw_db_create(url, &error));
	sqlite = kw_db_open(url, &error);
	kw_assert_ok(error);
	there = catalogue(sqlite);
	g_assert_cmpstr(here, ==, there);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/schema/steps", steps_are_run);
	store_test_add("/schema/all-steps-at-once", all_steps_at_once);
	store_test_add("/schema/newer-is-refused", newer_is_refused);
	store_test_add("/schema/failed-step", failed_step_leaves_all_as_it_was);
	store_test_add("/schema/version-is-written", version_has_to_be_written);
	store_test_add("/schema/many-migrate-at-once", steps_at_once);
	store_test_add("/schema/many-create-at-once", creates_at_once);
	store_test_add("/schema/empty", empty_is_not_filled_by_opening);
	store_test_add_pgsql("/schema/same-on-both-engines", same_on_both_engines);
	return g_test_run();
}
