/* What tests of deliver share: a publisher with three readers, and what arrived. */
#pragma once

#include "issue_fixture.h"
#include "named_relay.h"
#include "store_fixture.h"

#include "base/error.h"
#include "base/token.h"
#include "digest/deliver.h"
#include "digest/enqueue.h"
#include "mail/message.h"
#include "store/outbox.h"

#include <sys/stat.h>

#define HOUR 3600

typedef struct Office Office;
struct Office {
	StoreFixture *store;
	KwConfig *config;
	KwKeys *keys;
	int64_t now;
	int64_t item;
	Relay relay; /* where one was started */
	gboolean stops;
	gint64 broken_at;
	gboolean is_mended;
	void (*on_turn)(Office *o, const KwDelivered *so_far);
};

/* `more` goes into the configuration; without a relay, letters go into folder/out. */
static inline void open_office(Office *o, StoreFixture *f, const char *relay, const char *more)
{
	g_autofree char *text = relay ? g_strconcat("relay: ", relay, "\n", more, NULL)
				      : g_strconcat("relay: maildir:out\n", more, NULL);
	g_autoptr(GError) error = NULL;

	o->store = f;
	o->config = issue_fixture_config(f->folder, "ja", text);
	if (!g_file_test(o->config->keys_file, G_FILE_TEST_EXISTS))
		kw_keys_create(o->config->keys_file, &error);
	kw_assert_ok(error);
	o->keys = kw_keys_load(o->config->keys_file, &error);
	kw_assert_ok(error);
	o->now = ISSUE_FIXTURE_NOW;
	o->item = issue_fixture_item(f->db, "picked", "this-week", "甲");
}

/* The relay serves one connection at a time. `relay_more`: further keys of it. */
static inline void open_office_with(Office *o, StoreFixture *f, const char *greeting,
				    const char *relay_more, const char *more)
{
	o->relay.greeting = greeting;
	relay_start(&o->relay);
	g_autofree char *url = g_strdup_printf(
		"{url: 'smtp://127.0.0.1:%d', tls: none, timeout: 10, connections: 1%s}",
		o->relay.port, relay_more);
	open_office(o, f, url, more);
}

static inline void open_office_with_relay(Office *o, StoreFixture *f, const char *greeting,
					  const char *more)
{
	open_office_with(o, f, greeting, "", more);
}

static inline void close_office(Office *o)
{
	if (o->relay.thread)
		relay_stop(&o->relay);
	kw_config_free(o->config);
	kw_keys_free(o->keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Office, close_office)

static inline int64_t add_reader(const Office *o, const char *address)
{
	return issue_fixture_subscriber(o->store->db, address, "active", "ja", "weekly bulletin");
}

/* An issue of that kind, in the outbox; its id. */
static inline int64_t send_issue(const Office *o, const char *kind, int number)
{
	KwDb *db = o->store->db;
	g_autoptr(GError) error = NULL;
	g_autoptr(KwWords) words = issue_fixture_words(o->config);
	g_autofree char *day = g_strdup_printf("2026-11-%02d", number);
	g_autoptr(KwEdition) edition = g_new0(KwEdition, 1);
	KwEnqueueResult result;
	int64_t letters;

	edition->issue = g_str_equal(kind, "weekly")
				 ? kw_issues_take_weekly(db, day, o->now, &error)
				 : kw_issues_put_bulletin(db, day, NULL, o->now, &error);
	kw_assert_ok(error);
	edition->stories = issue_fixture_stories();
	edition->shorts = issue_fixture_stories();
	g_ptr_array_add(edition->stories, issue_fixture_full_story(o->item, "this-week"));
	edition->rendered = kw_render_issue(o->config, words, edition->issue, edition->stories,
					    edition->shorts, NULL, o->now, &error);
	kw_assert_ok(error);
	kw_enqueue_issue(db, o->config, edition, o->now, "shell:test", &result, &letters, &error);
	kw_assert_ok(error);
	g_assert_cmpint(result, ==, KW_ENQUEUE_DONE);
	return edition->issue->id;
}

static inline KwClaimerState state_of(const char *claimer)
{
	if (g_str_equal(claimer, "dead"))
		return KW_CLAIMER_GONE;
	return g_str_has_prefix(claimer, "other-host") ? KW_CLAIMER_UNKNOWN : KW_CLAIMER_LIVING;
}

static inline int64_t tell_time(gpointer user)
{
	return ((Office *)user)->now;
}

static inline gboolean should_stop(gpointer user)
{
	return ((Office *)user)->stops;
}

static inline void on_turn(const KwDelivered *so_far, gpointer user)
{
	Office *o = user;

	if (o->on_turn)
		o->on_turn(o, so_far);
}

static inline gboolean deliver_as(Office *o, const char *claimer, KwDelivered *out, GError **error)
{
	const KwDeliverer deliverer = {.claimer = claimer,
				       .state_of = state_of,
				       .clock = tell_time,
				       .should_stop = should_stop,
				       .on_turn = on_turn,
				       .user = o};

	return kw_deliver_run(o->store->db, o->config, o->keys, &deliverer, out, error);
}

static inline gboolean try_deliver(Office *o, KwDelivered *out, GError **error)
{
	return deliver_as(o, "living", out, error);
}

static inline KwDelivered deliver(Office *o)
{
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	g_assert_true(try_deliver(o, &done, &error));
	kw_assert_ok(error);
	return done;
}

static inline void assert_delivered(const KwDelivered *d, int sent, int deferred, int failed,
				    int uncertain)
{
	g_assert_cmpint(d->sent, ==, sent);
	g_assert_cmpint(d->deferred, ==, deferred);
	g_assert_cmpint(d->failed, ==, failed);
	g_assert_cmpint(d->uncertain, ==, uncertain);
}

static inline KwOutboxRow *row_of(const Office *o, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = kw_outbox_list(o->store->db, NULL, id - 1, 1, &error);

	kw_assert_ok(error);
	g_assert_cmpuint(rows->len, ==, 1);
	return g_ptr_array_steal_index(rows, 0);
}

static inline void assert_row(const Office *o, int64_t id, const char *state, int attempts)
{
	g_autoptr(KwOutboxRow) row = row_of(o, id);

	g_assert_cmpstr(row->state, ==, state);
	g_assert_cmpint(row->attempts, ==, attempts);
}

static inline void assert_issue(const Office *o, int64_t id, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwIssue) issue = kw_issues_find(o->store->db, id, &error);

	kw_assert_ok(error);
	g_assert_cmpstr(issue->state, ==, state);
}

