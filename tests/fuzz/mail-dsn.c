/* mail/kind and mail/dsn on any bytes: words are of their lists, addresses are one line, and there
 * are not too many of them. */
#include "base/text.h"
#include "mail/dsn.h"
#include "mail/kind.h"

#include <stdint.h>
#include <string.h>

#define MAX_RECIPIENTS 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *text)
{
	g_assert(!text || (kw_text_is_valid(text, strlen(text)) && !strpbrk(text, "\r\n")));
}

static void check_word(const char *word, const char *const *known)
{
	g_assert(g_strv_contains(known, word));
}

static void check_recipient(const KwDsnRecipient *one)
{
	static const char *const actions[] = {"failed",  "delayed",  "delivered",
					      "relayed", "expanded", NULL};
	static const char *const classes[] = {"hard", "soft", "none", NULL};

	check_line(one->address);
	check_line(one->status);
	check_word(one->action, actions);
	check_word(one->class, classes);
	g_assert(one->status || strcmp(one->class, "none") == 0);
	g_assert(strcmp(one->class, "hard") != 0 || strcmp(one->action, "failed") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(KwMessage) message = kw_message_parse(data, size, NULL, NULL);

	if (!message)
		return 0;
	kw_kind_name(kw_kind_of(message, "", "list.example.jp"));
	kw_kind_name(kw_kind_of(message, NULL, NULL));

	g_autoptr(KwDsn) dsn = kw_dsn_parse(message);
	g_autoptr(KwFeedback) feedback = kw_feedback_parse(message);
	g_assert(dsn->recipients->len <= MAX_RECIPIENTS);
	for (guint i = 0; i < dsn->recipients->len; i++)
		check_recipient(dsn->recipients->pdata[i]);
	check_line(dsn->original_message_id);
	g_assert(!feedback || feedback->recipients->len <= MAX_RECIPIENTS);
	for (guint i = 0; feedback && i < feedback->recipients->len; i++)
		check_line(feedback->recipients->pdata[i]);
	return 0;
}
