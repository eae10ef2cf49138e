/* ingest/forward: the blocks of the mail programs, chains, attachments, and what is no forward. */
#include "ingest/forward.h"

#include "../support/testing.h"
#include "ingest/attribution.h"
#include "ingest/block.h"
#include "ingest/label.h"
#include "ingest/pasted.h"
#include "ingest/readable.h"
#include "ingest/signature.h"

#include <string.h>

#define COMMENT                                                                                                       \
	"髙橋です。先月の同じような弱点では、連休中に入られた会社がありました。\n" \
	"連休の前に確認をお願いします。"
#define SUBJECT "[注意喚起] FortiOSの認証回避の脆弱性"
#define AT      1794882600 /* 2026-11-17T11:30:00+09:00 */

static KwMessage *parse(GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	KwMessage *message = kw_message_parse(g_bytes_get_data(bytes, NULL),
					      g_bytes_get_size(bytes), NULL, &error);

	kw_assert_ok(error);
	return message;
}

static KwForward *find_in(const KwMessage *message)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(9 * 3600);
	g_autofree char *text = kw_readable_text(message, NULL, NULL);

	return kw_forward_find(message, text, zone, NULL);
}

/* A mail with this subject and text, to intake@example.jp. */
static KwForward *find_text(const char *subject, const char *text)
{
	g_autofree char *mail = g_strdup_printf("From: sato@police.example.jp\r\n"
						"To: intake@example.jp\r\nSubject: %s\r\n"
						"Content-Type: text/plain; charset=utf-8\r\n\r\n%s",
						subject, text);
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
	g_autoptr(KwMessage) message = parse(bytes);

	return find_in(message);
}

static const char *address_at(const GPtrArray *list, guint i)
{
	g_assert_cmpuint(list->len, >, i);
	return ((KwAddress *)list->pdata[i])->address;
}

/* ---- the mail programs ---- */

static const struct {
	const char *file, *method;
	int depth;
	gboolean has_to;
} clients[] = {
	{"gmail-ja", "inline", 1, TRUE},
	{"gmail-ja-jis", "inline", 1, TRUE},
	{"outlook-ja", "inline", 1, TRUE},
	{"outlook-ja-jis", "inline", 1, TRUE},
	{"outlook-ja-html", "inline", 1, TRUE},
	{"outlook-spaced", "inline", 1, TRUE},
	{"apple-ja", "inline", 1, TRUE},
	{"thunderbird-ja", "inline", 1, TRUE},
	{"roundcube-ja", "inline", 1, TRUE},
	{"k9-ja", "inline", 1, TRUE},
	{"yahoo-glued", "inline", 1, TRUE},
	{"outlook-mac", "attribution", 1, FALSE},
	{"chain", "inline", 2, TRUE},
	{"attached", "attached", 1, TRUE},
	{"attached-chain", "attached", 2, TRUE},
};

static void test_client(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	g_autofree char *name = g_strdup_printf("forward/%s.eml", clients[i].file);
	g_autoptr(GBytes) bytes = kw_testing_corpus(name);
	g_autoptr(KwMessage) message = parse(bytes);
	g_autoptr(KwForward) forward = find_in(message);

	g_assert_nonnull(forward);
	g_assert_cmpstr(forward->method, ==, clients[i].method);
	g_assert_cmpint(forward->depth, ==, clients[i].depth);
	g_assert_cmpstr(forward->comment, ==, COMMENT);
	g_assert_cmpstr(forward->from->name, ==, "JPCERT/CC");
	g_assert_cmpstr(forward->from->address, ==, "announce@jpcert.example.jp");
	g_assert_cmpstr(forward->subject, ==, SUBJECT);
	g_assert_true(forward->has_date);
	g_assert_cmpint(forward->date_at, ==, AT);
	g_assert_cmpint(forward->date_offset_s, ==, 9 * 3600);
	if (clients[i].has_to) {
		g_assert_cmpuint(forward->to->len, ==, 1);
		g_assert_cmpstr(address_at(forward->to, 0), ==, "announce@jpcert.example.jp");
		g_assert_cmpuint(forward->cc->len, ==, 1);
		g_assert_cmpstr(address_at(forward->cc, 0), ==, "tanaka@example.jp");
	}
	g_assert_true(g_str_has_prefix(g_strchug(forward->body), "JPCERT-AT-2026-0030\n\n<<<"));
	g_assert_true(
		g_str_has_suffix(forward->body, "III. 対策\n① 修正済みの版に更新してください。"));
	g_assert_cmpint(forward->attached != NULL, ==, g_str_equal(clients[i].file, "attached"));
}

