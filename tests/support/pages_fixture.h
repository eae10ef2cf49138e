/* What tests of the pages share: a store with a configuration, asking for a page, looking at what
 * came and at the reader. */
#pragma once

#include "subscribers/pages.h"
#include "store/journal.h"
#include "store/outbox.h"

#include "config_fixture.h"
#include "roll_fixture.h"
#include "store_fixture.h"

#define NOW  1795050000 /* 2026-11-19 10:00 in Tokyo */
#define DAY  86400
#define FORM "application/x-www-form-urlencoded"

typedef struct {
	StoreFixture *f;
	KwConfig *config;
	KwKeys *keys;
	KwPage *page; /* the last one */
	int64_t now;
} Desk;

static inline void desk_clear(Desk *desk)
{
	g_clear_pointer(&desk->config, kw_config_free);
	g_clear_pointer(&desk->keys, kw_keys_free);
	g_clear_pointer(&desk->page, kw_page_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static inline Desk desk_of(StoreFixture *f)
{
	g_autofree char *path = g_build_filename(f->folder, "keys", NULL);
	g_autoptr(GError) error = NULL;
	Desk desk = {.f = f, .now = NOW};

	desk.config = config_fixture_load(f->folder, "ja", "");
	desk.config->web = g_strdup("https://news.example.jp/w/");
	kw_keys_create(path, &error);
	kw_assert_ok(error);
	desk.keys = kw_keys_load(path, &error);
	kw_assert_ok(error);
	return desk;
}

/* The page for `path` ("/u/TOKEN?lang=en"); `body` NULL: a GET. Returns the status. */
static inline int ask(Desk *desk, const char *path, const char *body)
{
	const char *query = strchr(path, '?');
	g_autofree char *bare = g_strndup(path, strcspn(path, "?"));
	g_autoptr(GError) error = NULL;
	g_autoptr(KwForm) asks = kw_form_parse_query(query ? query + 1 : "", &error);
	g_autoptr(KwForm) form = body ? kw_form_parse(FORM, body, strlen(body), &error) : NULL;
	const KwPageRequest request = {.path = bare,
				       .asks = asks,
				       .form = form,
				       .base = "https://news.example.jp/w/",
				       .client = "203.0.113.7",
				       .agent = "Browser/1.0"};

	g_clear_pointer(&desk->page, kw_page_free);
	desk->page =
		kw_pages_answer(desk->f->db, desk->config, desk->keys, &request, desk->now, &error);
	kw_assert_ok(error);
	return desk->page->status;
}

static inline void says(const Desk *desk, const char *words)
{
	if (!strstr(desk->page->html, words))
		g_error("not on the page: %s", words);
}

static inline char *path_of(const Desk *desk, const char *page, KwTokenPurpose purpose,
			    int64_t first, int64_t id)
{
	g_autofree char *token = kw_token_format(desk->keys, purpose, first, id);

	return g_strconcat("/", page, "/", token, NULL);
}

static inline KwSubscriber *reader_of(const Desk *desk, const char *address)
{
	return roll_fixture_find_address(desk->f->db, address);
}

static inline void state_is(const Desk *desk, const char *address, const char *state)
{
	g_autoptr(KwSubscriber) reader = reader_of(desk, address);

	g_assert_cmpstr(reader ? reader->state : NULL, ==, state);
}

static inline int64_t add(const Desk *desk, const char *address, const char *state)
{
	const KwSubscriber subscriber = {.address = (char *)address,
					 .state = (char *)state,
					 .word = (char *)"すずめ",
					 .organisation = (char *)"見本 <b>& \"工業\"",
					 .products = (char *)"fortigate windows",
					 .consent_at = NOW - DAY,
					 .consent_how = (char *)"import"};

	return roll_fixture_put(desk->f->db, &subscriber, NOW - DAY);
}

static inline guint letters(const Desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(desk->f->db, NULL, 0, 1000, &error);

	kw_assert_ok(error);
	return rows->len;
}

/* The journal's newest line about somebody: "ACTION DETAIL". */
static inline char *noted(const Desk *desk, int64_t id)
{
	g_autofree char *subject = g_strdup_printf("subscriber:%" G_GINT64_FORMAT, id);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) lines = kw_journal_list(desk->f->db, subject, 1, &error);
	const KwJournalEntry *line = lines->len ? lines->pdata[0] : NULL;

	kw_assert_ok(error);
	if (!line)
		return NULL;
	g_assert_cmpstr(line->actor, ==, "web");
	return g_strdup_printf("%s %s", line->action, line->detail);
}
