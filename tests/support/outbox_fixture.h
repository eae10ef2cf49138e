/* What tests of the outbox share: rows of the tables around it, and its verbs as one line each. */
#pragma once

#include "roll_fixture.h"
#include "store_fixture.h"

#include "base/error.h"
#include "store/issues.h"
#include "store/outbox.h"

#include <string.h>

static inline int64_t issue(KwDb *db, const char *day)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) one = kw_issues_take_weekly(db, day, 1, &error);

	kw_assert_ok(error);
	return one->id;
}

static inline int64_t letter(KwDb *db, int64_t of_issue, const char *language, const char *segment,
			     const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	KwLetter one = {.issue = of_issue,
			.purpose = (char *)(of_issue ? "weekly" : "notice"),
			.language = (char *)language,
			.segment = (char *)segment,
			.bytes = bytes,
			.splices = (char *)"[[0,1]]"};
	int64_t id = 0;

	kw_letters_put(db, &one, 1, &id, &error);
	kw_assert_ok(error);
	g_assert_cmpint(id, >, 0);
	return id;
}

static inline int64_t subscriber(KwDb *db, const char *address, const char *state,
				 const char *language, const char *topics)
{
	const KwSubscriber one = {.address = (char *)address,
				  .state = (char *)state,
				  .language = (char *)language,
				  .topics = (char *)topics};

	return roll_fixture_put(db, &one, 1);
}

static inline void subscribers(KwDb *db, int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *address = g_strdup_printf("s%d@example.jp", i);

		subscriber(db, address, "active", "ja", "weekly bulletin");
	}
}

static inline int64_t enqueue_issue(KwDb *db, int64_t of_letter, int64_t of_issue,
				    const char *language, const char *topic, int priority)
{
	g_autoptr(GError) error = NULL;
	int64_t count = -1;

	kw_outbox_enqueue_issue(db, of_letter, of_issue, language, topic, priority, 100, &count,
				&error);
	kw_assert_ok(error);
	return count;
}

static inline void notice(KwDb *db, const char *recipient, int priority)
{
	g_autoptr(GError) error = NULL;

	kw_outbox_enqueue(db, letter(db, 0, "ja", NULL, "notice"), 0, recipient, priority, 100,
			  &error);
	kw_assert_ok(error);
}

static inline GPtrArray *claim(KwDb *db, const char *claimer, int limit, int64_t now)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = kw_outbox_claim(db, claimer, limit, now, 60, &error);

	kw_assert_ok(error);
	return rows;
}

static inline KwOutboxRow *claim_one(KwDb *db, const char *claimer, int64_t now)
{
	g_autoptr(GPtrArray) rows = claim(db, claimer, 1, now);

	return rows->len ? g_ptr_array_steal_index(rows, 0) : NULL;
}

/* "ready": an attempt that does not count. */
static inline void settle(KwDb *db, int64_t id, const char *claimer, const char *state,
			  int64_t next_try_at, int code, const char *text)
{
	const KwOutboxOutcome outcome = {.id = id,
					 .state = state,
					 .next_try_at = next_try_at,
					 .is_uncounted = g_str_equal(state, "ready"),
					 .relay = code ? "smtp://relay" : NULL,
					 .smtp_code = code,
					 .smtp_text = text};
	g_autoptr(GError) error = NULL;

	kw_outbox_settle(db, claimer, &outcome, 1, 700, &error);
	kw_assert_ok(error);
}

/* An issue's rows go out while it is "sending" only. */
static inline void set_issue(KwDb *db, int64_t id, const char *state)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;

	kw_issues_set_state(db, id, "draft sending held", state, 100, &changed, &error);
	kw_assert_ok(error);
	g_assert_true(changed);
}

static inline KwOutboxTotals totals(KwDb *db, int64_t of_issue)
{
	g_autoptr(GError) error = NULL;
	KwOutboxTotals t;

	kw_outbox_totals(db, of_issue, &t, &error);
	kw_assert_ok(error);
	return t;
}

static inline KwOutboxRow *row(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(db, NULL, id - 1, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	g_assert_cmpint(((KwOutboxRow *)rows->pdata[0])->id, ==, id);
	return g_ptr_array_steal_index(rows, 0);
}
