/* What tests of mails in the store share: putting, claiming and finding one. */
#pragma once

#include "store/mails.h"

#include "store_fixture.h"

static inline int64_t put(KwDb *db, const char *text, int64_t now)
{
	g_autoptr(GError) error = NULL;
	gboolean is_new;
	int64_t id = 0;

	kw_mails_put(db, text, strlen(text), "sender@example.jp", "desk@example.jp", now, &id,
		     &is_new, &error);
	kw_assert_ok(error);
	g_assert_true(is_new);
	g_assert_cmpint(id, >, 0);
	return id;
}

static inline int64_t claim_next(KwDb *db, int64_t now)
{
	g_autoptr(GError) error = NULL;
	int64_t id = -1;

	kw_mails_claim_next(db, now, 60, &id, &error);
	kw_assert_ok(error);
	return id;
}

static inline KwMail *find(KwDb *db, int64_t id)
{
	g_autoptr(GError) error = NULL;
	KwMail *mail = kw_mails_find(db, id, &error);

	kw_assert_ok(error);
	return mail;
}
