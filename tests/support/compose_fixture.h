/* What tests of compose share: a letter of an issue, a notice, and looking into them. */
#pragma once

#include "testing.h"

#include "base/error.h"
#include "mail/compose.h"

#include <string.h>

static inline KwDraft issue(void)
{
	static GTimeZone *tokyo;

	if (!tokyo)
		tokyo = g_time_zone_new_offset(9 * 3600);
	return (KwDraft){
		.from_name = "サイバーかわら版",
		.from_address = "kawaraban@news.example.jp",
		.subject = "今週やること：FortiGateほか【かわら版42号】",
		.list_id = "kawaraban.news.example.jp",
		.list_name = "かわら版",
		.date_at = 1794890520, /* 2026-11-17T13:42+09:00 */
		.zone = tokyo,
		.one_click = TRUE,
		.is_issue = TRUE,
		.text = "見出し\n",
		.boundary = "kawaraban-42",
	};
}

static inline KwDraft notice(void)
{
	KwDraft draft = issue();

	draft.is_issue = FALSE;
	draft.to = "a@example.jp";
	draft.message_id = "n1@news.example.jp";
	draft.auto_submitted = TRUE;
	return draft;
}

static const char *const values[KW_FIELDS] = {
	[KW_FIELD_TO] = "\"a..b\"@docomo.example",
	[KW_FIELD_MESSAGE_ID] = "<dabc@news.example.jp>",
	[KW_FIELD_LEAVE_HEADER] =
		("<mailto:leave+labcdefghijklmnopqrstuvwxyz234567@news.example.jp?subject=leave>, "
		 "<https://news.example.jp/u/labcdefghijklmnopqrstuvwxyz234567>"),
	[KW_FIELD_FEEDBACK_ID] = "dabc:weekly:kawaraban",
	[KW_FIELD_MARK] = "m1abc",
	[KW_FIELD_GREETING] = "株式会社A&B <さくら> 様（合い言葉：すずめ）",
	[KW_FIELD_LEAVE_LINK] = "https://news.example.jp/u/?t=labc&l=ja",
	[KW_FIELD_CONSENT] = "登録：2026年4月1日\n方法：メール",
};

static inline KwComposed *compose(const KwDraft *draft)
{
	g_autoptr(GError) error = NULL;
	KwComposed *composed = kw_compose(draft, &error);

	kw_assert_ok(error);
	return composed;
}

static inline char *to_text(GBytes *bytes)
{
	gsize n;
	const char *data = g_bytes_get_data(bytes, &n);

	g_assert_cmpuint(strlen(data ? data : ""), >=, MIN(n, 1));
	return g_strndup(data, n);
}

static inline char *splice(const KwComposed *composed, const char *const fill[KW_FIELDS])
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = kw_compose_splice(composed, fill, &error);

	kw_assert_ok(error);
	return to_text(bytes);
}

static inline char *compose_and_splice(const KwDraft *draft)
{
	g_autoptr(KwComposed) composed = compose(draft);

	return splice(composed, values);
}

/* What stands between `start` and `end`. */
static inline char *between(const char *text, const char *start, const char *end)
{
	const char *from = strstr(text, start), *to;

	g_assert_nonnull(from);
	from += strlen(start);
	to = strstr(from, end);
	g_assert_nonnull(to);
	return g_strndup(from, (gsize)(to - from));
}

static inline char *decode(const char *base64)
{
	gsize n;
	g_autofree guchar *bytes = g_base64_decode(base64, &n);

	return g_strndup((const char *)bytes, n);
}

static inline void assert_mail_lines(const char *letter)
{
	g_auto(GStrv) lines = g_strsplit(letter, "\r\n", -1);
	gboolean in_body = FALSE;

	for (char **line = lines; *line; line++) {
		in_body |= !**line;
		g_assert_cmpuint(strlen(*line), <=, in_body ? 76 : 998);
		g_assert_null(strpbrk(*line, "\r\n"));
		g_assert_true(g_str_is_ascii(*line));
	}
	g_assert_true(g_str_has_suffix(letter, "\r\n"));
}
