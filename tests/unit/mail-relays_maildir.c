/* mail/relays over a Maildir in the place of a relay. */
#include "../support/relays_fixture.h"

/* --- Maildir --- */

static KwRelays *relays_to_folder(const char *folder)
{
	g_autofree char *url = g_strdup_printf("maildir:%s/out", folder);
	KwRelay relay = plain_relay();
	g_autoptr(GError) error = NULL;
	KwRelays *relays;

	relay.url = url;
	relay.connections = 4;
	relays = kw_relays_new(&relay, 1, &error);
	kw_assert_ok(error);
	return relays;
}

static KwSendOutcome put_one(KwRelays *relays, const char *return_path, const char *recipient)
{
	g_autoptr(GBytes) letter = g_bytes_new_static("A: b\r\n\r\n.c\r\n", 12);
	g_autoptr(GArray) news = g_array_new(FALSE, FALSE, sizeof(KwSendOutcome));

	kw_relays_room(relays, 1, NULL);
	kw_relays_put(relays, 7, return_path, recipient, letter);
	g_assert_cmpuint(kw_relays_pending(relays), ==, 1);
	for (int i = 0; !news->len && i < 100; i++)
		kw_relays_turn(relays, 20, news);
	g_assert_cmpuint(news->len, ==, 1);
	g_assert_cmpuint(kw_relays_pending(relays), ==, 0);
	g_assert_cmpint(outcome_at(news, 0).id, ==, 7);
	return outcome_at(news, 0);
}

static void test_maildir(void)
{
	g_autofree char *folder = kw_testing_folder();
	g_autofree char *new = g_build_filename(folder, "out", "new", NULL);
	g_autofree char *text = NULL;
	g_autoptr(KwRelays) relays = relays_to_folder(folder);
	KwSendOutcome outcome = put_one(relays, "bounce+d1@news.example.jp", "a@example.jp");

	g_assert_cmpint(outcome.result, ==, KW_SEND_SENT);
	g_assert_cmpint(outcome.code, ==, 250);
	g_assert_true(g_str_has_prefix(outcome.text, new));
	g_assert_true(g_file_get_contents(outcome.text, &text, NULL, NULL));
	g_assert_cmpstr(text, ==,
			"Return-Path: <bounce+d1@news.example.jp>\n"
			"Delivered-To: a@example.jp\nA: b\n\n.c\n");
	kw_testing_remove(new);
	outcome = put_one(relays, "", "a@example.jp");
	g_assert_cmpint(outcome.result, ==, KW_SEND_RELAY_FAULT);
	g_assert_true(kw_relays_are_down(relays, NULL, NULL));
	kw_testing_remove(folder);
}

static void test_addresses(void)
{
	g_autofree char *endless = g_strnfill(2000, 'a');
	const struct {
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
		{"", endless, KW_SEND_FAILED},
	};
	g_autofree char *folder = kw_testing_folder();
	g_autoptr(KwRelays) relays = relays_to_folder(folder);

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		KwSendOutcome outcome = put_one(relays, cases[i].return_path, cases[i].recipient);

		g_assert_cmpint(outcome.result, ==, cases[i].result);
		g_assert_cmpint(outcome.relay, ==, cases[i].result == KW_SEND_SENT ? 0 : -1);
		g_assert_true(g_utf8_validate(outcome.text, -1, NULL));
		g_assert_null(strpbrk(outcome.text, "\r\n"));
	}
	g_assert_false(kw_relays_are_down(relays, NULL, NULL)); /* none of it is its fault */
	kw_testing_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/relays/maildir", test_maildir);
	g_test_add_func("/relays/addresses", test_addresses);
	return g_test_run();
}
