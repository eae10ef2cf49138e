/* store/db: parameters, results, transactions, and what errors mean. Opening is store-db_open.c. */
#include "base/error.h"

#include "../support/db_fixture.h"

/* ------------------------------------------------------------------ parameters and results */

static void bound_by_name(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwRows) rows = kw_db_query(
		f->db, "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT), CAST($1 AS BIGINT)",
		KW_PARAMS(KW_INT(-7), KW_TEXT("二")), &error);

	kw_assert_ok(error);
	g_assert_cmpuint(kw_rows_count(rows), ==, 1);
	g_assert_true(kw_rows_next(rows));
	g_assert_cmpstr(kw_rows_text(rows, 0), ==, "二");
	g_assert_cmpint(kw_rows_int(rows, 1), ==, -7);
	g_assert_cmpint(kw_rows_int(rows, 2), ==, -7);
	g_assert_false(kw_rows_next(rows));
	g_assert_false(kw_rows_next(rows));
}

static void values_come_back(StoreFixture *f)
{
	static const char bytes[] = "\0\x01'\\\xff\r\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(KwRows) rows = NULL;
	g_autoptr(GBytes) blob = NULL, empty = NULL;
	int64_t changed;

	if (g_str_equal(kw_db_engine(f->db), "sqlite"))
		run(f->db, "CREATE TABLE t (i INTEGER, s TEXT, b BLOB) STRICT");
	else
		run(f->db, "CREATE TABLE t (i BIGINT, s TEXT, b BYTEA)");
	kw_db_run(f->db, "INSERT INTO t VALUES ($1, $2, $3), ($4, $5, $6), ($7, $8, $9)",
		  KW_PARAMS(KW_INT(G_MAXINT64), KW_TEXT("it's \"髙\"\n"), KW_BLOB(bytes, 8),
			    KW_INT(G_MININT64), KW_TEXT(""), KW_BLOB(NULL, 0), KW_NULL,
			    KW_TEXT(NULL), KW_NULL),
		  &changed, &error);
	kw_assert_ok(error);
	g_assert_cmpint(changed, ==, 3);

	rows = kw_db_query(f->db, "SELECT i, s, b FROM t", KW_NO_PARAMS, &error);
	kw_assert_ok(error);
	g_assert_cmpuint(kw_rows_count(rows), ==, 3);
	g_assert_true(kw_rows_next(rows));
	g_assert_true(kw_rows_int(rows, 0) == G_MAXINT64);
	g_assert_cmpstr(kw_rows_text(rows, 1), ==, "it's \"髙\"\n");
	blob = kw_rows_blob(rows, 2);
	g_assert_cmpmem(g_bytes_get_data(blob, NULL), g_bytes_get_size(blob), bytes, 8);
	g_assert_true(kw_rows_next(rows));
	g_assert_true(kw_rows_int(rows, 0) == G_MININT64);
	g_assert_cmpstr(kw_rows_text(rows, 1), ==, "");
	g_assert_false(kw_rows_is_null(rows, 2));
	empty = kw_rows_blob(rows, 2);
	g_assert_cmpuint(g_bytes_get_size(empty), ==, 0);
	g_assert_true(kw_rows_next(rows));
	g_assert_true(kw_rows_is_null(rows, 0));
	g_assert_cmpint(kw_rows_int(rows, 0), ==, 0);
	g_assert_null(kw_rows_text(rows, 1));
	g_assert_null(kw_rows_blob(rows, 2));
}

static void counts_what_it_wrote(StoreFixture *f)
{
	static const struct {
		const char *sql;
		int64_t changed;
	} cases[] = {
		{"INSERT INTO journal (at, actor, action, subject) VALUES (1, 'a', 'b', 'c')", 1},
		{"INSERT INTO journal (at, actor, action, subject) VALUES (2, 'a', 'b', 'c'), "
		 "(3, 'a', 'b', 'c')",
		 2},
		{"UPDATE journal SET detail = 'x' WHERE at >= 2", 2},
		{"UPDATE journal SET detail = 'x' WHERE at > 9", 0},
		{"UPDATE journal SET detail = 'y' RETURNING id", 3},
		{"SELECT * FROM journal", 0},
		{"DELETE FROM journal", 3},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		int64_t changed = -1;

		kw_db_run(f->db, cases[i].sql, KW_NO_PARAMS, &changed, &error);
		kw_assert_ok(error);
		g_assert_cmpint(changed, ==, cases[i].changed);
	}
}

