/* What tests of enqueue share: a draft made by hand, sending it, and the rows that came of it. */
#pragma once

#include "digest/enqueue.h"
#include "mail/message.h"
#include "store/outbox.h"

#include "issue_fixture.h"
#include "store_fixture.h"

static inline KwEdition *make_edition(KwIssue *issue, const KwConfig *config, const int64_t *items,
				      size_t n)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = issue_fixture_words(config);
	KwEdition *edition = g_new0(KwEdition, 1);

	edition->issue = issue;
	edition->stories = issue_fixture_stories();
	edition->shorts = issue_fixture_stories();
	edition->left_out = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < n; i++)
		g_ptr_array_add(edition->stories, issue_fixture_full_story(items[i], "this-week"));
	edition->rendered = kw_render_issue(config, words, issue, edition->stories, edition->shorts,
					    NULL, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	return edition;
}

/* A draft of that kind with those items. */
static inline KwEdition *draft(KwDb *db, const KwConfig *config, const char *kind,
			       const int64_t *items, size_t n)
{
	g_autoptr(GError) error = NULL;
	KwIssue *issue =
		g_str_equal(kind, "weekly")
			? kw_issues_take_weekly(db, ISSUE_FIXTURE_DAY, ISSUE_FIXTURE_NOW, &error)
			: kw_issues_put_bulletin(db, ISSUE_FIXTURE_DAY, NULL, ISSUE_FIXTURE_NOW,
						 &error);

	kw_assert_ok(error);
	return make_edition(issue, config, items, n);
}

static inline KwEnqueueResult enqueue(KwDb *db, const KwConfig *config, const KwEdition *edition,
				      int64_t *out_letters)
{
	g_autoptr(GError) error = NULL;
	KwEnqueueResult result = KW_ENQUEUE_ALREADY;

	kw_enqueue_issue(db, config, edition, ISSUE_FIXTURE_NOW, "shell:test", &result, out_letters,
			 &error);
	kw_assert_ok(error);
	return result;
}

static inline GPtrArray *rows_of(KwDb *db, int64_t issue)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = issue ? kw_outbox_list_issue(db, issue, NULL, 0, 100, &error)
				: kw_outbox_list(db, NULL, 0, 100, &error);

	kw_assert_ok(error);
	return rows;
}

static inline void assert_state(KwDb *db, int64_t issue, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) found = kw_issues_find(db, issue, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(found->state, ==, state);
}

/* The stored letter is a mail of its own, with what lists need. */
static inline void letter(StoreFixture *f)
{
	int64_t item = issue_fixture_item(f->db, "picked", "this-week", "甲"), letters;

	issue_fixture_subscriber(f->db, "a@example.jp", "active", "ja", "weekly bulletin");
	for (int has_page = 0; has_page < 2; has_page++) {
		g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
		g_autoptr(GError) error = NULL;

		if (has_page)
			config->web_leave = g_strdup("https://news.example.jp/u/");
		g_autoptr(KwEdition) edition = draft(f->db, config, "bulletin", &item, 1);
		enqueue(f->db, config, edition, &letters);
		g_autoptr(GPtrArray) rows = rows_of(f->db, edition->issue->id);
		g_autoptr(KwLetter) stored =
			kw_letters_get(f->db, ((KwOutboxRow *)rows->pdata[0])->letter, &error);
		kw_assert_ok(error);
		g_autoptr(KwMessage)
			message = kw_message_parse(g_bytes_get_data(stored->bytes, NULL),
						   g_bytes_get_size(stored->bytes), NULL, &error);
		kw_assert_ok(error);
		g_assert_cmpstr(message->subject, ==, edition->rendered->subject);
		g_assert_cmpstr(message->from->name, ==, config->title);
		g_assert_cmpint(message->date_at, ==, ISSUE_FIXTURE_NOW);
		g_assert_cmpint(message->date_offset_s, ==, 9 * 3600);
		g_assert_nonnull(strstr(kw_message_header(message, "List-Id"),
					"<kawaraban.news.example.jp>"));
		g_assert_cmpstr(kw_message_header(message, "Precedence"), ==, "list");
		g_assert_cmpstr(kw_message_header(message, "List-Unsubscribe-Post"), ==,
				has_page ? "List-Unsubscribe=One-Click" : NULL);
		g_assert_nonnull(kw_message_html(message));
		g_assert_cmpstr(stored->purpose, ==, "bulletin");
	}
}