static void test_no_forward(void)
{
	static const char *const files[] = {"answer", "reply-attribution", "prose",
					    "phishing-sample"};

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *name = g_strdup_printf("forward/%s.eml", files[i]);
		g_autoptr(GBytes) bytes = kw_testing_corpus(name);
		g_autoptr(KwMessage) message = parse(bytes);
		g_autoptr(KwForward) forward = find_in(message);

		g_assert_null(forward);
	}
}

static void test_conversation(void)
{
	g_autoptr(GBytes) bytes = kw_testing_corpus("forward/conversation.eml");
	g_autoptr(KwMessage) message = parse(bytes);
	g_autoptr(KwForward) forward = find_in(message);
	g_autofree char *own = kw_forward_own_body(forward, NULL);

	g_assert_cmpint(forward->depth, ==, 1);
	g_assert_cmpstr(forward->subject, ==, SUBJECT);
	g_assert_nonnull(strstr(forward->body, "先週の件です。"));
	g_assert_null(strstr(own, "先週の件です。"));
	g_assert_true(g_str_has_suffix(own, "更新してください。"));
}

/* No block, but the original in quotes: most of what a forward holds. */
static void test_quoted(void)
{
	static const struct {
		const char *subject, *text, *comment, *body; /* body NULL: no forward */
	} rows[] = {
		{"FW: 題", "見てください。\n\n> 概要\n> a\n>\n> 対策\n> b", "見てください。",
		 "概要\na\n\n対策\nb"},
		{"転送：題", "＞ 概要\n＞ a", "", "概要\na"},
		{"FW: 題", "前。\n\n> 概要\n> a\n> b\n\n後。", "前。\n\n後。", "概要\na\nb"},
		/* an advisory with a path through a menu; who wrote; no forward */
		{"FW: 題", "概要\na\n対策\n> ヘルプ > 更新", NULL, NULL},
		{"FW: 題", "佐藤さんの文：\n> 概要\n> a\n> b", NULL, NULL},
		{"Re: 題", "はい。\n\n> 概要\n> a", NULL, NULL},
		{"FW: 題", "概要\na", NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwForward) forward = find_text(rows[i].subject, rows[i].text);

		g_test_message("row %u", i);
		if (!rows[i].body) {
			g_assert_null(forward);
			continue;
		}
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->method, ==, "quoted");
		g_assert_cmpstr(forward->subject, ==, "題");
		g_assert_cmpstr(forward->comment, ==, rows[i].comment);
		g_assert_cmpstr(forward->body, ==, rows[i].body);
		g_assert_null(forward->from);
	}
}

/* ---- blocks ---- */

#define TO "To: b@example.jp\n"

