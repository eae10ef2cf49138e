/* What tests of store/db share: statements that have to work. */
#pragma once

#include "store_fixture.h"

static inline void run(KwDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;

	kw_db_run(db, sql, KW_NO_PARAMS, NULL, &error);
	kw_assert_ok(error);
}

static inline int64_t number(KwDb *db, const char *sql)
{
	g_autoptr(GError) error = NULL;
	int64_t value = -1;

	kw_db_int(db, sql, KW_NO_PARAMS, -2, &value, &error);
	kw_assert_ok(error);
	return value;
}

/* Something that is written, and how often it was. */
#define NOTE  "INSERT INTO journal (at, actor, action, subject) VALUES (1, 'a', 'b', 'c')"
#define NOTES "SELECT count(*) FROM journal"
