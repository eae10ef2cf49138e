/* What tests of mail/message share: mails written in the test or lying in the corpus. */
#pragma once

#include "mail/message.h"

#include "testing.h"

#include <string.h>

static inline KwMessage *read_text(const char *text)
{
	g_autoptr(GError) error = NULL;
	size_t length = strlen(text);
	/* without its NUL, so that the sanitizer sees a read past the end */
	g_autofree char *exact = g_memdup2(text, length);
	KwMessage *message = kw_message_parse(exact, length, NULL, &error);

	kw_assert_ok(error);
	return message;
}

static inline KwMessage *read_corpus(const char *name)
{
	g_autofree char *path = g_strdup_printf("message/%s.eml", name);
	g_autoptr(GBytes) bytes = kw_testing_corpus(path);
	g_autoptr(GError) error = NULL;
	KwMessage *message = kw_message_parse(g_bytes_get_data(bytes, NULL),
					      g_bytes_get_size(bytes), NULL, &error);

	kw_assert_ok(error);
	return message;
}

static inline const KwPart *child(const KwPart *part, guint i)
{
	g_assert_nonnull(part->children);
	g_assert_cmpuint(part->children->len, >, i);
	return part->children->pdata[i];
}

static inline void assert_body(const KwMessage *message, const char *text)
{
	const KwPart *body = kw_message_body(message, NULL, NULL);

	g_assert_nonnull(body);
	g_assert_cmpstr(body->text, ==, text);
}