static void test_blocks(void)
{
	static const struct {
		const char *subject, *text, *from, *title; /* title NULL: no forward */
	} rows[] = {
		{"FW: x", "From: a@example.jp\n" TO "Subject: x\n\nbody", "a@example.jp", "x"},
		{"x", "From: a@example.jp\n" TO "Subject: x\n\nbody", "a@example.jp", "x"},
		/* full-width colons, emphasis, blanks of all kinds */
		{"Fwd: x",
		 "*差出人：*　 a@example.jp\n*日付：* 2026/11/17 9:00\n*件名：* *題*\n\n本文",
		 "a@example.jp", "題"},
		/* other languages */
		{"WG: x", "Von: A <a@example.jp>\nDatum: 1.2.2026\nAn: b\nBetreff: Titel\n\nText",
		 "a@example.jp", "Titel"},
		{"TR: x", "De : A <a@example.jp>\nÀ : b@x.jp\nObjet : Titre\n\nTexte",
		 "a@example.jp", "Titre"},
		/* two words that mean two things: "Da" and "A" */
		{"I: x", "Da: a@example.jp\nData: 1\nA: b@x.jp\nOggetto: T\n\nx", "a@example.jp",
		 "T"},
		/* a wrapped Subject: inside the block, and at its end */
		{"Fwd: x", "From: a@example.jp\nSubject: one\n two\n" TO "\nbody", "a@example.jp",
		 "one two"},
		{"Fwd: one long two", "From: a@example.jp\n" TO "Subject: one long\ntwo\n\nbody",
		 "a@example.jp", "one long two"},
		/* the text starts right below */
		{"Fwd: x", "From: a@example.jp\n" TO "Subject: x\nbody\n\nmore", "a@example.jp",
		 "x"},
		/* quoted, two levels */
		{"Fwd: x", "> > From: a@example.jp\n> > " TO "> > Subject: x\n> >\n> > body",
		 "a@example.jp", "x"},
		{"Fwd: x", "＞ From: a@example.jp\n＞ " TO "＞ Subject: x\n＞\n＞ body",
		 "a@example.jp", "x"},
		/* a separator makes two labels enough */
		{"x", "--- 転送 ---\nFrom: a@example.jp\nSubject: x\n\nbody", "a@example.jp", "x"},
		/* glued, with colons that the translation forgot */
		{"Fwd: x",
		 "----- Fwd ----- De: A <a@example.jp>Para: b@x.jp <b@x.jp>Enviado: 1, 09:26 "
		 "CETAssunto "
		 "Titulo\nx",
		 "a@example.jp", "Titulo"},
		/* a language that is not listed, in two orders; below a separator only */
		{"x",
		 "-------- Qwerty asdf --------\nQwe: A <a@example.jp>\nAsd: 17. zxc 2026 um "
		 "11:30\nYxc: b@example.jp\nQ/w: c@example.jp\nErt: T: 1\n\nbody",
		 "a@example.jp", "T: 1"},
		{"x",
		 "---- Qwerty ----\nErt: T\nAsd: 17. zxc 2026 11.30\nQwe: a@example.jp\n"
		 "Yxc: b@example.jp\nQ: c@example.jp\nR: d@example.jp\n\nbody",
		 "a@example.jp", "T"},
		{"x",
		 "Qwe: A <a@example.jp>\nAsd: 17. zxc 2026 11:30\nYxc: b@example.jp\nErt: T\n\nx",
		 NULL, NULL},
		{"x", "---- Notes ----\nMeeting: 10:30\nTopic: x\nContact: a@example.jp\n\nx", NULL,
		 NULL},
		/* an answer to ourselves; the same to somebody else */
		{"Re: x", "From: intake@example.jp\n" TO "Subject: x\n\nbody", NULL, NULL},
		{"Re: x", "From: a@example.jp\n" TO "Subject: x\n\nbody", "a@example.jp", "x"},
		/* prose */
		{"x", "From: a@example.jp\nSubject: x\nDate: 1\n\nbody", NULL, NULL},
		{"Fwd: x", "From: here to there\nit goes\n", NULL, NULL},
		{"Fwd: x", "Subject: x\n" TO "Date: 1\n\nbody", NULL, NULL},
		{"Fwd: x", "On 1 May 2026, A <a@example.jp> wrote:\n> x\n", NULL, NULL},
		{"Fwd: x", "", NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwForward) forward = find_text(rows[i].subject, rows[i].text);

		g_test_message("row %u", i);
		if (!rows[i].title) {
			g_assert_null(forward);
			continue;
		}
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->from->address, ==, rows[i].from);
		g_assert_cmpstr(forward->subject, ==, rows[i].title);
		g_assert_null(strstr(forward->body, "ubject"));
	}
}

