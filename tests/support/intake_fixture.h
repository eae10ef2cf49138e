/* What tests of intake share: a store with a source, mails and entries that are taken in. */
#pragma once

#include "testing.h"

#include "ingest/intake.h"
#include "store/mails.h"

#include <string.h>

#define NOW 1794900000 /* 2026-11-17 */
#define AT  "https://www.jpcert.or.jp/at/2026/at260030.html"

typedef struct {
	char *folder;
	KwDb *db;
	KwWords *words;
	KwSource *source;
	int mails;
} Fixture;

static inline void set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *url = NULL;

	f->folder = kw_testing_folder();
	url = g_strdup_printf("sqlite:%s/store.db", f->folder);
	kw_db_create(url, &error);
	kw_assert_ok(error);
	f->db = kw_db_open(url, &error);
	kw_assert_ok(error);
	f->words = kw_testing_words("ja");
	f->source = g_new0(KwSource, 1);
	f->source->url = g_strdup("https://example.jp/rss");
	f->source->language = g_strdup("ja");
	f->source->publisher = g_strdup("jpcert");
	f->source->reuse = g_strdup("facts");
	f->source->is_active = TRUE;
	f->source->interval_s = 3600;
	kw_sources_put(f->db, f->source, &f->source->id, &error);
	kw_assert_ok(error);
}

static inline void tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
	kw_source_free(f->source);
	kw_words_free(f->words);
	kw_db_free(f->db);
	kw_testing_remove(f->folder);
	g_free(f->folder);
}

static inline GArray *take_parts(Fixture *f, const void *bytes, size_t length)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autoptr(KwReading) reading =
		kw_reading_of_mail(bytes, length, &(KwReadingContext){.zone = zone}, &error);
	gboolean is_new;
	int64_t mail;

	kw_assert_ok(error);
	kw_mails_put(f->db, bytes, length, NULL, NULL, NOW, &mail, &is_new, &error);
	kw_assert_ok(error);
	GArray *results = kw_intake_mail(f->db, reading, mail, "佐藤", f->words, NOW, &error);
	kw_assert_ok(error);
	return results;
}

static inline KwIntakeResult take_bytes(Fixture *f, const void *bytes, size_t length)
{
	g_autoptr(GArray) results = take_parts(f, bytes, length);

	g_assert_cmpuint(results->len, ==, 1);
	return g_array_index(results, KwIntakeResult, 0);
}

/* A mail forwarded with `comment`; each is another one. */
static inline KwIntakeResult forward(Fixture *f, const char *comment, const char *date,
				     const char *subject, const char *body)
{
	g_autofree char *mail = g_strdup_printf(
		"From: sato@police.example.jp\r\nTo: intake@example.jp\r\nSubject: Fwd: x\r\n"
		"Message-ID: <%d@example.jp>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
		"%s\n\n---------- Forwarded message ---------\n"
		"From: A <announce@jpcert.or.jp>\nDate: %s\nSubject: %s\nTo: b@example.jp\n\n%s\n",
		++f->mails, comment, date, subject, body);

	return take_bytes(f, mail, strlen(mail));
}

static inline KwIntakeResult entry(Fixture *f, const char *id, const char *title, const char *link,
				   int64_t published_at, const char *summary)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) refs = g_ptr_array_new();
	g_autoptr(GPtrArray) categories = g_ptr_array_new();
	KwFeedEntry e = {
		.id = (char *)id,
		.title = (char *)title,
		.link = (char *)link,
		.published_at = published_at,
		.summary = (char *)summary,
		.refs = refs,
		.categories = categories,
	};
	KwIntakeResult result;

	kw_intake_entry(f->db, f->source, &e, f->words, NOW, &result, &error);
	kw_assert_ok(error);
	return result;
}

static inline KwItem *find(Fixture *f, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwItem *item = kw_items_find(f->db, id, &error);

	kw_assert_ok(error);
	g_assert_nonnull(item);
	return item;
}

#define DATE "Tue, 17 Nov 2026 11:30:00 +0900"

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)
