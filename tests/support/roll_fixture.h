/* What tests with people share: a row of the roll, and looking at it. */
#pragma once

#include "testing.h"

#include "store/roll.h"

/* What is not said: active, in Japanese, wants everything. */
static inline int64_t roll_fixture_put(KwDb *db, const KwSubscriber *given, int64_t now)
{
	KwSubscriber row = *given;
	g_autoptr(GError) error = NULL;
	int64_t id;

	row.state = row.state ? row.state : (char *)"active";
	row.language = row.language ? row.language : (char *)"ja";
	row.topics = row.topics ? row.topics : (char *)"weekly bulletin";
	kw_roll_add(db, &row, now, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static inline int64_t roll_fixture_add(KwDb *db, const char *address, const char *state,
				       int64_t now)
{
	const KwSubscriber row = {.address = (char *)address, .state = (char *)state};

	return roll_fixture_put(db, &row, now);
}

static inline KwSubscriber *roll_fixture_find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber *found = kw_roll_find(db, id, &error);

	kw_assert_ok(error);
	g_assert_nonnull(found);
	return found;
}

/* NULL: nobody. */
static inline KwSubscriber *roll_fixture_find_address(KwDb *db, const char *address)
{
	g_autoptr(GError) error = NULL;
	KwSubscriber *found = kw_roll_find_address(db, address, &error);

	kw_assert_ok(error);
	return found;
}