/* One mail as the programs and phones of Japan forward it: %s is what stands between comment and
 * text, with the staff member's signature. */
static void test_programs(void)
{
#define WHO   "JPCERT/CC <announce@jpcert.example.jp>"
#define TITLE "[注意喚起] 題"
	static const char *const rows[] = {
		/* Outlook: on the web, on phones, with lines made paragraphs, in the name of
		   another */
		"________________________________\n差出人: " WHO
		"\n送信日時: 2026年11月17日 11:30\n宛先: b@example.jp\n件名: " TITLE "\n\n",
		"Outlook for iOS を入手<https://aka.ms/o0ukef>\n________________________________\n"
		"差出人: " WHO "\n送信日時: Tuesday, November 17, 2026 11:30:00 AM\n"
		"宛先: b@example.jp\n件名: " TITLE "\n\n",
		"取得 Outlook for Android<https://aka.ms/x>\n\nFrom: " WHO
		"\nSent: Tuesday, November 17, 2026 11:30 AM\nTo: b@example.jp;\n c@example.jp; "
		"鈴木\n"
		" <d@example.jp>\nSubject: " TITLE "\n\n",
		"差出人: " WHO "\n\n送信日時: 2026年11月17日 11:30\n\n宛先: b@example.jp\n\n"
		"件名: " TITLE "\n\n\n\n",
		"差出人: list@example.jp <list@example.jp> が " WHO " の代理で送信\n"
		"送信日時: 2026 年 11 月 17 日 (火曜日) 11:30\n宛先: b@example.jp\n件名: " TITLE
		"\n\n",
		"差出人:\n" WHO
		"\n送信日時:\n2026年11月17日 11:30\n宛先:\nb@example.jp\n件名:\n" TITLE "\n\n",
		"差出人:\u00a0" WHO "\n送信日時：2026/11/17（火）11:30\n宛先：b@example.jp\nCC：\n"
		"件名：\u3000" TITLE "\n\u00a0\n",
		/* phones of Apple, SoftBank, docomo */
		"iPhoneから送信\n\n転送されたメッセージ:\n\n> 差出人: " WHO
		"\n> 日時: 2026年11月17日 11:30:00 JST\n> 宛先: b@example.jp\n> 件名: " TITLE
		"\n> \n> ",
		"Galaxyから送信\n\n-----Original Message-----\nFrom：" WHO
		"\nTo：b@example.jp\nDate：2026/11/17 11:30\nSubject：" TITLE "\n\n",
		"-- 元のメッセージ --\nFrom:" WHO
		"\n日付:2026/11/17 11:30\nTo:b@example.jp\n件名:" TITLE "\n\n",
		/* Becky!, Shuriken, groupware and providers' pages */
		"Forwarded by 佐藤 <sato@police.example.jp>\n"
		"---------------- Original Message -----------------\nFrom:    " WHO
		"\nTo:      b@example.jp\nDate:    Tue, 17 Nov 2026 11:30:00 +0900\nSubject: " TITLE
		"\n----\n\n",
		"----- Original Message -----\n差出人: " WHO
		"\n宛　先: b@example.jp\n件　名: " TITLE "\n日　時: 2026年11月17日 11:30\n\n",
		"-----転送元のメール-----\n差出人 : " WHO
		"\n宛先 : b@example.jp\n日時 : 2026/11/17 (火) 11:30\n標題 : " TITLE "\n\n",
		">>> 転送メッセージ >>>\n送信者: " WHO
		"\n送信日時: 2026/11/17 11:30\n受信者: b@example.jp\n件名: " TITLE "\n\n",
		"----- 転送されたメッセージ -----\n差出人： " WHO
		"\n宛先： b@example.jp\n送信日時： 2026年11月17日 火曜日, 11:30:00 "
		"JST\n件名： " TITLE "\n\n",
		"------- Original Message -------\nFrom    : " WHO
		"\nTo      : b@example.jp\nCc      : \nDate    : 2026/11/17 11:30\nSubject : " TITLE
		"\n\n",
		"差出人: " WHO
		"\n送信日時: 令和8年11月17日 11時30分\n宛先: b@example.jp\n件名: " TITLE "\n\n",
		/* signatures above it */
		"━━━━━━━━━━\n○○県警察\nTEL 03-0000-0000\n━━━━━━━━━━\n\n差出人: " WHO
		"\n送信日時: 2026年11月17日 11:30\n宛先: b@example.jp\n件名: " TITLE "\n\n",
		"***********\n○○県警察\n電話 03-0000-0000\n***********\n\n差出人: " WHO
		"\n送信日時: 2026年11月17日 11:30\n宛先: b@example.jp\n件名: " TITLE "\n\n",
		"○○県警察 サイバー対策課\n佐藤\n電話 03-0000-0000（内線 1）\n\n差出人: " WHO
		"\n送信日時: 2026年11月17日 11:30\n宛先: b@example.jp\n件名: " TITLE "\n\n",
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			g_strdup_printf("確認を。\n連休前です。\n\n%s本文", rows[i]);
		g_autoptr(KwForward) forward = find_text("FW: " TITLE, text);

		g_test_message("row %u", i);
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->comment, ==, "確認を。\n連休前です。");
		g_assert_cmpstr(forward->from->address, ==, "announce@jpcert.example.jp");
		g_assert_cmpstr(forward->from->name, ==, "JPCERT/CC");
		g_assert_cmpstr(forward->subject, ==, TITLE);
		g_assert_cmpint(forward->date_at, ==, AT);
		g_assert_cmpstr(address_at(forward->to, 0), ==, "b@example.jp");
		g_assert_cmpstr(forward->body, ==, "本文");
		g_assert_cmpint(forward->depth, ==, 1);
	}
}

