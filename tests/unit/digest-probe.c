/* probe: the last letter, in both languages, with the token by which its own bounce is known. */
#include "../support/issue_fixture.h"
#include "../support/store_fixture.h"

#include "digest/probe.h"
#include "mail/message.h"
#include "store/outbox.h"

static char *probe(StoreFixture *f, const char *language, const KwKeys *keys,
		   const KwConfig *config, int64_t *out_id)
{
	const KwSubscriber subscriber = {.address = (char *)"a..b.@docomo.example.jp",
					 .state = (char *)"active",
					 .language = (char *)language,
					 .organisation = (char *)"みほん商店",
					 .word = (char *)"すずめ",
					 .topics = (char *)"weekly bulletin"};
	g_autoptr(GError) error = NULL;

	kw_roll_add(f->db, &subscriber, ISSUE_FIXTURE_NOW, out_id, &error);
	kw_probe_put(f->db, config, keys, *out_id, ISSUE_FIXTURE_NOW, &error);
	kw_assert_ok(error);
	g_autoptr(GPtrArray) rows = kw_outbox_list(f->db, "ready", 0, 10, &error);
	g_assert_cmpuint(rows->len, ==, 1);
	const KwOutboxRow *row = rows->pdata[0];
	g_assert_cmpint(row->issue, ==, 0);
	g_assert_cmpint(row->subscriber, ==, *out_id);
	g_autoptr(KwLetter) letter = kw_letters_get(f->db, row->letter, &error);
	g_assert_cmpstr(letter->purpose, ==, KW_PURPOSE_PROBE);
	gsize length;
	const char *bytes = g_bytes_get_data(letter->bytes, &length);
	return g_strndup(bytes, length);
}

static void check(StoreFixture *f, const char *language, const char *subject, const char *text)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;
	int64_t id, issue, subscriber;

	g_assert_true(kw_keys_create(config->keys_file, &error));
	g_autoptr(KwKeys) keys = kw_keys_load(config->keys_file, &error);
	g_autofree char *bytes = probe(f, language, keys, config, &id);
	g_autoptr(KwMessage) m = kw_message_parse(bytes, strlen(bytes), NULL, NULL);
	g_autofree char *token = g_strndup(m->message_id, strcspn(m->message_id, "@"));
	g_assert_true(kw_token_parse(keys, KW_TOKEN_DELIVERY, token, &issue, &subscriber));
	g_assert_cmpint(issue, ==, 0);
	g_assert_cmpint(subscriber, ==, id);
	g_assert_nonnull(strstr(m->subject, subject));
	g_assert_nonnull(strstr(bytes, "To: \"a..b.\"@docomo.example.jp\r\n"));
	g_assert_cmpstr(kw_message_header(m, "Auto-Submitted"), !=, NULL);
	const char *body = kw_message_body(m, NULL, NULL)->text;
	g_assert_nonnull(strstr(body, text));
	g_assert_nonnull(strstr(body, "すずめ"));
	g_assert_nonnull(strstr(body, "mailto:kawaraban+l"));
	g_assert_nonnull(strstr(body, "kawaraban@news.example.jp"));
	g_assert_null(strstr(body, "{{"));
}

static void japanese(StoreFixture *f)
{
	check(f, "ja", "届かずに戻って", "2026年11月26日ごろまで");
}

static void english(StoreFixture *f)
{
	check(f, "en", "undelivered", "26 November 2026");
}

static void nobody(StoreFixture *f)
{
	g_autoptr(KwConfig) config = issue_fixture_config(f->folder, "ja", "");
	g_autoptr(GError) error = NULL;

	g_assert_false(kw_probe_put(f->db, config, NULL, 7, ISSUE_FIXTURE_NOW, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	store_test_add("/probe/japanese", japanese);
	store_test_add("/probe/english", english);
	store_test_add("/probe/nobody", nobody);
	return g_test_run();
}
