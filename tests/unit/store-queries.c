/* Every named query of lib/store is prepared on the engines it is meant for: both, or the one that
 * its "-- engine:" line names; and none reads a whole table that grows for ever, but for those that
 * a person waits for. The files are read as the build's sql2c.awk reads them. */
#include "../support/store_fixture.h"

#include "base/error.h"

#include <string.h>

#define NAME   "-- name: "
#define ENGINE "-- engine: "

/* The rest of a line that starts with `prefix`, or NULL. */
static const char *after(const char *line, const char *prefix)
{
	return g_str_has_prefix(line, prefix) ? line + strlen(prefix) : NULL;
}

/* Once in a while, for a person. Where a row is put, the plan also shows a check of those that
 * refer to it, which does not run (it is for constraints that are put off to the commit). */
static gboolean may_read_all(const char *name)
{
	static const char *const names[] = {
		"mails_put",           "mails_put_copy",      "letters_put",
		"letters_latest",      "mails_count_outcome", "mails_of_person",
		"mails_forget_person", "mails_erase_person",  "questions_erase_person",
		"outbox_erase_person", "outbox_totals",       NULL};

	return g_strv_contains(names, name);
}

/* SQLite's plan: what PostgreSQL does hangs on how full its tables are. */
static void check_plan(KwDb *db, const char *name, const char *sql)
{
	static const char *const grow[] = {"SCAN mail",   "SCAN mail_raw", "SCAN outbox",
					   "SCAN letter", "SCAN l",        NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	KwParam none[40] = {0};
	size_t n = 0;

	for (const char *p = sql; (p = strchr(p, '$')); p++)
		n = MAX(n, g_ascii_strtoull(p + 1, NULL, 10));
	g_assert_cmpuint(n, <, G_N_ELEMENTS(none));
	g_autoptr(KwRows) rows = kw_db_query(db, explain, none, n, &error);
	kw_assert_ok(error);
	while (kw_rows_next(rows))
		if (g_strv_contains(grow, kw_rows_text(rows, 3)) && !may_read_all(name))
			g_error("%s: %s", name, kw_rows_text(rows, 3));
}

/* BEGIN, PRAGMA and the like have no plan. */
static gboolean has_plan(const char *sql)
{
	return g_regex_match_simple("^(SELECT|INSERT|UPDATE|DELETE|WITH) ", sql, G_REGEX_MULTILINE,
				    0);
}

static guint check(KwDb *db, const char *file, const char *name, const char *engine,
		   const char *sql)
{
	g_autoptr(GError) error = NULL;

	if (!name || (engine && !g_str_equal(engine, kw_db_engine(db))))
		return 0;
	if (!kw_db_prepare(db, sql, &error))
		g_error("%s: %s: %s", file, name, error->message);
	if (g_str_equal(kw_db_engine(db), "sqlite") && has_plan(sql))
		check_plan(db, name, sql);
	return 1;
}

static guint check_file(KwDb *db, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GString) sql = g_string_new(NULL);
	const char *name = NULL, *engine = NULL;
	guint n = 0;

	g_file_get_contents(path, &text, NULL, &error);
	kw_assert_ok(error);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (after(*line, NAME)) {
			n += check(db, path, name, engine, sql->str);
			name = after(*line, NAME);
			engine = NULL;
			g_string_truncate(sql, 0);
			continue;
		}
		if (after(*line, ENGINE)) {
			engine = after(*line, ENGINE);
			g_assert_true(g_str_equal(engine, "sqlite") ||
				      g_str_equal(engine, "pgsql"));
		}
		g_string_append_printf(sql, "%s\n", *line);
	}
	return n + check(db, path, name, engine, sql->str);
}

static void every_query(StoreFixture *f)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) folder = g_dir_open("lib/store", 0, &error);
	const char *file;
	guint n = 0;

	kw_assert_ok(error);
	while ((file = g_dir_read_name(folder))) {
		g_autofree char *path = g_build_filename("lib/store", file, NULL);
		guint here;

		if (!g_str_has_suffix(file, ".sql"))
			continue;
		here = check_file(f->db, path);
		/* the drivers' own files hold nothing for the other engine */
		if (!g_str_has_prefix(file, "db_"))
			g_assert_cmpuint(here, >, 0);
		n += here;
	}
	g_test_message("%u queries", n);
	g_assert_cmpuint(n, >, 60);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/queries/every-query", every_query);
	return g_test_run();
}