#define BLOCK(from, title) \
	"差出人: " from "\n送信日時: 2026/11/17 11:30\n宛先: b@example.jp\n件名: " title "\n\n"

/* Words at several places: whose they are. */
static void test_comments(void)
{
	static const struct {
		const char *subject, *text, *comment, *body;
		int depth;
	} rows[] = {
		/* below what is quoted, or below a line that ends it */
		{"Fwd: x",
		 "> 差出人: a@x.example\n> 日時: 2026/11/17 11:30\n> 宛先: b@x.example\n> 件名: x\n"
		 ">\n> 一\n> 二\n\n確認を。",
		 "確認を。", "一\n二", 1},
		{"Fwd: x",
		 "上。\n\n---- Original Message ----\n" BLOCK(
			 "a@x.example", "x") "一\n---- Original Message Ends ----\n下。",
		 "上。\n\n下。", "一", 1},
		/* a quoted line that was wrapped is no comment */
		{"Fwd: x",
		 "> From: a@x.example\n> Date: 1\n> To: b@x.example\n> Subject: x\n>\n> "
		 "一は\n長い\n"
		 "> 二",
		 "", "一は\n長い\n二", 1},
		/* only the labels are quoted */
		{"Fwd: x", "> From: a@x.example\n> To: b@x.example\n> Subject: x\n\n一\n\n二", "",
		 "一\n\n二", 1},
		/* a colleague's words are not the staff member's, nor the original's */
		{"FW: FW: x",
		 "確認を。\n\n" BLOCK("田中 <c@x.example>",
				      "FW: x") "共有します。\n\n" BLOCK("a@x.example", "x") "一",
		 "確認を。", "一", 2},
		{"Re: FW: x",
		 "載せてください。\n\n" BLOCK("田中 <c@x.example>",
					      "FW: x") "どうでしょう。\n\n" BLOCK("a@x.example",
										  "x") "一",
		 "載せてください。", "一", 2},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwForward) forward = find_text(rows[i].subject, rows[i].text);

		g_test_message("row %u", i);
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->comment, ==, rows[i].comment);
		g_assert_cmpstr(forward->body, ==, rows[i].body);
		g_assert_cmpint(forward->depth, ==, rows[i].depth);
	}
}

