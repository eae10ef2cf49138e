/* ingest/notice: recalls, forwarding confirmations, bare answers, and posts that use their words */
#include "ingest/notice.h"

#include "../support/testing.h"

#include <string.h>

typedef struct {
	const char *from, *subject, *body;
	KwNotice notice;
} Row;

static KwReading *read_mail(const char *from, const char *subject, const char *body)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autofree char *mail = g_strdup_printf("From: %s\r\nSubject: %s\r\n"
						"Message-ID: <1@example.jp>\r\n"
						"Content-Type: text/plain; charset=utf-8\r\n\r\n%s",
						from, subject, body);
	KwReading *reading =
		kw_reading_of_mail(mail, strlen(mail), &(KwReadingContext){.zone = zone}, &error);

	kw_assert_ok(error);
	return reading;
}

#define STAFF  "sato@police.example.jp"
#define GOOGLE "Gmail Team <forwarding-noreply@google.com>"

static void test_words(void)
{
	static const Row rows[] = {
		{STAFF, "取り消し: Re: 【受付 #128】",
		 "佐藤 太郎 さんは、メッセージ \"Re: 【受付 #128】\" の取り消しを要求しています。",
		 KW_NOTICE_RECALL},
		{STAFF, "Recall: Fwd: alert",
		 "Taro Sato would like to recall the message, \"Fwd: alert\".", KW_NOTICE_RECALL},
		/* the subject alone, or the sentence alone */
		{STAFF, "取り消し: 認証局が証明書を失効",
		 "証明書が取り消されました。詳しくは下を。", KW_NOTICE_NONE},
		{STAFF, "手口のお知らせ",
		 "「メッセージの取り消しを要求しています」という偽メール。", KW_NOTICE_NONE},
		{STAFF, "開封済み: 【受付 #128】",
		 "宛先: 佐藤\n件名: x\n\nは 2026年11月17日 13:02 に開封されました。",
		 KW_NOTICE_READ},
		{STAFF, "Not read: x", "Your message was deleted without being read on Tuesday.",
		 KW_NOTICE_READ},
		{STAFF, "[External] 開封確認: x", "これは開封確認です。", KW_NOTICE_READ},
		{STAFF, "既読: を装う偽メール", "開かないでください。", KW_NOTICE_NONE},
		{GOOGLE, "（#745359589）Gmail の転送の確認 - a@example.com からのメール受信",
		 "https://mail-settings.google.com/mail/vf-abc", KW_NOTICE_FORWARDING},
		{GOOGLE,
		 "(#745359589) Gmail Forwarding Confirmation - Receive Mail from a@b.example", "x",
		 KW_NOTICE_FORWARDING},
		{"a@example.com", "Gmail Forwarding Confirmation", "x", KW_NOTICE_NONE},
		{STAFF, "採用", "", KW_NOTICE_ANSWER},
		{STAFF, "件名なし", "不採用でお願いします。\n\n-- \n佐藤\n", KW_NOTICE_ANSWER},
		{STAFF, "x", "ＯＫ", KW_NOTICE_ANSWER},
		{STAFF, "FW: 【受付 #128】FortiGateの弱点", "この件、採用でよいですか。",
		 KW_NOTICE_ANSWER},
		{STAFF, "Re: [Receipt #12] x", "pick", KW_NOTICE_ANSWER},
		/* news that begin like an answer */
		{STAFF, "緊急のお知らせ", "緊急の詐欺電話が出ています。", KW_NOTICE_NONE},
		{STAFF, "採用", "採用\nhttps://example.jp/news", KW_NOTICE_NONE},
		{STAFF, "採用情報を装う偽メール", "注意してください。", KW_NOTICE_NONE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwReading)
			reading = read_mail(rows[i].from, rows[i].subject, rows[i].body);

		g_test_message("row %u: %s", i, rows[i].subject);
		g_assert_cmpint(kw_notice_of(reading), ==, rows[i].notice);
	}
}

static void test_link(void)
{
	static const struct {
		const char *body, *link;
	} rows[] = {
		{"https://mail-settings.google.com/mail/vf-abc\nhttps://example.com/",
		 "https://mail-settings.google.com/mail/vf-abc"},
		{"https://mail.google.com.example.com/vf-abc", NULL},
		{"http://mail.google.com/mail/vf-abc", NULL},
		{"https://mail.google.com@example.com/", NULL},
		{"x", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwReading) reading = read_mail(GOOGLE, "転送の確認", rows[i].body);

		g_test_message("row %u", i);
		g_assert_cmpstr(kw_notice_link(reading), ==, rows[i].link);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notice/words", test_words);
	g_test_add_func("/notice/link", test_link);
	return g_test_run();
}
