/* ingest/handling: marks wherever they stand, and texts that only speak of them. */
#include "ingest/handling.h"

#include "../support/testing.h"
#include "ingest/readable.h"

#include <string.h>

static void find(const char *mail, KwHandling *out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KwMessage) message = kw_message_parse(mail, strlen(mail), NULL, &error);
	g_autofree char *text = NULL;

	kw_assert_ok(error);
	text = kw_readable_text(message, NULL, NULL);
	kw_handling_find(message, text, out);
}

static void test_body(void)
{
	static const struct {
		const char *text, *mark;
		gboolean restricted;
	} rows[] = {
		{"TLP:RED", "TLP:RED", TRUE},
		{"[TLP: AMBER]\n本文", "TLP:AMBER", TRUE},
		{"tlp-amber", "TLP:AMBER", TRUE},
		{"「ＴＬＰ：ＡＭＢＥＲ」", "TLP:AMBER", TRUE},
		{"TLP:AMBER+STRICT", "TLP:AMBER+STRICT", TRUE},
		{"TLP: Amber + Strict", "TLP:AMBER+STRICT", TRUE},
		{"この情報は TLP:GREEN です。", "TLP:GREEN", TRUE},
		{"TLP:CLEAR", "TLP:CLEAR", FALSE},
		{"TLP:WHITE", "TLP:WHITE", FALSE},
		/* the strictest counts */
		{"TLP:GREEN\nTLP:RED", "TLP:RED", TRUE},
		{"TLP:CLEAR\n関係者限りでお願いします。", "関係者限り", TRUE},
		{"取扱注意", "取扱注意", TRUE},
		{"【取り扱い注意】", "取り扱い注意", TRUE},
		{"本メールは転載禁止です。", "転載禁止", TRUE},
		{"メンバー限り", "メンバー限り", TRUE},
		{"本資料は部外秘です。", "部外秘", TRUE},
		{"社外秘", "社外秘", TRUE},
		{"転送禁止でお願いします", "転送禁止", TRUE},
		{"CONFIDENTIAL\n\ntext", "CONFIDENTIAL", TRUE},
		/* no marks */
		/* as police and chambers say it */
		{"県警限り", "県警限り", TRUE},
		{"（取扱いは警察限り）", "警察限り", TRUE},
		{"内部用です。", "内部用", TRUE},
		{"※配信不可、部内参考", "部内参考", TRUE},
		{"公開NGです。", "公開NG", TRUE},
		{"配信はしないでください。", "配信はしないで", TRUE},
		{"まだ公表しないでください。", "まだ公開しない", TRUE},
		{"外には出さないでください。", "外には出さないで", TRUE},
		{"保秘の徹底をお願いします。", "保秘", TRUE},
		{"外部への提供は控えてください。", "外部への提供の制限", TRUE},
		{"第三者へ開示しないでください。", "外部への提供の制限", TRUE},
		{"本件は捜査中の事案であり、公表しておりません。", "公表していない", TRUE},
		{"12月1日の公表までは取扱いにご留意ください。", "公表まで", TRUE},
		{"本情報は会員企業様限定でお送りしています。", "限定", TRUE},
		{"This must not be shared outside your organization.", "NOT TO BE SHARED", TRUE},
		/* advice, and what every advisory says */
		{"認証コードを第三者に共有しないでください。", NULL, FALSE},
		{"・第三者にパスワードを教えない", NULL, FALSE},
		{"個人情報をホームページに掲載しないでください。", NULL, FALSE},
		{"本脆弱性の詳細は公開されていません。", NULL, FALSE},
		{"修正版の公開まで回避策を実施してください。", NULL, FALSE},
		{"社内資料の持ち出しに注意してください。", NULL, FALSE},
		{"社内に周知してください。", NULL, FALSE},
		{"配信停止はこちら", NULL, FALSE},
		{"本メールは送信専用です。このアドレスに返信しないでください。", NULL, FALSE},
		{"データを外に出さないための対策です。", NULL, FALSE},
		{"Admin ports should not be exposed to the internet.", NULL, FALSE},
		{"「【社外秘】人事異動」というメールが届いています。", NULL, FALSE},
		{"TLP:RED とは、受信者限りの情報を指します。\nTLP:AMBER "
		 "とは、組織内限りの情報を指します。",
		 NULL, FALSE},
		{"関係者限りでお願いします。赤い枠を指します。", "関係者限り", TRUE},
		{"社外秘の資料が外に出ました。", NULL, FALSE},
		{"取扱注意事項を読んでください。", NULL, FALSE},
		{"当サイトの記事の無断転載禁止", NULL, FALSE},
		{"This e-mail is confidential and intended for the addressee.", NULL, FALSE},
		{"TLP:AMBERとは、組織の中だけで使ってよい情報です。", NULL, FALSE},
		{"例えば TLP:RED のような表示です。", NULL, FALSE},
		{"TLP:RED 宛先だけ\nTLP:AMBER 組織の中\nTLP:GREEN 仲間の中\nTLP:CLEAR 制限なし",
		 NULL, FALSE},
		/* a legend below a mark of its own */
		{"TLP:AMBER\n\n本文\n\nTLP:RED 宛先だけ\nTLP:AMBER 組織の中\nTLP:GREEN 仲間の中",
		 "TLP:AMBER", TRUE},
		{"TLPREDUCTION tlp:greenish", NULL, FALSE},
		{"", NULL, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail = g_strdup_printf(
			"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
			rows[i].text);
		g_auto(KwHandling) handling = {0};

		find(mail, &handling);
		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(handling.mark, ==, rows[i].mark);
		g_assert_cmpstr(handling.where, ==, rows[i].mark ? "body" : NULL);
		g_assert_cmpint(handling.restricted, ==, rows[i].restricted);
	}
}

/* Words as people write them: what is held back, and what only speaks of such things. */
static void test_words(void)
{
	static const char *const marks[] = {
		"共有範囲：TLP:AMBER（関係者のみ）",
		"本情報の取扱いは TLP:AMBER とします。",
		"TLP：レッド",
		"TLPレベル：アンバー",
		"Traffic Light Protocol: AMBER",
		"TLP v2.0: GREEN",
		"取扱い注意でお願いします",
		"【取扱注意】本文",
		"この資料は関係者限りとしてください。",
		"取扱：関係者限",
		"関係者以外秘",
		"関係者以外に転送しないでください。",
		"お取り扱いにはご注意ください。",
		"本件は未公表です。",
		"部外秘 本文",
		"(関係者外秘)",
		"二次配布禁止",
		"転載・引用はご遠慮ください",
		"コピー・転載・転送を禁止します",
		"この情報は公開しないでください。",
		"公開はお控えください。",
		"協議会会員限り",
		"限定公開でお願いします",
		"対外秘",
		"マル秘",
		"For Official Use Only",
		"Please do not forward this message.",
	};
	static const char *const others[] = {
		"無断転載を禁じます。",
		"Copyright 2026 Example All Rights Reserved. 無断転載・複製を禁じます",
		"本メールの内容は転載・転送いただいて構いません。",
		"取扱注意事項をお読みください",
		"個人情報の取扱いにはご注意ください。",
		"ウイルス付きメールは「関係者限り」などと書いて開かせようとします。",
		"「TLP:AMBER」と表示された情報は公開できません。",
		"秘密の質問は設定しないでください。",
		"未公開の脆弱性が悪用されています。",
		"関係者以外立入禁止の区域",
		"認証コードを他人に共有しないでください。",
		"不審なメールは転送しないで削除してください。",
		"ランサムウェア攻撃者は機密情報を窃取し、公開すると脅します。",
		"Confidential information may be exposed.",
		"Do not share your password.",
		"TLP:CLEAR may be distributed without restriction.",
	};

	for (guint i = 0; i < G_N_ELEMENTS(marks) + G_N_ELEMENTS(others); i++) {
		gboolean is_mark = i < G_N_ELEMENTS(marks);
		const char *text = is_mark ? marks[i] : others[i - G_N_ELEMENTS(marks)];
		g_autofree char *mail = g_strdup_printf(
			"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s", text);
		g_auto(KwHandling) handling = {0};

		find(mail, &handling);
		g_test_message("%s: %s", text, handling.mark);
		g_assert_cmpint(handling.restricted, ==, is_mark);
	}
}

#define MIXED                                               \
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n" \
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ntext\r\n--b\r\n"

static void test_where(void)
{
	static const struct {
		const char *mail, *mark, *where;
	} rows[] = {
		{"Subject: [TLP:AMBER] x\r\n\r\nx", "TLP:AMBER", "subject"},
		{"Subject: [TLP:CLEAR] x\r\n\r\nTLP:GREEN", "TLP:GREEN", "body"},
		{"X-TLP: AMBER\r\nSubject: x\r\n\r\nx", "TLP:AMBER", "header"},
		{"TLP: TLP:RED\r\nSubject: x\r\n\r\nx", "TLP:RED", "header"},
		{"Sensitivity: Company-Confidential\r\nSubject: x\r\n\r\nx", "COMPANY-CONFIDENTIAL",
		 "header"},
		{"Sensitivity: private\r\nSubject: x\r\n\r\nTLP:CLEAR", "PRIVATE", "header"},
		{"Sensitivity: Normal\r\nSubject: x\r\n\r\nx", NULL, NULL},
		{"Subject: x\r\n" MIXED
		 "Content-Type: application/pdf; name=\"report_TLP_AMBER.pdf\"\r\n"
		 "Content-Disposition: attachment\r\n\r\nx\r\n--b--\r\n",
		 "TLP:AMBER", "attachment"},
		/* inside an attached mail */
		{"Subject: x\r\n" MIXED "Content-Type: message/rfc822\r\n\r\n"
		 "Subject: [TLP:RED] y\r\n\r\ny\r\n--b--\r\n",
		 "TLP:RED", "subject"},
		{"Subject: x\r\n" MIXED "Content-Type: message/rfc822\r\n\r\n"
		 "Subject: y\r\nContent-Type: text/plain; "
		 "charset=utf-8\r\n\r\n関係者限り\r\n--b--\r\n",
		 "関係者限り", "body"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(KwHandling) handling = {0};

		find(rows[i].mail, &handling);
		g_test_message("row %u", i);
		g_assert_cmpstr(handling.mark, ==, rows[i].mark);
		g_assert_cmpstr(handling.where, ==, rows[i].where);
		g_assert_cmpint(handling.restricted, ==, rows[i].mark != NULL);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/handling/body", test_body);
	g_test_add_func("/handling/words", test_words);
	g_test_add_func("/handling/where", test_where);
	return g_test_run();
}