static void test_phishing_sample_stays(void)
{
	/* the example in the forwarded text is not the forward */
	g_autoptr(KwForward) forward = find_text(
		"Fwd: 注意", "差出人: 協議会 <info@example.jp>\n宛先: b@example.jp\n件名: 注意\n\n"
			     "次のメールです。\n差出人: 偽 <x@phish.example>\n件名: 未払い\n"
			     "送信日時: 2026/11/1 9:00\n\n開かないでください。");
	g_autofree char *own = kw_forward_own_body(forward, NULL);

	g_assert_cmpint(forward->depth, ==, 1);
	g_assert_cmpstr(forward->from->address, ==, "info@example.jp");
	g_assert_true(g_str_has_suffix(own, "開かないでください。"));
}

static void test_from(void)
{
	static const struct {
		const char *text, *name, *address;
	} rows[] = {
		{"a@example.jp", NULL, "a@example.jp"},
		{"A B <a@example.jp>", "A B", "a@example.jp"},
		{"\"B, A\" <a@example.jp>", "B, A", "a@example.jp"},
		{"B, A <a@example.jp>", "B, A", "a@example.jp"},
		{"A [mailto:a@example.jp]", "A", "a@example.jp"},
		{"A <a@example.jp<mailto:a@example.jp>>", "A", "a@example.jp"},
		{"A <a@example.jp.", "A", "a@example.jp"},
		{"リスト <l@example.jp> が 山田 <a@example.jp> の代理で送信", "山田",
		 "a@example.jp"},
		{"List <l@example.jp> on behalf of A <a@example.jp>", "A", "a@example.jp"},
		{"山田 太郎", "山田 太郎", NULL},
		{"a..b@docomo.ne.jp", NULL, "a..b@docomo.ne.jp"},
		{"@", "@", NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwAddress) address = kw_pasted_from(rows[i].text);

		g_assert_nonnull(address);
		g_assert_cmpstr(address->name, ==, rows[i].name);
		g_assert_cmpstr(address->address, ==, rows[i].address);
	}
	g_assert_null(kw_pasted_from(NULL));
	g_assert_null(kw_pasted_from(" \"\" "));
}

static void test_attribution(void)
{
	static const struct {
		const char *line, *name, *date; /* date NULL: no attribution */
	} rows[] = {
		{"On 28/10/2021 12:46, \"A B\" <a@example.jp> wrote:", "A B", "28/10/2021 12:46"},
		{"Op 28/10/2021 12:46 heeft A B <a@example.jp> geschreven:", "A B",
		 "28/10/2021 12:46"},
		{"\"A B\" <a@example.jp>, 28/10/2021 12:46 tarihinde şunu yazdı:", "A B",
		 "28/10/2021 12:46"},
		{"2023年11月17日(金) 14:06 山田 <a@example.jp>：", "山田",
		 "2023年11月17日(金) 14:06"},
		{"On 28/10/2021 12:46, A B wrote:", NULL, NULL},
		{"A <a@example.jp> wrote:", NULL, NULL},
		{"2021/10/28 12:46 a@example.jp", NULL, NULL},
		{":", NULL, NULL},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(KwAddress) from = NULL;
		g_autofree char *date = NULL;

		g_assert_cmpint(kw_attribution_read(rows[i].line, &from, &date), ==,
				rows[i].date != NULL);
		g_assert_cmpstr(date, ==, rows[i].date);
		if (!rows[i].date)
			continue;
		g_assert_cmpstr(from->name, ==, rows[i].name);
		g_assert_cmpstr(from->address, ==, "a@example.jp");
	}
}

