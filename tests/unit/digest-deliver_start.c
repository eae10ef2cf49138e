/* deliver, before the first letter: a configuration that cannot be, the password of a relay. */
#include "../support/deliver_fixture.h"

static void bad_configuration(StoreFixture *f)
{
	static const char *const addresses[] = {"nonsense", "サイバー <a@example.jp>",
						"<a@example.jp>", "a@example.jp, b@example.jp"};
	g_auto(Office) o = {0};
	g_autoptr(GError) error = NULL;
	KwDelivered done;

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	for (size_t i = 0; i < G_N_ELEMENTS(addresses) * 2; i++) {
		char **key = i % 2 ? &o.config->bounce : &o.config->from;
		g_autofree char *before = g_steal_pointer(key);

		*key = g_strdup(addresses[i / 2]);
		g_assert_false(try_deliver(&o, &done, &error));
		kw_testing_assert_error(&error, KW_ERROR_CONFIG,
					i % 2 ? "mail.bounce" : "mail.from");
		g_free(*key);
		*key = g_steal_pointer(&before);
	}
	assert_row(&o, 1, "ready", 0);
}

/* A password file that is missing or empty: the relay is not asked, no letter is lost. */
static void password(StoreFixture *f)
{
	g_auto(Office) o = {0};
	g_autofree char *file = g_build_filename(f->folder, "password", NULL);

	open_office(&o, f, NULL, "");
	add_reader(&o, "a@example.jp");
	send_issue(&o, "weekly", 19);
	((KwConfigRelay *)o.config->relays->pdata[0])->username = g_strdup("u");
	((KwConfigRelay *)o.config->relays->pdata[0])->password_file = g_strdup(file);
	for (int i = 0; i < 3; i++) {
		g_autoptr(GError) error = NULL;
		KwDelivered done;

		if (i) {
			g_assert_true(
				g_file_set_contents(file, i == 1 ? "" : "\nsecret\n", -1, NULL));
			chmod(file, 0600);
		}
		g_assert_false(try_deliver(&o, &done, &error));
		g_test_message("%s", error->message);
		assert_has(error->message, "password_file");
		assert_row(&o, 1, "ready", 0);
	}
	g_assert_true(g_file_set_contents(file, "secret\n", -1, NULL));
	chmod(file, 0600);
	KwDelivered done = deliver(&o);
	assert_delivered(&done, 1, 0, 0, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/deliver/bad-configuration", bad_configuration);
	store_test_add("/deliver/password", password);
	return g_test_run();
}