/* --- what arrived in the Maildir --- */

typedef struct {
	char *raw;
	KwMessage *message;
	char *text, *html; /* of the two parts, tidy */
} Arrived;

static inline void arrived_free(gpointer data)
{
	Arrived *a = data;

	kw_message_free(a->message);
	g_free(a->raw);
	g_free(a->text);
	g_free(a->html);
	g_free(a);
}

static inline Arrived *read_letter(const char *path)
{
	g_autoptr(GError) error = NULL;
	Arrived *a = g_new0(Arrived, 1);
	gboolean is_html;
	gsize length;

	g_assert_true(g_file_get_contents(path, &a->raw, &length, NULL));
	a->message = kw_message_parse(a->raw, length, NULL, &error);
	kw_assert_ok(error);
	const KwPart *body = kw_message_body(a->message, &is_html, NULL);
	g_assert_nonnull(body);
	g_assert_false(is_html);
	a->text = g_strdup(body->text);
	const KwPart *html = kw_message_html(a->message);
	a->html = html ? g_strdup(html->text) : NULL;
	return a;
}

static inline GPtrArray *arrived(const Office *o)
{
	GPtrArray *letters = g_ptr_array_new_with_free_func(arrived_free);
	g_autofree char *path = g_build_filename(o->store->folder, "out", "new", NULL);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *file = g_build_filename(path, name, NULL);

		g_ptr_array_add(letters, read_letter(file));
	}
	return letters;
}

static inline const Arrived *letter_to(const GPtrArray *letters, const char *address)
{
	for (guint i = 0; i < letters->len; i++) {
		const Arrived *a = letters->pdata[i];

		if (g_str_equal(kw_message_header(a->message, "Delivered-To"), address))
			return a;
	}
	g_error("nothing arrived for %s", address);
}

static inline void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		g_error("no \"%s\" in:\n%s", part, text);
}

/* The text between two others; the first must be there. */
static inline char *between(const char *text, const char *before, const char *after)
{
	const char *start = strstr(text, before);

	g_assert_nonnull(start);
	start += strlen(before);
	const char *stop = strstr(start, after);
	g_assert_nonnull(stop);
	return g_strndup(start, (gsize)(stop - start));
}

static inline char *message_id_of(const char *letter)
{
	return between(letter, "Message-ID: <", ">");
}

static inline void add_readers(const Office *o, const char *name, int n)
{
	for (int i = 0; i < n; i++) {
		g_autofree char *address = g_strdup_printf("%s%d@example.jp", name, i);

		add_reader(o, address);
	}
}

static inline int64_t count_rows(const Office *o, const char *where)
{
	g_autofree char *sql = g_strconcat("SELECT count(*) FROM outbox WHERE ", where, NULL);
	g_autoptr(GError) error = NULL;
	int64_t n;

	kw_db_int(o->store->db, sql, KW_NO_PARAMS, 0, &n, &error);
	kw_assert_ok(error);
	return n;
}