static void test_signature(void)
{
	static const struct {
		const char *text;
		guint start;
	} rows[] = {
		{"確認を\nお願いします。", 2},
		{"確認を\n-- \n佐藤", 1},
		{"確認を\n\niPhoneから送信", 2},
		{"ok\nSent from my phone", 1},
		{"確認を\n--------\n佐藤\nTEL: 03-0000-0000", 1},
		{"確認を\n━━━━━━\n佐藤\nsato@example.jp", 1},
		/* a rule with more of the text below it */
		{"確認を\n\n○○県警察\n佐藤\n電話 03-0000-0000", 2},
		{"確認を\n☆★☆★☆\n佐藤\n電話 03-0000-0000", 1},
		/* a paragraph that says how to reach somebody, in a sentence */
		{"確認を\n\n困ったときは\n電話 03-0000-0000 までお願いします。", 4},
		{"電話 03-0000-0000\n佐藤", 2},
		{"確認を\n\n【相談窓口】\n○○県警察\n電話 03-0000-0000", 5},
		{"確認を\n\n■連絡先\n○○県警察\n電話 03-0000-0000", 5},
		{"一\n--------\n電話で確かめてください。", 3},
		{"一\n--------\nhttps://example.jp/", 3},
		{"--------\nTEL: 03-0000-0000", 2},
		{"", 0},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) lines = g_strsplit(rows[i].text, "\n", -1);
		const char *const *text = (const char *const *)lines;

		g_assert_cmpuint(kw_signature_start(text, g_strv_length(lines)), ==, rows[i].start);
	}
}

#define WARNING "このメールは組織外から送信されています。リンクや添付ファイルにご注意ください。"

/* It is neither the comment nor the news, above the block and below it. */
static void test_banner_left_out(void)
{
	static const char text[] =
		"【外部からのメール】" WARNING "\n\n________________________________\n"
		"差出人: JPCERT/CC <info@jpcert.or.jp>\n送信日時: 2026年11月17日 11:02\n"
		"宛先: sato@police.example.jp\n件名: 注意喚起\n\n"
		"【外部からのメール】" WARNING "\n\n更新してください。\n";
	g_autoptr(KwForward) forward = find_text("FW: 注意喚起", text);
	g_autofree char *own = kw_forward_own_body(forward, NULL);

	g_assert_cmpstr(forward->comment, ==, "");
	g_assert_cmpstr(own, ==, "更新してください。");
}

static void test_subject(void)
{
	static const char *const yes[] = {"Fwd: x", "FW：x",     "転送: x",  "[External] Fw: x",
					  "WG: x",  "【転送】x", "Fwd[2]: x"};
	static const char *const no[] = {"Re: Fwd: x", "Forward: x",   "Fwd",
					 "",           "転送について", "[x"};

	for (guint i = 0; i < G_N_ELEMENTS(yes); i++)
		g_assert_true(kw_label_is_forward_subject(yes[i]));
	for (guint i = 0; i < G_N_ELEMENTS(no); i++)
		g_assert_false(kw_label_is_forward_subject(no[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(clients); i++) {
		g_autofree char *path = g_strdup_printf("/forward/client/%s", clients[i].file);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_client);
	}
	g_test_add_func("/forward/no-forward", test_no_forward);
	g_test_add_func("/forward/conversation", test_conversation);
	g_test_add_func("/forward/blocks", test_blocks);
	g_test_add_func("/forward/programs", test_programs);
	g_test_add_func("/forward/comments", test_comments);
	g_test_add_func("/forward/phishing-sample", test_phishing_sample_stays);
	g_test_add_func("/forward/from", test_from);
	g_test_add_func("/forward/attribution", test_attribution);
	g_test_add_func("/forward/quoted", test_quoted);
	g_test_add_func("/forward/signature", test_signature);
	g_test_add_func("/forward/banner-left-out", test_banner_left_out);
	g_test_add_func("/forward/subject", test_subject);
	return g_test_run();
}
