/* What tests of items share: putting one, finding it. */
#pragma once

#include "store/items.h"

#include "store_fixture.h"

static inline int64_t put(KwDb *db, const char *title, const char *severity, int64_t published_at,
			  int64_t now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwItem) item = kw_item_new();

	item->title = g_strdup(title);
	item->title_key = g_utf8_casefold(title, -1);
	item->severity = g_strdup(severity);
	item->published_at = published_at;
	kw_items_put(db, item, now, &error);
	kw_assert_ok(error);
	g_assert_cmpint(item->id, >, 0);
	return item->id;
}

static inline KwItem *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(db, id, &error);

	kw_assert_ok(error);
	return item;
}
