/* ingest/forward: the blocks of the mail programs, chains, attachments, and what is no forward.
 * What a block is read with is ingest-forward_parts.c. */
#include "ingest/forward.h"

#include "../support/testing.h"
#include "ingest/block.h"
#include "ingest/readable.h"

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
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/quoted.tsv", 4);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwForward) forward = find_text(row[0], row[1]);

		g_test_message("%s", row[1]);
		if (!*row[3]) {
			g_assert_null(forward);
			continue;
		}
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->method, ==, "quoted");
		g_assert_cmpstr(forward->subject, ==, "題");
		g_assert_cmpstr(forward->comment, ==, row[2]);
		g_assert_cmpstr(forward->body, ==, row[3]);
		g_assert_null(forward->from);
	}
	g_assert_cmpuint(rows->len, >=, 7);
}

/* ---- blocks ---- */

static void test_blocks(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/blocks.tsv", 4);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwForward) forward = find_text(row[0], row[1]);

		g_test_message("%s", row[1]);
		if (!*row[3]) {
			g_assert_null(forward);
			continue;
		}
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->from->address, ==, row[2]);
		g_assert_cmpstr(forward->subject, ==, row[3]);
		g_assert_null(strstr(forward->body, "ubject"));
	}
	g_assert_cmpuint(rows->len, >=, 24);
}

/* One mail as the programs and phones of Japan forward it. */
static void test_programs(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/programs.tsv", 1);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autofree char *text = g_strdup_printf("確認を。\n連休前です。\n\n%s本文", row[0]);
		g_autoptr(KwForward) forward = find_text("FW: [注意喚起] 題", text);

		g_test_message("%s", row[0]);
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->comment, ==, "確認を。\n連休前です。");
		g_assert_cmpstr(forward->from->address, ==, "announce@jpcert.example.jp");
		g_assert_cmpstr(forward->from->name, ==, "JPCERT/CC");
		g_assert_cmpstr(forward->subject, ==, "[注意喚起] 題");
		g_assert_cmpint(forward->date_at, ==, AT);
		g_assert_cmpstr(address_at(forward->to, 0), ==, "b@example.jp");
		g_assert_cmpstr(forward->body, ==, "本文");
		g_assert_cmpint(forward->depth, ==, 1);
	}
	g_assert_cmpuint(rows->len, >=, 20);
}

/* Words at several places: whose they are. */
static void test_comments(void)
{
	g_autoptr(GPtrArray) rows = kw_testing_rows("forwarded/comments.tsv", 5);

	for (guint i = 0; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr(KwForward) forward = find_text(row[0], row[1]);

		g_test_message("%s", row[1]);
		g_assert_nonnull(forward);
		g_assert_cmpstr(forward->comment, ==, row[2]);
		g_assert_cmpstr(forward->body, ==, row[3]);
		g_assert_cmpint(forward->depth, ==, g_ascii_strtoll(row[4], NULL, 10));
	}
	g_assert_cmpuint(rows->len, >=, 6);
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
	g_test_add_func("/forward/quoted", test_quoted);
	g_test_add_func("/forward/banner-left-out", test_banner_left_out);
	return g_test_run();
}
