/* mail/transport: the table of backends, what is refused before any backend sees it, and Maildir.
 */
#include "../../lib/mail/transport-private.h"

#include "../support/testing.h"
#include "base/error.h"

#include <string.h>

static void test_schemes(void)
{
	static const char *const urls[] = {"",
					   "relay.example",
					   "http://relay.example",
					   "smtp",
					   "maildir:relative",
					   "smtp:relay.example",
					   "smtp://",
					   "smtp://u:p@relay.example",
					   "smtp://relay.example/path",
					   "smtps:// relay"};

	for (guint i = 0; i < G_N_ELEMENTS(urls); i++) {
		KwRelay relay = {.url = urls[i], .ehlo_name = "t.example", .timeout_s = 1};
		g_autoptr(GError) error = NULL;

		g_assert_null(kw_transport_open(&relay, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG, "relay ");
	}
}

static void test_maildir(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *url = g_strdup_printf("maildir:%s/out", folder);
	g_autofree char *new = g_build_filename(folder, "out", "new", NULL);
	KwRelay relay = {.url = url};
	g_autoptr(GBytes) letter = g_bytes_new_static("A: b\r\n\r\n.c\r\n", 12);
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = kw_transport_open(&relay, &error);
	g_autofree char *text = NULL;
	KwSendReply reply;

	kw_assert_ok(error);
	kw_transport_send(transport, "bounce+d1@news.example.jp", "a@example.jp", letter, &reply);
	g_assert_cmpint(reply.result, ==, KW_SEND_SENT);
	g_assert_cmpint(reply.code, ==, 250);
	g_assert_true(g_str_has_prefix(reply.text, new));
	g_assert_true(g_file_get_contents(reply.text, &text, NULL, NULL));
	g_assert_cmpstr(text, ==,
			"Return-Path: <bounce+d1@news.example.jp>\n"
			"Delivered-To: a@example.jp\nA: b\n\n.c\n");
	g_assert_true(kw_transport_is_open(transport));
	kw_testing_remove(new);
	kw_transport_send(transport, "", "a@example.jp", letter, &reply);
	g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
	g_assert_false(kw_transport_is_open(transport));
	kw_transport_send(transport, "", "a@example.jp", letter, &reply);
	g_assert_cmpint(reply.result, ==, KW_SEND_RELAY_FAULT);
	g_assert_cmpstr(reply.text, ==, "the connection is closed");
	kw_testing_remove(folder);
}

static void test_addresses(void)
{
	static const struct {
		const char *return_path, *recipient;
		KwSendResult result;
	} cases[] = {
		{"", "a@example.jp", KW_SEND_SENT},
		{"", "\"a b>\\\"\"@example.jp", KW_SEND_SENT},
		{"", "", KW_SEND_FAILED},
		{"", "a@b\r\nRCPT TO:<c@d>", KW_SEND_FAILED},
		{"", "a@b\nX: y", KW_SEND_FAILED},
		{"", "a@b> NOTIFY=NEVER", KW_SEND_FAILED},
		{"", "<a@b>", KW_SEND_FAILED},
		{"", "\"a@b", KW_SEND_FAILED},
		{"", "\"a\\\n\"@b", KW_SEND_FAILED},
		{"", "\xff@b", KW_SEND_FAILED},
		{"x@y\r\nDATA", "a@example.jp", KW_SEND_FAILED},
		{"x y", "a@example.jp", KW_SEND_FAILED},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *url = g_strdup_printf("maildir:%s", folder);
	g_autofree char *endless = g_strnfill(2000, 'a');
	g_autoptr(GBytes) letter = g_bytes_new_static("A: b\r\n\r\n", 8);
	KwRelay relay = {.url = url};
	g_autoptr(GError) error = NULL;
	g_autoptr(KwTransport) transport = kw_transport_open(&relay, &error);
	KwSendReply reply;

	kw_assert_ok(error);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		kw_transport_send(transport, cases[i].return_path, cases[i].recipient, letter,
				  &reply);
		g_assert_cmpint(reply.result, ==, cases[i].result);
		g_assert_true(g_utf8_validate(reply.text, -1, NULL));
		g_assert_null(strpbrk(reply.text, "\r\n"));
	}
	kw_transport_send(transport, "", endless, letter, &reply);
	g_assert_cmpint(reply.result, ==, KW_SEND_FAILED);
	g_assert_true(kw_transport_is_open(transport)); /* none of it is the connection's fault */
	kw_testing_remove(folder);
}

static void test_reply_text(void)
{
	g_autofree char *kana = g_strnfill(600, 'x');
	KwSendReply reply;

	kw_send_reply_set(&reply, KW_SEND_FAILED, 550, "%s", "5.1.1 a\r\n\tb \xff");
	g_assert_cmpstr(reply.text, ==, "5.1.1 a b \xef\xbf\xbd");
	g_assert_cmpint(reply.code, ==, 550);
	kw_send_reply_set(&reply, KW_SEND_FAILED, 550, "%s", kana);
	g_assert_cmpuint(strlen(reply.text), ==, sizeof(reply.text) - 1);
	memcpy(kana + 510, "瓦", strlen("瓦")); /* would be cut in two */
	kw_send_reply_set(&reply, KW_SEND_FAILED, 550, "%s", kana);
	g_assert_cmpuint(strlen(reply.text), ==, 510);
	g_assert_true(g_utf8_validate(reply.text, -1, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/transport/schemes", test_schemes);
	g_test_add_func("/transport/maildir", test_maildir);
	g_test_add_func("/transport/addresses", test_addresses);
	g_test_add_func("/transport/reply-text", test_reply_text);
	return g_test_run();
}