static void int_of_nothing(StoreFixture *f)
{
	g_assert_cmpint(number(f->db, "SELECT id FROM journal"), ==, -2);
	g_assert_cmpint(number(f->db, "SELECT max(id) FROM journal"), ==, -2);
	g_assert_cmpint(number(f->db, "SELECT count(*) FROM journal"), ==, 0);
}

static void wrong_statements(StoreFixture *f)
{
	static const char *const cases[] = {
		"SELECT nonsense FROM mail",
		"SELEC 1",
		"SELECT 1; SELECT 2",
		"INSERT INTO mail_raw (mail, content) VALUES (99, NULL)",
		"INSERT INTO item_ref (item, kind, value) VALUES (99, 'cve', 'CVE-2026-1')",
		"INSERT INTO issue_number (kind, taken) VALUES ('monthly', 0)",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_false(kw_db_run(f->db, cases[i], KW_NO_PARAMS, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "store ");
		/* and the next statement works */
		g_assert_cmpint(number(f->db, "SELECT 41 + 1"), ==, 42);
	}
}

static void wrong_parameters(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	const char *sql = "SELECT CAST($1 AS TEXT)";

	g_assert_null(kw_db_query(f->db, sql, KW_NO_PARAMS, &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
	g_assert_null(kw_db_query(f->db, sql, KW_PARAMS(KW_INT(1), KW_INT(2)), &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, NULL);
	g_assert_null(kw_db_query(f->db, sql, KW_PARAMS(KW_TEXT("\x83\x5c")), &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "$1 is not UTF-8");
}

static void prepare_only(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(
		kw_db_prepare(f->db, "DELETE FROM mail WHERE id = $1; -- all of it\n", &error));
	kw_assert_ok(error);
	g_assert_false(kw_db_prepare(f->db, "DELETE FROM mails", &error));
	kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "mails");
}

/* ------------------------------------------------------------------ transactions */

static gboolean note_in_scope(KwDb *db, gboolean commit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTx) tx = kw_tx_begin(db, &error);
	gboolean is_done = FALSE;

	kw_assert_ok(error);
	run(db, NOTE);
	if (commit)
		is_done = kw_tx_commit(tx, &error);
	kw_assert_ok(error);
	return is_done;
}

static void scope_rolls_back(StoreFixture *f)
{
	g_autoptr(KwDb) other = store_fixture_open(f);

	g_assert_false(note_in_scope(f->db, FALSE));
	g_assert_cmpint(number(f->db, NOTES), ==, 0);
	g_assert_true(note_in_scope(f->db, TRUE));
	g_assert_cmpint(number(other, NOTES), ==, 1);
}

static void failure_breaks_transaction(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	{
		g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);

		kw_assert_ok(error);
		run(f->db, NOTE);
		g_assert_false(kw_db_run(f->db, "SELECT 1 FROM nowhere", KW_NO_PARAMS, NULL, NULL));
		g_assert_false(kw_db_run(f->db, NOTE, KW_NO_PARAMS, NULL, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "failed before");
		g_assert_false(kw_tx_commit(tx, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "failed before");
	}
	g_assert_cmpint(number(f->db, NOTES), ==, 0);
	g_assert_true(note_in_scope(f->db, TRUE));
	g_assert_cmpint(number(f->db, NOTES), ==, 1);
}

/* ------------------------------------------------------------------ one statement, many times */

/* Writes what is above 1 of 1000, 500, 333 …, the second of which is 0. */
static GPtrArray *put_many(KwDb *db, size_t n, GError **error)
{
	g_autofree KwParam *params = g_new(KwParam, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		params[2 * i] = KW_INT(i == 1 ? 0 : (int64_t)(1000 / (i + 1)));
		params[2 * i + 1] = KW_TEXT(i % 2 ? "二" : NULL);
	}
	return kw_db_query_each(db,
				"INSERT INTO journal (at, actor, action, subject, detail) "
				"SELECT CAST($1 AS BIGINT), 'a', 'b', 'c', $2 "
				"WHERE CAST($1 AS BIGINT) > 1 RETURNING at, detail",
				params, 2, n, error);
}

static void many_times(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	static const size_t sizes[] = {0, 1, 4, KW_DB_EACH_MAX};

	for (guint k = 0; k < G_N_ELEMENTS(sizes); k++) {
		size_t n = sizes[k];
		g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);
		g_autoptr(GPtrArray) all = put_many(f->db, n, &error);

		kw_assert_ok(error);
		g_assert_cmpuint(all->len, ==, n);
		for (size_t i = 0; i < n; i++) {
			KwRows *rows = all->pdata[i];
			gboolean is_there = i != 1 && 1000 / (i + 1) > 1;

			g_assert_cmpint(kw_rows_next(rows), ==, is_there);
			if (!is_there)
				continue;
			g_assert_cmpint(kw_rows_int(rows, 0), ==, 1000 / ((int64_t)i + 1));
			g_assert_cmpstr(kw_rows_text(rows, 1), ==, i % 2 ? "二" : NULL);
		}
		g_assert_true(kw_tx_commit(tx, &error));
		g_assert_cmpint(number(f->db, "SELECT 7"), ==, 7); /* as before */
	}
}

/* The third of four is refused: the first error is told, the transaction is broken, and the
 * connection is not. */
static void many_times_refused(StoreFixture *f)
{
	static const char insert[] = "INSERT INTO journal (at, actor, action, subject) "
				     "VALUES ($1, 'a', 'b', $2)";
	const KwParam params[] = {KW_INT(1), KW_TEXT("x"), KW_INT(2), KW_TEXT("x"),
				  KW_INT(3), KW_NULL,      KW_INT(4), KW_TEXT("x")};
	const KwParam bytes[] = {KW_INT(1), KW_TEXT("x"), KW_INT(2), KW_TEXT("\xff")};
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 2; i++) {
		g_autoptr(KwTx) tx = kw_tx_begin(f->db, &error);

		kw_assert_ok(error);
		g_assert_null(i ? kw_db_query_each(f->db, insert, bytes, 2, 2, &error)
				: kw_db_query_each(f->db, insert, params, 2, 4, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL,
					i ? "is not UTF-8" : "VALUES ($1");
		g_assert_false(kw_tx_commit(tx, &error));
		kw_testing_assert_error(&error, KW_ERROR_INTERNAL, "failed before");
	}
	g_assert_cmpint(number(f->db, NOTES), ==, 0);
}

/* Reads before it writes: what loses writes with a plain BEGIN. */
static void add_notes(KwDb *db, int i G_GNUC_UNUSED)
{
	for (int n = 0; n < 20; n++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(KwTx) tx = kw_tx_begin(db, &error);

		kw_assert_ok(error);
		number(db, NOTES);
		run(db, NOTE);
		kw_tx_commit(tx, &error);
		kw_assert_ok(error);
	}
}

static void transactions_wait_for_each_other(StoreFixture *f)
{
	store_fixture_fork(f, 8, add_notes);
	g_assert_cmpint(number(f->db, NOTES), ==, 160);
}

/* Also where nothing is changed, a store that cannot be written to is no good. */
static void tries(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(kw_db_try(f->db, &error));
	kw_assert_ok(error);
	run(f->db, g_str_equal(kw_db_engine(f->db), "pgsql")
			   ? "SET default_transaction_read_only = on"
			   : "PRAGMA query_only = 1");
	g_assert_false(kw_db_try(f->db, &error));
	kw_testing_assert_error(&error, KW_ERROR_TEMPORARY, "read");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/db/bound-by-name", bound_by_name);
	store_test_add("/db/values-come-back", values_come_back);
	store_test_add("/db/counts-what-it-wrote", counts_what_it_wrote);
	store_test_add("/db/int-of-nothing", int_of_nothing);
	store_test_add("/db/try", tries);
	store_test_add("/db/wrong-statements", wrong_statements);
	store_test_add("/db/wrong-parameters", wrong_parameters);
	store_test_add("/db/prepare-only", prepare_only);
	store_test_add("/db/scope-rolls-back", scope_rolls_back);
	store_test_add("/db/failure-breaks-transaction", failure_breaks_transaction);
	store_test_add("/db/many-times", many_times);
	store_test_add("/db/many-times-refused", many_times_refused);
	store_test_add("/db/transactions-wait", transactions_wait_for_each_other);
	return g_test_run();
}
